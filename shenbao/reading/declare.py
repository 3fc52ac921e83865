"""Entries and narratives → Declaration: amounts, values, categories and years get their meaning here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from shenbao.filenames import DEPARTMENT, TASKS
from shenbao.finding import ERROR, Finding, Place, Related
from shenbao.message import Message, _
from shenbao.model import totals
from shenbao.model.address import Address
from shenbao.model.declaration import Block, Budget, Declaration, OtherTasks, Target, Task, Years
from shenbao.model.form import BudgetLine, Form, Sums
from shenbao.model.indicator import Value
from shenbao.model.money import Figure, Wan
from shenbao.model.naming import plain
from shenbao.model.waiver import Waiver
from shenbao.places import Places
from shenbao.reading import prose
from shenbao.reading.desk import Desk, named
from shenbao.reading.entries import DepartmentEntry, OtherEntry, TargetEntry, TaskEntry
from shenbao.reading.front import entry, missing, spellings, unknown_key
from shenbao.source import Source, Sources
from shenbao.yamlfile import Scalar

if TYPE_CHECKING:  # few declarations hold approvals
    from shenbao.model.approval import Approval

_YEARS = re.compile(r"((?:19|20)[0-9]{2})年?度?(?:\s*[-—–~～至到]+\s*((?:19|20)[0-9]{2})年?度?)?")
LONGEST = 1_000  # characters of a name or a value
T = TypeVar("T")
_NO_FORM = Form("", "", (), Sums(), (), (), decimals=6)  # as many as a form may want: it is not known
_AMOUNT_MENDS: tuple[tuple[str, Message], ...] = (
    (r"^\s*[-－−(（]", _("金额不能是负数；核对后写正数")),
    (r"[0-9][eE]", _("写成普通小数，不用科学计数法")),
    (r"[元万亿]", _("只写数字：单位已经是万元，不再写“元”“万元”")),
    (r"^[0-9０-９,，]*[.．][0-9０-９]{3,}$", _("小数位数多于本表的位数：按万元四舍五入后填写，并核对合计")),
    (r"[,，]", _("逗号每三位一个，如 1,288.25；或不用逗号")),
)
_AMOUNT_MEND = _("只写数字，如 1288.25")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the declaration (None where the department's file or its form cannot be), and all that goes with
    it."""

    declaration: Declaration | None
    places: Places
    findings: tuple[Finding, ...]
    waivers: tuple[Waiver, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """What was read before, in the same form, and from what."""

    sources: Sources
    reading: Reading


def form_named(sources: Sources) -> tuple[str, Place]:
    """Return the name of the form that the department asks for, and where it stands; empty where its file names
    none."""
    return _named(sources, "form")


def style_named(sources: Sources) -> tuple[str, Place]:
    """Return the name of the look that the department asks for, and where it stands; empty for the form's usual one."""
    return _named(sources, "style")


def last_year_named(sources: Sources) -> tuple[str, Place]:
    """Return the folder of last year's content as it is named, and where; empty where it is not."""
    return _named(sources, "last_year")


def titles(sources: Sources) -> Iterator[tuple[str, Place]]:
    """Yield the title of every task whose file could be read as it is written, whatever else is wrong, and where."""
    known = spellings(TaskEntry)
    for source in sources.tasks:
        for key, value in source.front.pairs:
            if known.get(key.text) == "title" and isinstance(value, Scalar) and value.text.strip():
                yield value.text, source.at(value.span)


def _named(sources: Sources, wanted: str) -> tuple[str, Place]:
    """Return what stands behind the key `wanted`, before there is a form to read the rest by."""
    department = sources.department
    if department is None:
        return "", Place(f"{sources.folder}/{DEPARTMENT}")
    known = spellings(DepartmentEntry)
    for key, value in department.front.pairs:
        if known.get(key.text) == wanted and isinstance(value, Scalar):
            return value.text.strip(), department.at(value.span)
    return "", department.head


def read(sources: Sources, form: Form | None, before: Before | None = None) -> Reading:
    """Read `sources` as a declaration in `form`; without a form, only for what is wrong with the files themselves.

    Tasks that were read `before` from the very same sources are taken as they were.
    """
    desk = Desk(form or _NO_FORM)
    known = _taken_over(desk, sources, before) if before else {}
    department = _department(desk, sources.department) if sources.department else None
    tasks = tuple(task for source in sources.tasks if (task := known.get(source.file) or _task(desk, source)))
    other = _other(desk, sources.other) if sources.other else None
    _one_title_one_task(desk, tasks)
    approvals = _approvals(desk, sources) if sources.approvals else ()
    lacking = _no_task(desk, sources, department)
    if department:
        left_out = lacking or len(tasks) < len(sources.tasks) or (sources.other is not None and other is None)
        whole = department.whole and sources.whole and not left_out
        department = replace(department, tasks=tasks, other=other, whole=whole, approvals=approvals)
    return Reading(department if form else None, desk.places, tuple(desk.findings), tuple(desk.waivers))


def _taken_over(desk: Desk, sources: Sources, before: Before) -> dict[str, Task]:
    """Return the tasks of `before` whose sources are the same objects, by their files; what was read of them besides
    goes to the desk. Two tasks of one title (S009) are no matter of one file, and looked for again."""
    old, declaration = {source.file: source for source in before.sources.tasks}, before.reading.declaration
    same = {source.file for source in sources.tasks if source is old.get(source.file)}
    found = {task.at.file: task for task in declaration.tasks if task.at.file in same} if declaration else {}
    places = before.reading.places
    desk.places.known.update((at, place) for at, place in places.known.items() if at[0] in found)
    desk.places.written.update((at, written) for at, written in places.written.items() if at[0] in found)
    desk.places.texts.update((at, text) for at, text in places.texts.items() if at[0] in found)
    desk.findings += (one for one in before.reading.findings if one.at.file in found and one.code != "S009")
    desk.waivers += (waiver for waiver in before.reading.waivers if waiver.at.file in found)
    return found


def _approvals(desk: Desk, sources: Sources) -> tuple[Approval, ...]:
    from shenbao.reading import approved  # few declarations hold approvals

    return approved.read(desk, sources)


def _no_task(desk: Desk, sources: Sources, department: Declaration | None) -> bool:
    """Report that there is no task at all (S003), and say so; tasks that are left out have been reported, and a
    department without projects needs none, nor a form that prints none."""
    folder = f"{sources.folder}/{TASKS}"
    faults = (f for f in sources.findings if f.severity is ERROR)
    if sources.tasks or any(f.place.file == folder or f.place.file.startswith(f"{folder}/") for f in faults):
        return False
    projects = totals.project(department) if department else None
    if department and not (projects and projects.amount.value and desk.form.prints("tasks")):
        return False
    help = _("每项重点工作任务写一个文件，如 {folder}/01-名称.md", folder=TASKS)
    says = _("{folder}/ 里没有任务文件", folder=TASKS)
    desk.error("S003", Address(TASKS), says, help, TASKS, Place(folder))
    return True


def _task(desk: Desk, source: Source) -> Task | None:
    at = Address(source.file)
    found = entry(desk, source, TaskEntry)
    content, outcome = prose.sections(desk, source, at)
    if found is None:
        return None
    if _too_long(desk, at, {"title": found.title}):
        return None
    funds = _figure(desk, "拟投入的资金", found.funds, at / "funds", found.title)
    split = _sources(desk, found, at)
    duration = _years(desk, found.duration, at / "duration")
    targets = _targets(desk, source, found.targets, at)
    unread = funds is None or split is None or targets is None or (found.duration and duration is None)
    if funds is None or split is None or targets is None or unread or source.file in desk.broken:
        return None
    return Task(at, found.title, funds, content, outcome, targets, split, duration, found.change)


def _other(desk: Desk, source: Source) -> OtherTasks | None:
    at = Address(source.file)
    found = entry(desk, source, OtherEntry)
    body = prose.body(desk, source, at / "body")
    if found is None:
        return None
    funds = _figure(desk, "资金", found.funds, at / "funds", "其他需完成的任务") if found.funds else None
    return None if (found.funds and funds is None) or source.file in desk.broken else OtherTasks(at, body, funds)


def _department(desk: Desk, source: Source) -> Declaration | None:
    at = Address(source.file)
    found = entry(desk, source, DepartmentEntry)
    goal = prose.body(desk, source, at / "goal")
    if not source.pieces:
        help = _("写在第二行 --- 之后")
        desk.error("S008", at / "goal", _("缺少总体绩效目标"), help, "总体绩效目标", source.head)
    if found is None or desk.form is _NO_FORM:
        return None
    if _too_long(desk, at, {"department": found.department}):
        return None
    budget = None if at / "budget" in desk.lacking else _budget(desk, source, found.budget, at / "budget")
    targets = _targets(desk, source, found.targets, at)
    year = _years(desk, found.year, at / "year", most=1)
    order = {category: tuple(names) for category, names in found.order.items()}
    whole = budget is not None and targets is not None and not (found.year and year is None)
    whole = whole and source.file not in desk.broken
    return Declaration(
        at, found.department, desk.form, budget or Budget(), goal,
        targets=targets or (), year=year.first if year else None, order=order, whole=whole,
        change=found.change,
    )  # fmt: skip


def _one_title_one_task(desk: Desk, tasks: Iterable[Task]) -> None:
    """Report a title that an earlier task bears already (S009), however its signs are typed: 培训（一）, 培训(一)."""
    first: dict[str, Task] = {}
    for task in tasks:
        earlier = first.setdefault(plain(task.title), task)
        if earlier is not task:
            related = (Related(desk.places.of(earlier.at / "title"), _("第一次用在这里")),)
            says = _("两项任务都叫“{title}”", title=task.title)
            desk.error(
                "S009", task.at / "title", says, _("改其中一个名称，或合并成一项任务"), task.title, related=related
            )


# -- targets -------------------------------------------------------------------------------------------------------


def _targets(desk: Desk, source: Source, entries: Iterable[TargetEntry], at: Address) -> tuple[Target, ...] | None:
    """Return the targets of a file, or None where one of them cannot be read."""
    read = [_target(desk, source, found, at / "targets" / n) for n, found in enumerate(entries)]
    return None if None in read else tuple(target for target in read if target)


def _target(desk: Desk, source: Source, found: TargetEntry, at: Address) -> Target | None:
    weight = _weight(desk, found, at / "weight")  # said at once, also of a target that is still to be filled in
    if not (found.value or found.period or found.annual):
        blank = any(at / key in desk.places.known for key in ("value", "period", "annual"))
        if blank or source.file not in desk.broken:  # in a broken file another key may have been meant
            missing(desk, source, at / "value", "指标值")
        return None
    if _too_long(desk, at, {key: getattr(found, key) for key in ("name", "category", "value", "period", "annual")}):
        return None
    if desk.lacking & {at / "name", at / "category"}:
        return None  # S003 has said so; what it is or where it belongs is anybody's guess
    if _said_twice(desk, found, at) or _said_for_nothing(desk, found, at) or (found.weight and weight is None):
        return None
    alone = found.period or found.annual if len(desk.form.columns) == 1 else ""  # one column: the other is the same
    period, annual = (Value.read(found.value or alone or text) for text in (found.period, found.annual))
    return Target(
        at, found.name, desk.category(found.category), period, annual, weight,
        found.respondents, found.baseline, tuple(found.grades), found.source, found.evidence, found.explain,
    )  # fmt: skip


def _too_long(desk: Desk, at: Address, texts: Mapping[str, str]) -> bool:
    """Report a text that no cell can be meant to hold (S011)."""
    long = [key for key, text in texts.items() if len(text) > LONGEST]
    for key in long:
        says = _("“{key}”有 {n} 个字，最多 {most} 个", key=named(key), n=len(texts[key]), most=LONGEST)
        desk.error("S011", at / key, says, _("只写名称或指标值；说明写在正文里"), texts[key][:20])
    return bool(long)


def _said_twice(desk: Desk, found: TargetEntry, at: Address) -> bool:
    if not (found.value and (found.period or found.annual)):
        return False
    says = _("“{name}”既写了指标值，又分列了实施周期或年度指标值", name=found.name)
    help = _("两列相同时只写指标值（value），不同时分写实施周期指标值（period）和年度指标值（annual）")
    desk.error("S004", at / "value", says, help, found.name)
    return True


def _said_for_nothing(desk: Desk, found: TargetEntry, at: Address) -> bool:
    """Report a value for a column that the form does not have (S002): it would be printed nowhere."""
    if desk.form is _NO_FORM:
        return False
    columns = dict(desk.form.columns)
    lost = [key for key, text in (("period", found.period), ("annual", found.annual)) if text and key not in columns]
    for key in lost:
        says = _("本表没有“{name}”这一列，写了也印不出来", name=named(key))
        help = _("改用 {columns}", columns=tuple(map(named, columns)))
        desk.error("S002", at / key, says, help, found.name, desk.keys.get(at / key))
    return bool(lost)


def _weight(desk: Desk, found: TargetEntry, at: Address) -> Decimal | None:
    if not found.weight:
        return None
    try:
        return Wan.read(found.weight, decimals=4).value
    except ValueError:
        desk.error("S015", at, _("分值“{text}”不是数", text=found.weight), _("只写数字，如 10"), found.name)
        return None


def _years(desk: Desk, text: str, at: Address, most: int = 50) -> Years | None:
    """Return the years in `text`, at `most` that many; None where it is empty, or where it is reported."""
    match = _YEARS.fullmatch(text.strip())
    if match and 0 <= int(match[2] or match[1]) - int(match[1]) < most:
        return Years(int(match[1]), int(match[2] or match[1]))
    if text:
        help = _("写一个四位数的年份") if most == 1 else _("写四位数的年份；跨年的写“起始年-结束年”")
        desk.error("S015", at, _("“{text}”不是年度", text=text), help, text)
    return None


# -- money ---------------------------------------------------------------------------------------------------------


def _figure(desk: Desk, name: str, text: str, at: Address, subject: str) -> Figure | None:
    """Return the amount `text` as a figure called `name`; None, and S005, where it is none."""
    if at in desk.lacking:
        return None
    if at in desk.cut:
        help = _("去掉逗号写成 {plain}，或给金额加上英文双引号", plain=text.replace(",", ""))
        desk.error("S005", at, _("花括号里的“{text}”会从逗号处断成两截", text=text), help, subject)
        return None
    try:
        return Figure(name, Wan.read(text, desk.form.decimals), at)
    except ValueError:
        mend = next((mend for pattern, mend in _AMOUNT_MENDS if re.search(pattern, text)), _AMOUNT_MEND)
        desk.error("S005", at, _("“{text}”不是金额", text=text), mend, subject)
        return None


def _sources(desk: Desk, found: TaskEntry, at: Address) -> tuple[Figure, ...] | None:
    """Return the split of a task's funds by source; empty where none is given, None where one cannot be read."""
    lines = desk.form.income.lines if desk.form.income else ()
    if not found.sources or desk.form is _NO_FORM:  # without a form no key of theirs can be judged
        return ()
    _unknown(desk, found.sources, lines, at / "sources")
    read = [
        _figure(desk, line.name, found.sources[line.key], at / "sources" / line.key, found.title)
        for line in lines
        if line.key in found.sources
    ]
    return tuple(f for f in read if f) if None not in read and len(read) == len(found.sources) else None


def _budget(desk: Desk, source: Source, values: Mapping[str, Mapping[str, str]], at: Address) -> Budget | None:
    """Return the budget's blocks in the form's order; None where one of them is missing or cannot be read."""
    form = desk.form
    read = partial(_block, desk, source, at, values)
    lines = tuple(BudgetLine(b.key, b.name) for b in form.blocks)
    blocks = _each(desk, source, values, lines, at, read, named("budget"), "{…}")
    return Budget({block.key: block for block in blocks}) if blocks is not None else None


def _block(
    desk: Desk, source: Source, at: Address, values: Mapping[str, Mapping[str, str]], key: str, name: str
) -> Block | None:
    """Return the block `key` of the budget, or None where one of its lines is missing or cannot be read."""
    lines = next(block.lines for block in desk.form.blocks if block.key == key)
    here = at / key

    def line(key_: str, name_: str) -> Figure | None:
        return _figure(desk, name_, values[key][key_], here / key_, name_)

    figures = _each(desk, source, values[key], lines, here, line, name, "0.00")
    return Block(key, name, here, figures) if figures is not None else None


def _each(
    desk: Desk, source: Source, values: Mapping[str, object], lines: tuple[BudgetLine, ...], at: Address,
    read: Callable[[str, str], T | None], name: str | Message, value: str,
) -> tuple[T, ...] | None:  # fmt: skip
    """Read each of `lines` out of `values`, which people know as `name`; None where one is missing, unknown or cannot
    be read, each with its finding. A line that is missing is to be added with the `value`."""
    meant = _unknown(desk, values, lines, at)
    results = [read(line.key, line.name) for line in lines if line.key in values]
    for line in lines:
        if line.key not in values and line.key not in meant:
            missing(desk, source, at / line.key, line.name, value, name)
    fits = len(results) == len(lines) == len(values) and None not in results
    return tuple(result for result in results if result is not None) if fits else None


def _unknown(desk: Desk, values: Mapping[str, object], lines: tuple[BudgetLine, ...], at: Address) -> set[str]:
    """Report the keys of `values` that the form does not have (S002); return those that were probably meant."""
    known = {spelling: line.key for line in lines for spelling in (line.key, line.name)}
    keys = {line.key for line in lines}
    return {unknown_key(desk, at / word, known) for word in values if word not in keys}
