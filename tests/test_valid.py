"""The documents are valid for validators that others made: every form in every look, and declarations of any shape."""

from __future__ import annotations

import shutil
from pathlib import Path

import page
import pytest

from shenbao import exports, faces, form, papers, pipeline
from shenbao.printers import pdf, word
from tests import drawn, generated, validators
from tests.conftest import REAL
from tests.test_forms import LOOKS, assembled

GENERATED = (0, 1, 5)  # small, middling, with lists and rows taller than a page
CASES = [*LOOKS, *(("nansha", number) for number in GENERATED)]


def declaration(name: str, which: str | int, folder: Path) -> pipeline.Assembled:
    """Return the example of the form `name` in the look `which`, or the generated declaration of that number."""
    if isinstance(which, str):
        return assembled(name, which, folder)
    generated.write(folder / "content", which)
    return pipeline.assemble(folder / "content", form.shipped())


@pytest.mark.slow
@pytest.mark.parametrize(("name", "which"), CASES)
def test_a_word_file_is_valid_for_microsofts_own_validator_and_for_openxml_audit(
    name: str, which: str | int, tmp_path: Path
) -> None:
    read = declaration(name, which, tmp_path)
    layout, styles, faults = pipeline.lay_out(read)
    assert layout, faults
    assert styles, faults
    word.write(layout, styles, path := tmp_path / "a.docx", pipeline.papers(read, pipeline.AS_USUAL))
    assert validators.audited(path) == ""
    if not validators.microsofts():
        pytest.skip("npm fetches no validator; openxml-audit has nothing to say")
    assert validators.by_microsoft(path) == []


@pytest.mark.slow
def test_a_workbook_is_valid_for_microsofts_own_validator(tmp_path: Path) -> None:
    read = pipeline.assemble(REAL, form.shipped())
    assert read.reading.declaration
    [data] = exports.make("xlsx", read.reading.declaration).values()
    (path := tmp_path / "a.xlsx").write_bytes(data)
    if not validators.microsofts():
        pytest.skip("npm fetches no validator")
    assert validators.by_microsoft(path) == []


@pytest.mark.slow
@pytest.mark.parametrize(("name", "which"), CASES)
def test_a_pdf_is_archival_and_accessible(name: str, which: str | int, tmp_path: Path) -> None:
    read = declaration(name, which, tmp_path)
    layout, styles, faults = pipeline.lay_out(read)
    assert layout, faults
    assert styles, faults
    carried = pipeline.papers(read, pipeline.Wishes(papers.BOTH, attach=True))
    served = faces.chosen(styles, layout)
    pdf.write(layout, styles, served, path := tmp_path / "a.pdf", drawn.PLACE, None, carried)
    assert [str(found) for p in ("3a", "ua1") if not (found := page.validate_pdf(path, profile=p)).is_compliant] == []
    if shutil.which("verapdf"):
        assert [validators.by_vera(path, flavour) for flavour in ("3a", "ua1")] == ["", ""]
