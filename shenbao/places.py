"""Where every value stands: the one table that joins addresses to lines, so that no rule ever sees a line number."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from shenbao.finding import Place
from shenbao.model.address import Address, Stretch
from shenbao.model.narrative import Block

_MARKER = re.compile(r"\s*(?:[-+*]|[0-9]+[.)])\s+")
_LINE_END = re.compile("\n")


@dataclass(frozen=True, eq=False)
class Written:
    """A block of a narrative as it was typed: `lines` of a file's body from `first` to `end` (from 0, not included)."""

    file: str
    lines: tuple[str, ...]
    first: int
    end: int
    body_line: int
    """the line of the file on which the body begins, from 1"""
    marked: bool
    """whether a list's marker stands before the text"""

    def place(self, text: str, stretch: Stretch) -> Place | None:
        """Return the place of a stretch of `text`, which is what these lines print.

        Every character printed was typed, in the same order: the two are walked side by side. None where they differ.
        """
        walked = _walked(self, text)
        if not stretch.start < stretch.end <= len(walked):
            return None
        return self._between(walked[stretch.start], walked[stretch.end - 1] + 1)

    def typed(self, place: Place) -> str:
        """Return what was typed at `place`, which lies within one line of these; empty where it takes several."""
        line = self.lines[place.line - self.body_line]
        return line[place.column - 1 : place.end_column - 1] if place.line == place.end_line else ""

    def _between(self, start: int, end: int) -> Place:
        line, end_line = (bisect_right(self._starts, at) - 1 for at in (start, end - 1))
        column, end_column = start - self._starts[line] + 1, end - self._starts[end_line] + 1
        first = self.body_line + self.first
        return Place(self.file, first + line, column, first + end_line, end_column)

    @cached_property
    def text(self) -> str:
        return "\n".join(self.lines[self.first : self.end])

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins in what was typed."""
        return [0, *(found.end() for found in _LINE_END.finditer(self.text))]


@lru_cache(4)
def _walked(written: Written, text: str) -> Sequence[int]:
    """Return where each character of `text` stands in what was typed, as far as they agree; many findings ask for a
    block."""
    typed = written.text
    marker = _MARKER.match(typed) if written.marked else None
    start = marker.end() if marker else 0
    if typed.startswith(text, start):  # most texts are typed as they print
        return range(start, start + len(text))
    at = start - 1
    found = []
    for char in text:
        at = _next(typed, char, at + 1)
        if at < 0:
            break
        found.append(at)
    return found


def _next(typed: str, char: str, start: int) -> int:
    """Return where `char` comes next in `typed`; a space that is printed may be a line's end."""
    found = typed.find(char, start)
    if char != " ":
        return found
    line_end = typed.find("\n", start)
    return min((n for n in (found, line_end) if n >= 0), default=-1)


@dataclass(frozen=True, slots=True)
class Places:
    """The place of each address that was read. What is missing stands where its parent stands, at last at the file's
    head."""

    known: dict[Address, Place] = field(default_factory=dict)
    written: dict[Address, Written] = field(default_factory=dict)
    texts: dict[Address, Block] = field(default_factory=dict)

    def of(self, at: Address) -> Place:
        """Return the place of `at`, or of the nearest address above it that has one."""
        if at.path and isinstance(at.path[-1], Stretch):
            return self._within(Address(at.file, at.path[:-1]), at.path[-1])
        while at not in self.known and at.path:
            at = Address(at.file, at.path[:-1])
        return self.known.get(at) or Place(at.file)

    def _within(self, block: Address, stretch: Stretch) -> Place:
        """Return the place of a `stretch` of the text of `block`, or of the whole block."""
        found = self.written[block].place(self.texts[block].text, stretch) if block in self.written else None
        return found or self.of(block)
