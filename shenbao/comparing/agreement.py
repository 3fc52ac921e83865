"""What two printings of one document have in common: pages, the rows on each, lines, and where the columns stand.

Ours is the PDF, theirs the Word file as LibreOffice prints it. Labels that end in （续） are the PDF's alone, as Word
does not print a merged label again: they are left out and counted. LibreOffice parts —— and ……, which Word does not:
the lines of cells that hold one are counted apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from shenbao.comparing.paper import Box, Line, Sheet
from shenbao.printers.sheet import CONTINUED

DASHES = ("——", "……")
LEAST_SHARE, LEAST_DASHED, MOST_MM = 0.995, 0.98, 0.5
_MM_A_PT = 25.4 / 72
_GRAM = 4  # characters in a row by which two parts of one row are known
_PART = 0.5  # of those of the shorter part
_HYPHEN = re.compile(r"-(?![0-9])")
_FIGURE = re.compile(r"[0-9][0-9.,]*")

Key = tuple[int, str]
Cells = dict[tuple[int, Box], list[Line]]
Row = tuple[str, ...]
"""the text of each cell of a row that is in this row alone"""


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many lines are alike."""

    alike: int = 0
    lines: int = 0

    @property
    def share(self) -> float:
        return self.alike / self.lines if self.lines else 1.0


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the two differ first: the page, and the stretch on ours and on theirs; no stretch where one has nothing."""

    page: int
    ours: Box | None
    theirs: Box | None
    said: tuple[str, str]
    """the line on ours and the one on theirs"""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What both have in common. A page number counts from 1."""

    pages: tuple[int, int]
    rows: tuple[int, ...]
    """the pages whose rows are not the same"""
    plain: Count
    dashed: Count
    continued: int
    """lines of labels that the PDF prints again"""
    edges_mm: float
    """the largest distance between a column's edges"""
    unlike: tuple[str, ...]
    """each line that only one has: its sign, its page, its text"""
    first: Difference | None
    pictures: tuple[int, int] = (0, 0)
    """what each has that is not read: pictures, notes upon the page, embedded files"""
    changed: tuple[str, ...] = ()
    """the first line of ours, or of theirs, whose text the other lacks: it does not only break elsewhere"""

    @property
    def within(self) -> bool:
        """True where both are alike within the limits."""
        whole = self.pages[0] == self.pages[1] and not self.rows and self.edges_mm <= MOST_MM
        same = not self.changed and not any(self.pictures) and self.lines > 0
        return whole and same and self.plain.share >= LEAST_SHARE and self.dashed.share >= LEAST_DASHED

    @property
    def alike(self) -> int:
        return self.plain.alike + self.dashed.alike

    @property
    def lines(self) -> int:
        return self.plain.lines + self.dashed.lines


def compare(ours: Sequence[Sheet], theirs: Sequence[Sheet]) -> Agreement:
    """Compare two printings, each line within its page."""
    other = list(_lines(theirs))
    again = _again(ours, Counter(map(_key, other)))
    mine = [line for line in _lines(ours) if line not in again]
    held = _dashed(mine) | _dashed(other)
    plain, dashed = (
        _count(*([line for line in lines if (line in held) is apart] for lines in (mine, other)))
        for apart in (False, True)
    )
    rows = tuple(n for n, (a, b) in enumerate(zip(ours, theirs, strict=False), 1) if not _same_rows(a, b))
    alone = _alone(mine, other), _alone(other, mine)
    edges, page = _edges(ours, theirs)
    first = _first(*alone, [*rows, page] if edges > MOST_MM else rows)
    unlike = (*_told("+", alone[0]), *_told("-", alone[1]))
    pictures = sum(sheet.pictures for sheet in ours), sum(sheet.pictures for sheet in theirs)
    return Agreement(
        (len(ours), len(theirs)), rows, plain, dashed, len(again), round(edges, 3), unlike, first, pictures,
        _changed(mine, other, held),
    )  # fmt: skip


def _lines(sheets: Iterable[Sheet]) -> Iterator[Line]:
    return (line for sheet in sheets for line in sheet.lines)


def _key(line: Line) -> Key:
    return line.page, line.text


def _cells(lines: Iterable[Line]) -> Cells:
    """Return the lines of each cell."""
    found: Cells = {}
    for line in lines:
        found.setdefault((line.page, line.cell), []).append(line)
    return found


