"""What may stand at the cursor: keys, categories of the form, units, names in `order`, rule codes in waivers, titles of
tasks in narratives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from shenbao import form as forms
from shenbao import manual
from shenbao.editing import slot as slots
from shenbao.editing.cursor import Cursor, Part, find, front_end
from shenbao.editing.positions import Text
from shenbao.editing.slot import Slot
from shenbao.editing.snapshot import Snapshot
from shenbao.entry import fields
from shenbao.filenames import DEPARTMENT, OTHER
from shenbao.finding import Severity
from shenbao.meanings import MEANINGS
from shenbao.model.indicator import Kind
from shenbao.reading.prose import SECTIONS
from shenbao.vocabulary import CHINESE
from shenbao.yamlfile import spelled

_VALUES = ("value", "period", "annual")
_NUMBERED = re.compile(r"[\"']?(?:[≥≤=><]|不低于|不少于|不超过)?\s*[0-9][0-9,.]*")
_OPERATORS = ("≥", "≤", "=")
_MOST_UNITS = 60
_FEWEST = 2
"""characters of a title after which it is offered in a narrative"""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that may stand at the cursor: what is shown, what it is, what is typed instead of the word from `start`
    to `end`."""

    label: str
    kind: str
    text: str
    line: int
    start: int
    end: int
    detail: str = ""
    filter: str = ""
    """what typed letters are held against, where it is not the label"""


def offers(text: Text, name: str, line: int, column: int, last: Snapshot | None, lang: str) -> list[Offer]:
    """Return what may stand at the cursor in the file called `name`, the likeliest first."""
    cursor = find(text, line, column)
    if cursor.part is Part.BODY:
        return [*_headings(text, name, cursor), *_titles(cursor, last)]
    slot = slots.find(name, cursor, last.form if last else None)
    if slot.key:
        return list(_values(slot, cursor, last))
    return list(_keys(slot, cursor, text, last, lang))


# -- keys ----------------------------------------------------------------------------------------------------------


def _keys(slot: Slot, cursor: Cursor, text: Text, last: Snapshot | None, lang: str) -> Iterator[Offer]:
    chinese = _writes_chinese(text)
    if slot.codes:
        for code, title in _codes(lang):
            if code not in cursor.beside:
                yield _offer(cursor, code, "code", f"{code}: ", title)
    elif slot.categories and last and last.form:
        for category in last.form.categories:
            if category not in {last.form.category(word) for word in cursor.beside}:
                yield _offer(cursor, category, "category", f"{category}: ", last.form.group(category))
    given = {slots.meant(slot, word) for word in cursor.beside}
    for key, name, meaning in _known(slot, lang):
        if key not in given:
            label, other = (name, key) if chinese else (key, name)
            yield _offer(
                cursor, label, "key", f"{label}: ", f"{other} · {meaning}" if meaning else other, f"{key} {name}"
            )


def _known(slot: Slot, lang: str) -> Iterator[tuple[str, str, str]]:
    """Yield the keys of a slot with their Chinese names and what they mean."""
    for key in fields(slot.record) if slot.record else ():
        yield key, CHINESE[key][0], meaning(key, lang)
    for line in slot.lines:
        yield line.key, line.name, ""


def meaning(key: str, lang: str) -> str:
    """Return what a key means; empty for one that the form gave its name."""
    return MEANINGS[key][lang == "en"] if key in MEANINGS else ""


def _writes_chinese(text: Text) -> bool:
    """Say whether the keys of the file are written in Chinese."""
    lines = text.lines[1 : max(front_end(text) - 1, 1)]
    return any(key and not key.isascii() for line in lines if line[:1] not in " -#" for key in [line.partition(":")[0]])


@cache
def _codes(lang: str) -> tuple[tuple[str, str], ...]:
    """Return the codes of rules that can be waived, with their titles."""
    manuals = map(manual.manual, manual.codes())
    return tuple(
        (one.code, one.title_in(lang))
        for one in manuals
        if set(one.severities) != {Severity.ERROR} and not one.code.startswith("W")
    )


