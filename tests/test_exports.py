"""The data that goes out: held against its schema, its sources, and what a spreadsheet would make of it."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from shenbao import exports, form, pipeline
from shenbao.exports.csv import _cell
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration
from shenbao.model.money import Wan
from shenbao.places import Places
from tests.conftest import REAL, ROOT, assembled, run
from tools import readme

Edit = Callable[[Path, str, str], None]
Cells = list[list[str]]

PUBLISHED = json.loads((ROOT / "tests/data/declaration.json").read_text(encoding="utf-8"))
HEADS = [
    "一级指标",
    "二级指标",
    "三级指标",
    "计算符号",
    "年度指标值",
    "实施周期指标值",
    "计量单位",
    "指标解释",
    "分值",
    "所属任务",
]
FULL = """  - {name: "=1+1", category: 数量指标, period: ≥30万场, annual: ≥10场, weight: "10.50", explain: "@解释"}
  - {name: "+cmd|' /C calc'!A0", category: 质量指标, value: "=0.80%", source: 台账, evidence: 台账, baseline: 无}
  - {name: "-2+3", category: 质量指标, value: 显著, grades: [显著, 一般], respondents: "＝A1"}
  - {name: "<r><t>x</t></r>", category: 质量指标, value: "-5"}
  - {name: '_x0041_ "引",号', category: 质量指标, period: 100%, annual: "≥1,234.50分"}
"""


@pytest.fixture
def full(content: Path, edit: Edit) -> Path:
    """A declaration with every key, and names that a spreadsheet would obey."""
    task = content / "tasks/01-培训.md"
    edit(task, "duration: 2024", "sources: {appropriation: 50.00, other: 10}\nduration: 2024-2025")
    edit(task, "targets:\n", f"targets:\n{FULL}")
    edit(task, "开展培训。", "开展**培训**。\n\n1. 甲\n   - 乙")
    (content / "other.md").write_text("---\nfunds: 0.00\n---\n=零星修缮。\n", encoding="utf-8")
    return content


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The README's example."""
    folder = tmp_path_factory.mktemp("example")
    for name, text in readme.examples((ROOT / "README.md").read_text(encoding="utf-8")).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "content"


def declared(content: Path) -> Declaration:
    declaration = assembled(content).reading.declaration
    assert declaration
    return declaration


@cache
def published() -> Declaration:
    """Return the real declaration."""
    return declared(REAL)


def as_json(content: Path) -> Any:
    return json.loads(exports.make("json", declared(content))[".json"])


def rows(declaration: Declaration) -> dict[str, Cells]:
    """Return the rows of each CSV file, read back."""
    made = exports.make("csv", declaration)
    return {name: list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""))) for name, data in made.items()}


def sheets(declaration: Declaration) -> dict[str, list[list[tuple[str, str]]]]:
    """Return the rows of each sheet, read back from the XML: of each cell its kind and its text as it stands there."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(BytesIO(exports.make("xlsx", declaration)[".xlsx"])) as book:
        trees = {name: ElementTree.fromstring(book.read(name)) for name in book.namelist() if name.endswith(".xml")}
    strings = ["".join(t.text or "" for t in si.iter(f"{space}t")) for si in trees["xl/sharedStrings.xml"]]
    names = [str(sheet.get("name")) for sheet in trees["xl/workbook.xml"].iter(f"{space}sheet")]

    def cell(c: ElementTree.Element) -> tuple[str, str]:
        assert {child.tag for child in c} == {f"{space}v"}, "no formula"
        kind, text = c.get("t", "n"), c[0].text or ""
        return kind, strings[int(text)] if kind == "s" else text

    tables = [trees[f"xl/worksheets/sheet{n}.xml"].iter(f"{space}row") for n in range(1, len(names) + 1)]
    return {name: [[cell(c) for c in row] for row in table] for name, table in zip(names, tables, strict=True)}


def test_a_workbook_is_dated_by_the_time_it_is_told_and_by_no_clock() -> None:
    def dates(made: datetime | None) -> list[str]:
        with zipfile.ZipFile(BytesIO(exports.make("xlsx", published(), made)[".xlsx"])) as book:
            return re.findall(r">([^<]*Z)<", book.read("docProps/core.xml").decode())

    assert dates(None) == ["1980-01-01T00:00:00Z"] * 2
    assert dates(datetime(2025, 1, 1, 8, 30, 1)) == ["2025-01-01T08:30:01Z"] * 2


def test_an_exported_workbook_is_dated_by_source_date_epoch(content: Path, tmp_path: Path) -> None:
    run("export", "--content", content, "--format", "xlsx", "--output", tmp_path / "甲.xlsx", SOURCE_DATE_EPOCH="0")
    with zipfile.ZipFile(tmp_path / "甲.xlsx") as book:
        assert "1970-01-01T00:00:00Z" in book.read("docProps/core.xml").decode()


def objects(value: object) -> Iterator[dict[str, Any]]:
    """Yield every object in a JSON value."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(inner)


