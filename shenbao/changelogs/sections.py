"""What is said of a comparison, in the order in which people ask: money, tasks, targets, text, findings.

A section is a table of cells; a cell is stretches of text with a look: what was, what is, what is good or bad of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from shenbao.changelogs.changelog import Changelog
from shenbao.changes import Changes
from shenbao.changes.record import (
    Amounts,
    Demand,
    FigureChange,
    NarrativeChange,
    SumChange,
    TargetChange,
    TaskChange,
    TextChange,
    ValueChange,
)
from shenbao.changes.words import Kind, Piece
from shenbao.finding import Finding
from shenbao.message import Message, _
from shenbao.model.declaration import Target
from shenbao.model.form import Form
from shenbao.model.money import Wan
from shenbao.model.weight import Points
from shenbao.reading import prose
from shenbao.reports.report import SEVERITIES, agreement
from shenbao.vocabulary import CHINESE

_DASH, _ARROW = "—", "→"
_AROUND = 24  # characters of what is the same that are shown on either side of a change


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a cell. `look` is old, new, good, bad, dim or nothing."""

    text: str
    look: str = ""


Cell = tuple[Span, ...]
Say = Callable[[Message], str]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its rows; `numbers` are the columns that are set to the right, `old` is the one with what was,
    before the one with what is."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[int] = frozenset()
    old: int = -1


def sections(log: Changelog) -> Iterator[Section]:
    """Yield the sections that have rows."""
    yield from (section for section in _all(log) if section.rows)


def _all(log: Changelog) -> Iterator[Section]:
    say, found = partial(_say, log.lang), log.changes
    if found is not None:
        yield from _of_money(say, found)
        yield from _of_words(say, found, log.lang)
        title = say(_("没有读进来、没有比较的文件（有关的合计、对整张表的检查也不比较）"))
        yield Section(title, (say(_("文件")),), tuple((_cell(file),) for file in found.unread))
    columns = tuple(map(say, (_("变化"), _("规则"), _("说明"), _("位置"))))
    yield Section(say(_("发现")), columns, tuple(_found(say, log)))


def _of_money(say: Say, found: Changes) -> Iterator[Section]:
    unit, columns = found.form.unit, tuple(map(say, (_("原来"), _("现在"), _("增减"), _("增减比例"))))
    owner, name, sums = map(say, (_("属于"), _("项目"), _("计入")))
    rows = tuple(_sum(say, one, found.form) for one in found.sums)
    yield Section(say(_("合计（{unit}）", unit=unit)), (name, *columns), rows, frozenset({1, 2, 3, 4}), 1)
    rows = tuple(_figure(one, found.form) for one in found.figures)
    title = say(_("金额（{unit}）", unit=unit))
    yield Section(title, (owner, name, *columns, sums), rows, frozenset({2, 3, 4, 5}), 2)


def _of_words(say: Say, found: Changes, lang: str) -> Iterator[Section]:
    task, what, old, new = map(say, (_("任务"), _("变化"), _("原来"), _("现在")))
    texts = tuple(_text(one, lang) for one in found.texts)
    yield Section(say(_("部门")), (say(_("项目")), old, new), texts, old=1)
    tasks = tuple(_task(say, one, found.form, lang) for one in found.tasks)
    yield Section(say(_("重点工作任务")), (what, task, say(_("说明"))), tasks)
    targets = tuple(row for one in found.targets for row in _target(say, one, found.form, lang))
    yield Section(say(_("指标")), (task, say(_("指标")), what, old, new, say(_("要求"))), targets, old=3)
    narratives = tuple(_narrative(say, one) for one in found.narratives)
    yield Section(say(_("正文")), (say(_("属于")), say(_("部分")), what), narratives)


def _say(lang: str, message: Message) -> str:
    return message.within(lang)


def _cell(text: str, look: str = "") -> Cell:
    return (Span(text, look),)


_NONE = _cell(_DASH)


# -- money


