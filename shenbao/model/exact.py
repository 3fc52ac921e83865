"""Exact amounts, and sums that remember what they were added up from. Each kind of amount is a type of its own."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, Self, TypeVar

from shenbao.model.address import Address


@dataclass(frozen=True, slots=True)
class Exact:
    """A number of one thing, exact; it meets none of another thing."""

    value: Decimal

    def __add__(self, other: Self) -> Self:
        return type(self)(self.value + other.value)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.value - other.value)

    def apart(self, other: Self) -> Self:
        """Return the difference between the two, without its sign."""
        return type(self)(abs(self.value - other.value))


Amount = TypeVar("Amount", bound=Exact)


@dataclass(frozen=True, slots=True)
class Traced(Generic[Amount]):
    """An amount with its printed name and its origin: where it was read, or the amounts it was added up from."""

    name: str
    amount: Amount
    at: Address
    terms: tuple[Self, ...] = ()

    @classmethod
    @abstractmethod
    def nothing(cls) -> Amount:
        """Return what a sum of none comes to."""

    @classmethod
    def total(cls, name: str, terms: Iterable[Self], at: Address) -> Self:
        """Return the sum of `terms` under a `name` of its own, belonging at `at`; of none at all, nothing."""
        added = tuple(terms)
        return cls(name, sum((term.amount for term in added), cls.nothing()), at, added)
