"""The commands as their users call them: words in, exit status out, and never a traceback."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shenbao import cli, reports
from tests.conftest import REAL, ROOT, run

Edit = Callable[[Path, str, str], None]


def test_the_real_declaration_passes_and_fails_when_strict(real: Path) -> None:
    assert run("check", "--content", real).returncode == 0
    assert run("check", "--content", real, "--strict").returncode == 1


def test_an_error_fails_the_check(content: Path, edit: Edit) -> None:
    edit(content / "department.md", "basic: 100.00", "basic: 100.01")
    done = run("check", "--content", content)
    assert done.returncode == 1
    assert "错误[F001]" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["check", "--content", "没有这个文件夹"], ["check", "--nonsense"], ["nonsense"], ["check", "extra"], ["explain", "X999"],
        ["check", "--format", "docx"], ["check", "--today", "昨天"], ["check", "--today", "20240101"], ["check", "--today", "2024-W01-1"], ["check", "--templates", "没有"], ["--lang", "fr"],
    ],
)  # fmt: skip
def test_wrong_usage_ends_with_two_and_one_line(words: list[str]) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems let no file be called so")
@pytest.mark.parametrize("format_", list(reports.FORMATS))
def test_names_that_are_not_utf_8_end_in_findings_in_every_format(content: Path, format_: str) -> None:
    (content / "tasks/\udcff.md").touch()
    beside = content.rename(content.with_name("\udcfe"))
    done = run("check", "--content", beside, "--format", format_, LC_ALL="C")
    assert (done.returncode, done.stderr) == (1, "")
    assert "\\xff.md" in done.stdout.replace("\\\\", "\\") or "%5Cxff.md" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="other systems let no file be called so")
def test_folders_whose_names_are_not_utf_8_are_built_from_and_into(content: Path, tmp_path: Path) -> None:
    beside = content.rename(content.with_name("\udcfe"))
    for _again in range(2):
        done = run("build", "--content", beside, "--output", tmp_path / "\udcff")
        assert done.returncode == 0, done.stderr
        assert len(list((tmp_path / "\udcff").glob("[!.]*"))) == 2


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("new", "build.py new 后面要写一个命令：task"), ("new tsk", "没有命令“tsk”；最接近的是 task"), ("chek", "没有命令“chek”；最接近的是 check"),
        ("new task", "缺少 名称：写成 build.py new task 名称"), ("verify", "缺少 FILE：写成 build.py verify FILE"), ("init", "缺少 DIR：写成 build.py init DIR"),
        ("compare", "缺少 DOCX：写成 build.py compare DOCX PDF"), ("compare a", "缺少 PDF：写成 build.py compare DOCX PDF"), ("compare a b c", "多出来的词：c"),
        ("check --contnt x", "没有选项 --contnt；最接近的是 --content"), ("check -x", "没有选项 -x"), ("check --content", "选项 --content 后面要有一个值"),
        ("check --strict=1", "选项 --strict 后面不带值"), ("check --help=1", "选项 --help 后面不带值"), ("check --format x", "选项 --format 只能是 text、"), ("check --content nowhere", "没有内容文件夹 nowhere"),
        ("build --attach-sources --pdf-variant a-2", "--attach-sources 只能用于 --pdf-variant both、a-3"), ("explain A999", "没有规则 A999"),
    ],
)  # fmt: skip
def test_wrong_usage_is_told_in_chinese_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], call: str, says: str
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert misused(call, monkeypatch, capsys).startswith(f"用法有误：{says}")


@pytest.mark.parametrize(
    "call",
    [
        "check --content nowhere",
        "build --attach-sources --pdf-variant a-2",
        "check a b",
        "explain A999",
        "check --today 1",
    ],
)
def test_wrong_usage_is_told_in_the_language_that_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], call: str
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert misused(f"{call} --lang zh", monkeypatch, capsys).startswith("用法有误：")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert misused(f"{call} --lang=en", monkeypatch, capsys).startswith("Wrong usage: ")


def misused(call: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is told of the wrong `call`."""
    monkeypatch.setattr(sys, "argv", ["build.py"])
    with pytest.raises(SystemExit) as ended:
        cli.main(call.split(), None)
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_json_is_the_contracts_object(content: Path, edit: Edit) -> None:
    edit(content / "tasks/01-培训.md", "funds: 60.00", "funds: 60.01")
    told = json.loads(run("check", "--content", content, "--format", "json").stdout)
    [found] = told["findings"]
    assert set(told) == {"findings", "waived", "summary"}
    assert {k: found[k] for k in ("code", "severity", "subject", "line", "column", "end_line", "end_column")} == {
        "code": "F003", "severity": "error", "subject": "项目支出", "line": 6, "column": 41, "end_line": 6, "end_column": 46,
    }  # fmt: skip
    assert found["file"] == f"{content}/department.md"
    assert set(found["related"][0]) == {"file", "line", "column", "message"}
    assert told["summary"] == {"error": 1, "warning": 0, "notice": 0, "waived": 0}


