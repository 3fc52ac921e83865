"""The pages that changed, as pictures: what is marked has changed, what only moved is not, and nobody's file is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter

from shenbao.comparing import changed, pages, sheets
from shenbao.comparing.changed import Pair
from shenbao.comparing.paper import Box, Line, Sheet
from shenbao.refusal import Refused
from tests.conftest import REAL, TASK, run

Edit = Callable[[Path, str, str], None]
Said = tuple[tuple[int, int], list[str], list[str]]
"""a pair of pages, and the texts that are marked on each"""

ADDED = """---
title: 湾区青年交流任务
funds: 42.70
targets:
  - {name: 青年交流活动次数, category: 数量指标, value: ≥12场次}
---
## 主要实施内容

组织港澳青年来南沙交流，开展研学、实习和创业分享活动。

## 期望达到的目标

全年举办青年交流活动 12 场次，参与港澳青年 600 人次。
"""


def printed(content: Path) -> Path:
    """Return the PDF that `content` makes."""
    output = content.with_name(f"{content.name}-out")
    ran = run("build", "--content", content, "--output", output)
    assert ran.returncode == 0, ran.stderr
    return next(output.glob("*.pdf"))


def marked(old: Path, new: Path) -> list[Said]:
    """Return what is marked, box by box."""
    before, after = sheets.read(old), sheets.read(new)
    return [
        (pair.pages, *(_said(printing, pair, side) for side, printing in enumerate((before, after))))  # type: ignore[misc]  # two sides
        for pair in changed.pairs(before, after)
    ]


def _said(printing: tuple[Sheet, ...], pair: Pair, side: int) -> list[str]:
    lines = printing[pair.pages[side] - 1].lines if pair.pages[side] else ()
    return ["".join(line.text for line in lines if _within(line.box, box)) for box in pair.boxes[side]]


def _within(box: Box, around: Box) -> bool:
    across = around.left <= box.left and box.right <= around.right
    return across and around.top <= box.top and box.bottom <= around.bottom


@pytest.fixture(scope="module")
def pair(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The real declaration as it is, and with another figure and a task more."""
    content = shutil.copytree(REAL, tmp_path_factory.mktemp("new") / "content")
    first = content / "tasks/01-港澳与外事.md"
    first.write_text(
        first.read_text(encoding="utf-8").replace("period: ≥800人次", "period: ≥900人次"), encoding="utf-8"
    )
    (content / "tasks/07-青年.md").write_text(ADDED, encoding="utf-8")
    return next(built.glob("*.pdf")), printed(content)


def test_a_figure_and_a_task_more_are_marked_and_nothing_that_moved(pair: tuple[Path, Path]) -> None:
    assert marked(*pair) == [
        (
            (3, 3),
            ["≥800人次"],
            [
                "湾区青年交流任务",
                "组织港澳青年来南沙交流，开展研学、实习和创业分享活动。",
                "42.70",
                "全年举办青年交流活动12场次，参与港澳青年600人次。",
                "≥900人次",
                "青年交流活动次数",
                "≥12场次",
                "≥12场次",
            ],
        )
    ]


def test_taken_back_the_same_is_marked_on_the_other_side(pair: tuple[Path, Path]) -> None:
    [(numbers, gone, come)] = marked(*pair)
    assert marked(*reversed(pair)) == [(numbers, come, gone)]


def test_a_word_more_marks_its_lines_and_not_those_that_break_elsewhere(built: Path, real: Path, edit: Edit) -> None:
    edit(
        real / "tasks/01-港澳与外事.md",
        "统筹协调区领导涉港澳政务活动安排",
        "统筹协调区领导、各单位领导涉港澳政务活动安排",
    )
    [(_pages, gone, come)] = marked(next(built.glob("*.pdf")), printed(real))
    assert gone == [] or gone == ["联络事务，统筹协调区领导"]
    assert len(come) == 1
    assert "各单位领导" in come[0].replace("、", "")
    assert len(come[0]) < 40


