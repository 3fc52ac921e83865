"""What the messages say to those who fill in the form: the file, the line to write, the Chinese key first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import examples
from tests.test_rules import Edit, found, one

OTHER = "---\n资金: {funds}\n---\n日常办公设备维护。\n"


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    examples.Folder().write(tmp_path)
    return tmp_path


def test_a_gap_is_closed_by_a_line_in_the_other_tasks_file(clean: Path, edit: Edit) -> None:
    edit(next((clean / "tasks").glob("*")), "funds: 80.00", "funds: 75.00")
    told = str(one(clean, "F004").help)
    assert told.startswith("在 other.md 写明其他需完成的任务，开头写“资金: 5.00”")
    assert "某项任务的资金写错了的" in told


def test_the_other_tasks_funds_are_told_with_the_gap_added(clean: Path, edit: Edit) -> None:
    edit(next((clean / "tasks").glob("*")), "funds: 80.00", "funds: 75.00")
    (clean / "other.md").write_text(OTHER.format(funds="2.00"), encoding="utf-8")
    assert "改成“资金: 5.00”" in str(one(clean, "F004").help)


def test_a_sum_with_the_other_tasks_funds_is_called_that_of_all_tasks(clean: Path) -> None:
    (clean / "other.md").write_text(OTHER.format(funds="2.00"), encoding="utf-8")
    assert str(one(clean, "F003").message) == "各项任务合计 82.00 万元，比项目支出 80.00 万元多 2.00 万元"


def test_a_month_that_does_not_exist_is_one_finding(clean: Path, edit: Edit) -> None:
    edit(next((clean / "tasks").glob("*")), "value: 2024年11月底前", "value: 13月底前")
    assert [finding.code for finding in found(clean)] == ["C005"]


@pytest.mark.parametrize(("name", "place"), [("咨询任务完成率", "数量指标"), ("任务完成情况", "数量指标或质量指标")])
def test_a_completion_rate_is_not_sent_where_the_next_rule_complains(
    clean: Path, edit: Edit, name: str, place: str
) -> None:
    edit(next((clean / "tasks").glob("*")), "持证读者增长率", name)
    assert str(one(clean, "Q003").help).startswith(f"移到{place}，")


def test_the_order_and_the_unit_in_a_name_do_not_send_one_round(clean: Path, edit: Edit) -> None:
    edit(next((clean / "tasks").glob("*")), "name: 阅读推广活动场次", "name: 阅读推广活动场次（场）")
    edit(clean / "department.md", "year: 2024\n", "year: 2024\norder:\n  数量指标: [阅读推广活动场次]\n")
    assert str(one(clean, "Q010").help) == "名称改成“阅读推广活动场次”"
    assert str(one(clean, "C004").help).startswith("顺序里的写法不用改")


def test_a_list_within_a_list_is_quoted_whole(clean: Path, edit: Edit) -> None:
    name = "督促、指导志、鉴、地情编纂的覆盖率"
    edit(next((clean / "tasks").glob("*")), "持证读者增长率", name)
    assert str(one(clean, "Q022").message) == f"“{name}”里不止一件事"
