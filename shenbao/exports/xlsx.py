"""Targets, funds and texts as one Excel file, a sheet a table. The only door to XlsxWriter.

Texts are cells of text, which no spreadsheet ever takes for formulas, edited or not. Numbers are handed over as
Decimals, so that their digits as written go into the file. Excel keeps fifteen digits of a number: one with more is
written as text, whole.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import cast

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from shenbao.exports import tables
from shenbao.exports.tables import Cell, Number, Table
from shenbao.model.declaration import Declaration

_EPOCH = datetime(1980, 1, 1)
"""the date of a file that is told none: the same declaration gives the same bytes"""
_MOST_DIGITS = 15
_MOST_CHARACTERS = 16_000  # of a cell: Excel takes 32,767 UTF-16 units, and a character may be two
_NARROWEST, _WIDEST, _MARGIN = 6, 80, 2  # in half-width characters
_LINE_PT, _TALLEST_PT = 15, 409  # the latter is Excel's
_A4 = 9
_FACE = {"font_name": "宋体", "font_size": 11, "valign": "top"}
_LOOKS: Mapping[str, Mapping[str, object]] = {
    "head": {"bold": True, "align": "center", "valign": "vcenter", "bottom": 1, "text_wrap": True},
    "text": {"num_format": "@", "text_wrap": True},
    "long": {"quote_prefix": True, "text_wrap": True},
}
_LONG = 255  # characters; older Excels show a longer cell of the format for text as ####


def make(declaration: Declaration, made: datetime | None) -> Mapping[str, bytes]:
    """Return the three tables of `declaration` as one file, created at `made`."""
    stream, about = io.BytesIO(), {"title": declaration.form.title, "subject": declaration.department}
    with Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({**about, "created": made or _EPOCH})
        looks = _Looks(book)
        for table in (tables.targets(declaration), tables.funds(declaration), tables.texts(declaration)):
            _sheet(book.add_worksheet(table.name), table, looks)
    return {".xlsx": stream.getvalue()}


class _Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self.head, self._text, self._long = (self._made(**look) for look in _LOOKS.values())
        self.number = cache(self._number)

    def text(self, text: str) -> Format:
        return self._long if len(text) > _LONG else self._text

    def _number(self, decimals: int, grouped: bool) -> Format:
        digits = "#,##0" if grouped else "0"
        return self._made(num_format=f"{digits}.{'0' * decimals}" if decimals else digits)

    def _made(self, **look: object) -> Format:
        return self._book.add_format({**_FACE, **look})


def _sheet(sheet: Worksheet, table: Table, looks: _Looks) -> None:
    rows = [row for whole in table.rows for row in _parted(whole)]
    widths = [_width(cells) for cells in zip(table.heads, *rows, strict=True)]
    for column, (head, width) in enumerate(zip(table.heads, widths, strict=True)):
        sheet.write_string(0, column, head, looks.head)
        sheet.set_column(column, column, width)
    for n, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            _write(sheet, n, column, cell, looks)
        if (lines := max(map(_height, row, widths))) > 1:  # not every program works a row's height out for itself
            sheet.set_row(n, min(lines * _LINE_PT, _TALLEST_PT))
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, looks: _Looks) -> None:
    if isinstance(cell, Number) and len(cell.value.as_tuple().digits) <= _MOST_DIGITS:
        # A Decimal is formatted by its own digits; XlsxWriter's types forget that it takes them.
        done: int = sheet.write_number(row, column, cast(float, cell.value), looks.number(cell.decimals, cell.grouped))
    else:
        done = _write_text(sheet, row, column, cell.plain if isinstance(cell, Number) else cell, looks)
    assert done == 0, (done, cell)  # XlsxWriter leaves a cell out, or cuts it, and says so with a number alone


def _write_text(sheet: Worksheet, row: int, column: int, text: str, looks: _Looks) -> int:
    look = looks.text(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        # Taken for its own markup, it would go into the file as it is; of three parts XlsxWriter escapes each.
        return sheet.write_rich_string(row, column, text[:1], text[1:2], text[2:], look)
    return sheet.write_string(row, column, text, look) if text else 0


def _parted(row: tuple[Cell, ...]) -> Iterator[tuple[Cell, ...]]:
    """Yield `row`; a text that is longer than Excel takes goes on in the rows below, which hold nothing else."""
    parts = [_parts(cell) for cell in row]
    for n in range(max(map(len, parts))):
        yield tuple(part[n] if n < len(part) else "" for part in parts)


def _parts(cell: Cell) -> list[Cell]:
    if isinstance(cell, Number) or len(cell) <= _MOST_CHARACTERS:
        return [cell]
    return [cell[n : n + _MOST_CHARACTERS] for n in range(0, len(cell), _MOST_CHARACTERS)]


def _width(cells: Iterable[Cell]) -> int:
    """Return a width that the widest line of `cells` fits into, within bounds."""
    widest = max(_spread(line) for cell in cells for line in _lines(cell))
    return min(max(widest + _MARGIN, _NARROWEST), _WIDEST)


def _height(cell: Cell, width: int) -> int:
    """Return the lines that `cell` takes in a column of `width`."""
    return sum(max(1, math.ceil(_spread(line) / (width - _MARGIN))) for line in _lines(cell))


def _spread(line: str) -> int:
    """Return how wide `line` is: a Chinese character takes two bytes in GBK, and the place of two digits."""
    return len(line.encode("gbk", "replace"))


def _lines(cell: Cell) -> list[str]:
    if isinstance(cell, Number):
        return [f"{cell.value:,.{cell.decimals}f}" if cell.grouped else cell.plain]
    return cell.split("\n")