def _again(ours: Sequence[Sheet], theirs: Counter[Key]) -> set[Line]:
    """Return the lines of labels that only the PDF prints again: with （续）, or without where it had no room.

    A label that goes on stands beside a page's first row and was the last of its column on the page before, and so was
    each to its left. A value that is the same as the one above the break stands behind a name that is not.
    """
    found: set[Line] = set()
    for before, sheet in pairwise(ours):
        last = {round(cell.left): _text(lines) for cell, lines in _boxes(before)}
        for cell, lines in _first_row(before, sheet):
            if not _goes_on(last.get(round(cell.left), ""), _text(lines)):
                break
            if not theirs[_key(lines[-1])]:
                found.update(lines)
    return found


def _boxes(sheet: Sheet) -> list[tuple[Box, list[Line]]]:
    """Return the cells of a page from above, those of a row from the left; what stands outside the rules is in none."""
    cells = ((cell, lines) for (_page, cell), lines in _cells(sheet.lines).items() if cell.left > 0)
    return sorted(cells, key=lambda pair: (round(pair[0].top), pair[0].left))


def _first_row(before: Sheet, sheet: Sheet) -> list[tuple[Box, list[Line]]]:
    """Return the cells that begin at the top of a page, below the heads, which all stand on the page before as well."""
    known = {(round(cell.left), _text(lines)) for cell, lines in _boxes(before)}
    for _top, row in groupby(_boxes(sheet), key=lambda pair: round(pair[0].top)):
        cells = list(row)
        if not all((round(cell.left), _text(lines)) in known for cell, lines in cells):
            return cells
    return []


def _goes_on(before: str, text: str) -> bool:
    """Say whether a cell says what the one before the page's end said, of which there may have been room for a part."""
    return bool(before) and text.removesuffix(CONTINUED).startswith(before.removesuffix(CONTINUED))


def _dashed(lines: Sequence[Line]) -> set[Line]:
    """Return the lines of cells that hold a dash or an ellipsis: one that is parted moves what stands behind it."""
    cells = _cells(lines).values()
    return {line for cell in cells if any(dash in _text(cell) for dash in DASHES) for line in cell}


def _text(lines: Iterable[Line]) -> str:
    return "".join(line.text for line in lines)


def _count(mine: Sequence[Line], other: Sequence[Line]) -> Count:
    wanted, have = Counter(map(_key, mine)), Counter(map(_key, other))
    return Count((wanted & have).total(), max(wanted.total(), have.total()))


def _alone(mine: Iterable[Line], other: Iterable[Line]) -> list[Line]:
    """Return what of `mine` has no like among `other`, in reading order."""
    left = Counter(map(_key, other))
    found = []
    for line in mine:
        if left[_key(line)]:
            left[_key(line)] -= 1
        else:
            found.append(line)
    return found


def _told(sign: str, lines: Iterable[Line]) -> Iterator[str]:
    return (f"{sign}{line.page}: {line.text}" for line in lines)


# --- what is said


def _changed(mine: Sequence[Line], other: Sequence[Line], held: set[Line]) -> tuple[str, ...]:
    """Return the first line of ours or theirs that the other does not say at all, in whatever lines; as ours and
    theirs, one of them empty."""
    alone = _alone(mine, other), _alone(other, mine)
    loose = {line.page for lines in alone for line in lines if line in held}
    ours = next(_unsaid(alone[0], other, loose), "")
    return (ours, "") if ours else ("", theirs) if (theirs := next(_unsaid(alone[1], mine, loose), "")) else ()


def _unsaid(lines: Iterable[Line], other: Sequence[Line], loose: set[int]) -> Iterator[str]:
    """Yield the texts of `lines` that stand in no cell of `other`. LibreOffice may draw the pieces of a parted dash in
    another order, or beside their cell: on the pages `loose`, where it did, it is the figures that must be there."""
    said, cells = _plain("\n".join(_whole(other))), _cells(other)
    for line in lines:
        pieces = _FIGURE.findall(line.text) if line.page in loose else [_plain(line.text)]
        if not all(piece in said for piece in pieces) and not _over_two_pages(line, cells):
            yield line.text


def _over_two_pages(line: Line, cells: Cells) -> bool:
    """Say whether a line is the end of a cell and the beginning of one on the next page."""
    ends, begins = (
        {(page + after, part) for (page, _cell), held in cells.items() for part in parts(_text(held), line.text)}
        for after, parts in ((0, _heads_that_end), (-1, _tails_that_begin))
    )
    length = len(line.text)
    return any((page, length - kept) in begins for page, kept in ends if abs(page - line.page + 0.5) < 1)


