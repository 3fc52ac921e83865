"""N005: no long passage stands in two tasks: what one of them pays for, the other would pay for again.

Texts are never compared two by two: windows of so many characters are noted by their hashes, those that two tasks have
with the first place of each. That would be millions, so windows across a number that only one task has are left out.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, compress, groupby
from typing import NamedTuple

from shenbao.checks.quoting import part
from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration, Task
from shenbao.model.passages import stretch

_PLACE = 1 << 32  # more than any text has characters: a number and a place in one int, for there are many
_NUMBER = re.compile("[0-9]+")
_CITED = re.compile(r"《[^《》]*》")


class _Piece(NamedTuple):
    """Text of a task with no document's name in it; `start` is where it begins in its block."""

    task: Task
    block: Address
    start: int
    text: str

    def part(self, start: int, end: int) -> Address:
        return stretch(self.block, self.start + start, self.start + end)


class _Row(NamedTuple):
    """A piece with its windows that another task may have: where they begin, and their hashes."""

    piece: _Piece
    starts: list[int]
    keys: array[int]


class _Shared(NamedTuple):
    """A passage of `piece` that stands in the piece `first` of an earlier task as well."""

    piece: _Piece
    start: int
    end: int
    first: _Piece
    at: int
    """where it begins in `first`"""

    @property
    def place(self) -> tuple[Address, int]:
        return self.piece.block, self.piece.start + self.start

    @property
    def text(self) -> str:
        return self.piece.text[self.start : self.end]


@check("N005", NOTICE)
def no_long_passage_stands_in_two_tasks(d: Declaration) -> Iterator[Problem]:
    """两项任务里不应有同样的一大段文字。"""
    width = max(2, int(d.form.thresholds["shared_passage"]))
    rows = _rows([[one for one in _pieces(task) if len(one.text) >= width] for task in d.tasks], width)
    windows = _Windows(width, _in_two_tasks([row.keys for row in several] for several in rows))
    shared = [found for several in rows if (found := windows.enter(several))]
    for passages in shared:
        yield from (_problem(one, windows.tasks(one)) for one in _told(passages, windows))


def _told(passages: list[_Shared], windows: _Windows) -> list[_Shared]:
    """Return the longest passage that a task shares with each other one; of those that several have, only one.

    So a template in thousands of tasks is one finding a task. What touches it is the same with a name filled in.
    """
    common = [windows.tasks(one) > 2 for one in passages]
    near = {*_touching(passages, common), *_touching(passages[::-1], common[::-1])}
    most = max((one for one, several in zip(passages, common, strict=True) if several), key=_length, default=None)
    pairs: dict[Address, _Shared] = {}
    for one, several in zip(passages, common, strict=True):
        if not several and one.place not in near:
            pairs[one.first.task.at] = max(one, pairs.get(one.first.task.at, one), key=_length)
    return [*pairs.values()] if most is None else [most, *pairs.values()]


def _touching(passages: Iterable[_Shared], common: Iterable[bool]) -> Iterator[tuple[Address, int]]:
    """Yield where those of `passages` stand that touch the last `common` one before them."""
    last: _Shared | None = None
    for one, several in zip(passages, common, strict=True):
        if several:
            last = one
        elif last and last.piece is one.piece and one.start <= last.end and last.start <= one.end:
            yield one.place


def _length(one: _Shared) -> int:
    return one.end - one.start


def _problem(one: _Shared, tasks: int) -> Problem:
    return Problem(
        at=one.piece.part(one.start, one.end),
        says=_says(one, tasks - 2),
        help=_("各写各的内容；确实是同一件事的，写在一项任务里，或写明怎样分工"),
        subject=one.piece.task.title,
        related=(
            (one.first.part(one.at, one.at + _length(one)), _("“{other}”里的这一段", other=one.first.task.title)),
        ),
    )


def _says(one: _Shared, more: int) -> Message:
    """Return the words for `one`, which stands in `more` tasks beside the two."""
    text, n, other = part(one.piece.text, one.start, one.end), _length(one), one.first.task.title
    if more:
        return _("“{text}”（{n} 个字）在“{other}”和另外 {more} 项任务里也有", text=text, n=n, other=other, more=more)
    return _("“{text}”（{n} 个字）在“{other}”里也有", text=text, n=n, other=other)


def _rows(tasks: list[list[_Piece]], width: int) -> list[list[_Row]]:
    """Return the pieces of each of `tasks` with those of their windows that no number keeps from being another's."""
    numbers = ({number for piece in pieces for number in _NUMBER.findall(piece.text)} for pieces in tasks)
    alone = {number for number, tasks in Counter(chain.from_iterable(numbers)).items() if tasks == 1}
    return [[_row(piece, alone, width) for piece in pieces] for pieces in tasks]


