"""N005: no long passage stands in two tasks: what one of them pays for, the other would pay for again.

Texts are never compared two by two: windows of so many characters are noted by their hashes, with the first place that
has them. Of all windows that would be millions, so first every second block of a text is noted, a little shorter than
a window: each window holds one. Only windows that hold a block of another task are noted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import compress, count, groupby, repeat
from typing import NamedTuple

from shenbao.checks.quoting import part
from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration, Task
from shenbao.model.passages import stretch

_STRIDE = 2
_STRETCH = 256  # characters in which a block is looked for
_PLACE = 1 << 32  # more than any text has characters: a number and a place in one int, for there are many
_CITED = re.compile(r"《[^《》]*》")


class _Piece(NamedTuple):
    """Text of a task with no document's name in it; `start` is where it begins in its block."""

    task: Task
    block: Address
    start: int
    text: str

    def part(self, start: int, end: int) -> Address:
        return stretch(self.block, self.start + start, self.start + end)


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
    windows = _Windows(max(2, int(d.form.thresholds["shared_passage"])))
    shared = [found for task in d.tasks if (found := windows.enter(task))]
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


@dataclass(slots=True)
class _Windows:
    """The blocks of the tasks so far, and of their windows of `width` characters those that hold another task's."""

    width: int
    pieces: list[_Piece] = field(default_factory=list)
    stretches: list[tuple[int, int]] = field(default_factory=list)
    """the number of a piece, and where a stretch of it begins"""
    blocks: dict[int, int] = field(default_factory=dict)
    """block → the number of the last stretch that it begins in"""
    first: dict[int, int] = field(default_factory=dict)
    """window → the piece that has it first, and where"""
    again: Counter[int] = field(default_factory=Counter)
    """window → how many later tasks have it"""

    @property
    def block(self) -> int:
        """The characters of a block: of those that begin at every second character, each window holds one."""
        return max(1, self.width - _STRIDE + 1)

    def enter(self, task: Task) -> list[_Shared]:
        """Take in the text of `task`; return its passages that earlier tasks have."""
        number = len(self.pieces)
        self.pieces += (piece for piece in _pieces(task) if len(piece.text) >= self.width)
        rows = [(n, self.keys(n)) for n in range(number, len(self.pieces))]
        known = [(n, self.met(n, keys)) for n, keys in rows]
        shared = self.compared([(n, self.around(n, starts)) for n, starts in known if starts])
        self.note(rows)
        return shared

    def keys(self, number: int) -> list[int]:
        text, block = self.pieces[number].text, self.block
        return [hash(text[n:end]) for n, end in enumerate(range(block, len(text) + 1))]

    def met(self, number: int, keys: list[int]) -> list[int]:
        """Return where those of `keys` begin that an earlier task has; the windows there are noted as that one's."""
        text, starts = self.pieces[number].text, list(compress(count(), map(self.blocks.__contains__, keys)))
        blocks = {(self.blocks[keys[n]], text[n : n + self.block]) for n in starts}
        for nth, block in sorted(blocks):
            earlier, start = self.stretches[nth]
            self.enter_windows(earlier, self.around(earlier, _all(block, self.pieces[earlier].text, start)))
        return starts

    def note(self, rows: list[tuple[int, list[int]]]) -> None:
        """Note the blocks of a task's pieces, by their keys.

        Only one place of a block is kept, so the windows of a block that the task has twice are noted at once.
        """
        before, own = len(self.blocks), []
        for n, keys in rows:
            own += keys[::_STRIDE]
            for start in range(0, len(keys), _STRETCH):
                self.blocks.update(zip(keys[start : start + _STRETCH : _STRIDE], repeat(len(self.stretches))))
                self.stretches.append((n, start))
        if len(self.blocks) - before == len(own) or len(set(own)) == len(own):
            return
        counts = Counter(own)
        for n, keys in rows:
            twice = [start for start in range(0, len(keys), _STRIDE) if counts[keys[start]] > 1]
            self.enter_windows(n, self.around(n, twice))

    def enter_windows(self, number: int, windows: dict[int, int]) -> None:
        for place, window in windows.items():
            self.first.setdefault(window, number * _PLACE + place)

    def around(self, number: int, starts: Iterable[int]) -> dict[int, int]:
        """Return the windows of a piece that hold a block beginning at one of `starts`, by their places."""
        text, last = self.pieces[number].text, len(self.pieces[number].text) - self.width
        places = sorted({n for start in starts for n in range(max(0, start - _STRIDE + 1), min(start, last) + 1)})
        return {n: hash(text[n : n + self.width]) for n in places}

    def compared(self, rows: list[tuple[int, dict[int, int]]]) -> list[_Shared]:
        """Return the passages made of windows that earlier tasks have; note the windows, by place, of all `rows`."""
        self.again.update(self.first.keys() & {key for _n, windows in rows for key in windows.values()})
        shared = [one for n, windows in rows for one in self.shared(self.pieces[n], windows)]
        for n, windows in rows:
            self.enter_windows(n, windows)
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


def _all(block: str, text: str, start: int) -> Iterator[int]:
    """Yield every place where `block` begins in the stretch of `text` from `start` on."""
    end = start + _STRETCH + len(block) - 1
    at = text.find(block, start, end)
    while at >= 0:
        yield at
        at = text.find(block, at + 1, end)


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
