"""What people who are no programmers type and save: one slip is one finding, and its help mends it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from shenbao import form, pipeline
from shenbao.finding import Finding
from tests.conftest import assembled, codes, plain, run

Edit = Callable[[Path, str, str], None]


def only(content: Path) -> Finding:
    [found] = pipeline.check(assembled(content), None).findings
    return found


def told(found: Finding) -> tuple[str, int, str, str]:
    return found.code, found.place.line, str(found.message), str(found.help)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("year: 2024", "year: >=2024", "S001"),
        ("department: 某", "department：某", "S001"),
        ("form: nansha\n", "", "S003"),
        ("form: nansha", "form: 南沙", "M001"),
    ],
)
def test_a_slip_in_the_departments_file_accuses_no_source_of_a_task(
    content: Path, edit: Edit, old: str, new: str, code: str
) -> None:
    edit(content / "tasks/01-培训.md", "funds: 60.00", "funds: 60.00\n资金来源: {财政拨款: 60.00, 其他资金: 0.00}")
    assert codes(content) == []
    edit(content / "department.md", old, new)
    assert codes(content) == [code]


def test_a_form_that_cannot_be_used_accuses_no_source_of_a_task(content: Path, edit: Edit, tmp_path: Path) -> None:
    edit(content / "tasks/01-培训.md", "funds: 60.00", "funds: 60.00\n资金来源: {财政拨款: 60.00, 其他资金: 0.00}")
    shutil.copytree(form.shipped() / "nansha", tmp_path / "templates/nansha")
    (tmp_path / "templates/nansha/words.yaml").write_text("vague_word: [得到提升]\n", encoding="utf-8")
    read = pipeline.assemble(content, tmp_path / "templates")
    assert [f.code for f in read.findings] == ["M002"]


@pytest.mark.parametrize("name", ["02-甲.md.txt", "02-甲.txt", "02-甲.MD", "02-甲.markdown"])
def test_a_task_under_another_name_stops_the_documents(content: Path, name: str) -> None:
    (content / "tasks/01-培训.md").rename(content / "tasks" / name)
    assert codes(content) == ["S014"]
    assert "改名为 02-甲.md（" in plain(content)
    assert run("check", "--content", content).returncode == 1


def test_what_is_no_task_among_the_tasks_stays_a_warning(content: Path) -> None:
    (content / "tasks/说明.docx").write_text("甲", encoding="utf-8")
    assert "警告[S014]" in plain(content)


@pytest.mark.parametrize("folder", [True, False])
def test_a_declaration_without_tasks_is_told_so_once(content: Path, folder: bool) -> None:
    shutil.rmtree(content / "tasks")
    if folder:
        (content / "tasks").mkdir()
    assert told(only(content))[::2] == ("S003", "tasks/ 里没有任务文件")


def test_a_department_without_projects_needs_no_task(content: Path, edit: Edit) -> None:
    shutil.rmtree(content / "tasks")
    edit(content / "department.md", "project: 60.00", "project: 0.00")
    assert "tasks/ 里没有任务文件" not in plain(content)


def test_a_value_that_breaks_at_its_comma_is_one_finding_that_says_so(content: Path, edit: Edit) -> None:
    edit(content / "tasks/01-培训.md", "value: ≥30场", "value: ≥2,400场")
    found = only(content)
    assert told(found)[:3] == ("S015", 6, "花括号里的“≥2,400场”会从逗号处断成两截")
    assert "≥2400场" in str(found.help)
    assert found.place.end_column - found.place.column == len("≥2,400场")
