"""What still stands empty, in the order of the files, and what people call it: a clerk goes from one to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.form import BudgetBlock, Form
from shenbao.pipeline import Assembled
from shenbao.reading import prose
from shenbao.refusal import Refused
from shenbao.serving import spot as spots
from shenbao.source import Source
from shenbao.vocabulary import CHINESE

_SECTIONS = {key: title for title, key in prose.SECTIONS.items()} | {"goal": "总体绩效目标", "body": "其他需完成的任务"}
_LISTS = frozenset(("targets", "order", "waive", "sources", "grades"))  # no single value stands behind these keys
_COLUMNS = ("period", "annual")


@dataclass(frozen=True, slots=True)
class Blank:
    """Something that stands empty, and the line and column where it does."""

    at: Address
    place: tuple[int, int]


def every(assembled: Assembled) -> list[Blank]:
    """Return all that stands empty: keys with nothing behind them, weights that the form asks for, narratives; in the
    order of the files and their lines."""
    sources = assembled.sources
    files = [*(one for one in (sources.department, sources.other) if one), *sources.tasks]
    rank = {read.file: n for n, read in enumerate(files)}
    found = chain(_keys(assembled, files), _weights(assembled, rank), *(_passages(assembled, read) for read in files))
    return sorted(found, key=lambda blank: (rank[blank.at.file], blank.place))


def behind(blanks: list[Blank], at: Address, place: tuple[int, int]) -> Blank | None:
    """Return the first of the `blanks` behind the line and column where the value at `at` stands; at the end the first
    of all."""
    others = [blank for blank in blanks if blank.at != at]
    later = (blank for blank in others if (blank.at.file, blank.place) > (at.file, place))
    return next(later, others[0] if others else None)


def _keys(assembled: Assembled, files: list[Source]) -> Iterator[Blank]:
    empty = {
        (read.file, key.span.line, key.span.column)
        for read in files
        for key, value, flow in spots.scalars(read.front)
        if key and value.empty and not flow
    }
    found: dict[tuple[str, int, int], Address] = {}
    for at, place in assembled.reading.places.known.items():
        here = (at.file, place.line, place.column)
        if here in empty and at.path:
            found[here] = max(found.get(here, at), at, key=_narrow)  # a block stands where its first line does
    yield from (Blank(at, (line, column)) for (_file, line, column), at in found.items() if _single(at))


def _narrow(at: Address) -> tuple[int, bool]:
    """Return how far in `at` lies; of a value that stands for both columns the columns come last."""
    return len(at.path), at.path[-1] not in _COLUMNS


def _single(at: Address) -> bool:
    of_block = at.path[0] != "budget" or len(at.path) == 3
    return of_block and isinstance(at.path[-1], str) and at.path[-1] not in _LISTS


def _weights(assembled: Assembled, files: dict[str, int]) -> Iterator[Blank]:
    """Yield the weight of every target that has no such key, where the form asks for one."""
    form, known = assembled.form.form, assembled.reading.places.known
    if form is None or not form.weighs:
        return
    for at in known:
        if at.path[:1] == ("targets",) and len(at.path) == 2 and at / "weight" not in known and at.file in files:
            yield from _found(assembled, at / "weight")


def _passages(assembled: Assembled, read: Source) -> Iterator[Blank]:
    for key in _SECTIONS:
        yield from _found(assembled, Address(read.file, (key,)))


def _found(assembled: Assembled, at: Address) -> Iterator[Blank]:
    """Yield `at` if it stands empty and can be filled in."""
    try:
        spot = spots.find(assembled, at)
    except Refused:
        return
    if spot.blank:
        yield Blank(at, (spot.span.line, spot.span.column))


# --- what people call it


def called(at: Address, form: Form | None) -> Message:
    """Return what people call the value at `at`: as the form prints it, with the number of its target."""
    key = str(at.path[-1])
    known = {"title": "任务名称"} | _SECTIONS | dict(_columns(form)) | _lines(at, form)
    name = known.get(key) or CHINESE.get(key, (key,))[0]
    if at.path[0] == "targets" and len(at.path) > 2:
        return _("第 {n} 个指标的{name}", n=int(str(at.path[1])) + 1, name=name)
    return Message(name)


def unit(at: Address, form: Form | None) -> str:
    """Return the unit of the amount at `at`; empty where there stands none."""
    amount = at.path[0] in ("budget", "sources", "funds")
    return form.unit if form and amount else ""


def _columns(form: Form | None) -> tuple[tuple[str, str], ...]:
    return form.columns if form else ()


def _lines(at: Address, form: Form | None) -> dict[str, str]:
    """Return the names of the lines among which the amount at `at` stands."""
    blocks: dict[str, BudgetBlock | None] = {block.key: block for block in form.blocks} if form else {}
    block = blocks.get(str(at.path[1])) if at.path[0] == "budget" and len(at.path) == 3 else None
    if at.path[0] == "sources":
        block = form.income if form else None
    return {line.key: line.name for line in block.lines} if block else {}
