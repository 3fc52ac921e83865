"""The rules where their manuals' examples do not reach: the real declaration, exact places, words, sums, and speed."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from shenbao import engine, form, pipeline
from shenbao.finding import NOTICE, WARNING, Finding, Severity
from shenbao.model import naming
from shenbao.model.form import Development
from tests import examples
from tests.conftest import REAL, ROOT
from tests.test_manuals import CASES, findings

Edit = Callable[[Path, str, str], None]
SEED = json.loads((ROOT / "tests/data/expected_findings.json").read_text(encoding="utf-8"))["findings"]
NOTICES = (ROOT / "tests/data/expected_notices.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    """The manuals' clean declaration."""
    examples.Folder().write(tmp_path)
    return tmp_path


def found(content: Path) -> list[Finding]:
    return list(pipeline.check(pipeline.assemble(content, form.shipped()), None).findings)


def one(content: Path, code: str) -> Finding:
    """Return the one finding of `code`."""
    of_code = [finding for finding in found(content) if finding.code == code]
    assert len(of_code) == 1, of_code
    return of_code[0]


def spot(finding: Finding) -> tuple[str, int, int, int]:
    place = finding.place
    return Path(place.file).name, place.line, place.column, place.end_column


def test_the_real_declaration_has_the_findings_it_must_have_and_no_other() -> None:
    ours = {check.code for check in engine.rules()}
    expected = Counter((row["code"], row["severity"], row["subject"]) for row in SEED if row["code"] in ours)
    real = found(REAL)
    assert Counter((f.code, f.severity.value, f.subject) for f in real if f.severity is not NOTICE) == expected
    notices = [f for f in real if f.severity is NOTICE]
    root = f"{REAL.as_posix()}/"
    assert [f"{f.place.file.removeprefix(root)}:{f.place.line} {f.code} {f.subject}" for f in notices] == NOTICES


def test_the_real_gap_is_told_with_both_sums_the_share_and_every_task() -> None:
    gap = one(REAL, "F004")
    assert str(gap.message) == "重点工作任务合计 1,245.55 万元，比项目支出 1,288.25 万元少 42.70 万元（3.31%）"
    assert spot(gap) == ("department.md", 5, 41, 48)
    [origin] = gap.origins
    assert [term.amount for term in origin.terms] == ["163.00", "34.00", "132.55", "244.40", "450.00", "221.60"]
    assert [term.place.line for term in origin.terms] == [3] * 6
    assert origin.total == "1,245.55"


@pytest.mark.parametrize(
    ("other", "severity", "act"),
    [
        (None, WARNING, "在 other.md 写明其他需完成的任务，开头写“资金: "),
        ("日常维护。\n", NOTICE, "在 other.md 的开头写“资金: "),
        ("---\nfunds: 5.00\n---\n日常维护。\n", WARNING, "other.md 的资金少写了的，改成“资金: "),
    ],
)
def test_a_gap_asks_for_what_is_missing(
    clean: Path, edit: Edit, other: str | None, severity: Severity, act: str
) -> None:
    edit(clean / "department.md", "basic: 120.00, project: 80.00", "basic: 110.00, project: 90.00")
    if other is not None:
        (clean / "other.md").write_text(other, encoding="utf-8")
    gap = one(clean, "F004")
    assert gap.severity is severity
    assert act in str(gap.help)


def test_tasks_over_the_budget_are_told_as_the_readme_shows(real: Path, edit: Edit) -> None:
    edit(next((real / "tasks").glob("05-*")), "funds: 450.00", "funds: 540.00")
    over = one(real, "F003")
    assert str(over.message) == "重点工作任务合计 1,335.55 万元，比项目支出 1,288.25 万元多 47.30 万元"
    assert str(over.help) == "核对各任务资金，或调整项目支出"
    assert over.subject == "项目支出"
    assert spot(over) == ("department.md", 5, 41, 48)


def test_an_unbalanced_budget_shows_both_sums_and_names_the_third_total(clean: Path, edit: Edit) -> None:
    edit(clean / "department.md", "basic: 120.00", "basic: 1120.00")
    unbalanced = one(clean, "F001")
    assert str(unbalanced.message) == "收入来源合计 200.00 万元，部门预算支出合计 1,200.00 万元，相差 1,000.00 万元"
    assert unbalanced.subject == "部门预算支出"
    assert [origin.total for origin in unbalanced.origins] == ["1,200.00", "200.00"]
    assert [str(related.message) for related in unbalanced.related] == ["部门预算支出合计 1,200.00 万元"]


