"""What of approved figures and targets is another now: each change once, at the value that changed."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.approval import Amount, Held, Row

Pair = tuple[Row | None, Row | None]
_PARTS = (("category", _("类别")), ("period", _("实施周期指标值")), ("annual", _("年度指标值")), ("weight", _("分值")))
_ALIKE: tuple[Callable[[Row], object], ...] = (
    lambda row: row.words,
    lambda row: (row.name, row.category),
    lambda row: row.name,
    lambda row: row.words[1:],  # renamed
)
"""what makes an old and a new target the same one, the surest first"""


@dataclass(frozen=True, slots=True)
class Change:
    """A value that is not what it was: the clause that tells it, after “at the time of approval”."""

    at: Address
    subject: str
    says: Message


def changes(old: Held, new: Held, at: Address) -> Iterator[Change]:
    """Yield what makes `new`, which stands at `at`, another than `old`."""
    yield from _amounts({one.name: one for one in old.amounts}, {one.name: one for one in new.amounts}, at)
    for before, after in _paired(old.rows, new.rows):
        yield from _target(before, after, at)


def _amounts(old: dict[str, Amount], new: dict[str, Amount], at: Address) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        was = old[name].text if name in old else _("（没有写）")
        now = new[name].text if name in new else _("（没有写）")
        if was != now:
            says = _("{name}是 {old}，现在是 {new}", name=name, old=was, new=now)
            yield Change(new[name].at if name in new else at, name, says)


def _target(old: Row | None, new: Row | None, at: Address) -> Iterator[Change]:
    """Yield what changed of one target; None is one that was not there, or is no longer."""
    if old and new:
        yield from _values(old, new)
    elif old:
        says = _("有指标“{name}”（{value}），现在没有", name=old.name, value=_printed(old))
        yield Change(at / "targets", old.name, says)
    elif new:
        says = _("没有指标“{name}”（{value}），现在有", name=new.name, value=_printed(new))
        yield Change(new.at, new.name, says)


def _values(old: Row, new: Row) -> Iterator[Change]:
    if old.name != new.name:
        says = _("指标叫“{old}”，现在叫“{new}”", old=old.name, new=new.name)
        yield Change(new.at / "name", new.name, says)
    both = old.period == old.annual and new.period == new.annual  # `value` stands for both columns: one change
    for key, label in _PARTS:
        was, now = getattr(old, key) or _("（没有写）"), getattr(new, key) or _("（没有写）")
        if was != now and not (both and key == "annual"):
            what = _("指标值") if both and key == "period" else label
            says = _("“{name}”的{what}是 {old}，现在是 {new}", name=new.name, what=what, old=was, new=now)
            yield Change(new.at / key, new.name, says)


def _printed(row: Row) -> str:
    return row.period if row.period == row.annual else f"{row.period}、{row.annual}"


def _paired(old: Iterable[Row], new: Iterable[Row]) -> list[Pair]:
    """Return each target of the one beside its own of the other, as sure as can be; what is left, beside None."""
    left, right = list(old), list(new)
    pairs: list[Pair] = []
    for alike in _ALIKE:
        waiting = defaultdict[object, deque[Row]](deque)
        for row in right:
            waiting[alike(row)].append(row)
        found = [(row, waiting[alike(row)].popleft()) for row in left if waiting[alike(row)]]
        pairs.extend(found)
        gone, come = {id(row) for row, _other in found}, {id(row) for _other, row in found}
        left, right = [row for row in left if id(row) not in gone], [row for row in right if id(row) not in come]
    return [*pairs, *((row, None) for row in left), *((None, row) for row in right)]
