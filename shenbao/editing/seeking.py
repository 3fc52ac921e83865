"""Where something is defined: a name in `order` at its target, a sum at its terms, a term at its sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shenbao.editing import slot as slots
from shenbao.editing.cursor import find
from shenbao.editing.positions import Text, holds
from shenbao.editing.snapshot import Snapshot
from shenbao.finding import Place
from shenbao.model import totals
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration


def definitions(text: Text, name: str, line: int, column: int, last: Snapshot) -> list[Place]:
    """Return the places where that is defined which stands at the cursor in the file called `name`."""
    cursor = find(text, line, column)
    slot = slots.find(name, cursor, last.form)
    found: Iterable[Place] = ()
    if last.declaration and len(slot.way) == 2 and slot.way[0] == "order" and slot.key:
        found = _of(last, _named(last.declaration, slot.key, cursor.word.strip("\"'")))
    elif last.declaration and slot.key:
        found = _of(last, _terms(last.declaration, Address(name, slot.way)))
    return list(dict.fromkeys((*found, *_origins(last, f"{last.folder}/{name}", line, column))))


def _of(last: Snapshot, addresses: Iterable[Address]) -> Iterator[Place]:
    return (last.assembled.reading.places.of(at) for at in addresses)


def _named(d: Declaration, category: str, name: str) -> Iterator[Address]:
    return (t.at / "name" for t in d.indicators if t.category == category and t.name == name)


def _terms(d: Declaration, at: Address) -> Iterator[Address]:
    """Yield what is added up to be held against the amount at `at`, and the amounts that it is itself added up for."""
    for whole, terms in _sums(d):
        if whole == at:
            yield from terms
        elif at in terms:
            yield whole


def _sums(d: Declaration) -> Iterator[tuple[Address, list[Address]]]:
    """Yield each amount that others must add up to, or fit into, and these: the tasks' funds, a task's sources."""
    if line := totals.project(d):
        yield line.at, [figure.at for figure in d.funds_of_tasks().terms]
    for task in d.tasks:
        yield task.at / "funds", [figure.at for figure in task.sources]


def _origins(last: Snapshot, shown: str, line: int, column: int) -> Iterator[Place]:
    """Yield the terms of each sum that a finding at the cursor speaks of."""
    for finding in last.findings(shown):
        if holds(finding.place, line, column):
            yield from (term.place for origin in finding.origins for term in origin.terms)
