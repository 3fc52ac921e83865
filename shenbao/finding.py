"""What is wrong, how bad it is, where it stands, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shenbao.message import NOTHING, Message
from shenbao.model.address import Address


class Severity(StrEnum):
    """How bad a finding is: an error stops the documents, a warning stops them with `--strict`, a notice never."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of a file; lines and columns count from 1, columns in characters, the end stands behind the last
    one."""

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of, and what stands there."""

    place: Place
    message: Message


@dataclass(frozen=True, slots=True)
class Term:
    """One figure of a sum: its printed name, its amount as printed, and where it stands."""

    name: str
    amount: str
    place: Place


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a derived figure comes from: its terms add up to `total`."""

    total: str
    terms: tuple[Term, ...]


_NOWHERE = Address("")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `subject` is the printed name of what it is about."""

    code: str
    severity: Severity
    message: Message
    place: Place
    help: Message = NOTHING
    subject: str = ""
    related: tuple[Related, ...] = ()
    origins: tuple[Origin, ...] = ()
    environment: bool = False
    """whether the machine is at fault, not the declaration"""
    at: Address = _NOWHERE
    """what it is about, as far as waivers reach"""

    def fails(self, strict: bool) -> bool:
        """Say whether it fails the run, which with `strict` a warning does too."""
        return self.severity is ERROR or (strict and self.severity is WARNING)


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that people agreed to leave, and their words for it."""

    finding: Finding
    reason: str
    by: str = ""
    until: str = ""
