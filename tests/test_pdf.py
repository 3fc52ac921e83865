"""The PDF printer: the layout's text and nothing else, labels printed again on a new page, one press a document."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]  # has no types

from shenbao import faces
from shenbao.finding import ERROR
from shenbao.layout import Cell, Layout, Paragraph, Row, Table, Text
from shenbao.papers import Papers, Provenance
from shenbao.printers import pdf
from shenbao.printers.breaks import MAY, MUST_NOT, joint, signed
from shenbao.printers.render import Fetcher
from shenbao.printers.sheet import Breaks
from tests.drawn import PLACE, cell, column, look, page, tree
from tests.test_word import HOSTILE

SLOW = pytest.mark.slow
MADE = Papers(Provenance("d1ge5t"))


@cache
def served() -> dict[str, faces.Chosen]:
    return faces.chosen(look())


def printed(layout: Layout, folder: Path) -> Any:  # pypdf's own types do not follow references
    path = folder / "a.pdf"
    assert pdf.write(layout, look(), served(), path, PLACE, papers=MADE) == []
    return PdfReader(path)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def said(reader: Any) -> list[str]:
    """Return the text of each page without spaces and without its number."""
    return [bare(p.extract_text()).replace(f"—{n}—", "") for n, p in enumerate(reader.pages, 1)]


def test_the_pdf_says_what_the_layout_says_and_no_sign_more(tmp_path: Path) -> None:
    layout = page(column("为贯彻落实《总体方案》（2023年）“三区一中心”，≥98%——完成……", "", "café 与 App"), tree(2))
    [text] = said(printed(layout, tmp_path))
    assert text == bare("申报表" + "".join(c.text for table in layout.tables for c in _in_order(table)))
    assert not {MAY, MUST_NOT} & set(text)


def _in_order(table: Table) -> list[Cell]:
    return sorted(table.cells, key=lambda c: (c.row, c.column))


def test_hostile_text_is_printed_as_typed(tmp_path: Path) -> None:
    [text] = said(printed(page(column(*HOSTILE)), tmp_path))
    assert text == bare("申报表" + "".join(HOSTILE))


def test_the_pdf_is_tagged_titled_in_chinese_and_carries_the_digest(tmp_path: Path) -> None:
    reader = printed(page(tree(2)), tmp_path)
    root, info = reader.root_object, reader.metadata
    assert (info.title, info.subject, info["/ShenbaoDigest"]) == ("申报表", "某某局", "d1ge5t")
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("zh-CN", True)
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()
    assert pdf.digest(tmp_path / "a.pdf") == "d1ge5t"


def test_every_head_of_a_table_says_what_it_heads(tmp_path: Path) -> None:
    reader = printed(page(tree(2)), tmp_path)
    entries = [o for n in range(1, len(reader.xref_objStm) + 200) if isinstance(o := reader.get_object(n), dict)]
    heads = [entry["/A"]["/Scope"] for entry in entries if entry.get("/S") == "/TH"]
    assert sorted(heads) == ["/Both", "/Column", "/Column"]


def test_faces_are_embedded_and_subset(tmp_path: Path) -> None:
    reader = printed(page(tree(2)), tmp_path)
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    names = [font["/BaseFont"] for font in fonts]
    assert names
    assert all(re.match(r"/[A-Z]{6}\+", name) for name in names)
    inner = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert all("/FontFile3" in one or "/FontFile2" in one for one in inner)


def test_blocks_are_bookmarked_once(tmp_path: Path) -> None:
    rows = (Row(head=True), *(Row(keep=True),) * 70)
    heads = (cell(0, 0, "绩效指标", "label", head="column"), cell(0, 1, "名称", "heading", head="column"))
    block = Table(
        "form",
        (20, 40),
        rows,
        (*heads, cell(1, 0, "", "under", rowspan=70), *(cell(r, 1, str(r)) for r in range(1, 71))),
    )
    first = Table("form", (20, 40), (Row(),), (cell(0, 0, "部门名称", "block", head="row"), cell(0, 1, "某某局")))
    outline = printed(page(first, block), tmp_path).outline
    assert [entry.title for entry in outline] == ["部门名称", "绩效指标"]


def test_a_label_is_printed_again_where_a_page_break_crosses_it(tmp_path: Path) -> None:
    first, second, third = said(printed(page(tree(75)), tmp_path))
    assert "（续）" not in first
    assert all("产出指标（续）" in text and text.startswith("一级指标三级指标") for text in (second, third))


def test_an_empty_cell_across_pages_gets_no_label(tmp_path: Path) -> None:
    assert "续" not in "".join(said(printed(page(tree(75, label="")), tmp_path)))


def test_a_row_taller_than_a_page_goes_on_over_the_pages(tmp_path: Path) -> None:
    text = "长" * 2600
    for keep in (False, True):
        pages = said(printed(page(column("前", text, "后", keep=keep)), tmp_path))
        assert len(pages) >= 3
        assert "".join(pages) == f"申报表前{text}后"


def test_a_span_is_cut_where_a_page_begins_and_beside_a_row_that_splits() -> None:
    span = cell(1, 0, "标签", rowspan=4)
    whole = {(0, r): (0, 0) for r in (1, 2)} | {(0, r): (1, 1) for r in (3, 4)}
    assert Breaks(whole).cuts(0, span) == {3: True}
    split = {(0, 1): (0, 0), (0, 2): (0, 1), (0, 3): (1, 1), (0, 4): (1, 1)}
    assert Breaks(split).cuts(0, span) == {2: False, 3: False}
    assert Breaks().cuts(0, span) == {}


JOINTS = {
    MAY: ("国家", "国8", "国—", "，国"),
    MUST_NOT: ("国，", "“三", "区”", "≥9", "——", "……", "》2", "A（", "度％", "°C", ".5"),
    "": ("98", "8%", "国 ", "fé"),
}


@pytest.mark.parametrize(("pair", "sign"), [(pair, sign) for sign, pairs in JOINTS.items() for pair in pairs])
def test_a_line_breaks_where_word_would_break_it(pair: str, sign: str) -> None:
    assert joint(*pair) == sign


def test_the_joint_is_seen_through_bold() -> None:
    assert signed("，", "国") == f"{MUST_NOT}，"
    text = pdf.html(page(Table("f", (40,), (Row(keep=True),), (_bold(),))), look(), served())
    assert f"国<b>{MUST_NOT}，{MAY}家</b>" in text


def _bold() -> Cell:
    return Cell(0, 0, "prose", (Paragraph("prose", (Text("国"), Text("，家", bold=True))),))


def test_the_fetcher_opens_the_forms_folder_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "form").mkdir()
    inside, outside = tmp_path / "form" / "seal.svg", tmp_path / "secret"
    inside.write_text("<svg/>", encoding="utf-8")
    outside.write_text("no", encoding="utf-8")
    (tmp_path / "form" / "link").symlink_to(outside)
    fetcher = Fetcher((), tmp_path / "form")
    assert isinstance(fetcher, URLFetcher)
    assert fetcher.fetch(inside.as_uri()).read() == b"<svg/>"
    away = [
        "file:///etc/passwd",
        "http://localhost/",
        "https://localhost/a",
        "ftp://localhost/a",
        "data:text/plain,a",
        "file://host/etc/passwd",
    ]
    away += [
        f"{inside.parent.as_uri()}/../secret",
        f"{inside.parent.as_uri()}/%2e%2e/secret",
        f"{inside.parent.as_uri()}/link",
        "form",
        "",
    ]
    for url in (*away, outside.as_uri()):
        with pytest.raises(ValueError, match="not allowed"):
            fetcher.fetch(url)


@SLOW
def test_a_press_prints_what_write_prints(tmp_path: Path) -> None:
    layout = page(tree(75), column(*HOSTILE))
    printed(layout, tmp_path)
    with pdf.Press() as press:
        assert press.write(layout, look(), served(), tmp_path / "b.pdf", PLACE, papers=MADE) == []
    assert (tmp_path / "b.pdf").read_bytes() == (tmp_path / "a.pdf").read_bytes()


@SLOW
def test_a_press_that_hangs_or_dies_is_a_finding(tmp_path: Path) -> None:
    for fail in (lambda press: setattr(press, "seconds", 0.01), lambda press: press.child.kill()):
        with pdf.Press() as press:
            fail(press)
            [finding] = press.write(page(), look(), served(), tmp_path / "a.pdf", PLACE)
        assert (finding.code, finding.severity) == ("P004", ERROR)


def test_a_press_that_is_not_needed_ends_at_once() -> None:
    with pdf.Press() as press:
        pass
    assert press.child.returncode is not None


def test_without_pango_the_finding_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "shenbao.printers.render", None)
    monkeypatch.delattr("shenbao.printers.render", raising=False)
    [finding] = pdf.write(page(), look(), served(), tmp_path / "a.pdf", PLACE)
    assert (finding.code, finding.severity) == ("P005", ERROR)
    assert "libpango" in str(finding.help)


def test_what_travels_to_the_press_survives_the_journey() -> None:
    order = (page(tree(2)), look(), served(), PLACE)
    assert pickle.loads(pickle.dumps(order)) == order


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"/ID [<00>]"])
def test_a_file_of_others_has_no_digest(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    assert pdf.digest(tmp_path / "a.pdf") == pdf.digest(tmp_path / "absent.pdf") == ""


SCRIPT = """
import sys
from pathlib import Path
from typing import Any
sys.path.insert(0, sys.argv[1])
from shenbao import faces
from shenbao.papers import Papers, Provenance
from shenbao.printers import pdf
from tests.drawn import PLACE, column, look, page, tree
pdf.write(page(tree(60), column("一")), look(), faces.chosen(look()), Path("a.pdf"), PLACE)
"""


@SLOW
def test_same_layout_gives_the_same_bytes_whatever_the_clock_the_place_and_the_hash_seed(tmp_path: Path) -> None:
    made = []
    for n, (zone, locale) in enumerate([("UTC", "C.UTF-8"), ("Asia/Shanghai", "zh_CN.UTF-8")]):
        folder = tmp_path / str(n)
        folder.mkdir()
        environment = os.environ | {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": str(n + 1)}
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(Path(__file__).parent.parent)],
            cwd=folder,
            env=environment,
            check=True,
        )
        made.append((folder / "a.pdf").read_bytes())
    assert made[0] == made[1]


def where(path: Path, words: str) -> list[tuple[float, float]]:
    """Return where each page's number begins and ends: its dashes, in mm from the left."""
    said = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, encoding="utf-8", check=True).stdout
    pages = [re.findall(rf'xMin="([\d.]+)" .*?xMax="([\d.]+)" .*?>{words}<', part) for part in said.split("<page ")[1:]]
    return [(float(found[0][0]) / 72 * 25.4, float(found[-1][1]) / 72 * 25.4) for found in pages]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
def test_a_page_number_outside_stands_one_character_from_the_edge_of_the_text(tmp_path: Path) -> None:
    number = replace(look().styles["page"], indent_em=1)
    styles = replace(look(), page=replace(look().page, footer_at="outside"), styles={**look().styles, "page": number})
    assert pdf.write(page(tree(75)), styles, served(), tmp_path / "a.pdf", PLACE) == []
    odd, even, third = where(tmp_path / "a.pdf", "—")
    em = 14 / 72 * 25.4
    assert odd[1] == third[1] == pytest.approx(210 - 20 - em, abs=0.3)
    assert even[0] == pytest.approx(20 + em, abs=0.3)


def test_a_sheet_may_lie_on_its_side(tmp_path: Path) -> None:
    styles = replace(look(), page=replace(look().page, width_mm=297, height_mm=210))
    assert pdf.write(page(tree(2)), styles, served(), tmp_path / "a.pdf", PLACE) == []
    box = PdfReader(tmp_path / "a.pdf").pages[0].mediabox
    assert (round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) == (297, 210)
