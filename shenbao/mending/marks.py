"""Two punctuation marks in a row where one was meant, in a name or in a narrative as it was typed.

Only pairs that leave no doubt, and only exactly two: `。。。` may be an ellipsis, `、，` and `。；` may mean either.
Never beside another mark, between two digits, nor within 《》 or quotation marks: what is cited is cited as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_ONE = {"，，": "，", "。。": "。", "；；": "；", "、、": "、", "：：": "：", "，。": "。", "；。": "。", "，；": "；"}
_OPENS, _CLOSES = "《〈“‘「『", "》〉”’」』"
_SIGNS = re.compile(f"[{_OPENS}{_CLOSES}]|[，。；、：！？…—．,.;:!?]{{2,}}")


class Pair(NamedTuple):
    """Two marks, where they begin in the text, and the one that was meant."""

    start: int
    marks: str
    one: str


def pairs(text: str) -> Iterator[Pair]:
    """Yield the pairs in `text` that leave no doubt."""
    depth = 0
    for found in _SIGNS.finditer(text):
        signs = found[0]
        if signs in _OPENS:
            depth += 1
        elif signs in _CLOSES:
            depth = max(0, depth - 1)
        elif not depth and signs in _ONE and not _in_a_number(text, found.start(), found.end()):
            yield Pair(found.start(), signs, _ONE[signs])


def single(text: str) -> str:
    """Return `text` with one mark for each pair.

    >>> single("开展培训，，办班。。")
    '开展培训，办班。'
    """
    parts, end = [], 0
    for start, marks, one in pairs(text):
        parts += [text[end:start], one]
        end = start + len(marks)
    return "".join((*parts, text[end:]))


def without(text: str) -> str:
    """Return `text` without any of the marks that a pair may lose."""
    return text.translate(_NONE)


_NONE = dict.fromkeys(map(ord, "，。；、："))


def _in_a_number(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isdigit() and text[end : end + 1].isdigit()
