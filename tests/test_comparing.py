"""What two files to be compared may be: whatever they are, the answer is a sentence, and nothing outside is reached."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from shenbao import comparing
from shenbao.comparing import Refused, agreement, apart, office, package
from shenbao.comparing.paper import Box, Line, Sheet
from shenbao.printers import parcel
from tests.conftest import run

CONTENT = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%b</w:body></w:document>'


def packed(file: Path, parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(file, "w", method) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return file


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("at", [60, 70, 80])
def test_a_word_file_damaged_within_its_parts_is_refused(method: int, at: int, tmp_path: Path) -> None:
    file = packed(tmp_path / "a.docx", {"word/document.xml": CONTENT % b""}, method)
    data = bytearray(file.read_bytes())
    data[at : at + 3] = b"\xff\xff\xff"
    file.write_bytes(data)
    with pytest.raises(Refused, match="损坏"):
        package.parts(file)


def test_a_word_file_of_few_bytes_that_would_take_much_memory_is_refused(tmp_path: Path) -> None:
    file = packed(tmp_path / "a.docx", {"word/document.xml": CONTENT % (b"<w:p/>" * 3_000_000)})
    with pytest.raises(Refused, match="不像申报表"):
        package.parts(file)


def test_two_parts_of_one_name_are_refused_as_each_reader_might_take_another(tmp_path: Path) -> None:
    file = packed(tmp_path / "a.docx", {"word/document.xml": CONTENT % b"", "word/Document.xml": CONTENT % b"<w:p/>"})
    with pytest.raises(Refused, match="已损坏"):
        package.parts(file)


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2], ids=["lzma", "bzip2"])
def test_a_part_that_is_packed_as_word_packs_nothing_is_not_unpacked(method: int, tmp_path: Path) -> None:
    file = packed(tmp_path / "a.docx", {"word/document.xml": CONTENT % b""}, method)
    for reads in (package.parts, parcel.grids):
        with pytest.raises(Refused, match="已损坏"):
            reads(file)


def test_a_part_that_holds_more_than_its_entry_promises_is_not_read_on(tmp_path: Path) -> None:
    file = packed(tmp_path / "a.docx", {"word/document.xml": CONTENT % (b"<w:p/>" * 100_000)})
    size = len(CONTENT % (b"<w:p/>" * 100_000)).to_bytes(4, "little")
    file.write_bytes(file.read_bytes().replace(size, (99).to_bytes(4, "little")))
    for reads in (package.parts, parcel.grids):
        with pytest.raises(Refused, match="已损坏"):
            reads(file)


def fifo(path: Path) -> None:
    os.mkfifo(path)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
@pytest.mark.parametrize(
    ("make", "says"),
    [(lambda _path: None, "没有这个文件"), (Path.mkdir, "不是普通文件"), (fifo, "不是普通文件"), (huge, "文件太大")],
    ids=["missing", "folder", "fifo", "huge"],
)
def test_what_is_no_file_to_read_is_refused_in_words(
    make: Callable[[Path], None], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "program", lambda: "soffice")
    file = packed(tmp_path / "a.docx", {"word/document.xml": CONTENT % b""})
    make(tmp_path / "a.pdf")
    with pytest.raises(Refused, match=says):
        comparing.compare(file, tmp_path / "a.pdf")
    with pytest.raises(Refused, match=says):
        comparing.compare(tmp_path / "a.pdf", file)


def printing(*texts: str, pictures: int = 0, width: float = 595) -> list[Sheet]:
    """Return one page with a line in each of its cells."""
    cells = [Box(50, 20.0 * n, 150, 20.0 * n + 20) for n in range(len(texts))]
    lines = tuple(Line(1, cell, text, cell) for cell, text in zip(cells, texts, strict=True))
    return [Sheet(1, width, 842, lines, (), (), pictures)]


CELL = Box(50, 0, 150, 60)
MANY = tuple(f"第{n}行" for n in range(500))


def test_one_changed_figure_among_many_lines_is_not_the_same() -> None:
    found = agreement.compare(printing(*MANY, "163.00"), printing(*MANY, "613.00"))
    assert found.plain.share > agreement.LEAST_SHARE
    assert (found.within, found.changed) == (False, ("163.00", ""))


def test_lines_that_only_break_elsewhere_are_the_same_text() -> None:
    cell = Box(50, 11_000, 150, 11_100)
    ours, theirs = (
        [Sheet(1, 595, 842, (*printing(*MANY)[0].lines, *(Line(1, cell, text, cell) for text in texts)), (), ())]
        for texts in (("推进港澳", "合作"), ("推进港", "澳合作"))
    )
    found = agreement.compare(ours, theirs)
    assert (found.within, found.changed, len(found.unlike)) == (True, (), 4)


def test_a_text_that_only_the_pdf_has_is_no_label_printed_again_because_it_ends_like_one() -> None:
    found = agreement.compare(printing(*MANY, "本项目取消（续）"), printing(*MANY))
    assert (found.within, found.continued) == (False, 0)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (printing(), printing()),
        (printing(*MANY, pictures=1), printing(*MANY)),
        (printing(*MANY, width=14_400), printing(*MANY)),
    ],
    ids=["no text", "a picture", "other paper"],
)
def test_what_could_not_be_read_is_not_said_to_be_the_same(ours: list[Sheet], theirs: list[Sheet]) -> None:
    found = agreement.compare(ours, theirs)
    assert not found.within
    assert not all(well for well, _says in comparing.told(found))


def test_an_embedded_file_is_left_behind_even_where_it_is_xml_and_counted(tmp_path: Path) -> None:
    kinds, namespace = ("header", "oleObject", "aFChunk"), "http://schemas.openxmlformats.org"
    rels = "".join(
        f'<Relationship Id="{kind}" Type="{namespace}/officeDocument/2006/relationships/{kind}" Target="{kind}.xml"/>'
        for kind in kinds
    )
    whole = f'<Relationships xmlns="{namespace}/package/2006/relationships">{rels}</Relationships>'.encode()
    file = packed(tmp_path / "a.docx", {"word/document.xml": CONTENT % b"", "word/_rels/document.xml.rels": whole})
    data, left_out = package.harmless(package.parts(file))
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        said = made.read("word/_rels/document.xml.rels").decode()
    assert ([kind in said for kind in kinds], left_out) == ([True, False, False], 2)


@pytest.mark.parametrize("space", ["http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                                   "http://purl.oclc.org/ooxml/wordprocessingml/main"])  # fmt: skip
def test_a_field_that_reads_elsewhere_is_refused_in_either_namespace(space: str, tmp_path: Path) -> None:
    field = f'<w:ftr xmlns:w="{space}"><w:fldSimple w:instr=" INCLUDETEXT /etc/passwd "/></w:ftr>'.encode()
    file = packed(tmp_path / "a.docx", {"word/document.xml": CONTENT % b"", "word/footer1.xml": field})
    with pytest.raises(Refused, match="INCLUDETEXT"):
        package.harmless(package.parts(file))


def test_the_picture_of_a_difference_does_not_overwrite_what_is_compared(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"%PDF-1.7")
    ran = run("compare", tmp_path / "a.docx", tmp_path / "a.png", "--pictures", tmp_path)
    assert (ran.returncode, "会盖掉" in ran.stderr) == (2, True)
    assert (tmp_path / "a.png").read_bytes() == b"%PDF-1.7"


def sheet(path: Path, words: str) -> Path:
    """Return a PDF of one page that says `words`; PDFium wants no more."""
    drawn = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET"
    path.write_text(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
        f"4 0 obj<</Length {len(drawn)}>>stream\n{drawn}\nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n"
    )
    return path


def test_a_picture_that_cannot_be_written_is_told_as_such_with_the_reason(tmp_path: Path) -> None:
    ours, theirs = sheet(tmp_path / "a.pdf", "one"), sheet(tmp_path / "b.pdf", "two")
    apart.compared(ours, theirs, tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    for place, why in (
        (tmp_path, "那是一个文件夹"),
        (tmp_path / "nowhere/a.png", "没有这个文件"),
        (ours / "a.png", "是文件，不是文件夹"),
    ):
        with pytest.raises(Refused, match=f"写不了图片 {place}：.*{why}"):
            apart.compared(ours, theirs, place)


def test_what_is_no_pdf_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"PK")
    with pytest.raises(Refused, match=r"a\.pdf 不是 PDF，或已损坏"):
        apart.fonts(tmp_path / "a.pdf")


@pytest.mark.parametrize(("module", "library"), [("PIL", "Pillow"), ("pypdfium2", "pypdfium2")])
def test_the_library_that_is_missing_is_named(
    module: str, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = f"""