def address(text: str) -> Address:
    file, _sharp, path = text.partition("#")
    return Address(file, tuple(int(step) if step.isdigit() else step for step in path.split("/") if step))


def typed(content: Path, places: Places, at: str) -> str:
    """Return what stands in the source at the address `at`."""
    place = places.of(address(at))
    line = Path(place.file).read_text(encoding="utf-8").splitlines()[place.line - 1]
    assert Path(place.file).is_relative_to(content)
    return line[place.column - 1 : place.end_column - 1]


# -- JSON ----------------------------------------------------------------------------------------------------------


def test_the_schema_is_valid_and_printed_as_it_is() -> None:
    Draft202012Validator.check_schema(json.loads(exports.schema()))
    assert run("export", "--schema").stdout == exports.schema()


@pytest.mark.parametrize("name", ["real", "content", "full", "example"])
def test_json_fits_its_schema(name: str, request: pytest.FixtureRequest) -> None:
    told = as_json(request.getfixturevalue(name))
    assert [error.message for error in Draft202012Validator(json.loads(exports.schema())).iter_errors(told)] == []


def test_the_schema_refuses_a_number_that_is_no_text_and_a_key_that_it_does_not_know(content: Path) -> None:
    told = as_json(content)
    told["tasks"][0]["funds"]["value"] = 60.0
    told["tasks"][0]["fund"] = "60.00"
    paths = [e.json_path for e in Draft202012Validator(json.loads(exports.schema())).iter_errors(told)]
    assert sorted(paths) == ["$.tasks[0]", "$.tasks[0].funds.value"]


@pytest.mark.parametrize("name", ["real", "full"])
def test_every_figure_is_what_stands_at_its_address(name: str, request: pytest.FixtureRequest) -> None:
    content = request.getfixturevalue(name)
    places = assembled(content).reading.places
    figures = [
        o for o in objects(as_json(content)) if {"key", "value"} <= o.keys() and address(o["at"]) in places.known
    ]
    lines = [figure for figure in figures if figure["name"] not in {b["name"] for b in as_json(content)["budget"]}]
    assert len(lines) >= 9
    assert [f["value"] for f in lines] == [typed(content, places, f["at"]).strip("\"'") for f in lines]


def test_every_value_has_an_address_that_was_read(full: Path) -> None:
    places = assembled(full).reading.places
    read = {Address(at.file, at.path[:n]) for at in places.known for n in range(len(at.path) + 1)}
    at = {address(found["at"]) for found in objects(as_json(full)) if "at" in found}
    both = {
        a for a in at if a.path[-1:] in {("period",), ("annual",)} and Address(a.file, (*a.path[:-1], "value")) in read
    }
    assert at - read - both == set()
    assert typed(full, places, "tasks/01-培训.md#targets/0/annual") == "≥10场"


def test_figures_are_given_as_written_and_as_printed(content: Path, edit: Edit) -> None:
    edit(content / "tasks/01-培训.md", "funds: 60.00", "funds: 1,060")
    [task] = as_json(content)["tasks"]
    assert (task["funds"]["value"], task["funds"]["printed"]) == ("1060", "1,060.00")


# -- tables --------------------------------------------------------------------------------------------------------


def test_the_targets_are_the_published_ones_with_operator_number_and_unit_apart() -> None:
    [heads, *found] = rows(published())["-绩效指标.csv"]
    glued = [[*row[:3], *(f"{row[3]}{value}{row[6]}" for value in (row[5], row[4]))] for row in found]
    assert heads == HEADS
    assert glued == [list(target.values()) for target in PUBLISHED["targets"]]