@pytest.mark.parametrize(
    ("spent", "earned", "level", "codes", "subject"),
    [
        ("200.00", "200.00", "200.00", [], ""),
        ("210.00", "200.00", "200.00", ["F001"], "部门预算支出"),
        ("200.00", "210.00", "200.00", ["F001"], "收入来源"),
        ("200.00", "200.00", "210.00", ["F002"], "按预算级次划分"),
        ("200.00", "210.00", "220.00", ["F001", "F002"], "收入来源"),
    ],
)
def test_of_three_totals_the_odd_one_is_named_once(
    clean: Path, edit: Edit, spent: str, earned: str, level: str, codes: list[str], subject: str
) -> None:
    department = clean / "department.md"
    edit(department, "basic: 120.00", f"basic: {Decimal(spent) - 80}")
    edit(department, "appropriation: 200.00", f"appropriation: {earned}")
    edit(department, "district: 200.00", f"district: {level}")
    told = found(clean)
    assert [f.code for f in told] == codes
    assert not codes or told[0].subject == subject


@pytest.mark.parametrize(
    ("reading", "special", "income", "funds", "codes"),
    [
        ("", "30.00", "230.00", "80.00", []),
        ("", "30.00", "200.00", "80.00", ["F008"]),
        ("", "30.00", "230.00", "110.00", []),
        ("", "30.00", "230.00", "110.01", ["F003"]),
        ("", "30.00", "200.00", "90.00", ["F001"]),  # the other reading has no room for the task
        ("additive", "30.00", "230.00", "80.00", []),
        ("additive", "30.00", "200.00", "80.00", ["F001"]),  # the form has said how it counts: the figures are wrong
        ("memo", "30.00", "200.00", "80.00", []),
        ("memo", "30.00", "230.00", "80.00", ["F001"]),
        ("memo", "30.00", "230.00", "110.00", ["F003", "F001"]),
        ("memo", "30.00", "210.00", "80.00", ["F001"]),
    ],
)
def test_development_counts_as_the_form_reads_it(
    clean: Path, edit: Edit, tmp_path_factory: pytest.TempPathFactory,
    reading: str, special: str, income: str, funds: str, codes: list[str],
) -> None:  # fmt: skip
    department = clean / "department.md"
    edit(department, "special: 0.00", f"special: {special}")
    edit(department, "appropriation: 200.00", f"appropriation: {income}")
    edit(department, "district: 200.00", f"district: {income}")
    edit(clean / "tasks/01-全民阅读.md", "funds: 80.00", f"funds: {funds}")
    templates = tmp_path_factory.mktemp("templates")
    (templates / "nansha").mkdir()
    text = (ROOT / "templates/nansha/form.yaml").read_text(encoding="utf-8")
    assert "# reading: additive" in text
    stated = text.replace("# reading: additive", f"reading: {reading}") if reading else text
    (templates / "nansha/form.yaml").write_text(stated, encoding="utf-8")
    assembled = pipeline.assemble(clean, templates)
    assert assembled.form.form is not None
    assert assembled.form.form.sums.reading is Development(reading or "additive")
    assert [f.code for f in pipeline.check(assembled, None).findings] == codes


def test_a_broken_task_silences_no_fault_of_the_budget(clean: Path, edit: Edit) -> None:
    edit(clean / "department.md", "special: 0.00", "special: 10.00")
    (clean / "tasks/02-馆舍维修.md").write_text(examples.TASK.replace("funds: 80.00", "funds: x"), encoding="utf-8")
    assert [f.code for f in found(clean) if f.code[0] in "SF"] == ["F008", "S005"]
    edit(clean / "department.md", "appropriation: 200.00", "appropriation: 300.00")
    assert [f.code for f in found(clean) if f.code == "F001"] == ["F001"]


