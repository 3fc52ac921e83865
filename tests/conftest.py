"""What the tests share: the real declaration, small made-up ones, and the program as its users call it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shenbao import form, pipeline
from shenbao.pipeline import Assembled
from shenbao.reports import Report, text

ROOT = Path(__file__).parent.parent
REAL = ROOT / "content"
EXAMPLES = {"nansha": REAL, "chongqing": ROOT / "examples/chongqing"}
"""a content folder for each form that ships"""

DEPARTMENT = """---
department: 某某县示范局
form: nansha
year: 2024
budget:
  expenditure: {basic: 100.00, project: 60.00}
  development: {special: 0.00, other: 0.00}
  income: {appropriation: 160.00, other: 0.00}
  level: {district: 160.00, transfer: 0.00}
---
全年完成培训 30 场。
"""
TASK = """---
title: 基层培训
funds: 60.00
duration: 2024
targets:
  - {name: 培训场次, category: 数量指标, value: ≥30场}
  - {name: 培训考核合格率, category: 质量指标, value: ≥95%}
  - {name: 培训完成时间, category: 时效指标, value: 2024年12月底前}
  - {name: 所学应用率, category: 社会效益指标, value: ≥80%}
  - {name: 参训教师满意度, category: 服务对象满意度指标, value: ≥90%}
  - {name: 单位培训成本, category: 经济成本指标, value: ≤2万元/场}
---
## 主要实施内容

开展培训。

## 期望达到的目标

完成 30 场。
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A small declaration that reads without a fault."""
    folder = tmp_path / "content"
    (folder / "tasks").mkdir(parents=True)
    (folder / "department.md").write_text(DEPARTMENT, encoding="utf-8")
    (folder / "tasks/01-培训.md").write_text(TASK, encoding="utf-8")
    return folder


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A copy of the real declaration."""
    return shutil.copytree(REAL, tmp_path / "real")


@pytest.fixture
def edit() -> Callable[[Path, str, str], None]:
    """Replace words in a file; they must be there."""

    def replace(path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace


def assembled(content: Path) -> Assembled:
    return pipeline.assemble(content, form.shipped())


def codes(content: Path) -> list[str]:
    """Return the codes of what is wrong with the files themselves."""
    return sorted(finding.code for finding in assembled(content).findings)


def plain(content: Path, lang: str = "zh") -> str:
    """Return the text report of all findings."""
    examined = pipeline.check(assembled(content), None)
    return "\n".join(line.text for line in text.found(Report(examined.findings, lang=lang)))


def run(
    *words: str | Path, cwd: Path = ROOT, timeout: float | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own, as a user would."""
    return subprocess.run(
        [sys.executable, ROOT / "build.py", *words],
        cwd=cwd, env=os.environ | {"LC_ALL": "zh_CN.UTF-8"} | environment, capture_output=True, encoding="utf-8", check=False, timeout=timeout,
    )  # fmt: skip


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real declaration, printed once for all tests that look at it."""
    output = tmp_path_factory.mktemp("built")
    done = run("build", "--content", REAL, "--output", output)
    assert done.returncode == 0, done.stderr
    return output


def git(folder: Path, *words: str) -> str:
    named = ("-c", "user.name=甲", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", "-C", folder, *named, *words], capture_output=True, encoding="utf-8", check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the real declaration and its form, committed once."""
    folder = tmp_path / "库"
    shutil.copytree(REAL, folder / "content")
    shutil.copytree(ROOT / "templates", folder / "templates")
    git(tmp_path, "init", "-q", "-b", "main", str(folder))
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "base")
    return folder
