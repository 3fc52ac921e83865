"""Approvals: who approved which figures is one line beside the content, and what changed since is noticed."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from shenbao import form, pipeline, source
from shenbao.filenames import APPROVALS
from shenbao.finding import Finding
from shenbao.model.approval import ROLES
from tests.conftest import assembled, run

Edit = Callable[[Path, str, str], None]
DAY = ("--today", "2024-03-01")


def approve(content: Path, *words: str, role: str = "财务", name: str = "张三") -> subprocess.CompletedProcess[str]:
    return run("approve", "--content", content, "--role", role, "--name", name, *DAY, *words)


def approved(content: Path, *words: str, role: str = "财务", name: str = "张三") -> Path:
    done = approve(content, *words, role=role, name=name)
    assert done.returncode == 0, done.stderr
    return content / APPROVALS


def noticed(content: Path) -> list[Finding]:
    found = pipeline.check(assembled(content), None).findings
    return [one for one in found if one.code.startswith("A")]


def status(content: Path) -> list[list[str]]:
    done = run("approve", "--status", "--content", content)
    assert done.returncode == 0, done.stderr
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in done.stdout.splitlines()]


def git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    known = ("-c", "user.name=李晓", "-c", "user.email=li@example.org", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *known, *words], cwd=folder, capture_output=True, encoding="utf-8", check=False)


def test_an_approval_is_a_line_and_nothing_has_changed(real: Path) -> None:
    lines = approved(real).read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines if line.startswith("{")]
    assert len(records) == 7
    assert {(one["角色"], one["批准人"], one["日期"]) for one in records} == {("财务", "张三", "2024-03-01")}
    assert [line for line in lines if line.startswith("# ")][-3:] == [f"# {role}" for role in ROLES]
    assert noticed(real) == []


def test_a_changed_figure_is_told_with_both_figures_at_its_place(real: Path, edit: Edit) -> None:
    approved(real)
    edit(real / "tasks/01-港澳与外事.md", "163.00", "173.00")
    [found] = noticed(real)
    assert str(found.message) == "财务（张三，2024-03-01）批准时拟投入的资金是 163.00 万元，现在是 173.00 万元"
    assert (found.place.line, found.related[0].place.file) == (3, f"{real.as_posix()}/{APPROVALS}")
    assert "build.py approve --role 财务" in str(found.help)


def test_prose_spelling_order_and_the_files_name_break_no_approval(real: Path, edit: Edit) -> None:
    approved(real)
    task = real / "tasks/01-港澳与外事.md"
    edit(task, "## 主要实施内容", "## 主要实施内容\n\n又一段话。")
    edit(task, "163.00", "163.0")
    edit(task, "≥800人次", "不少于 800 人次")
    task.rename(real / "tasks/08-港澳.md")
    assert noticed(real) == []


def test_mending_breaks_no_approval(real: Path, edit: Edit) -> None:
    edit(real / "tasks/06-粤港合作咨询委员会.md", "≥85%", "不低于85％")
    approved(real)
    assert run("check", "--fix", "--content", real).returncode == 0
    assert "≥85%" in (real / "tasks/06-粤港合作咨询委员会.md").read_text(encoding="utf-8")
    assert noticed(real) == []


def test_three_roles_that_approved_one_figure_are_one_finding(content: Path, edit: Edit) -> None:
    for role in ROLES:
        approved(content, role=role)
    edit(content / "tasks/01-培训.md", "≥95%", "≥90%")
    [found] = noticed(content)
    assert "科室（张三，2024-03-01）、财务（张三，2024-03-01）、分管领导" in str(found.message)
    assert "“培训考核合格率”的指标值是 ≥95%，现在是 ≥90%" in str(found.message)


def test_approving_again_replaces_the_line(content: Path, edit: Edit) -> None:
    approved(content)
    before = len((content / APPROVALS).read_text(encoding="utf-8").splitlines())
    edit(content / "tasks/01-培训.md", "≥95%", "≥90%")
    approved(content, "tasks/01-培训.md", name="王五")
    text = (content / APPROVALS).read_text(encoding="utf-8")
    assert (len(text.splitlines()), text.count("王五"), text.count("张三")) == (before, 1, 1)
    assert noticed(content) == []


def test_a_renamed_title_is_told_and_approved_again_leaves_nothing_behind(content: Path, edit: Edit) -> None:
    approved(content)
    edit(content / "tasks/01-培训.md", "title: 基层培训", "title: 教师培训")
    [found] = noticed(content)
    assert str(found.message).endswith("批准时叫“基层培训”，现在叫“教师培训”，数没有变")
    approved(content, "tasks/01-培训.md")
    assert noticed(content) == []


def test_a_task_that_is_gone_is_told_until_all_is_approved_again(real: Path) -> None:
    approved(real)
    (real / "tasks/05-驻香港实体办事机构.md").unlink()
    [found] = noticed(real)
    assert "（拟投入的资金 450.00 万元）已不在申报内容里" in str(found.message)
    approved(real, "tasks/01-港澳与外事.md")
    assert len(noticed(real)) == 1
    approved(real)
    assert noticed(real) == []


def test_the_status_says_who_approved_what_and_what_changed(content: Path, edit: Edit) -> None:
    approved(content)
    approved(content, "tasks/01-培训.md", role="科室", name="李四")
    edit(content / "tasks/01-培训.md", "≥95%", "≥90%")
    assert status(content) == [
        ["内容", *ROLES],
        ["department.md", "—", "张三 2024-03-01", "—"],
        ["基层培训", "李四 2024-03-01 后改过", "张三 2024-03-01 后改过", "—"],
    ]


def test_what_is_broken_is_not_approved(content: Path, edit: Edit) -> None:
    edit(content / "tasks/01-培训.md", "category: 质量指标", "category: 质地指标")
    done = approve(content)
    assert (done.returncode, (content / APPROVALS).exists()) == (2, False)
    assert "T001" in done.stderr
    assert "先运行 build.py check" in done.stderr
    assert approve(content, "department.md").returncode == 0


def test_all_is_not_approved_while_a_file_cannot_be_read(content: Path, edit: Edit) -> None:
    edit(content / "tasks/01-培训.md", "funds: ", "<<<<<<< HEAD\nfunds: 1\n=======\nfunds: ")
    done = approve(content)
    assert (done.returncode, (content / APPROVALS).exists()) == (2, False)
    assert "S013" in done.stderr
    assert approve(content, "department.md").returncode == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("tasks/02-没有.md",), "没有可批准的文件"),
        (("../../etc/passwd",), "没有可批准的文件"),
        (("--name", "长" * 61), "姓名不能超过"),
        (("--name", "张\u202e三"), "看不见的字符"),
    ],
)
def test_what_cannot_be_approved_is_said(content: Path, words: tuple[str, ...], says: str) -> None:
    done = approve(content, *words)
    assert (done.returncode, (content / APPROVALS).exists()) == (2, False)
    assert says in done.stderr


def test_a_file_may_be_named_by_its_path(content: Path) -> None:
    text = approved(content, str(content / "tasks/01-培训.md")).read_text(encoding="utf-8")
    assert text.count("{") == 2  # one line and its amounts


def test_the_name_is_that_of_git_where_none_is_given(content: Path) -> None:
    git(content, "init")
    git(content, "config", "user.name", "赵六")
    done = run("approve", "--role", "科室", "--content", content, *DAY)
    assert "赵六" in done.stderr
    nobody = run("approve", "--role", "科室", "--content", content.parent / "content", *DAY, PATH="/nowhere")
    assert nobody.returncode == 2
    assert "--name" in nobody.stderr


def test_approvals_are_in_no_digest_and_no_attached_file(content: Path) -> None:
    before = pipeline.provenance(assembled(content))
    approved(content)
    after = assembled(content)
    assert pipeline.provenance(after) == before
    attached = pipeline.papers(after, pipeline.Wishes(attach=True)).attachments
    assert not [one.name for one in attached if "approvals" in one.name or "张三".encode() in one.data]
    assert pipeline.check(after, None).findings == pipeline.check(assembled(content), None).findings


def test_two_roles_on_two_branches_merge_by_themselves(content: Path) -> None:
    approved(content, role="分管领导")
    git(content, "init")
    git(content, "add", ".")
    git(content, "commit", "-m", "一")
    git(content, "checkout", "-b", "office")
    approved(content, role="科室")
    git(content, "commit", "-am", "二")
    git(content, "checkout", "main")
    approved(content, role="财务")
    git(content, "commit", "-am", "三")
    merged = git(content, "merge", "office")
    assert merged.returncode == 0, merged.stdout
    assert [row.count("张三 2024-03-01") for row in status(content)[1:]] == [3, 3]


def test_both_sides_of_a_conflict_may_be_kept(content: Path, edit: Edit) -> None:
    first = approved(content, name="张三").read_text(encoding="utf-8")
    edit(content / "tasks/01-培训.md", "≥95%", "≥90%")
    done = run("approve", "--content", content, "--role", "财务", "--name", "王五", "--today", "2024-03-02")
    second = (content / APPROVALS).read_text(encoding="utf-8")
    (content / APPROVALS).write_text(f"{second}{first}", encoding="utf-8")
    assert done.returncode == 0
    assert noticed(content) == []
    (content / APPROVALS).write_text(f"<<<<<<< HEAD\n{second}=======\n{first}>>>>>>> office\n", encoding="utf-8")
    assert [f.code for f in assembled(content).findings] == ["S013"]
    assert approve(content).returncode == 2


LINE = '{"角色": "财务", "任务": "甲", "批准人": "张三", "日期": "2024-03-01", "金额": {}, "指标": [], "摘要": "0"}'


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        "9" * 100_000,
        "null",
        '{"角色": {}}',
        LINE,
        LINE.replace("[]", "[[1, 2, 3, 4, 5]]"),
        LINE.replace("{}", '{"甲": ["乙"]}'),
        LINE.replace("张三", "\\ud800"),
        LINE.replace("张三", "\\u202e"),
        LINE.replace("张三", "\\u0007"),
        LINE.replace("2024-03-01", "2024-13-01"),
        LINE.replace('"甲"', f'"{"甲" * 10_000}"'),
    ],
)
def test_a_line_that_is_no_approval_is_told_at_its_place(content: Path, line: str) -> None:
    (content / APPROVALS).write_text(f"# 一\n\n{line}\n", encoding="utf-8")
    [found] = noticed(content)
    assert (found.code, found.place.line) == ("A002", 3)
    assert assembled(content).reading.declaration
    assert approve(content).returncode == 2


def test_many_bad_lines_are_told_as_a_few_and_a_large_file_is_not_read(content: Path) -> None:
    (content / APPROVALS).write_text("坏\n" * 100_000, encoding="utf-8")
    assert len(noticed(content)) == 20
    (content / APPROVALS).write_bytes(b"#" * (source.MOST_OF_APPROVALS + 1))
    assert [f.code for f in assembled(content).findings] == ["S011"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_a_link_is_neither_followed_out_of_the_folder_nor_written_through(content: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("别人的文件\n", encoding="utf-8")
    (content / APPROVALS).symlink_to(victim)
    assert [f.code for f in assembled(content).findings] == ["S016"]
    assert approve(content).returncode == 2
    assert victim.read_text(encoding="utf-8") == "别人的文件\n"


def test_what_is_wrong_with_the_approvals_leaves_the_declaration_whole(content: Path) -> None:
    (content / APPROVALS).symlink_to("/etc/hostname")
    declaration = pipeline.assemble(content, form.shipped()).reading.declaration
    assert declaration
    assert declaration.whole
