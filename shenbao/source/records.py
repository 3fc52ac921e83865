"""What is read of a content folder: each file as values and narrative with their places, and all of them together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from shenbao import markdown, yamlfile
from shenbao.finding import ERROR, Finding, Place
from shenbao.message import NOTHING, Message
from shenbao.places import Written
from shenbao.yamlfile import Span

AS_THEY_ARE: Mapping[str, bytes] = {}


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it was read. `file` is its name from the content folder, `shown` the path that people see."""

    file: str
    shown: str
    front: yamlfile.Mapping
    pieces: tuple[markdown.Piece, ...]
    body: tuple[str, ...]
    """its lines behind the front matter"""
    body_line: int

    @property
    def head(self) -> Place:
        """The front matter's first line, where something missing is reported."""
        return Place(self.shown)

    def at(self, span: Span) -> Place:
        return Place(self.shown, span.line, span.column, span.end_line, span.end_column)

    def lines(self, line: int, end_line: int) -> Place:
        """Return the place of the body's lines from `line` to `end_line` (from 0, end not included), without their
        margins."""
        body = list(self.body[line:end_line])
        while len(body) > 1 and not body[-1].strip():
            body.pop()
        start = len(body[0]) - len(body[0].lstrip())
        first = self.body_line + line
        return Place(self.shown, first, start + 1, first + len(body) - 1, len(body[-1].rstrip()) + 1)

    def written(self, line: int, end_line: int, marked: bool) -> Written:
        """Return the body's lines from `line` to `end_line` as they were typed; `marked` where a list's marker opens
        them."""
        return Written(self.shown, self.body, line, end_line, self.body_line, marked)

    def matching(self, pattern: str, line: int, end_line: int) -> Place | None:
        """Return the place of the first match of `pattern` within one of the body's lines."""
        for n, text in enumerate(self.body[line:end_line], self.body_line + line):
            if match := re.search(pattern, text):
                return Place(self.shown, n, match.start() + 1, n, match.end() + 1)
        return None


@dataclass(frozen=True, slots=True)
class Sources:
    """A content folder: the files that could be read, the bytes of all that were looked at, and what is wrong with
    the others."""

    folder: str
    department: Source | None
    tasks: tuple[Source, ...]
    other: Source | None
    findings: tuple[Finding, ...]
    raw: tuple[tuple[str, bytes], ...]
    """every file's name and bytes, for the build's digest"""
    whole: bool
    """whether every file that should be here could be read"""
    approvals: tuple[str, ...] = ()
    """the lines of the approvals: none of `raw`, for they are not published and no document depends on them"""


Kept = dict[str, tuple[bytes, Source | None, tuple[Finding, ...]]]
"""what was read of each file, by the path that people see, and the bytes that it was read from"""


def amiss(code: str, place: Place, says: Message, help: Message = NOTHING, subject: str = "") -> Finding:
    """Return the error `code`, about the file at `place` where no other `subject` is named."""
    return Finding(code, ERROR, says, place, help, subject or PurePath(place.file).name)