def _row(piece: _Piece, alone: Collection[str], width: int) -> _Row:
    text = piece.text
    starts = [n for start, end in _parts(text, alone) for n in range(start, end - width + 1)]
    return _Row(piece, starts, array("q", [hash(text[n : n + width]) for n in starts]))


def _parts(text: str, alone: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield where the parts of `text` begin and end between the numbers `alone`, which only one task has.

    Another task may have the beginning or the end of such a number, so it belongs to the parts on both sides.
    """
    start = 0
    for number in _NUMBER.finditer(text):
        if number[0] in alone:
            yield start, number.end()
            start = number.start()
    yield start, len(text)


def _in_two_tasks(tasks: Iterable[Iterable[Iterable[int]]]) -> set[int]:
    """Return the hashes that stand in two of `tasks`."""
    met: set[int] = set()
    again: set[int] = set()
    for rows in tasks:
        own = set(chain.from_iterable(rows))
        again |= met & own
        met |= own
    return again


@dataclass(slots=True)
class _Windows:
    """The windows of `width` characters of the tasks so far that are among the `common` ones."""

    width: int
    common: set[int]
    pieces: list[_Piece] = field(default_factory=list)
    first: dict[int, int] = field(default_factory=dict)
    """window → the piece that has it first, and where"""
    again: Counter[int] = field(default_factory=Counter)
    """window → how many later tasks have it"""

    def enter(self, rows: list[_Row]) -> list[_Shared]:
        """Take in the `rows` of a task; return its passages that earlier tasks have."""
        number = len(self.pieces)
        self.pieces += (row.piece for row in rows)
        known = [(n, self.of_two(row)) for n, row in enumerate(rows, number)]
        return self.compared([(n, windows) for n, windows in known if windows])

    def of_two(self, row: _Row) -> dict[int, int]:
        """Return the windows of `row` that two tasks have, by their places."""
        common = map(self.common.__contains__, row.keys)
        return dict(compress(zip(row.starts, row.keys, strict=True), common))

    def compared(self, rows: list[tuple[int, dict[int, int]]]) -> list[_Shared]:
        """Return the passages made of windows that earlier tasks have; note the windows, by place, of all `rows`."""
        self.again.update(self.first.keys() & {key for _n, windows in rows for key in windows.values()})
        shared = [one for n, windows in rows for one in self.shared(self.pieces[n], windows)]
        for n, windows in rows:
            for place, window in windows.items():
                self.first.setdefault(window, n * _PLACE + place)
        return shared

    def shared(self, piece: _Piece, windows: dict[int, int]) -> Iterator[_Shared]:
        """Yield the passages of `piece` whose windows, one after the other, have all been met in one earlier piece."""
        met = [(n, self.first[key] // _PLACE) for n, key in windows.items() if key in self.first]
        for (_gap, number), group in groupby(enumerate(met), lambda one: (one[1][0] - one[0], one[1][1])):
            places = [n for _nth, (n, _number) in group]
            met_at = {n: self.first[windows[n]] % _PLACE for n in places}
            yield from self.standing(piece, self.pieces[number], met_at)

    def standing(self, piece: _Piece, first: _Piece, met: dict[int, int]) -> Iterator[_Shared]:
        """Yield the passages of `piece` that stand in `first` in one piece, of windows one after the other that each
        stand there: `met` says where.

        Each passage goes on for as long as both texts do, and back to where the one before it may have begun.
        """
        text, (start, *_rest, last) = piece.text, (*met, *met)
        end, floor = last + self.width, start
        while start <= last:
            at, begins = met[start], start
            stop = _parting(text, start, end, first.text, at)
            while start > floor and at and text[start - 1] == first.text[at - 1]:
                start, at = start - 1, at - 1
            if stop - start >= self.width:  # or two windows have one hash
                yield _Shared(piece, start, stop, first, at)
            floor, start = begins, max(begins, stop - self.width) + 1

    def tasks(self, one: _Shared) -> int:
        """Return how many tasks have every window of the passage `one`."""
        windows = (one.piece.text[n : n + self.width] for n in range(one.start, one.end - self.width + 1))
        return 1 + min(self.again[hash(window)] for window in windows)


def _parting(text: str, start: int, end: int, other: str, at: int) -> int:
    """Return where `text`, from `start` to at most `end`, is no longer what `other` says from `at` on."""
    while start < end and at < len(other) and text[start] == other[at]:
        start, at = start + 1, at + 1
    return start


def _pieces(task: Task) -> Iterator[_Piece]:
    for narrative in (task.content, task.outcome):
        for n, block in enumerate(narrative.blocks):
            start = 0
            for cited in _CITED.finditer(block.text) if "《" in block.text else ():
                yield _Piece(task, narrative.at / n, start, block.text[start : cited.start()])
                start = cited.end()
            yield _Piece(task, narrative.at / n, start, block.text[start:])
