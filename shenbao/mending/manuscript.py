"""The content files letter for letter, as far as they were read without an error: what was typed at a place, and how
another text is typed there.

Only what was typed as it reads can be retyped: an escape, a value over several lines or a block of YAML (`|`, `>`) is
left to people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shenbao import yamlfile
from shenbao.finding import Place
from shenbao.source import Source, Sources
from shenbao.yamlfile import Node, Scalar, Sequence

LINE_END = re.compile("\r\n|\r|\n")
_MARK = "\ufeff"  # the byte order mark: a character of the text, though not of its first line


def line_starts(text: str) -> list[int]:
    """Return where each line of a file's whole `text` begins, the first behind a byte order mark."""
    return [len(_MARK) if text.startswith(_MARK) else 0, *(end.end() for end in LINE_END.finditer(text))]


@dataclass(frozen=True, slots=True)
class Edit:
    """One stretch of a line, what stands there, and what shall stand there instead."""

    place: Place
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A value of the front matter: its text, where that stands without its quotes, and what it stands in."""

    text: str
    place: Place
    quote: str = ""
    """the quotation mark on both sides of it"""
    flow: bool = False
    """whether it stands within braces or brackets"""

    def edit(self, new: str) -> Edit | None:
        """Return the edit that makes this value `new`; None where YAML would read that as something else."""
        as_typed = f"{self.quote}{new}{self.quote}"
        return Edit(self.place, self.text, new) if yamlfile.spelled(new, self.quote, self.flow) == as_typed else None


class Manuscript:
    """The files of `sources`, those in `broken` left out; files go by the path that people see."""

    def __init__(self, sources: Sources, broken: set[str]) -> None:
        found = (*sources.tasks, *(s for s in (sources.department, sources.other) if s))
        self.sources: Mapping[str, Source] = {source.shown: source for source in found if source.shown not in broken}
        self._raw = dict(sources.raw)
        self._values: dict[str, dict[tuple[int, int], Typed]] = {}

    def __contains__(self, file: str) -> bool:
        return file in self.sources

    def value(self, place: Place | None) -> Typed | None:
        """Return the value that begins at `place`; None where none was typed there as it reads."""
        if place is None or place.file not in self.sources:
            return None
        if place.file not in self._values:
            source = self.sources[place.file]
            self._values[place.file] = dict(_typed(source, self._raw[source.file]))
        return self._values[place.file].get((place.line, place.column))


def _typed(source: Source, raw: bytes) -> Iterator[tuple[tuple[int, int], Typed]]:
    """Yield the values of `source` that were typed as they read, each with its line and column."""
    lines = LINE_END.split(raw.decode("utf-8-sig"))
    for scalar, flow in _values(source.front):
        line, column, end_line, end_column = scalar.span
        typed = lines[line - 1][column - 1 : end_column - 1] if line == end_line else ""
        quote = typed[:1] if scalar.quoted else ""
        if scalar.text and typed == f"{quote}{scalar.text}{quote}" and quote in ("", "'", '"'):
            inside = Place(source.shown, line, column + len(quote), line, end_column - len(quote))
            yield (line, column), Typed(scalar.text, inside, quote, flow)


def _values(node: Node, flow: bool = False) -> Iterator[tuple[Scalar, bool]]:
    """Yield every value below `node`, keys left out, and whether it stands in braces or brackets."""
    match node:
        case Scalar():
            yield node, flow
        case Sequence():
            for item in node.items:
                yield from _values(item, node.flow)
        case yamlfile.Mapping():
            for _key, value in node.pairs:
                yield from _values(value, node.flow)
