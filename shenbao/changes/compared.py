"""Two declarations in one form → what changed. What one side could not read is left out, never told as gone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from shenbao.changes import pairing, targets
from shenbao.changes.pairing import Pair
from shenbao.changes.record import (
    Amounts,
    Changes,
    FigureChange,
    NarrativeChange,
    SumChange,
    TaskChange,
    TextChange,
)
from shenbao.changes.words import Differ
from shenbao.model import totals
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration, Task
from shenbao.model.money import Figure
from shenbao.model.narrative import Narrative

_OTHER, _GOAL = "其他需完成的任务", "总体绩效目标"  # the form's own words


def compare(old: Declaration, new: Declaration, unread: Collection[Address] = ()) -> Changes:
    """Return what changed from `old` to `new`, both in one form.

    `unread` says what could not be read on a side: a file, or `budget` or `targets` of the department's.
    """
    paired = _comparable(pairing.tasks(old.tasks, new.tasks), {at.file for at in unread if not at.path})
    department = Address(new.at.file, ("targets",)) not in unread
    return Changes(
        new.form,
        new.department,
        (old.year, new.year),
        tuple(_department(old, new)),
        tuple(_figures(old, new, paired)),
        tuple(_sums(old, new, unread)),
        tuple(filter(None, (_task(one, other) for one, other in paired))),
        tuple(targets.changes(old, new, paired, department=department)),
        tuple(_narratives(old, new, paired)),
        tuple(sorted({at.file for at in unread})),
    )


def _comparable(paired: list[Pair[Task]], unread: Collection[str]) -> list[Pair[Task]]:
    """Return the pairs without those of a task whose other side may stand in a file that could not be read."""
    return [pair for pair in paired if all(pair) or not any(task and task.at.file in unread for task in pair)]


def _department(old: Declaration, new: Declaration) -> Iterator[TextChange]:
    yield from _text("department", old.department, new.department)
    yield from _text("year", str(old.year or ""), str(new.year or ""))
    yield from _text("change", old.change, new.change)
    for category in dict.fromkeys((*old.order, *new.order)):
        before, after = ("、".join(d.order.get(category, ())) for d in (old, new))
        if before != after:
            yield TextChange(f"order/{category}", before, after)


def _text(key: str, old: str, new: str) -> Iterator[TextChange]:
    if old != new:
        yield TextChange(key, old, new)


# -- money


def _figures(old: Declaration, new: Declaration, paired: Iterable[Pair[Task]]) -> Iterator[FigureChange]:
    """Yield the figures that changed, the budget's first; those of a task that came or went are its own matter, but its
    funds enter sums."""
    named = {key: figure.name for d in (old, new) for key, figure in _totals(d)}
    sums = _entered(old, named) | _entered(new, named)
    if old.budget.blocks and new.budget.blocks:
        for block in new.budget.blocks.values():
            before = {line.at: line for line in old.budget[block.key].lines} if block.key in old.budget else {}
            for line in block.lines:
                yield from _figure(line.name, block.name, before.get(line.at), line, sums)
    for one, task in paired:
        title = task.title if task else one.title if one else ""
        yield from _figure("", title, one.funds if one else None, task.funds if task else None, sums)
        if one and task and one.sources != task.sources:
            was, now = ({split.name: split for split in held.sources} for held in (one, task))
            for name in dict.fromkeys((*was, *now)):
                yield from _figure(name, title, was.get(name), now.get(name), sums)
    others = [d.other.funds if d.other else None for d in (old, new)]
    yield from _figure("", _OTHER, others[0], others[1], sums)


def _figure(
    name: str, owner: str, old: Figure | None, new: Figure | None, sums: Mapping[Address, tuple[str, ...]]
) -> Iterator[FigureChange]:
    there = new or old
    amounts = Amounts(old.amount.value if old else None, new.amount.value if new else None)
    if there and amounts.differ:
        key = str(there.at.path[-1])
        yield FigureChange(key, name or there.name, owner, amounts, sums.get(there.at, ()))


def _entered(d: Declaration, named: Mapping[str, str]) -> dict[Address, tuple[str, ...]]:
    """Return for each figure the names of the sums that it is a term of; a sum is called as it is `named` now."""
    found: dict[Address, tuple[str, ...]] = {}
    for key, figure in _totals(d):
        for at in {term.at: None for term in _terms(figure)}:
            found[at] = (*found.get(at, ()), named[key])
    return found


def _terms(figure: Figure) -> Iterator[Figure]:
    for term in figure.terms:
        yield from _terms(term) if term.terms else (term,)


def _totals(d: Declaration) -> Iterator[tuple[str, Figure]]:
    """Yield the sums of the form by the part that each plays."""
    named: tuple[tuple[str, Callable[[Declaration], Figure | None]], ...] = (
        ("spent", totals.spent), ("earned", totals.earned), ("levels", totals.by_level), ("room", totals.room),
    )  # fmt: skip
    yield from ((key, figure) for key, sum_of in named if (figure := sum_of(d)))
    yield "tasks", d.funds_of_tasks()


def _sums(old: Declaration, new: Declaration, unread: Collection[Address]) -> Iterator[SumChange]:
    """Yield the sums that changed, and at last what the tasks leave of what they must fit into; none of what was not
    read on both sides, and none of a single figure, which is told among the figures."""
    before, after = (dict(_totals(d)) for d in (old, new))
    if any(not at.path for at in unread):
        del before["tasks"], after["tasks"]
    if any(at.path == ("budget",) for at in unread):
        before, after = ({key: figures[key] for key in figures.keys() & {"tasks"}} for figures in (before, after))
    for key in dict.fromkeys((*after, *before)):
        there = [figures[key] for figures in (before, after) if key in figures]
        was, now = (figures[key].amount.value if key in figures else None for figures in (before, after))
        if was != now and any(figure.terms for figure in there):
            yield SumChange(key, there[-1].name, Amounts(was, now))
    left = Amounts(_left(before), _left(after))
    if left.differ:
        yield SumChange("gap", (after.get("room") or before["room"]).name, left)


def _left(figures: Mapping[str, Figure]) -> Decimal | None:
    """Return what the tasks leave of what they must fit into, negative where they do not fit."""
    return figures["room"].amount.value - figures["tasks"].amount.value if {"room", "tasks"} <= figures.keys() else None


# -- tasks and targets


def _task(old: Task | None, new: Task | None) -> TaskChange | None:
    if old is None or new is None:
        return TaskChange(old, new)
    years = [f"{d.first}-{d.last}" if d else "" for d in (old.duration, new.duration)]
    texts = (
        *_text("title", old.title, new.title), *_text("file", old.at.file, new.at.file), *_text("duration", *years),
        *_text("change", old.change, new.change),
    )  # fmt: skip
    return TaskChange(old, new, texts) if texts else None


# -- narratives


def _narratives(old: Declaration, new: Declaration, paired: Iterable[Pair[Task]]) -> Iterator[NarrativeChange]:
    """Yield the narratives that changed; all that a new task says is new, all that one which is gone said is gone."""
    differ = Differ()
    bodies = [d.other.body if d.other else Narrative(d.at / "body") for d in (old, new)]
    yield from _narrative(differ, "goal", _GOAL, old.goal, new.goal)
    for one, task in paired:
        if one is not task:
            yield from _of_task(differ, one, task)
    yield from _narrative(differ, "body", _OTHER, *bodies)


def _of_task(differ: Differ, old: Task | None, new: Task | None) -> Iterator[NarrativeChange]:
    there = new or old
    assert there is not None
    for section in ("content", "outcome"):
        was, now = (getattr(task, section) if task else Narrative(there.at / section) for task in (old, new))
        yield from _narrative(differ, section, there.title, was, now)


def _narrative(differ: Differ, section: str, owner: str, old: Narrative, new: Narrative) -> Iterator[NarrativeChange]:
    if old.blocks != new.blocks:
        yield NarrativeChange(section, owner, differ.pieces(_written(old), _written(new)))


def _written(narrative: Narrative) -> str:
    """Return `narrative` as plain text, a line a block, items of lists with their markers."""
    return "\n".join(f"{block.marker} {block.text}" if block.marker else block.text for block in narrative.blocks)
