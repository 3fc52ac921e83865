"""Every rule does on its manual's examples what the manual says, and every code has its manual."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from shenbao import engine, form, manual, pipeline
from shenbao.finding import ERROR, Finding, Severity
from shenbao.manual import Example, Manual
from tests import examples
from tests.conftest import ROOT

MANUALS = [manual.manual(code) for code in manual.codes()]
OF_THE_MACHINE = (
    "P"  # what only a machine that lacks something shows; tests/test_pdf.py and test_outputs.py take it away
)
RULES = [m for m in MANUALS if m.code[0] not in OF_THE_MACHINE]
CASES = [(m, e) for m in RULES for e in m.examples]
TODAY = date(2024, 6, 30)
_RAISED = re.compile(r'"([SMPFTCQNWAY][0-9]{3})"')
_NAMED_WITH_SEVERITY = re.compile(r'"([SMPWA][0-9]{3})",\s*(ERROR|WARNING|NOTICE)')


def findings(example: Example, where: Path) -> tuple[examples.Folder, list[Finding]]:
    """Write `example` into the folder `where` and return what a check of it finds; of a changed form, a layout too."""
    folder = examples.folder(example)
    folder.write(where / "content")
    assembled = pipeline.assemble(where / "content", folder.templates(where / "templates"))
    found = list(pipeline.check(assembled, TODAY).findings)
    if folder.form and assembled.reading.declaration:
        found += pipeline.lay_out(assembled)[2]
    return folder, found


def file(finding: Finding, where: Path) -> str:
    """Return the name that an example calls a finding's file by."""
    shown = finding.place.file.removeprefix(f"{where.as_posix()}/")
    return shown.removeprefix("content/").removeprefix("templates/nansha/")


def named(case: tuple[Manual, Example]) -> str:
    return f"{case[0].code}-{case[1].says[:20]}"


@pytest.mark.parametrize("case", CASES, ids=named)
def test_an_example_has_the_findings_that_are_marked_and_no_other(case: tuple[Manual, Example], tmp_path: Path) -> None:
    one, example = case
    folder, found = findings(example, tmp_path)
    marked = examples.count(folder.expected)
    places = Counter((file(f, tmp_path), f.place.line, f.code) for f in found)
    ours = {code for _file, _line, code in marked} | {one.code}
    assert {key: n for key, n in places.items() if key[2] in ours} == marked
    assert [f for f in found if f.severity is ERROR and f.code not in ours] == []
    assert example.fires == (one.code in {code for _file, _line, code in marked})


@pytest.mark.parametrize("case", [c for c in CASES if c[1].fires], ids=named)
def test_a_marked_severity_is_the_one_found_there_and_one_of_the_manuals(
    case: tuple[Manual, Example], tmp_path: Path
) -> None:
    one, example = case
    folder, found = findings(example, tmp_path)
    assert {f.severity for f in found if f.code == one.code} <= set(one.severities)
    marked = Counter((e.file, e.line, e.code, e.severity) for e in folder.expected if e.severity)
    assert marked <= Counter((file(f, tmp_path), f.place.line, f.code, f.severity) for f in found)


@pytest.mark.parametrize("one", RULES, ids=lambda m: m.code)
def test_a_rule_shows_what_it_finds_and_what_it_leaves(one: Manual) -> None:
    firing = [e for e in one.examples if e.fires]
    assert len(firing) >= 3
    assert len(one.examples) - len(firing) >= 3
    marked = {e.severity for example in firing for e in expected_of(example) if e.code == one.code}
    assert len(one.severities) == 1 or marked >= set(one.severities), "an example for each severity"


def expected_of(example: Example) -> list[examples.Expected]:
    folder = examples.folder(example)
    for name, text in folder.files.items():
        folder.unmarked(name, text)
    return folder.expected


@pytest.mark.parametrize("one", MANUALS, ids=lambda m: m.code)
def test_a_manual_says_what_why_and_how(one: Manual) -> None:
    for section in ("查什么", "为什么", "例子", "怎么改"):
        assert re.search(rf"^## {section}$", one.body, re.MULTILINE), section
    assert one.title
    assert one.english.isascii()
    assert not one.title.endswith("。")


def test_the_clean_declaration_has_no_finding(tmp_path: Path) -> None:
    _folder, found = findings(Example("", (), False), tmp_path)
    assert found == []


def test_every_code_in_the_program_has_a_manual_and_every_manual_a_code() -> None:
    sources = list((ROOT / "shenbao").rglob("*.py"))
    raised = {code for path in sources for code in _RAISED.findall(path.read_text(encoding="utf-8"))}
    assert raised == set(manual.codes())


def test_a_rules_file_and_its_manual_bear_the_code_and_one_name() -> None:
    for check in engine.rules():
        stem = f"{check.code.lower()}_{check.rule.__name__}"
        folder = ROOT / "shenbao/checks"
        assert (folder / f"{stem}.py").is_file(), stem
        assert (folder / f"{stem}.md").is_file(), stem


def test_every_rule_in_the_folder_is_asked() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "shenbao/checks").glob("*.py")]
    declared = {code for text in texts for code in re.findall(r'^@check\(\s*"(\w+)"', text, re.MULTILINE)}
    assert declared == {check.code for check in engine.rules()}


def test_a_manual_names_the_severity_of_its_rule() -> None:
    for check in engine.rules():
        assert manual.manual(check.code).severities[0] is check.severity, check.code


def test_a_manual_names_the_severities_that_the_program_gives_its_code() -> None:
    given: dict[str, set[Severity]] = {}
    for path in (ROOT / "shenbao").rglob("*.py"):
        for code, word in _NAMED_WITH_SEVERITY.findall(path.read_text(encoding="utf-8")):
            given.setdefault(code, set()).add(Severity[word])
    for code, severities in given.items():
        assert set(manual.manual(code).severities) >= severities, code


def test_a_files_name_and_its_front_matter_say_one_code() -> None:
    assert [one.code for one in MANUALS] == list(manual.codes())


@pytest.mark.parametrize("kind", ["words", "thresholds"])
def test_every_list_and_threshold_is_used_and_every_used_one_is_there(kind: str) -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "shenbao").rglob("*.py")]
    used = {name for text in sources for name in re.findall(rf'{kind}\["(\w+)"\]', text)}
    shipped = form.read(form.shipped(), "nansha").form
    assert shipped is not None
    assert used == set(getattr(shipped, kind))
