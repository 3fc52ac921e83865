"""Narrative against data: the decision tables hold, findings stand at the very characters, and the work stays small."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from shenbao import engine, form, manual, pipeline
from shenbao.finding import Finding
from tests import examples
from tests.conftest import REAL

Edit = Callable[[Path, str, str], None]
CODES = ("F005", "N003", "N006", "N007")
_ROW = re.compile(r"^\| (?P<row>[^|]+) \| (?P<how>比|不比|看情况) \|", re.MULTILINE)


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    examples.Folder().write(tmp_path)
    return tmp_path


def found(content: Path) -> list[Finding]:
    examined = pipeline.check(pipeline.assemble(content, form.shipped()), None)
    return [finding for finding in examined.findings if finding.code in CODES]


@pytest.mark.parametrize("code", ["F005", "N006"])
def test_every_row_of_a_decision_table_has_an_example_that_runs(code: str) -> None:
    one = manual.manual(code)
    rows = {match["row"].strip(): match["how"] for match in _ROW.finditer(one.body)}
    assert len(rows) > 10
    for row, how in rows.items():
        shown = {example.fires for example in one.examples if row in example.says}
        assert shown >= {"比": {True}, "不比": {False}, "看情况": {True, False}}[how], row


def test_an_amount_is_found_at_its_characters_and_the_funds_beside_it(clean: Path, edit: Edit) -> None:
    edit(clean / "tasks/01-全民阅读.md", "采购、编目新书。", "采购、**编目**新书，本年预算安排\n约60万元左右。")
    [one] = found(clean)
    assert str(one.message) == "正文写“约60万元左右”，拟投入的资金是 80.00 万元"
    assert (one.place.line, one.place.column, one.place.end_line, one.place.end_column) == (15, 2, 15, 6)
    assert [(r.place.line, str(r.message)) for r in one.related] == [(3, "拟投入的资金 80.00 万元")]
    assert one.subject == "全民阅读推广"


def test_a_number_is_found_at_its_characters_and_the_target_beside_it(clean: Path, edit: Edit) -> None:
    edit(clean / "tasks/01-全民阅读.md", "举办活动 24 场", "阅读推广活动场次 20 场")
    [one] = found(clean)
    assert (one.code, one.subject) == ("N006", "阅读推广活动场次")
    assert str(one.message) == "正文写“20 场”，指标“阅读推广活动场次”是 ≥24场"
    assert (one.place.line, one.place.column, one.place.end_column) == (18, 10, 14)
    assert [(r.place.line, str(r.message)) for r in one.related] == [(6, "年度指标值 ≥24场")]


def test_of_the_overall_goal_and_a_task_the_target_is_the_later_place(clean: Path, edit: Edit) -> None:
    edit(clean / "department.md", "举办阅读推广活动 24 场", "举办阅读推广活动 20 场")
    [one] = found(clean)
    assert (Path(one.place.file).name, one.place.line) == ("01-全民阅读.md", 6)
    assert [(Path(r.place.file).name, str(r.message)) for r in one.related] == [("department.md", "正文 20 场")]


def test_the_real_declaration_has_no_figure_and_nothing_contradicts_it() -> None:
    assert [(one.code, Path(one.place.file).name, one.place.line) for one in found(REAL)] == [
        ("N003", "department.md", 1)
    ]


def test_a_number_put_into_the_real_declaration_is_held_against_its_target(real: Path, edit: Edit) -> None:
    edit(next((real / "tasks").glob("01-*")), "通过开展港澳交流与合作工作，", "交流活动次数6次，接待来宾900人次，")
    assert [(one.code, one.subject) for one in found(real)] == [
        ("N006", "交流活动次数"),
        ("N007", "港澳与外事工作任务"),
    ]


def test_ten_times_the_figures_are_ten_times_the_work(clean: Path) -> None:
    few = _calls(clean, 100)  # first, so that no text of it is known already
    assert _calls(clean, 1_000) < 11 * few


def test_twice_the_targets_of_one_name_and_twice_the_figures_are_twice_the_work(clean: Path) -> None:
    def both(count: int) -> int:
        rows = "".join(f"  - {{name: 专题活动场次, category: 数量指标, value: ≥{n}场}}\n" for n in range(count))
        return _calls(clean, count, rows, "举办专题活动{n}场。")

    few = both(250)
    assert both(500) < 2.5 * few


def test_a_sentence_without_end_is_read_no_further_for_each_of_its_figures(clean: Path) -> None:
    task = clean / "tasks/01-全民阅读.md"
    task.write_text(
        examples.TASK + "".join(f"\n{'甲' * 1_500}，阅读推广活动{n}场，" for n in range(200)), encoding="utf-8"
    )
    begun = time.perf_counter()
    found(clean)
    assert time.perf_counter() - begun < 10  # it took the square of the sentence: minutes


def test_a_name_that_more_targets_share_than_a_form_has_categories_tells_none_of_them(clean: Path) -> None:
    for count, codes in ((20, {"N006"}), (21, set())):
        rows = "".join(f"  - {{name: 专题活动场次, category: 数量指标, value: ≥{n + 9}场}}\n" for n in range(count))
        text = examples.TASK.replace("举办活动 24 场", "举办专题活动 2 场").replace("targets:\n", f"targets:\n{rows}")
        (clean / "tasks/01-全民阅读.md").write_text(text, encoding="utf-8")
        assert {one.code for one in found(clean)} & {"N006"} == codes


_FIGURES = "举办第{n}专题活动{n}场，服务读者{n}人次，本年投入{n}万元。"


def _calls(clean: Path, count: int, rows: str = "", figures: str = _FIGURES) -> int:
    """Return how many functions the rules call for a task with so many times `figures`, and with more `rows` of
    targets: work that no noise changes."""
    task = clean / "tasks/01-全民阅读.md"
    told = "".join(f"\n{figures.format(n=n)}\n" for n in range(2, count))
    text = examples.TASK.replace("targets:\n", f"targets:\n{rows}")
    assert rows in text
    task.write_text(text + told, encoding="utf-8")
    declaration = pipeline.assemble(clean, form.shipped()).reading.declaration
    assert declaration is not None
    calls = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        for check in engine.rules():
            if check.code in CODES:
                list(check.rule(declaration))
    finally:
        sys.setprofile(None)
    return calls
