"""Two tables as one whose rows are kept, deleted or inserted, so that each of the two can be had with its spans.

A cell that spans rows is, in Word, a cell in each of them: it starts in one and goes on in the next. No mark says that
a cell which goes on would start, had the row above it not been there. So a row is kept only where the same cells start
and go on in both tables; any other is deleted and inserted. Then the rows of either table are whole with all that Word
says of their spans, whatever stands between them.

Programs that reckon spans once, with all changes shown, lose one whose first row goes. So what goes on goes on below
the same row in both tables, and no row comes between that begins something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import pairwise

from shenbao.layout import Cell, Row, Table
from shenbao.printers.pieces import cell_shape, printed, row_shape, table_shape, w
from shenbao.printers.redline.aligning import Pair, Part, aligned
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

    def below(self) -> tuple[Cell, ...]:
        """Return the cells that go on from a row above."""
        return tuple(cell for cell in self.cells if not self.starts(cell))

    def hanging(self, rows: Set[int]) -> int:
        """Return how many cells go on from one of `rows`."""
        return sum(cell.row in rows for cell in self.below())

    def part(self) -> Part:
        """Return this as it is aligned: by what it says besides the labels; one label in common is enough, as it would
        be deleted and inserted with all that it spans."""
        shape = tuple((cell.column, self.starts(cell)) for cell in self.cells)  # what each covers follows from it
        held = tuple(tuple(map(said, printed(cell, self.starts(cell)))) for cell in self.cells)
        texts = tuple("" if _is_label(cell) else cell.text for cell in self.cells)
        labels = frozenset((cell.column, cell.text) for cell in self.cells if self.starts(cell) and _is_label(cell))
        return Part((shape, held), texts, shape, labels)


_PairOfLines = tuple[_Line | None, _Line | None]


def _is_label(cell: Cell) -> bool:
    return cell.rowspan > 1 or cell.head == "row"


def redlined(old: Table, new: Table, marks: Marks) -> Element:
    """Return two tables of as many columns as one."""
    before, after = _lines(old), _lines(new)
    pairs = aligned([line.part() for line in before], [line.part() for line in after])
    rows = (_row(one, other, new, marks) for one, other in _ordered(before, after, _kept(before, after, pairs)))
    return w("tbl", *table_shape(new), *rows)


def _kept(before: list[_Line], after: list[_Line], pairs: list[Pair]) -> list[tuple[int, int]]:
    """Return those of `pairs` in which all that goes on began in a kept row, the same in both tables."""
    kept: dict[int, int] = {}
    for i, j in pairs:
        if i is not None and j is not None:
            below = zip(before[i].below(), after[j].below(), strict=True)
            if all(kept.get(old.row) == new.row for old, new in below):
                kept[i] = j
    return list(kept.items())


def _ordered(before: list[_Line], after: list[_Line], kept: list[tuple[int, int]]) -> Iterator[_PairOfLines]:
    """Yield all rows: between two that are kept, those first that go on below kept ones, the deleted before the
    inserted."""
    olds, news = {i for i, _j in kept}, {j for _i, j in kept}
    ends = [*kept, (len(before), len(after))]
    for (i, j), (i_end, j_end) in pairwise([(-1, -1), *ends]):
        if i >= 0:
            yield before[i], after[j]
        gone = [((line, None), line.hanging(olds)) for line in before[i + 1 : i_end]]
        came = [((None, line), line.hanging(news)) for line in after[j + 1 : j_end]]
        yield from (pair for pair, _hanging in sorted([*gone, *came], key=lambda one: -one[1]))


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
