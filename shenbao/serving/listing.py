"""The list of a file's targets as it stands there: the lines of each of them, and the language of the keys."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.message import _
from shenbao.refusal import Refused
from shenbao.source import Source
from shenbao.vocabulary import CHINESE, names
from shenbao.yamlfile import Mapping, Node, Scalar, Sequence

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


def lines_of(lines: list[str], items: Sequence, n: int) -> tuple[int, int, int]:
    """Return, of the `lines` of a file, the one of the n-th item's dash, the one behind its last, and the column of the
    dash from 0. Raises Refused where the item shares its lines with others."""
    item = items.items[n]
    before = lines[item.span.line - 1][: item.span.column - 1]
    if before.strip() != "-":
        raise Refused(ELSEWHERE)
    return item.span.line, max(_last_lines(item)) + 1, before.index("-")


def _last_lines(node: Node) -> Iterator[int]:
    """Yield the last line of every piece of `node` whose end was typed: a value, a brace, a bracket."""
    span = node.span
    if isinstance(node, Scalar) or node.flow:
        yield span.end_line - (span.end_column == 1 and span.end_line > span.line)
    below = node.items if isinstance(node, Sequence) else ()
    for one in below if not isinstance(node, Mapping) else (one for pair in node.pairs for one in pair):
        yield from _last_lines(one)


def spelt(read: Source, key: str) -> str:
    """Return `key` in the language that the keys of the file are written in."""
    return key if all(name.text.isascii() for name, _value in read.front.pairs) else CHINESE[key][0]
