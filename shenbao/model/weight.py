"""Weights of targets (分值): points, added up as money is, each score remembering where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shenbao.model.exact import Exact, Traced


@dataclass(frozen=True, slots=True)
class Points(Exact):
    """A number of points.

    >>> str(Points(Decimal("10.50")))
    '10.5'
    """

    def printed(self, _decimals: int = 0) -> str:
        """Return the points without zeros at the end, whatever decimals the form's money has."""
        return f"{self.value.normalize():f}"

    def __str__(self) -> str:
        return self.printed()


@dataclass(frozen=True, slots=True)
class Score(Traced[Points]):
    """The points of a target, or a sum of them."""

    @classmethod
    def nothing(cls) -> Points:
        return Points(Decimal(0))
