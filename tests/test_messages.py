"""The English of the messages: complete, with the same gaps, and compiled from what the code says now."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import pytest

from tests.conftest import run
from tools import messages

ENGLISH = messages.translated()
HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_FROM_THE_FORM = re.compile(r'"[^"]*"|万元')
"""what stays Chinese in English: what is quoted from the form, and the unit of its amounts"""


def gaps(text: str) -> list[tuple[str, str | None]]:
    return sorted((gap, spec) for _text, gap, spec, _conversion in Formatter().parse(text) if gap is not None)


def test_every_message_has_an_english_text() -> None:
    assert [text for text in messages.collected() if text not in ENGLISH] == []


def test_the_english_has_the_gaps_of_the_chinese() -> None:
    assert [text for text, english in ENGLISH.items() if gaps(text) != gaps(english)] == []


def test_the_english_has_no_chinese_but_what_is_quoted_from_the_form() -> None:
    assert [english for english in ENGLISH.values() if HAN.search(_FROM_THE_FORM.sub("", english))] == []


def test_the_english_ends_without_a_full_stop() -> None:
    assert [english for english in ENGLISH.values() if english.rstrip().endswith((".", "!", "?"))] == []


def test_both_files_are_what_the_tool_would_write_now() -> None:
    written = messages.written(messages.catalogue(messages.collected(), ENGLISH))
    assert written == (messages.PO.read_bytes(), messages.PO.with_suffix(".mo").read_bytes())


@pytest.mark.parametrize(("lang", "says"), [("en", "error[S005]"), ("zh", "错误[S005]")])
def test_a_finding_is_told_in_the_language_asked_for(
    content: Path, edit: Callable[[Path, str, str], None], lang: str, says: str
) -> None:
    edit(content / "tasks/01-培训.md", "funds: 60.00", "funds: 六十")
    assert says in run("check", "--content", content, "--lang", lang).stdout
