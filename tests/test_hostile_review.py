"""Repositories made to harm whoever reviews a change in them: nothing of theirs runs, reaches out, or takes for ever."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from shenbao import reviewing, revisions, sides, style
from shenbao.comparing import changed
from shenbao.comparing.paper import Box, Line, Sheet
from shenbao.model.address import Address
from shenbao.model.approval import Amount, Approval, Held, Malformed, Subject, read
from shenbao.refusal import Refused
from tests.conftest import codes, git, run

AT = Address("approvals.txt", (1,))
MAIN = "refs/heads/hostile"


def diff(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return run("diff", *words, cwd=folder, timeout=60)


def stored(folder: Path, kind: str, data: bytes) -> str:
    """Store an object as no git would make it; return what it is called."""
    words = ["git", "-C", str(folder), "hash-object", "-w", "--literally", "--stdin", "-t", kind]
    return subprocess.run(words, input=data, capture_output=True, check=True).stdout.decode().strip()


def tree(folder: Path, *entries: tuple[str, bytes, str]) -> str:
    told = (f"{mode} ".encode() + name + b"\0" + bytes.fromhex(digest) for mode, name, digest in entries)
    return stored(folder, "tree", b"".join(told))


def committed(folder: Path, root: str, author: bytes = b"a <a@b> 0 +0000") -> str:
    parent = git(folder, "rev-parse", "HEAD").encode()
    head = b"tree " + root.encode() + b"\nparent " + parent
    return stored(folder, "commit", head + b"\nauthor " + author + b"\ncommitter a <a@b> 0 +0000\n\nx\n")


def with_content(folder: Path, *tasks: tuple[str, bytes, str]) -> str:
    """Return a commit whose tasks are these alone."""
    department, forms = (git(folder, "rev-parse", f"HEAD:{name}") for name in ("content/department.md", "templates"))
    content = tree(folder, ("100644", b"department.md", department), ("40000", b"tasks", tree(folder, *tasks)))
    return committed(folder, tree(folder, ("40000", b"content", content), ("40000", b"templates", forms)))


@pytest.mark.parametrize("url", ["ext::{trap}", "{here}", "file://{here}", "git@localhost:x", "https://127.0.0.1:9/x"])
def test_what_a_clone_lacks_is_fetched_by_no_way_that_its_settings_allow(
    repository: Path, tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch '{tmp_path}/sprung'\n", encoding="utf-8")
    trap.chmod(0o755)
    blob = git(repository, "rev-parse", "HEAD:content/department.md")
    (repository / ".git/objects" / blob[:2] / blob[2:]).unlink()
    for key, value in {
        "core.repositoryformatversion": "1", "extensions.partialClone": "origin", "remote.origin.promisor": "true",
        "remote.origin.url": url.format(trap=trap, here=repository), "remote.origin.uploadpack": str(trap),
        "core.sshCommand": str(trap), "credential.helper": f"!{trap}",
        **{f"protocol.{name}.allow": "always" for name in ("ext", "file", "ssh", "https")},
    }.items():  # fmt: skip
        git(repository, "config", key, value)
    monkeypatch.setattr(revisions, "_ALONE", {k: v for k, v in revisions._ALONE.items() if k != "GIT_NO_LAZY_FETCH"})
    content = repository / "content"  # an older git knows no GIT_NO_LAZY_FETCH
    with pytest.raises(Refused, match="部分克隆"):
        revisions.files(revisions.find("HEAD", content), {content: lambda _name: True})
    assert not (tmp_path / "sprung").exists()


def test_a_signature_is_read_without_the_names_that_a_repository_gives_people(repository: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")  # nobody writes to it
    git(repository, "config", "mailmap.file", str(tmp_path / "pipe"))
    started = time.perf_counter()
    assert revisions.signature("HEAD", repository).name == "甲"
    assert time.perf_counter() - started < 20


def test_a_commit_has_the_parents_that_it_names(repository: Path) -> None:
    git(repository, "commit", "-q", "--allow-empty", "-m", "second")
    (repository / ".git/info").mkdir(exist_ok=True)
    (repository / ".git/info/grafts").write_text(git(repository, "rev-parse", "HEAD") + "\n", encoding="utf-8")
    assert diff(repository, "HEAD~1").returncode == 0


@pytest.mark.parametrize(
    "author", [b"a\x1b[31m<w:x>&\"\xff\xc0 <a@b> 1 +0000", "\u202e\ufffe".encode() + b"x" * 9_999 + b" <a> 9" + b"9" * 20 + b" +0",
               b"a <b> -5 +0000", b"<> never", b"", b"a <b> 253402300800 +9999"]
)  # fmt: skip
def test_a_redline_is_valid_whoever_signed_the_commit(repository: Path, author: bytes) -> None:
    commit = committed(repository, git(repository, "rev-parse", "HEAD^{tree}"), author)
    wanted = sides.Wanted("HEAD", commit, repository / "content", repository / "templates")
    by = reviewing.marked(wanted, "", None)
    assert by.made is None or by.made <= datetime(2026, 1, 1)
    text = (repository / "content/department.md").read_text(encoding="utf-8")
    (repository / "content/department.md").write_text(f"{text}\n又一句。\n", encoding="utf-8")
    with sides.both(sides.Wanted("HEAD", "", wanted.content, wanted.templates)) as (old, new):
        assert reviewing.redline(old, new, by).startswith(b"PK")


def test_file_names_of_any_bytes_are_told_by_their_codes(repository: Path) -> None:
    blob = git(repository, "rev-parse", "HEAD:content/tasks/02-国际化社区.md")
    names = sorted([b"01-\xff.md", b"02-\x1b[31m\n.md", b"..", b".git", "03-\u202e<img src=x>.md".encode()])
    commit = with_content(repository, *(("100644", name, blob) for name in names), ("160000", b"z.md", blob))
    for format_ in ("text", "md", "html", "json"):
        told = diff(repository, commit, "--format", format_)
        assert (told.returncode, told.stderr) == (0, "")
        assert not {"\x1b", "\u202e"} & set(told.stdout)


def test_one_blob_under_a_thousand_names_is_a_thousand_files(repository: Path) -> None:
    blob = stored(repository, "blob", b"#" * (1 << 20))
    forms = tree(repository, *(("100644", b"%04d.yaml" % n, blob) for n in range(1000)))
    content = git(repository, "rev-parse", "HEAD:content")
    root = tree(repository, ("40000", b"content", content), ("40000", b"templates", tree(repository, ("40000", b"x", forms))))  # fmt: skip
    done = diff(repository, committed(repository, root))
    assert (done.returncode, "一共超过" in done.stderr) == (2, True)


def test_a_tree_that_unfolds_without_end_is_not_unfolded(repository: Path) -> None:
    bomb = tree(repository, ("100644", b"a.md", git(repository, "rev-parse", "HEAD:content/department.md")))
    for _n in range(12):
        bomb = tree(repository, *(("40000", b"d%d" % n, bomb) for n in range(10)))
    done = diff(repository, with_content(repository, ("40000", b"d", bomb)))
    assert (done.returncode, "git 说得太多或太久" in done.stderr) == (2, True)


def test_other_files_among_the_forms_keep_nothing_from_being_compared(repository: Path) -> None:
    (repository / "templates/README.md").write_text("表样\n", encoding="utf-8")
    blob = git(repository, "rev-parse", "HEAD:content/department.md")
    git(repository, "add", "-A")
    git(repository, "update-index", "--add", "--cacheinfo", f"100644,{blob},templates/nansha/{'x' * 300}")
    git(repository, "commit", "-q", "-m", "other files")
    git(repository, "reset", "-q")
    done = diff(repository, "HEAD")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("words", [("",), ("", "HEAD")])
def test_a_base_that_a_workflow_left_empty_is_no_comparison(repository: Path, words: tuple[str, ...]) -> None:
    for command in ("diff", "review"):
        done = run(command, *words, cwd=repository)
        assert (done.returncode, "没有写和哪个版本或文件夹比" in done.stderr) == (2, True)
    assert not (repository / "review").exists()


def test_a_revision_too_long_for_a_path_is_only_unknown(repository: Path) -> None:
    assert "没有版本" in diff(repository, "a" * 300).stderr


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "9" * 5_000, "a = 1979-99-99", "[" * 9_000])
def test_a_look_of_any_depth_and_size_is_a_finding(text: str) -> None:
    styles, findings = style.read(text, "style.toml")
    assert (styles, [one.code for one in findings]) == (None, ["M004"])


# -- the folder of a review


def test_a_folder_of_a_review_that_came_as_a_link_is_not_written_to(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (repository / "review").symlink_to(tmp_path / "outside")
    done = run("review", "HEAD", cwd=repository)
    assert (done.returncode, list((tmp_path / "outside").iterdir())) == (2, [])


# -- approvals and last year


def line(title: str) -> str:
    held = Held((Amount("拟投入的资金", "1.00 万元", AT),), ())
    return Approval("财务", Subject.task(title), "张三", "2024-03-01", held, AT).written()


def test_an_approval_that_tells_one_thing_twice_is_none() -> None:
    assert read(line("甲"), AT).role == "财务"
    with pytest.raises(Malformed):
        read(line("甲").replace("{", '{"角色": "科室", ', 1), AT)


def test_thousands_of_stale_approvals_are_replaced_in_time(content: Path) -> None:
    lines = "".join(f"{line(f'甲{n}')}\n" for n in range(9_000))
    (content / "approvals.txt").write_text(lines, encoding="utf-8")
    done = run("approve", "--role", "财务", "--name", "李四", "--content", content, timeout=10)
    assert done.returncode == 0
    assert "甲" not in (content / "approvals.txt").read_text(encoding="utf-8")


def test_a_folder_of_last_year_too_long_for_a_path_is_told(content: Path) -> None:
    path = content / "department.md"
    path.write_text(path.read_text(encoding="utf-8").replace("year:", f"上年: {'x' * 900}\nyear:"), encoding="utf-8")
    assert codes(content) == ["Y002"]


# -- pages


def printed(value: Callable[[int], str]) -> list[Sheet]:
    """Return a hundred pages of thirty rows: a name, and twice a value that many have."""

    def line(page: int, n: int, column: int) -> Line:
        cell = Box(column * 150.0, n * 20.0, column * 150.0 + 150, n * 20.0 + 20)
        return Line(page, cell, value(page * 30 + n) if column else f"名称{page * 30 + n}", cell)

    rows = [(page, [line(page, n, column) for n in range(2, 32) for column in range(3)]) for page in range(1, 101)]
    return [Sheet(page, 595, 842, tuple(lines), (), ()) for page, lines in rows]


def test_a_hundred_pages_of_equal_values_are_compared_in_time() -> None:
    started = time.perf_counter()
    found = changed.pairs(printed(lambda _n: "≥5%"), printed(lambda n: "≥5%" if n % 2 else "≥6%"))
    assert [pair.pages for pair in found] == [(n, n) for n in range(1, 101)]
    assert all(len(boxes) == 30 for pair in found for boxes in pair.boxes)
    assert time.perf_counter() - started < 20
