"""Word lists: what rules look for in a name or a sentence. They are data (`words.yaml`); here is how they are found.

A word is looked for as it stands. In a list that is searched for (`within`, `all_within`, `without`), `#` inside a word
is a number, in digits or Chinese numerals, and a single `…` up to twelve characters without a stop: `本年…安排` finds
本年度预算安排. Both are bounded: no list makes a check slow. A list that texts are held against by their ends or as
wholes (`at_end`, `at_start`, `in`) has no such signs, and none may be written in it: which lists have some is told by
the shipped ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

NUMBER = r"(?:[0-9０-９][0-9０-９,，.．]{0,19}|[零〇一二两三四五六七八九十百千万亿]{1,20})"
_GAP = r"[^，。；：！？,;:!?\n]{0,12}"
_SIGNS = re.compile(r"(?!\A.\Z)(?:(?<!…)…(?!…)|#)")  # a word that is nothing else is the sign itself
_FEW = 60
MOST_SIGNS, LONGEST, MOST_WORDS = 2, 40, 2_000


class Words(tuple[str, ...]):
    """A list of words.

    >>> Words(["次数", "人次数"]).at_end("接待人次数")
    '人次数'
    >>> Words(["本年…安排"]).within("共需要本年度预算安排")
    '本年度预算安排'
    """

    _asked = 0
    """how often the list was searched for"""

    def at_end(self, text: str) -> str:
        """Return the longest of the words that `text` ends in; empty where there is none."""
        return next(text[-n:] for n in self._lengths if text[-n:] in self.each) if text.endswith(self) else ""

    def at_start(self, text: str) -> str:
        """Return the longest of the words that `text` begins with; empty where there is none."""
        return next(text[:n] for n in self._lengths if text[:n] in self.each) if text.startswith(self) else ""

    def within(self, text: str) -> str:
        """Return the first of the words in `text`, as it stands there; of several at one place the longest."""
        if self._asked < _FEW and self._is_out(text):
            return ""
        found = self.pattern.search(text)
        return found[0] if found else ""

    def all_within(self, text: str) -> Iterator[re.Match[str]]:
        """Yield every one of the words in `text`, none inside another."""
        return iter(()) if self._asked < _FEW and self._is_out(text) else self.pattern.finditer(text)

    def without(self, text: str) -> str:
        """Return `text` with all of the words taken out."""
        return text if self._asked < _FEW and self._is_out(text) else self.pattern.sub("", text)

    def _is_out(self, text: str) -> bool:
        """Say whether nothing of the words is in `text`; asked the first few times only.

        Most lists find nothing in a small declaration, which is checked before so many patterns are made.
        """
        self._asked += 1
        return not any(all(map(text.__contains__, _SIGNS.split(word))) for word in self)

    @cached_property
    def each(self) -> frozenset[str]:
        """The words, to look up many."""
        return frozenset(self)

    @cached_property
    def _lengths(self) -> tuple[int, ...]:
        return tuple(sorted({len(word) for word in self}, reverse=True))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any of the words, the longest first; nothing where the list is empty."""
        if not self:
            return re.compile(r"(?!)")
        return re.compile("|".join(_pattern(word) for word in sorted(self, key=len, reverse=True)))


def signs(word: str) -> int:
    """Return how many of the signs for a number or a gap `word` has."""
    return len(_SIGNS.findall(word))


def _pattern(word: str) -> str:
    parts = []
    end = 0
    for sign in _SIGNS.finditer(word):
        parts += [re.escape(word[end : sign.start()]), NUMBER if sign[0] == "#" else _GAP]
        end = sign.end()
    return "".join((*parts, re.escape(word[end:])))
