"""Where the cursor stands in a front matter that is half typed: the keys above it, and the word it touches.

A YAML parser gives up at the first mistake, so the lines are looked at one by one: block style by its indentation, flow
style by its brackets, from the line on which they open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shenbao.editing.positions import Text

_LINE = re.compile(r"(?P<indent> *)(?P<dashes>(?:-(?: +|$))*)(?:(?P<key>[^\s:#\[{\"'][^:#]*?)\s*:(?= |$))?")
_OPENS = re.compile(r"[^#]*?:\s+(?=[\[{])")
_FENCE = re.compile(r"-{3,}\s*")
_WORD = re.compile(r"[^,\]}#\n:]*")
_FARTHEST = 60
"""lines that a list or a mapping in brackets may take"""
_LONGEST = 4_000
"""characters of a line that are looked at"""


class Part(StrEnum):
    """What of the front matter the cursor touches; BODY is the text below it."""

    KEY = "key"
    VALUE = "value"
    ITEM = "item"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The cursor's place: the keys that lead to it as typed, and the word there from `start` to `end` (columns).

    Of a value, the last step of `path` is its own key. `before` is what of the word stands before the cursor.
    """

    part: Part
    path: tuple[str, ...] = ()
    word: str = ""
    before: str = ""
    line: int = 1
    start: int = 1
    end: int = 1
    beside: frozenset[str] = frozenset()
    """the other keys, or items, of the same record or list"""
    flow: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of block style: where its key or item begins, and the dash before that (-1: none)."""

    column: int
    dash: int
    key: str
    behind: int
    """where what follows the key begins"""


def front_end(text: Text) -> int:
    """Return the number of the line that closes the front matter, or of the last line; 0 where there is none."""
    if not _FENCE.fullmatch(text.line(1)):
        return 0
    return next((n for n, line in enumerate(text.lines[1:], 2) if _FENCE.fullmatch(line)), len(text.lines) + 1)


def find(text: Text, line: int, column: int) -> Cursor:
    """Return what stands at the cursor before `column` of `line`, both from 1."""
    end = front_end(text)
    if not 1 < line < end:
        return Cursor(Part.BODY, before=text.line(line)[: column - 1], line=line, start=1, end=column)
    lines = text.lines[1 : end - 1]
    return _in_brackets(lines, line - 2, column - 1) or _in_block(lines, line - 2, column - 1)


# -- block style ---------------------------------------------------------------------------------------------------


def _line(text: str) -> _Line | None:
    if not text.strip() or text.lstrip().startswith("#"):
        return None
    match = _LINE.match(text[:_LONGEST])
    assert match  # all of it may be empty
    dashes = match["dashes"]
    dash = match.start("dashes") + dashes.rindex("-") if dashes else -1
    return _Line(match.end("dashes"), dash, (match["key"] or "").strip(), match.end() + 1)


def _in_block(lines: Sequence[str], n: int, at: int) -> Cursor:
    """Return the cursor at the character `at` of the line `n`, both from 0."""
    here = _line(lines[n])
    if here is None:  # an empty line: the cursor says how deep it is
        here = _Line(min(at, len(lines[n])), -1, "", at)
    path, in_list = _above(lines, n, here)
    if here.key and at >= here.behind:
        start, end = _value(lines[n], here.behind)
        cursor = Cursor(Part.VALUE, (*path, here.key), start=start, end=end)
    elif here.key or not in_list or here.dash < 0:
        end = here.column + len(here.key or lines[n][here.column :].split(":")[0].rstrip())
        cursor = Cursor(Part.KEY, path, start=here.column, end=end, beside=frozenset(_beside(lines, n, here, False)))
    else:
        start, end = _value(lines[n], here.column)
        cursor = Cursor(Part.ITEM, path, start=start, end=end, beside=frozenset(_beside(lines, n, here, True)))
    return _worded(cursor, lines[n], n, at)


def _worded(cursor: Cursor, text: str, n: int, at: int) -> Cursor:
    """Return `cursor` with its word, and its columns from 1."""
    start, end = min(cursor.start, at), max(cursor.end, min(cursor.start, at))
    word, before = text[start:end], text[start : max(at, start)]
    return replace(cursor, word=word.rstrip(), before=before, line=n + 2, start=start + 1, end=end + 1)


def _value(text: str, start: int) -> tuple[int, int]:
    """Return where the value begins and ends that stands behind `start`, its comment left out."""
    rest = text[start:_LONGEST]
    begin = start + len(rest) - len(rest.lstrip())
    comment = re.search(r"(?:^|\s)#", text[begin:_LONGEST]) if text[begin : begin + 1] not in "\"'" else None
    end = begin + comment.start() if comment else len(text)
    return begin, begin + len(text[begin:end].rstrip())


def _above(lines: Sequence[str], n: int, here: _Line) -> tuple[tuple[str, ...], bool]:
    """Return the keys that lead to the line `n`, and whether it is an item of a list."""
    path: list[str] = []
    column, below = here.column, here.dash + 1 if here.dash >= 0 else None
    in_list = here.dash >= 0
    for text in reversed(lines[:n]):
        line = _line(text)
        if line is None or (line.column >= below if below is not None else line.column > column):
            continue
        if below is None and line.column == column:
            below = line.dash + 1 if line.dash >= 0 else None
            continue
        if not line.key:
            continue
        path.insert(0, line.key)
        column, below = line.column, line.dash + 1 if line.dash >= 0 else None
    return tuple(path), in_list


def _beside(lines: Sequence[str], n: int, here: _Line, in_list: bool) -> Iterator[str]:
    """Yield the keys of the record that the line `n` stands in, or the items of its list, but for its own."""
    above = () if here.dash >= 0 and not in_list else range(n - 1, -1, -1)
    for steps in (above, range(n + 1, len(lines))):
        for number in steps:
            line = _line(lines[number])
            if line is None or line.column > here.column:
                continue
            if line.column < here.column or (line.dash >= 0 and not in_list and steps is not above):
                break  # the record ends: its parent's line, or the next item
            yield line.key or lines[number][line.column :].strip()
            if line.dash >= 0 and not in_list:
                break  # and here it begins


# -- flow style ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Open:
    """A bracket that is open: what it is, the keys that lead to it, and what has been read in it."""

    sign: str
    path: tuple[str, ...]
    key: str = ""
    start: int = 0
    items: tuple[str, ...] = ()


def _in_brackets(lines: Sequence[str], n: int, at: int) -> Cursor | None:
    """Return the cursor within braces or brackets; None where the cursor is in none."""
    for first in range(n, max(n - _FARTHEST, -1), -1):
        text = lines[first][:_LONGEST]
        opens = _OPENS.match(text) or re.match(r"\s*(?:- +)+(?=[\[{])", text)
        if opens and (first < n or opens.end() < at):
            here = _line(text)
            assert here
            path = _above(lines, first, here)[0] + ((here.key,) if here.key else ())
            return _flow(lines, first, opens.end(), n, at, path)
        if first < n and _key(text):
            return None
    return None


def _key(text: str) -> str:
    """Return the key that a line of block style opens with; empty where it has none."""
    line = _line(text)
    return line.key if line else ""


def _flow(lines: Sequence[str], first: int, start: int, n: int, at: int, path: tuple[str, ...]) -> Cursor | None:
    """Read from the bracket at `start` of the line `first` to the cursor; None where all are closed by then."""
    above = "".join(f"{line[:_LONGEST]}\n" for line in (lines[first][start:], *lines[first + 1 : n]) if first < n)
    here = lines[n] if first < n else lines[n][start:]
    reached = len(above) + (at if first < n else at - start)
    text = above + here[:_LONGEST]
    open_ = _open(text[:reached], path)
    if open_ is None:
        return None
    behind = _WORD.match(text, reached)
    end = behind.end() if behind else reached
    shift = at - reached
    begin = open_.start + len(text[open_.start : reached]) - len(text[open_.start : reached].lstrip())
    listed = {*open_.items, *_following(text[end:])}
    part = Part.ITEM if open_.sign == "[" else Part.VALUE if open_.key else Part.KEY
    steps = (*open_.path, open_.key) if part is Part.VALUE else open_.path
    cursor = Cursor(part, steps, start=begin + shift, end=end + shift, beside=frozenset(listed), flow=True)
    return _worded(cursor, lines[n], n, at)


def _following(text: str) -> Iterator[str]:
    """Yield the items or keys behind the cursor up to the bracket that closes."""
    closed = re.split(r"[\]}]", text, maxsplit=1)[0]
    for piece in closed.split(",")[1:]:
        yield piece.partition(": ")[0].strip().strip("\"'")


def _open(text: str, path: tuple[str, ...]) -> _Open | None:
    """Return the innermost bracket that is still open at the end of `text`."""
    stack: list[_Open] = []
    quote, n = "", 0
    for n, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'" and stack and not text[stack[-1].start : n].strip():
            quote = char
        elif char in "[{":
            way = (*stack[-1].path, stack[-1].key) if stack and stack[-1].key else stack[-1].path if stack else path
            stack.append(_Open(char, way, start=n + 1))
        elif char in "]}":
            if len(stack) < 2:
                return None
            stack.pop()
        elif stack and char == ",":
            _take(stack[-1], text[stack[-1].start : n])
            stack[-1].key, stack[-1].start = "", n + 1
        elif stack and char == ":" and stack[-1].sign == "{" and not stack[-1].key and text[n + 1 : n + 2] in ("", " "):
            stack[-1].key, stack[-1].start = text[stack[-1].start : n].strip().strip("\"'"), n + 1
    return stack[-1] if stack else None


def _take(open_: _Open, piece: str) -> None:
    open_.items += (open_.key or piece.strip().strip("\"'"),)
