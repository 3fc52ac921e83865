"""A new declaration: files that need only filling in, and a schema that knows what may stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from shenbao import form, pipeline, starting, whole
from shenbao.finding import ERROR, Place
from shenbao.model.form import Form
from tests.conftest import EXAMPLES, ROOT, run
from tools import readme

FILLED = {
    "部门名称": "青禾县图书馆", "年度": "2026", "资金": "80.00", "分值": "50", "基本支出": "120.00", "项目支出": "80.00", "财政拨款": "200.00", "区本级使用资金": "200.00",
    "部门预算支出": "200.00",  # a line of one form, a block of the other
}  # fmt: skip
BLANK = re.compile(r"^( *(?:- )?)([^#\n:]+):( *#.*)?$(?!\n\1 )", re.MULTILINE)  # nothing behind it, nor below


def known(name: str) -> Form:
    found = form.read(form.shipped(), name).form
    assert found
    return found


def codes(content: Path) -> set[str]:
    read = pipeline.assemble(content, form.shipped())
    return {f.code for f in pipeline.check(read, None).findings if f.severity is ERROR}


def fill(path: Path) -> None:
    """Fill in every blank as its comment says, and the prose."""
    text = path.read_text(encoding="utf-8")
    front, body = text.split("\n---\n", 1)
    front = front.replace("\n名称:", "\n名称: 全民阅读推广", 1)
    front = re.sub(r"(名称|类别|指标值): +# 例如 (.*)", r"\1: \2", front)  # take the examples
    front = BLANK.sub(lambda m: f"{m[1]}{m[2]}: {FILLED.get(m[2], '0.00')}", front)
    said = "开展阅读推广活动 24 场。\n"
    body = re.sub(r"(## .*\n)\n*", rf"\1\n{said}\n", body) if "##" in body else said
    path.write_text(f"{front}\n---\n{body}", encoding="utf-8")


@pytest.mark.parametrize("name", form.names(form.shipped()))
def test_what_is_begun_lacks_nothing_but_what_must_be_filled_in(name: str, tmp_path: Path) -> None:
    starting.begin(tmp_path / "content", known(name))
    assert codes(tmp_path / "content") <= {"S003", "S008", "S009"}
    assert "S003" in codes(tmp_path / "content")


@pytest.mark.parametrize("name", form.names(form.shipped()))
def test_what_is_begun_and_filled_in_has_no_error(name: str, tmp_path: Path) -> None:
    made = starting.begin(tmp_path / "content", known(name))
    for path in made:
        fill(path)
    assert codes(tmp_path / "content") == set()


def test_a_new_task_is_numbered_behind_those_that_are_there_and_keeps_its_title(tmp_path: Path) -> None:
    starting.begin(tmp_path, known("nansha"))
    path = starting.task(tmp_path, known("nansha"), "防汛: 物资/储备", ())
    assert path.name == "02-防汛_ 物资_储备.md"
    assert yaml.safe_load(path.read_text(encoding="utf-8").split("---")[1])["名称"] == "防汛: 物资/储备"


@pytest.mark.parametrize("title", ["", "  ", "甲\x1b[31m", "甲\u202e乙", "已有的", "已 有的。", "甲" * 1001])
def test_a_task_that_has_no_name_or_one_that_is_taken_is_refused(title: str, tmp_path: Path) -> None:
    with pytest.raises(starting.Refused):
        starting.task(tmp_path, known("nansha"), title, [("已有的", Place("tasks/01.md"))])


def test_no_new_task_goes_through_a_link_out_of_the_folder(tmp_path: Path) -> None:
    content, outside = tmp_path / "content", tmp_path / "outside"
    content.mkdir()
    outside.mkdir()
    (content / "tasks").symlink_to(outside)
    with pytest.raises(starting.Refused):
        starting.task(content, known("nansha"), "甲", ())
    assert list(outside.iterdir()) == []


def test_a_new_file_is_never_written_through_a_name_that_is_taken(tmp_path: Path) -> None:
    (tmp_path / "there.md").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        whole.create(tmp_path / "there.md", b"")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("title", ["../../甲", "/etc/passwd", "con", "..", "-", "甲" * 400, ".甲", "a\\b", "*?"])
def test_no_title_leads_out_of_the_tasks_folder(title: str, tmp_path: Path) -> None:
    path = starting.task(tmp_path, known("nansha"), title, ())
    assert path.parent == tmp_path / "tasks"
    assert path.is_file()
    assert len(path.name.encode()) < 255


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("乙", encoding="utf-8")
    with pytest.raises(starting.Refused):
        starting.begin(tmp_path, known("nansha"))
    assert [path.name for path in tmp_path.iterdir()] == ["甲.txt"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_schema_admits_every_example(name: str) -> None:
    schema = starting.schema(known(name))
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator(schema)
    for path in EXAMPLES[name].rglob("*.md"):
        front = yaml.load(path.read_text(encoding="utf-8").split("\n---\n")[0].removeprefix("---"), yaml.BaseLoader)
        assert [error.message for error in checker.iter_errors(front)] == []


def test_the_schema_knows_the_chinese_keys_of_the_readme_as_well() -> None:
    text = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
    checker = jsonschema.Draft202012Validator(starting.schema(known("nansha")))
    for file in readme.examples(text).values():
        front = yaml.load(file.split("\n---\n")[0].removeprefix("---"), yaml.BaseLoader)
        assert [error.message for error in checker.iter_errors(front)] == []


@pytest.mark.parametrize("front", [{"名称": "甲"}, {"title": "甲", "funds": "1", "名称": "甲"}, {"title": "甲", "funds": "1", "x": "1"},
                                   {"title": "甲", "funds": "1", "targets": [{"name": "甲", "category": "没有的", "value": "1"}]}])  # fmt: skip
def test_the_schema_refuses_what_the_reading_refuses(front: dict[str, object]) -> None:
    checker = jsonschema.Draft202012Validator(starting.schema(known("nansha"))["$defs"]["task"])
    assert list(checker.iter_errors(front)) != []


@pytest.mark.parametrize("name", form.names(form.shipped()))
def test_the_schema_says_in_chinese_what_every_key_holds(name: str) -> None:
    def properties(node: object) -> Iterator[tuple[str, dict[str, object]]]:
        if isinstance(node, dict):
            yield from node.get("properties", {}).items()
        for below in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from properties(below)

    said = {key: str(value.get("description", "")) for key, value in properties(starting.schema(known(name)))}
    assert {
        "title",
        "名称",
        "reason",
        *(line.name for block in known(name).blocks for line in block.lines),
    } <= said.keys()
    assert [key for key, text in said.items() if not re.search("[\u4e00-\u9fff]", text)] == []


def test_the_file_of_the_other_tasks_is_made_once(tmp_path: Path) -> None:
    for _time in range(2):
        starting.other(tmp_path, known("nansha"))
        assert (tmp_path / "other.md").read_text(encoding="utf-8").startswith("---\n资金:  ")
        with (tmp_path / "other.md").open("a", encoding="utf-8") as file:
            file.write("日常设备维护。")
    assert (tmp_path / "other.md").read_text(encoding="utf-8").count("日常设备维护。") == 2


def test_what_is_begun_names_the_page_to_fill_it_in(tmp_path: Path) -> None:
    begun = run("init", tmp_path / "我的申报")
    assert f"serve --content {tmp_path}/我的申报 --open --edit" in begun.stderr.replace("'", "")


def test_init_new_and_schema_answer_on_the_command_line(tmp_path: Path) -> None:
    content = tmp_path / "content"
    begun = run("init", str(content), "--form", "chongqing")
    added = run("new", "task", "防汛", "--content", str(content))
    again = run("init", str(content))
    assert (begun.returncode, added.returncode, again.returncode) == (0, 0, 2)
    assert (content / "tasks" / "01-防汛.md").is_file()
    assert run("schema", "--form", "nansha").stdout.startswith("{")