def test_a_task_that_splits_over_two_pages_elsewhere_has_not_changed(built: Path, real: Path) -> None:
    text = ADDED.replace("活动。\n", "活动。" + "推动两地青年常来常往。" * 20 + "\n")
    (real / "tasks/00-青年.md").write_text(text, encoding="utf-8")
    found = marked(next(built.glob("*.pdf")), printed(real))
    come = "".join(text for _pages, _gone, new in found for text in new)
    assert [gone for _pages, gone, _come in found] == [[]] * len(found)
    assert len(come) == len("".join(ADDED.partition("---\n## ")[2].split())) - len(
        "主要实施内容##期望达到的目标"
    ) + len("推动两地青年常来常往。" * 20 + "湾区青年交流任务" + "42.70" + "青年交流活动次数" + "≥12场次" * 2)


def test_the_same_document_has_no_picture(built: Path, tmp_path: Path) -> None:
    pdf = next(built.glob("*.pdf"))
    assert pages.write(pdf, pdf, tmp_path / "pages") == pages.Pages(())
    assert not (tmp_path / "pages").exists()


def sheet(number: int, *texts: str) -> Sheet:
    """Return a page with a table of one column, and its number below."""
    cells = [Box(50, 50 + 20.0 * n, 150, 70 + 20.0 * n) for n in range(len(texts))]
    lines = [Line(number, cell, text, cell) for cell, text in zip(cells, texts, strict=True)]
    foot = Line(number, Box(280, 800, 300, 810), f"—{number}—", Box(0, 700, 595, 842))
    return Sheet(number, 595, 842, (*lines, foot), (), ())


def test_a_page_more_shifts_the_others_and_changes_none_of_them() -> None:
    old = [sheet(1, "甲", "乙"), sheet(2, "丙", "丁")]
    new = [sheet(1, "甲", "乙"), sheet(2, "子", "丑"), sheet(3, "丙", "丁")]
    [found] = changed.pairs(old, new)
    assert (found.pages, [len(boxes) for boxes in found.boxes]) == ((0, 2), [0, 2])
    [found] = changed.pairs(new, old)
    assert found.pages == (2, 0)


def test_what_changed_on_a_page_that_another_became_stands_beside_where_it_came_from() -> None:
    old = [sheet(1, "甲", "乙", "丙", "丁", "戊")]
    new = [sheet(1, "甲", "乙", "丙"), sheet(2, "丁", "新", "戊")]
    assert [found.pages for found in changed.pairs(old, new)] == [(1, 2)]


def test_two_figures_that_change_places_are_both_marked() -> None:
    old, new = [sheet(1, "出访", "≥95%", "接待", "≥98%")], [sheet(1, "出访", "≥98%", "接待", "≥95%")]
    [found] = changed.pairs(old, new)
    assert [len(boxes) for boxes in found.boxes] == [2, 2]


def test_a_row_that_says_what_the_last_one_of_the_page_before_says_is_read() -> None:
    old = [sheet(1, "出访", "≥95%"), sheet(2, "接待", "≥98%")]
    new = [sheet(1, "出访", "≥95%"), sheet(2, "≥95%", "接待", "≥98%")]
    [found] = changed.pairs(old, new)
    assert [len(boxes) for boxes in found.boxes] == [0, 1]


# --- pictures and files


