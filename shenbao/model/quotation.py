"""What is quoted: the stretches of texts within quotation marks or the brackets of a title. Not our words."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

_PAIRS = ("“”", "‘’", "《》", "〈〉", "「」", "『』")
_STRAIGHT = re.compile(r"(?<![0-9A-Za-z])(?:\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z))")  # not the inches of a 55" screen
_Stretch = tuple[int, int, int]
"""the number of a text, where a stretch of it begins and where it ends"""


class Quotations:
    """The quotations in `texts`, the paragraphs of one passage; they are looked for at the first question.

    The pairs in `across` may open in one paragraph and close in a later one, each paragraph between opening anew. What
    is never closed is taken for quoted to the end of its paragraph.

    >>> Quotations(["他说：“开门，", "“关门，”完，"], ["“”"]).hold(1, 3)
    True
    """

    def __init__(self, texts: Sequence[str], across: Collection[str] = ()) -> None:
        self._texts, self._across = texts, across

    def hold(self, n: int, place: int) -> bool:
        """Say whether the character at `place` of text `n` is quoted."""
        return bisect(self._edges[n], place) % 2 == 1

    @cached_property
    def _edges(self) -> list[list[int]]:
        """For each text, where a quotation begins and where it ends, in turn."""
        edges: list[list[int]] = [[] for _text in self._texts]
        for n, start, end in sorted(self._stretches()):
            if edges[n] and start <= edges[n][-1]:
                edges[n][-1] = max(edges[n][-1], end)
            else:
                edges[n] += start, end
        return edges

    def _stretches(self) -> Iterator[_Stretch]:
        for pair in _PAIRS:
            if pair in self._across:
                yield from _spanning(self._texts, pair)
        for n, text in enumerate(self._texts):
            yield from ((n, *found.span()) for found in _STRAIGHT.finditer(text))
            for pair in _PAIRS:
                if pair not in self._across and pair[0] in text:
                    yield from ((n, start, end) for start, end in _nested(text, pair))


def _spanning(texts: Sequence[str], pair: str) -> Iterator[_Stretch]:
    """Yield what stands within `pair`, over as many of `texts` as it takes."""
    opened: tuple[int, int] | None = None
    for n, text in enumerate(texts):
        for found in re.finditer(f"[{pair}]", text):
            if found[0] == pair[0]:
                anew = not opened or (opened[0] < n and text[: found.start()].strip())
                opened = (n, found.start()) if anew else opened
            elif opened:
                yield from _through(texts, *opened, n, found.end())
                opened = None
        if opened and opened[0] == n:
            yield n, opened[1], len(text)


def _through(texts: Sequence[str], first: int, start: int, last: int, end: int) -> Iterator[_Stretch]:
    """Yield what lies between two places, a stretch a text."""
    for n in range(first, last + 1):
        yield n, start if n == first else 0, end if n == last else len(texts[n])


def _nested(text: str, pair: str) -> Iterator[tuple[int, int]]:
    """Yield what stands within `pair`, of one within another the outer one."""
    depth = start = 0
    for found in re.finditer(f"[{pair}]", text):
        if found[0] == pair[0]:
            start = start if depth else found.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield start, found.end()
    if depth:
        yield start, len(text)
