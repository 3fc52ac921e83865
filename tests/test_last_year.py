"""Last year's declaration beside this year's: what is compared, and how far its folder may lie."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from shenbao import pipeline, source
from shenbao.finding import Finding
from tests.conftest import ROOT, assembled, run

Edit = Callable[[Path, str, str], None]


@pytest.fixture
def two_years(content: Path, edit: Edit) -> tuple[Path, Path]:
    """This year's content and last year's, the same."""
    last = shutil.copytree(content, content.parent / "2023")
    edit(content / "department.md", "year: 2024", "year: 2024\nlast_year: ../2023")
    return content, last


def told(content: Path) -> list[Finding]:
    found = pipeline.check(assembled(content), None).findings
    return [one for one in found if one.code.startswith("Y")]


def test_two_years_that_are_alike_need_no_reason(two_years: tuple[Path, Path]) -> None:
    assert told(two_years[0]) == []


def test_a_rise_is_told_with_both_figures_the_difference_and_the_share(
    two_years: tuple[Path, Path], edit: Edit
) -> None:
    content, last = two_years
    edit(last / "tasks/01-培训.md", "funds: 60.00", "funds: 48.00")
    [found] = told(content)
    assert str(found.message) == "“基层培训”的资金上年是 48.00 万元，今年是 60.00 万元，增加 12.00 万元（25.0%）"
    assert (found.code, found.place.line) == ("Y001", 3)


def test_half_a_tenth_of_a_per_cent_goes_up(two_years: tuple[Path, Path], edit: Edit) -> None:
    content, last = two_years
    edit(last / "tasks/01-培训.md", "≥30场", "≥80场")
    [found] = told(content)
    assert "减少 50场（62.5%）" in str(found.message)
    edit(last / "tasks/01-培训.md", "≥80场", "≥1600场")
    assert "（98.1%）" in str(told(content)[0].message)  # 98.125


def test_a_form_has_thresholds_of_its_own(two_years: tuple[Path, Path], edit: Edit, tmp_path: Path) -> None:
    content, last = two_years
    edit(last / "tasks/01-培训.md", "funds: 60.00", "funds: 48.00")
    forms = shutil.copytree(ROOT / "templates", tmp_path / "forms")
    with (forms / "nansha/form.yaml").open("a", encoding="utf-8") as form:
        form.write("\nthresholds:\n  yearly_share: 25\n")
    done = run("check", "--content", content, "--templates", forms)
    assert "Y001" not in done.stdout


def test_mending_keeps_last_year_in_mind(two_years: tuple[Path, Path], edit: Edit) -> None:
    content, last = two_years
    edit(last / "tasks/01-培训.md", "funds: 60.00", "funds: 48.00")
    edit(content / "tasks/01-培训.md", "≥95%", "不低于95％")
    done = run("check", "--fix", "--content", content)
    assert "≥95%" in (content / "tasks/01-培训.md").read_text(encoding="utf-8")
    assert "Y001" in done.stdout


@pytest.mark.parametrize("name", ["/etc", "../../..", "..\\2023", "C:/2023", "../2023/../../..", ""])
def test_nothing_outside_the_repository_is_last_year(content: Path, name: str) -> None:
    assert source.sibling(content, name) is None


def test_a_link_out_of_the_repository_is_not_followed(content: Path, tmp_path: Path) -> None:
    here = shutil.copytree(content, tmp_path / "repository/2024/content")
    (tmp_path / "repository/.git").mkdir()
    (tmp_path / "repository/last").symlink_to(content)
    assert source.sibling(here, "../../last") is None
    assert source.sibling(here, "../../2023/content") is not None


def test_last_year_has_no_last_year(two_years: tuple[Path, Path], edit: Edit) -> None:
    content, last = two_years
    edit(last / "department.md", "year: 2024", "year: 2023\nlast_year: ../content")
    declaration = assembled(content).reading.declaration
    assert declaration
    assert declaration.last_year
    assert declaration.last_year.last_year is None
