"""Targets in the wrong category and names that measure nothing: places, words and forms that the manuals do not reach."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from shenbao import form, pipeline
from shenbao.finding import Finding
from tests import examples

Edit = Callable[[Path, str, str], None]
TASK = "tasks/01-全民阅读.md"
TIME = "  - {name: 新书上架完成时间, category: 时效指标, value: 2024年11月底前}\n"


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    """The manuals' clean declaration."""
    content = tmp_path / "content"
    examples.Folder().write(content)
    return content


def found(content: Path, templates: Path | None = None) -> list[Finding]:
    return list(pipeline.check(pipeline.assemble(content, templates or form.shipped()), None).findings)


def told(content: Path, row: str) -> list[tuple[str, str]]:
    """Add the target `row` and return the codes that speak of a place or a name, each with its help."""
    task = content / TASK
    text = task.read_text(encoding="utf-8").replace(TIME, f"{TIME}  - {{{row}}}\n")
    task.write_text(text, encoding="utf-8")
    ours = ("Q001", "Q002", "Q003", "Q004", "Q007", "Q008")
    return [(f.code, str(f.help)) for f in found(content) if f.code in ours]


def test_a_count_that_leaves_nothing_under_time_is_told_so_at_its_category(clean: Path, edit: Edit) -> None:
    edit(clean / TASK, TIME, "  - {name: 促进考察次数, category: 时效指标, value: ≥12次}\n")
    [stray] = [f for f in found(clean) if f.code == "Q001"]
    assert str(stray.message) == "“促进考察次数”只反映数量，放在了时效指标"
    assert str(stray.help) == ("移到数量指标；时效指标另设一行，如“促进考察完成时间”写“××月底前”，否则时效指标为空")
    assert (stray.place.line, stray.place.column, stray.place.end_column) == (8, 30, 34)
    assert not [f for f in found(clean) if f.code == "T007"]


def test_a_count_beside_a_real_target_of_time_leaves_nothing_empty(clean: Path) -> None:
    [(code, help)] = told(clean, "name: 促进考察次数, category: 时效指标, value: ≥12次")
    assert code == "Q001"
    assert help.startswith("移到数量指标；")
    assert "为空" not in help


def test_a_row_without_content_does_not_keep_time_from_being_empty(clean: Path, edit: Edit) -> None:
    edit(clean / TASK, TIME, "  - {name: 无, category: 时效指标, value: 无}\n")
    edit(clean / TASK, "targets:\n", "targets:\n  - {name: 完成考察人数, category: 时效指标, value: ≥12人}\n")
    [stray] = [f for f in found(clean) if f.code == "Q001"]
    assert "“考察完成时间”" in str(stray.help)
    assert "否则时效指标为空" in str(stray.help)


def test_nothing_is_said_of_an_empty_category_while_a_file_is_left_out(clean: Path, edit: Edit) -> None:
    edit(clean / TASK, TIME, "  - {name: 促进考察次数, category: 时效指标, value: ≥12次}\n")
    (clean / "tasks/02-馆舍维修.md").write_text("---\ntitle: 馆舍维修\nfunds: 多少\n---\n", encoding="utf-8")
    [stray] = [f for f in found(clean) if f.code == "Q001"]
    assert "为空" not in str(stray.help)


@pytest.mark.parametrize(
    ("row", "code", "says"),
    [
        ("name: 接待保障及时性, category: 社会效益指标, value: 及时", "Q002", "“接待保障及时率”"),
        ("name: 任务按期完成率, category: 质量指标, value: ≥98%", "Q002", "移到时效指标"),
        ("name: 宣讲任务完成率, category: 社会效益指标, value: ≥98%", "Q003", "移到数量指标，"),
        ("name: 讲座场次, category: 社会效益指标, value: ≥9场", "Q003", "移到数量指标，"),
        ("name: 媒体报道次数, category: 社会效益指标, value: ≥9次", "Q003", "是产出的，移到数量指标"),
        ("name: 不断提升服务质量, category: 质量指标, value: 提升", "Q004", "“服务质量达标率”"),
        ("name: 宣传推介活动, category: 数量指标, value: ≥14次", "Q008", "改成“宣传推介活动次数”"),
        ("name: 活动参加者, category: 数量指标, value: ≥1.2万人次", "Q008", "“活动参加者人次”"),
        ("name: 受益人, category: 数量指标, value: ≥90人", "Q008", "“受益人数”"),
        ("name: 入驻企业, category: 数量指标, value: ≥9家", "Q008", "“入驻企业数量”"),
        ("name: 宣讲活动（线上）, category: 数量指标, value: ≥2场/月", "Q008", "“宣讲活动场次”"),
        ("name: 垃圾清运, category: 数量指标, value: ≥5000吨", "Q008", "“垃圾清运量”"),
        ("name: 完成编目计划, category: 数量指标, value: =100%", "Q008", "“编目计划完成率”"),
    ],
)
def test_the_help_names_the_destination_or_the_ready_name(clean: Path, row: str, code: str, says: str) -> None:
    helps = dict(told(clean, row))
    assert says in helps[code]


def test_a_word_of_time_in_an_effect_is_one_finding(clean: Path) -> None:
    assert [code for code, _help in told(clean, "name: 任务按时完成率, category: 社会效益指标, value: ≥98%")] == [
        "Q002"
    ]


@pytest.mark.parametrize(("length", "codes"), [(25, []), (26, ["Q007"])])
def test_a_name_of_twenty_six_characters_is_too_long(clean: Path, length: int, codes: list[str]) -> None:
    name = f"{'甲' * (length - 3)}合格率（%）"
    assert [c for c, _help in told(clean, f"name: {name}, category: 质量指标, value: ≥98%")] == codes


TREE = """indicators:
  产出指标: [{outputs}]
  效益指标: [社会效益指标]
  满意度指标: [服务对象满意度指标]
  成本指标: [经济成本指标]
"""


def of_a_form(clean: Path, where: Path, outputs: str, row: str, words: str = "") -> list[tuple[str, str]]:
    """Return what is said of the target `row` in a form with the `outputs`, by code with its help."""
    made = examples.Folder()
    made.form_keys(TREE.format(outputs=outputs))
    if words:
        made.form["words.yaml"] = words
    told(clean, row)
    return [(f.code, str(f.help)) for f in found(clean, made.templates(where)) if f.code[0] == "Q"]


def test_a_form_without_quantities_has_nowhere_for_a_count_to_go(clean: Path, tmp_path: Path) -> None:
    row = "name: 促进考察次数, category: 时效指标, value: ≥12次"
    said = of_a_form(clean, tmp_path / "templates", "质量指标, 时效指标", row)
    assert "Q001" not in dict(said)


def test_a_form_without_time_has_nowhere_for_timeliness_to_go(clean: Path, tmp_path: Path) -> None:
    row = "name: 任务按时完成率, category: 社会效益指标, value: ≥98%"
    said = dict(of_a_form(clean, tmp_path / "templates", "数量指标, 质量指标", row))
    assert "Q002" not in said
    assert "移到数量指标，" in said["Q003"]  # an output all the same


def test_a_form_that_calls_time_otherwise_says_so_in_its_words(clean: Path, tmp_path: Path) -> None:
    row = "name: 促进考察次数, category: 进度指标, value: ≥12次"
    said = dict(
        of_a_form(clean, tmp_path / "templates", "数量指标, 质量指标, 进度指标", row, "time_categories: [进度指标]\n")
    )
    assert "否则进度指标为空" in said["Q001"]
