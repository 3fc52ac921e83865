"""Money: exact amounts in 万元, and figures that remember where they come from.

Nothing here is ever a float. An amount is the Decimal of the text as written; it has at most eighteen digits, so that
sums of any realistic length stay within the twenty-eight digits in which Decimal adds exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shenbao.model.exact import Exact, Traced

_AMOUNT = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?")
_MOST_DIGITS = 18
_FULL_WIDTH = str.maketrans("０１２３４５６７８９，．", "0123456789,.")
_FULL_WIDTH_BUT_COMMAS = str.maketrans("０１２３４５６７８９．", "0123456789.")


@dataclass(frozen=True, slots=True, order=True)
class Wan(Exact):
    """An exact amount in 万元 (ten thousand yuan).

    >>> Wan.read("1,288.25") - Wan.read("1245.55")
    Wan(value=Decimal('42.70'))
    >>> f"{Wan.read('1288.25')}"
    '1,288.25'
    """

    @classmethod
    def read(cls, text: str, decimals: int = 2) -> Wan:
        """Return the amount written as `text`: digits, thousands commas in their places, up to `decimals` decimals.

        Full-width digits are digits. Raises ValueError for anything else: a sign, an exponent, a unit, a gap.
        """
        plain = text.strip().translate(_FULL_WIDTH)  # not NFKC: it would take 1² for 12
        match = _AMOUNT.fullmatch(plain)
        if not match or len(match[1] or "") > decimals or sum(c.isdigit() for c in plain) > _MOST_DIGITS:
            raise ValueError(text)
        return cls(Decimal(plain.replace(",", "")))

    def __bool__(self) -> bool:
        return self.value != 0

    def printed(self, decimals: int = 2) -> str:
        """Return the amount with thousands commas and at least `decimals` decimals, never fewer than it has."""
        have = -min(int(self.value.as_tuple().exponent), 0)
        return f"{self.value:,.{max(decimals, have)}f}"

    def __format__(self, _spec: str) -> str:
        return self.printed()

    def __str__(self) -> str:
        return self.printed()


def spellings(text: str) -> Iterator[str]:
    """Yield the amount `text` with half-width signs, then with its commas as typed: braces can carry only those."""
    yield text.strip().translate(_FULL_WIDTH)
    yield text.strip().translate(_FULL_WIDTH_BUT_COMMAS)


ZERO = Wan(Decimal(0))


@dataclass(frozen=True, slots=True)
class Figure(Traced[Wan]):
    """An amount of money as it was read, or a sum of such."""

    @classmethod
    def nothing(cls) -> Wan:
        return ZERO


def rounded(number: Decimal, decimals: int) -> Decimal:
    """Return `number` with so many decimals, a half going up as people round.

    >>> rounded(Decimal("3.125"), 2)
    Decimal('3.13')
    """
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
