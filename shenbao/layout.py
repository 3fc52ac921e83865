"""The printed page as one tree: what a form's template becomes, and all that a printer draws.

A table knows its grid: every slot is covered by exactly one cell, or the table is refused. Printers therefore never
guess, and Word and PDF cannot drift apart. Class names are meanings (`amount`, `prose`, `label`); sizes are in
`style.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


class Misfit(ValueError):
    """A table with a hole, an overlap or a span past its edge; says which row, counted from 0."""

    def __init__(self, row: int, column: int, what: str) -> None:
        super().__init__(f"{what} at row {row}, column {column}")
        self.row, self.column, self.what = row, column, what


@dataclass(frozen=True, slots=True)
class Text:
    """Characters of one look. `source` is the address of the value they print, empty for the form's own words."""

    text: str
    bold: bool = False
    italic: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in the style `style`; `marker` is a list item's number or bullet. A Text of a lone newline breaks
    the line."""

    style: str
    texts: tuple[Text, ...] = ()
    marker: str = ""

    @property
    def text(self) -> str:
        return "".join(t.text for t in self.texts)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at its upper left slot, both counted from 0. `head` names what it heads: `column`, `row` or nothing."""

    row: int
    column: int
    style: str
    paragraphs: tuple[Paragraph, ...]
    rowspan: int = 1
    colspan: int = 1
    head: str = ""

    @property
    def text(self) -> str:
        return "\n".join(f"{p.marker}{p.text}" for p in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: `head` is repeated on each page, `keep` never splits, `follow` stays on the page of the next row."""

    head: bool = False
    keep: bool = False
    follow: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a grid of `widths_mm` columns and `rows`. Raises Misfit where the cells do not tile the grid."""

    style: str
    widths_mm: tuple[float, ...]
    rows: tuple[Row, ...]
    cells: tuple[Cell, ...]

    def __post_init__(self) -> None:
        self.slots()

    def slots(self) -> list[list[Cell]]:
        """Return the cell that covers each slot, row by row. Raises Misfit for a hole, an overlap or an overrun."""
        height, width = len(self.rows), len(self.widths_mm)
        grid: list[list[Cell | None]] = [[None] * width for _ in range(height)]
        for cell in self.cells:
            for row, column in _covered(cell):
                if row >= height or column >= width:
                    raise Misfit(cell.row, cell.column, "overrun")
                if grid[row][column] is not None:
                    raise Misfit(row, column, "overlap")
                grid[row][column] = cell
        return [[_filled(slot, r, c) for c, slot in enumerate(line)] for r, line in enumerate(grid)]

    def texts(self) -> list[list[str]]:
        """Return the grid as text: a spanning cell says its text once, `^` below and `<` beside it."""
        return [
            [
                cell.text if (r, c) == (cell.row, cell.column) else "<" if r == cell.row else "^"
                for c, cell in enumerate(line)
            ]
            for r, line in enumerate(self.slots())
        ]


def _covered(cell: Cell) -> Iterator[tuple[int, int]]:
    return ((cell.row + r, cell.column + c) for r in range(cell.rowspan) for c in range(cell.colspan))


def _filled(slot: Cell | None, row: int, column: int) -> Cell:
    if slot is None:
        raise Misfit(row, column, "hole")
    return slot


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole document: headings and tables in order. `title` and `subject` go into both files' properties."""

    title: str
    subject: str
    blocks: tuple[Paragraph | Table, ...]
    lang: str = "zh-CN"

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(b for b in self.blocks if isinstance(b, Table))
