"""The Word printer: a valid file that holds the layout cell for cell, and nothing that the form did not ask for."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT as WD_ALIGN
from docx.oxml.ns import qn

from shenbao.layout import Cell, Layout, Paragraph, Row, Table, Text
from shenbao.papers import Papers, Provenance
from shenbao.printers import word
from shenbao.style import Styles
from tests.drawn import cell, column, look, page, tree

HOSTILE = ("A&B <金额>", "{{7*7}}", "$x$", "\\", "]]>", "&amp;", "<script>alert(1)</script>", " 两边有空格 ", "“——”……")


def written(layout: Layout, folder: Path) -> Path:
    path = folder / "a.docx"
    word.write(layout, look(), path, Papers(Provenance("d1ge5t")))
    return path


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(name).decode("utf-8")


def prose(*paragraphs: Paragraph) -> Table:
    return Table("form", (80,), (Row(),), (Cell(0, 0, "prose", paragraphs),))


def test_word_holds_every_cell_where_the_layout_puts_it(tmp_path: Path) -> None:
    wide = Table(
        "form", (20, 20, 20), (Row(), Row()), (cell(0, 0, "左", rowspan=2, colspan=2), cell(0, 2, "右"), cell(1, 2, ""))
    )
    layout = page(tree(3), wide, column("一"))
    assert word.grids(written(layout, tmp_path)) == [table.texts() for table in layout.tables]
    assert layout.tables[1].texts() == [["左", "<", "右"], ["^", "^", ""]]


def test_word_prints_hostile_text_as_typed(tmp_path: Path) -> None:
    layout = page(column(*HOSTILE))
    assert word.grids(written(layout, tmp_path)) == [[[text] for text in HOSTILE]]


def test_word_file_is_valid(tmp_path: Path) -> None:
    items = prose(
        Paragraph("item", (Text("甲", source="d.md#body"),), "1."),
        Paragraph("item", (Text("乙", source="d.md#body"),), "2."),
    )
    bold = prose(Paragraph("prose", (Text("粗", bold=True), Text("\n"), Text("斜", italic=True))))
    path = written(page(tree(2), column(*HOSTILE), items, bold), tmp_path)
    audit = Path(sys.executable).with_name("openxml-audit")
    done = subprocess.run([audit, path], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout


def test_word_carries_title_department_language_and_digest(tmp_path: Path) -> None:
    path = written(page(), tmp_path)
    core = docx.Document(str(path)).core_properties
    assert (core.title, core.subject, core.author, core.language) == ("申报表", "某某局", "某某局", "zh-CN")
    assert word.digest(path) == "d1ge5t"


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"no zip"])
def test_a_file_of_others_has_no_digest(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.docx").write_bytes(content)
    assert word.digest(tmp_path / "a.docx") == ""
    assert word.digest(tmp_path / "absent.docx") == ""


def test_header_rows_are_marked_whole_rows_stay_whole_and_followers_keep_with_the_next(tmp_path: Path) -> None:
    table = docx.Document(str(written(page(tree(2)), tmp_path))).tables[0]._tbl
    head, *rows = table.findall(qn("w:tr"))
    assert head.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert all(p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for p in head.iter(qn("w:p")))
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None for row in rows)


def test_style_names_are_the_class_names_in_the_faces_that_offices_have(tmp_path: Path) -> None:
    styles = docx.Document(str(written(page(), tmp_path))).styles.element
    named = {s.find(qn("w:name")).get(qn("w:val")): s for s in styles.iter(qn("w:style"))}
    assert set(look().styles) <= set(named)
    fonts = named["prose"].find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {"仿宋_GB2312"}


def test_word_names_no_theme_face_and_brings_no_part_of_a_template(tmp_path: Path) -> None:
    word.write(page(tree(2)), look(), path := tmp_path / "a.docx")
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
    assert not [name for name in names if "WithEffects" in name or "thumbnail" in name or "customXml" in name]
    assert all("Theme=" not in part(path, name) for name in names if name.endswith(".xml"))
    assert 'typeface=""' in part(path, "word/theme/theme1.xml")


def test_the_page_is_a4_and_numbered_between_dashes(tmp_path: Path) -> None:
    document = docx.Document(str(written(page(), tmp_path)))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)  # type: ignore[union-attr]
    assert "PAGE" in section.footer._element.xml
    assert "".join(t.text or "" for t in section.footer._element.iter(qn("w:t"))) == "— 1 —"


def test_a_value_stands_in_a_control_tagged_with_its_address(tmp_path: Path) -> None:
    body = docx.Document(str(written(page(tree(2)), tmp_path))).element
    tags = [t.get(qn("w:val")) for t in body.iter(qn("w:tag"))]
    assert tags == ["tasks/01.md#targets/1/name", "tasks/01.md#targets/2/name"]


def test_paragraphs_of_one_value_share_one_control(tmp_path: Path) -> None:
    source = "tasks/" + "很长的名称" * 20 + ".md#content"
    layout = page(prose(*(Paragraph("prose", (Text(text, source=source),)) for text in ("甲", "乙"))))
    path = written(layout, tmp_path)
    body = docx.Document(str(path)).element
    [control] = body.iter(qn("w:sdt"))
    assert len(list(control.iter(qn("w:p")))) == 2
    assert len(word.tag(source)) == 64
    assert word.grids(path) == [[["甲\n乙"]]]


def test_a_label_and_the_empty_cell_below_it_look_like_one(tmp_path: Path) -> None:
    cells = (
        cell(0, 0, "年度重点工作任务", "label"),
        cell(0, 1, "名称", "heading"),
        cell(1, 0, "", "under"),
        cell(1, 1, "甲"),
    )
    text = part(written(page(Table("form", (20, 40), (Row(head=True), Row()), cells)), tmp_path), "word/document.xml")
    assert text.count('<w:tcBorders><w:bottom w:val="nil"/></w:tcBorders>') == 1
    assert text.count('<w:tcBorders><w:top w:val="nil"/></w:tcBorders>') == 1


SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from shenbao.printers import word
from shenbao.style import Styles
from tests.drawn import column, look, page, tree
word.write(page(tree(3), column("一")), look(), Path("a.docx"))
"""


