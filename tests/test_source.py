"""Everything that comes in is hostile: files as files, before anything in them has a meaning."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shenbao import source, yamlfile
from shenbao.finding import Finding
from tests.conftest import assembled, codes, run

Edit = Callable[[Path, str, str], None]


def only(content: Path) -> Finding:
    [found] = assembled(content).findings
    return found


def front(content: Path, lines: str) -> Finding:
    (content / "tasks/01-培训.md").write_text(
        f"---\n{lines}\n---\n## 主要实施内容\n甲\n\n## 期望达到的目标\n乙\n", encoding="utf-8"
    )
    return only(content)


@pytest.mark.parametrize(
    ("typed", "line", "mend"),
    [
        ("title: 甲\nfunds: >=60", 3, "≥"),
        ("title: 甲\nfunds：60", 3, "半角"),
        ("title: 甲\nfunds:60", 3, "空格"),
        ("title: 甲\n\tfunds: 60", 3, "制表符"),
        ("title: %甲\nfunds: 60", 2, "引号"),
        ("title: 甲: 乙\nfunds: 60", 2, "引号"),
        ("title: 甲\nfunds: 60\nsources: {appropriation: 60，other: 0}", 4, "半角逗号"),
        ("title: [甲\nfunds: 60", 2, "引号"),
        ("甲", 2, "冒号"),
    ],
)
def test_yaml_that_is_none_is_mended_at_its_line(content: Path, typed: str, line: int, mend: str) -> None:
    found = front(content, typed)
    assert (found.code, found.place.line) == ("S001", line)
    assert mend in str(found.help)


@pytest.mark.parametrize(
    "typed", ["title: &a 甲", "title: *a", "title: !!python/object:os.system 甲", "<<: {title: 甲}", "? [甲]\n: 乙"]
)
def test_yaml_features_are_refused(content: Path, typed: str) -> None:
    assert front(content, f"{typed}\nfunds: 60").code == "S006"


def test_a_key_given_twice_is_named_with_both_places(content: Path) -> None:
    found = front(content, "title: 甲\nfunds: 60\nfunds: 61")
    assert (found.code, found.place.line, found.related[0].place.line) == ("S004", 4, 3)


def test_a_key_in_both_languages_is_given_twice(content: Path) -> None:
    found = front(content, "title: 甲\nfunds: 60\n资金: 61")
    assert (found.code, found.place.line, found.related[0].place.line) == ("S004", 4, 3)


def test_nesting_is_bounded(content: Path) -> None:
    assert front(content, "title: " + "[" * 200_000).code == "S011"
    assert yamlfile.read("a: " + "[" * 31 + "]" * 31)[1] == []


@pytest.mark.parametrize(("encoding", "name"), [("gbk", "GBK"), ("utf-16", "UTF-16")])
def test_another_encoding_is_named_with_the_way_out(content: Path, encoding: str, name: str) -> None:
    path = content / "tasks/01-培训.md"
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    found = only(content)
    assert found.code == "S007"
    assert name in str(found.message)
    assert "UTF-8" in str(found.help)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems let no file be called so")
@pytest.mark.parametrize("name", ["\udcff.md", "02-\udcd6\udcd0.md", "\udcff.txt"])
def test_a_task_whose_name_is_not_utf_8_is_named_legibly_and_not_read(content: Path, name: str) -> None:
    (content / "tasks" / name).write_text("---\n", encoding="utf-8")
    found = only(content)
    assert found.code == "S007"
    assert "\\x" in found.subject
    assert found.place.file.isprintable()
    assert "名称" in str(found.help)
    assert not source.read(content).whole


@pytest.mark.skipif(sys.platform != "linux", reason="other systems let no file be called so")
@pytest.mark.parametrize("name", ["\udcff.md", "tasks/\udcff.pdf", "\udcff"])
def test_a_stranger_whose_name_is_not_utf_8_is_named_legibly(content: Path, name: str) -> None:
    (content / name).touch()
    assert (only(content).code, only(content).place.file) == ("S014", f"{content}/{name}".replace("\udcff", "\\xff"))


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(content: Path) -> None:
    path = content / "tasks/01-培训.md"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert codes(content) == []


@pytest.mark.parametrize("char", ["\u200b", "\u202e", "\x07", "\u2060", "\ue000", "⼀", "\ufeff"])
def test_hidden_characters_are_named_at_their_place(content: Path, edit: Edit, char: str) -> None:
    edit(content / "tasks/01-培训.md", "开展培训。", f"开展{char}培训。")
    found = only(content)
    assert (found.code, found.place.line, found.place.column) == ("S012", 15, 3)


@pytest.mark.parametrize("escape", ["\\u202e", "\\u0007", "\\0", "\\u200b"])
def test_hidden_characters_behind_a_yaml_escape_are_named(content: Path, edit: Edit, escape: str) -> None:
    edit(content / "tasks/01-培训.md", "title: 基层培训", f'title: "基层{escape}培训"')
    found = only(content)
    assert (found.code, found.place.line, found.place.column) == ("S012", 2, 8)


def test_a_link_that_leads_round_in_a_circle_is_refused(content: Path) -> None:
    (content / "tasks/02-圈.md").symlink_to("02-圈.md")
    assert codes(content) == ["S016"]


def test_every_finding_names_what_it_is_about(content: Path) -> None:
    (content / "tasks/01-培训.md").write_text("---\n a: [\n---\n", encoding="utf-8")
    (content / "tasks/02.md").write_bytes("甲".encode("gbk"))
    (content / "tasks/03.md").write_text("甲\u200b", encoding="utf-8")
    assert [(f.code, f.subject) for f in assembled(content).findings] == [
        ("S001", "01-培训.md"),
        ("S007", "02.md"),
        ("S012", "03.md"),
    ]


def test_merge_conflicts_are_not_read(content: Path, edit: Edit) -> None:
    edit(content / "tasks/01-培训.md", "funds: 60.00", "<<<<<<< HEAD\nfunds: 60.00\n=======\nfunds: 61.00\n>>>>>>> 甲")
    assert (only(content).code, only(content).place.line) == ("S013", 3)


def test_a_large_file_is_not_read(content: Path) -> None:
    with (content / "tasks/01-培训.md").open("ab") as file:
        file.truncate(1 << 40)  # a hole: it takes no room on the disk
    assert only(content).code == "S011"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_what_is_no_file_is_not_opened(content: Path) -> None:
    os.mkfifo(content / "tasks/02-管道.md")
    assert only(content).code == "S011"


def test_links_out_of_the_folder_are_refused(content: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("---\ntitle: 秘密\nfunds: 1\n---\n", encoding="utf-8")
    (content / "tasks/02-链接.md").symlink_to(secret)
    found = only(content)
    assert found.code == "S016"
    assert "秘密" not in run("check", "--content", content).stdout


def test_a_linked_tasks_folder_is_refused(content: Path, tmp_path: Path) -> None:
    (content / "tasks").rename(tmp_path / "elsewhere")
    (content / "tasks").symlink_to(tmp_path / "elsewhere")
    assert "S016" in codes(content)


def test_links_within_the_folder_are_followed(content: Path) -> None:
    (content / "一处.txt").write_text("完成交办的任务。", encoding="utf-8")
    (content / "other.md").symlink_to("一处.txt")
    assert codes(content) == ["S014"]
    assert assembled(content).sources.other is not None


@pytest.mark.parametrize("name", ["tasks/03.MD", "tasks/更多/04.md", "task/05.md", "说明.txt"])
def test_what_nothing_reads_is_reported_once(content: Path, name: str) -> None:
    (content / name).parent.mkdir(exist_ok=True)
    (content / name).write_text("甲", encoding="utf-8")
    assert codes(content) == ["S014"]


def test_what_editors_leave_behind_is_not_reported(content: Path) -> None:
    for name in (".DS_Store", "department.md~", "tasks/.01-培训.md.swp", "tasks/~$01-培训.md"):
        (content / name).write_text("甲", encoding="utf-8")
    assert codes(content) == []


def test_python_in_the_content_is_data(content: Path, tmp_path: Path) -> None:
    (content / "checks").mkdir()
    (content / "checks/evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", encoding="utf-8")
    run("check", "--content", content)
    assert not (tmp_path / "ran").exists()