def test_findings_of_all_files_come_in_one_run_in_order(content: Path, edit: Edit) -> None:
    shutil.copyfile(content / "tasks/01-培训.md", content / "tasks/02-再.md")
    edit(content / "tasks/02-再.md", "funds: 60.00", "funds: 一")
    edit(content / "tasks/01-培训.md", "funds: 60.00", "fund: 60.00")
    edit(content / "department.md", "year: 2024", "yaer: 2024")
    told = json.loads(run("check", "--content", content, "--format", "json").stdout)["findings"]
    assert [(Path(f["file"]).name, f["code"]) for f in told] == [
        ("department.md", "S002"),
        ("01-培训.md", "S002"),
        ("02-再.md", "S005"),
    ]


def test_waived_findings_are_listed_apart_and_fail_nothing(real: Path, edit: Edit) -> None:
    edit(real / "department.md", "form: nansha", "form: nansha\nwaive: {C001: 随预算通知的年度}")
    told = json.loads(run("check", "--content", real, "--format", "json").stdout)
    assert "C001" not in {f["code"] for f in told["findings"]}
    assert [(w["code"], w["reason"]) for w in told["waived"]] == [("C001", "随预算通知的年度")]
    assert told["summary"]["waived"] == 1


def test_the_day_comes_from_the_option_or_the_epoch_and_never_from_a_clock(real: Path, edit: Edit) -> None:
    edit(real / "department.md", "form: nansha", "form: nansha\nwaive: {C001: {reason: 待通知, until: 2024-06-30}}")
    assert "W003" not in run("check", "--content", real).stdout
    assert "W003" in run("check", "--content", real, "--today", "2024-07-01").stdout
    assert "W003" in run("check", "--content", real, SOURCE_DATE_EPOCH="1720000000").stdout


