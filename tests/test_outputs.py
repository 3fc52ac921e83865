"""The output folder: whole files, our own only, and nothing lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from shenbao.outputs import KEPT, LEDGER, Outputs, file_name
from tests.conftest import ROOT, run

Edit = Callable[[Path, str, str], None]


def publish(folder: Path, owner: str, files: dict[str, bytes]) -> list[Path]:
    with Outputs(folder).locked() as outputs:
        written = {name: outputs.beside(name) for name in files}
        for name, path in written.items():
            path.write_bytes(files[name])
        return [to for _old, to in outputs.publish(owner, written).kept]


def listed(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if not p.name.startswith("."))


def test_a_renamed_declaration_takes_its_old_files_along(tmp_path: Path) -> None:
    publish(tmp_path, "甲", {"旧.docx": b"1", "旧.pdf": b"2"})
    publish(tmp_path, "甲", {"新.docx": b"3", "新.pdf": b"4"})
    assert listed(tmp_path) == ["新.docx", "新.pdf"]


def test_another_declaration_and_strangers_stay(tmp_path: Path) -> None:
    (tmp_path / "我的.docx").write_bytes(b"0")
    publish(tmp_path, "乙", {"乙.docx": b"1"})
    publish(tmp_path, "甲", {"甲.docx": b"2"})
    publish(tmp_path, "甲", {"丙.docx": b"3"})
    assert listed(tmp_path) == sorted(["丙.docx", "乙.docx", "我的.docx"])


def test_a_name_that_another_declaration_took_over_is_its_own(tmp_path: Path) -> None:
    publish(tmp_path, "甲", {"同名.docx": b"1"})
    publish(tmp_path, "乙", {"同名.docx": b"2"})
    publish(tmp_path, "甲", {"另名.docx": b"3"})
    assert listed(tmp_path) == sorted(["另名.docx", "同名.docx"])


def test_a_file_changed_by_hand_is_moved_aside(tmp_path: Path) -> None:
    publish(tmp_path, "甲", {"甲.docx": b"1"})
    (tmp_path / "甲.docx").write_bytes(b"by hand")
    [kept] = publish(tmp_path, "甲", {"甲.docx": b"2"})
    assert kept.read_bytes() == b"by hand"
    assert (tmp_path / "甲.docx").read_bytes() == b"2"


def test_a_stale_file_changed_by_hand_stays(tmp_path: Path) -> None:
    publish(tmp_path, "甲", {"旧.docx": b"1"})
    (tmp_path / "旧.docx").write_bytes(b"by hand")
    publish(tmp_path, "甲", {"新.docx": b"2"})
    assert (tmp_path / "旧.docx").read_bytes() == b"by hand"


def test_after_a_kill_between_two_renames_both_files_are_still_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, "甲", {"甲.docx": b"old", "甲.pdf": b"old"})
    real, calls = Path.replace, []

    def killed(self: Path, to: Path) -> Path:
        calls.append(to)
        if Path(to).suffix == ".pdf":
            raise KeyboardInterrupt
        return real(self, to)

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        publish(tmp_path, "甲", {"甲.docx": b"new", "甲.pdf": b"new"})
    monkeypatch.undo()
    assert (tmp_path / "甲.docx").read_bytes() == b"new"
    assert publish(tmp_path, "甲", {"甲.docx": b"new", "甲.pdf": b"new"}) == []
    assert listed(tmp_path) == ["甲.docx", "甲.pdf"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"digests": {"../x": ["a"]}, "owned": {"甲": ["../x", "/etc/passwd"]}}',
        '{"digests": 1, "owned": 2}',
    ],
)
def test_a_forged_ledger_reaches_nothing(tmp_path: Path, text: str) -> None:
    outside, folder = tmp_path / "x", tmp_path / "out"
    outside.write_bytes(b"1")
    folder.mkdir()
    (folder / LEDGER).write_text(text, encoding="utf-8")
    publish(folder, "甲", {"甲.docx": b"1"})
    assert outside.read_bytes() == b"1"


@pytest.mark.parametrize("name", ["甲/乙", "..", "a" * 400, "甲" * 200, 'a:b*c?"<>|', "甲\n乙", ""])
def test_any_department_makes_a_name_of_one_file(tmp_path: Path, name: str) -> None:
    made = file_name(name, "题")
    (tmp_path / f".shenbao-0000000-{made}.docx").write_bytes(b"")
    assert "/" not in made
    assert len(made.encode()) <= 200


def test_an_error_writes_nothing_and_leaves_older_files(content: Path, edit: Edit, tmp_path: Path) -> None:
    output = tmp_path / "out"
    output.mkdir()
    (output / "某某县示范局-部门整体预算绩效目标申报表.docx").write_bytes(b"old")
    edit(content / "department.md", "basic: 100.00", "basic: 100.01")
    done = run("build", "--content", content, "--output", output)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "F001" in done.stderr
    assert [p.read_bytes() for p in output.iterdir()] == [b"old"]


@pytest.mark.slow
def test_two_builds_at_once_leave_one_whole_pair(content: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "build.py"), "--content", str(content), "--output", str(tmp_path / "out")]
    builds = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    assert [build.wait() for build in builds] == [0, 0, 0]
    for build in builds:
        build.communicate()
    assert [Path(name).suffix for name in listed(tmp_path / "out")] == [".docx", ".pdf"]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows cannot interrupt one process of a console")
def test_an_interrupted_build_leaves_nothing_behind(content: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    command = [sys.executable, str(ROOT / "build.py"), "--content", str(content), "--output", str(output)]
    build = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while (
        not (output.exists() and any(p.name.startswith(".shenbao-") for p in output.iterdir())) and build.poll() is None
    ):
        time.sleep(0.005)
    build.send_signal(signal.SIGINT)
    _out, err = build.communicate()
    assert "Traceback" not in err
    assert not any(p.name.startswith(".shenbao-") for p in output.iterdir())
    assert listed(output) in (
        [],
        ["某某县示范局-部门整体预算绩效目标申报表.docx", "某某县示范局-部门整体预算绩效目标申报表.pdf"],
    )


@pytest.mark.slow
def test_a_mixed_pair_is_noticed_and_mended(content: Path, edit: Edit, tmp_path: Path) -> None:
    output = tmp_path / "out"
    run("build", "--content", content, "--output", output)
    [docx] = output.glob("*.docx")
    old = docx.read_bytes()
    edit(content / "department.md", "全年完成", "全年计划完成")
    run("build", "--content", content, "--output", output)
    new = docx.read_bytes()
    docx.write_bytes(old)
    done = run("build", "--content", content, "--output", output)
    assert "不是同一次构建" in done.stderr
    assert docx.read_bytes() == new


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_a_finding(content: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    done = run("build", "--content", content, "--output", tmp_path / "out")
    assert done.returncode == 1
    assert "P007" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_leaves_the_old_pair(content: Path, tmp_path: Path) -> None:
    """The size of a file is limited, which fails a write as a full disk does."""
    output = tmp_path / "out"
    run("build", "--content", content, "--output", output)
    before = {p.name: p.read_bytes() for p in output.iterdir() if p.suffix in (".docx", ".pdf")}
    limited = f"ulimit -f 4; trap '' XFSZ; exec {sys.executable} {ROOT}/build.py --content {content} --output {output}"
    done = subprocess.run(["bash", "-c", limited], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert {p.name: p.read_bytes() for p in output.iterdir() if p.suffix in (".docx", ".pdf")} == before


@pytest.mark.parametrize("made", ["pipe", "device", "deep"])
def test_a_ledger_that_has_no_end_is_none(tmp_path: Path, made: str) -> None:
    ledger = tmp_path / LEDGER
    if made == "pipe":
        os.mkfifo(ledger)
    elif made == "device":
        ledger.symlink_to("/dev/zero")
    else:
        ledger.write_text("[" * 200_000, encoding="utf-8")
    publish(tmp_path, "甲", {"甲.docx": b"1"})
    assert (listed(tmp_path), ledger.is_symlink()) == (["甲.docx"], False)


def test_what_has_no_end_is_never_moved_aside(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "甲.docx")
    (tmp_path / "乙.docx").symlink_to("/dev/zero")
    for name in ("甲.docx", "乙.docx"):
        with pytest.raises(OSError, match="Invalid argument"):
            publish(tmp_path, "甲", {name: b"1"})


def test_nothing_is_moved_aside_through_a_link(tmp_path: Path) -> None:
    folder, outside = tmp_path / "output", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (folder / KEPT).symlink_to(outside)
    (folder / "甲.docx").write_bytes(b"by hand")
    with pytest.raises(OSError, match="Not a directory"):
        publish(folder, "甲", {"甲.docx": b"1"})
    assert ((folder / "甲.docx").read_bytes(), list(outside.iterdir())) == (b"by hand", [])
