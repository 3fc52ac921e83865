"""What changed, as records: exact figures, targets with what became of their demand, narratives word by word."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shenbao.changes.words import Piece
from shenbao.finding import Finding, Waived
from shenbao.model.declaration import Target, Task
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.money import rounded


@dataclass(frozen=True, slots=True)
class Amounts:
    """An amount before and after, in the form's unit; None where there was, or is, none. `points` and numbers of
    targets are amounts as well."""

    old: Decimal | None
    new: Decimal | None

    @property
    def difference(self) -> Decimal:
        """What it rose by, negative where it fell; an amount that is not there counts as nothing."""
        return (self.new or Decimal(0)) - (self.old or Decimal(0))

    @property
    def per_cent(self) -> Decimal | None:
        """The difference in per cent of what was, a half rounded up to one place; None of nothing, or of less."""
        if self.old is None or self.new is None or self.old <= 0 or self.new < 0:
            return None
        return rounded(abs(self.difference) * 100 / abs(self.old), 1).copy_sign(self.difference)

    @property
    def differ(self) -> bool:
        """Whether anything changed."""
        return self.old != self.new


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that changed: its printed name, whose it is (a task's, a block's of the budget), and the names of the
    sums that it enters."""

    key: str
    name: str
    owner: str
    amounts: Amounts
    sums: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SumChange:
    """A sum of the form before and after. `key` is its part in the form: spent, earned, levels, room, tasks, gap."""

    key: str
    name: str
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class TextChange:
    """A short text that changed, by its key in the sources: a name, a title, a baseline."""

    key: str
    old: str
    new: str


class Demand(StrEnum):
    """What became of what a target demands."""

    STRONGER = "stronger"
    WEAKER = "weaker"
    UNCLEAR = "unclear"
    """a number without a direction, or words"""
    INCOMPARABLE = "incomparable"
    """another unit, or another kind of value"""


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One column of a target before and after, and the number's difference where both are numbers of one unit."""

    key: str
    old: Value
    new: Value
    demand: Demand
    amounts: Amounts | None = None


@dataclass(frozen=True, slots=True)
class TargetChange:
    """A target that changed, came (`old` is None) or went (`new` is None). `task` is the title of its task, empty for
    the department's; `moved_from` that of the task which it stood in before, None where it has not moved."""

    task: str
    old: Target | None
    new: Target | None
    texts: tuple[TextChange, ...] = ()
    values: tuple[ValueChange, ...] = ()
    weight: Amounts | None = None
    moved_from: str | None = None

    @property
    def target(self) -> Target:
        """It as it is, or as it was where it is gone."""
        found = self.new or self.old
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task that came (`old` is None), went (`new` is None), or has another title, file, duration, or reason why it
    changed against last year."""

    old: Task | None
    new: Task | None
    texts: tuple[TextChange, ...] = ()

    @property
    def task(self) -> Task:
        """It as it is, or as it was where it is gone."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def renamed(self) -> bool:
        """Whether it has another title or file."""
        return any(text.key in ("title", "file") for text in self.texts)


@dataclass(frozen=True, slots=True)
class NarrativeChange:
    """A narrative that changed: goal, content, outcome or body; whose it is; and its text in pieces. Where no piece
    changed, only bold or italic did."""

    section: str
    owner: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class FoundChange:
    """What became of the findings."""

    new: tuple[Finding, ...] = ()
    changed: tuple[Finding, ...] = ()
    """as they are now: of one rule about one thing, with other figures or words"""
    gone: tuple[Finding, ...] = ()
    """as they were"""
    waived: tuple[Waived, ...] = ()
    """those that are newly waived"""


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed between two declarations in one form. `unread` are the files that could be read on one side
    alone, or on neither: what they say is left out of the comparison, and of sums."""

    form: Form
    department: str
    years: tuple[int | None, int | None]
    texts: tuple[TextChange, ...] = ()
    """of the department: its name, the year, why it changed against last year, the printed order"""
    figures: tuple[FigureChange, ...] = ()
    sums: tuple[SumChange, ...] = ()
    tasks: tuple[TaskChange, ...] = ()
    targets: tuple[TargetChange, ...] = ()
    narratives: tuple[NarrativeChange, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def some(self) -> bool:
        """Whether anything changed."""
        return any((self.texts, self.figures, self.sums, self.tasks, self.targets, self.narratives))
