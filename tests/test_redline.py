"""The redline: accepted it is the new document, rejected the old one, whatever changed between them."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import product
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from shenbao import form, pipeline
from shenbao.layout import Cell, Layout, Paragraph, Row, Table, Text
from shenbao.printers import redline, word
from shenbao.style import Styles
from tests import generated, pairs, revised, validators
from tests.conftest import EXAMPLES, REAL
from tests.drawn import cell, column, look, page, tree

MADE = datetime(2024, 5, 6, 7, 8, 9)
Edit = Callable[[Path, str, str], None]


def laid_out(content: Path) -> tuple[Layout, Styles]:
    layout, styles, faults = pipeline.lay_out(pipeline.assemble(content, form.shipped()))
    assert layout, faults
    assert styles, faults
    return layout, styles


def redlined(old: Layout, new: Layout, folder: Path, styles: Styles | None = None) -> Path:
    path = folder / "redline.docx"
    redline.write(old, new, styles or look(), path, "张三", MADE)
    return path


def plainly(layout: Layout, folder: Path, styles: Styles) -> Any:
    word.write(layout, styles, path := folder / "plain.docx")
    return revised.document(path)


def grids(root: Any, redline: Path, folder: Path) -> list[list[list[str]]]:
    """Return the tables of `root` as the program reads a Word file that comes in."""
    with zipfile.ZipFile(redline) as old, zipfile.ZipFile(folder / "resolved.docx", "w") as new:
        for name in old.namelist():
            new.writestr(name, etree.tostring(root) if name == revised.DOCUMENT else old.read(name))
    return word.grids(folder / "resolved.docx")


def assert_holds_both(old: Layout, new: Layout, folder: Path, styles: Styles) -> Path:
    """Assert that the redline accepted is `new` and rejected `old`: text, grid, styles and faces."""
    path = redlined(old, new, folder, styles)
    revised.assert_spans_hang_together(revised.document(path))
    for layout, resolve in ((new, revised.accept_all), (old, revised.reject_all)):
        root = resolve(revised.document(path))
        assert grids(root, path, folder) == [table.texts() for table in layout.tables]
        assert revised.blocks(root) == revised.blocks(plainly(layout, folder, styles))
    return path


@pytest.mark.parametrize("number", range(20))
def test_a_few_pairs_are_held_both(number: int, tmp_path: Path) -> None:
    assert_holds_both(*pairs.pair(number), tmp_path, look())


@pytest.mark.slow
@settings(max_examples=500, deadline=None, derandomize=True, database=None)
@given(number=st.integers(0, 2**32))
def test_accepted_it_is_the_new_document_and_rejected_the_old_one(
    tmp_path_factory: pytest.TempPathFactory, number: int
) -> None:
    folder = tmp_path_factory.getbasetemp() / "pairs"
    folder.mkdir(exist_ok=True)
    assert_holds_both(*pairs.pair(number), folder, look())


def changed(real: Path, edit: Edit) -> None:
    """Change a figure, a target and its category, prose; drop, add and rename a task."""
    tasks = real / "tasks"
    edit(tasks / "05-驻香港实体办事机构.md", "funds: 450.00", "funds: 480.00")
    edit(tasks / "05-驻香港实体办事机构.md", "period: ≥80项", "period: ≥70项")
    edit(tasks / "05-驻香港实体办事机构.md", "外出拜访、商务洽谈及宣传推介等", "外出拜访、商务洽谈等")
    edit(tasks / "03-商协会服务集聚区.md", "综合保障工作", "运营保障项目")
    edit(tasks / "06-粤港合作咨询委员会.md", "funds: 221.60", "funds: 191.60")
    edit(
        real / "department.md",
        "  - name: 会议次数\n    category: 数量指标\n    period: ≥2场次\n    annual: ≥2场次\n",
        "",
    )
    edit(real / "department.md", "拜访及接待次数, 会议次数]", "拜访及接待次数]")
    (tasks / "04-粤澳发展促进会.md").unlink()
    targets = "targets:\n  - {name: 培训场次, category: 数量指标, value: ≥30场}\n  - {name: 碳排放下降率, category: 生态效益指标, value: ≥2%}\n"
    text = f"---\ntitle: 基层培训\nfunds: 244.40\n{targets}---\n## 主要实施内容\n\n开展培训。\n\n## 期望达到的目标\n\n1. 完成 30 场。\n2. 培训合格。\n"
    (tasks / "07-培训.md").write_text(text, encoding="utf-8")


def test_the_real_declaration_holds_both_after_a_figure_a_target_and_tasks_changed(
    real: Path, edit: Edit, tmp_path: Path
) -> None:
    old, styles = laid_out(REAL)
    changed(real, edit)
    new, _styles = laid_out(real)
    path = assert_holds_both(old, new, tmp_path, styles)
    assert marked(path, "del") >= {"450.00", "80", "及宣传推介", "综合", "工作", "会议次数"}
    assert marked(path, "ins") >= {"480.00", "70", "基层培训", "运营", "项目", "培训场次"}
    assert rows(path) == {"del": 2, "ins": 2}


def marked(path: Path, what: str) -> set[str]:
    """Return the texts of the marks `what`."""
    return {
        "".join(t.text or "" for t in mark.iter(qn("w:t"), qn("w:delText")))
        for mark in revised.document(path).iter(qn(f"w:{what}"))
    }


def rows(path: Path) -> dict[str, int]:
    """Return how many rows are deleted and inserted."""
    shapes = list(revised.document(path).iter(qn("w:trPr")))
    return {what: sum(shape.find(qn(f"w:{what}")) is not None for shape in shapes) for what in ("del", "ins")}


def grouped(*groups: tuple[str, tuple[str, ...]]) -> Layout:
    """Return a table of groups, each a label beside its rows."""
    cells, r = [], 0
    for label, names in groups:
        cells.append(cell(r, 0, label, "group", rowspan=len(names), head="row"))
        cells += [cell(r + n, 1, name, "name") for n, name in enumerate(names)]
        r += len(names)
    return page(Table("form", (40, 80), (Row(),) * r, tuple(cells)))


@pytest.mark.parametrize(
    ("old", "new", "gone", "came"),
    [
        (("甲种培训", "乙方走访", "丙级宣传"), ("甲种培训", "乙方走访", "新设平台", "丙级宣传"), 0, 1),
        (("甲种培训", "乙方走访", "丙级宣传"), ("甲种培训", "丙级宣传"), 1, 0),
        (("甲种培训", "乙方走访"), ("新设平台", "乙方走访"), 0, 0),
        (("甲种培训", "乙方走访", "丙级宣传"), ("乙方走访", "丙级宣传"), 1, 0),
        (("甲种培训", "乙方走访"), ("新设平台", "甲种培训", "乙方走访"), 0, 1),
        (("甲种培训",), ("甲种培训", "乙方走访"), 0, 1),
    ],
)
def test_a_label_stays_whole_whichever_of_its_rows_comes_or_goes(
    old: tuple[str, ...], new: tuple[str, ...], gone: int, came: int, tmp_path: Path
) -> None:
    before, after = (grouped(("产出指标", names), ("效益指标", ("满意程度",))) for names in (old, new))
    path = assert_holds_both(before, after, tmp_path, look())
    assert rows(path) == {"del": gone, "ins": came}
    assert not {"产出指标", "效益指标"} & (marked(path, "del") | marked(path, "ins"))


def test_a_category_keeps_its_row_when_its_first_target_comes_or_its_last_goes(tmp_path: Path) -> None:
    empty, filled = grouped(("产出指标", ("",))), grouped(("产出指标", ("甲种培训",)))
    for old, new in ((empty, filled), (filled, empty)):
        assert rows(assert_holds_both(old, new, tmp_path, look())) == {"del": 0, "ins": 0}


def test_rows_whose_spans_differ_are_replaced_and_no_other(tmp_path: Path) -> None:
    old = grouped(("产出指标", ("甲", "乙")), ("效益指标", ("丙", "丁")))
    new = grouped(("产出指标", ("甲",)), ("质量指标", ("乙",)), ("效益指标", ("丙", "丁")))
    path = assert_holds_both(old, new, tmp_path, look())
    assert rows(path) == {"del": 1, "ins": 1}


def test_a_table_of_other_columns_is_dropped_and_added_as_a_whole(tmp_path: Path) -> None:
    path = assert_holds_both(page(tree(2)), page(column("一级指标", "指标1")), tmp_path, look())
    assert rows(path) == {"del": 3, "ins": 2}


def test_a_paragraph_added_at_a_cells_end_is_said_by_the_end_before_it(tmp_path: Path) -> None:
    one, two = Paragraph("prose", (Text("开展培训。"),)), Paragraph("item", (Text("另行走访。"),), "1.")
    old, new = (page(Table("form", (80,), (Row(),), (Cell(0, 0, "prose", said),))) for said in ((one,), (one, two)))
    for before, after in ((old, new), (new, old)):
        assert_holds_both(before, after, tmp_path, look())


def test_what_did_not_change_is_not_marked(tmp_path: Path) -> None:
    layout, styles = laid_out(REAL)
    root = revised.document(redlined(layout, layout, tmp_path, styles))
    assert [e for tag in revised.MARKS for e in root.iter(qn(f"w:{tag}"))] == []


@pytest.mark.parametrize(
    ("old", "new", "gone", "came"),
    [
        ("≥800人次", "≥1,200人次", {"800"}, {"1,200"}),
        ("1,288.25", "1,288.26", {"1,288.25"}, {"1,288.26"}),
        ("得到提升", "≥98%", {"得到提升"}, {"≥98%"}),
        ("开展App培训，完成验收。", "开展Web培训，按时完成验收。", {"App"}, {"Web", "按时"}),
    ],
)
def test_words_are_marked_and_figures_whole(old: str, new: str, gone: set[str], came: set[str], tmp_path: Path) -> None:
    path = assert_holds_both(page(column(old)), page(column(new)), tmp_path, look())
    assert (marked(path, "del") - {""}, marked(path, "ins") - {""}) == (gone, came)


def test_every_mark_says_who_and_when_and_has_a_number_of_its_own(tmp_path: Path) -> None:
    path = redlined(page(tree(2)), page(column("甲"), tree(3)), tmp_path)
    marks = [e for tag in ("ins", "del", "pPrChange") for e in revised.document(path).iter(qn(f"w:{tag}"))]
    assert {(e.get(qn("w:author")), e.get(qn("w:date"))) for e in marks} == {("张三", "2024-05-06T07:08:09Z")}
    assert len({e.get(qn("w:id")) for e in marks}) == len(marks) > 0


def test_the_same_changes_are_the_same_bytes_and_without_a_time_of_1980() -> None:
    made = [redline.make(page(tree(2)), page(tree(3)), look(), "张三") for _n in range(2)]
    assert made[0] == made[1]
    with zipfile.ZipFile(io.BytesIO(made[0])) as package:
        assert b'w:date="1980-01-01T00:00:00Z"' in package.read(revised.DOCUMENT)


def test_a_time_of_another_zone_is_told_in_utc() -> None:
    made = MADE.replace(tzinfo=timezone(timedelta(hours=8)))
    with zipfile.ZipFile(io.BytesIO(redline.make(page(), page(tree(1)), look(), "", made))) as package:
        assert b'w:date="2024-05-05T23:08:09Z"' in package.read(revised.DOCUMENT)


def test_an_author_of_any_signs_is_a_name_that_the_file_can_hold(tmp_path: Path) -> None:
    author = '张三\x00\ud800"<&>\n' + "长" * 300
    redline.write(page(), page(column("甲")), look(), path := tmp_path / "a.docx", author)
    [name] = {e.get(qn("w:author")) for e in revised.document(path).iter(qn("w:ins"))}
    assert name == ('张三"<&>' + "长" * 300)[:255]


def test_a_style_that_only_the_old_look_has_is_taken_from_it(tmp_path: Path) -> None:
    style = replace(look()["text"], name="gone")
    old_look = replace(look(), styles={**look().styles, "gone": style})
    old = page(Table("form", (80,), (Row(),), (cell(0, 0, "甲", "gone"),)))
    redline.write(old, page(column("乙")), look(), path := tmp_path / "a.docx", "张三", MADE, old_look)
    assert "gone" in {e.get(qn("w:styleId")) for e in docx.Document(str(path)).styles.element.iter(qn("w:style"))}


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a.docx").mkdir()
    with pytest.raises(OSError, match="directory"):
        redline.write(page(), page(tree(1)), look(), tmp_path / "a.docx", "张三")
    assert [one.name for one in tmp_path.iterdir()] == ["a.docx"]


@pytest.mark.slow
@pytest.mark.parametrize("name", [*EXAMPLES, 0, 1, 5])
def test_a_redline_is_valid_for_microsofts_own_validator_and_for_openxml_audit(
    name: str | int, real: Path, edit: Edit, tmp_path: Path
) -> None:
    old, styles = laid_out(EXAMPLES[name] if isinstance(name, str) else generated_at(name, tmp_path / "old"))
    changed(real, edit)
    new, new_styles = laid_out(real)
    redline.write(old, new, new_styles, path := tmp_path / "a.docx", "张三", MADE, styles)
    assert validators.audited(path) == ""
    if not validators.microsofts():
        pytest.skip("npm fetches no validator; openxml-audit has nothing to say")
    assert validators.by_microsoft(path) == []


def generated_at(number: int, folder: Path) -> Path:
    generated.write(folder, number)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("number", range(0, 12, 2))
def test_generated_declarations_are_held_both(number: int, tmp_path: Path) -> None:
    old, styles = laid_out(generated_at(number, tmp_path / "old"))
    new, _styles = laid_out(generated_at(number + 1, tmp_path / "new"))
    assert_holds_both(old, new, tmp_path, styles)


@pytest.mark.slow
def test_a_redline_of_three_hundred_rows_takes_two_seconds_at_most() -> None:
    names = [
        f"{place}{deed}第{n}批次数"
        for n, (place, deed) in enumerate(product("南沙区港澳台外事商会青年创", "走访培训宣传验收接待咨询"))
        if n < 300
    ]
    prose = "为贯彻落实总体方案关于构建国际交往新平台的要求，鼓励引导港澳商协会设立代表处，" * 6
    old = page(column(*(f"{name}，{prose}≥{n}场。" for n, name in enumerate(names))))
    new = page(column(*(f"{name}，{prose}≥{n + 1}场。" for n, name in enumerate(names))))
    began = time.perf_counter()
    redline.make(old, new, look(), "张三", MADE)
    assert time.perf_counter() - began <= 2
