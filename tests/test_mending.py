"""Mends change the spelling and nothing else: figures, values and categories stay, and so does every byte around them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shenbao import mending, pipeline, source
from shenbao.mending import files, marks
from shenbao.model.declaration import Declaration
from shenbao.model.quotation import Quotations
from tests.conftest import DEPARTMENT, TASK, assembled, plain, run

Edit = Callable[[Path, str, str], None]
TASK_FILE, DEPARTMENT_FILE = "tasks/01-培训.md", "department.md"


def mended(content: Path) -> pipeline.Mended:
    found = pipeline.mend(assembled(content), None)
    assert not found.astray
    return found


def fix(content: Path) -> str:
    """Mend the files of `content`; return what the program said of it."""
    done = run("check", "--content", content, "--fix")
    assert "Traceback" not in done.stderr
    return done.stderr


def target(content: Path, typed: str) -> str:
    """Return the line of a target that was typed as `typed`, mended."""
    path = content / TASK_FILE
    path.write_text(
        TASK.replace("  - {name: 培训场次, category: 数量指标, value: ≥30场}\n", typed + "\n"), encoding="utf-8"
    )
    new = {change.name: change.new for change in mended(content).changes}.get(TASK_FILE, path.read_bytes())
    lines = typed.count("\n") + 1
    return "\n".join(new.decode().split("\n")[5 : 5 + lines])


# -- values and amounts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("不低于 95％", "≥95%"), ("８００人次", "800人次"), ("<=15万元", "≤15万元"), ("控制在15万元以内", "≤15万元"),
        ('">=800人次"', '"≥800人次"'), ("'>= 800 人次'", "'≥800人次'"), ('"＞８００人次"', '">800人次"'), ("≥８００人次  # 注", "≥800人次  # 注"),
        ("≥1，200人次", "≥1,200人次"), ('"≥1，200人次"', '"≥1,200人次"'), ("＝１００．００（％）", "=100.00%"), ('" ≥8次 "', '"≥8次"'),
    ],
)  # fmt: skip
def test_a_value_gets_the_spelling_that_is_printed(content: Path, typed: str, becomes: str) -> None:
    before = "  - name: 培训场次\n    category: 数量指标\n    value: "
    assert target(content, before + typed) == before + becomes


@pytest.mark.parametrize(
    "typed",
    [
        "≥800人次", "得到提升", "２０２４年12月底前", "90％-95％", "3级以上", "3星级以上", "4A级以上", "2等级以上", "≥95%以下", "＞800人次", '"\\u2265８00人次"', "|\n      ≥８次",
        "不少于\n      ８次", "''", "≥８００人次　以上，其中学生占一半",
    ],
)  # fmt: skip
def test_a_value_that_would_be_read_otherwise_or_is_no_number_is_left(content: Path, typed: str) -> None:
    line = f"  - name: 培训场次\n    category: 数量指标\n    value: {typed}"
    assert target(content, line) == line


def test_in_braces_a_comma_that_would_cut_the_value_is_left(content: Path) -> None:
    line = "  - {name: 培训场次, category: 数量指标, value: ≥1，200人次}"
    assert target(content, line) == line


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("funds: ６０．００", "funds: 60.00"), ('funds: "６0.00"   # 万元', 'funds: "60.00"   # 万元'),
        ("funds: 60.00\nsources: {appropriation: ６０, other: '０'}", "funds: 60.00\nsources: {appropriation: 60, other: '0'}"),
        ("资金: ６０", "资金: 60"), ("funds: 1，２８８.25", "funds: 1,288.25"), ('funds: "1,288.25"', 'funds: "1,288.25"'),
        ("funds: 1288.25\nsources: {appropriation: １，２８８.25, other: 0}", "funds: 1288.25\nsources: {appropriation: 1，288.25, other: 0}"),
    ],
)  # fmt: skip
def test_an_amount_gets_half_width_digits(content: Path, edit: Edit, typed: str, becomes: str) -> None:
    edit(content / TASK_FILE, "funds: 60.00", typed)
    new = {change.name: change.new.decode() for change in mended(content).changes}
    assert becomes in new.get(TASK_FILE, typed)


def test_the_budget_in_either_style_and_a_weight_are_mended(content: Path, edit: Edit) -> None:
    edit(content / DEPARTMENT_FILE, "{basic: 100.00, project: 60.00}", "\n    basic: １００.00\n    project: ６０")
    edit(content / DEPARTMENT_FILE, "{appropriation: 160.00, other: 0.00}", "{appropriation: １６０, other: ０}")
    edit(content / TASK_FILE, "value: ≥30场", "value: ≥30场, weight: １０")
    new = {change.name: change.new.decode() for change in mended(content).changes}
    assert "basic: 100.00\n    project: 60\n" in new[DEPARTMENT_FILE]
    assert "{appropriation: 160, other: 0}" in new[DEPARTMENT_FILE]
    assert "weight: 10}" in new[TASK_FILE]


# -- names ---------------------------------------------------------------------------------------------------------


def named(content: Path, task: str, department: str = "", order: str = "") -> tuple[str, str]:
    """Return both files as mended, with targets of 质量指标 and an order as typed."""
    (content / TASK_FILE).write_text(TASK.replace("targets:\n", f"targets:\n{task}"), encoding="utf-8")
    head = (f"targets:\n{department}" if department else "") + order
    (content / DEPARTMENT_FILE).write_text(DEPARTMENT.replace("---\n全年", f"{head}---\n全年"), encoding="utf-8")
    new = {change.name: change.new for change in mended(content).changes}
    return tuple(new.get(n, (content / n).read_bytes()).decode() for n in (TASK_FILE, DEPARTMENT_FILE))  # type: ignore[return-value]


def test_a_name_that_changes_changes_wherever_it_is_named_but_in_prose(content: Path) -> None:
    typed = "  - {name: 达标率（%）, category: 质量, value: ≥90%}\n"
    order = "order:\n  质量指标:\n    - 培训考核合格率\n    - '达标率（%）'   # 最后\n  数量指标: [达标率（%）]\n"
    task, department = named(content, typed, order=order)
    assert "  - {name: 达标率, category: 质量, value: ≥90%}\n" in task
    assert "    - '达标率'   # 最后\n  数量指标: [达标率（%）]\n" in department


def test_a_mend_of_a_name_is_one_act_with_its_edits_in_all_files(content: Path) -> None:
    named(content, "  - {name: 达标率（%）, category: 质量, value: ≥90%}\n", order="order: {质量: [达标率（%）]}\n")
    [mend] = mended(content).mends
    assert (mend.code, mend.name, str(mend.at)) == ("Q010", "达标率", f"{TASK_FILE}#targets/0/name")
    assert [(e.place.file.removeprefix(f"{content}/"), e.old, e.new) for e in mend.edits] == [
        (TASK_FILE, "达标率（%）", "达标率"), (DEPARTMENT_FILE, "达标率（%）", "达标率"),
    ]  # fmt: skip
    for edit in mend.edits:
        line = Path(edit.place.file).read_text(encoding="utf-8").split("\n")[edit.place.line - 1]
        assert line[edit.place.column - 1 : edit.place.end_column - 1] == edit.old


@pytest.mark.parametrize(
    "name",
    [
        "达标率(%)",
        "达标率（％）",
        "达标率 （%）",
        "达标率(%)（%）",
        "达标率，，（%）",
        "达标率（单位：%）",
        "达标率【%】",
    ],
)
def test_every_bracket_of_per_cent_goes(content: Path, name: str) -> None:
    task, _department = named(content, f"  - {{name: {name}, category: 质量指标, period: ≥90%, annual: ≥９0％}}\n")
    assert re.search(r"name: 达标率，?, category", task)


@pytest.mark.parametrize(
    "typed",
    [
        "  - {name: 达标率（%）, category: 质量指标, value: ≥90}\n",  # the unit stands nowhere else
        "  - {name: 达标率（%）, category: 质量指标, period: ≥90%, annual: 得到提升}\n",
        "  - {name: 人数（人）, category: 质量指标, value: ≥90%}\n",
        "  - {name: （%）, category: 质量指标, value: ≥90%}\n",
        "  - {name: 达标率（%）, category: 质量指标, value: ≥90%}\n  - {name: 达标率, category: 质量指标, value: ≥90%}\n",
        "  - {name: 达标率（%）, category: 质量指标, value: ≥90%}\n  - {name: 达标率(%), category: 质量指标, value: ≥80%}\n",
        '  - {name: "\\u8fbe标率（%）", category: 质量指标, value: ≥90%}\n',
        "  - {name: 达标率（%）, category: 质量指标, value: ≥90%, waive: {Q010: 上级表样的名称}}\n",
    ],
)  # fmt: skip
def test_a_name_stays_where_the_bracket_is_needed_or_two_would_be_alike(content: Path, typed: str) -> None:
    assert typed in named(content, typed)[0]


def test_a_name_stays_where_another_file_has_its_new_name(content: Path) -> None:
    typed = "  - {name: 达标率（%）, category: 质量指标, value: ≥90%}\n"
    assert typed in named(content, typed, "  - {name: 达标率, category: 质量指标, value: ≥90%}\n")[0]
    assert typed not in named(content, typed, "  - {name: 达标率, category: 社会效益指标, value: ≥90%}\n")[0]


def test_a_name_stays_where_the_order_has_its_new_name(content: Path) -> None:
    typed = "  - {name: 达标率（%）, category: 质量指标, value: ≥90%}\n"
    order = "order: {质量指标: [达标率, 培训考核合格率, 达标率（%）]}\n"
    assert typed in named(content, typed, order=order)[0]


def test_a_name_stays_while_a_file_cannot_be_read_and_spellings_elsewhere_are_mended(content: Path) -> None:
    (content / "tasks/02.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    task, _department = named(content, "  - {name: 达标率（%）, category: 质量指标, value: 不低于90%}\n")
    assert "  - {name: 达标率（%）, category: 质量指标, value: ≥90%}\n" in task


def test_a_waiver_of_the_whole_task_keeps_its_names_and_marks(content: Path, edit: Edit) -> None:
    edit(content / TASK_FILE, "培训考核合格率", "培训考核合格率（%）")
    edit(content / TASK_FILE, "开展培训。", "开展培训。。")
    edit(content / TASK_FILE, "duration: 2024", "duration: 2024\nwaive: {Q010: 甲, N004: 乙}")
    assert mended(content).mends == ()


@pytest.mark.parametrize(
    "waiver", ["{reason: 上级的名称, until: 2020-01-01}", "''", "{reason: 上级的名称, until: 月底}"]
)
def test_a_waiver_that_has_ended_or_is_wrong_keeps_nothing(content: Path, edit: Edit, waiver: str) -> None:
    edit(content / TASK_FILE, "培训考核合格率", "培训考核合格率（%）")
    edit(content / TASK_FILE, "duration: 2024", f"duration: 2024\nwaive: {{Q010: {waiver}}}")
    done = run("check", "--content", content, "--fix", "--diff", "--today", "2024-01-01")
    assert "+  - {name: 培训考核合格率, " in done.stdout, done.stderr


# -- narratives ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("开展培训，，办班。。", "开展培训，办班。"), ("一是甲；；二是乙、、丙：：丁，。", "一是甲；二是乙、丙：丁。"), ("甲；。乙，；丙", "甲。乙；丙"),
        ("“甲”，，“乙”。。", "“甲”，“乙”。"), ('采购 55"屏，，"甲，，乙"', '采购 55"屏，"甲，，乙"'), ("“甲\n\n乙，，“丙”", "“甲\n\n乙，“丙”"),
        ("办班 30，，其中", "办班 30，其中"), ("**甲，，**乙", "**甲，**乙"), ("- 甲；；\n- 乙。。", "- 甲；\n- 乙。"),
    ],
)  # fmt: skip
def test_two_marks_become_the_one_that_was_meant(content: Path, edit: Edit, typed: str, becomes: str) -> None:
    edit(content / TASK_FILE, "开展培训。", typed)
    [change] = mended(content).changes
    assert f"\n{becomes}\n" in change.new.decode()


@pytest.mark.parametrize(
    "typed",
    [
        "甲……乙——丙", "甲？！乙！！", "甲。。。", "甲，，，乙", "《关于甲，，乙的通知》", "称“甲，，乙”", "《甲\n，，乙》", "1，，200 人", "１，，２",
        "甲，**，乙**", "甲，\n，乙", "甲、，乙", "甲。；乙", "甲,,乙..丙;;", "甲，,乙", "一、，甲",
    ],
)  # fmt: skip
def test_marks_that_may_be_meant_are_left(content: Path, edit: Edit, typed: str) -> None:
    edit(content / TASK_FILE, "开展培训。", typed)
    assert mended(content).changes == ()


@pytest.mark.parametrize(
    "typed",
    [
        '称"甲，，乙"。', "称'甲，，乙'。", "称“甲，，\n\n“乙。。\n\n丙、、丁。”完。", "《关于《甲》，，乙》。", '“甲"，，乙”。', "“甲，，乙。", "「甲，，乙」。",
        "落实《甲，，乙》。",
    ],
)  # fmt: skip
def test_doubled_marks_in_what_is_quoted_are_left_by_the_rule_and_the_mend(
    content: Path, edit: Edit, typed: str
) -> None:
    edit(content / TASK_FILE, "开展培训。", typed)
    assert mended(content).changes == ()
    assert "两个标点连用" not in plain(content)


@given(st.lists(st.text("，。“”‘’《》\"'甲", max_size=12), max_size=4))
def test_whatever_is_mended_is_outside_of_every_quotation(texts: list[str]) -> None:
    quotations = Quotations(texts, ["“”"])
    quoted = [[quotations.hold(n, place) for place in range(len(text))] for n, text in enumerate(texts)]
    assert not any(quoted[n][pair.start] for n, pair in marks.pairs(texts, ["“”"]))
    for n, text in enumerate(texts):  # between 《 and the next 》 of a paragraph nothing is free
        assert not any(False in quoted[n][slice(*found.span())] for found in re.finditer("《[^》]*", text))


def test_the_goal_and_the_other_tasks_are_mended_too(content: Path, edit: Edit) -> None:
    edit(content / DEPARTMENT_FILE, "全年完成", "全年，，完成")
    (content / "other.md").write_text("完成交办的任务。。\n\n再说，，一遍", encoding="utf-8")
    new = {change.name: change.new.decode() for change in mended(content).changes}
    assert new["other.md"] == "完成交办的任务。\n\n再说，一遍"
    assert "全年，完成" in new[DEPARTMENT_FILE]


def test_a_byte_order_mark_before_the_first_words_stays(content: Path) -> None:
    (content / "other.md").write_bytes(b"\xef\xbb\xbf" + "甲，，乙。。".encode())
    [change] = mended(content).changes
    assert change.new == b"\xef\xbb\xbf" + "甲，乙。".encode()


@given(st.text("，。；、：！？…《》“”‘’甲乙12３，。", max_size=30))
def test_single_marks_are_made_once_and_nothing_else_changes(text: str) -> None:
    once = marks.single(text)
    assert marks.single(once) == once
    assert marks.without(once) == marks.without(text)


# -- files ---------------------------------------------------------------------------------------------------------


def test_the_real_declaration_loses_only_its_brackets(real: Path) -> None:
    assert sorted({(m.says.values[0][1], m.name) for m in mended(real).mends}) == [
        ("咨询任务完成率(%)", "咨询任务完成率"), ("服务对象满意度(%)", "服务对象满意度"), ("验收达标率（%）", "验收达标率"),
    ]  # fmt: skip


def test_the_command_says_what_it_did_and_a_second_time_has_nothing_to_do(real: Path) -> None:
    before = [path.read_bytes() for path in sorted(real.rglob("*.md"))]
    first = run("check", "--content", real, "--fix")
    assert first.returncode == 0
    assert f"{real}/department.md:26:11 指标名称“验收达标率（%）”改成“验收达标率”\n" in first.stderr
    assert "改了 4 处" in first.stderr.splitlines()[-1]
    assert [path.read_bytes() for path in sorted(real.rglob("*.md"))] != before
    assert "没有可以自动改的写法" in run("check", "--content", real, "--fix").stderr
    assert not [path for path in real.rglob(".*") if path.name.startswith(".shenbao-")]


def test_the_report_is_of_the_mended_files_and_json_stays_pure(content: Path, edit: Edit) -> None:
    edit(content / TASK_FILE, "value: ≥30场", "value: 不低于30 场")
    edit(content / DEPARTMENT_FILE, "basic: 100.00", "basic: １０1.00")
    done = run("check", "--content", content, "--fix", "--format", "json")
    assert done.returncode == 1
    assert done.stdout.startswith("{")
    assert "改了 2 处" in done.stderr


def test_no_name_is_a_command_to_the_log_that_tells_of_its_mend(content: Path, edit: Edit) -> None:
    edit(content / TASK_FILE, "name: 培训考核合格率", 'name: "##[error]合格率##vso[a]（%）"')
    told = fix(content)
    assert "## [error]合格率## vso[a]（%）" in told
    assert not re.search(r"##(\[|vso\[)|^\s*::", told, re.MULTILINE)


def test_diff_shows_and_writes_nothing(content: Path, edit: Edit) -> None:
    edit(content / TASK_FILE, "value: ≥30场", "value: 不低于30 场")
    before = (content / TASK_FILE).read_bytes()
    done = run("check", "--content", "content", "--fix", "--diff", cwd=content.parent)
    assert done.returncode == 0
    assert done.stdout.startswith(f"--- content/{TASK_FILE}\n+++ content/{TASK_FILE}\n@@ -3,7 +3,7 @@\n funds: 60.00\n")
    assert (
        "\n-  - {name: 培训场次, category: 数量指标, value: 不低于30 场}\n+  - {name: 培训场次, category: 数量指标, value: ≥30场}\n"
        in done.stdout
    )
    assert "没有写入" in done.stderr
    assert (content / TASK_FILE).read_bytes() == before


def test_diff_without_fix_or_with_a_format_is_wrong_usage(content: Path) -> None:
    for words in (["--diff"], ["--fix", "--diff", "--format", "json"]):
        done = run("check", "--content", content, *words)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
        assert "--diff" in done.stderr


def test_the_exit_status_is_that_of_the_check(content: Path, edit: Edit) -> None:
    edit(content / DEPARTMENT_FILE, "basic: 100.00", "basic: １０1.00")
    for words in (["--fix", "--diff"], ["--fix"], []):
        assert run("check", "--content", content, *words).returncode == 1


def test_permissions_and_links_within_the_folder_stay(content: Path) -> None:
    (content / "tasks/正文.txt").write_text(TASK.replace("≥30场", "≥３０场"), encoding="utf-8")
    (content / TASK_FILE).unlink()
    (content / TASK_FILE).symlink_to("正文.txt")
    (content / "tasks/正文.txt").chmod(0o640)
    fix(content)
    assert (content / TASK_FILE).is_symlink()
    assert "≥30场" in (content / "tasks/正文.txt").read_text(encoding="utf-8")
    assert (content / "tasks/正文.txt").stat().st_mode & 0o777 == 0o640


def test_a_read_only_file_keeps_all_files_as_they_are(real: Path) -> None:
    (real / "department.md").chmod(0o444)
    before = {path: path.read_bytes() for path in real.rglob("*.md")}
    done = run("check", "--content", real, "--fix")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert f"{real}/department.md 是只读文件" in done.stderr
    assert {path: path.read_bytes() for path in real.rglob("*") if path.is_file()} == before


def change(content: Path) -> mending.Change:
    (content / TASK_FILE).write_text(TASK.replace("≥30场", "≥３０场"), encoding="utf-8")
    [found] = mended(content).changes
    return found


def test_a_file_that_was_changed_meanwhile_is_not_overwritten(content: Path) -> None:
    found = change(content)
    (content / TASK_FILE).write_text("别人刚写的", encoding="utf-8")
    with pytest.raises(mending.Refused, match="改过"):
        mending.write(content, [found])
    assert (content / TASK_FILE).read_text(encoding="utf-8") == "别人刚写的"
    assert len(list((content / "tasks").iterdir())) == 1


def test_a_file_that_became_a_link_out_of_the_folder_is_not_followed(content: Path, tmp_path: Path) -> None:
    found = change(content)
    (content / TASK_FILE).rename(tmp_path / "外面.md")
    (content / TASK_FILE).symlink_to(tmp_path / "外面.md")
    with pytest.raises(mending.Refused, match="之外"):
        mending.write(content, [found])
    assert (tmp_path / "外面.md").read_bytes() == found.old


def test_a_file_that_went_away_is_no_traceback(content: Path) -> None:
    found = change(content)
    (content / TASK_FILE).unlink()
    with pytest.raises(mending.Refused, match="写不了"):
        mending.write(content, [found])


@pytest.mark.parametrize(
    "hostile",
    [
        b"---\ntitle: " + b"[" * 50_000 + b"\n---\n", TASK.replace("≥30场", "≥３０场").encode("gbk"), b"\xff\xfe\x00", b"",
        TASK.replace("funds", "<<<<<<< HEAD\nfunds").replace("≥30场", "≥３０场").encode(), TASK.replace("≥30场", "*甲").encode(),
        TASK.replace("≥30场", "≥３０场").replace("开展培训。", "| 甲 | 乙 |\n|---|---|\n| ，， | 丙 |").encode(),
        TASK.replace("≥30场", "≥３０场").replace("开展培训。", "看`，，`。").encode(),
        TASK.replace("≥30场", "≥３０场").encode() + b" " * (1 << 20),
    ],
)  # fmt: skip
def test_a_file_with_an_error_is_not_touched(content: Path, hostile: bytes) -> None:
    (content / TASK_FILE).write_bytes(hostile)
    fix(content)
    assert (content / TASK_FILE).read_bytes() == hostile


def test_a_mend_that_would_say_something_else_is_never_written(
    content: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(content / TASK_FILE, "value: ≥30场", "value: 不低于30 场")
    right = mending.applied
    monkeypatch.setattr(
        files, "applied", lambda data, edits: right(data, edits).replace("≥30".encode(), "≥31".encode())
    )
    found = pipeline.mend(assembled(content), None)
    assert found.astray
    assert (found.mends, found.changes) == ((), ())


def test_what_is_read_instead_of_the_disk_is_bounded_like_a_file(content: Path) -> None:
    read = source.read(content, {TASK_FILE: b"-" * (1 << 21)})
    assert [f.code for f in read.findings] == ["S011"]


@pytest.mark.parametrize("fill", ["，，", "甲，，", "《甲，，\n", "甲，，\n", "甲，。乙\n\n"])
def test_a_large_hostile_narrative_takes_no_time(content: Path, edit: Edit, fill: str) -> None:
    edit(content / TASK_FILE, "开展培训。", fill * (300_000 // len(fill.encode())))
    read = assembled(content)
    start = time.perf_counter()
    for changed in pipeline.mend(read, None).changes:
        assert sum(map(len, mending.diff(changed))) > len(fill)
    assert time.perf_counter() - start < 15


# -- properties ----------------------------------------------------------------------------------------------------

QUOTES = st.sampled_from(["", "'", '"'])
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
COMMENTS = st.sampled_from(["", "  # 注", "   # 不低于 ９5％，，（%）"])
VALUES = st.sampled_from(
    ["≥90%", "不低于 95％", "９０％", "95%以上", "<=15万元", "至多3次", "８００人次", "≥1，200人次", "得到提升", "2024年12月底前", "90%-95%",
     "３级以上", "＝100.00（％）", "≥1200人次", "控制在１５万元以内", "/", "100"]
)  # fmt: skip
NAMES = st.sampled_from(
    [
        "达标率",
        "达标率（%）",
        "达标率(%)",
        "合格率 （％）",
        "培训，，人数",
        "合格率",
        "完成情况（%）",
        "人次，。",
        "率(%)(%)",
    ]
)
AMOUNTS = st.sampled_from(["60.00", "６０．００", "1288.25", "１２８８.25", "0", "０.０0", "1，288.25"])
CATEGORIES = st.sampled_from(["质量", "质量指标", "质量指标", "数量指标", "经济成本"])
SENTENCES = st.lists(
    st.sampled_from(["甲", "培训", "，，", "。。", "，", "。", "《", "》", "“", "”", "、、", "；；", "3", "３", "……", "**", "\n", "\n\n- ", "一、", "，。", "（", "*", "1. "]),
    max_size=25,
).map("".join)  # fmt: skip


@st.composite
def targets(draw: st.DrawFn) -> str:
    """A list of targets in block or flow style, quoted or not, commented or not."""
    lines = []
    for _n in range(draw(st.integers(1, 5))):
        typed = [draw(QUOTES) + "{}" for _k in range(4)]
        name, category, period, annual = (
            (t[:-2] + text + t[:-2]) for t, text in zip(typed, (draw(NAMES), draw(CATEGORIES), draw(VALUES), draw(VALUES)), strict=True)
        )  # fmt: skip
        if draw(st.booleans()):
            lines.append(
                f"  - {{name: {name}, category: {category}, period: {period}, annual: {annual}}}{draw(COMMENTS)}"
            )
        elif draw(st.booleans()):
            lines += [
                f"  - name: {name}{draw(COMMENTS)}",
                f"    category: {category}",
                f"    value: {period}{draw(COMMENTS)}",
            ]
        else:
            lines += [
                f"  - name: {name}",
                f"    annual: {annual}",
                f"    category: {category}",
                f"    period: {period}{draw(COMMENTS)}",
            ]
    return "targets:\n" + "\n".join(lines) + "\n"


@st.composite
def orders(draw: st.DrawFn) -> str:
    if draw(st.booleans()):
        return ""
    listed = draw(st.lists(NAMES, max_size=5))
    if draw(st.booleans()):
        return f"order: {{质量指标: [{', '.join(listed)}]}}{draw(COMMENTS)}\n"
    return "order:\n  质量:\n" + "".join(f"    - {name}{draw(COMMENTS)}\n" for name in listed or ["甲"])


@st.composite
def contents(draw: st.DrawFn) -> Mapping[str, bytes]:
    """The files of a declaration, their lines ended in one way, or each in its own."""
    department = (
        f"---\ndepartment: 某某局\nform: nansha\nbudget:\n  expenditure: {{basic: {draw(AMOUNTS)}, project: {draw(AMOUNTS)}}}\n"
        f"  development:\n    special: {draw(AMOUNTS)}{draw(COMMENTS)}\n    other: {draw(AMOUNTS)}\n"
        f"  income: {{appropriation: '{draw(AMOUNTS)}', other: {draw(AMOUNTS)}}}\n  level: {{district: 1, transfer: 0}}\n"
        f"{draw(targets())}{draw(orders())}---\n甲{draw(SENTENCES)}"
    )
    task = (
        f"---\ntitle: 培训\nfunds: {draw(AMOUNTS)}{draw(COMMENTS)}\n{draw(targets())}---\n"
        f"## 主要实施内容\n\n甲{draw(SENTENCES)}\n\n## 期望达到的目标\n\n乙{draw(SENTENCES)}\n"
    )
    files = {}
    for name, text in ((DEPARTMENT_FILE, department), (TASK_FILE, task)):
        end = draw(ENDS)
        mixed = iter(draw(st.lists(ENDS, min_size=3, max_size=3)) if draw(st.booleans()) else ())
        typed = "".join(
            line.removesuffix("\n") + next(mixed, end) * line.endswith("\n") for line in text.splitlines(keepends=True)
        )
        files[name] = (b"\xef\xbb\xbf" if draw(st.booleans()) else b"") + typed.encode()
    return files


def says(d: Declaration) -> object:
    """What a declaration says in figures, values, categories and printed order; names without brackets of per cent."""
    figures = [f.amount for block in d.budget.blocks.values() for f in block.lines] + [t.funds.amount for t in d.tasks]
    rows = {
        category: [
            (re.sub(r"[，。\s]|[（(][%％][）)]", "", t.name), *((v.kind, v.operator, v.number, v.unit, v.printed) for _key, v in t.values))
            for t in printed
        ]
        for category, printed in d.printed().items()
    }  # fmt: skip
    words = [
        re.sub("[，。；、：]", "", n.text) for n in (d.goal, *(x for t in d.tasks for x in (t.content, t.outcome)))
    ]
    return figures, rows, words


def around(data: bytes) -> list[str]:
    """Comments, quotes, keys and line ends of a file: what no mend may touch."""
    return re.findall(r"  #[^\r\n]*|[\"'{}\[\]]|[a-z]+:|\r\n|\r|\n|\ufeff|^[^\S\r\n]*-", data.decode(), re.MULTILINE)


@settings(max_examples=200, deadline=None)
@given(contents())
@example(
    {DEPARTMENT_FILE: DEPARTMENT.encode(), TASK_FILE: TASK.replace("≥30场", "≥３０场").replace("\n", "\r").encode()}
)
def test_mended_files_say_the_same_and_are_mended_once(files: Mapping[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder)
        (content / "tasks").mkdir()
        for name, data in files.items():
            (content / name).write_bytes(data)
        before = assembled(content).reading.declaration
        found = mended(content)
        mending.write(content, found.changes)
        after = assembled(content).reading.declaration
        assert before is not None
        assert after is not None
        assert says(after) == says(before)
        assert [around((content / name).read_bytes()) for name in files] == [around(data) for data in files.values()]
        assert mended(content).mends == ()


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no patch to try it with")
@settings(max_examples=25, deadline=None)
@given(contents())
def test_a_patch_of_the_diff_comes_to_what_fix_writes(files: Mapping[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder)
        (content / "tasks").mkdir()
        for name, data in files.items():
            (content / name).write_bytes(data)
        changes = mended(content).changes
        patch = "".join(line for change in changes for line in mending.diff(change)).encode()
        subprocess.run(["patch", "-p0", "--binary", "-s"], input=patch, cwd=os.sep, check=True)
        assert [(content / change.name).read_bytes() for change in changes] == [change.new for change in changes]
