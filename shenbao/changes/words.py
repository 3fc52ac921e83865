"""What changed in a text, by words: Chinese characters, Latin words and numbers, signs.

Clauses are matched first, then the words of those that changed: that reads as people read, and takes the time of the
change, not of the text. Where even that would be too much, the stretch is told as a whole, old and new.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

_CLAUSE = re.compile(r"[^，。；：！？、,;:!?\n]*[，。；：！？、,;:!?\n]?")
_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[A-Za-z]+|\s+|.", re.DOTALL)
_MOST = 20_000  # pairs of equal words in one stretch
_MOST_IN_ALL = 4_000_000  # of those, in all texts together
_ISLAND = 2  # characters: what is shorter and stands alone between changes makes them harder to read


class Kind(StrEnum):
    """What became of a piece."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


class Piece(NamedTuple):
    """A stretch of a text."""

    kind: Kind
    text: str


class Differ:
    """Compares texts, until it has done as much as may be asked of it; from then on, in whole stretches."""

    def __init__(self) -> None:
        self._left = _MOST_IN_ALL

    def pieces(self, old: str, new: str) -> tuple[Piece, ...]:
        """Return both texts in pieces: those that are the same and gone are the `old` one, the same and new the `new`
        one."""
        head = _common(old, new)
        tail = _common(old[head:][::-1], new[head:][::-1])
        head, tail = _at_words(old, new, head, tail)
        inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
        found = [Piece(Kind.SAME, new[:head]), *self._clauses(inner_old, inner_new)]
        found.append(Piece(Kind.SAME, new[len(new) - tail :]))
        return tuple(_joined(_without_islands(found)))

    def _clauses(self, old: str, new: str) -> Iterator[Piece]:
        for kind, gone, come in self._matched(_CLAUSE.findall(old), _CLAUSE.findall(new)):
            if kind is Kind.SAME:
                yield Piece(kind, come)
            else:
                yield from self._words(gone, come)

    def _words(self, old: str, new: str) -> Iterator[Piece]:
        for kind, gone, come in self._matched(_WORD.findall(old), _WORD.findall(new)):
            if kind is Kind.SAME:
                yield Piece(kind, come)
            else:
                yield from (Piece(Kind.GONE, gone), Piece(Kind.NEW, come))

    def _matched(self, old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Kind, str, str]]:
        """Yield stretches that are the same, and what stands between them on either side."""
        counts = Counter(old)
        pairs = sum(counts[word] for word in new) + len(old) + len(new)
        if pairs > min(_MOST, self._left):
            yield Kind.NEW, "".join(old), "".join(new)
            return
        self._left -= pairs
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield Kind.SAME if tag == "equal" else Kind.NEW, "".join(old[a:b]), "".join(new[c:d])


def _common(one: str, other: str) -> int:
    """Return how many characters both begin with, looking at halves."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _at_words(old: str, new: str, head: int, tail: int) -> tuple[int, int]:
    """Return `head` and `tail` moved back to where a Latin word or a number begins or ends on both sides."""
    while head and any(_within_word(text, head) for text in (old, new)):
        head -= 1
    while tail and any(_within_word(text, len(text) - tail) for text in (old, new)):
        tail -= 1
    return head, tail


def _within_word(text: str, at: int) -> bool:
    """Say whether the place `at` stands within a run of Latin letters and digits, or a number's separators."""
    around = text[at - 1 : at + 1] if 0 < at < len(text) else ""
    return len(around) == 2 and all(char.isascii() and (char.isalnum() or char in ".,") for char in around)


def _without_islands(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield `pieces`, a few same characters between two changes taken as changed too."""
    for n, piece in enumerate(pieces):
        between = 0 < n < len(pieces) - 1 and Kind.SAME not in (pieces[n - 1].kind, pieces[n + 1].kind)
        if piece.kind is Kind.SAME and between and len(piece.text) < _ISLAND and piece.text.isalnum():
            yield from (Piece(Kind.GONE, piece.text), Piece(Kind.NEW, piece.text))
        else:
            yield piece


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield `pieces` with neighbours joined: between two that are the same, what is gone before what is new."""
    gone = new = same = ""
    for kind, text in pieces:
        if kind is Kind.SAME and text:
            yield from (one for one in (Piece(Kind.GONE, gone), Piece(Kind.NEW, new)) if one.text)
            gone = new = ""
            same += text
        elif text:
            if same:
                yield Piece(Kind.SAME, same)
                same = ""
            gone, new = (gone + text, new) if kind is Kind.GONE else (gone, new + text)
    yield from (one for one in (Piece(Kind.SAME, same), Piece(Kind.GONE, gone), Piece(Kind.NEW, new)) if one.text)
