"""Names that overlap: alike but for signs and digits, or one inside another. Found by index, never pair by pair.

What a long name holds is looked up: from each of its characters on, only the lengths that names beginning so have.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache

from shenbao.model.naming import unnumbered

SHORTEST = 4
"""characters of a name that is looked for inside others: a shorter one is hardly more than its measure"""
LONGEST = 60
"""characters of a name that is looked into"""
MOST = 3
"""names that hold another; more of them are not looked for"""

_NOTHING = re.compile(r"[\W_]+|指标")
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@lru_cache(1 << 17)
def unsigned(name: str) -> str:
    """Return `name` without punctuation, the word 指标 and a number at its beginning."""
    text = unnumbered(name)
    return text if text.isalnum() and "指标" not in text else _NOTHING.sub("", text)


def undigited(text: str) -> str:
    """Return `text` without digits: what is left of two names that are nearly the same is the same."""
    return text if text.isalpha() else _DIGITS.sub("", text)


def numbers(name: str, before: tuple[str, ...], behind: tuple[str, ...]) -> tuple[str, ...]:
    """Return the numbers of `name` that tell it from others: those next to one of the words.

    >>> numbers("3级医院培训次数1", ("PM",), ("级",))
    ('3',)
    """
    text = unnumbered(name)
    found = _NUMBER.finditer(text)
    return tuple(n[0] for n in found if text.endswith(before, 0, n.start()) or text.startswith(behind, n.end()))


def holders(names: Collection[str], overlap: Callable[[str, str, int], bool]) -> Mapping[str, list[str]]:
    """Return those of `names` that stand inside others, with the first few that hold them and truly `overlap`.

    `overlap` is asked with the name inside, the one around it, and where it begins there.
    """
    known, lengths = frozenset(names), _lengths(names)
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for inner, start in _inside(name, known, lengths):
            if len(found[inner]) < MOST and overlap(inner, name, start):
                found[inner].append(name)
    return {inner: outer for inner, outer in found.items() if outer}


def _lengths(names: Collection[str]) -> Mapping[str, list[int]]:
    """Return the lengths of the names that begin with the same characters."""
    found: dict[str, set[int]] = defaultdict(set)
    for name in names:
        if SHORTEST <= len(name) < LONGEST:
            found[name[:SHORTEST]].add(len(name))
    return {head: sorted(lengths) for head, lengths in found.items()}


def _inside(name: str, known: frozenset[str], lengths: Mapping[str, list[int]]) -> Iterator[tuple[str, int]]:
    """Yield each of the `known` names inside `name`, with its beginning there."""
    end = min(len(name), LONGEST)
    for start in [n for n in range(end - SHORTEST + 1) if name[n : n + SHORTEST] in lengths]:
        for length in lengths[name[start : start + SHORTEST]]:
            inner = name[start : start + length]
            if length < len(name) and start + length <= end and inner in known and not _cut(name, start, inner):
                yield inner, start


def _cut(name: str, start: int, inner: str) -> bool:
    """Say whether `inner` begins or ends amid a number or a Latin word: 2级 is not inside 12级."""
    end = start + len(inner)
    return _run(name[max(start - 1, 0) : start], inner[0]) or _run(inner[-1], name[end : end + 1])


def _run(one: str, other: str) -> bool:
    return (one + other).isascii() and bool(one and other)
