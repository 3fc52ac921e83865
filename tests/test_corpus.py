"""What the rules say of six real forms, transcribed into tests/data/corpus, against the list that was agreed on.

python -m tests.test_corpus         write the list (findings.txt) anew from what is found now
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from shenbao import form, pipeline
from shenbao.finding import Finding
from tests.conftest import ROOT

CORPUS = ROOT / "tests/data/corpus"
FOLDERS = sorted(path.name for path in CORPUS.iterdir() if path.is_dir())
GOLDEN = CORPUS / "findings.txt"


def listed(folder: str) -> list[str]:
    """Return the findings of the form in `folder`, a line each: code, severity, place, subject, message."""
    assembled = pipeline.assemble(CORPUS / folder, form.shipped())
    return [line(f) for f in pipeline.check(assembled, date(2024, 6, 30)).findings]


def line(finding: Finding) -> str:
    file = finding.place.file.removeprefix(f"{CORPUS.as_posix()}/").removeprefix("tests/data/corpus/")
    told = (finding.code, finding.severity.value, f"{file}:{finding.place.line}", finding.subject)
    return " ".join((*told, finding.message.within("zh")))


def agreed(folder: str) -> Iterator[str]:
    for told in GOLDEN.read_text(encoding="utf-8").splitlines():
        if f" {folder}/" in told:
            yield told


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_real_form_has_the_findings_that_were_agreed_on(folder: str) -> None:
    assert listed(folder) == list(agreed(folder))


def test_every_line_of_the_list_is_of_a_form_that_is_there() -> None:
    of_forms = [told for folder in FOLDERS for told in agreed(folder)]
    assert of_forms == GOLDEN.read_text(encoding="utf-8").splitlines()


def write(path: Path = GOLDEN) -> None:
    """Write the list anew."""
    path.write_text("".join(f"{told}\n" for folder in FOLDERS for told in listed(folder)), encoding="utf-8")


if __name__ == "__main__":
    write()
