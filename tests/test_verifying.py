"""A document is held against its sources: what is the same, what changed since, and what somebody typed."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pypdf
import pytest

from shenbao import faces, form, pipeline, verifying
from shenbao.finding import Place
from shenbao.papers import Papers, Provenance
from shenbao.pipeline import Assembled, Wishes
from shenbao.printers import word
from shenbao.printers.press import Press
from shenbao.refusal import Refused
from shenbao.verifying import Verdict
from tests.conftest import REAL, run

AT = "tasks/01-港澳与外事.md#funds"


def verdict(file: Path, content: Path = REAL) -> Verdict:
    return verifying.verify(file, pipeline.assemble(content, form.shipped()), Wishes())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    assembled = pipeline.assemble(REAL, form.shipped())
    return word_file(assembled, tmp_path_factory.mktemp("written") / "a.docx", pipeline.papers(assembled, Wishes()))


def word_file(assembled: Assembled, path: Path, carried: Papers) -> Path:
    layout, styles, _faults = pipeline.lay_out(assembled)
    assert layout
    assert styles
    word.write(layout, styles, path, carried)
    return path


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The real declaration with 163.00 made 164.00."""
    shutil.copytree(REAL, tmp_path / "content")
    [task] = (tmp_path / "content" / "tasks").glob("01-*")
    task.write_text(task.read_text(encoding="utf-8").replace("163.00", "164.00"), encoding="utf-8")
    return tmp_path / "content"