# -- values --------------------------------------------------------------------------------------------------------


def _values(slot: Slot, cursor: Cursor, last: Snapshot | None) -> Iterable[Offer]:
    if slot.key == "category" and last and last.form:
        form = last.form
        return (_offer(cursor, one, "category", one, form.group(one)) for one in form.categories)
    if slot.key in _VALUES:
        return _measures(cursor, last)
    if len(slot.way) == 2 and slot.way[0] == "order":
        return _names(cursor, slot.key, last)
    if slot.way == ("form",) and last:
        named = forms.names(last.assembled.form.folder.parent if last.form else last.assembled.form.folder)
        return (_offer(cursor, one, "form", one) for one in named)
    if slot.way == ("style",) and last:
        return (_offer(cursor, one, "form", one) for one in forms.looks(last.assembled.form.folder))
    return ()


def _measures(cursor: Cursor, last: Snapshot | None) -> Iterator[Offer]:
    """Yield operators where nothing is typed yet, and units behind a number, the declaration's own first."""
    if not cursor.before.strip("\"'"):
        yield from (_offer(cursor, sign, "operator", sign) for sign in _OPERATORS)
        return
    number = _NUMBERED.match(cursor.before)
    if number is None or last is None:
        return
    behind = cursor.start + number.end()
    for unit, examples in _units(last).items():
        yield Offer(unit, "unit", unit, cursor.line, behind, cursor.end, examples)


def _units(last: Snapshot) -> Mapping[str, str]:
    """Return the units of the declaration, the most usual first, each with a name that has it; then the form's."""
    targets = last.declaration.indicators if last.declaration else ()
    used = [(v.unit, t.name) for t in targets for _key, v in t.values if v.kind is Kind.NUMBER and v.unit]
    often = Counter(unit for unit, _name in used).most_common(_MOST_UNITS)
    named = dict(reversed(used))
    words = last.form.words["counting_units"] if last.form else ()
    return {unit: named[unit] for unit, _n in often} | {w: "" for w in [*words][:_MOST_UNITS] if w not in named}


def _names(cursor: Cursor, category: str, last: Snapshot | None) -> Iterator[Offer]:
    """Yield the names of the targets of `category` that its order does not list yet."""
    titles = {t.at.file: t.title for t in last.declaration.tasks} if last and last.declaration else {}
    for target in last.declaration.indicators if last and last.declaration else ():
        if target.category == category and target.name not in cursor.beside:
            yield _offer(
                cursor, target.name, "name", spelled(target.name, flow=cursor.flow), titles.get(target.at.file, "")
            )


def _headings(text: Text, name: str, cursor: Cursor) -> Iterator[Offer]:
    """Yield the sections of a task that are not there yet, where their line begins."""
    for title in () if name in (DEPARTMENT, OTHER) else SECTIONS:
        heading = f"## {title}"
        if heading not in text.lines and (heading.startswith(cursor.before) or title.startswith(cursor.before)):
            yield Offer(heading, "heading", heading, cursor.line, 1, cursor.end)


def _titles(cursor: Cursor, last: Snapshot | None) -> Iterator[Offer]:
    """Yield the titles of tasks that begin as the text before the cursor ends."""
    for task in last.declaration.tasks if last and last.declaration else ():
        most = min(len(task.title) - 1, len(cursor.before))
        if typed := next((n for n in range(most, _FEWEST - 1, -1) if cursor.before.endswith(task.title[:n])), 0):
            yield Offer(task.title, "name", task.title, cursor.line, cursor.end - typed, cursor.end)


def _offer(cursor: Cursor, label: str, kind: str, text: str, detail: str = "", filter: str = "") -> Offer:
    """Return an offer for the word at `cursor`; a key that stands there already keeps its colon."""
    text = text.removesuffix(": ") if cursor.part is Part.KEY and cursor.word and cursor.before != cursor.word else text
    return Offer(label, kind, text, cursor.line, cursor.start, cursor.end, detail, filter)