@pytest.mark.parametrize("told", ["１２３", "1_000", "-1", "+1", " 1", "1.5", "昨天", "253402300800", "9" * 5_000])
@pytest.mark.parametrize("command", ["build", "check", "export"])
def test_an_epoch_is_told_in_plain_digits_up_to_the_year_9999(
    content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str, told: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", told)
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--content", str(content), "--lang", "zh"], None)
    assert ended.value.code == 2
    assert f"SOURCE_DATE_EPOCH 是“{told[:40]}”" in capsys.readouterr().err


def test_messages_follow_the_locale_and_the_option(content: Path, edit: Edit) -> None:
    edit(content / "tasks/01-培训.md", "funds: 60.00", "funds: 一")
    assert "错误[S005]" in run("check", "--content", content, LC_ALL="C").stdout
    assert "error[S005]" in run("check", "--content", content, LC_ALL="en_US.UTF-8").stdout
    assert "错误[S005]" in run("check", "--content", content, "--lang", "zh", LC_ALL="en_US.UTF-8").stdout


def test_the_text_report_points_at_the_figure(content: Path, edit: Edit) -> None:
    edit(content / "tasks/01-培训.md", "funds: 60.00", "funds: 61.50")
    report = run("check", "--content", "content", cwd=content.parent).stdout
    assert (
        "  --> content/department.md:6:41\n"
        "   |\n"
        " 6 |   expenditure: {basic: 100.00, project: 60.00}\n"
        "   |                                         ^^^^^\n"
        "   = 由来：61.50 (tasks/01-培训.md:3) = 61.50\n"
    ) in report


def test_the_caret_stands_under_a_chinese_word(content: Path, edit: Edit) -> None:
    edit(content / "tasks/01-培训.md", "category: 数量指标", "category: 数目指标")
    report = run("check", "--content", "content", cwd=content.parent).stdout
    line, caret = report.splitlines()[3:5]
    assert line.endswith("value: ≥30场}")
    assert caret == "   |" + " " * 32 + "^" * 8


def test_no_word_means_build(content: Path, tmp_path: Path) -> None:
    done = run("--content", content, "--output", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert [Path(line).suffix for line in done.stdout.splitlines()] == [".docx", ".pdf"]
    assert all(Path(line).is_file() for line in done.stdout.splitlines())


def test_the_program_works_from_any_folder(tmp_path: Path) -> None:
    done = run("check", "--format", "json", cwd=tmp_path)
    assert json.loads(done.stdout)["summary"]["error"] == 0


def test_a_strict_build_with_a_warning_writes_nothing(real: Path, tmp_path: Path) -> None:
    done = run("build", "--content", real, "--output", tmp_path / "out", "--strict")
    assert done.returncode == 1
    assert not (tmp_path / "out").exists()


def test_build_tells_errors_in_full_and_the_rest_in_one_line(real: Path, edit: Edit, tmp_path: Path) -> None:
    edit(real / "tasks/02-国际化社区.md", "funds: 34.00", "funds: 340.00")
    done = run("build", "--content", real, "--output", tmp_path / "out")
    assert done.stderr.count("-->") == 1
    assert "警告" in done.stderr.splitlines()[-1]
    assert f"build.py check --content {real}" in done.stderr.splitlines()[-1]


def test_explain_lists_every_rule_and_shows_one() -> None:
    listed = run("explain").stdout
    assert "F003" in listed
    assert "W001" in listed
    page = run("explain", "f003").stdout
    assert "项目支出" in page
    assert "改" in page


def test_a_reader_that_goes_away_is_no_fault(real: Path) -> None:
    command = f"{sys.executable} {ROOT}/build.py check --content {real} | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", check=False)
    assert done.stderr == ""


def test_what_a_terminal_would_obey_is_written_by_its_code(content: Path) -> None:
    (content / "\x1b[31m红\n行.txt").write_text("甲", encoding="utf-8")
    told = run("check", "--content", content).stdout
    assert "\x1b" not in told
    assert "\\x1b[31m红\\n行.txt" in told


@pytest.mark.parametrize(
    "call", [["init", "{}"], ["export", "--output", "{}"], ["build", "--output", "{}"], ["check", "--report", "{}/a"], ["check", "--content", "{}"], ["verify", "{}"],
             ["explain", "{}"], ["check", "{}"], ["check", "--{}"], ["check", "--today", "{}"], ["new", "task", "{}"], ["check", "--format", "junit", "--templates", "{}"]],
)  # fmt: skip
def test_no_word_of_a_call_is_obeyed_by_a_terminal_or_a_log(content: Path, tmp_path: Path, call: list[str]) -> None:
    odd = str(tmp_path / "a\x1b[31m\x9b1m\u202e\u061c##[error]\n::error::b")
    given: list[str | Path] = (
        [] if {"verify", "explain", "init", "{}"} & set(call[:2]) or "--content" in call else ["--content", content]
    )
    done = run(*(word.format(odd) for word in call), *given)
    told = done.stdout + done.stderr
    assert not re.search("[\x1b\x9b\u202e\u061c]|##\\[|^::error", told, re.MULTILINE)
    assert "程序出错" not in told


@pytest.mark.skipif(sys.platform != "linux", reason="other systems let no file be called so")
@pytest.mark.parametrize("format_", list(reports.FORMATS))
def test_no_name_of_a_file_is_obeyed_by_a_terminal_or_a_log(content: Path, format_: str) -> None:
    (content / "tasks/a\x1b[31m\x9b1m\u202e\u061c\n::error::b.md").touch()
    done = run("check", "--content", content, "--format", format_)
    assert done.returncode == 1
    assert not re.search("[\x1b\x9b\u202e\u061c]|^::error::b", done.stdout, re.MULTILINE)


@pytest.mark.parametrize(("loading", "told"), [("shenbao.terminal", ""), ("shenbao.pipeline", "已中断")])
def test_an_interrupt_while_it_still_loads_is_no_traceback(loading: str, told: str) -> None:
    code = f"""
import sys
class Interrupted:
    def find_spec(self, name, *_rest):
        if name == {loading!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupted())
from shenbao.__main__ import main
main(["check", "--lang", "zh"])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr.strip()) == (130, told)


def test_a_terminal_of_another_encoding_is_no_fault(real: Path) -> None:
    done = run("check", "--content", real, PYTHONIOENCODING="ascii")
    assert "Traceback" not in done.stderr
    assert done.returncode == 0


def test_a_pipe_shows_no_progress_and_no_colour(real: Path, tmp_path: Path) -> None:
    done = run("build", "--content", real, "--output", tmp_path / "out")
    assert "\x1b" not in done.stdout + done.stderr
    *told, counted = done.stderr.splitlines()
    assert counted.startswith("错误 0，")
    assert [line[:8] for line in told] in ([], ["PDF 的代用字"])


@pytest.mark.slow
def test_without_libraries_it_says_what_to_run(tmp_path: Path) -> None:
    shutil.copyfile(ROOT / "build.py", tmp_path / "build.py")
    done = subprocess.run(
        [sys.executable, "-S", "-I", tmp_path / "build.py"], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2
    assert "make build" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_build_finds_the_libraries_of_its_own_venv() -> None:
    venv = ROOT / ".venv/bin/python"
    if not venv.exists():
        pytest.skip("the tests run without a .venv of their own")
    done = subprocess.run(
        [sys.executable, "-S", ROOT / "build.py", "check"], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr


def test_doctor_names_every_face_and_what_stands_in() -> None:
    done = run("doctor", "--content", REAL)
    assert done.returncode == 0, done.stdout
    for name in ("Pango", "仿宋", "黑体", "小标宋", "pydantic"):
        assert name in done.stdout


def test_doctor_without_fonts_ends_with_two_and_the_command(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text("<fontconfig><dir>/none</dir></fontconfig>", encoding="utf-8")
    done = run("doctor", "--content", REAL, FONTCONFIG_FILE=str(tmp_path / "fonts.conf"))
    assert done.returncode == 2
    assert "apt-get install" in done.stdout


def test_a_build_without_fonts_ends_with_two_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text("<fontconfig><dir>/none</dir></fontconfig>", encoding="utf-8")
    done = run("build", "--content", REAL, "--output", tmp_path / "out", FONTCONFIG_FILE=str(tmp_path / "fonts.conf"))
    assert done.returncode == 2
    assert "P001" in done.stderr
    assert list((tmp_path / "out").glob("*.pdf")) == []


@pytest.mark.parametrize("whose", ["content", "real"])
def test_a_build_sends_to_the_check_only_for_what_the_check_shows(
    whose: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    folder = request.getfixturevalue(whose)
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    template = tmp_path / "templates/nansha/form.html"
    template.write_text(template.read_text(encoding="utf-8").replace("h1", "h2"), encoding="utf-8")
    words = ["--content", folder, "--templates", tmp_path / "templates"]
    told = run("build", *words, "--output", tmp_path / "out").stderr
    assert told.count("错误[M005]") == 1
    counted = run("check", *words).stdout.splitlines()[-1]
    assert f"{counted}；用 " in told if whose == "real" else "查看" not in told