def _sum(say: Say, one: SumChange, form: Form) -> tuple[Cell, ...]:
    name = say(_("{name}减去任务资金", name=one.name)) if one.key == "gap" else one.name
    return (_cell(name), *_amounts(one.amounts, form, bad=one.key == "gap"))


def _figure(one: FigureChange, form: Form) -> tuple[Cell, ...]:
    return (_cell(one.owner), _cell(one.name), *_amounts(one.amounts, form), _cell("、".join(one.sums), "dim"))


def _amounts(amounts: Amounts, form: Form, *, bad: bool = False) -> tuple[Cell, ...]:
    """Return the cells of old, new, difference and per cent; a new amount below nothing is `bad`."""
    below = bad and amounts.new is not None and amounts.new < 0
    return (
        _cell(_money(amounts.old, form), "old"),
        _cell(_money(amounts.new, form), "bad" if below else "new"),
        _cell(_signed(amounts.difference, _money(abs(amounts.difference), form))),
        _cell(_share(amounts), "dim"),
    )


def _money(amount: Decimal | None, form: Form) -> str:
    return _DASH if amount is None else Wan(amount).printed(form.decimals)


def _signed(number: Decimal, printed: str) -> str:
    return f"{'+' if number > 0 else '-' if number < 0 else ''}{printed}"


def _share(amounts: Amounts) -> str:
    share = amounts.per_cent
    return _DASH if share is None else _signed(share, f"{abs(share):,}%")


# -- tasks and targets


def _text(one: TextChange, lang: str) -> tuple[Cell, ...]:
    key, _slash, of = one.key.partition("/")
    return _cell(f"{_named(key, lang)} {of}".strip()), _cell(one.old or _DASH, "old"), _cell(one.new or _DASH, "new")


def _task(say: Say, one: TaskChange, form: Form, lang: str) -> tuple[Cell, ...]:
    task = one.task
    if not one.old or not one.new:
        what, look = (say(_("新增")), "new") if one.new else (say(_("删去")), "old")
        told = _(
            "{file}；资金 {funds} {unit}，指标 {n} 个",
            file=task.at.file, funds=_money(task.funds.amount.value, form), unit=form.unit, n=len(task.targets),
        )  # fmt: skip
        return _cell(what), _cell(task.title, look), _cell(say(told), "dim")
    spans = [span for text in one.texts for span in _became(text, lang)]
    return _cell(say(_("改名") if one.renamed else _("修改"))), _cell(task.title), tuple(spans)


def _named(key: str, lang: str) -> str:
    """Return the name that people who read `lang` know a key of the sources by."""
    if key == "file":
        return _("文件").within(lang)
    return CHINESE[key][0] if lang == "zh" and key in CHINESE else key


def _became(text: TextChange, lang: str) -> Iterator[Span]:
    yield Span(f"{_named(text.key, lang)} ", "dim")
    old, new = (Span(said, look) if said else Span(_DASH) for said, look in ((text.old, "old"), (text.new, "new")))
    yield from (old, Span(f" {_ARROW} ", "dim"), new, Span("  "))


