"""F005: where a task's narrative says what the task takes this year, it says what its funds say."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.figures import Covers, Paragraph, blocks, covers, differs, this_year
from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import _
from shenbao.model.declaration import Declaration, Task
from shenbao.model.mention import Mention, reader
from shenbao.model.naming import plain
from shenbao.model.passages import stretch
from shenbao.model.quantity import Quantity, Reader

_MONEY = "元"


@check("F005", WARNING, whole=False, apart=True)
def the_narrative_names_the_funds(d: Declaration) -> Iterator[Problem]:
    """正文里说本任务本年用多少钱的，应与拟投入的资金一致。"""
    read = reader(d.form.words)
    for task in d.tasks:
        for block, one in _wrong(d, task, read):
            yield Problem(
                at=stretch(block.at, one.start, one.end),
                says=_(
                    "正文写“{text}”，{name}是 {funds} 万元",
                    text=block.typed(one),
                    name=task.funds.name,
                    funds=task.funds.amount,
                ),
                help=_("核对两处，改成同一个数；只是其中一部分的，在正文里写明用在哪里"),
                subject=task.title,
                related=((task.funds.at, _("{name} {funds} 万元", name=task.funds.name, funds=task.funds.amount)),),
            )


def _wrong(d: Declaration, task: Task, read: Reader) -> list[tuple[Paragraph, Quantity]]:
    """Return the amounts that contradict the funds of `task`; not its parts, told one by one or beside the whole."""
    funds, claims = task.funds.amount.value.scaleb(4), list(_claims(d, task, read))
    wrong = [(block, one) for block, one in claims if differs(d.form, one, funds)]
    amounts = {one.low for _block, one in wrong}
    told_in_parts = len(wrong) < len(claims) or len(amounts) > 1
    if told_in_parts and sum(amounts) <= funds:
        return []
    return wrong


def _claims(d: Declaration, task: Task, read: Reader) -> Iterator[tuple[Paragraph, Quantity]]:
    """Yield the amounts that the narrative of `task` calls the task's own for the year."""
    for block in blocks(read, task.content, task.outcome):
        amounts = [one for one in block.quantities if one.unit == _MONEY] if _MONEY in block.text else []
        for one in amounts:
            mention = block.prose.mention(one)
            if _calls_it_own(d, task, mention, len(amounts) == 1):
                yield block, one


def _calls_it_own(d: Declaration, task: Task, mention: Mention, alone: bool) -> bool:
    """Say whether the words around an amount call it what `task` takes this year, and name nothing else it is for."""
    words = d.form.words
    before = this_year(d, mention.before)
    of_task, of_year = words["own_task_words"].within(before), words["own_year_words"].within(before)
    if not (of_task or of_year) or not words["funds_words"].within(before) or mention.listed:
        return False
    if not of_year and task.duration and task.duration.first != task.duration.last:
        return False  # of all its years, as far as one can tell
    for known in ("own_task_words", "own_year_words", "funds_words", "funds_fillers"):
        before = words[known].without(before)
    if before not in plain(task.title) and plain(task.title) not in before:
        return False
    return _ends_there(d, mention, bool(of_task) and alone) and covers(d, mention) is Covers.YEAR


def _ends_there(d: Declaration, mention: Mention, whole: bool) -> bool:
    """Say whether nothing behind an amount tells what it is spent on, which would make it a part.

    Of the only amount that is the task's by name, it may.
    """
    words = d.form.words
    behind = words["funds_fillers"].without(mention.behind)
    return not behind or (whole and bool(words["spending_words"].at_start(behind)))