@pytest.mark.slow
def test_same_layout_gives_the_same_bytes_whatever_the_clock_the_place_and_the_hash_seed(tmp_path: Path) -> None:
    made = []
    for n, (zone, locale) in enumerate([("UTC", "C.UTF-8"), ("Asia/Shanghai", "zh_CN.UTF-8")]):
        folder = tmp_path / str(n)
        folder.mkdir()
        environment = os.environ | {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": str(n + 1)}
        root = Path(__file__).parent.parent
        subprocess.run([sys.executable, "-c", SCRIPT, str(root)], cwd=folder, env=environment, check=True)
        made.append((folder / "a.docx").read_bytes())
    assert made[0] == made[1]


def turned(**page_: object) -> Styles:
    """Return the shipped look on another sheet."""
    return replace(look(), page=replace(look().page, **page_))  # type: ignore[arg-type]


def written_in(styles: Styles, folder: Path) -> Path:
    word.write(page(tree(2)), styles, folder / "a.docx")
    return folder / "a.docx"


def test_a_sheet_wider_than_high_lies_on_its_side(tmp_path: Path) -> None:
    section = docx.Document(str(written_in(turned(width_mm=297, height_mm=210), tmp_path))).sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)  # type: ignore[union-attr]


def test_a_page_number_outside_stands_right_on_odd_pages_and_left_on_even_ones(tmp_path: Path) -> None:
    document = docx.Document(str(written_in(turned(footer_at="outside"), tmp_path)))
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    footers = (section.footer, section.even_page_footer)
    assert [footer.paragraphs[0].alignment for footer in footers] == [WD_ALIGN.RIGHT, WD_ALIGN.LEFT]
    assert all("PAGE" in footer._element.xml for footer in footers)


def test_a_page_number_in_the_middle_is_one_for_all_pages(tmp_path: Path) -> None:
    path = written_in(look(), tmp_path)
    assert not docx.Document(str(path)).settings.odd_and_even_pages_header_footer
    with zipfile.ZipFile(path) as package:
        assert [name for name in package.namelist() if "footer" in name] == ["word/footer1.xml"]


@pytest.mark.parametrize("sheet", [{"footer_at": "outside"}, {"width_mm": 297, "height_mm": 210}])
def test_a_word_file_on_any_sheet_is_valid(sheet: dict[str, object], tmp_path: Path) -> None:
    audit = Path(sys.executable).with_name("openxml-audit")
    done = subprocess.run(
        [audit, written_in(turned(**sheet), tmp_path)], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout
