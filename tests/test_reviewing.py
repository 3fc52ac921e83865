"""What a reviewer gets of a change: the redline, pictures of changed pages, and all of it in one folder."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from shenbao import refusal, reviewing, sides
from shenbao.message import Message
from shenbao.reviewing import Marked, Reviewed
from tests.conftest import git

Edit = Callable[[Path, str, str], None]
FIRST = "tasks/01-港澳与外事.md"
NAME = "广州南沙经济技术开发区港澳合作事务办公室-部门整体预算绩效目标申报表"
TEXTS = ["changes.html", "changes.json", "report.html", "report.sarif", "summary.md"]
BY = Marked("张三", datetime(2026, 3, 1))


def wanted(repository: Path, base: str = "HEAD", head: str = "") -> sides.Wanted:
    return sides.Wanted(base, head, repository / "content", repository / "templates")


def silent(_says: Message) -> None:
    pass


def reviewed(repository: Path, output: Path, base: str = "HEAD") -> Reviewed:
    with sides.both(wanted(repository, base)) as (old, new):
        return reviewing.review(old, new, output, BY, "zh", silent)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith(".shenbao"))


@pytest.fixture
def changed(repository: Path, edit: Edit) -> Path:
    """A figure and a target are others than at HEAD."""
    edit(repository / "content" / FIRST, "funds: 163.00", "funds: 170.00")
    edit(repository / "content" / FIRST, "≥800人次", "≥700人次")
    return repository


@pytest.mark.slow
def test_a_review_holds_all_that_a_reviewer_opens(changed: Path, tmp_path: Path) -> None:
    found = reviewed(changed, tmp_path / "review")
    assert (names(tmp_path / "review"), found.remarks) == (
        sorted([*TEXTS, f"{NAME}.docx", f"{NAME}.pdf", "page-01.png", "page-02.png", "redline.docx"]),
        (),
    )
    assert "| 163.00 | 170.00 |" in (tmp_path / "review/summary.md").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "review/report.sarif").read_text(encoding="utf-8"))["runs"]
    with zipfile.ZipFile(tmp_path / "review/redline.docx") as package:
        assert 'w:author="张三"' in package.read("word/document.xml").decode()


@pytest.mark.slow
def test_the_same_change_is_reviewed_in_the_same_bytes_and_what_is_stale_goes(changed: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    reviewed(changed, first)
    reviewed(changed, second)
    assert [(first / name).read_bytes() == (second / name).read_bytes() for name in names(first)] == [True] * 10
    git(changed, "checkout", "-q", "content")
    (first / "note.txt").write_text("审阅人的", encoding="utf-8")
    reviewed(changed, first)
    assert names(first) == sorted([*TEXTS, f"{NAME}.docx", f"{NAME}.pdf", "note.txt", "redline.docx"])


def test_a_broken_side_leaves_a_review_of_what_can_be_said(changed: Path, tmp_path: Path, edit: Edit) -> None:
    edit(changed / "content" / FIRST, "funds: 170.00", "funds: 九千")
    found = reviewed(changed, tmp_path / "review")
    assert names(tmp_path / "review") == TEXTS
    assert [str(one)[:9] for one in found.remarks] == ["现在的文件（" + str(changed)[:3]]
    for name in ("summary.md", "changes.html", "changes.json"):
        told = (tmp_path / "review" / name).read_text(encoding="utf-8")
        assert "九千" in told
        assert "所以没有新的 Word 和 PDF、带修订的 Word（redline.docx）、改动页的图片" in told


@pytest.mark.slow
def test_a_broken_base_takes_only_what_needs_it(changed: Path, tmp_path: Path, edit: Edit) -> None:
    edit(changed / "content" / FIRST, "funds: 170.00", "funds: 九千")
    git(changed, "commit", "-qam", "broken")
    edit(changed / "content" / FIRST, "funds: 九千", "funds: 170.00")
    found = reviewed(changed, tmp_path / "review")
    assert names(tmp_path / "review") == sorted([*TEXTS, f"{NAME}.docx", f"{NAME}.pdf"])
    assert "HEAD" in str(found.remarks[0])
    assert str(found.remarks[0]).endswith("所以没有带修订的 Word（redline.docx）、改动页的图片")


def test_a_redline_is_signed_by_whoever_made_the_commit(changed: Path) -> None:
    environment = {"GIT_AUTHOR_NAME": "李四", "GIT_AUTHOR_DATE": "2026-02-03T04:05:06Z"}
    os.environ.update(environment)
    try:
        git(changed, "-c", "user.name=李四", "commit", "-qam", "change")
    finally:
        for name in environment:
            del os.environ[name]
    told = reviewing.marked(wanted(changed, "HEAD~1", "HEAD"), "", None)
    assert told == Marked("李四", datetime(2026, 2, 3, 4, 5, 6))
    assert reviewing.marked(wanted(changed, "HEAD~1", "HEAD"), "王五", datetime(2026, 1, 1)) == Marked(
        "王五", datetime(2026, 1, 1)
    )


def test_a_redline_of_folders_needs_no_git(tmp_path: Path) -> None:
    told = reviewing.marked(sides.Wanted("a", "b", tmp_path, tmp_path), "", None)
    assert (told.author, told.made) == ("shenbao", None)


def test_a_redline_of_a_broken_side_is_refused_by_its_name(changed: Path, edit: Edit) -> None:
    edit(changed / "content" / FIRST, "funds: 170.00", "funds: 九千")
    with sides.both(wanted(changed)) as (old, new), pytest.raises(refusal.Refused, match="现在的文件"):
        reviewing.redline(old, new, BY)


def test_a_redline_marks_both_figures(changed: Path) -> None:
    with sides.both(wanted(changed)) as (old, new):
        package = zipfile.ZipFile(io.BytesIO(reviewing.redline(old, new, BY)))
    text = package.read("word/document.xml").decode()
    assert ">163.00</w:delText>" in text
    assert ">170.00</w:t>" in text
