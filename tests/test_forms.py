"""Every form that ships, in every look it has: its example builds, and Word and PDF hold and show the same."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from shenbao import comparing, form, pipeline, proof, style
from shenbao.finding import ERROR
from shenbao.layout import Layout
from shenbao.pipeline import Assembled
from shenbao.printers import word
from shenbao.style import Styles
from tests.conftest import EXAMPLES, ROOT, run
from tests.test_agreement import agreed

Edit = Callable[[Path, str, str], None]
LOOKS = [(name, look) for name in EXAMPLES for look in ("", *form.looks(form.shipped() / name))]
TASK = "---\ntitle: 公共厕所改造\nfunds: 960.00\ntargets:\n  - {name: 新增停车位数量, category: 数量指标, value: ≥60个, weight: 10}\n---\n"


@pytest.fixture
def chongqing(tmp_path: Path) -> Path:
    """A copy of the example of the form with weights."""
    return shutil.copytree(EXAMPLES["chongqing"], tmp_path / "content")


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A copy of the shipped forms that a test may spoil."""
    return shutil.copytree(form.shipped(), tmp_path / "templates")


def assembled(name: str, look: str, folder: Path) -> Assembled:
    """Return the example of the form `name`, in the look that it is asked for."""
    content = shutil.copytree(EXAMPLES[name], folder / "content")
    path = content / "department.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"form: {name}\n", f"form: {name}\nstyle: {look}\n"), encoding="utf-8")
    return pipeline.assemble(content, form.shipped())


def laid_out(read: Assembled) -> tuple[Layout, Styles]:
    layout, styles, faults = pipeline.lay_out(read)
    assert layout, faults
    assert styles, faults
    assert faults == []
    return layout, styles


def found(content: Path, templates: Path | None = None) -> list[tuple[str, str]]:
    """Return the code and the message of all that is found, in the form's folder as well."""
    read = pipeline.assemble(content, templates or form.shipped())
    faults = pipeline.lay_out(read)[2] if read.reading.declaration else []
    return [(f.code, str(f.message)) for f in (*pipeline.check(read, None).findings, *faults)]


def test_every_form_has_an_example_and_every_example_a_form() -> None:
    assert sorted(EXAMPLES) == form.names(form.shipped())
    assert {path.parent.name for path in (ROOT / "examples").glob("*/department.md")} <= set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_no_error(name: str) -> None:
    read = pipeline.assemble(EXAMPLES[name], form.shipped())
    assert [f for f in pipeline.check(read, None).findings if f.severity is ERROR] == []


