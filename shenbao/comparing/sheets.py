"""What a PDF holds: its pages, the lines in each cell, the rules that make the cells, and the faces. The only door to
PDFium.

A line is what stands on one baseline between two upright rules; a cell is what lies between the nearest rules around
it, so that a PDF of any maker is read the same way. Lengths are in points from the page's upper left corner.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from ctypes import byref, c_double, c_float, c_int, create_string_buffer
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # has no types, nor has its inner half
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from shenbao.comparing.paper import Box, Line, Sheet

MOST_PAGES, MOST_MARKS = 2000, 200_000  # pages of a file, and characters or paths of a page
MOST_PIXELS, MOST_PIXELS_ACROSS = 4_000_000, 4_000  # of a page that is drawn; A4 at 150 dpi has 2,200,000
_ONE_LINE_PT = 2.0  # baselines nearer than this are one
_ONE_RULE_PT = 3.0  # rules nearer than this are one: two tables in a row share theirs
_THIN_PT = 2.5  # a path that is not thicker is a rule
_REACH_PT = 1.5  # how far a rule may end before the one it meets
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_NAME_BYTES = 128
_DEEPEST = 5  # drawings within drawings
_UNSEEN = "\u200b\u2060\ufeff"
_HYPHEN = "\x02"  # what PDFium calls a hyphen that ends a line


class Unreadable(ValueError):
    """A file that is no PDF, is damaged or locked, or holds more than this program reads; `why` is one of WHYS."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


LOCKED, DAMAGED, TOO_LARGE = WHYS = ("locked", "damaged", "too large")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A character: its baseline, its edges, and the size of its type."""

    index: int
    """its place in the order of drawing, which is the order of reading: LibreOffice now and then draws words over each
    other"""
    text: str
    base: float
    left: float
    right: float
    size: float
    font: str


def read(path: Path) -> tuple[Sheet, ...]:
    """Return the pages of the PDF at `path`. Raises Unreadable."""
    return tuple(_sheet(page, number) for number, page in _pages(path))


def fonts(path: Path) -> dict[str, Counter[str]]:
    """Return the characters that the PDF at `path` prints in each face, by the face's name in the file. Raises
    Unreadable."""
    found: dict[str, Counter[str]] = {}
    for _number, page in _pages(path):
        for mark in _marks(page):
            found.setdefault(mark.font, Counter())[mark.text] += 1
    return found


def look(path: Path) -> None:
    """Raise Unreadable where the PDF at `path` is damaged, or was locked by somebody; the programs that show PDFs mend
    much of the former unasked, and so would this one."""
    document = _opened(path)
    with document:
        if raw.FPDF_GetSecurityHandlerRevision(document) != -1:
            raise Unreadable(LOCKED)
        if not raw.FPDF_DocumentHasValidCrossReferenceTable(document):
            raise Unreadable(DAMAGED)
    if not any(True for _page in _pages(path)):
        raise Unreadable(DAMAGED)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as pixels, three bytes each, red first; drawn at `scale` pixels a point."""

    width: int
    height: int
    rgb: bytes
    scale: float


def picture(path: Path, page: int, scale: float) -> Drawn | None:
    """Return page `page` of the PDF at `path`, drawn at `scale` pixels a point, a large one smaller; None where there
    is no such page. Raises Unreadable."""
    for _number, sheet in _pages(path, page):
        width, height = (max(length, 1) for length in sheet.get_size())
        fit = min(scale, math.sqrt(MOST_PIXELS / (width * height)), MOST_PIXELS_ACROSS / max(width, height))
        bitmap = sheet.render(scale=fit, rev_byteorder=True, force_bitmap_format=raw.FPDFBitmap_BGRx)
        pixels = bytes(bitmap.buffer)
        rows = (pixels[at : at + 4 * bitmap.width] for at in range(0, len(pixels), bitmap.stride))
        return Drawn(bitmap.width, bitmap.height, b"".join(map(_without_fourth, rows)), fit)
    return None


def _without_fourth(row: bytes) -> bytes:
    """Return a row of pixels of four bytes without each fourth."""
    kept = bytearray(len(row) // 4 * 3)
    for colour in range(3):
        kept[colour::3] = row[colour::4]
    return bytes(kept)


def _pages(path: Path, only: int = 0) -> Iterator[tuple[int, Any]]:
    """Yield each page of the file, or one of them, with its number, and close it behind the caller."""
    with _opened(path) as document:
        if len(document) > MOST_PAGES:
            raise Unreadable(TOO_LARGE)
        for index in range(len(document)):
            if only not in (0, index + 1):
                continue
            try:
                page = document[index]
            except pdfium.PdfiumError:
                raise Unreadable(DAMAGED) from None
            yield index + 1, page
            page.close()


def _opened(path: Path) -> Any:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise Unreadable(LOCKED if locked else DAMAGED) from None


# --- characters and lines


def _sheet(page: Any, number: int) -> Sheet:
    width, height = page.get_size()
    across, upright = _rules(page, width, height)
    lines = _lines(list(_marks(page)), number, Box(0, 0, width, height), across, upright)
    ys = tuple(y for y, _runs in across)
    return Sheet(number, width, height, tuple(lines), ys, tuple(x for x, _runs in upright), _pictures(page))


def _pictures(page: Any) -> int:
    """Return how many pictures and notes a page has; links are none."""
    drawn = sum(1 for _one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST))
    noted: int = sum(_kind(page, n) != raw.FPDF_ANNOT_LINK for n in range(raw.FPDFPage_GetAnnotCount(page)))
    return drawn + noted


