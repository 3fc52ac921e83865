"""What people who are no programmers type and save: one slip is one finding, and its help mends it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from shenbao import cli, form, manual, pipeline
from shenbao.__main__ import VALUED
from shenbao.commands import COMMANDS
from shenbao.finding import Finding
from shenbao.reports.excerpt import width
from tests.conftest import assembled, codes, plain, run

Edit = Callable[[Path, str, str], None]


def only(content: Path) -> Finding:
    [found] = pipeline.check(assembled(content), None).findings
    return found


def told(found: Finding) -> tuple[str, int, str, str]:
    return found.code, found.place.line, str(found.message), str(found.help)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("year: 2024", "year: >=2024", "S001"),
        ("department: 某", "department：某", "S001"),
        ("form: nansha\n", "", "S003"),
        ("form: nansha", "form: 南沙", "M001"),
    ],
)
def test_a_slip_in_the_departments_file_accuses_no_source_of_a_task(
    content: Path, edit: Edit, old: str, new: str, code: str
) -> None:
    edit(content / "tasks/01-培训.md", "funds: 60.00", "funds: 60.00\n资金来源: {财政拨款: 60.00, 其他资金: 0.00}")
    assert codes(content) == []
    edit(content / "department.md", old, new)
    assert codes(content) == [code]


def test_a_form_that_cannot_be_used_accuses_no_source_of_a_task(content: Path, edit: Edit, tmp_path: Path) -> None:
    edit(content / "tasks/01-培训.md", "funds: 60.00", "funds: 60.00\n资金来源: {财政拨款: 60.00, 其他资金: 0.00}")
    shutil.copytree(form.shipped() / "nansha", tmp_path / "templates/nansha")
    (tmp_path / "templates/nansha/words.yaml").write_text("vague_word: [得到提升]\n", encoding="utf-8")
    read = pipeline.assemble(content, tmp_path / "templates")
    assert [f.code for f in read.findings] == ["M002"]


@pytest.mark.parametrize("name", ["02-甲.md.txt", "02-甲.txt", "02-甲.MD", "02-甲.markdown"])
def test_a_task_under_another_name_stops_the_documents(content: Path, name: str) -> None:
    (content / "tasks/01-培训.md").rename(content / "tasks" / name)
    assert codes(content) == ["S014"]
    assert "改名为 02-甲.md（" in plain(content)
    assert run("check", "--content", content).returncode == 1


def test_what_is_no_task_among_the_tasks_stays_a_warning(content: Path) -> None:
    (content / "tasks/说明.docx").write_text("甲", encoding="utf-8")
    assert "警告[S014]" in plain(content)


def test_the_departments_file_under_another_name_is_told_its_own(content: Path) -> None:
    (content / "department.md").rename(content / "department.md.txt")
    assert codes(content) == ["S003", "S014"]
    assert "改法：改名为 department.md\n" in plain(content)


@pytest.mark.parametrize("folder", [True, False])
def test_a_declaration_without_tasks_is_told_so_once(content: Path, folder: bool) -> None:
    shutil.rmtree(content / "tasks")
    if folder:
        (content / "tasks").mkdir()
    assert told(only(content))[::2] == ("S003", "tasks/ 里没有任务文件")


def test_a_department_without_projects_needs_no_task(content: Path, edit: Edit) -> None:
    shutil.rmtree(content / "tasks")
    edit(content / "department.md", "project: 60.00", "project: 0.00")
    assert "tasks/ 里没有任务文件" not in plain(content)


def test_a_value_that_breaks_at_its_comma_is_one_finding_that_says_so(content: Path, edit: Edit) -> None:
    edit(content / "tasks/01-培训.md", "value: ≥30场", "value: ≥2,400场")
    found = only(content)
    assert told(found)[:3] == ("S015", 6, "花括号里的“≥2,400场”会从逗号处断成两截")
    assert "≥2400场" in str(found.help)
    assert found.place.end_column - found.place.column == len("≥2,400场")


@pytest.mark.parametrize(
    ("typed", "line", "mend"),
    [
        ("sources: {appropriation: 60.00 other: 0.00}", 4, "少一个"),
        ("sources: ｛appropriation: 60.00，other: 0.00｝", 4, "花括号、方括号用半角"),
        ('duration: "2024', 4, "引号没有配对"),
        ('sources: {appropriation: "60.00, other: 0}', 4, "引号没有配对"),
    ],
)
def test_what_is_mistyped_in_braces_and_quotes_is_told_at_its_line(
    content: Path, edit: Edit, typed: str, line: int, mend: str
) -> None:
    edit(content / "tasks/01-培训.md", "duration: 2024", typed)
    edit(content / "tasks/01-培训.md", "value: ≥80%", 'value: ">=80%"')
    found = only(content)
    assert (found.code, found.place.line) == ("S001", line)
    assert mend in str(found.help)


def test_a_quote_over_several_lines_is_no_open_quote(content: Path, edit: Edit) -> None:
    edit(content / "tasks/01-培训.md", "duration: 2024", 'duration: "2024-\n  2025"\nx: >=1')
    found = only(content)
    assert found.place.line == 6
    assert "≥" in str(found.help)


@pytest.mark.parametrize("front", ["---\n---\n", "---\n# 没有资金\n---\n"])
def test_other_tasks_may_have_front_matter_without_anything_in_it(content: Path, front: str) -> None:
    (content / "other.md").write_text(f"{front}完成上级交办的其他任务。\n", encoding="utf-8")
    assert codes(content) == []


def test_a_full_width_colon_behind_a_key_in_braces_is_told(content: Path, edit: Edit) -> None:
    edit(content / "department.md", "{appropriation: 160.00", "{appropriation：160.00")
    assert told(only(content))[::3] == ("S002", "冒号要用半角“:”，后面加一个空格")


def test_a_line_of_gbk_is_shown_as_people_wrote_it(content: Path) -> None:
    path = content / "department.md"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gbk"))
    assert " 2 | department: 某某县示范局" in run("check", "--content", content).stdout


def test_what_a_block_lacks_stands_at_the_block_and_names_it(content: Path, edit: Edit) -> None:
    edit(content / "department.md", "{appropriation: 160.00, other: 0.00}", "{appropriation: 160.00}")
    assert told(only(content))[:3] == ("S003", 8, "“收入来源”缺少“其他资金”")


@pytest.mark.parametrize(
    ("typed", "code", "help"),
    [
        ("Q006", "S015", "写成“Q006: 原因”"),
        ("[Q006]", "S015", "写成“Q006: 原因”"),
        ("\n  Q006：省里统一要求", "S015", "写成“Q006: 原因”，冒号用半角，后面空一格"),
        ("{Q006：省里统一要求}", "W001", "写成“Q006: 原因”，冒号用半角，后面空一格"),
    ],
)
def test_a_waiver_of_a_wrong_shape_is_shown_how_it_is_written(
    content: Path, edit: Edit, typed: str, code: str, help: str
) -> None:
    edit(content / "tasks/01-培训.md", "duration: 2024", f"duration: 2024\n豁免: {typed}")
    assert told(only(content))[::3] == (code, help)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Q06", "Q006"),
        ("Q6", "Q006"),
        ("Q0006", "Q006"),
        ("QO06", "Q006"),
        ("T2002", "T002"),
        ("Q999", ""),
        ("X001", ""),
    ],
)
def test_a_code_is_guessed_only_where_one_is_meant(typed: str, meant: str) -> None:
    assert manual.nearest_code(typed) == meant


def test_a_waiver_in_the_wrong_file_is_told_the_right_one(content: Path, edit: Edit) -> None:
    edit(content / "tasks/01-培训.md", "value: ≥30场", "value: 30场")
    edit(content / "department.md", "year: 2024", "year: 2024\nwaive: {T002: 省里统一要求}")
    [idle] = [f for f in pipeline.check(assembled(content), None).findings if f.code == "W002"]
    assert told(idle)[2:] == (
        "T002 报在 tasks/01-培训.md，写在这里的豁免管不到",
        "改写到 tasks/01-培训.md：写在那个指标里，或写在文件开头的信息里",
    )
    assert idle.related[0].place.line == 6


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """The shipped form in a folder of its own."""
    return shutil.copytree(form.shipped(), tmp_path / "templates")


def of_the_form(templates: Path) -> Finding:
    [found] = form.read(templates, "nansha").findings
    return found


def test_word_lists_in_gbk_are_told_to_be_so(templates: Path) -> None:
    (templates / "nansha/words.yaml").write_bytes("vague_words: [得到提升]\n".encode("gbk"))
    assert told(of_the_form(templates))[::2] == ("M002", "不是 UTF-8 编码，看起来是 GBK")


@pytest.mark.parametrize(
    ("typed", "line", "mend"),
    [
        ("vague_words:\n\t- 得到提升", 2, "制表符"),
        ("vague_words: [得到提升", 1, "括号没有配对"),
        ("vague_words：[得到提升]\na: 1", 1, "半角“:”"),
        ("vague_words: [得到提升，正常开展]", 1, "半角逗号"),
        ("vague_words: [得到提升、正常开展]", 1, "半角逗号"),
        ("vague_words: [得到提升, 1]", 1, "改 words.yaml 的这一处"),
        ("vague_word: [得到提升]", 1, "改成“vague_words”"),
    ],
)
def test_what_is_mistyped_in_a_word_list_is_mended_at_its_line(
    templates: Path, typed: str, line: int, mend: str
) -> None:
    (templates / "nansha/words.yaml").write_text(f"{typed}\n", encoding="utf-8")
    found = of_the_form(templates)
    assert found.place.line == line
    assert mend in str(found.help)


def test_word_lists_under_another_name_are_told_of(templates: Path) -> None:
    (templates / "nansha/words.yml").write_text("vague_words: [得到提升]\n", encoding="utf-8")
    assert told(of_the_form(templates))[2:] == ("words.yml 不会被读取", "改名为 words.yaml")


@pytest.mark.parametrize(("typed", "key"), [("thresholds: {most_target: 20}", "most_target"), ("titel: 表", "titel")])
def test_an_unknown_key_of_the_form_is_shown_itself(templates: Path, typed: str, key: str) -> None:
    path = templates / "nansha/form.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}{typed}\n", encoding="utf-8")
    place = of_the_form(templates).place
    line = path.read_text(encoding="utf-8").splitlines()[place.line - 1]
    assert line[place.column - 1 : place.end_column - 1] == key


@pytest.mark.parametrize(("both", "line"), [(True, 13), (False, 13)])
def test_a_full_width_sign_of_a_heading_is_told_once(content: Path, edit: Edit, both: bool, line: int) -> None:
    edit(content / "tasks/01-培训.md", "## 主要", "＃＃ 主要")
    if both:
        edit(content / "tasks/01-培训.md", "## 期望", "＃＃ 期望")
    found = only(content)
    assert told(found)[:3] == ("S008", line, "“＃＃ 主要实施内容”不是标题：＃ 是全角的")
    assert len(found.related) == both


@pytest.mark.parametrize("words", [["--report"], ["--write-baseline", "--baseline"]])
def test_a_report_and_a_baseline_make_their_folder(content: Path, tmp_path: Path, words: list[str]) -> None:
    assert run("check", "--content", content, *words, tmp_path / "nix/dir/x").returncode == 0
    assert (tmp_path / "nix/dir/x").is_file()


@pytest.mark.parametrize("words", [["--report"], ["--write-baseline", "--baseline"]])
def test_what_the_system_refuses_is_told_in_chinese(content: Path, tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "file").write_text("甲", encoding="utf-8")
    for where in (tmp_path, tmp_path / "file/x"):
        done = run("check", "--content", content, *words, where)
        assert done.returncode == 2
        assert "文件夹" in done.stderr
        assert "directory" not in done.stderr


@pytest.mark.parametrize("text", ["# 读我\n", "{}", "[1]"])
def test_somebodys_file_is_never_advised_to_be_deleted(content: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    done = run("check", "--content", content, "--baseline", tmp_path / "README.md")
    assert "换一个文件名" in done.stderr
    assert "删" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["--lang", "en", "check"],
        ["--lang=en", "check", "--strict"],
        ["--strict", "check", "--lang", "en"],
        ["--content", "check", "--lang", "en", "check"],
    ],
)
def test_options_may_stand_before_the_command(content: Path, words: list[str]) -> None:
    content.rename(content.parent / "check")
    (content.parent / "content").symlink_to("check")
    done = run(*words, cwd=content.parent)
    assert (done.returncode, done.stdout) == (0, "errors: 0, warnings: 0, notices: 0, waived: 0\n"), done.stderr


def test_the_options_with_a_value_are_those_of_the_commands() -> None:
    params = [param for command in commands().values() for param in command.params]
    valued = {name for param in params if isinstance(param, click.Option) and not param.is_flag for name in param.opts}
    assert valued == VALUED


def test_each_module_of_commands_has_those_that_the_table_says() -> None:
    assert {name: command.name for name, command in commands().items()} == {name: name for name in COMMANDS}


def commands() -> dict[str, click.Command]:
    """Return every command by its name."""
    within = click.Context(cli.program)
    return {name: command for name in COMMANDS if (command := cli.program.get_command(within, name))}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", [[], ["check"]])
def test_help_fits_eighty_columns_and_speaks_one_language(command: list[str], lang: str) -> None:
    page = run(*command, "--help", COLUMNS="80", LC_ALL=lang).stdout
    assert max(width(line) for line in page.splitlines()) <= 80
    assert ("Show this message and exit" in page) == ("Options:" in page) == ("Usage:" in page) == (lang == "en")
