"""The baseline: what was there is let be, what is new fails, and no file of anybody's is lost or believed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from shenbao import baseline
from shenbao.finding import WARNING, Finding, Place
from shenbao.message import Message
from shenbao.refusal import Refused
from tests.conftest import run

Edit = Callable[[Path, str, str], None]


def found(line: int, message: str = "甲", file: str = "content/a.md") -> Finding:
    return Finding("X001", WARNING, Message(message), Place(file, line, 1, line, 2), subject="名")


def test_only_what_is_new_is_reported_and_fails(real: Path, edit: Edit, tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    assert run("check", "--content", real, "--strict", "--baseline", file, "--write-baseline").returncode == 0
    done = run("check", "--content", real, "--strict", "--baseline", file)
    assert done.returncode == 0
    assert "-->" not in done.stdout
    assert "项没有列出" in done.stdout
    edit(real / "tasks/02-国际化社区.md", "category: 质量指标", "category: 质地指标")
    done = run("check", "--content", real, "--baseline", file)
    assert done.returncode == 1
    assert "T001" in done.stdout
    assert "C001" not in done.stdout


def test_the_usual_name_stands_beside_the_content(real: Path) -> None:
    done = run("check", "--content", "real", "--write-baseline", cwd=real.parent)
    assert done.returncode == 0, done.stderr
    assert json.loads((real.parent / ".shenbao-baseline.json").read_text(encoding="utf-8"))


def test_lines_the_path_and_the_language_do_not_matter(real: Path, edit: Edit, tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    run("check", "--content", real, "--baseline", file, "--write-baseline", "--lang", "en")
    edit(real / "department.md", "form: nansha", "# 一行\n# 又一行\nform: nansha")
    there = shutil.copytree(real, tmp_path / "elsewhere/declaration")
    told = run("check", "--content", there, "--baseline", file, "--format", "json")
    assert json.loads(told.stdout)["findings"] == []
    assert json.loads(told.stdout)["baseline"]["gone"] == 0


def test_what_is_gone_is_told_in_one_line(real: Path, edit: Edit, tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    run("check", "--content", real, "--baseline", file, "--write-baseline")
    edit(real / "department.md", "form: nansha", "form: nansha\nyear: 2024")
    lines = run("check", "--content", real, "--baseline", file).stdout.splitlines()
    assert "基线里有 1 项已不再出现；用 --write-baseline 更新基线" in lines


def test_what_a_file_left_out_would_have_shown_is_not_gone(real: Path, edit: Edit, tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    run("check", "--content", real, "--baseline", file, "--write-baseline")
    edit(real / "tasks/02-国际化社区.md", "funds: 34.00", "funds: 三")
    assert "已不再出现" not in run("check", "--content", real, "--baseline", file).stdout


def test_a_build_knows_no_baseline() -> None:
    assert run("build", "--baseline", "x.json").returncode == 2


def test_one_more_of_what_was_known_is_new(tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    assert baseline.write(file, [found(1), found(2)], ("content",)) == 2
    held = baseline.compare([found(5), found(6), found(7)], baseline.read(file), ("content",))
    assert (held.new, held.hidden, held.gone) == ((found(7),), 2, 0)


def test_the_same_findings_give_the_same_bytes_one_a_line_and_sorted(tmp_path: Path) -> None:
    findings = [found(3, "乙"), found(1, "甲"), found(2, "甲"), found(9, "丙", "content/b.md")]
    baseline.write(tmp_path / "1.json", findings, ("content",))
    baseline.write(tmp_path / "2.json", reversed(findings), ("content",))
    text = (tmp_path / "1.json").read_bytes()
    assert text == (tmp_path / "2.json").read_bytes()
    lines = text.decode().splitlines()
    assert [json.loads("{" + line.rstrip(",") + "}").popitem()[1]["count"] for line in lines[1:-2]] == [1, 2, 1]
    assert all(line.endswith(",") for line in lines[1:-2])


def test_a_line_that_a_merge_left_twice_counts_once(tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    baseline.write(file, [found(1)], ())
    head, entry, *rest = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([head, entry, entry.replace('"count": 1', '"count": 2'), entry, *rest]), encoding="utf-8")
    assert baseline.read(file).total() == 2


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "null", "7", "{}", '{"a": 1}', "[" * 100_000, '{"shenbao-baseline": 1, "x": 1}', "\ufeffnein",
        '{"shenbao-baseline": 1, "x": {"count": "1"}}', '{"shenbao-baseline": 1, "x": {"count": 0}}',
        '{"shenbao-baseline": 1, "x": {"count": true}}', '{"shenbao-baseline": 99}', '{"shenbao-baseline": null}',
        '{"shenbao-baseline": 1, "x": {"count": ' + "9" * 5000 + "}}", '{"shenbao-baseline": 1,\n<<<<<<< HEAD\n}',
        '{"x": ' * 100_000, "\udcff",
    ],
)  # fmt: skip
def test_a_file_that_is_no_baseline_is_refused_in_words(tmp_path: Path, text: str) -> None:
    file = tmp_path / "b.json"
    file.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(Refused):
        baseline.read(file)


def test_nobodys_file_is_written_over(real: Path, tmp_path: Path) -> None:
    file = tmp_path / "package.json"
    file.write_text('{"name": "x"}', encoding="utf-8")
    done = run("check", "--content", real, "--baseline", file, "--write-baseline")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert file.read_text(encoding="utf-8") == '{"name": "x"}'
    assert list(tmp_path.glob(".package*")) == []


@pytest.mark.parametrize("name", ["没有.json", ".", "没有/b.json"])
def test_a_baseline_that_is_not_there_is_wrong_usage(real: Path, tmp_path: Path, name: str) -> None:
    done = run("check", "--content", real, "--baseline", tmp_path / name)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_a_file_of_two_gigabytes_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    with file.open("wb") as sparse:
        sparse.truncate(2 << 30)
    with pytest.raises(Refused):
        baseline.read(file)
    with pytest.raises(Refused):
        baseline.write(file, [], ())


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "b.json")
    with pytest.raises(Refused):
        baseline.read(tmp_path / "b.json")


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("", encoding="utf-8")
    with pytest.raises(Refused):
        baseline.write(tmp_path / "文件/b.json", [found(1)], ())


def test_what_the_machine_lacks_is_never_let_be(tmp_path: Path) -> None:
    lacking = Finding("P001", WARNING, Message("没有字体"), Place("a"), environment=True)
    file = tmp_path / "b.json"
    assert baseline.write(file, [lacking], ()) == 0
    assert baseline.compare([lacking], baseline.read(file), ()).new == (lacking,)