def edited(file: Path, folder: Path, edit: Callable[[bytes], bytes], part: str = "word/document.xml") -> Path:
    """Return a copy of a Word file with one part edited, as somebody would leave it."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(folder / "edited.docx", "w") as new:
        for name in old.namelist():
            new.writestr(name, edit(old.read(name)) if name == part else old.read(name))
    return folder / "edited.docx"


def test_a_word_file_of_these_sources_is_the_same(written: Path) -> None:
    assert verdict(written).same


def test_a_source_that_changed_since_is_named_with_its_cell(written: Path, changed: Path) -> None:
    found = verdict(written, changed)
    assert (found.same, found.files) == (False, ("content/tasks/01-港澳与外事.md",))
    assert [str(cell) for cell in found.cells] == [
        f"表 2 第 2 行第 4 列（{AT}）：文件里是“163.00”，按源文件应是“164.00”"
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [("appropriation: 1747.90", "appropriation: 1.00", "F001"), ("form: nansha", "form: nansha\nstyle: 没有", "M007"),
     ("form: nansha", "form: 没有", "M001"), ("budget:", "budget: [", "S001")],
    ids=["another sum", "no such look", "no such form", "no YAML"],
)  # fmt: skip
def test_sources_with_errors_make_no_document_so_none_is_theirs(
    old: str, new: str, code: str, written: Path, tmp_path: Path
) -> None:
    shutil.copytree(REAL, tmp_path / "content")
    department = tmp_path / "content" / "department.md"
    department.write_text(department.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    ran = run("verify", written, "--content", tmp_path / "content")
    first, second, *_more = ran.stdout.splitlines()
    assert (ran.returncode, "生成不了任何文件" in first, second.split()[0]) == (1, True, code), ran.stdout + ran.stderr


def test_a_damaged_file_is_refused_whatever_the_sources_are(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "department.md").write_text("---\n", encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    assert run("verify", tmp_path / "a.pdf", "--content", tmp_path / "content").returncode == 2


def test_what_somebody_typed_into_the_word_file_is_found(written: Path, tmp_path: Path) -> None:
    found = verdict(edited(written, tmp_path, lambda data: data.replace(b"163.00", b"613.00")))
    assert (found.same, found.files) == (False, ())
    assert [str(cell) for cell in found.cells] == [
        f"表 2 第 2 行第 4 列（{AT}）：文件里是“613.00”，按源文件应是“163.00”"
    ]


def test_a_file_that_was_only_saved_again_has_no_other_cells(written: Path, tmp_path: Path) -> None:
    found = verdict(edited(written, tmp_path, lambda data: data))
    assert (found.same, found.cells, found.files) == (False, (), ())
    assert str(list(found.told(Path("a.docx")))[-1]) == "  逐格文字都一样；字体、颜色、行高等版式没有逐项核对"


def test_a_row_that_was_taken_out_is_named(written: Path, tmp_path: Path) -> None:
    def without(data: bytes) -> bytes:
        at = data.index("接待来宾人数".encode())
        start = data.rindex(b"<w:tr>", 0, at)
        return data[:start] + data[data.index(b"</w:tr>", at) + len(b"</w:tr>") :]

    cells = [str(cell) for cell in verdict(edited(written, tmp_path, without)).cells]
    assert any("接待来宾人数" in cell for cell in cells), cells


def test_a_file_without_our_record_is_none_of_ours(written: Path, tmp_path: Path) -> None:
    found = verdict(edited(written, tmp_path, lambda _data: b"<a/>", "customXml/item1.xml"))
    assert not found.provenance
    assert "不是本程序生成的" in str(next(found.told(Path("a.docx"))))


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", bytes(100 << 20))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "不是 Word"),
        (b"# no document", "不是 Word"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "密码"),
        (b"PK\x03\x04" + bytes(600), "已损坏"),
        (bomb(), "太大"),
    ],
    ids=["empty", "text", "encrypted", "damaged", "bomb"],
)
def test_a_file_that_cannot_be_looked_into_is_refused_in_words(data: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(data)
    with pytest.raises(Refused) as refused:
        verdict(tmp_path / "a.docx")
    assert says in str(refused.value.says)


@pytest.mark.parametrize("damage", [lambda d: d[: len(d) // 2], lambda d: d[:900] + bytes(900) + d[1800:]])
def test_a_damaged_word_file_is_refused(damage: Callable[[bytes], bytes], written: Path, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(damage(written.read_bytes()))
    with pytest.raises(Refused, match="已损坏"):
        verdict(tmp_path / "a.docx")


def test_entities_and_document_types_in_a_word_file_are_refused(written: Path, tmp_path: Path) -> None:
    evil = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    with pytest.raises(Refused):
        verdict(edited(written, tmp_path, lambda _data: evil))


def test_tables_in_tables_cost_no_more_than_their_text(written: Path, tmp_path: Path) -> None:
    deep = b"<w:tbl><w:tr><w:tc>" * 60 + b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 2000 + b"</w:tc></w:tr></w:tbl>" * 60
    path = edited(written, tmp_path, lambda data: data.replace(b"<w:sectPr", deep + b"<w:sectPr", 1))
    *_ours, theirs = word.grids(path)
    assert [[len(cell) for cell in row] for row in theirs] == [[2 * 2000 - 1]]


def document(inside: bytes) -> Callable[[bytes], bytes]:
    """Return what puts `inside` in the place of a Word file's text."""
    name = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return lambda _old: b'<w:document xmlns:w="%b"><w:body>%b</w:body></w:document>' % (name, inside)


WIDE_CELL = b'<w:tc><w:tcPr><w:gridSpan w:val="100"/></w:tcPr></w:tc>'


@pytest.mark.parametrize(
    "inside",
    [
        b"<w:p/>" * 3_000_000,
        b"<w:tbl><w:tr><w:tc>" * 60 + b"<w:p/>" * 3_000_000 + b"</w:tc></w:tr></w:tbl>" * 60,
        b"<w:tbl><w:tr>" + WIDE_CELL * 20_000 + b"</w:tr></w:tbl>",
    ],
    ids=["elements", "nested tables", "spans"],
)
def test_a_word_file_of_few_bytes_that_would_take_much_memory_is_not_opened(
    inside: bytes, written: Path, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="太大"):
        verdict(edited(written, tmp_path, document(inside)))


def test_a_table_within_a_cell_is_text_of_that_cell(written: Path, tmp_path: Path) -> None:
    inner = b"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    found = verdict(
        edited(written, tmp_path, lambda data: data.replace(b"</w:p></w:tc>", b"</w:p>%b</w:tc>" % inner, 1))
    )
    assert [str(cell) for cell in found.cells] == ["表 1 第 1 行第 1 列：文件里是“部门名称 x”，按源文件应是“部门名称”"]


