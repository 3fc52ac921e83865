"""Rules that other packages bring, and Python in a content folder, which is never run."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.conftest import codes, run

RULE = '''
from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import _

@check("X001", WARNING)
def titles_are_short(d):
    """任务名称不超过三个字。"""
    for task in d.tasks:
        yield Problem(task.at / "title", _("任务名称“{title}”太长", title=task.title), _("改短"), task.title)
'''
MANUAL = """---
code: X001
severity: warning
title: 任务名称不超过三个字
english: Titles are short
---
## 查什么

任务名称的长度。
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with a package of one rule, as pip leaves it."""
    site = tmp_path / "site"
    (site / "county_rules").mkdir(parents=True)
    (site / "county_rules/__init__.py").touch()
    (site / "county_rules/x001_titles_are_short.py").write_text(RULE, encoding="utf-8")
    (site / "county_rules/x001_titles_are_short.md").write_text(MANUAL, encoding="utf-8")
    info = site / "county_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: county-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[shenbao.checks]\ncounty = county_rules\n")
    return site


def check(content: Path, site: Path) -> subprocess.CompletedProcess[str]:
    return run("check", "--content", content, PYTHONPATH=str(site))


def test_a_package_adds_a_rule_by_its_entry_point(content: Path, installed: Path) -> None:
    assert "警告[X001] 任务名称“基层培训”太长" in check(content, installed).stdout


def test_its_manual_is_explained_and_listed_like_the_others(installed: Path) -> None:
    page = run("explain", "X001", PYTHONPATH=str(installed)).stdout
    assert page.startswith("X001  警告  任务名称不超过三个字")
    assert "X001  警告" in run("explain", PYTHONPATH=str(installed)).stdout


def test_its_findings_are_waived_like_the_others(content: Path, installed: Path) -> None:
    task = content / "tasks/01-培训.md"
    text = task.read_text(encoding="utf-8")
    task.write_text(text.replace("duration: 2024", "duration: 2024\nwaive: {X001: 名称由上级规定}"), encoding="utf-8")
    told = check(content, installed).stdout
    assert "警告[X001]" not in told
    assert "已豁免[X001]" in told


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("x001_titles_are_short.py", "import no_such_library", "no_such_library"),
        ("x001_titles_are_short.md", None, "X001: no manual"),
        ("f001_again.md", MANUAL, "F001"),
    ],
)
def test_a_package_that_cannot_be_used_is_named_and_nothing_runs(
    content: Path, installed: Path, name: str, text: str | None, says: str
) -> None:
    path = installed / "county_rules" / name
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    done = check(content, installed)
    assert (done.returncode, done.stdout) == (2, "")
    assert "county_rules" in done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_python_in_a_content_folder_is_named_and_not_run(content: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    (content / "checks").mkdir()
    for name in ("checks/q999_mine.py", "conftest.py", "tasks/__init__.py"):
        (content / name).write_text(f"open({str(ran)!r}, 'w')\n", encoding="utf-8")
    run("check", "--content", content)
    assert not ran.exists()
    assert codes(content) == ["S014"] * 3
