"""What the keys that lead to a cursor mean: which record, list or value of the content files it stands in."""

from __future__ import annotations

from dataclasses import dataclass

from shenbao.editing.cursor import Cursor, Part
from shenbao.entry import Entry
from shenbao.filenames import DEPARTMENT, OTHER
from shenbao.model.form import BudgetLine, Form
from shenbao.reading.entries import DepartmentEntry, OtherEntry, TargetEntry, TaskEntry, WaiveEntry
from shenbao.reading.front import spellings


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a cursor stands. `way` are the keys that lead there, in English; those of the form and codes as they are.

    Exactly one of the others says what its keys or values are: the record whose keys they are, the form's lines, rule
    codes, the form's categories, or the value of `key`.
    """

    way: tuple[str, ...] = ()
    record: type[Entry] | None = None
    lines: tuple[BudgetLine, ...] = ()
    codes: bool = False
    categories: bool = False
    key: str = ""


NOTHING = Slot()


def find(name: str, cursor: Cursor, form: Form | None) -> Slot:
    """Return the slot of `cursor` in the file called `name`."""
    if cursor.part is Part.BODY:
        return NOTHING
    slot = Slot(record=_record(name))
    for step in cursor.path:
        slot = _below(slot, step, form)
    if cursor.part is Part.ITEM and slot.way and slot.way[-1] == "targets":
        return Slot(slot.way, record=TargetEntry)
    if cursor.part is not Part.KEY and slot.way:
        return Slot(slot.way, key=slot.way[-1])
    return slot


def meant(slot: Slot, word: str) -> str:
    """Return the English key that `word` stands for in `slot`; empty where it is none."""
    if slot.record:
        return spellings(slot.record).get(word, "")
    return next((line.key for line in slot.lines if word in (line.key, line.name)), "")


def _record(name: str) -> type[Entry]:
    if name == DEPARTMENT:
        return DepartmentEntry
    return OtherEntry if name == OTHER else TaskEntry


def _below(slot: Slot, step: str, form: Form | None) -> Slot:
    """Return the slot behind the key `step` of `slot`."""
    if slot.codes:
        return Slot((*slot.way, step), record=WaiveEntry)
    if slot.categories:
        return Slot((*slot.way, (form.category(step) if form else "") or step))
    key = meant(slot, step)
    way = (*slot.way, key or step)
    match slot.way, key:
        case _, "targets":
            return Slot(way, record=TargetEntry)
        case _, "waive":
            return Slot(way, codes=True)
        case (), "order":
            return Slot(way, categories=True)
        case (), "budget":
            return Slot(way, lines=tuple(BudgetLine(b.key, b.name) for b in form.blocks) if form else ())
        case (), "sources":
            return Slot(way, lines=form.income.lines if form and form.income else ())
        case ("budget",), _:
            return Slot(way, lines=next((b.lines for b in form.blocks if b.key == key), ()) if form else ())
    return Slot(way)
