"""Layouts made by hand for the printers' tests, in the look of the shipped form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from shenbao import style
from shenbao.finding import Place
from shenbao.layout import Cell, Layout, Paragraph, Row, Table, Text
from shenbao.style import Styles

LOOK = Path(__file__).parent.parent / "templates" / "nansha" / "style.toml"
PLACE = Place("form.html")


@cache
def look() -> Styles:
    """Return the shipped form's look."""
    styles, findings = style.read(LOOK.read_text(encoding="utf-8"), "style.toml")
    assert styles is not None, findings
    return styles


def cell(row: int, column: int, text: str, style: str = "text", **more: object) -> Cell:
    """Return a cell of one paragraph; `source` among `more` is its text's."""
    source = str(more.pop("source", ""))
    return Cell(row, column, style, (Paragraph(style, (Text(text, source=source),)),), **more)  # type: ignore[arg-type]


def page(*blocks: Table | Paragraph) -> Layout:
    return Layout("申报表", "某某局", (Paragraph("title", (Text("申报表"),)), *blocks))


def column(*texts: str, keep: bool = False, width_mm: float = 60) -> Table:
    """Return a table of one column, a row a text."""
    cells = tuple(cell(r, 0, text) for r, text in enumerate(texts))
    return Table("form", (width_mm,), (Row(keep=keep),) * len(texts), cells)


def tree(rows: int, label: str = "产出指标") -> Table:
    """Return a table like the form's indicators: a header row, and a label that spans all rows below it."""
    heads = (cell(0, 0, "一级指标", "heading", head="column"), cell(0, 1, "三级指标", "heading", head="column"))
    names = (cell(r, 1, f"指标{r}", "name", source=f"tasks/01.md#targets/{r}/name") for r in range(1, rows + 1))
    span = cell(1, 0, label, "group", rowspan=rows, head="row")
    lines: Sequence[Row] = (Row(head=True, keep=True, follow=True), *(Row(keep=True) for _n in range(rows)))
    return Table("form", (40, 80), tuple(lines), (*heads, span, *names))
