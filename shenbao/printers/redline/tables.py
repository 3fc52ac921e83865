"""Two tables as one whose rows are kept, deleted or inserted, so that each of the two can be had with its spans.

A cell that spans rows is, in Word, a cell in each of them: it starts in one and goes on in the next. No mark says that
a cell which goes on would start, had the row above it not been there. So a row is kept only where the same cells start
and go on in both tables; any other is deleted and inserted. Then the rows of either table are whole with all that Word
says of their spans, whatever stands between them.
"""

from __future__ import annotations

from dataclasses import dataclass

from shenbao.layout import Cell, Row, Table
from shenbao.printers.pieces import cell_shape, printed, row_shape, table_shape, w
from shenbao.printers.redline.aligning import Part, aligned
from shenbao.printers.redline.marking import Marks
from shenbao.printers.redline.story import said, told
from shenbao.printers.redline.wording import DELETED, INSERTED
from shenbao.xml import Element


@dataclass(frozen=True, slots=True)
class _Line:
    """A row with the cells that stand in it, from the left; `number` counts from 0."""

    number: int
    row: Row
    cells: tuple[Cell, ...]

    def starts(self, cell: Cell) -> bool:
        return cell.row == self.number

    @property
    def shape(self) -> tuple[tuple[int, bool], ...]:
        """where its cells begin, and which of them start here; which columns each covers follows from it"""
        return tuple((cell.column, self.starts(cell)) for cell in self.cells)

    @property
    def labels(self) -> frozenset[tuple[int, str]]:
        """the cells that begin a group of rows"""
        return frozenset((cell.column, cell.text) for cell in self.cells if self.starts(cell) and _is_label(cell))

    @property
    def content(self) -> tuple[str, ...]:
        """what it says besides its labels"""
        return tuple(cell.text if self.starts(cell) and not _is_label(cell) else "" for cell in self.cells)


def _is_label(cell: Cell) -> bool:
    return cell.rowspan > 1 or cell.head == "row"


def redlined(old: Table, new: Table, marks: Marks) -> Element:
    """Return two tables of as many columns as one."""
    before, after = _lines(old), _lines(new)
    pairs = aligned(_parts(before, after), _parts(after, before))
    rows = (_row(None if i is None else before[i], None if j is None else after[j], new, marks) for i, j in pairs)
    return w("tbl", *table_shape(new), *rows)


def _parts(lines: list[_Line], others: list[_Line]) -> list[Part]:
    """Return `lines` as they are aligned with `others`.

    The first row of a group may become any other first row, or its label would be deleted and inserted; but not where
    its content still stands, in another row of the group: one task gone would look like two that were reworded.
    """
    shapes: dict[tuple[str, ...], set[object]] = {}
    for other in others:
        shapes.setdefault(other.content, set()).add(other.shape)
    made = []
    for line in lines:
        moved = any(line.content) and line.shape not in shapes.get(line.content, {line.shape})
        held = tuple(tuple(map(said, printed(cell, line.starts(cell)))) for cell in line.cells)
        labels = frozenset() if moved else line.labels
        made.append(Part((line.shape, held), line.content, line.shape, labels))
    return made


def whole(table: Table, what: str, marks: Marks) -> Element:
    """Return a table of which all rows are deleted, or inserted."""
    return w("tbl", *table_shape(table), *(_one(line, table, what, marks) for line in _lines(table)))


def _lines(table: Table) -> list[_Line]:
    grid = zip(table.rows, table.slots(), strict=True)
    return [
        _Line(r, row, tuple(cell for c, cell in enumerate(slots) if c == cell.column))
        for r, (row, slots) in enumerate(grid)
    ]


def _row(old: _Line | None, new: _Line | None, table: Table, marks: Marks) -> Element:
    if old and new:
        return _both(old, new, table, marks)
    one = new or old
    assert one is not None  # a pair of nothing is no pair
    return _one(one, table, INSERTED if new else DELETED, marks)


def _one(line: _Line, table: Table, what: str, marks: Marks) -> Element:
    """Return a row that is deleted or inserted with all that it says."""
    keep_next = line.row.follow or line.row.head
    cells = (
        w(
            "tc",
            cell_shape(table, cell, marks.styles, starts=line.starts(cell), merged=cell.rowspan > 1),
            *(marks.whole(paragraph, what, keep_next) for paragraph in printed(cell, line.starts(cell))),
        )
        for cell in line.cells
    )
    return w("tr", *row_shape(line.row, *marks.row(what)), *cells)


def _both(old: _Line, new: _Line, table: Table, marks: Marks) -> Element:
    """Return a row that stands in both tables, with what changed in its cells."""
    pairs = zip(old.cells, new.cells, strict=True)
    return w("tr", *row_shape(new.row), *(_cell(before, after, old, new, table, marks) for before, after in pairs))


def _cell(before: Cell, after: Cell, old: _Line, new: _Line, table: Table, marks: Marks) -> Element:
    starts, merged = new.starts(after), before.rowspan > 1 or after.rowspan > 1
    lines = told(printed(before, starts), printed(after, starts))
    keep_next = new.row.follow or new.row.head
    assert old.starts(before) == starts  # the shape of a kept row
    shape = cell_shape(table, after, marks.styles, starts=starts, merged=merged)
    return w("tc", shape, *(marks.paragraph(line, keep_next) for line in lines))
