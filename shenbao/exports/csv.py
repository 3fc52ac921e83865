"""Targets and funds as CSV, a file a table: UTF-8 with a BOM and CRLF, as Excel opens it.

A cell that a spreadsheet would take for a formula is given a `'` in front, which stays in the data of other readers.
Plain numbers and lone operators are as they are: `=` alone is no formula, and importers look for it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import datetime

from shenbao.exports import tables
from shenbao.exports.tables import Cell, Number, Table
from shenbao.model.declaration import Declaration

_OBEYED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "−")
"""what opens a formula, in other widths too: a spreadsheet may take those signs for the others"""
_HARMLESS = re.compile(r"[=<>≤≥]|[-+]?[0-9]+(?:\.[0-9]+)?")


def make(declaration: Declaration, _made: datetime | None) -> Mapping[str, bytes]:
    """Return the two tables of `declaration`, each as a file."""
    return {f"-{table.name}.csv": _file(table) for table in (tables.targets(declaration), tables.funds(declaration))}


def _file(table: Table) -> bytes:
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(table.heads)
    rows.writerows(map(_cell, row) for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(cell: Cell) -> str:
    if isinstance(cell, Number):
        return cell.plain
    return f"'{cell}" if _obeyed(cell) and not _HARMLESS.fullmatch(cell) else cell


def _obeyed(cell: str) -> bool:
    """Say whether a spreadsheet may take `cell` for a formula; some pass over spaces in front."""
    return cell.startswith(_OBEYED) or cell.lstrip().startswith(_OBEYED)
