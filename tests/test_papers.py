"""What the documents carry beside their text: claims that validators grant, and what they were made from."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import cast

import page
import pypdf
import pytest

from shenbao import faces, form, papers, pipeline
from shenbao.layout import Cell, Paragraph, Row, Table, Text
from shenbao.papers import Attachment, Papers, Provenance
from shenbao.printers import claims, parcel, pdf, word
from shenbao.refusal import Refused
from tests import drawn
from tests.conftest import REAL

FILES = (("content/department.md", "0" * 64), ("content/<&>\"'.md", "1" * 64))
MADE = Provenance("b" * 64, "9.9", "r" * 64, FILES, printing="4" * 64)
PROFILES = {"both": ("3a", "ua1"), "a-2+ua-1": ("2a", "ua1"), "a-3": ("3a",), "a-2": ("2a",), "ua-1": ("ua1",)}


def sheet(folder: Path, carried: Papers) -> Path:
    layout = drawn.page(drawn.tree(75), drawn.column("一", "㎡≥5%"))
    path = folder / "a.pdf"
    assert pdf.write(layout, drawn.look(), faces.chosen(drawn.look(), layout), path, drawn.PLACE, None, carried) == []
    return path


@pytest.mark.parametrize("variant", papers.VARIANTS)
def test_a_validator_grants_all_that_the_pdf_claims(variant: str, tmp_path: Path) -> None:
    path = sheet(tmp_path, Papers(MADE, variant))
    reports = [page.validate_pdf(path, profile=profile) for profile in PROFILES[variant]]
    assert [failure.message for report in reports for failure in report.failures] == []
    assert (claims.read(path).variant, claims.read(path).provenance) == (variant, MADE)


def test_the_pdf_of_the_real_declaration_is_archival_and_accessible_at_once(tmp_path: Path) -> None:
    layout, styles, _faults = pipeline.lay_out(assembled := pipeline.assemble(REAL, form.shipped()))
    assert layout
    assert styles
    carried = pipeline.papers(assembled, pipeline.Wishes(attach=True))
    path = tmp_path / "a.pdf"
    pdf.write(layout, styles, faces.chosen(styles, layout), path, drawn.PLACE, None, carried)
    assert [page.validate_pdf(path, profile=profile).is_compliant for profile in PROFILES["both"]] == [True, True]


def test_attached_files_say_how_they_belong_to_the_pdf(tmp_path: Path) -> None:
    carried = Papers(MADE, attachments=(Attachment("tasks-01-甲.md", "一".encode(), "Source"),))
    reader = pypdf.PdfReader(sheet(tmp_path, carried))
    [held] = cast("pypdf.generic.ArrayObject", reader.root_object["/AF"])
    file = cast("pypdf.generic.DictionaryObject", held.get_object())
    assert (str(file["/AFRelationship"]), reader.attachments["tasks-01-甲.md"]) == ("/Source", ["一".encode()])
    assert (str(file["/F"]), list(reader.attachments)) == ("tasks-01-甲.md", ["tasks-01-甲.md"])


def test_the_documents_are_dated_only_by_who_says_a_time(tmp_path: Path) -> None:
    told = Papers(MADE, made=datetime(2024, 3, 1, 8, 30))
    assert pypdf.PdfReader(sheet(tmp_path, told)).metadata.creation_date.date().isoformat() == "2024-03-01"  # type: ignore[union-attr]
    assert pypdf.PdfReader(sheet(tmp_path, Papers(MADE))).metadata.creation_date is None  # type: ignore[union-attr]
    word.write(drawn.page(), drawn.look(), tmp_path / "a.docx", told)
    assert b"2024-03-01T08:30:00Z" in zipfile.ZipFile(tmp_path / "a.docx").read("docProps/core.xml")


def test_the_word_file_carries_digests_and_the_whole_address_behind_a_short_tag(tmp_path: Path) -> None:
    source = "tasks/01-" + "长" * 80 + ".md#title"
    cells = (Cell(0, 0, "text", (Paragraph("text", (Text("甲", source=source),)),)),)
    layout, path = drawn.page(Table("form", (60,), (Row(),), cells)), tmp_path / "a.docx"
    word.write(layout, drawn.look(), path, Papers(MADE))
    assert parcel.provenance(path) == MADE
    assert parcel.addresses(path) == {word.tag(source): source}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"build": 1, "files": []}', "[" * 100_000, '{"files": {"a": "b"}}']
)
def test_provenance_that_is_none_of_ours_is_nothing(text: str) -> None:
    assert not Provenance.read(text)


def test_what_is_no_digest_is_no_record_of_what_printed() -> None:
    assert not replace(MADE, printing="本机").sane()
    assert Provenance.read(MADE.text()) == MADE


def test_other_faces_and_other_libraries_are_other_printings() -> None:
    made, look = replace(MADE, printing=""), drawn.look()
    served = faces.chosen(look)
    swapped = {name: replace(served["宋体"], face=choice.face) for name, choice in served.items()}
    printings = {made.printed_by("weasyprint 70.0", *faces.marks(which)).printing for which in (served, swapped)}
    assert len(printings | {made.printed_by("weasyprint 70.1", *faces.marks(served)).printing}) == 3
    assert MADE.printed_by("weasyprint 70.0") == MADE


def test_files_that_changed_are_named() -> None:
    later = replace(MADE, files=(("content/department.md", "2" * 64), ("content/other.md", "3" * 64)))
    assert list(papers.differing(MADE, later)) == ["content/<&>\"'.md", "content/department.md", "content/other.md"]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", bytes(200 << 20))
    (tmp_path / "a.docx").write_bytes(bomb.getvalue())
    with pytest.raises(Refused, match="太大"):
        parcel.grids(tmp_path / "a.docx")


def test_no_stream_of_a_pdf_ends_in_a_line_end_of_its_own(tmp_path: Path) -> None:
    loose = re.compile(rb"[\r\n]\nendstream")
    for n in (75, 293, 324):  # one stream in 128 ends so; these texts have made one
        layout = drawn.page(drawn.column(chr(0x4E00 + n)))
        served = faces.chosen(drawn.look(), layout)
        pdf.write(layout, drawn.look(), served, path := tmp_path / "a.pdf", drawn.PLACE)
        assert not loose.search(path.read_bytes()), n


def test_a_build_that_wishes_nothing_makes_both_standards_at_once() -> None:
    assert pipeline.AS_USUAL.variant == papers.BOTH
