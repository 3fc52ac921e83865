"""Narrative Markdown: what it means, and that no character is lost on the way."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenbao import markdown
from shenbao.markdown import Heading, Misfit, Passage
from shenbao.model.narrative import Run


def runs(text: str) -> list[tuple[Run, ...]]:
    return [piece.block.runs for piece in markdown.read(text) if isinstance(piece, Passage)]


def printed(text: str) -> str:
    return "\n".join(piece.block.text for piece in markdown.read(text) if isinstance(piece, Passage))


@pytest.mark.parametrize(
    "typed",
    [
        "{{ 7*7 }}", "<script>alert(1)</script>", "A&B <金额>", "$x$", "\\", "\\*甲\\*", "&amp; &lt; &#65;", "3*4*5", "5*宽*2",
        "2024. 年底前完成", "[说明]: http://x", "http://example.com", "<http://example.com>", "甲_乙_丙", "a_b_c", "****", "` 未闭合",
        "[甲]", "！[甲]", "***", "+5%", "-5%", "#标签", "1.5倍", "=== 甲", "~~甲~~", "| 甲 | 乙 |", "　　缩进", "第1) 项", "——", "……", "甲  乙",
    ],
)  # fmt: skip
def test_what_markdown_would_eat_is_printed_as_typed(typed: str) -> None:
    assert printed(f"前{typed}") == f"前{typed}"


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"], exclude_characters="*_`[]!\n|#>-+=~"), min_size=1))
def test_no_character_of_a_paragraph_is_lost_or_changed(text: str) -> None:
    text = re.sub(r"^[0-9]{1,2}[.)](?= |$)", "", text.strip(" ")) or "甲"
    assert printed(text.strip(" ")) == text.strip(" ")


@given(
    st.lists(st.sampled_from(["甲", "：", "**", "*", "a", "3", " ", "，", "\\", "_", "“", "1"]), max_size=12).map(
        "".join
    )
)
def test_of_text_with_stars_only_stars_and_lines_are_markup(text: str) -> None:
    kept = re.sub(r"[*_\s]", "", f"甲{text}")
    assert re.sub(r"[*_\s]", "", printed(f"甲{text}")) == kept


def test_bold_may_end_beside_chinese_punctuation() -> None:
    assert runs("**重点：**加强") == [(Run("重点：", bold=True), Run("加强"))]
    assert runs("共**8**次，*其中*两次") == [
        (Run("共"), Run("8", bold=True), Run("次，"), Run("其中", italic=True), Run("两次"))
    ]


def test_a_line_break_between_chinese_characters_prints_nothing() -> None:
    assert printed("中文\n换行，\n再换 abc\ndef") == "中文换行，再换 abc def"


def test_lists_keep_their_numbers_as_typed() -> None:
    pieces = [p.block for p in markdown.read("3. 甲\n4. 乙\n   - 丙\n\n   续") if isinstance(p, Passage)]
    assert [(b.marker, b.level, b.text) for b in pieces] == [
        ("3.", 1, "甲"),
        ("4.", 1, "乙"),
        ("•", 2, "丙"),
        ("", 1, "续"),
    ]


def test_a_line_that_begins_with_a_chinese_number_is_a_paragraph() -> None:
    assert printed("一、甲；\n二、乙；\n（三）丙\n4、丁") == "一、甲；\n二、乙；\n（三）丙\n4、丁"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("![图](a.png)", "image"), ("[文](http://x)", "link"), ("`x`", "code"), ("```\nx\n```", "code"), ("    x", "indented"),
        ("|甲|乙|\n|-|-|\n|1|2|", "table"), ("> 甲", "quotation"), ("甲\n\n---\n", "rule"), ("- 甲\n  - 乙\n    - 丙", "deep"),
    ],
)  # fmt: skip
def test_what_no_cell_can_carry_is_named(typed: str, kind: str) -> None:
    assert kind in {piece.kind for piece in markdown.read(typed) if isinstance(piece, Misfit)}


def test_headings_and_passages_know_their_lines() -> None:
    heading, passage = markdown.read("\n## 标题\n\n甲\n乙\n")
    assert heading == Heading(2, "标题", 1)
    assert isinstance(passage, Passage)
    assert (passage.line, passage.end_line) == (3, 5)


def test_deep_nesting_costs_nothing() -> None:
    assert markdown.read(">" * 20_000 + " 甲")
    assert markdown.read("- " * 5_000 + "甲")


@pytest.mark.parametrize("typed", ["> 1. > 甲", "> > - 甲", "> - > 甲\n> - 乙", "> 甲\n> > 乙\n> 丙"])
def test_a_quotation_within_a_quotation_is_one_misfit(typed: str) -> None:
    assert [piece.kind for piece in markdown.read(typed) if isinstance(piece, Misfit)] == ["quotation"]
