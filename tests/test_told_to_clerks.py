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