import sys
class Lacking:
    def find_spec(self, name, *_rest):
        if name == {module!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}")
sys.meta_path.insert(0, Lacking())
"""
    monkeypatch.setattr(apart, "_CHILD", lacking + apart._CHILD)
    with pytest.raises(Refused, match=f"缺少程序库 {library}；"):
        apart.compared(sheet(tmp_path / "a.pdf", "one"), sheet(tmp_path / "b.pdf", "two"), tmp_path / "a.png")


def test_a_difference_that_stops_a_strict_build_is_not_said_to_be_seen_in_files_never_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = agreement.compare([a_page("甲")], [a_page("乙")])
    monkeypatch.setattr(comparing, "compare", lambda *_files: comparing.Outcome(found))
    helps = [
        str(f.help) for strict in (False, True) for f in comparing.findings(Path(), Path(), Path("a.docx"), strict)
    ]
    assert ["先不加 --strict" in help for help in helps] == [False, True]


def test_a_label_printed_again_in_two_lines_is_known_where_word_cut_it() -> None:
    def two_pages(first: str, *second: str) -> list[Sheet]:
        lines = tuple(Line(2, CELL, text, CELL) for text in second)
        return [*printing(first), Sheet(2, 595, 842, lines, (), ())]

    found = agreement.compare(
        two_pages("服务对象满意度指标", "服务对象满意", "度指标（续）"), two_pages("服务对象满意", "度指标")
    )
    assert (found.continued, found.changed) == (2, ())


def rows(page: int, *texts: tuple[str, ...]) -> Sheet:
    """Return a page of rows 20 pt high whose cells are 100 pt wide; a cell without text is one with that above."""
    boxes = {(r, c): Box(50 + 100 * c, 20.0 * r + 20, 150 + 100 * c, 20.0 * r + 40)
             for r, row in enumerate(texts) for c in range(len(row))}  # fmt: skip
    lines = tuple(Line(page, box, texts[r][c], box) for (r, c), box in boxes.items() if texts[r][c])
    return Sheet(page, 595, 842, lines, (), ())


HEAD = ("一级指标", "二级指标", "三级指标", "指标值")
ABOVE = rows(1, HEAD, ("产出指标", "质量指标", "合格率", "≥90%"))


def test_labels_that_go_on_over_a_page_are_printed_again_and_nothing_else_is() -> None:
    ours = rows(2, HEAD, ("产出指标（续）", "质量指标", "优良率", "≥90%"), ("效益指标", "社会效益", "知晓率", "≥90%"))
    theirs = rows(2, HEAD, ("", "", "优良率", "≥90%"), ("效益指标", "社会效益", "知晓率", "≥90%"))
    found = agreement.compare([ABOVE, ours], [ABOVE, theirs])
    assert (found.continued, found.unlike, found.changed) == (2, (), ())


@pytest.mark.parametrize("label", ["服务对象满意度指标", "服务对象满意度指标（续）"])
def test_a_label_of_which_a_part_had_room_on_the_page_before_is_printed_again(label: str) -> None:
    above = rows(1, HEAD, ("服务对象满意", "", "满意度", "≥90%"))
    ours, theirs = (rows(2, HEAD, (said, "", "投诉处理率", "≥95%")) for said in (label, ""))
    assert agreement.compare([above, ours], [above, theirs]).continued == 1


def test_a_value_that_stands_on_the_page_before_as_well_is_no_label_printed_again() -> None:
    ours = rows(2, HEAD, ("产出指标（续）", "质量指标（续）", "优良率", "≥90%"))
    theirs = rows(2, HEAD, ("", "", "优良率", "≥60%"))
    found = agreement.compare([ABOVE, ours], [ABOVE, theirs])
    assert (found.within, found.continued, found.unlike) == (False, 2, ("+2: ≥90%", "-2: ≥60%"))


@pytest.mark.parametrize("row", [("产出指标", "质量指标", "优良率", "≥90%"), ("合格率（续）", "", "优良率", "≥90%")])
def test_a_label_that_stands_lower_or_did_not_stand_above_is_a_difference(row: tuple[str, ...]) -> None:
    first = ("效益指标", "社会效益", "知晓率", "≥95%")
    ours, theirs = rows(2, HEAD, first, row), rows(2, HEAD, first, ("", "", "优良率", "≥90%"))
    found = agreement.compare([ABOVE, ours], [ABOVE, theirs])
    assert (found.within, found.continued) == (False, 0)


def a_page(*names: str) -> Sheet:
    """Return a page of rows 20 pt high, each with one line."""
    boxes = [Box(50, 100 + 20 * n, 300, 120 + 20 * n) for n in range(len(names))]
    lines = tuple(Line(1, Box(55, b.top + 3, 200, b.bottom - 3), name, b) for b, name in zip(boxes, names, strict=True))
    return Sheet(1, 595, 842, lines, tuple(100.0 + 20 * n for n in range(len(names) + 1)), (50.0, 300.0))


def test_rows_that_are_other_rows_are_not_the_same_though_their_names_are_alike() -> None:
    ours, theirs = (a_page(*(f"项目服务{n}完成情况合格率(%)" for n in range(at, at + 8))) for at in (1, 2))
    assert agreement.compare([ours], [theirs]).rows == (1,)