def test_pictures_show_the_old_page_left_with_red_and_the_new_one_right_with_green(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    [path] = pages.write(*pair, tmp_path).files
    with Image.open(path) as picture:
        middle, colours = picture.width // 2, {}
        for side, box in (("left", (0, 0, middle, picture.height)), ("right", (middle, 0, *picture.size))):
            colours[side] = {colour for _count, colour in picture.crop(box).getcolors(1 << 24) or ()}
    red, green = (255, 214, 214), (210, 245, 210)
    assert path.name == "page-01.png"
    assert [red in colours["left"], green in colours["left"]] == [True, False]
    assert [red in colours["right"], green in colours["right"]] == [False, True]


def test_the_same_pair_makes_the_same_bytes(pair: tuple[Path, Path], tmp_path: Path) -> None:
    one, two = (pages.write(*pair, tmp_path / name).files[0].read_bytes() for name in "ab")
    assert one == two


def test_an_earlier_run_s_pictures_go_and_what_somebody_drew_upon_stays(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    [path] = pages.write(*pair, tmp_path).files
    shutil.copy(path, tmp_path / "page-02.png")
    shutil.copy(path, tmp_path / "page-3.png")
    (tmp_path / "page-04.png").write_bytes(path.read_bytes() + b"x")
    (tmp_path / "page-05.png").symlink_to(path)
    pages.write(pair[0], pair[0], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page-04.png", "page-05.png", "page-3.png"]


@pytest.mark.parametrize(
    "make",
    [lambda path: path.write_bytes(b"mine"), lambda path: path.symlink_to(path.with_name("other")), Path.mkdir],
    ids=["file", "link", "folder"],
)
def test_a_picture_that_is_not_ours_is_not_overwritten(
    make: Callable[[Path], None], pair: tuple[Path, Path], tmp_path: Path
) -> None:
    make(path := tmp_path / "page-01.png")
    before = path.lstat().st_mtime_ns
    with pytest.raises(Refused, match="不是本程序画的"):
        pages.write(*pair, tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["page-01.png"]
    assert path.lstat().st_mtime_ns == before


def test_pages_beyond_the_most_are_left_out_and_told(built: Path, content: Path, tmp_path: Path) -> None:
    found = pages.write(next(built.glob("*.pdf")), printed(content), tmp_path / "pages", most=1)
    assert len(found.files) == 1
    assert "只画了前 1 对" in str(found.remarks[0].within("zh"))


def test_a_file_that_is_no_pdf_is_refused_and_nothing_written(built: Path, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 no")
    for name, says in (("a.pdf", "不是 PDF"), ("none.pdf", "没有这个文件")):
        with pytest.raises(Refused, match=says):
            pages.write(next(built.glob("*.pdf")), tmp_path / name, tmp_path / "pages")
    assert not (tmp_path / "pages").exists()


@pytest.mark.parametrize("side_pt", [0, 0.1, 14_400, 200_000])
def test_a_page_of_any_size_is_drawn_within_bounds(side_pt: float, tmp_path: Path) -> None:
    made = PdfWriter()
    made.add_blank_page(side_pt, side_pt)
    made.write(tmp_path / "a.pdf")
    drawn = sheets.picture(tmp_path / "a.pdf", 1, 1.5)
    assert drawn
    assert 0 < drawn.width * drawn.height <= sheets.MOST_PIXELS * 1.01
    assert len(drawn.rgb) == 3 * drawn.width * drawn.height


@pytest.mark.slow
def test_twenty_pages_that_all_changed_take_no_more_than_five_seconds(tmp_path: Path) -> None:
    made = []
    for name, word in (("old", "开展培训"), ("new", "开展专题培训")):
        content = shutil.copytree(REAL, tmp_path / name)
        task = TASK.replace("funds: 60.00", "funds: 0.10").replace("开展培训。", f"面向基层一线人员{word}。" * 22)
        for n in range(30):
            (content / f"tasks/{n + 10}-培训.md").write_text(
                task.replace("基层培训", f"基层培训{n}").replace("name: ", f"name: 第{n}项"), encoding="utf-8"
            )
        made.append(printed(content))
    before = os.times()
    found = pages.write(made[0], made[1], tmp_path / "pages")
    after = os.times()
    assert len(found.files) >= 20
    # The child's own time, so that what else runs on this machine does not count.
    assert after.children_user - before.children_user < 5 * len(found.files) / 20
