"""N005: no long passage stands in two tasks: what one of them pays for, the other would pay for again.

Every window of so many characters is noted by its hash with the first piece of text that has it: each text is read
once, and no two are ever compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, repeat
from typing import NamedTuple

from shenbao.checks.quoting import short
from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration, Task
from shenbao.model.passages import stretch

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
    outer: tuple[int, int]
    """its first and its last window"""

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
    start = max(0, one.first.text.find(one.text))
    return Problem(
        at=one.piece.part(one.start, one.end),
        says=_says(one, tasks - 2),
        help=_("各写各的内容；确实是同一件事的，写在一项任务里，或写明怎样分工"),
        subject=one.piece.task.title,
        related=((one.first.part(start, start + len(one.text)), _("“{other}”里的这一段", other=one.first.task.title)),),
    )


def _says(one: _Shared, more: int) -> Message:
    """Return the words for `one`, which stands in `more` tasks beside the two."""
    text, n, other = short(one.text), _length(one), one.first.task.title
    if more:
        return _("“{text}”（{n} 个字）在“{other}”和另外 {more} 项任务里也有", text=text, n=n, other=other, more=more)
    return _("“{text}”（{n} 个字）在“{other}”里也有", text=text, n=n, other=other)


@dataclass(slots=True)
class _Windows:
    """Every window of `width` characters of the tasks so far."""

    width: int
    pieces: list[_Piece] = field(default_factory=list)
    first: dict[int, int] = field(default_factory=dict)
    """window → the number of the piece that has it first"""
    again: Counter[int] = field(default_factory=Counter)
    """window → how many later tasks have it"""

    def enter(self, task: Task) -> list[_Shared]:
        """Take in the windows of `task`; return its passages that earlier tasks have."""
        rows = [(piece, self.keys(piece.text)) for piece in _pieces(task) if len(piece.text) >= self.width]
        shared: list[_Shared] = []
        apart = all(self.first.keys().isdisjoint(keys) for _piece, keys in rows)  # as most tasks are
        if not apart:
            self.again.update(self.first.keys() & set[int]().union(*(keys for _piece, keys in rows)))
            shared = [one for piece, keys in rows for one in self.shared(piece, keys)]
        for piece, keys in rows:
            new = keys if apart else [key for key in keys if key not in self.first]
            self.first.update(zip(new, repeat(len(self.pieces))))
            self.pieces.append(piece)
        return shared

    def keys(self, text: str) -> list[int]:
        return [hash(text[n:end]) for n, end in enumerate(range(self.width, len(text) + 1))]

    def shared(self, piece: _Piece, keys: list[int]) -> Iterator[_Shared]:
        """Yield the passages of `piece` whose windows, one after the other, have all been met in one earlier piece."""
        start = 0
        for number, group in groupby(map(self.first.get, keys)):
            end = start + len(list(group))
            if number is not None:
                outer = (keys[start], keys[end - 1])
                yield _Shared(piece, start, end + self.width - 1, self.pieces[number], outer)
            start = end

    def tasks(self, one: _Shared) -> int:
        """Return how many tasks have the passage `one`."""
        first, last = one.outer
        return 1 + min(self.again[first], self.again[last])


def _pieces(task: Task) -> Iterator[_Piece]:
    for narrative in (task.content, task.outcome):
        for n, block in enumerate(narrative.blocks):
            start = 0
            for cited in _CITED.finditer(block.text):
                yield _Piece(task, narrative.at / n, start, block.text[start : cited.start()])
                start = cited.end()
            yield _Piece(task, narrative.at / n, start, block.text[start:])
