"""What stands under the mouse, in words: a key's meaning, a rule's manual, a category's group, a value as it prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shenbao import manual
from shenbao.editing import slot as slots
from shenbao.editing.completing import meaning
from shenbao.editing.cursor import Cursor, Part, find
from shenbao.editing.positions import Text, holds
from shenbao.editing.slot import Slot
from shenbao.editing.snapshot import Snapshot
from shenbao.finding import Finding
from shenbao.message import _
from shenbao.model.form import Form
from shenbao.model.indicator import Kind, Value
from shenbao.vocabulary import CHINESE

_KINDS = {
    Kind.NUMBER: _("读作数：{operator} {digits} {unit}"),
    Kind.DATE: _("读作日期"),
    Kind.RANGE: _("读作范围"),
    Kind.WORDS: _("读作文字"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """Markdown about the word from `start` to `end` of a line."""

    markdown: str
    line: int
    start: int
    end: int


def told(text: Text, name: str, line: int, column: int, last: Snapshot | None, lang: str) -> Told | None:
    """Return what is to be said of the word at the cursor in the file called `name`, and of what was found there; None
    where it is nothing."""
    cursor = find(text, line, column)
    here = [f for f in last.findings(f"{last.folder}/{name}") if holds(f.place, line, column)] if last else []
    said = [_word(name, cursor, last.form if last else None, lang), *(rule(code, lang) for code in _codes(here))]
    start, end = (cursor.start, cursor.end) if said[0] else _stretch(here, line, column)
    told = "\n\n---\n\n".join(filter(None, said))
    return Told(told, line, start, end) if told else None


def _codes(here: list[Finding]) -> Iterable[str]:
    return dict.fromkeys(finding.code for finding in here)


def _stretch(here: list[Finding], line: int, column: int) -> tuple[int, int]:
    """Return the columns of the shortest finding `here` that stands in the `line` alone; those of the cursor where none
    does."""
    of_line = [(f.place.column, f.place.end_column) for f in here if f.place.line == f.place.end_line == line]
    return min(of_line, key=lambda ends: ends[1] - ends[0], default=(column, column))


def _word(name: str, cursor: Cursor, form: Form | None, lang: str) -> str:
    if cursor.part is Part.BODY or not cursor.word:
        return ""
    slot = slots.find(name, cursor, form)
    return _value(slot, cursor, form, lang) if slot.key else _key(slot, cursor, form, lang)


def _key(slot: Slot, cursor: Cursor, form: Form | None, lang: str) -> str:
    if slot.codes:
        return rule(cursor.word, lang)
    if slot.categories:
        return _category(cursor.word, form)
    key = slots.meant(slot, cursor.word)
    name = next((line.name for line in slot.lines if line.key == key), "") or CHINESE.get(key, ("",))[0]
    if not key:
        return ""
    said = meaning(key, lang) if slot.record else ""
    return f"**{name}** `{key}`" + (f"\n\n{said}" if said else "")


def rule(code: str, lang: str) -> str:
    """Return the manual of a rule as Markdown; empty where there is none."""
    if code not in manual.codes():
        return ""
    one = manual.manual(code)
    basis = _("依据：{basis}", basis=one.basis).within(lang) if one.basis else ""
    return "\n\n".join(part for part in (f"**{code}** {one.title_in(lang)}", basis, manual.markdown(code)) if part)


def _category(word: str, form: Form | None) -> str:
    category = form.category(word) if form else ""
    return f"{form.group(category)} › **{category}**" if form and category else ""


def _value(slot: Slot, cursor: Cursor, form: Form | None, lang: str) -> str:
    word = cursor.word.strip("\"'")
    if slot.key == "category":
        return _category(word, form)
    if slot.key in ("value", "period", "annual") and word:
        value = Value.read(word)
        gaps = (("operator", value.operator), ("digits", value.digits), ("unit", value.unit))
        kind = _KINDS[value.kind]
        kind = type(kind)(kind.text, gaps) if value.kind is Kind.NUMBER else kind
        printed = _("印成 {value}", value=_code(value.printed)).within(lang)
        return f"{printed}\n\n{' '.join(kind.within(lang).split())}"
    return ""


def _code(text: str) -> str:
    """Return `text` so that Markdown shows it as it is."""
    return f"`{text.replace('`', chr(39))}`"