def test_the_example_that_was_made_up_has_no_finding_and_says_that_it_is_made_up() -> None:
    assert found(EXAMPLES["chongqing"]) == []
    assert "虚构" in (EXAMPLES["chongqing"] / "department.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "look"), LOOKS)
def test_word_holds_every_cell_of_a_form_and_is_valid(name: str, look: str, tmp_path: Path) -> None:
    layout, styles = laid_out(assembled(name, look, tmp_path))
    word.write(layout, styles, path := tmp_path / "a.docx")
    assert word.grids(path) == [table.texts() for table in layout.tables]
    audit = Path(sys.executable).with_name("openxml-audit")
    done = subprocess.run([audit, path], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.skipif(not comparing.available(), reason="needs LibreOffice")
@pytest.mark.parametrize(("name", "look"), LOOKS)
def test_word_and_pdf_of_a_form_agree(name: str, look: str, tmp_path: Path) -> None:
    seen = agreed(*laid_out(assembled(name, look, tmp_path)), tmp_path)
    assert seen.within, seen
    assert look or seen.unlike == ()  # a look's narrow columns may cut a label, which the PDF then says again


@pytest.mark.slow
@pytest.mark.skipif(not comparing.available(), reason="needs LibreOffice")
def test_word_and_pdf_of_a_form_that_lies_on_its_side_agree(templates: Path, tmp_path: Path, edit: Edit) -> None:
    look = templates / "chongqing/style.toml"
    edit(look, "width_mm = 210\nheight_mm = 297", "width_mm = 297\nheight_mm = 210")
    edit(look, "[41, 32, 57, 40]", "[51, 50, 96, 60]")
    edit(look, "[18.7, 66.3, 20, 22, 20, 23]", "[22, 115, 26, 30, 26, 38]")
    seen = agreed(*laid_out(pipeline.assemble(EXAMPLES["chongqing"], templates)), tmp_path)
    assert seen.within, seen


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_looks_of_a_form_differ_in_sizes_and_not_in_names(name: str) -> None:
    folder = form.shipped() / name
    looks = [style.load(folder / file)[0] for file in ("style.toml", *form.looks(folder).values())]
    named = [(list(one.styles), one.faces, list(one.widths)) for one in looks if one]
    assert len(named) == len(looks) > 1
    assert all(one == named[0] for one in named)


def test_the_official_look_has_the_sizes_of_the_standard() -> None:
    for name in EXAMPLES:
        styles, faults = style.load(form.shipped() / name / "style-gbt9704.toml")
        assert styles, faults
        page, text, title = styles.page, styles["prose"], styles["title"]
        assert (page.top_mm, page.right_mm, page.bottom_mm, page.left_mm) == (37, 26, 35, 28)
        assert (text.face, text.size_pt, title.face, title.size_pt) == ("仿宋", 16, "小标宋", 22)
        number = styles[styles.footer]
        assert (number.face, number.size_pt, number.indent_em, page.footer_at) == ("宋体", 14, 1, "outside")
        below = page.bottom_mm - page.footer_mm - number.line_pt / 2 / 72 * 25.4
        assert below == pytest.approx(7, abs=0.1)
        assert 22 * text.line_pt <= (297 - 37 - 35) / 25.4 * 72 < 22.1 * text.line_pt
        assert [round(sum(widths), 1) for widths in styles.widths.values() if round(sum(widths), 1) != 156] == []


def test_the_digest_tells_the_looks_apart_and_knows_only_the_one_that_is_used(
    chongqing: Path, templates: Path, edit: Edit
) -> None:
    usual = pipeline.provenance(pipeline.assemble(chongqing, templates))
    edit(templates / "chongqing/style-gbt9704.toml", "size_pt = 22", "size_pt = 24")
    assert pipeline.provenance(pipeline.assemble(chongqing, templates)) == usual
    edit(templates / "chongqing/style.toml", "size_pt = 20", "size_pt = 18")
    assert pipeline.provenance(pipeline.assemble(chongqing, templates)) != usual


def test_a_build_prints_in_the_look_that_is_asked_for(chongqing: Path, tmp_path: Path, edit: Edit) -> None:
    edit(chongqing / "department.md", "form: chongqing", "申报表: chongqing\n版式: gbt9704")
    done = run("build", "--content", chongqing, "--output", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    [path] = (tmp_path / "out").glob("*.docx")
    with zipfile.ZipFile(path) as package:
        assert "word/footer2.xml" in package.namelist()


def test_weights_that_do_not_make_up_a_hundred_are_an_error(chongqing: Path, edit: Edit) -> None:
    edit(chongqing / "department.md", "≥5.2万吨, weight: 10", "≥5.2万吨, weight: 9.5")
    assert found(chongqing) == [("T009", "各指标分值合计 99.5，本表总分 100，相差 0.5")]


def test_a_weight_is_printed_without_zeros_at_its_end(chongqing: Path, edit: Edit) -> None:
    edit(chongqing / "department.md", "≥5.2万吨, weight: 10", "≥5.2万吨, weight: 10.00")
    layout, _styles = laid_out(pipeline.assemble(chongqing, form.shipped()))
    assert ["^", "生活垃圾清运量", "10", "万吨", "≥", "5.2"] in layout.tables[1].texts()


@pytest.mark.parametrize("key", ["value", "annual"])
def test_a_form_of_one_column_takes_its_value_under_either_key(key: str, chongqing: Path) -> None:
    path = chongqing / "department.md"
    path.write_text(path.read_text(encoding="utf-8").replace("value:", f"{key}:"), encoding="utf-8")
    assert found(chongqing) == []


def test_a_finding_about_a_value_of_one_column_speaks_of_no_other(chongqing: Path, edit: Edit) -> None:
    edit(chongqing / "department.md", "value: ≥98%", "value: 98%")
    [finding] = pipeline.check(pipeline.assemble(chongqing, form.shipped()), None).findings
    assert (finding.code, finding.related) == ("T002", ())


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("""data-source="{{ at / 'unit' }}">{{ value.unit }}""", ">", "没有印出"),
        ("""data-source="{{ at / 'unit' }}">{{ value.unit }}""", """data-source="{{ at / 'unit' }}">个""", "印的是“个”"),
        ("""data-source="{{ target.at / 'weight' }}">{{ target.points }}""", ">", "weight：“10”"),
        ("{{ spent.total | money }}", "{{ spent.lines[1] | money }}", "印的是“0.00”，应是“4,286.50”"),
        ("{{ d.year }}</span>", "2025</span>", "印的是“2025”，应是“2026”"),
    ],
)  # fmt: skip
def test_what_stands_apart_or_is_added_up_is_proofread_as_well(
    old: str, new: str, says: str, chongqing: Path, templates: Path, edit: Edit
) -> None:
    edit(templates / "chongqing/form.html", old, new)
    faults = found(chongqing, templates)
    assert {code for code, _says in faults} == {"M006"}
    assert says in faults[0][1]


def test_a_form_without_a_place_for_tasks_asks_for_no_text_of_theirs(chongqing: Path, edit: Edit) -> None:
    (chongqing / "tasks").mkdir()
    (chongqing / "tasks/01-厕所.md").write_text(TASK, encoding="utf-8")
    edit(chongqing / "department.md", "≥5.2万吨, weight: 10", "≥5.2万吨, weight: 0")
    assert found(chongqing) == []
    layout, _styles = laid_out(pipeline.assemble(chongqing, form.shipped()))
    names = [row[1] for row in layout.tables[1].texts()]
    assert TASK.splitlines()[1].removeprefix("title: ") not in names
    assert names.count("新增停车位数量") == 1


@pytest.mark.parametrize(
    ("printed", "lost"),
    [("[tasks, other]", set()), ("[other]", {"M006", "S008"}), ("[funds, content, outcome, other]", {"M006"})],
)
def test_a_form_says_what_of_the_tasks_it_has_a_place_for(
    printed: str, lost: set[str], chongqing: Path, templates: Path, edit: Edit
) -> None:
    (chongqing / "tasks").mkdir()
    (chongqing / "tasks/01-厕所.md").write_text(TASK.replace(", weight: 10", ", weight: 0"), encoding="utf-8")
    edit(templates / "chongqing/form.yaml", "[tasks, other]", printed)
    assert {code for code, _says in found(chongqing, templates)} - {"F004", "T009"} == lost


def test_a_part_that_no_form_has_is_told_with_its_place(chongqing: Path, templates: Path, edit: Edit) -> None:
    edit(templates / "chongqing/form.yaml", "[tasks, other]", "[tasks, others]")
    [finding] = pipeline.assemble(chongqing, templates).form.findings
    assert (finding.code, finding.place.column) == ("M002", 20)
    assert "others" in str(finding.message)


def test_the_only_look_of_a_form_is_the_usual_one(chongqing: Path, templates: Path, edit: Edit) -> None:
    (templates / "chongqing/style-gbt9704.toml").unlink()
    edit(chongqing / "department.md", "form: chongqing", "form: chongqing\nstyle: gbt9704")
    [finding] = pipeline.assemble(chongqing, templates).form.findings
    assert (finding.code, finding.place.line) == ("M007", 5)
    assert "只有一种" in str(finding.help)


@pytest.mark.slow
def test_the_wheel_carries_every_form_and_every_look(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d"]
    subprocess.run([*build, tmp_path], cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as package:
        carried = {name.removeprefix("shenbao/templates/") for name in package.namelist()}
    shipped = {path.relative_to(form.shipped()).as_posix() for path in form.shipped().rglob("*.*")}
    assert shipped <= carried


@pytest.mark.parametrize(
    ("name", "values"), [("nansha", 1 + 8 + 1 + 6 * 4 + 22 * 3), ("chongqing", 1 + 2 + 1 + 11 * 3)]
)
def test_the_proof_knows_every_value_that_a_form_must_print(name: str, values: int) -> None:
    declaration = pipeline.assemble(EXAMPLES[name], form.shipped()).reading.declaration
    assert declaration
    addresses = [str(at) for at, _text in proof.printed(declaration)]
    assert len(addresses) == len(set(addresses)) == values


def test_a_form_may_count_weights_and_not_print_them(chongqing: Path, templates: Path, edit: Edit) -> None:
    cell = """<td class="value" data-source="{{ target.at / 'weight' }}">{{ target.points }}</td>"""
    edit(templates / "chongqing/form.html", cell, '<td class="value"></td>')
    assert {code for code, _says in found(chongqing, templates)} == {"M006"}
    edit(templates / "chongqing/form.yaml", "[tasks, other]", "[tasks, other, weight]")
    assert found(chongqing, templates) == []