def test_a_value_with_another_operator_or_unit_than_its_row_stands_whole(full: Path) -> None:
    row = next(row for row in rows(declared(full))["-绩效指标.csv"] if row[2] == "'=1+1")
    assert row[3:] == ["≥", "10", "≥30万场", "场", "'@解释", "10.50", "基层培训"]


def test_a_column_that_the_form_does_not_have_stays_empty(content: Path, edit: Edit, tmp_path: Path) -> None:
    shutil.copytree(form.shipped() / "nansha", tmp_path / "forms/nansha")
    edit(tmp_path / "forms/nansha/form.yaml", "  period: 实施周期指标值\n", "")
    edit(content / "tasks/01-培训.md", "value: ≥30场", "value: ≥30场, weight: 10")
    declaration = pipeline.assemble(content, tmp_path / "forms").reading.declaration
    assert declaration
    assert rows(declaration)["-绩效指标.csv"][1][3:9] == ["≥", "30", "", "场", "", "10"]
    told = json.loads(exports.make("json", declaration)[".json"])["targets"][0]
    assert (told["period"], told["annual"]["number"], told["weight"]["value"]) == (None, "30", "10")


def test_the_funds_of_one_kind_add_up_to_its_total(full: Path) -> None:
    [_heads, *found] = rows(declared(full))["-资金.csv"]
    assert sum(Decimal(row[2]) for row in found if row[0] == "部门预算支出") == Decimal("160.00")
    assert ["年度重点工作任务", "基层培训", "60.00", "50.00", "10.00"] in found
    assert ["其他需完成的任务", "", "0.00", "", ""] in found


def test_csv_is_utf_8_with_a_mark_and_has_windows_lines(full: Path) -> None:
    for data in exports.make("csv", declared(full)).values():
        assert data.startswith("\ufeff".encode())
        assert data.count(b"\n") == data.count(b"\r\n") > 5