def _heads_that_end(cell: str, line: str) -> Iterator[int]:
    return (n for n in range(1, len(line)) if cell.endswith(line[:n]))


def _tails_that_begin(cell: str, line: str) -> Iterator[int]:
    return (n for n in range(1, len(line)) if cell.startswith(line[-n:]))


def _whole(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the text of each cell, with that of the one below which it may go on in on the next page."""
    cells = {key: _text(held) for key, held in _cells(lines).items()}
    first: dict[tuple[int, int], str] = {}
    for (page, cell), text in cells.items():
        first.setdefault((page, round(cell.left)), text)
    return (text + first.get((page + 1, round(cell.left)), "") for (page, cell), text in cells.items())


def _plain(text: str) -> str:
    """Return `text` without hyphens that may be a line's own."""
    return _HYPHEN.sub("", text)


# --- rows


def _same_rows(mine: Sheet, other: Sheet) -> bool:
    """Say whether two pages hold the same rows. A page's first row, below a head, and its last may be parts of one that
    splits elsewhere, and of one with a dash LibreOffice may draw a piece over the next cell: their lines tell that."""
    a, b = _rows(mine), _rows(other)
    if len(a) != len(b):
        return False
    ends = {0, 1, len(a) - 1}
    pairs = enumerate(zip(a, b, strict=True))
    return all(one == two or ((n in ends or _with_dash(one)) and _parts(one, two)) for n, (one, two) in pairs)


def _with_dash(row: Row) -> bool:
    return any(dash in text for text in row for dash in DASHES)


def _rows(sheet: Sheet) -> list[Row]:
    """Return the rows of a page from above; cells that span several are in none."""
    texts = {cell: _text(lines) for (_page, cell), lines in _cells(sheet.lines).items()}
    bands: dict[tuple[float, float], list[tuple[float, str]]] = {pair: [] for pair in pairwise(sheet.across)}
    for cell, text in texts.items():
        if (cell.top, cell.bottom) in bands and not text.endswith(CONTINUED):
            bands[cell.top, cell.bottom].append((cell.left, text))
    return [tuple(text for _left, text in sorted(cells)) for cells in bands.values()]


def _parts(a: Row, b: Row) -> bool:
    """Say whether two rows are likely parts of one: one holds what the other lacks, or both share most of a part."""
    if len(a) == len(b) and all(x in y or y in x for x, y in zip(a, b, strict=True)):
        return True
    one, two = (_grams("".join(row)) for row in (a, b))
    return len(one & two) >= _PART * min(len(one), len(two))


def _grams(text: str) -> set[str]:
    return {text[n : n + _GRAM] for n in range(max(len(text) - _GRAM + 1, 1))}


# --- edges and the first difference


def _edges(ours: Sequence[Sheet], theirs: Sequence[Sheet]) -> tuple[float, int]:
    """Return the largest distance, in mm, from a column's edge, or the paper's, to the nearest of the other, and its
    page."""
    paper = (
        (max(abs(sheet.width - other.width), abs(sheet.height - other.height)) * _MM_A_PT, sheet.page)
        for sheet, other in zip(ours, theirs, strict=False)
    )
    found = (
        (abs(x - min(those, key=lambda y: abs(x - y), default=-x)) * _MM_A_PT, sheet.page)
        for sheet, other in zip(ours, theirs, strict=False)
        for these, those in ((sheet.upright, other.upright), (other.upright, sheet.upright))
        for x in these
    )
    return max((*found, *paper), default=(0.0, 0), key=lambda pair: pair[0])


def _first(mine: Sequence[Line], other: Sequence[Line], pages: Sequence[int]) -> Difference | None:
    """Return the first difference: a line, or else the first of `pages`, which differ in rows or edges."""
    if not mine and not other:
        return Difference(min(pages), None, None, ("", "")) if pages else None
    page = min(line.page for line in (*mine, *other))
    a, b = (next((line for line in lines if line.page == page), None) for lines in (mine, other))
    if a and b and a.cell.left != b.cell.left:
        b = next((line for line in other if line.page == page and abs(line.box.left - a.box.left) < 1), b)
    return Difference(page, a.box if a else None, b.box if b else None, (a.text if a else "", b.text if b else ""))
