"""Word and PDF agree: laid out by LibreOffice, the Word file has the PDF's pages and its lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from shenbao import comparing, faces, form, pipeline
from shenbao.comparing import Agreement
from shenbao.layout import Cell, Layout, Paragraph, Row, Table, Text
from shenbao.printers import pdf, word
from shenbao.style import Styles
from tests.conftest import REAL
from tests.drawn import PLACE, cell, column, look, page, tree

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not comparing.available(), reason="needs LibreOffice"),
]

WIDTHS_MM = (58, 77, 96, 120, 148)
TEXTS = (
    "港澳工作方面，做好统筹协调与港澳官方、半官方沟通联络事务，推进“一带一路”建设（2024年12月底前），拓展友好关系。",
    "完成GDP增长3.5%的目标，接待来宾800人次以上；“三区一中心”建设取得App、e-mail等平台支持，满意度98%以上。",
    "为贯彻落实《广州南沙深化面向世界的粤港澳全面合作总体方案》（穗府〔2023〕11号），设立“港澳商协会之家”。",
)


def agreed(layout: Layout, styles: Styles, folder: Path) -> Agreement:
    docx, sheet = folder / "word.docx", folder / "pdf.pdf"
    word.write(layout, styles, docx)
    assert pdf.write(layout, styles, faces.chosen(styles, layout), sheet, PLACE) == []
    return comparing.compare(docx, sheet).agreement


def test_the_real_form_has_the_same_pages_and_lines_in_word_and_pdf(tmp_path: Path) -> None:
    layout, styles, findings = pipeline.lay_out(pipeline.assemble(REAL, form.shipped()))
    assert layout is not None, findings
    assert styles is not None, findings
    found = agreed(layout, styles, tmp_path)
    assert found.within, found


def test_prose_of_any_width_breaks_alike(tmp_path: Path) -> None:
    boxes = tuple(box(width, text) for width in WIDTHS_MM for text in TEXTS)
    found = agreed(page(*boxes), look(), tmp_path)
    assert found.within, found


def box(width_mm: float, text: str) -> Table:
    plain = Paragraph("prose", (Text(text),))
    item = Paragraph("item", (Text(text[:20], bold=True), Text(text[20:])), "1.")
    return Table("form", (width_mm,), (Row(keep=True),), (Cell(0, 0, "prose", (plain, item)),))


def test_lists_break_alike_whatever_their_markers(tmp_path: Path) -> None:
    marked = (("item", "1."), ("item", "10."), ("subitem", "（1）"), ("subitem", "•"))
    items = tuple(Paragraph(style, (Text(text),), marker) for style, marker in marked for text in TEXTS[:1])
    cells = (Cell(0, 0, "prose", items), Cell(0, 1, "prose", items))
    found = agreed(page(Table("form", (60, 90), (Row(),), cells)), look(), tmp_path)
    assert found.unlike == ()


def test_labels_printed_again_are_counted_and_left_out(tmp_path: Path) -> None:
    two_lines = column("一级指标" * 6)
    found = agreed(page(two_lines, tree(75)), look(), tmp_path)
    assert (found.pages, found.continued) == ((3, 3), 2)
    assert found.unlike == ()


@pytest.mark.parametrize("before", [1, 2])
def test_a_label_cut_by_a_page_leaves_its_rows_where_they_are(before: int, tmp_path: Path) -> None:
    labels = [cell(r, 0, "生态环境成本指标体系", "group", rowspan=2) for r in range(before, before + 60, 2)]
    names = [cell(r, 1, f"指标{r}", "name") for r in range(before + 60)]
    above = [cell(r, 0, "指标", "group") for r in range(before)]
    table = Table("form", (30, 80), (Row(keep=True),) * (before + 60), (*above, *labels, *names))
    found = agreed(page(table), look(), tmp_path)
    assert (found.pages, found.rows) == ((2, 2), ())