def test_a_part_in_an_encoding_of_its_own_is_damaged(written: Path, tmp_path: Path) -> None:
    strange = b'<?xml version="1.0" encoding="UTF-7"?>+ADw-a/+AD4-'
    with pytest.raises(Refused, match="已损坏"):
        verdict(edited(written, tmp_path, lambda _data: strange))


TITLE, RUN = "部门整体预算绩效目标申报表", b"<w:r><w:t>x</w:t></w:r>"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"<w:tr>", b"<w:tr><w:trPr><w:hidden/></w:trPr>", "文件里多了隐藏的文字或行：1 处"),
        (b"<w:r><w:rPr>", b"<w:r><w:rPr><w:vanish/>", "文件里多了隐藏的文字或行：1 处"),
        (b"<w:r>", b'<w:del w:id="9"><w:r><w:delText>x</w:delText></w:r></w:del><w:r>', "文件里多了修订标记：1 处"),
        (b"</w:tc>", b"<w:p><w:r><w:pict/></w:r></w:p></w:tc>", "文件里多了图片或嵌入的对象：1 处"),
        (b"</w:tbl>", b"</w:tbl><w:p>%b</w:p>" % RUN, "表格外多了：x"),
        (TITLE.encode(), "草稿".encode(), f"表格外少了：{TITLE}"),
    ],
    ids=["hidden row", "hidden text", "revision", "picture", "text below a table", "title"],
)
def test_what_somebody_changed_beside_the_cells_is_told(
    old: bytes, new: bytes, says: str, written: Path, tmp_path: Path
) -> None:
    found = verdict(edited(written, tmp_path, lambda data: data.replace(old, new, 1)))
    assert not found.same
    assert says in [str(what) for what in found.cells]


def test_a_changed_page_foot_is_told(written: Path, tmp_path: Path) -> None:
    file = edited(written, tmp_path, lambda data: data.replace(b"</w:p>", RUN + b"</w:p>", 1), "word/footer1.xml")
    assert "表格外多了：— 1 —x" in [str(what) for what in verdict(file).cells]


def test_a_file_dated_by_source_date_epoch_is_the_same_without_it(tmp_path: Path) -> None:
    assembled = pipeline.assemble(REAL, form.shipped())
    layout, styles, _faults = pipeline.lay_out(assembled)
    assert layout
    assert styles
    carried = pipeline.papers(assembled, Wishes(made=datetime(2023, 11, 14, 22, 13, 20)))
    word.write(layout, styles, tmp_path / "a.docx", carried)
    with Press() as press:
        served = faces.chosen(styles, layout)
        press.write(layout, styles, served, tmp_path / "a.pdf", Place("a"), assembled.form.folder, carried)
    assert [verdict(tmp_path / name).same for name in ("a.docx", "a.pdf")] == [True, True]


