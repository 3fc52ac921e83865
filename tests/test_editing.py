"""What an editor is answered while somebody types, on the real declaration and a small one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shenbao import form, refusal, source
from shenbao.editing import completing, fixing, hovering, outlining, renaming, seeking, snapshot
from shenbao.editing.cursor import Part, find
from shenbao.editing.positions import Text
from shenbao.editing.snapshot import Snapshot
from shenbao.finding import Place
from shenbao.mending import Edit, applied
from tests.conftest import REAL, ROOT, TASK

DEPARTMENT, TASK_FILE = "department.md", "tasks/01-培训.md"
HALF = """---
title: 培训
sources: {appropriation: 1.00, ot}
targets:
  - name: 甲
    category: 数量
    wai
  - {name: 乙, category: 质量指标, value: ≥}
  -
order:
  数量指标: [甲, "乙,丙", ]
  质量指标:
    - 甲
    -
waive:
  Q0
---
## 主
"""


def taken(content: Path) -> Snapshot:
    return snapshot.take(content, form.shipped(), {}, {})


def cursor(text: str, before: str) -> tuple[int, int]:
    """Return the line and column behind the first `before`."""
    head = text[: text.index(before) + len(before)]
    return head.count("\n") + 1, len(head.rpartition("\n")[2]) + 1


def offered(text: str, before: str, last: Snapshot | None, name: str = TASK_FILE) -> list[str]:
    found = completing.offers(Text.of(text), name, *cursor(text, before), last, "zh")
    return [offer.text for offer in found]


def fixed(content: Path, name: str, word: str) -> dict[str, str]:
    """Return what the file called `name` would be after each fix that is offered at `word`, by the fix."""
    last, data = taken(content), (content / name).read_bytes()
    line, column = cursor(data.decode(), word)
    shown = f"{content}/{name}"
    found = fixing.fixes(shown, Place(shown, line, column, line, column), last)
    return {str(fix.says): applied(data, [e for e in fix.edits if e.place.file == shown]).decode() for fix in found}


# -- positions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("encoding", "units"), [("utf-16", 5), ("utf-8", 11), ("utf-32", 3)])
def test_columns_are_counted_in_the_units_of_the_editor(encoding: str, units: int) -> None:
    text = Text.of("甲\r\n😀𠮷数a")
    assert text.units(2, 4, encoding) == units
    assert text.column(2, units, encoding) == 4


def test_a_line_ends_where_the_protocol_says_and_nowhere_else() -> None:
    assert Text.of("甲\u2028乙\x0c丙\r丁\r\n戊\n").lines == ("甲\u2028乙\x0c丙", "丁", "戊", "")


@pytest.mark.parametrize(("line", "units"), [(1, 99), (99, 0), (2, 1)])
def test_a_position_outside_the_text_is_put_inside(line: int, units: int) -> None:
    assert Text.of("甲\n😀").column(line, units, "utf-16") in (1, 2)


# -- the spot --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "part", "path", "word"),
    [
        ("titl", Part.KEY, (), "title"),
        ("title: 培", Part.VALUE, ("title",), "培训"),
        ("ot", Part.KEY, ("sources",), "ot"),
        ("category: 数", Part.VALUE, ("targets", "category"), "数量"),
        ("wai", Part.KEY, ("targets",), "wai"),
        ("category: 质量", Part.VALUE, ("targets", "category"), "质量指标"),
        ("value: ≥", Part.VALUE, ("targets", "value"), "≥"),
        ('[甲, "乙,丙', Part.ITEM, ("order", "数量指标"), '"乙,丙"'),
        ('"乙,丙", ', Part.ITEM, ("order", "数量指标"), ""),
        ("  质量指标:\n    - 甲", Part.ITEM, ("order", "质量指标"), "甲"),
        ("  Q0", Part.KEY, ("waive",), "Q0"),
        ("## 主", Part.BODY, (), ""),
    ],
)
def test_a_half_typed_front_matter_says_where_the_cursor_is(
    before: str, part: Part, path: tuple[str, ...], word: str
) -> None:
    spot = find(Text.of(HALF), *cursor(HALF, before))
    assert (spot.part, spot.path, spot.word) == (part, path, word)


def test_the_cursor_may_stand_anywhere_in_any_text() -> None:
    for text in (HALF, "---\n", "", "---\n- - - a: [{b: ['\n---", "---\n" + "{[" * 900, HALF.replace(" ", "")):
        lines = Text.of(text).lines
        for line in range(1, len(lines) + 1):
            for column in range(1, min(len(lines[line - 1]), 60) + 2):
                completing.offers(Text.of(text), TASK_FILE, line, column, None, "zh")
                hovering.told(Text.of(text), DEPARTMENT, line, column, None, "en")


# -- completion and hover --------------------------------------------------------------------------------------------


def test_keys_are_offered_that_are_not_there_yet() -> None:
    text = "---\ntitle: 甲\nfunds: 1\nd\n---\n"
    assert offered(text, "\nd", None) == ["sources: ", "duration: ", "change: ", "targets: ", "waive: "]
    assert offered("---\n名称: 甲\n资\n---\n", "\n资", None)[:2] == ["资金: ", "资金来源: "]


def test_the_budget_offers_the_lines_of_the_form() -> None:
    last = taken(REAL)
    text = "---\nbudget:\n  expenditure: {basic: 1.00, }\n  \n---\n"
    assert offered(text, "1.00, ", last, DEPARTMENT) == ["project: "]
    assert offered(text, "}\n  ", last, DEPARTMENT) == ["income: ", "development: ", "level: "]


def test_a_category_is_one_of_the_form_and_a_unit_one_of_the_declaration() -> None:
    last = taken(REAL)
    assert offered(HALF, "category: 数", last)[:3] == ["数量指标", "质量指标", "时效指标"]
    assert offered(HALF, "value: ", last) == ["≥", "≤", "="]
    text = HALF.replace("value: ≥", "value: ≥30")
    assert offered(text, "≥30", last)[:4] == ["%", "次", "场次", "人次"]


def test_order_offers_the_names_that_it_does_not_list() -> None:
    text = "---\norder:\n  质量指标: [任务完成率, ]\n---\n"
    names = offered(text, "任务完成率, ", taken(REAL), DEPARTMENT)
    assert names == ["提升国际化社区工作人员业务素质", "费用应付尽付率", "验收达标率（%）"]


def test_a_narrative_is_offered_the_title_that_it_begins_to_name() -> None:
    text = "---\ntitle: 甲\n---\n## 主要实施内容\n\n配合国际化社\n"
    assert offered(text, "配合国际化社", taken(REAL)) == ["国际化社区试点创建任务"]
    assert offered(text, "配合国", taken(REAL)) == []


@pytest.mark.parametrize("typed", ["", "#", "## 期", "期望"])
def test_a_line_that_begins_so_is_offered_the_section_that_is_still_lacking(typed: str) -> None:
    text = f"---\ntitle: 甲\n---\n## 主要实施内容\n\n{typed}"
    assert offered(text, text, None) == ["## 期望达到的目标"]


def test_waivers_offer_the_rules_that_can_be_waived() -> None:
    codes = offered(HALF, "  Q0", None)
    assert "Q012: " in codes
    assert "S001: " not in codes
    assert not any(code.startswith("W") for code in codes)


def test_hover_tells_a_key_a_rule_a_category_and_a_value() -> None:
    text, last = TASK.replace("duration: 2024", "waive: {Q012: 因为}"), taken(REAL)

    def told(before: str) -> str:
        found = hovering.told(Text.of(text), TASK_FILE, *cursor(text, before), last, "zh")
        return found.markdown if found else ""

    assert told("fun") == "**资金** `funds`\n\n资金，单位万元"
    assert told("Q01").startswith("**Q012** ")
    assert told("category: 数") == "产出指标 › **数量指标**"
    assert told("value: ≥3") == "印成 `≥30场`\n\n读作数：≥ 30 场"
    assert told("开展") == ""


def test_hover_tells_the_manual_of_what_was_found_here_in_a_narrative_too(
    content: Path, edit: Callable[[Path, str, str], None]
) -> None:
    edit(content / TASK_FILE, "value: ≥30场", "value: 30场")
    edit(content / TASK_FILE, "开展培训。", "开展培训，，。")
    last, text = taken(content), (content / TASK_FILE).read_text(encoding="utf-8")

    def told(before: str) -> hovering.Told:
        found = hovering.told(Text.of(text), TASK_FILE, *cursor(text, before), last, "zh")
        assert found
        return found

    assert told("value: 30").markdown.startswith("印成 `30场`")
    assert "**T002** " in told("value: 30").markdown
    in_prose = told("开展培训，")
    assert in_prose.markdown.startswith("**N004** ")
    assert text.splitlines()[in_prose.line - 1][in_prose.start - 1 : in_prose.end - 1] == "，，。"


# -- definitions, outline --------------------------------------------------------------------------------------------


def test_a_name_in_order_leads_to_its_target_and_project_expenditure_to_the_tasks() -> None:
    last = taken(REAL)
    text = last.text(f"{REAL}/{DEPARTMENT}")
    whole = "\n".join(text.lines)
    [found] = seeking.definitions(text, DEPARTMENT, *cursor(whole, "数量指标: [接待"), last)
    assert (found.file, last.text(found.file).at(found)) == (f"{REAL}/tasks/01-港澳与外事.md", "接待来宾人数")
    terms = seeking.definitions(text, DEPARTMENT, *cursor(whole, "project: 1288"), last)
    assert [last.text(place.file).at(place) for place in terms][:2] == ["163.00", "34.00"]
    assert len(terms) == 6


def test_a_tasks_funds_lead_to_the_project_expenditure_that_they_are_added_up_for() -> None:
    last, name = taken(REAL), "tasks/01-港澳与外事.md"
    text = last.text(f"{REAL}/{name}")
    [found] = seeking.definitions(text, name, *cursor("\n".join(text.lines), "funds: 163"), last)
    assert (found.file, last.text(found.file).at(found)) == (f"{REAL}/{DEPARTMENT}", "1288.25")


def test_the_outline_lists_what_a_file_declares() -> None:
    read, _faults = source.one(TASK_FILE, TASK_FILE, TASK.encode())
    assert read
    outline = outlining.outline(read)
    assert [entry.name for entry in outline] == [
        "title", "funds", "duration", "targets", "主要实施内容", "期望达到的目标"
    ]  # fmt: skip
    first = outline[3].below[0]
    assert (first.name, first.detail, first.place.line) == ("培训场次", "数量指标 ≥30场", 6)


def test_a_file_without_headings_has_an_outline_as_well() -> None:
    read, _faults = source.one("department.md", "department.md", b"---\nyear: 2024\n---\nx\n")
    assert read
    assert [entry.name for entry in outlining.outline(read)] == ["year"]


# -- fixes -----------------------------------------------------------------------------------------------------------


def test_a_number_without_an_operator_is_given_one(content: Path, edit: Callable[[Path, str, str], None]) -> None:
    edit(content / TASK_FILE, "value: ≥30场", "value: 30场")
    found = fixed(content, TASK_FILE, "value: 30")
    assert found["写成 ≥30场"] == TASK
    assert "value: =30场" in found["写成 =30场"]


def test_what_fix_would_do_is_offered_where_it_would(content: Path, edit: Callable[[Path, str, str], None]) -> None:
    edit(content / TASK_FILE, "≥95%", "不低于95％")
    assert fixed(content, TASK_FILE, "不低于")["指标值“不低于95％”改写成“≥95%”"] == TASK
    everything = fixing.everything(taken(content))
    assert everything
    assert len(everything.edits) == 1


def test_a_waiver_stands_beside_its_target_and_wants_a_reason(
    content: Path, edit: Callable[[Path, str, str], None]
) -> None:
    edit(content / TASK_FILE, "value: ≥30场", "value: 30场")
    waived = fixed(content, TASK_FILE, "value: 30")["豁免 T002（要写原因）"]
    assert "value: 30场, waive: {T002: }}\n" in waived
    (content / TASK_FILE).write_text(waived, encoding="utf-8")
    assert [f.code for f in taken(content).examined.findings] == ["T002", "W001"]
    (content / TASK_FILE).write_text(waived.replace("T002: ", "T002: 试点"), encoding="utf-8")
    assert taken(content).examined.findings == ()


def test_a_waiver_in_block_style_is_a_line_of_its_own(real: Path) -> None:
    waived = fixed(real, DEPARTMENT, "annual: 100")["豁免 T002（要写原因）"]
    assert "    annual: 100%\n    waive: {T002: }\n  - name: 任务完成率" in waived


@pytest.mark.parametrize(
    ("right", "wrong", "at", "fix"),
    [
        ("funds: 60.00", "fund: 60.00", "fund", "改成“funds”"),
        ("category: 质量指标", "category: 质量指际", "质量指际", "改成“质量指标”"),
        ("  - {name: 培训场次, category: 数量指标, value: ≥30场}", "  - name: 培训场次\n    category: 数量指标\n    value: >=30场", "value: >", "“>=”改成“≥”"),
        ("title: 基层", "title：基层", "title", "“：”改成“:”"),
    ],
)  # fmt: skip
def test_what_was_meant_is_offered(
    content: Path, edit: Callable[[Path, str, str], None], right: str, wrong: str, at: str, fix: str
) -> None:
    edit(content / TASK_FILE, right, wrong)
    mended = fixed(content, TASK_FILE, at)[fix]
    (content / TASK_FILE).write_text(mended, encoding="utf-8")
    assert taken(content).examined.findings == ()


# -- renames ---------------------------------------------------------------------------------------------------------


def renamed(content: Path, name: str, at: str, new: str) -> renaming.Renamed:
    last = taken(content)
    found = renaming.named(name, *cursor((content / name).read_text(encoding="utf-8"), at), last)
    assert found
    return renaming.rename(found[0], new, last)


def by_file(edits: tuple[Edit, ...]) -> list[str]:
    return sorted(edit.place.file.rpartition("/")[2] for edit in edits)


def test_an_indicator_is_renamed_where_it_is_declared_and_where_it_is_listed(real: Path) -> None:
    from_target = renamed(real, "tasks/01-港澳与外事.md", "name: 接待", "接待人数")
    assert by_file(from_target.sure) == ["01-港澳与外事.md", "department.md"]
    assert set(renamed(real, DEPARTMENT, "数量指标: [接待", "接待人数").sure) == set(from_target.sure)


def test_a_title_in_a_narrative_is_for_people_to_confirm(content: Path, edit: Callable[[Path, str, str], None]) -> None:
    edit(content / DEPARTMENT, "全年完成培训", "全年以基层培训为主，完成培训")
    found = renamed(content, TASK_FILE, "title: 基", "村居培训")
    assert [edit.new for edit in found.sure] == ["村居培训"]
    assert by_file(found.perhaps) == ["department.md"]


@pytest.mark.parametrize(
    ("new", "written"), [("a: b", '"a: b"'), ("#1", '"#1"'), ("甲, 乙", '"甲, 乙"'), ("甲 乙", "甲 乙")]
)
def test_a_new_name_is_quoted_where_yaml_would_read_another(content: Path, new: str, written: str) -> None:
    assert [edit.new for edit in renamed(content, TASK_FILE, "name: 培训场", new).sure] == [written]


@pytest.mark.parametrize("new", ["", "甲\n乙", "长" * 201, "\ud800", "甲\u202e乙", "\0"])
def test_a_name_that_cannot_be_one_is_refused(content: Path, new: str) -> None:
    with pytest.raises(refusal.Refused):
        renamed(content, TASK_FILE, "title: 基", new)


def test_a_name_that_another_bears_is_refused(real: Path) -> None:
    with pytest.raises(refusal.Refused, match="已经有"):
        renamed(real, "tasks/01-港澳与外事.md", "name: 接待", "交流活动次数")


# -- what is read ----------------------------------------------------------------------------------------------------


def test_a_file_whose_bytes_are_the_same_is_not_read_again(content: Path) -> None:
    kept: source.Kept = {}
    first = snapshot.take(content, form.shipped(), {}, kept)
    again = snapshot.take(content, form.shipped(), {TASK_FILE: TASK.replace("30场", "31场").encode()}, kept)
    assert first.assembled.sources.department is again.assembled.sources.department
    assert first.assembled.sources.tasks[0] is not again.assembled.sources.tasks[0]
    assert first.examined.findings == snapshot.take(content, form.shipped(), {}, kept).examined.findings


def test_a_buffer_that_was_never_saved_is_a_file_of_the_declaration(content: Path) -> None:
    new = {"tasks/02-新.md": TASK.replace("基层培训", "新培训").encode()}
    last = snapshot.take(content, form.shipped(), new, {})
    assert last.declaration
    assert [task.title for task in last.declaration.tasks] == ["基层培训", "新培训"]


@pytest.mark.parametrize("path", ["/a/README.md", "/a/tasks/a.txt", "/a/tasks/.a.md", "/a/tasks/deep/a.md"])
def test_other_files_are_none_of_ours(path: str) -> None:
    assert snapshot.content_of(Path(path)) is None


def test_without_its_libraries_the_server_says_what_to_do() -> None:
    code = "import sys; sys.modules['pygls'] = None; from shenbao.__main__ import main; main(['lsp', '--lang', 'zh'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "缺少语言服务器的程序库 pygls：先运行 make build\n"
