"""The source line that a finding is about, cut so that people see the stretch in it."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from shenbao.finding import Place
from shenbao.reports.report import Lines

_LEAD = 10  # characters before the stretch that a cut line shows


class Excerpt(NamedTuple):
    """A line of a file as it is shown: what stands before the stretch, the stretch, and what stands behind it."""

    line: int
    before: str
    marked: str
    after: str


def excerpt(place: Place, lines: Lines, widest: int) -> Excerpt | None:
    """Return the line of `place`, of at most `widest` columns; None for what is about the file as a whole, or has no
    such line."""
    of_file = lines(place.file)
    if place == Place(place.file) or place.line > len(of_file):
        return None
    whole = of_file[place.line - 1]
    start, end = place.column - 1, place.end_column - 1 if place.end_line == place.line else len(whole)
    shown, start, end = _clipped(whole, start, max(end, start + 1), widest)
    shown = shown.replace("\t", " ")
    return Excerpt(place.line, shown[:start], shown[start:end], shown[end:])


def _clipped(line: str, start: int, end: int, widest: int) -> tuple[str, int, int]:
    """Return the part of a long `line` around the stretch from `start` to `end`, and the stretch in it."""
    if len(line) <= widest and width(line) <= widest:
        return line, start, end
    first = max(0, start - min(_LEAD, widest // 5))
    head = "…" if first else ""
    part, left = head, widest
    for char in line[first : first + widest + 1]:
        left -= width(char)
        if left < 0:
            part += "…"
            break
        part += char
    shift = first - len(head)
    return part, start - shift, min(end - shift, len(part))


def width(text: str) -> int:
    """Return the columns that `text` takes in a terminal: a Chinese character takes two."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
