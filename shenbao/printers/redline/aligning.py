"""Which part of an old text became which part of a new one: blocks, rows, paragraphs and clauses alike.

What is the same at both ends goes together; then what shares words that stand once on each side holds the rest in
place; only the small stretches between are compared each with each. So the work grows with the length of the texts,
not with its square, whatever they say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from shenbao.model.rising import rising

Pair = tuple[int | None, int | None]
"""an old and a new place, both from 0; None where there is none"""
Stretch = tuple[int, int, int, int]
"""from and to in the old, from and to in the new"""

_LIKE = 0.3  # two office texts that have nothing to do with each other share a tenth
_SAME_LABEL = 0.5
_MOST_WEIGHT = 40  # characters: beyond, a long passage would outweigh a name and a figure
_FEW = 12  # pairs that are sooner compared than looked into
_SIDE = 30  # parts that are compared each with each
_MOST_TRIED = 3  # of what shares words with a part
_DEEPEST = 8
_RUN = 4  # characters that tell where a text comes from, as in `model.likeness`


@dataclass(frozen=True, slots=True)
class Part:
    """What is aligned. Parts of one `key` are the same; only those of one `shape` may become each other; `texts` say
    how like they are, and one label in common says that they are."""

    key: Hashable
    texts: tuple[str, ...]
    shape: Hashable = ()
    labels: frozenset[Hashable] = field(default_factory=frozenset)


def aligned(old: Sequence[Part], new: Sequence[Part]) -> list[Pair]:
    """Return every place of `old` and of `new` once, in both orders: what became what, what went before what came."""
    found: list[Pair] = []
    a = b = 0
    for i, j in (*_paired(old, new, (0, len(old), 0, len(new)), 0), (len(old), len(new))):
        found += [(n, None) for n in range(a, i)] + [(None, n) for n in range(b, j)]
        if i < len(old):
            found.append((i, j))
        a, b = i + 1, j + 1
    return found


def _paired(old: Sequence[Part], new: Sequence[Part], within: Stretch, depth: int) -> Iterator[tuple[int, int]]:
    """Yield what became what in the stretch `within`, in order."""
    a, a_end, b, b_end = within
    while a < a_end and b < b_end and old[a].key == new[b].key:
        yield a, b
        a, b = a + 1, b + 1
    same = 0
    while a < a_end - same and b < b_end - same and old[a_end - same - 1].key == new[b_end - same - 1].key:
        same += 1
    yield from _between(old, new, (a, a_end - same, b, b_end - same), depth)
    yield from ((a_end - n, b_end - n) for n in range(same, 0, -1))


def _between(old: Sequence[Part], new: Sequence[Part], within: Stretch, depth: int) -> Iterator[tuple[int, int]]:
    a, a_end, b, b_end = within
    if a == a_end or b == b_end:
        return
    few = (a_end - a) * (b_end - b) <= _FEW
    held = [] if few or depth == _DEEPEST else _held(old, new, within)
    if not held:
        yield from _best_of_each(old, new, within)
        return
    for (i, j), (i_end, j_end) in pairwise([(a - 1, b - 1), *held, (a_end, b_end)]):
        if i >= a:
            yield i, j
        yield from _paired(old, new, (i + 1, i_end, j + 1, j_end), depth + 1)


def _held(old: Sequence[Part], new: Sequence[Part], within: Stretch) -> list[tuple[int, int]]:
    """Return the parts that share words which nothing else on their side has, as many as stand in one order."""
    a, a_end, b, b_end = within
    mine, theirs = _owners(old, range(a, a_end)), _owners(new, range(b, b_end))
    shared = Counter((mine[word], theirs[word]) for word in mine if word in theirs)
    tried: dict[int, int] = defaultdict(int)
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for (i, j), _votes in sorted(shared.items(), key=lambda one: (-one[1], one[0])):
        if i in partner or j in taken or tried[i] == _MOST_TRIED:
            continue
        tried[i] += 1
        if _likeness(old[i], new[j]) >= _LIKE:
            partner[i] = j
            taken.add(j)
    return rising(sorted(partner.items()))


def _owners(parts: Sequence[Part], places: range) -> dict[Hashable, int]:
    """Return the place of every word that stands in one part alone."""
    owners: dict[Hashable, int] = {}
    for n in places:
        for word in _words(parts[n]):
            owners[word] = n if word not in owners else -1
    return {word: n for word, n in owners.items() if n >= 0}


def _words(part: Part) -> set[Hashable]:
    """Return what a part is known by: its labels, each of its texts where it stands, and every run of four
    characters."""
    whole: set[Hashable] = {(n, text) for n, text in enumerate(part.texts) if text} | {*part.labels}
    return whole.union(text[n : n + _RUN] for text in part.texts for n in range(len(text) - _RUN + 1))


def _best_of_each(old: Sequence[Part], new: Sequence[Part], within: Stretch) -> Iterator[tuple[int, int]]:
    """Yield the pairs of `_best`; what is too long for it is cut into as many pieces on either side."""
    a, a_end, b, b_end = within
    pieces = -(-max(a_end - a, b_end - b) // _SIDE)
    cuts = [(a + (a_end - a) * n // pieces, b + (b_end - b) * n // pieces) for n in range(pieces + 1)]
    for (i, j), (i_end, j_end) in pairwise(cuts):
        yield from _best(old, new, (i, i_end, j, j_end))


def _best(old: Sequence[Part], new: Sequence[Part], within: Stretch) -> Iterator[tuple[int, int]]:
    """Yield the pairs that are most alike together."""
    a, a_end, b, b_end = within
    best = [[0.0] * (b_end - b + 1) for _n in range(a, a_end + 1)]
    like = [[_likeness(old[i], new[j]) for j in range(b, b_end)] for i in range(a, a_end)]
    for i in reversed(range(a_end - a)):
        for j in reversed(range(b_end - b)):
            apart = max(best[i + 1][j], best[i][j + 1])
            best[i][j] = max(apart, best[i + 1][j + 1] + like[i][j] if like[i][j] >= _LIKE else 0.0)
    i = j = 0
    while i < a_end - a and j < b_end - b:
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            yield a + i, b + j
            i, j = i + 1, j + 1


def _likeness(one: Part, other: Part) -> float:
    """Return how much two parts share, from 0 to 1; nothing where they cannot become each other."""
    if one.shape != other.shape:
        return 0.0
    if one.key == other.key:
        return 1.0
    shared = weight = 0.0
    for mine, theirs in zip(one.texts, other.texts, strict=True):
        counts = min(len(mine) + len(theirs), _MOST_WEIGHT)
        shared, weight = shared + counts * _share(mine, theirs), weight + counts
    like = shared / weight if weight else 1.0
    return max(like, _SAME_LABEL) if one.labels & other.labels else like


def _share(mine: str, theirs: str) -> float:
    """Return the share of neighbouring characters that two texts have in common."""
    if not mine or not theirs:
        return 0.0
    if mine == theirs:
        return 1.0
    one, other = _neighbours(mine), _neighbours(theirs)
    return 2 * (one & other).total() / (len(mine) + len(theirs) + 2)


@lru_cache(4096)
def _neighbours(text: str) -> Counter[str]:
    """Return each two characters that stand side by side in `text`, its ends included."""
    held = f"\n{text}\n"
    return Counter(map("".join, pairwise(held)))
