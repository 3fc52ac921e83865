"""How much of a text stands in another: runs of four characters, punctuation and width left aside."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

LENGTH = 4
"""characters of a run: shorter ones are the words of any office, longer ones miss what was reworded"""


class _Bare(dict[int, str]):
    """What each character becomes: its usual form, or nothing for a sign; worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        usual = unicodedata.normalize("NFKC", chr(code))
        self[code] = "".join(char for char in usual if unicodedata.category(char)[0] in "LNM")
        return self[code]


_BARE = _Bare()


def bare(text: str) -> str:
    """Return the letters and digits of `text` in their usual form.

    >>> bare("完成 ２４ 场，其中“南沙”8 场。")
    '完成24场其中南沙8场'
    """
    return text.translate(_BARE)


def runs(text: str) -> set[str]:
    """Return every run of four characters in the bare `text`."""
    plain = bare(text)
    return {plain[n : n + LENGTH] for n in range(len(plain) - LENGTH + 1)}


def longest(text: str, known: Collection[str]) -> tuple[int, int]:
    """Return where the longest stretch of `text` begins and ends whose runs are all `known`; (0, 0) without one."""
    places = [n for n, char in enumerate(text) for _usual in _BARE[ord(char)]]
    plain = bare(text)
    best = start = 0
    end = 0
    for n in range(len(plain) - LENGTH + 1):
        if plain[n : n + LENGTH] not in known:
            start = n + 1
        elif n + 1 - start > end - best:
            best, end = start, n + 1
    return (places[best], places[end + LENGTH - 2] + 1) if end > best else (0, 0)
