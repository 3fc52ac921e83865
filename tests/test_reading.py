"""Sources read as a declaration: what was published, in the field's own records."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from shenbao.model.declaration import Declaration, Years
from tests.conftest import REAL, TASK, assembled, codes, plain

Edit = Callable[[Path, str, str], None]
PUBLISHED = json.loads((Path(__file__).parent / "data/declaration.json").read_text(encoding="utf-8"))


def declaration(content: Path) -> Declaration:
    read = assembled(content).reading.declaration
    assert read is not None
    return read


def test_the_real_declaration_reads_without_a_fault() -> None:
    assert codes(REAL) == []
    assert declaration(REAL).whole


def test_the_real_budget_is_the_published_one_figure_for_figure() -> None:
    d = declaration(REAL)
    blocks = {b.name: [[line.name, str(line.amount)] for line in b.lines] for b in d.budget.blocks.values()}
    assert blocks == {block["heading"]: block["lines"] for block in PUBLISHED["budget"]}
    assert d.department == PUBLISHED["department"]
    assert d.goal.text == PUBLISHED["goal"]


def test_the_real_tasks_are_the_published_ones_word_for_word() -> None:
    read = [
        {"title": t.title, "content": t.content.text, "funds": str(t.funds.amount), "outcome": t.outcome.text}
        for t in declaration(REAL).tasks
    ]
    assert read == PUBLISHED["tasks"]


def test_the_real_targets_stand_in_their_published_order() -> None:
    d = declaration(REAL)
    read = [
        {"level1": d.form.group(c), "level2": c, "name": t.name, "period": t.period.printed, "annual": t.annual.printed}
        for c, targets in d.printed().items()
        for t in targets
    ]
    assert read == PUBLISHED["targets"]
    assert [[d.form.group(c), c] for c in d.printed()] == PUBLISHED["outline"]


def test_every_key_may_be_written_in_chinese(content: Path) -> None:
    english = declaration(content)
    (content / "department.md").write_text(
        "---\n部门名称: 某某县示范局\n申报表: nansha\n年度: 2024\n预算:\n"
        "  部门预算支出: {基本支出: 100.00, 项目支出: 60.00}\n  事业发展性支出: {财政专项资金: 0.00, 其他事业发展性支出: 0.00}\n"
        "  收入来源: {财政拨款: 160.00, 其他资金: 0.00}\n  按预算级次划分: {区本级使用资金: 160.00, 拟用于对下转移支付资金: 0.00}\n"
        "---\n全年完成培训 30 场。\n",
        encoding="utf-8",
    )
    (content / "tasks/01-培训.md").write_text(
        TASK.replace("title:", "名称:")
        .replace("funds:", "资金:")
        .replace("duration:", "实施年度:")
        .replace("targets:", "绩效指标:")
        .replace("name:", "名称:")
        .replace("category:", "类别:")
        .replace("value:", "指标值:"),
        encoding="utf-8",
    )
    assert codes(content) == []
    assert declaration(content) == english


def test_an_amount_may_be_typed_in_any_usual_way(content: Path, edit: Edit) -> None:
    for typed in ("1288.25", "1,288.25", '"1,288.25"', "１２８８.２５", "１，２８８．２５"):
        shutil.copyfile(content / "tasks/01-培训.md", content / "tasks/02-再.md")
        edit(content / "tasks/02-再.md", "funds: 60.00", f"funds: {typed}")
        edit(content / "tasks/02-再.md", "title: 基层培训", "title: 再培训")
        assert str(declaration(content).tasks[1].funds.amount) == "1,288.25", typed


def test_a_comma_in_a_flow_amount_is_one_finding_that_says_so(content: Path, edit: Edit) -> None:
    edit(content / "department.md", "{basic: 100.00, project: 60.00}", "{basic: 1,100.00, project: 2,160.00}")
    found = list(assembled(content).findings)
    assert [(f.code, f.subject) for f in found] == [("S005", "基本支出"), ("S005", "项目支出")]
    assert "1100.00" in str(found[0].help)
    assert (found[0].place.line, found[0].place.column, found[0].place.end_column) == (6, 24, 32)


def test_value_stands_for_both_columns_and_its_place_serves_both(content: Path) -> None:
    read = assembled(content).reading
    target = declaration(content).tasks[0].targets[0]
    assert target.period == target.annual
    assert read.places.of(target.at / "annual") == read.places.of(target.at / "value")


def test_a_misspelt_required_key_is_one_finding(content: Path, edit: Edit) -> None:
    edit(content / "tasks/01-培训.md", "funds: 60.00", "fund: 60.00")
    [found] = assembled(content).findings
    assert (found.code, found.place.line, found.place.column, found.place.end_column) == ("S002", 3, 1, 5)
    assert "funds" in str(found.help)


def test_all_findings_of_a_file_come_in_one_run(content: Path, edit: Edit) -> None:
    edit(content / "tasks/01-培训.md", "title: 基层培训\nfunds: 60.00", "titel: 基层培训\nfunds: 六十")
    edit(content / "tasks/01-培训.md", "category: 质量指标, ", "")
    edit(content / "department.md", "year: 2024", "year: [2024]")
    edit(content / "department.md", "basic: 100.00", "basic: 一百")
    assert codes(content) == ["S002", "S003", "S005", "S005", "S015"]


def test_a_missing_department_is_one_finding(content: Path) -> None:
    (content / "department.md").unlink()
    assert codes(content) == ["S003"]


def test_an_unknown_form_is_one_finding(content: Path, edit: Edit) -> None:
    edit(content / "department.md", "form: nansha", "form: nanshe")
    edit(content / "tasks/01-培训.md", "value: ≥30场", "period: ≥30场, annual: ≥30场")
    [found] = assembled(content).findings
    assert (found.code, found.place.line, found.place.column) == ("M001", 3, 7)
    assert "nansha" in str(found.help)


def test_the_budget_year_is_one_year(content: Path, edit: Edit) -> None:
    edit(content / "department.md", "year: 2024", "year: 2024-2026")
    assert codes(content) == ["S015"]


def test_a_file_that_cannot_be_read_silences_the_sums_only(content: Path, edit: Edit) -> None:
    edit(content / "tasks/01-培训.md", "funds: 60.00", "funds: 六十")
    shutil.copyfile(content / "tasks/01-培训.md", content / "tasks/02-再.md")
    edit(content / "tasks/02-再.md", "funds: 六十", "funds: 1.00")
    edit(content / "tasks/02-再.md", "≥30场", "30场")
    report = plain(content)
    assert "S005" in report
    assert "T002" in report
    assert "F00" not in report


def test_years_are_one_year_or_two(content: Path, edit: Edit) -> None:
    edit(content / "tasks/01-培训.md", "duration: 2024", "duration: 2024-2026")
    assert declaration(content).tasks[0].duration == Years(2024, 2026)
    edit(content / "tasks/01-培训.md", "duration: 2024-2026", "duration: 二〇二四")
    assert codes(content) == ["S015"]


def test_other_tasks_need_no_front_matter(content: Path) -> None:
    (content / "other.md").write_text("完成上级交办的其他任务。\n", encoding="utf-8")
    other = declaration(content).other
    assert other is not None
    assert (other.body.text, other.funds) == ("完成上级交办的其他任务。", None)


def test_order_may_use_the_short_name_of_a_category(content: Path, edit: Edit) -> None:
    edit(
        content / "tasks/01-培训.md", "---\n## 主", "  - {name: 培训人次, category: 数量, value: ≥900人次}\n---\n## 主"
    )
    edit(content / "department.md", "---\n全年", "order: {数量: [培训人次]}\n---\n全年")
    assert [t.name for t in declaration(content).printed()["数量指标"]] == ["培训人次", "培训场次"]
