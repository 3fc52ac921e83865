"""The list of a file's targets as it stands there: the lines of each of them, and the language of the keys."""

from __future__ import annotations

from shenbao import yamlfile
from shenbao.message import _
from shenbao.refusal import Refused
from shenbao.source import Source
from shenbao.vocabulary import CHINESE, names
from shenbao.yamlfile import Mapping, Scalar, Sequence

ELSEWHERE = _("这一项在页面里改不了，请在编辑器里打开")
_KEYS = names(frozenset(("targets",)))


def listed(read: Source) -> Sequence | None:
    """Return the targets of a file as a list that can be made longer or shorter; None where they are no such list."""
    for key, value in read.front.pairs:
        if _KEYS.get(key.text.strip()) == "targets":
            empty = isinstance(value, Scalar) and value.empty
            if isinstance(value, Sequence) and (not value.flow or not value.items):
                return value
            return Sequence((), value.span) if empty else None
    return None


def lines_of(raw: bytes, items: Sequence, n: int) -> tuple[int, int, int]:
    """Return the line of the n-th item's dash, the line behind its last, and the column of the dash from 0. Raises
    Refused where the item shares its lines with others."""
    item, lines = items.items[n], raw.decode("utf-8-sig").splitlines()
    before = lines[item.span.line - 1][: item.span.column - 1]
    if before.strip() != "-":
        raise Refused(ELSEWHERE)
    scalars = list(yamlfile.scalars(item))
    ends = (s.span.end_line - (s.span.end_column == 1 and s.span.end_line > s.span.line) for s in scalars)
    last = max(ends, default=item.span.line)
    if isinstance(item, Mapping) and item.flow:
        last = max(last, item.span.end_line)
    return item.span.line, last + 1, before.index("-")


def spelt(read: Source, key: str) -> str:
    """Return `key` in the language that the keys of the file are written in."""
    return key if all(name.text.isascii() for name, _value in read.front.pairs) else CHINESE[key][0]
