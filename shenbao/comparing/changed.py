"""What changed between two printings of a form: the lines that only one of them has, and the pages where they stand.

Pages are no help in telling: a task more moves all that follows. So each printing is first read as one long form, rows
over a page break together and what is printed again on a new page left out; the lines of both are then held against
each other in their order, and pages are paired by the lines that they share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise, zip_longest

from shenbao.comparing.paper import Box, Line, Sheet
from shenbao.model.rising import rising
from shenbao.printers.sheet import CONTINUED

_NUMBER = re.compile(r"[-—–－第共页/0-9]+")  # a page's number, by itself or of so many
_EDGE_PT = 1.0
_RUN = 4  # characters in a row that have stayed: fewer are the same by chance
_MOST_PAIRED = 4_000_000  # characters of one side times those of the other, of a stretch that is looked at by letters
_MOST_LINES_PAIRED = 1_000_000  # lines of one side times those of the other, between two that hold them

Row = dict[int, list[Line]]
"""the lines of each cell of a row, by the cell's left edge in points"""
Match = tuple[str, int, int, int, int]
"""what happened to old[i1:i2], that became new[j1:j2]"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A page before and after: page numbers from 1, 0 where there is none, and the stretches that changed on each."""

    pages: tuple[int, int]
    boxes: tuple[tuple[Box, ...], tuple[Box, ...]]


def pairs(old: Sequence[Sheet], new: Sequence[Sheet]) -> tuple[Pair, ...]:
    """Return the pages that changed, in order. What only moved, with its page or to another, has not changed."""
    before, after = (_lines(sheets) for sheets in (old, new))
    matches = list(_matches(_texts(before), _texts(after)))
    gone, come = _unlike(before, after, matches)
    shared = Counter(
        (before[i].page, after[i - i1 + j1].page)
        for what, i1, i2, j1, _j2 in matches
        if what == "equal"
        for i in range(i1, i2)
    )
    found = []
    for pages in _paired(shared, len(old), len(new)):
        if _boxes(gone, pages[0]) or _boxes(come, pages[1]):
            before_page, after_page = _accompanied(pages, shared)
            found.append(Pair((before_page, after_page), (_boxes(gone, before_page), _boxes(come, after_page))))
    return tuple(found)


def _matches(before: Sequence[str], after: Sequence[str]) -> Iterator[Match]:
    """Yield what became of the lines. Those that either side has once hold the others in place: were each held against
    each, a form of many equal values would take the cube of its length."""
    mine, theirs = _single(before), _single(after)
    held = rising(sorted((i, theirs[text]) for text, i in mine.items() if text in theirs))
    for (i, j), (i_end, j_end) in pairwise([(-1, -1), *held, (len(before), len(after))]):
        if i >= 0:
            yield "equal", i, i + 1, j, j + 1
        a, b = i + 1, j + 1
        if (i_end - a) * (j_end - b) > _MOST_LINES_PAIRED:
            yield "replace", a, i_end, b, j_end
            continue
        opcodes = SequenceMatcher(None, before[a:i_end], after[b:j_end], autojunk=False).get_opcodes()
        yield from ((what, a + i1, a + i2, b + j1, b + j2) for what, i1, i2, j1, j2 in opcodes)


def _single(lines: Sequence[str]) -> dict[str, int]:
    """Return the place of each line that is there once."""
    counts = Counter(lines)
    return {line: n for n, line in enumerate(lines) if counts[line] == 1}


def _texts(lines: Sequence[Line]) -> list[str]:
    return [line.text for line in lines]


# --- a printing as one form


def _lines(sheets: Sequence[Sheet]) -> list[Line]:
    """Return the lines of the whole form, cell after cell, without page numbers and what is printed again."""
    rows: list[Row] = []
    seen: set[tuple[tuple[int, str], ...]] = set()
    last: Row = {}
    for sheet in sheets:
        top = bool(rows)
        for row in _rows(sheet):
            if top and len(row) > 1 and _said(row) in seen:
                continue  # a head
            seen.add(_said(row))
            goes_on = top and _goes_on(row, rows[-1])
            kept = _without_labels(row, last) if top else row
            top = False
            if goes_on:
                for left, lines in kept.items():
                    rows[-1][left] += lines
            else:
                rows.append(kept)
                last |= kept
    return [line for row in rows for _left, lines in sorted(row.items()) for line in lines]


def _goes_on(row: Row, above: Row) -> bool:
    """Say whether a page's first row is the rest of the one `above` it: cells are empty there that no label is."""
    missing = above.keys() - row.keys()
    return row.keys() < above.keys() and max(missing) > min(row)


def _rows(sheet: Sheet) -> Iterator[Row]:
    """Yield the rows of a page from above; a cell that spans several stands in its first."""
    lines = sorted((line for line in sheet.lines if not _numbers(line, sheet)), key=_place)
    for _top, row in groupby(lines, key=lambda line: line.cell.top):
        yield {left: list(cell) for left, cell in groupby(row, key=lambda line: round(line.cell.left))}


def _place(line: Line) -> tuple[float, int, float, float]:
    return line.cell.top, round(line.cell.left), line.box.bottom, line.box.left


def _numbers(line: Line, sheet: Sheet) -> bool:
    """Say whether a line is the page's number: outside the table, and nothing but that."""
    outside = line.cell.top < _EDGE_PT or line.cell.bottom > sheet.height - _EDGE_PT
    return outside and bool(_NUMBER.fullmatch(line.text))


