"""A text's lines as editors count them, and columns in their units: characters, UTF-16 or UTF-8 code units.

Lines end at LF, CR or both, as in the protocol; Python's own `splitlines` also ends them at signs that stay in a line.
"""

from __future__ import annotations

from dataclasses import dataclass

from shenbao.finding import Place
from shenbao.mending.manuscript import LINE_END

_WIDE = {"utf-16": (0x10000,), "utf-8": (0x80, 0x800, 0x10000), "utf-32": ()}
"""from which character on a further unit is needed"""


@dataclass(frozen=True, slots=True)
class Text:
    """A file's lines without their ends."""

    lines: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Text:
        return cls(tuple(LINE_END.split(text.removeprefix("\ufeff"))))

    def line(self, number: int) -> str:
        """Return the line of that `number`, from 1; empty where there is none."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else ""

    def units(self, line: int, column: int, encoding: str) -> int:
        """Return how many units stand before `column` of a line, both from 1.

        >>> Text.of("😀数").units(1, 3, "utf-16")
        3
        """
        before = self.line(line)[: column - 1]
        return len(before) + _further(before, encoding)

    def column(self, line: int, units: int, encoding: str) -> int:
        """Return the column, from 1, before which `units` units stand; the line's end where it has fewer.

        >>> Text.of("😀数").column(1, 3, "utf-16")
        3
        """
        taken, text = 0, self.line(line)
        for column, char in enumerate(text, 1):
            if taken >= units:
                return column
            taken += 1 + _further(char, encoding)
        return len(text) + 1

    def at(self, place: Place) -> str:
        """Return what stands at `place`; empty where it takes several lines."""
        one = place.line == place.end_line
        return self.line(place.line)[place.column - 1 : place.end_column - 1] if one else ""

    def unquoted(self, place: Place) -> Place:
        """Return `place` without the quotation marks on both sides of what stands there."""
        typed = self.at(place)
        inset = int(len(typed) > 1 and typed[0] in "\"'" and typed[-1] == typed[0])
        return Place(place.file, place.line, place.column + inset, place.end_line, place.end_column - inset)


def _further(text: str, encoding: str) -> int:
    if text.isascii():
        return 0
    return sum(ord(char) >= limit for limit in _WIDE[encoding] for char in text)


def holds(place: Place, line: int, column: int) -> bool:
    """Say whether the cursor before `column` touches `place`."""
    return (place.line, place.column) <= (line, column) <= (place.end_line, place.end_column)


def meet(place: Place, other: Place) -> bool:
    """Say whether two places of one file touch."""
    start, end = (place.line, place.column), (place.end_line, place.end_column)
    return start <= (other.end_line, other.end_column) and (other.line, other.column) <= end
