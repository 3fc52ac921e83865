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
    """A rule under its code. One over the `whole` declaration is not asked while a file of it is left out.

    What one that takes tasks `apart` finds in a task's file hangs on that file, the form and the year alone.
    """

    code: str
    rule: Rule
    severity: Severity
    whole: bool
    apart: bool = False


def check(code: str, severity: Severity = ERROR, *, whole: bool = True, apart: bool = False) -> Callable[[Rule], Check]:
    """Make the decorated function the rule `code`. A rule about single tasks or targets alone says `whole=False`, and
    `apart=True` where it looks at nothing beside each."""
    return lambda rule: Check(code, rule, severity, whole, apart)