def _said(row: Row) -> tuple[tuple[int, str], ...]:
    """Return the text of each cell of `row`."""
    return tuple((left, _text(lines)) for left, lines in row.items())


def _text(lines: Sequence[Line]) -> str:
    return _whole(lines).removesuffix(CONTINUED)


def _whole(lines: Sequence[Line]) -> str:
    return "".join(_texts(lines))


def _without_labels(row: Row, last: Row) -> Row:
    """Return a page's first row without the labels that go on from the page before: the leftmost that say what stood
    `last` in their column, line by line. Where the page before had no room for all of a label, its other lines go
    there. The rightmost cell is no label unless it says so."""
    kept = dict(row)
    for left, lines in row.items():
        known = last.get(left, [])
        labels = left < max(row) or _whole(lines).endswith(CONTINUED)
        same = _text(lines) == _text(known) or _texts(lines)[: len(known)] == _texts(known)
        if not known or not labels or not same:
            break
        if _text(lines) != _text(known):
            known += lines[len(known) :]
        del kept[left]
    return kept


# --- lines that only one has


def _unlike(old: Sequence[Line], new: Sequence[Line], matches: Sequence[Match]) -> tuple[list[Line], list[Line]]:
    """Return the lines that are gone, and those that have come."""
    gone: list[Line] = []
    come: list[Line] = []
    for what, i1, i2, j1, j2 in matches:
        if what != "equal":
            for found, lines in zip((gone, come), _reworded(old[i1:i2], new[j1:j2]), strict=True):
                found += lines
    return gone, come


def _reworded(old: Sequence[Line], new: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Return those of two unlike stretches in which something changed: the lines of a paragraph break elsewhere behind
    a word more, and say the same. A cell of one line has changed as a whole."""
    (before, at_old), (after, at_new) = (_written(lines) for lines in (old, new))
    if not before or not after or len(before) * len(after) > _MOST_PAIRED:
        return list(old), list(new)
    holes = list(_holes(before, after))
    return (
        _touched(old, at_old, [(a, b) for a, b, _c, _d in holes]),
        _touched(new, at_new, [(c, d) for _a, _b, c, d in holes]),
    )


def _written(lines: Sequence[Line]) -> tuple[str, list[int]]:
    """Return the text of `lines`, cells apart, and where each of them begins in it."""
    text, starts = "", []
    for n, line in enumerate(lines):
        if n and not _one_cell(lines[n - 1], line):
            text += "\n"
        starts.append(len(text))
        text += line.text
    return text, starts


def _one_cell(line: Line, other: Line) -> bool:
    """Say whether a line follows another in its cell, which may go on on the next page."""
    return round(line.cell.left) == round(other.cell.left) and (line.cell == other.cell or line.page != other.page)


def _holes(before: str, after: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield from where to where something changed before, and after."""
    at_before = at_after = 0
    for a, b, size in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        if size >= _RUN or not size:  # the last one, of no size, is the end of both
            if at_before < a or at_after < b:
                yield at_before, a, at_after, b
            at_before, at_after = a + size, b + size


def _touched(lines: Sequence[Line], starts: Sequence[int], holes: Sequence[tuple[int, int]]) -> list[Line]:
    """Return those of `lines` that a hole reaches into, be it one of no width, and those alone in their cell."""
    cells = Counter((line.page, line.cell) for line in lines)
    return [
        line
        for line, start in zip(lines, starts, strict=True)
        if cells[line.page, line.cell] == 1 or any(a < start + len(line.text) and b > start for a, b in holes)
    ]


# --- pages


def _paired(shared: Counter[tuple[int, int]], old: int, new: int) -> Iterator[tuple[int, int]]:
    """Yield every page of both with its partner, in order; 0 where it has none. Partners share lines, the most first,
    and never cross; what is left between two pairs is put together as it comes."""
    chosen = [(0, 0), (old + 1, new + 1)]
    for (a, b), _count in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if all((a - c) * (b - d) > 0 for c, d in chosen):
            chosen.append((a, b))
    for (a, b), (c, d) in pairwise(sorted(chosen)):
        yield from zip_longest(range(a + 1, c), range(b + 1, d), fillvalue=0)
        if (c, d) != (old + 1, new + 1):
            yield c, d


def _accompanied(pages: tuple[int, int], shared: Counter[tuple[int, int]]) -> tuple[int, int]:
    """Return `pages` with the one that shares most lines with a page that has no partner, though it has another."""
    if all(pages):
        return pages
    side = 0 if pages[0] else 1
    near = [(count, pair) for pair, count in shared.items() if pair[side] == pages[side]]
    return max(near, key=lambda one: (one[0], [-n for n in one[1]]))[1] if near else pages


def _boxes(lines: Sequence[Line], page: int) -> tuple[Box, ...]:
    """Return where `lines` stand on `page`; lines of a cell that follow each other in one box."""
    found: list[tuple[Box, Line]] = []
    for line in lines:
        if line.page == page:
            if found and found[-1][1].cell == line.cell and _near(found[-1][0], line.box):
                found[-1] = (_around(found[-1][0], line.box), line)
            else:
                found.append((line.box, line))
    return tuple(box for box, _line in found)


def _near(box: Box, below: Box) -> bool:
    return below.top - box.bottom < below.bottom - below.top


def _around(box: Box, other: Box) -> Box:
    return Box(
        min(box.left, other.left), min(box.top, other.top), max(box.right, other.right), max(box.bottom, other.bottom)
    )
