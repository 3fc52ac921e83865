"""Weights of targets (分值): points, added up as money is, each score remembering where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from shenbao.model.address import Address


@dataclass(frozen=True, slots=True)
class Points:
    """A number of points, exact.

    >>> str(Points(Decimal("10.50")))
    '10.5'
    """

    value: Decimal

    def apart(self, other: Points) -> Points:
        """Return the difference between the two, without its sign."""
        return Points(abs(self.value - other.value))

    def printed(self, _decimals: int = 0) -> str:
        """Return the points without zeros at the end, whatever decimals the form's money has."""
        return f"{self.value.normalize():f}"

    def __str__(self) -> str:
        return self.printed()


@dataclass(frozen=True, slots=True)
class Score:
    """Points with their printed name and origin: where they were read, or the scores they were added up from."""

    name: str
    amount: Points
    at: Address
    terms: tuple[Score, ...] = ()


def total(name: str, scores: Iterable[Score], at: Address) -> Score:
    """Return the sum of `scores` as a score called `name` that belongs at `at`; of none at all, zero."""
    terms = tuple(scores)
    return Score(name, Points(sum((s.amount.value for s in terms), Decimal(0))), at, terms)
