"""Templates are hostile until shown otherwise, and every fault names the template's line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from shenbao import form, markup, proof, template
from shenbao.finding import Finding
from shenbao.layout import Layout
from shenbao.pipeline import Assembled
from tests.conftest import assembled

Fill = Callable[[str], tuple[str, list[Finding]]]
STYLES = ("title", "prose", "item", "subitem", "text", "heading")


@pytest.fixture
def declared(content: Path) -> Assembled:
    return assembled(content)


@pytest.fixture
def fill(declared: Assembled, tmp_path: Path) -> Fill:
    """Fill a template given as text."""

    def filled(text: str) -> tuple[str, list[Finding]]:
        (tmp_path / "form.html").write_text(text, encoding="utf-8")
        assert declared.reading.declaration is not None
        return template.fill(tmp_path, declared.reading.declaration)

    return filled


@pytest.mark.parametrize(
    "evil",
    [
        "{{ ''.__class__ }}", "{{ d.__class__ }}", "{{ form.category('甲') }}", "{% include '/etc/passwd' %}", "{% import 'os' as os %}",
        "{% extends 'x' %}", "{% macro a() %}{% endmacro %}", "{{ 'a' * 1000000000 }}", "{{ 9 ** 9 ** 9 }}", "{{ '甲' + '乙' }}",
        "{{ '%1000000000d' % 1 }}", "{{ '甲' ~ '乙' }}", "{{ '甲' | center(1000000000) }}", "{{ range(10) }}", "{{ cycler }}",
        "{% set s %}甲{% endset %}", "{{ d.nothing }}", "{{ d.department | money }}", "{% for %}", "{{", "{% raw %}", "{{ 1 / 0 }}",
        "{{ d | length }}", "{{ d.tasks[9].title }}", "{% for a in d.department recursive %}{{ loop(a) }}{% endfor %}", "{{ lipsum }}",
        "{% call x() %}{% endcall %}", "{% filter length %}{% endfilter %}", "{% block a %}{% endblock %}",
    ],
)  # fmt: skip
def test_a_template_can_only_loop_choose_and_print(fill: Fill, evil: str) -> None:
    text, [found] = fill(f"<form>\n\n{evil}\n</form>")
    assert text == ""
    assert found.code == "M003"
    assert found.place.line in (3, 4)  # a tag that is never closed is noticed at the end


def test_loops_are_counted_over_the_whole_template(fill: Fill) -> None:
    loops = "{% for a in d.department %}" * 9 + "{% endfor %}" * 9
    text, [found] = fill(f"<form>{loops}</form>")
    assert text == ""
    assert "循环" in str(found.message)


def test_loops_nested_too_deep_are_a_finding(fill: Fill) -> None:
    loops = "{% for a in d.tasks %}" * 30 + "{% endfor %}" * 30
    assert fill(f"<form>{loops}</form>")[1][0].code == "M003"


def test_a_style_that_cannot_be_read_is_one_finding(content: Path, designed: Path) -> None:
    (designed / "style.toml").write_bytes(b"\xff\xfe")
    _none, found = _layout(content, designed)
    assert [f.code for f in found] == ["M004"]


def test_values_are_printed_as_typed_and_never_evaluated(content: Path, edit: Callable[[Path, str, str], None]) -> None:
    typed = "{{ 7*7 }} <script>1</script> A&B <金额> $x$ \\ {% raw %} ' \""
    edit(content / "tasks/01-培训.md", "开展培训。", typed)
    layout, faults = _layout(content, form.shipped() / "nansha")
    assert faults == []
    assert typed in [cell.text for table in layout.tables for cell in table.cells]


def _layout(content: Path, folder: Path) -> tuple[Layout, list[Finding]]:
    from shenbao import pipeline

    read = pipeline.assemble(content, folder.parent)
    layout, _styles, faults = pipeline.lay_out(read)
    assert layout is not None or faults
    return layout, faults  # type: ignore[return-value]  # tests that expect faults do not look at it


def marked(text: str) -> tuple[Layout | None, list[Finding]]:
    numbered = template._numbered(text)
    return markup.read(numbered, STYLES, Path("form.html"), "题", "部门", {"two": (20.0, 30.0)})


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        ("<div/>", 2, "不能有 <div>"),
        ("<p\n onclick='x'>甲</p>", 2, "onclick"),
        ("<p class='none'>甲</p>", 2, "没有样式“none”"),
        ("<p>甲<img src='x'/></p>", 2, "不能有 <img>"),
        ("<table>\n<col width='10'/><col width='10'/>\n<tr><td>甲</td></tr></table>", 4, "第 1 行第 2 格没有格子"),
        ("<table>\n<col width='10'/>\n<tr><td colspan='2'>甲</td></tr></table>", 4, "1 到 1 的整数"),
        ("<table><col width='9'/><col width='9'/>\n<tr><td>甲</td><td rowspan='2'>乙</td></tr>\n<tr><td colspan='2'>丙</td></tr></table>", 4, "两个格子"),
        ("<table>\n<col width='x'/>\n<tr><td>甲</td></tr></table>", 3, "毫米"),
        ("<table><col width='9'/><tr><td rowspan='99999999999'>甲</td></tr></table>", 2, "整数"),
        ("<table><col width='9'/><tr>甲<td/></tr></table>", 2, "文字"),
        ("<p>甲", 2, "标记的写法有误"),
        ("\n<p>&nbsp;</p>", 3, "标记的写法有误"),
        ("<!-- 甲 -->", 1, "不能有"),
        ("<p><marker>1.</marker><marker>2.</marker>甲</p>", 2, "一个 <marker>"),
        ("<p><marker>1<b>.</b></marker>甲</p>", 2, "不能再有标记"),
        ("<p>甲<br>乙<b/></br></p>", 2, "不能再有标记"),
        ("<table>\n<tr><td>甲</td></tr></table>", 2, "至少要有一个"),
        ("<table widths='none'>\n<tr><td>甲</td></tr></table>", 2, "[widths] 里没有“none”"),
        ("<table widths='two'>\n<col width='9'/><tr><td>甲</td></tr></table>", 3, "不再写 <col>"),
        ("<table widths='two'>\n<tr><td>甲</td></tr></table>", 3, "第 1 行第 2 格没有格子"),
        ("<table widths='two'>\n<tr><td colspan='3'>甲</td></tr></table>", 3, "1 到 2 的整数"),
        ("<table><col width='9'/>\n<tr><td>甲</td></tr>\n<tr head='head'><th>乙</th></tr></table>", 4, "最上面"),
    ],
)  # fmt: skip
def test_what_no_printer_can_draw_is_refused_with_its_line(body: str, line: int, says: str) -> None:
    layout, [found] = marked(f"<form>\n{body}\n</form>")
    assert layout is None
    assert (found.code, found.place.line) == ("M005", line)
    assert says in str(found.message)


def test_a_table_has_the_widths_that_it_asks_for() -> None:
    layout, faults = marked("<form><table widths='two'><tr><td>甲</td><td>乙</td></tr></table></form>")
    assert layout, faults
    assert layout.tables[0].widths_mm == (20.0, 30.0)


@pytest.mark.parametrize(
    "entities", ['<!ENTITY a SYSTEM "file:///etc/passwd">', '<!ENTITY b "甲甲甲甲"><!ENTITY a "&b;&b;&b;&b;">']
)
def test_entities_and_document_types_are_refused(entities: str) -> None:
    layout, [found] = marked(f"<!DOCTYPE form [{entities}]><form><p>&a;</p></form>")
    assert (layout, found.code) == (None, "M005")


def test_a_span_of_ten_billion_slots_is_refused_before_it_is_laid_out() -> None:
    cell = "<td rowspan='99999' colspan='99999'>甲</td>"
    layout, [found] = marked(f"<form><table><col width='9'/><tr>{cell}</tr></table></form>")
    assert layout is None
    assert found.code == "M005"


@pytest.fixture
def designed(tmp_path: Path) -> Path:
    """A copy of the shipped form that a test may spoil."""
    return shutil.copytree(form.shipped() / "nansha", tmp_path / "templates/nansha")


def test_a_value_that_the_form_prints_nowhere_is_an_error(
    content: Path, designed: Path, edit: Callable[[Path, str, str], None]
) -> None:
    edit(
        designed / "form.html",
        '<td class="amount" data-source="{{ task.funds.at }}">{{ task.funds | money }}</td>',
        '<td class="amount"/>',
    )
    _none, [found] = _layout(content, designed)
    assert found.code == "M006"
    assert "60.00" in str(found.message)
    assert found.related[0].place.line == 3


def test_a_value_under_the_address_of_another_is_an_error(
    content: Path, designed: Path, edit: Callable[[Path, str, str], None]
) -> None:
    edit(
        designed / "form.html",
        'data-source="{{ line.at }}">{{ line | money }}',
        'data-source="{{ beside.at }}">{{ line | money }}',
    )
    _none, found = _layout(content, designed)
    assert {f.code for f in found} == {"M006"}


def test_the_proof_knows_every_value_of_the_declaration(declared: Assembled) -> None:
    assert declared.reading.declaration is not None
    addresses = [str(at) for at, _text in proof.printed(declared.reading.declaration)]
    assert len(addresses) == len(set(addresses)) == 1 + 8 + 1 + 4 + 6 * 3