def test_no_more_sources_are_named_than_people_read() -> None:
    found = Verdict(False, Provenance("b"), tuple(f"content/{n}.md" for n in range(5000)))
    assert len(list(found.told(Path("a.docx")))) == 103


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The PDF of the real declaration."""
    assembled = pipeline.assemble(REAL, form.shipped())
    return pdf_file(assembled, tmp_path_factory.mktemp("printed") / "a.pdf", pipeline.papers(assembled, Wishes()))


def pdf_file(assembled: Assembled, path: Path, carried: Papers, only: str = "") -> Path:
    """Print the PDF; all in the face that serves `only`, where one is named."""
    layout, styles, _faults = pipeline.lay_out(assembled)
    assert layout
    assert styles
    served = faces.chosen(styles, layout)
    if only:
        served = {name: replace(served[only], face=choice.face) for name, choice in served.items()}
    with Press() as press:
        press.write(layout, styles, served, path, Place("a"), assembled.form.folder, carried)
    return path


ELSEWHERE = "字体或程序库和这台机器现在的不同"


def printed_elsewhere(assembled: Assembled) -> Papers:
    """Return the papers of a build with other libraries."""
    carried = pipeline.papers(assembled, Wishes())
    return replace(carried, provenance=carried.provenance.printed_by("weasyprint 0.1"))


def test_a_document_that_other_libraries_made_byte_for_byte_is_the_same(tmp_path: Path) -> None:
    assembled = pipeline.assemble(REAL, form.shipped())
    carried = printed_elsewhere(assembled)
    files = word_file(assembled, tmp_path / "a.docx", carried), pdf_file(assembled, tmp_path / "a.pdf", carried)
    assert [verdict(file).same for file in files] == [True, True]


def test_a_pdf_in_other_faces_is_told_from_one_that_was_changed(tmp_path: Path) -> None:
    assembled = pipeline.assemble(REAL, form.shipped())
    found = verdict(pdf_file(assembled, tmp_path / "a.pdf", pipeline.papers(assembled, Wishes()), "黑体"))
    assert (found.same, found.elsewhere, found.files) == (False, True, ())
    assert ELSEWHERE in str(next(found.told(Path("a.pdf"))))


def test_a_word_file_of_other_libraries_shows_no_change_where_no_cell_differs(tmp_path: Path) -> None:
    assembled = pipeline.assemble(REAL, form.shipped())
    file = word_file(assembled, tmp_path / "a.docx", printed_elsewhere(assembled))
    found = verdict(edited(file, tmp_path, lambda data: data))  # packed as another zlib would
    told = [str(says) for says in found.told(Path("a.docx"))]
    assert (found.elsewhere, found.cells, ELSEWHERE in told[0]) == (True, (), True)
    assert told[1:] == ["  逐格文字都一样；字体、颜色、行高等版式没有逐项核对"]


def test_a_pdf_with_one_other_byte_is_not_the_same(printed: Path, tmp_path: Path) -> None:
    data = printed.read_bytes()
    at = data.index(b"</rdf:RDF>") - 1
    (tmp_path / "a.pdf").write_bytes(data[:at] + b"\t" + data[at + 1 :])
    found = verdict(tmp_path / "a.pdf")
    assert (verdict(printed).same, found.same, found.files) == (True, False, ())


def locked(data: bytes, password: str) -> bytes:
    """Return a PDF that asks for `password`, or where that is empty only forbids what may be done with it."""
    writer, made = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(data))), io.BytesIO()
    writer.encrypt(password, "owner", algorithm="RC4-128")
    writer.write(made)
    return made.getvalue()


HURT: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "no PDF": (lambda _d: b"%PDF-1.7" + bytes(600), "已损坏"),
    "only its sign": (lambda _d: b"%PDF", "已损坏"),
    "no page": (lambda _d: b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF", "已损坏"),
    "half": (lambda d: d[: len(d) // 2], "已损坏"),
    "without its end": (lambda d: d[:-30], "已损坏"),
    "a piece taken out": (lambda d: d[:5000] + d[5100:], "已损坏"),
    "a hole": (lambda d: d[:900] + bytes(900) + d[1800:], "已损坏"),
    "a bit of a stream": (lambda d: d[: (at := d.index(b"stream") + 20)] + bytes([d[at] ^ 1]) + d[at + 1 :], "已损坏"),
    "a password": (lambda d: locked(d, "secret"), "密码"),
    "locked": (lambda d: locked(d, ""), "密码"),
    "text": (lambda _d: "申报表".encode(), "也不是 PDF"),
}


@pytest.mark.parametrize(("hurt", "says"), HURT.values(), ids=HURT)
def test_a_pdf_that_is_damaged_or_locked_is_refused_in_words(
    hurt: Callable[[bytes], bytes], says: str, printed: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(hurt(printed.read_bytes()))
    ran = run("verify", tmp_path / "a.pdf", "--content", REAL)
    assert (ran.returncode, ran.stdout, says in ran.stderr) == (2, "", True), ran.stderr


def test_a_pdf_that_another_program_saved_again_is_another_file_not_a_damaged_one(
    printed: Path, tmp_path: Path
) -> None:
    pypdf.PdfWriter(clone_from=printed).write(tmp_path / "a.pdf")
    assert not verdict(tmp_path / "a.pdf").same


def test_a_pdf_names_the_source_that_changed_since(printed: Path, changed: Path) -> None:
    found = verdict(printed, changed)
    assert (found.same, [Path(name).name[:2] for name in found.files]) == (False, ["01"])
