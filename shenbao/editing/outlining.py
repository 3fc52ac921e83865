"""A file's outline: what it declares, from the values as they stand in it, whether they make sense or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shenbao import markdown
from shenbao.finding import Place
from shenbao.reading.entries import DepartmentEntry, OtherEntry, TargetEntry, TaskEntry
from shenbao.reading.front import spellings
from shenbao.source import Source
from shenbao.yamlfile import Mapping, Node, Scalar, Sequence, Span

_KEYS = {
    spelling: key for shape in (DepartmentEntry, TaskEntry, OtherEntry) for spelling, key in spellings(shape).items()
}
_TARGET = spellings(TargetEntry)
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the outline. `kind` is key, block, amount, target, category or section; `name_place` lies in
    `place`."""

    name: str
    detail: str
    kind: str
    place: Place
    name_place: Place
    below: tuple[Entry, ...] = ()


def outline(source: Source) -> list[Entry]:
    """Return the outline of a file, in the order in which it is written."""
    front = (_entry(source, key, value) for key, value in source.front.pairs if key.text.strip())
    return [*front, *_sections(source)]


def _entry(source: Source, key: Scalar, value: Node) -> Entry:
    name = _KEYS.get(key.text.strip(), key.text)
    if name == "targets" and isinstance(value, Sequence):
        below = tuple(_targets(source, value))
        return _made(source, key, value, "block", str(len(below)), below)
    if isinstance(value, Mapping):
        return _made(source, key, value, "block", "", tuple(_entry(source, *pair) for pair in value.pairs))
    if isinstance(value, Sequence):
        names = "、".join(item.text for item in value.items if isinstance(item, Scalar))
        return _made(source, key, value, "category", names)
    return _made(source, key, value, "amount" if value.text[:1].isdigit() else "key", value.text)


def _made(source: Source, key: Scalar, value: Node, kind: str, detail: str, below: tuple[Entry, ...] = ()) -> Entry:
    name_place, end = source.at(key.span), source.at(value.span)
    return Entry(_short(key.text), _short(detail), kind, _over(name_place, end), name_place, below)


def _targets(source: Source, node: Sequence) -> Iterator[Entry]:
    for item in node.items:
        if not isinstance(item, Mapping):
            continue
        values = {_TARGET.get(key.text.strip(), ""): value for key, value in item.pairs}
        texts = {key: value.text for key, value in values.items() if isinstance(value, Scalar)}
        named = values.get("name")
        place = source.at(item.span)
        told = (texts.get("category"), texts.get("value") or texts.get("annual") or texts.get("period"))
        yield Entry(
            _short(texts.get("name", "")) or "？", _short(" ".join(filter(None, told))), "target", place,
            _within(place, source.at(named.span)) if named else _first(source, item.span),
        )  # fmt: skip


def _sections(source: Source) -> Iterator[Entry]:
    """Yield the headings of the text, if there are any, each as far as the next."""
    headings = [piece for piece in source.pieces if isinstance(piece, markdown.Heading)]
    ends = [piece.line for piece in headings[1:]] + [len(source.body)]
    for heading, end in zip(headings, ends, strict=False):
        place = source.lines(heading.line, heading.line + 1)
        yield Entry(_short(heading.text) or "#", "", "section", _over(place, source.lines(heading.line, end)), place)


def _first(source: Source, span: Span) -> Place:
    return Place(source.shown, span.line, span.column, span.line, span.column)


def _over(first: Place, last: Place) -> Place:
    """Return the place from the start of one to the end of another, which lies behind it."""
    end = max((first.end_line, first.end_column), (last.end_line, last.end_column))
    return Place(first.file, first.line, first.column, *end)


def _within(place: Place, other: Place) -> Place:
    """Return `other`, or where it does not lie in `place` its beginning: editors refuse a name outside."""
    inside = (place.line, place.column) <= (other.line, other.column)
    inside = inside and (other.end_line, other.end_column) <= (place.end_line, place.end_column)
    return other if inside else Place(place.file, place.line, place.column, place.line, place.column)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