def test_csv_has_no_cell_that_a_spreadsheet_obeys_and_leaves_operators_and_numbers_alone(full: Path) -> None:
    cells = [cell for table in rows(declared(full)).values() for row in table for cell in row]
    begins = {cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝", "\t", "\r"))}
    assert begins == {"=", "-5"}
    assert {"'=1+1", "'+cmd|' /C calc'!A0", "'-2+3", "'@解释"} <= set(cells)


def test_excel_takes_texts_as_texts_whatever_they_begin_with(full: Path) -> None:
    found = [cell for row in sheets(declared(full))["绩效指标"] for cell in row]
    names = {"=1+1", "+cmd|' /C calc'!A0", "-2+3", "<r><t>x</t></r>", '_x005F_x0041_ "引",号', "=", "≥", "@解释"}
    assert {("s", name) for name in names} <= set(found)


def test_excel_will_open_the_file_without_a_complaint(full: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(exports.make("xlsx", declared(full))[".xlsx"])
    audit = Path(sys.executable).with_name("openxml-audit")
    done = subprocess.run([audit, path], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout


def test_both_tables_say_the_same_in_csv_and_excel(full: Path) -> None:
    declaration = declared(full)
    in_csv = [cell.removeprefix("'") for table in rows(declaration).values() for row in table for cell in row if cell]
    in_excel = [text for name in ("绩效指标", "资金") for row in sheets(declaration)[name] for _kind, text in row]
    plain = [Decimal(text) if re.fullmatch(r"-?[0-9.]+", text) else text for text in in_csv]
    assert plain == [
        Decimal(text) if re.fullmatch(r"-?[0-9.]+", text) else text.replace("_x005F", "") for text in in_excel
    ]


amounts = st.decimals(0, Decimal("9999999999999.99"), places=2)


@settings(max_examples=25, deadline=None)
@given(st.lists(amounts, min_size=20, max_size=60))
def test_excel_holds_every_amount_digit_for_digit(found: list[Decimal]) -> None:
    known = [Decimal("0.10"), Decimal("12345678901.23"), Decimal("0.00"), Decimal("9999999999999.99"), Decimal(7)]
    texts = [f"{amount:f}" for amount in (*known, *found)]
    funds = sheets(with_tasks(texts))["资金"][1:]
    assert [row[2] for row in funds if row[0][1] == "年度重点工作任务"] == [("n", text) for text in texts]


def test_an_amount_with_more_digits_than_excel_keeps_is_text() -> None:
    texts = ["999999999999999.10", "1234567890123456.78"]
    funds = sheets(with_tasks(texts))["资金"][1:]
    assert [row[2] for row in funds if row[0][1] == "年度重点工作任务"] == [("s", text) for text in texts]


def with_tasks(funds: list[str]) -> Declaration:
    """Return the real declaration with a task for each of `funds`."""
    first = published().tasks[0]
    tasks = (replace(first, funds=replace(first.funds, amount=Wan.read(text))) for text in funds)
    return replace(published(), tasks=tuple(tasks))


def test_a_text_longer_than_a_cell_goes_on_below(content: Path, edit: Edit) -> None:
    text = "龘𠮷" * 20_000
    edit(content / "tasks/01-培训.md", "value: ≥30场", f"value: ≥30场, explain: {text}")
    found = sheets(declared(content))
    heads, first, *below = found["绩效指标"]
    parts = [first[heads.index(("s", "指标解释"))][1], *(row[0][1] for row in below if len(row) == 1)]
    assert "".join(parts) == text
    assert max(len(part.encode("utf-16-le")) // 2 for part in parts) <= 32_767


# -- the command ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "ends"), [("json", [".json"]), ("csv", ["-绩效指标.csv", "-资金.csv"]), ("xlsx", [".xlsx"])]
)
def test_the_same_declaration_gives_the_same_bytes(name: str, ends: list[str], tmp_path: Path) -> None:
    title = "广州南沙经济技术开发区港澳合作事务办公室-部门整体预算绩效目标申报表"
    for folder, seed, zone in (("a", "1", "UTC"), ("b", "2", "Asia/Shanghai")):
        done = run("export", "--format", name, "--output", tmp_path / folder, PYTHONHASHSEED=seed, TZ=zone)
        assert done.stdout.splitlines() == [str(tmp_path / folder / f"{title}{end}") for end in ends]
    for end in ends:
        assert (tmp_path / f"a/{title}{end}").read_bytes() == (tmp_path / f"b/{title}{end}").read_bytes()


def test_with_an_error_nothing_is_written(content: Path, edit: Edit, tmp_path: Path) -> None:
    edit(content / "department.md", "basic: 100.00", "basic: 100.01")
    done = run("export", "--format", "xlsx", "--content", content, "--output", tmp_path / "out")
    assert (done.returncode, done.stdout) == (1, "")
    assert "错误[F001]" in done.stderr
    assert not (tmp_path / "out").exists()


def test_json_goes_through_a_pipe_and_is_empty_where_there_is_an_error(content: Path, edit: Edit) -> None:
    assert (
        json.loads(run("export", "--output", "-", "--content", content).stdout)["schema"] == "urn:shenbao:declaration:1"
    )
    edit(content / "department.md", "basic: 100.00", "basic: 100.01")
    done = run("export", "--output", "-", "--content", content)
    assert (done.returncode, done.stdout) == (1, "")


def test_output_may_name_the_file(content: Path, tmp_path: Path) -> None:
    for name, written in (
        ("a.json", ["a.json"]),
        ("b.csv", ["b-绩效指标.csv", "b-资金.csv"]),
        ("新/c.xlsx", ["新/c.xlsx"]),
    ):
        done = run("export", "--format", name.split(".")[1], "--content", content, "--output", tmp_path / name)
        assert done.stdout.splitlines() == [str(tmp_path / path) for path in written]
        assert all((tmp_path / path).is_file() for path in written)


@pytest.mark.parametrize(
    "words", [["--format", "csv", "--output", "-"], ["--format", "pdf"], ["--output", "a.xlsx"], ["--content", "无"]]
)
def test_what_cannot_be_exported_is_wrong_usage(words: list[str]) -> None:
    done = run("export", *words)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_an_export_never_goes_among_the_sources(content: Path) -> None:
    before = sorted(content.rglob("*"))
    for output in (content, content / "a.json", content / "tasks/../x"):
        assert run("export", "--content", content, "--output", output).returncode == 2
    assert sorted(content.rglob("*")) == before


def test_a_folder_that_cannot_be_is_told_as_a_build_tells_it(content: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    done = run("export", "--content", content, "--output", tmp_path / "out")
    assert done.returncode != 0
    assert "P007" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", [" =1+1", "\u3000@SUM(A1)", "\u00a0-2+3", "﹦1+1", "﹢1+1", "−1+2", "=1", "\v=1"])
def test_spaces_and_other_widths_do_not_hide_a_formula(text: str) -> None:
    assert _cell(text) == f"'{text}"
