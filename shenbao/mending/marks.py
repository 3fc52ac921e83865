"""Two punctuation marks in a row where one was meant, in a name or in a narrative.

Only pairs that leave no doubt, and only exactly two: `。。。` may be an ellipsis, `、，` and `。；` may mean either.
Never beside another mark, between two digits, nor in what is quoted: that is cited as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from shenbao.model.quotation import Quotations

_ONE = {"，，": "，", "。。": "。", "；；": "；", "、、": "、", "：：": "：", "，。": "。", "；。": "。", "，；": "；"}
_RUN = re.compile("[，。；、：！？…—．,.;:!?]{2,}")


class Pair(NamedTuple):
    """Two marks, where they begin in the text, and the one that was meant."""

    start: int
    marks: str
    one: str


def pairs(texts: Sequence[str], across: Collection[str] = ()) -> Iterator[tuple[int, Pair]]:
    """Yield the pairs in `texts`, the paragraphs of a passage, that leave no doubt, each with the number of its text.

    Quotations in the signs of `across` may reach over paragraphs.
    """
    quotations = Quotations(texts, across)
    for n, text in enumerate(texts):
        for found in _RUN.finditer(text):
            start, marks = found.start(), found[0]
            if marks in _ONE and not _in_a_number(text, *found.span()) and not quotations.hold(n, start):
                yield n, Pair(start, marks, _ONE[marks])


def single(text: str) -> str:
    """Return `text` with one mark for each pair.

    >>> single("开展培训，，办班。。")
    '开展培训，办班。'
    """
    parts, end = [], 0
    for _n, (start, marks, one) in pairs([text]):
        parts += [text[end:start], one]
        end = start + len(marks)
    return "".join((*parts, text[end:]))


def without(text: str) -> str:
    """Return `text` without any of the marks that a pair may lose."""
    return text.translate(_NONE)


_NONE = dict.fromkeys(map(ord, "，。；、："))


def _in_a_number(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isdigit() and text[end : end + 1].isdigit()
