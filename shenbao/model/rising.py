"""What stands in one order on both sides of a comparison, as much of it as can be."""

from __future__ import annotations

from bisect import bisect_left


def rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest choice of `pairs`, whose first numbers rise, in which the second rise too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for n, (_i, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        last[length : length + 1] = [n]
    chosen, at = [], last[-1] if last else -1
    while at >= 0:
        chosen.append(pairs[at])
        at = before[at]
    return chosen[::-1]
