"""The whole way on the real declaration: both files hold what was published, cell for cell, and are the same every time."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from shenbao.printers import word
from tests.conftest import REAL, run

PUBLISHED = json.loads((Path(__file__).parent / "data/declaration.json").read_text(encoding="utf-8"))
HEADINGS = {
    "tasks": ["年度重点工作任务", "名称", "主要实施内容", "拟投入的资金（万元）", "期望达到的目标（概述）"],
    "indicators": ["绩效指标", "一级指标", "二级指标", "三级指标", "实施周期指标值", "年度指标值"],
}


def published() -> list[list[list[str]]]:
    """Return the tables of the published form, a cell once; `^` and `<` stand for what it spans."""
    return [budget(), tasks(), [["其他需完成的任务（可选填）", PUBLISHED["other_tasks"]]], indicators()]


def budget() -> list[list[str]]:
    left, right = PUBLISHED["budget"][0::2], PUBLISHED["budget"][1::2]
    rows = [["部门名称", PUBLISHED["department"], "<", "<", "<"]]
    for a, b in zip(left, right, strict=True):
        rows.append(["^", a["heading"], "预算金额（万元）", b["heading"], "预算金额（万元）"])
        rows += [["^", *one, *other] for one, other in zip(a["lines"], b["lines"], strict=True)]
    rows[1][0] = "预算整体情况"
    return [*rows, ["总体绩效目标", PUBLISHED["goal"], "<", "<", "<"]]


def tasks() -> list[list[str]]:
    rows = [["^", t["title"], t["content"], t["funds"], t["outcome"]] for t in PUBLISHED["tasks"]]
    rows[0][0] = ""
    return [HEADINGS["tasks"], *rows]


def indicators() -> list[list[str]]:
    rows, seen = [], set()
    for level1, level2 in PUBLISHED["outline"]:
        found = [t for t in PUBLISHED["targets"] if t["level2"] == level2] or [{"name": "", "period": "", "annual": ""}]
        for n, target in enumerate(found):
            first = "^" if level1 in seen else level1
            rows.append(["^", first, "^" if n else level2, target["name"], target["period"], target["annual"]])
            seen.add(level1)
    rows[0][0] = ""
    return [HEADINGS["indicators"], *rows]


def test_the_word_file_holds_every_cell_of_the_published_form(built: Path) -> None:
    [docx] = built.glob("*.docx")
    assert word.grids(docx) == published()


def test_the_pdf_holds_every_text_of_the_published_form(built: Path) -> None:
    [sheet] = built.glob("*.pdf")
    pages = ["".join(page.extract_text().split()) for page in PdfReader(sheet).pages]
    texts = {
        "".join(text.split()) for table in published() for row in table for text in row if text not in ("^", "<", "")
    }
    assert [text for text in texts if not stands(text, pages)] == []


def stands(text: str, pages: list[str]) -> bool:
    """Say whether `text` stands on a page, or begins on one and ends on the next, where its row was split."""
    cuts = ((text[:n], text[n:]) for n in range(1, len(text)))
    return any(text in page for page in pages) or any(
        head in page and tail in after for head, tail in cuts if len(text) > 30 for page, after in pairwise(pages)
    )


def test_build_leaves_exactly_one_pair_named_for_department_and_title(built: Path) -> None:
    name = f"{PUBLISHED['department']}-{PUBLISHED['title']}"
    assert sorted(p.name for p in built.iterdir() if not p.name.startswith(".")) == [f"{name}.docx", f"{name}.pdf"]


@pytest.mark.slow
def test_the_same_sources_make_the_same_bytes_anywhere_at_any_time(built: Path, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(REAL, tmp_path / "另 一处" / "content")
    done = run(
        "build", "--content", "content", "--output", "out", cwd=elsewhere.parent,
        TZ="Pacific/Auckland", LC_ALL="en_US.UTF-8", PYTHONHASHSEED="7", HOME=str(tmp_path), XDG_DATA_HOME=str(Path.home() / ".local/share"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for path in built.glob("*.[dp]*"):
        assert (elsewhere.parent / "out" / path.name).read_bytes() == path.read_bytes(), path.suffix


def test_both_files_carry_one_build_digest(built: Path) -> None:
    from shenbao.printers import pdf

    [docx], [sheet] = built.glob("*.docx"), built.glob("*.pdf")
    assert word.digest(docx) == pdf.digest(sheet) != ""


def test_the_word_file_names_the_official_faces_and_no_theme(built: Path) -> None:
    [docx] = built.glob("*.docx")
    with zipfile.ZipFile(docx) as opened:
        styles = opened.read("word/styles.xml").decode()
        assert not any("stylesWithEffects" in name for name in opened.namelist())
    for face in ("方正小标宋简体", "仿宋_GB2312", "黑体"):
        assert f'w:eastAsia="{face}"' in styles
    assert "Theme" not in styles


def test_the_pdf_embeds_what_it_draws_with(built: Path) -> None:
    [sheet] = built.glob("*.pdf")
    if shutil.which("pdffonts") is None:
        pytest.skip("pdffonts is not installed")
    listed = subprocess.run(["pdffonts", sheet], capture_output=True, encoding="utf-8", check=True).stdout.splitlines()[
        2:
    ]
    assert listed
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in listed), listed
