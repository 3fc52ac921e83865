"""The targets of a file as lines of text: one more to fill in, or one less. All other lines stay as they are."""

from __future__ import annotations

from itertools import pairwise

from shenbao import yamlfile
from shenbao.mending.manuscript import LINE_END
from shenbao.model.address import Address
from shenbao.model.form import Form
from shenbao.refusal import Refused
from shenbao.serving.listing import ELSEWHERE, lines_of, listed, spelt
from shenbao.serving.spot import line_end
from shenbao.source import Source
from shenbao.vocabulary import names
from shenbao.yamlfile import Mapping, Node, Scalar, Span

_KEYS = names(frozenset(("targets", "category")))
_FILLED = ("name", "category", "value")


def one_more(read: Source, raw: bytes, at: Address, form: Form | None) -> tuple[bytes, int]:
    """Return the file `raw` with a target to fill in behind the one at `at`, and its number in the list: with a weight
    where the `form` asks for one. Raises Refused."""
    items = listed(read)
    if items is None:
        raise Refused(ELSEWHERE)
    lines, end = _lines(raw), line_end(raw.decode())
    keys = [spelt(read, key) for key in (*_FILLED, *(["weight"] if form and form.weighs else []))]
    if not items.items:
        line = items.span.line
        lines[line - 1] = _emptied(lines[line - 1], items.span)
        return _inserted(lines, line + 1, _blank(keys, "  ", "", end)), 0
    n = at.path[1] if len(at.path) > 1 and isinstance(at.path[1], int) else len(items.items) - 1
    n = min(n, len(items.items) - 1)
    _first, behind, dash = lines_of(LINE_END.split(raw.decode("utf-8-sig")), items, n)
    return _inserted(lines, behind, _blank(keys, " " * dash, _category(items.items[n]), end)), n + 1


def one_less(read: Source, raw: bytes, at: Address) -> bytes:
    """Return the file `raw` without the target at `at`. Raises Refused."""
    items = listed(read)
    n = at.path[1] if len(at.path) > 1 else None
    if not items or not isinstance(n, int) or n >= len(items.items):
        raise Refused(ELSEWHERE)
    first, end, _dash = lines_of(LINE_END.split(raw.decode("utf-8-sig")), items, n)
    lines = _lines(raw)
    return "".join(lines[: first - 1] + lines[end - 1 :]).encode()


def _emptied(line: str, span: Span) -> str:
    """Return `line` without the brackets at `span`; what stands behind them keeps its column. Raises Refused."""
    if span.end_line != span.line:
        raise Refused(ELSEWHERE)
    before, behind = line[: span.column - 1], line[span.end_column - 1 :]
    if behind.strip():
        return before + " " * (span.end_column - span.column) + behind
    return (before.rstrip() if span.end_column > span.column else before) + behind


def _inserted(lines: list[str], line: int, new: list[str]) -> bytes:
    """Return the file with the `new` lines before the `line`, counted from 1."""
    return "".join(lines[: line - 1] + new + lines[line - 1 :]).encode()


def _blank(keys: list[str], indent: str, category: str, end: str) -> list[str]:
    """Return the lines of a target whose `keys` stand empty, but for the category."""
    said = {keys[1]: f" {category}"} if category else {}
    return [f"{indent}{' ' if n else '-'} {key}:{said.get(key, '')}{end}" for n, key in enumerate(keys)]


def _category(item: Node) -> str:
    """Return the category of a target, where it can be typed as it reads."""
    pairs = item.pairs if isinstance(item, Mapping) else ()
    found = (value for key, value in pairs if _KEYS.get(key.text.strip()) == "category")
    plain = (value.text for value in found if isinstance(value, Scalar) and yamlfile.scalar(value.text) == value.text)
    return next(plain, "")


def _lines(raw: bytes) -> list[str]:
    """Return the lines of a file, their ends included."""
    whole = raw.decode()
    starts = [0, *(end.end() for end in LINE_END.finditer(whole)), len(whole)]
    lines = [whole[start:end] for start, end in pairwise(starts)]
    return lines if lines[-1] else lines[:-1]


# --- what may differ


def differ_by_one(fewer: Source, more: Source) -> bool:
    """Say whether `more` is `fewer` with one target more, and nothing else differs in what they say."""
    ours, theirs = _items(fewer), _items(more)
    n = next((n for n, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other), len(ours))
    one_more = len(theirs) == len(ours) + 1 and ours == theirs[:n] + theirs[n + 1 :]
    return one_more and fewer.body == more.body and _others(fewer) == _others(more)


def _items(read: Source) -> list[object]:
    found = listed(read)
    return [yamlfile.bare(item) for item in found.items] if found else []


def _others(read: Source) -> list[tuple[str, object]]:
    pairs = ((key.text, yamlfile.bare(value)) for key, value in read.front.pairs)
    return [(key, value) for key, value in pairs if _KEYS.get(key.strip()) != "targets"]