def _target(say: Say, one: TargetChange, form: Form, lang: str) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each thing that changed in a target; of one that came or went, one row."""
    task, name = _cell(one.task or say(_("部门"))), _cell(one.target.name)
    if not one.old or not one.new:
        what, look = (say(_("新增")), "new") if one.new else (say(_("删去")), "old")
        told = _cell(_told(one.target, form), look)
        yield task, _cell(one.target.name, look), _cell(what), *((_NONE, told) if one.new else (told, _NONE)), ()
        return
    for what, old, new in _texts(say, one, lang):
        yield task, name, _cell(what), _cell(old or _DASH, "old"), _cell(new or _DASH, "new"), ()
    for columns, value in _in_one(one.values, form):
        sides = _cell(value.old.printed or _DASH, "old"), _cell(value.new.printed or _DASH, "new")
        share = f" {_share(value.amounts)}" if value.amounts and value.amounts.per_cent else ""
        said, look = _DEMANDS[value.demand]
        yield task, name, _cell(columns), *sides, (Span(say(said), look), Span(share, "dim"))


def _in_one(values: Iterable[ValueChange], form: Form) -> Iterator[tuple[str, ValueChange]]:
    """Yield the values with the names of their columns; columns that changed alike are told once."""
    columns: dict[tuple[str, str, Demand], list[ValueChange]] = {}
    for value in values:
        columns.setdefault((value.old.printed, value.new.printed, value.demand), []).append(value)
    for alike in columns.values():
        yield "、".join(dict(form.columns)[value.key] for value in alike), alike[0]


def _texts(say: Say, one: TargetChange, lang: str) -> Iterator[tuple[str, str, str]]:
    """Yield what changed in a target besides its values: what, as it was, as it is."""
    if one.moved_from is not None:
        department = say(_("部门"))
        yield say(_("换了任务")), one.moved_from or department, one.task or department
    yield from ((_named(text.key, lang), text.old, text.new) for text in one.texts)
    if one.weight:
        old, new = ("" if points is None else str(Points(points)) for points in (one.weight.old, one.weight.new))
        yield _named("weight", lang), old, new


_DEMANDS = {
    Demand.STRONGER: (_("提高"), "good"),
    Demand.WEAKER: (_("降低"), "bad"),
    Demand.UNCLEAR: (_("看不出高低"), "dim"),
    Demand.INCOMPARABLE: (_("不能比较"), "dim"),
}


def _told(target: Target, form: Form) -> str:
    values = dict.fromkeys(value.printed for key, value in target.values if key in dict(form.columns))
    return " ".join((target.category, *values, target.points)).strip()


# -- narratives


_SECTIONS = {key: title for title, key in prose.SECTIONS.items()} | {"goal": "", "body": ""}  # the form's own words
_LOOKS = {Kind.SAME: "", Kind.GONE: "old", Kind.NEW: "new"}


def _narrative(say: Say, one: NarrativeChange) -> tuple[Cell, ...]:
    shown = tuple(_shown(one.pieces))
    if all(piece.kind is Kind.SAME for piece in one.pieces):
        shown = (Span(say(_("文字没有变，只改了加粗、斜体或分段")), "dim"),)
    return _cell(one.owner), _cell(_SECTIONS[one.section]), shown


def _shown(pieces: Iterable[Piece]) -> Iterator[Span]:
    """Yield what changed with what stands around it; the rest of what is the same is left out."""
    known = tuple(pieces)
    for n, (kind, text) in enumerate(known):
        if kind is not Kind.SAME:
            yield Span(text, _LOOKS[kind])
            continue
        before, behind = _AROUND if n else 0, _AROUND if n < len(known) - 1 else 0
        if len(text) <= before + behind + 1:
            yield Span(text)
        else:
            yield Span(f"{text[:before]}…{text[len(text) - behind :]}")


# -- findings


def _found(say: Say, log: Changelog) -> Iterator[tuple[Cell, ...]]:
    for one in log.found.new:
        yield _cell(say(_("新增")), one.severity.value), *_finding(say, one)
    for one in log.found.changed:
        yield _cell(say(_("有变"))), *_finding(say, one)
    for one in log.found.gone:
        yield _cell(say(_("消失")), "good"), *_finding(say, one)
    for waived in log.found.waived:
        by, until = agreement(waived.by, waived.until)
        why = say(_("；原因：{reason}{by}{until}", reason=waived.reason, by=by, until=until))
        rule, says, place = _finding(say, waived.finding)
        yield _cell(say(_("新豁免")), "dim"), rule, (*says, Span(why, "dim")), place


def _finding(say: Say, one: Finding) -> tuple[Cell, Cell, Cell]:
    rule, place = f"{say(SEVERITIES[one.severity])} {one.code}", f"{one.place.file}:{one.place.line}"
    return _cell(rule), _cell(say(one.message)), _cell(place, "dim")
