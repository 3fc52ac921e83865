"""Where the pages will end, reckoned before anything is laid out.

Every size is exact and nearly every character is one em wide, so that the height of each row can be counted. A good
guess of the pages saves the second layout that a span across them would cost; a wrong one costs nothing but time, for
what was laid out is always looked at. Which rows stay whole, and which labels have room, is decided here for good, and
for Word and PDF alike: a row that is a third of a page by a hair may count as either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from shenbao.layout import Cell, Layout, Paragraph, Table
from shenbao.printers.breaks import MAY, ends_latin, joint
from shenbao.printers.sheet import GAP_PT, Breaks, continued, marker_em, width_em
from shenbao.style import Style, Styles

_PT_A_MM = 72 / 25.4
_SHORT = 1 / 3  # of a page: a row of less is read in one piece, and leaves no hole that one would notice
_SLACK_PT = 0.5  # of the page's height, for the rule that ends it


@dataclass(frozen=True, slots=True)
class Height:
    """How high a row is: its tallest cell's lines, and what stands around them; cells that span rows are left
    out."""

    lines: int
    line_pt: float
    around_pt: float
    keep: bool

    @property
    def whole_pt(self) -> float:
        return self.lines * self.line_pt + self.around_pt

    @property
    def least_pt(self) -> float:
        """what must fit for the row to begin on a page"""
        return self.whole_pt if self.keep else self.line_pt + self.around_pt


Heights = tuple[tuple[Height, ...], ...]
"""of each table, of each row"""


def heights(layout: Layout, styles: Styles) -> Heights:
    """Return how high each row of each table is likely to be: every line of the form is counted for it, so once."""
    return tuple(_rows(table, styles) for table in layout.tables)


def forecast(layout: Layout, styles: Styles, heights: Heights) -> Breaks:
    """Return on which pages each body row of `layout` is likely to come to lie."""
    page = styles.page
    sheet = _Sheet((page.height_mm - page.top_mm - page.bottom_mm) * _PT_A_MM - _SLACK_PT)
    wide = (page.width_mm - page.left_mm - page.right_mm) * _PT_A_MM
    tables = iter(range(len(layout.blocks)))
    for block in layout.blocks:
        if isinstance(block, Table):
            number = next(tables)
            sheet.table(block, number, heights[number])
            sheet.used_pt += GAP_PT + styles.border_pt
        else:
            sheet.used_pt += _height((block,), styles, wide)
    return Breaks(sheet.pages)


def short_rows_whole(layout: Layout, styles: Styles) -> Layout:
    """Return `layout` with every row kept whole that is not likely to be taller than a third of a page."""
    page = styles.page
    most = (page.height_mm - page.top_mm - page.bottom_mm) * _PT_A_MM * _SHORT
    blocks = (_short_whole(block, styles, most) if isinstance(block, Table) else block for block in layout.blocks)
    return replace(layout, blocks=tuple(blocks))


def _short_whole(table: Table, styles: Styles, most_pt: float) -> Table:
    rows = zip(table.rows, _rows(table, styles), strict=True)
    return replace(table, rows=tuple(replace(row, keep=row.keep or high.whole_pt <= most_pt) for row, high in rows))


def tight(layout: Layout, styles: Styles, heights: Heights, breaks: Breaks) -> dict[tuple[int, int, int], int]:
    """Return where a label that a page cuts is likely to have too little room: the lines that fit beside its rows."""
    return {
        (t, start, cell.column): lines
        for t, table in enumerate(layout.tables)
        for cell in table.cells
        if cell.rowspan > 1 and cell.text and (cuts := breaks.cuts(t, cell))
        for start, end in pairwise((cell.row, *cuts, cell.row + cell.rowspan))
        if cuts.get(start, end in cuts and cuts[end])
        and (lines := _room(heights[t][start:end])) < _needed(table, start, cell, styles)
    }


def _room(rows: Sequence[Height]) -> int:
    """Return how many lines of a label fit beside `rows`."""
    first = rows[0]
    return round((sum(row.whole_pt for row in rows) - first.around_pt) // first.line_pt)


def _needed(table: Table, start: int, label: Cell, styles: Styles) -> int:
    """Return how many lines `label` takes where its part begins at row `start`."""
    paragraphs = label.paragraphs if start == label.row else continued(label.paragraphs)
    height = _height(paragraphs, styles, _inside_pt(label, table, styles))
    return round(height / styles[paragraphs[0].style].line_pt)


@dataclass(slots=True)
class _Sheet:
    """The page that is being filled. Rows are put on it one by one, as WeasyPrint would."""

    height_pt: float
    page: int = 0
    used_pt: float = 0
    pages: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def table(self, table: Table, number: int, rows: Sequence[Height]) -> None:
        """Put a table's rows on pages; those that keep with the next go over together."""
        heads = next((r for r, row in enumerate(table.rows) if not row.head), len(table.rows))
        head_pt = sum(row.whole_pt for row in rows[:heads])
        together: list[int] = []
        self.used_pt += head_pt
        for r in range(heads, len(rows)):
            together.append(r)
            if not table.rows[r].follow:
                first = together[0] == heads and self.used_pt > head_pt
                self._group([rows[n] for n in together], head_pt, first)
                for n in together:
                    self.pages[number, n] = self._put(rows[n], head_pt, table.rows[n].keep)
                together = []

    def _group(self, rows: list[Height], head_pt: float, first: bool) -> None:
        """Start a new page where `rows`, whole but for the last, do not fit on this one."""
        *whole, last = rows
        needed = sum(row.whole_pt for row in whole) + last.least_pt
        if self.used_pt + needed > self.height_pt and (self.used_pt > head_pt or first):
            self.page, self.used_pt = self.page + 1, head_pt

    def _put(self, row: Height, head_pt: float, keep: bool) -> tuple[int, int]:
        """Put one row down, over as many pages as it takes; return the first and the last of them."""
        if keep and self.used_pt + row.whole_pt > self.height_pt and self.used_pt > head_pt:
            self.page, self.used_pt = self.page + 1, head_pt
        first, left = self.page, row
        while self.used_pt + left.whole_pt > self.height_pt:
            fitting = int((self.height_pt - self.used_pt - left.around_pt) // left.line_pt)
            if fitting >= left.lines or self.page - first > 999:
                break
            left = Height(left.lines - max(fitting, 1), left.line_pt, left.around_pt, left.keep)
            self.page, self.used_pt = self.page + 1, head_pt
        self.used_pt += left.whole_pt
        return first, self.page


def _rows(table: Table, styles: Styles) -> tuple[Height, ...]:
    """Return the height of each row, cells that span rows left out."""
    around = 2 * styles.padding_y_pt + styles.border_pt
    tallest = [(1, 0.0)] * len(table.rows)
    for cell in table.cells:
        if cell.rowspan == 1:
            line = styles[(cell.paragraphs or (Paragraph(cell.style),))[0].style].line_pt
            wide = _inside_pt(cell, table, styles)
            lines = round(_height(cell.paragraphs or (Paragraph(cell.style),), styles, wide) / line)
            tallest[cell.row] = max(tallest[cell.row], (lines, line), key=lambda one: one[0] * one[1])
    return tuple(Height(n, line or 1, around, row.keep) for (n, line), row in zip(tallest, table.rows, strict=True))


def _inside_pt(cell: Cell, table: Table, styles: Styles) -> float:
    columns = table.widths_mm[cell.column : cell.column + cell.colspan]
    return (sum(columns) - 2 * styles.padding_x_mm) * _PT_A_MM


def _height(paragraphs: tuple[Paragraph, ...], styles: Styles, wide_pt: float) -> float:
    """Return the height of `paragraphs` in a column of `wide_pt`."""
    looks = ((p, styles[p.style]) for p in paragraphs)
    return sum(_lines(p, look, wide_pt) * look.line_pt + look.before_pt + look.after_pt for p, look in looks)


def _lines(paragraph: Paragraph, look: Style, wide_pt: float) -> int:
    """Return the number of lines that `paragraph` takes."""
    wide = wide_pt / look.size_pt - look.indent_em - look.hanging_em + 1e-6
    x = look.first_em + (marker_em(paragraph.marker) - look.hanging_em if paragraph.marker else 0)
    lines = 1
    for piece in _pieces(paragraph.text):
        if piece == "\n":
            lines, x = lines + 1, 0
            continue
        em = sum(map(width_em, piece.rstrip()))
        if x and x + em > wide:
            lines, x = lines + 1, 0
        lines, em = lines + int(em // wide), em % wide if em > wide else em
        x += em + width_em(" ") * (len(piece) - len(piece.rstrip()))
    return lines


def _pieces(text: str) -> Iterator[str]:
    """Yield what no line break may part."""
    piece, latin = "", False
    for character in text:
        if piece and (character == "\n" or piece[-1] in " \n" or joint(piece[-1], character, latin) == MAY):
            yield piece
            piece = ""
        piece += character
        latin = ends_latin(character, latin)
    if piece:
        yield piece
