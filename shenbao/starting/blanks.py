"""The text of new files: every key that must be filled in stands there empty, what it means behind it as a comment.

An empty value is what `check` reports by itself (S003), so a blank can neither be forgotten nor be taken for a figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from unicodedata import east_asian_width

from shenbao.meanings import MEANINGS
from shenbao.model.form import BudgetBlock, Form
from shenbao.reading.prose import SECTIONS
from shenbao.vocabulary import CHINESE
from shenbao.yamlfile import scalar

_HINT_AT = 40  # the column of the comments, in half widths
_EXAMPLE = "例如 120.00；没有就写 0.00"
_TARGET = ("name", "category", "value")
_EXAMPLES = (("培训场次", "数量指标", "≥12场"), ("参训人员上岗率", "社会效益指标", "≥80%"))


def department(form: Form) -> str:
    """Return department.md, with every line of the form's budget to fill in."""
    return _file(_department(form), "")


def _department(form: Form) -> Iterator[str]:
    yield "# 冒号后面空着的都要填；# 后面是说明，不会印出来。填了多少，运行 check 就知道还差什么。"
    yield f"# 最下面一行 --- 的后面写总体绩效目标，一两段话。表样：{form.title}"
    yield _line("department", "", MEANINGS["department"][0])
    yield f"{_key('form')}: {form.name}"
    yield _line("year", "", "预算年度，四位数")
    yield _hinted(f"{_key('budget')}:", f"单位：{form.unit}")
    for block in form.blocks:
        yield from _block(block)
    if form.prints("tasks"):
        yield _hinted(f"{_key('targets')}: []", "不属于某一项任务的指标，写法和任务文件里一样；没有就不动")
    else:
        yield from _targets(form)


def _block(block: BudgetBlock) -> Iterator[str]:
    yield f"  {block.name}:"
    for n, line in enumerate(block.lines):
        yield _hinted(f"    {line.name}:", _EXAMPLE if n == 0 else "")


def task(form: Form, title: str) -> str:
    """Return a task's file: targets to fill in, the two sections where the form prints tasks, the title where it is
    known."""
    body = "\n\n\n".join(f"## {title}\n" for title in SECTIONS) + "\n" if form.prints("tasks") else ""
    return _file(_task(form, title), body)


def other(form: Form) -> str:
    """Return other.md: its funds to fill in, which may go without."""
    return _file((_hinted(f"{_key('funds')}:", f"{form.unit}，例如 36.50；不另列资金的不填"),), "")


def _task(form: Form, title: str) -> Iterator[str]:
    yield "# 冒号后面空着的都要填。" + (
        f"下面两个标题（{'、'.join(SECTIONS)}）底下各写一段话。" if form.prints("tasks") else ""
    )
    yield _line("title", scalar(title) if title else "", "" if title else MEANINGS["title"][0])
    yield _hinted(f"{_key('funds')}:", f"{form.unit}，例如 36.50")
    yield from _targets(form)


def _targets(form: Form) -> Iterator[str]:
    """Yield the targets: one to fill in for each of the first two groups, which every declaration must have."""
    yield _hinted(f"{_key('targets')}:", "有几个指标就写几段，每段以“- ”开头")
    for group, examples in zip(form.tree, _EXAMPLES, strict=False):
        yield f"  # {group.name}，类别从这里选：{'、'.join(group.categories)}"
        for n, (key, example) in enumerate(zip(_TARGET, examples, strict=True)):
            yield _hinted(f"  {'-' if n == 0 else ' '} {_key(key)}:", f"例如 {example}")
        if form.weighs:
            yield _hinted(f"    {_key('weight')}:", f"各项指标合计 {form.weight_total:f}")


def _file(front: Iterable[str], body: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in ("---", *front, "---")) + "\n" + body


def _line(key: str, value: str, hint: str) -> str:
    return _hinted(f"{_key(key)}: {value}".rstrip(), hint)


def _key(key: str) -> str:
    return CHINESE[key][0]


def _hinted(text: str, hint: str) -> str:
    """Return `text` with a comment behind it, all comments in one column."""
    return f"{text}{' ' * max(_HINT_AT - wide(text), 2)}# {hint}" if hint else text


def wide(text: str) -> int:
    """Return how many half widths `text` takes in a column of an editor."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)
