"""`build.py diff`: revisions and folders, read without touching anything; what it says, and what it says of bad input."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from shenbao import changelogs, form, pipeline, revisions, sides, source
from shenbao.changelogs import Changelog, md
from shenbao.changes.record import FoundChange
from tests import generated
from tests.conftest import ROOT, git, run

Edit = Callable[[Path, str, str], None]
FIRST, SECOND = "tasks/01-港澳与外事.md", "tasks/02-国际化社区.md"
HOSTILE = "<img src=x onerror=alert(1)> @octocat #12 !3 [甲](https://evil.example) `x` **粗** | www.evil.example GH-7 :smile: ~~删~~"


def diff(folder: Path, *words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return run("diff", *words, cwd=folder, timeout=60, **environment)


def log(folder: Path, base: str = "HEAD", head: str = "", lang: str = "zh") -> Changelog:
    with sides.both(sides.Wanted(base, head, folder / "content", folder / "templates")) as (old, new):
        return changelogs.of(old, new, lang)


def changed(repository: Path, edit: Edit) -> None:
    """Change a figure and a target, rename a task in both ways, drop one and add one."""
    content = repository / "content"
    edit(content / FIRST, "funds: 163.00", "funds: 170.00")
    edit(content / FIRST, "≥800人次", "≥700人次")
    (content / "tasks/05-驻香港实体办事机构.md").rename(content / "tasks/07-驻港.md")
    edit(content / "tasks/07-驻港.md", "title: 南沙驻香港", "title: 驻香港")
    (content / SECOND).rename(content / "tasks/09-新任务.md")
    (content / "tasks/09-新任务.md").write_text("---\ntitle: 新任务\nfunds: 1.00\n---\n", encoding="utf-8")


def test_a_change_is_told_by_its_money_targets_tasks_and_findings(repository: Path, edit: Edit) -> None:
    changed(repository, edit)
    done = diff(repository, "HEAD")
    assert done.returncode == 0, done.stderr
    assert "港澳与外事工作任务  拟投入的资金  163.00 → 170.00  +7.00  +4.3%  重点工作任务合计" in done.stdout
    assert "接待来宾人数  实施周期指标值、年度指标值  ≥800人次 → ≥700人次  降低 -12.5%" in done.stdout
    assert "tasks/05-驻香港实体办事机构.md-] → {+tasks/07-驻港.md+}" in done.stdout
    assert "新增  {+新任务+}  tasks/09-新任务.md；资金 1.00 万元，指标 0 个" in done.stdout
    assert "国际化社区试点创建任务  主要实施内容  [-依托第三方专业机构" in done.stdout
    assert "指标 2 个（新增 0，删去 1，要求提高 0，降低 1）" in done.stdout
    assert "任务新增 1 项，删去 1 项，改名 1 项，其他修改 0 项" in done.stdout
    assert re.search("新增  错误 S008 .*09-新任务", done.stdout)


def test_two_revisions_are_compared_whatever_lies_on_the_disk(repository: Path, edit: Edit) -> None:
    edit(repository / "content" / FIRST, "funds: 163.00", "funds: 170.00")
    git(repository, "commit", "-q", "-a", "-m", "figure")
    shutil.rmtree(repository / "content")
    done = diff(repository, "HEAD~1", "HEAD", "--content", "content")
    assert "163.00 → 170.00" in done.stdout
    assert not (repository / "content").exists()


def test_neither_the_work_tree_nor_the_repository_is_touched(repository: Path, edit: Edit) -> None:
    edit(repository / "content" / FIRST, "funds: 163.00", "funds: 170.00")
    os.utime(repository / "content" / SECOND)  # git would like to note that it is as it was

    def state() -> dict[Path, tuple[int, bytes]]:
        return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in repository.rglob("*") if path.is_file()}

    before = state()
    assert diff(repository, "HEAD").returncode == 0
    assert state() == before


def test_nothing_that_a_repository_configures_is_run(repository: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch '{tmp_path}/sprung'\ncat\n", encoding="utf-8")
    trap.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "diff.x.textconv",
        "filter.x.smudge",
        "core.sshCommand",
    ):
        git(repository, "config", key, str(trap))
    git(repository, "config", "core.hooksPath", str(tmp_path))
    (repository / ".gitattributes").write_text("* diff=x filter=x\n", encoding="utf-8")
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        shutil.copy(trap, tmp_path / hook)
    assert diff(repository, "HEAD", GIT_EXTERNAL_DIFF=str(trap), GIT_PAGER=str(trap)).returncode == 0
    assert not (tmp_path / "sprung").exists()


def test_the_repository_is_the_one_around_the_content_whatever_a_hook_says(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", str(tmp_path / "other"))
    done = diff(repository, "HEAD", GIT_DIR=str(tmp_path / "other/.git"), GIT_INDEX_FILE="nowhere", GIT_WORK_TREE="/")
    assert (done.returncode, "没有变化" in done.stdout) == (0, True)


def test_what_is_read_at_a_revision_is_what_is_read_on_the_disk(repository: Path) -> None:
    content = repository / "content"
    (content / "附件").mkdir()
    (content / "附件/a.md").write_text("a", encoding="utf-8")
    (content / "tasks/03.md.txt").write_text("a", encoding="utf-8")
    (content / "tasks/深/").mkdir()
    (content / "tasks/深/b.md").write_text("b", encoding="utf-8")
    (content / "说明.txt").write_text("c", encoding="utf-8")
    (content / "other.md").write_text("x" * (1 << 20) + "x", encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "strangers")
    found = revisions.files(revisions.find("HEAD", content), {content: source.belongs})[content]
    there, here = source.recorded(content.as_posix(), found), source.read(content)
    assert (there.raw, there.whole) == (here.raw, here.whole)
    assert sorted(there.findings, key=str) == sorted(here.findings, key=str)


def test_what_a_side_says_is_what_a_check_of_it_says(repository: Path, edit: Edit, tmp_path: Path) -> None:
    shutil.copytree(repository / "content", tmp_path / "content")
    changed(repository, edit)
    wanted = sides.Wanted("HEAD", "", repository / "content", repository / "templates")
    with sides.both(wanted) as (old, new):
        for side, folder in ((old, tmp_path / "content"), (new, repository / "content")):
            alone = pipeline.check(pipeline.assemble(folder, form.shipped()), None)
            place = f"{side.folders[0]}/"
            told = [(one.code, str(one.message), one.place.file.removeprefix(place)) for one in side.examined.findings]
            assert told == [
                (one.code, str(one.message), one.place.file.removeprefix(f"{folder}/")) for one in alone.findings
            ]


def test_links_and_submodules_of_a_revision_are_not_followed(repository: Path) -> None:
    content = repository / "content"
    (content / SECOND).unlink()
    (content / SECOND).symlink_to("/etc/passwd")
    head = git(repository, "rev-parse", "HEAD")
    git(repository, "add", "-A")
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{head},content/tasks/10-子模块.md")
    git(repository, "commit", "-q", "-m", "links")
    git(repository, "checkout", "-q", "HEAD~1", "--", "content")
    done = diff(repository, "HEAD", "HEAD~1", "--format", "json")
    told = json.loads(done.stdout)
    assert [one["file"] for one in told["findings"]["gone"] if one["code"] == "S016"] == [
        f"content/{SECOND}", "content/tasks/10-子模块.md",
    ]  # fmt: skip
    assert told["changes"]["unread"] == [SECOND, "tasks/10-子模块.md"]
    assert "root:" not in done.stdout


def test_a_form_is_the_one_of_the_revision(repository: Path, edit: Edit) -> None:
    edit(repository / "templates/nansha/form.yaml", "decimals: 2", "decimals: 2\ndecimal: 3")
    git(repository, "commit", "-q", "-a", "-m", "broken form")
    git(repository, "checkout", "-q", "HEAD~1", "--", "templates")
    done = diff(repository, "HEAD", "--format", "json")
    told = json.loads(done.stdout)
    assert done.returncode == 2
    assert [(one["code"], one["file"]) for one in told["findings"]["gone"]][-1] == (
        "M002",
        "templates/nansha/form.yaml",
    )


def test_two_folders_are_compared_without_git(content: Path, tmp_path: Path, edit: Edit) -> None:
    old = shutil.copytree(content, tmp_path / "2023")
    edit(content / "tasks/01-培训.md", "≥30场", "≥40场")
    edit(content / "department.md", "year: 2024", "year: 2025")
    done = diff(tmp_path, old, content, PATH="")
    assert (done.returncode, "培训场次  实施周期指标值、年度指标值  ≥30场 → ≥40场  提高 +33.3%" in done.stdout) == (
        0,
        True,
    )
    assert "年度  2024 → 2025" in done.stdout


def test_a_newly_waived_finding_is_told_with_its_reason(repository: Path, edit: Edit) -> None:
    edit(repository / "content" / SECOND, "category: 质量指标", "category: 质量指标\n    waive: {Q006: 上级规定}")
    told = log(repository).found
    assert [(one.finding.code, one.reason) for one in told.waived] == [("Q006", "上级规定")]
    assert (told.new, told.gone) == ((), ())


def test_the_findings_of_a_renamed_task_are_neither_new_nor_gone(repository: Path, edit: Edit) -> None:
    (repository / "content/tasks/04-粤澳发展促进会.md").rename(repository / "content/tasks/08-促进会.md")
    edit(
        repository / "content/tasks/08-促进会.md", "title: 广州南沙粤澳发展促进会综合保障工作", "title: 促进会综合保障"
    )
    told = log(repository).found
    assert ([one.code for one in told.new], [one.code for one in told.gone]) == ([], [])


# -- formats


def test_nothing_of_a_source_is_markup_or_a_mention_in_a_comment(repository: Path, edit: Edit) -> None:
    for path, old in ((FIRST, "title: 港澳与外事工作任务"), (SECOND, "- name: 提升国际化社区工作人员业务素质")):
        edit(repository / "content" / path, old, f'{old.partition(": ")[0]}: "{HOSTILE}"')
    text = changelogs.write("md", log(repository))
    page = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"]).render(text)
    assert {tag.lower() for tag in re.findall(r"<([a-zA-Z][a-zA-Z0-9]*)", page)} <= {
        "h3", "h4", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "del", "ins",
    }  # fmt: skip
    shown = re.sub("<[^>]*>", "", page)
    assert "\u200b" in shown
    assert not re.search(r"@\w|#\d|!\d|://|www\.|GH-\d|:smile:", shown)
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown.replace("\u200b", "")


def test_a_comment_is_cut_between_rows_and_says_so(repository: Path) -> None:
    tasks = repository / "content/tasks"
    for n in range(600):
        shutil.copy(tasks / "03-商协会服务集聚区.md", tasks / f"2{n:03}-甲.md")
        (tasks / f"2{n:03}-甲.md").write_text(f"---\ntitle: 第{n}项{'甲' * 60}\nfunds: 1\n---\n", encoding="utf-8")
    text = changelogs.write("md", log(repository))
    assert len(text) <= md.MOST
    assert re.search(r"\|\n\n太长，后面还有 [0-9]+ 行没有列出", text)


def test_the_page_escapes_everything_and_asks_for_nothing(repository: Path, edit: Edit) -> None:
    edit(repository / "content" / FIRST, "title: 港澳与外事工作任务", f'title: "{HOSTILE}"')
    page = changelogs.write("html", log(repository))
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert not re.search(r"<(script|link|iframe)|(?:src|href)=[\"']|url\(", page)


def test_the_json_fits_its_schema(repository: Path, edit: Edit) -> None:
    changed(repository, edit)
    validator = Draft202012Validator(json.loads(changelogs.schema()))
    for base in ("HEAD", str(ROOT / "examples/chongqing")):
        told = json.loads(changelogs.write("json", log(repository, base)))
        assert [error.message for error in validator.iter_errors(told)] == []


@pytest.mark.parametrize("name", changelogs.FORMATS)
def test_a_report_is_written_to_a_file_and_the_same_twice(
    repository: Path, edit: Edit, tmp_path: Path, name: str
) -> None:
    changed(repository, edit)
    files = [tmp_path / f"a{n}" for n in range(2)]
    for file in files:
        done = diff(repository, "HEAD", "--format", name, "--output", file)
        assert (done.returncode, done.stdout) == (0, "")
    assert files[0].read_bytes() == files[1].read_bytes()
    assert diff(repository, "HEAD", "--output", "content/a.md").returncode == 2


def test_any_two_declarations_can_be_compared_in_every_format(tmp_path: Path) -> None:
    validator = Draft202012Validator(json.loads(changelogs.schema()))
    for number in range(6):
        generated.write(tmp_path / str(number), number)
    for number in range(5):
        wanted = sides.Wanted(str(tmp_path / str(number)), "", tmp_path / str(number + 1), form.shipped())
        with sides.both(wanted) as (old, new):
            told = changelogs.of(old, new, "en")
        assert all(changelogs.write(name, told) for name in changelogs.FORMATS)
        assert [error.message for error in validator.iter_errors(json.loads(changelogs.write("json", told)))] == []


@pytest.mark.parametrize("name", ["content", ".content", "内 容*[a]"])
def test_the_content_may_stand_anywhere_in_the_repository(repository: Path, edit: Edit, name: str) -> None:
    git(repository, "mv", "content", "x")
    git(repository, "mv", "x", name)
    git(repository, "commit", "-q", "--allow-empty", "-m", "moved")
    edit(repository / name / FIRST, "funds: 163.00", "funds: 170.00")
    assert "163.00 → 170.00" in diff(repository, "HEAD", "--content", name).stdout
    assert "163.00 → 170.00" in diff(repository / name, "HEAD", "--content", ".").stdout


# -- bad input


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere",), "没有版本“nowhere”"),
        (("--", "--output=x"), "“--output=x”不是版本"),
        (("HEAD:content",), "没有版本"),
        (("main..HEAD",), "没有版本"),
        (("HEAD", "--content", "nowhere"), "没有内容文件夹 nowhere"),
        (("HEAD", "HEAD", "--content", "nowhere"), "版本 HEAD 里没有文件夹 nowhere"),
    ],
)
def test_what_is_no_revision_is_said_to_be_none(repository: Path, words: tuple[str, ...], says: str) -> None:
    done = diff(repository, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


def test_without_git_or_a_repository_it_says_what_can_be_done(content: Path, repository: Path) -> None:
    done = diff(content.parent, "HEAD", "--content", content, GIT_CEILING_DIRECTORIES=str(content.parent.parent))
    assert (done.returncode, "不在 git 仓库里" in done.stderr) == (2, True)
    done = diff(repository, "HEAD", PATH="")
    assert (done.returncode, "没有 git" in done.stderr) == (2, True)


def test_a_shallow_clone_without_the_revision_says_how_to_get_it(repository: Path, tmp_path: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    git(repository, "commit", "-q", "--allow-empty", "-m", "second")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", str(tmp_path / "浅"))
    done = diff(tmp_path / "浅", base)
    assert (done.returncode, "浅克隆" in done.stderr) == (2, True)


def test_a_partial_clone_is_never_completed_in_secret(repository: Path, edit: Edit, tmp_path: Path) -> None:
    git(repository, "config", "uploadpack.allowFilter", "true")
    edit(repository / "content" / FIRST, "funds: 163.00", "funds: 170.00")
    git(repository, "commit", "-q", "-a", "-m", "second")
    git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{repository}", str(tmp_path / "部分"))
    done = diff(tmp_path / "部分", "HEAD~1")
    assert (done.returncode, "部分克隆" in done.stderr) == (2, True)


def test_a_log_obeys_nothing_of_a_report(repository: Path, edit: Edit) -> None:
    edit(
        repository / "content" / FIRST,
        "title: 港澳与外事工作任务\nfunds: 163.00",
        'title: "::error::甲"\nfunds: 170.00',
    )
    assert "  : :error::甲  拟投入的资金" in diff(repository, "HEAD").stdout


def test_a_broken_side_is_shown_with_its_findings(repository: Path, edit: Edit) -> None:
    edit(repository / "content/department.md", "form: nansha", "form: nansha\nform: nansha")
    git(repository, "commit", "-q", "-a", "-m", "broken")
    edit(repository / "content/department.md", "form: nansha\nform: nansha", "form: [")
    done = diff(repository, "HEAD")
    assert done.returncode == 2
    assert "现在的文件（content） 读不成一份申报表" in done.stderr
    assert "新增  错误 S001" in done.stdout


def test_a_merge_in_conflict_is_shown_and_the_rest_is_compared(repository: Path, edit: Edit) -> None:
    edit(repository / "content" / SECOND, "funds: ", "<<<<<<< HEAD\nfunds: 1\n=======\nfunds: ")
    edit(repository / "content" / FIRST, "funds: 163.00", "funds: 170.00")
    done = diff(repository, "HEAD")
    assert done.returncode == 0
    assert "新增  错误 S013" in done.stdout
    assert "163.00 → 170.00" in done.stdout
    assert "删去 0 项" in done.stdout
    assert "重点工作任务合计  1,245.55" not in done.stdout
    assert "有 1 个文件没有读进来，没有比较；其余的：金额 1 处" in done.stdout


def test_what_was_not_asked_is_neither_gone_nor_new(repository: Path, edit: Edit) -> None:
    edit(repository / "content" / SECOND, "funds: 34.00", "funds: 34万元")
    git(repository, "commit", "-q", "-a", "-m", "broken")
    edit(repository / "content" / SECOND, "funds: 34万元", "funds: 934.00")
    mended, broken = log(repository).found, log(repository, "HEAD", "HEAD~1").found
    assert [(one.code, one.severity) for one in mended.new] == [("F003", "error")]
    assert [one.code for one in mended.gone] == ["S005"]
    assert [one.code for one in broken.gone] == ["S005"]
    assert [one.code for one in log(repository, "HEAD~1", "HEAD").found.gone] == []


def test_the_findings_of_a_renamed_target_are_neither_new_nor_gone(repository: Path, edit: Edit) -> None:
    edit(repository / "content" / FIRST, "name: 出访人数", "name: 出国出访人数")
    edit(repository / "content/department.md", "出访人数", "出国出访人数")
    assert log(repository).found == FoundChange()


def test_another_form_on_the_other_side_cannot_be_compared(repository: Path) -> None:
    done = diff(repository, ROOT / "examples/chongqing")
    assert done.returncode == 2
    assert "不是同一张表样，没法比较" in done.stderr
    assert "chongqing" in done.stderr
    assert "消失 0 项" in done.stdout
