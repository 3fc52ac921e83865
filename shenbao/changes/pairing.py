"""Which of the old ones is which of the new ones: by name, else by likeness, where a file of the same name helps.

Likeness is looked up by the pieces that two have in common, so that thousands are never tried with each other. A piece
that many have tells nothing and is left aside.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from fractions import Fraction
from typing import TypeVar

from shenbao.model import likeness
from shenbao.model.declaration import Target, Task
from shenbao.model.naming import plain

_MOST_SHARING = 20  # a piece that more have is no sign
_MOST_TRIED = 5  # candidates that are compared piece by piece
_ALIKE, _ALIKE_IN_ONE_FILE = Fraction(1, 2), Fraction(1, 10)
_MOST_PIECES = 5_000  # of one task

T = TypeVar("T")
Pair = tuple[T | None, T | None]
"""an old one and its new one; None where it has none"""


def tasks(old: Sequence[Task], new: Sequence[Task]) -> list[Pair[Task]]:
    """Return the tasks of both sides paired, in the new order, those that are gone behind."""
    known = _by(old, new, lambda task: plain(task.title))
    rest_old, rest_new = _unpaired(old, new, known)
    known += _alike(rest_old, rest_new, _pieces, _one_file)
    rest_old, rest_new = _unpaired(old, new, known)
    known += [(one, other) for one, other in _by(rest_old, rest_new, lambda task: task.at.file) if _tells_little(one)]
    return _ordered(old, new, known)


def targets(old: Sequence[Target], new: Sequence[Target]) -> list[Pair[Target]]:
    """Return the targets of both sides of one task paired, in the new order, those that are gone behind."""
    known = _by(old, new, lambda target: (plain(target.name), target.category))
    rest_old, rest_new = _unpaired(old, new, known)
    known += _by(rest_old, rest_new, lambda target: plain(target.name))
    rest_old, rest_new = _unpaired(old, new, known)
    known += _alike(rest_old, rest_new, _signs, _by_name)
    return _ordered(old, new, known)


def _pieces(task: Task) -> Collection[Hashable]:
    """Return what tells a task by what it says: runs of its narratives, its targets' names."""
    text = f"{task.content.text}\n{task.outcome.text}"[:_MOST_PIECES]
    return likeness.runs(text) | {("target", plain(target.name)) for target in task.targets}


def _tells_little(task: Task) -> bool:
    return len(_pieces(task)) < likeness.LENGTH


def _one_file(one: Task, other: Task) -> Fraction:
    """Return how much of two tasks must be alike; of two in one file, little."""
    return _ALIKE_IN_ONE_FILE if one.at.file == other.at.file else _ALIKE


def _by_name(_one: Target, _other: Target) -> Fraction:
    """Return how much of two targets must be alike."""
    return _ALIKE


def _signs(target: Target) -> Collection[Hashable]:
    """Return what tells a target: the pairs of characters of its name, its category, its value."""
    name = plain(target.name)
    pairs: set[Hashable] = {name[n : n + 2] for n in range(len(name) - 1)}
    return pairs | {("category", target.category), ("value", target.annual.printed)}


def _by(old: Sequence[T], new: Sequence[T], key: Callable[[T], Hashable]) -> list[tuple[T, T]]:
    """Return the pairs with one key; of several with it, the first with the first."""
    waiting: dict[Hashable, list[T]] = defaultdict(list)
    for one in reversed(old):
        waiting[key(one)].append(one)
    return [(found.pop(), other) for other in new if (found := waiting[key(other)])]


def _alike(
    old: Sequence[T], new: Sequence[T], pieces: Callable[[T], Collection[Hashable]], least: Callable[[T, T], Fraction]
) -> list[tuple[T, T]]:
    """Return the pairs that are alike enough, the likest first; each is in one pair at most."""
    if not old or not new:
        return []
    olds, news = ([frozenset(pieces(one)) for one in side] for side in (old, new))
    scored = []
    for m, n in _candidates(olds, news):
        share = Fraction(2 * len(olds[m] & news[n]), len(olds[m]) + len(news[n]))
        if share >= least(old[m], new[n]):
            scored.append((-share, m, n))
    found, taken_old, taken_new = [], set(), set()
    for _share, m, n in sorted(scored):
        if m not in taken_old and n not in taken_new:
            found.append((old[m], new[n]))
            taken_old.add(m)
            taken_new.add(n)
    return found


def _candidates(olds: Sequence[frozenset[Hashable]], news: Sequence[frozenset[Hashable]]) -> Iterator[tuple[int, int]]:
    """Yield for each new one the old ones that share most with it."""
    holders: dict[Hashable, list[int]] = defaultdict(list)
    for m, held in enumerate(olds):
        for piece in held:
            holders[piece].append(m)
    for n, held in enumerate(news):
        shared = Counter(
            m for piece in held if len(holders.get(piece, ())) <= _MOST_SHARING for m in holders.get(piece, ())
        )
        best = sorted(shared, key=lambda m: (-shared[m], m))[:_MOST_TRIED]
        yield from ((m, n) for m in best)


def _unpaired(old: Sequence[T], new: Sequence[T], known: Sequence[tuple[T, T]]) -> tuple[list[T], list[T]]:
    olds, news = {id(one) for one, _other in known}, {id(other) for _one, other in known}
    return [one for one in old if id(one) not in olds], [one for one in new if id(one) not in news]


def _ordered(old: Sequence[T], new: Sequence[T], known: Sequence[tuple[T, T]]) -> list[Pair[T]]:
    was = {id(other): one for one, other in known}
    gone, _new = _unpaired(old, new, known)
    return [*((was.get(id(one)), one) for one in new), *((one, None) for one in gone)]