def test_a_form_without_the_blocks_of_a_sum_is_not_asked_for_it(
    clean: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    templates = tmp_path_factory.mktemp("templates")
    (templates / "nansha").mkdir()
    (templates / "nansha/form.yaml").write_text(
        "title: 表\nindicators: {产出: [数量指标]}\ncolumns: {annual: 指标值}\n"
        "budget: {expenditure: {name: 支出, lines: {basic: 基本支出}}}\n",
        encoding="utf-8",
    )
    (clean / "department.md").write_text(
        "---\ndepartment: 馆\nform: nansha\nyear: 2024\nbudget: {expenditure: {basic: 9.00}}\n---\n目标。\n",
        encoding="utf-8",
    )
    assert [f.code for f in found_with(clean, templates) if f.code[0] == "F"] == []


def test_messages_write_amounts_with_the_decimals_of_the_form(
    clean: Path, edit: Edit, tmp_path_factory: pytest.TempPathFactory
) -> None:
    templates = tmp_path_factory.mktemp("templates")
    (templates / "nansha").mkdir()
    text = (ROOT / "templates/nansha/form.yaml").read_text(encoding="utf-8")
    (templates / "nansha/form.yaml").write_text(text.replace("decimals: 2", "decimals: 0"), encoding="utf-8")
    for file in clean.rglob("*.md"):
        file.write_text(re.sub(r"\.00(?=[,}\n])", "", file.read_text(encoding="utf-8")), encoding="utf-8")
    edit(clean / "department.md", "basic: 120", "basic: 1120")
    [unbalanced] = [finding for finding in found_with(clean, templates) if finding.code == "F001"]
    assert str(unbalanced.message) == "收入来源合计 200 万元，部门预算支出合计 1,200 万元，相差 1,000 万元"
    assert [origin.total for origin in unbalanced.origins] == ["1,200", "200"]
    assert [str(related.message) for related in unbalanced.related] == ["部门预算支出合计 1,200 万元"]


def found_with(content: Path, templates: Path) -> list[Finding]:
    return list(pipeline.check(pipeline.assemble(content, templates), None).findings)


def test_a_fault_of_both_columns_is_one_finding_at_the_years_value(clean: Path, edit: Edit) -> None:
    edit(
        clean / "tasks/01-全民阅读.md",
        "  - {name: 图书编目合格率, category: 质量指标, value: ≥98%}\n",
        "  - name: 图书编目合格率\n    category: 质量指标\n    annual: 198%\n    period: 198%\n",
    )
    both = [f for f in found(clean) if f.code in ("T002", "T005")]
    assert [(f.code, f.place.line, f.place.column) for f in both] == [("T002", 9, 13), ("T005", 9, 13)]
    assert [[str(r.message) for r in f.related] for f in both] == [["实施周期指标值 198%"]] * 2


def test_an_unknown_category_names_the_nearest(clean: Path, edit: Edit) -> None:
    edit(clean / "tasks/01-全民阅读.md", "category: 社会效益指标", "category: 社会效溢指标")
    assert str(one(clean, "T001").help) == "改成“社会效益指标”"


def test_a_first_level_name_as_category_names_what_stands_below(clean: Path, edit: Edit) -> None:
    edit(clean / "tasks/01-全民阅读.md", "category: 经济成本指标", "category: 成本指标")
    assert "经济成本指标、社会成本指标、生态环境成本指标" in str(one(clean, "T001").help)
    assert [f.code for f in found(clean)] == ["T001"]


def test_a_declaration_without_targets_lacks_every_part(clean: Path) -> None:
    folder = examples.Folder()
    folder.only_targets("")
    folder.write(clean)
    subjects = [(f.code, f.subject) for f in found(clean)]
    assert subjects == [
        ("T006", "产出指标"),
        ("T006", "效益指标"),
        ("T007", "时效指标"),
        ("T007", "成本指标"),
        ("T007", "满意度指标"),
    ]


def test_a_file_that_cannot_be_read_silences_what_needs_the_whole(clean: Path) -> None:
    (clean / "tasks/02-馆舍维修.md").write_text("---\ntitle: 馆舍维修\nfunds: 多少\n---\n", encoding="utf-8")
    (clean / "tasks/03-设备.md").write_text(
        examples.TASK.replace("title: 全民", "title: 设备").replace("≥98%", "98%"), encoding="utf-8"
    )
    codes = {f.code for f in found(clean) if f.code[0] in "FTC"}
    assert codes == {"T002", "T003"}


def test_no_finding_ends_in_a_full_stop_or_asks(tmp_path: Path) -> None:
    for n, (_manual, example) in enumerate(case for case in CASES if case[1].fires):
        for finding in findings(example, tmp_path / str(n))[1]:
            told = (str(finding.message), str(finding.help))
            assert not any(text.endswith(("。", ".", "？", "?")) for text in told), told
            assert finding.code[0] not in "FTCW" or (all(told) and finding.subject), told


@pytest.mark.slow
def test_ten_times_the_targets_are_ten_times_the_work(clean: Path) -> None:
    assert _calls(clean, 5_000) < 11 * _calls(clean, 500)


def _calls(clean: Path, count: int) -> int:
    """Return how many functions the rules call for `count` targets: work that no noise of the machine changes."""
    rows = "".join(f"  - {{name: 指标{n}次数, category: 数量指标, value: ≥{n}次}}\n" for n in range(count))
    text = examples.TASK.replace("---\n## 主要", f"{rows}---\n## 主要")
    (clean / "tasks/01-全民阅读.md").write_text(text, encoding="utf-8")
    read = pipeline.assemble(clean, form.shipped()).reading
    naming.plain.cache_clear()  # what the other count left behind is work as well
    naming.stem.cache_clear()
    calls = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        engine.examine(read.declaration, read.places, (), read.waivers, None)
    finally:
        sys.setprofile(None)
    return calls