def _kind(page: Any, number: int) -> int:
    note = raw.FPDFPage_GetAnnot(page, number)
    kind = int(raw.FPDFAnnot_GetSubtype(note))
    raw.FPDFPage_CloseAnnot(note)
    return kind


def _marks(page: Any) -> Iterator[_Mark]:
    """Yield each character that is drawn, spaces and what PDFium makes up left out."""
    height = page.get_height()
    text = page.get_textpage()
    count = text.count_chars()
    if count > MOST_MARKS:
        raise Unreadable(TOO_LARGE)
    held = ""
    for index in range(count):
        said = chr(raw.FPDFText_GetUnicode(text, index))
        if "\ud800" <= said <= "\udbff":  # half of a character beyond the first 65,536
            held = said
            continue
        said, held = (held + said).encode("utf-16", "surrogatepass").decode("utf-16", "replace"), ""
        if (said == _HYPHEN or not raw.FPDFText_IsGenerated(text, index)) and not (said.isspace() or said in _UNSEEN):
            yield _mark(text, index, "-" if said == _HYPHEN else said, height)
    text.close()


def _mark(text: Any, index: int, said: str, height: float) -> _Mark:
    x, y, box, flags = c_double(), c_double(), raw.FS_RECTF(c_float(), c_float(), c_float(), c_float()), c_int()
    raw.FPDFText_GetCharOrigin(text, index, byref(x), byref(y))
    raw.FPDFText_GetLooseCharBox(text, index, byref(box))
    name = create_string_buffer(_NAME_BYTES)
    raw.FPDFText_GetFontInfo(text, index, name, _NAME_BYTES, byref(flags))
    font = _SUBSET.sub("", name.value.decode("utf-8", "replace"))
    return _Mark(index, said, height - y.value, x.value, max(box.right, x.value), box.top - box.bottom, font)


Rules = list[tuple[float, list[tuple[float, float]]]]
"""where rules lie, and from where to where each of them runs there"""


def _lines(marks: list[_Mark], page: int, sheet: Box, across: Rules, upright: Rules) -> Iterator[Line]:
    """Yield the lines that `marks` make, from above and from the left."""
    for row in _rows(marks):
        middle = row[0].base - row[0].size / 3  # of the letters, not of the baseline: rules may lie close below
        borders = [sheet.left, *(x for x, runs in upright if _covers(runs, middle)), sheet.right]
        for left, right in pairwise(borders):
            if together := [mark for mark in row if left <= (mark.left + mark.right) / 2 < right]:
                yield _line(together, page, middle, Box(left, sheet.top, right, sheet.bottom), across)


def _rows(marks: list[_Mark]) -> Iterator[list[_Mark]]:
    """Yield the characters of each baseline, as they were drawn."""
    row: list[_Mark] = []
    for mark in sorted(marks, key=lambda mark: mark.base):
        if row and mark.base - row[0].base > _ONE_LINE_PT:
            yield sorted(row, key=lambda mark: mark.index)
            row = []
        row.append(mark)
    if row:
        yield sorted(row, key=lambda mark: mark.index)


def _line(marks: list[_Mark], page: int, middle: float, column: Box, across: Rules) -> Line:
    """Return the line that `marks` make in `column`, and the cell around it."""
    left, right = min(mark.left for mark in marks), max(mark.right for mark in marks)
    levels = [y for y, runs in across if _covers(runs, (left + right) / 2)]
    above = max((y for y in levels if y <= middle), default=column.top)
    below = min((y for y in levels if y > middle), default=column.bottom)
    size = max(mark.size for mark in marks)
    base = marks[0].base
    box = Box(left, base - size * 0.85, right, base + size * 0.2)
    text = "".join(mark.text for mark in marks)
    return Line(page, box, text, Box(column.left, above, column.right, below))


def _covers(runs: list[tuple[float, float]], at: float) -> bool:
    return any(start - _REACH_PT <= at <= end + _REACH_PT for start, end in runs)


# --- rules


def _rules(page: Any, width: float, height: float) -> tuple[Rules, Rules]:
    """Return the horizontal and the vertical rules of a page: thin strokes and thin filled rectangles alike."""
    across, upright = [], []
    for count, path in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=2)):
        if count > MOST_MARKS:
            raise Unreadable(TOO_LARGE)
        left, bottom, right, top = path.get_bounds()
        if top - bottom <= _THIN_PT < right - left:
            across.append((height - (top + bottom) / 2, left, right))
        elif right - left <= _THIN_PT < top - bottom:
            upright.append(((left + right) / 2, height - top, height - bottom))
    return _merged(across, height), _merged(upright, width)


def _merged(rules: list[tuple[float, float, float]], limit: float) -> Rules:
    """Return `rules` with those that lie on one line together; what lies off the page is none."""
    found: Rules = []
    for at, start, end in sorted(rule for rule in rules if 0 <= rule[0] <= limit):
        if found and at - found[-1][0] < _ONE_RULE_PT:
            found[-1][1].append((start, end))
        else:
            found.append((at, [(start, end)]))
    return found
