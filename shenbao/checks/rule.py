"""What a rule is: a function from a declaration to its problems, known by its code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shenbao.finding import ERROR, Severity
from shenbao.message import Message
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration
from shenbao.model.money import Figure
from shenbao.model.weight import Score


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule found, at an address; the engine adds code, severity, file and line."""

    at: Address
    says: Message
    help: Message
    subject: str
    severity: Severity | None = None
    """where it is not the rule's usual one"""
    related: tuple[tuple[Address, Message], ...] = ()
    origins: tuple[Figure | Score, ...] = ()
    """the sums it speaks of; each is shown with every term and its place"""


Rule = Callable[[Declaration], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Check:
    """A rule under its code. One over the `whole` declaration is not asked while a file of it is left out."""

    code: str
    rule: Rule
    severity: Severity
    whole: bool


def check(code: str, severity: Severity = ERROR, *, whole: bool = True) -> Callable[[Rule], Check]:
    """Make the decorated function the rule `code`. A rule about single tasks or targets alone says `whole=False`."""
    return lambda rule: Check(code, rule, severity, whole)
