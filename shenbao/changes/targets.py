"""The targets of two declarations: which changed, in what, and to what effect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from shenbao.changes import demand, pairing
from shenbao.changes.pairing import Pair
from shenbao.changes.record import Amounts, TargetChange, TextChange
from shenbao.model.declaration import Declaration, Target, Task
from shenbao.model.form import Form
from shenbao.model.naming import plain

_TEXTS = ("name", "category", "respondents", "baseline", "grades", "source", "evidence", "explain")


def changes(
    old: Declaration, new: Declaration, paired: Iterable[Pair[Task]], *, department: bool
) -> Iterator[TargetChange]:
    """Yield the targets that changed, came or went, task by task and the department's last, those only where
    `department` says so."""
    found: list[TargetChange] = []
    for one, task in paired:
        before, after = one.targets if one else (), task.targets if task else ()
        found += _of_one(new.form, task.title if task else one.title if one else "", before, after)
    if department:
        found += _of_one(new.form, "", old.targets, new.targets)
    yield from _moved(new.form, found)


def _of_one(form: Form, title: str, old: tuple[Target, ...], new: tuple[Target, ...]) -> Iterator[TargetChange]:
    """Yield what changed among the targets of one task."""
    if old == new:
        return
    for one, target in pairing.targets(old, new):
        found = _change(form, title, one, target) if one and target else TargetChange(title, one, target)
        if not (one and target) or found.texts or found.values or found.weight:
            yield found


def _change(form: Form, title: str, old: Target, new: Target) -> TargetChange:
    texts = [TextChange(key, *said) for key in _TEXTS if len(set(said := (_text(old, key), _text(new, key)))) > 1]
    both = {key: (was, now) for (key, was), (_key, now) in zip(old.values, new.values, strict=True)}
    columns = (demand.change(form, new.name, key, *both[key]) for key, _name in form.columns)
    weight = Amounts(old.weight, new.weight)
    return TargetChange(title, old, new, tuple(texts), tuple(filter(None, columns)), weight if weight.differ else None)


def _text(target: Target, key: str) -> str:
    value = getattr(target, key)
    return "、".join(value) if isinstance(value, tuple) else str(value)


def _moved(form: Form, found: list[TargetChange]) -> Iterator[TargetChange]:
    """Yield `found` with what went from one task and came to another as one target that moved."""
    gone: dict[tuple[str, str], list[TargetChange]] = defaultdict(list)
    for one in reversed(found):
        if one.old and not one.new:
            gone[plain(one.old.name), one.old.category].append(one)
    moved: dict[int, TargetChange] = {}
    left: set[int] = set()
    for one in found:
        known = gone.get((plain(one.new.name), one.new.category)) if one.new and not one.old else None
        if known and one.new:
            was = known.pop()
            left.add(id(was))
            assert was.old is not None
            moved[id(one)] = replace(_change(form, one.task, was.old, one.new), moved_from=was.task)
    yield from (moved.get(id(one), one) for one in found if id(one) not in left)
