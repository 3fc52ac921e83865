"""A declaration as it was read: the department, its budget, its key tasks, and the targets it will be held to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from shenbao.model.address import Address
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.money import Figure
from shenbao.model.narrative import Narrative
from shenbao.model.weight import Points

if TYPE_CHECKING:  # few declarations hold approvals
    from shenbao.model.approval import Approval


@dataclass(frozen=True, slots=True)
class Target:
    """An indicator with the values it will be measured by. `category` is the form's name for it where the form has
    it."""

    at: Address
    name: str
    category: str
    period: Value
    annual: Value
    weight: Decimal | None = None
    respondents: str = ""
    baseline: str = ""
    grades: tuple[str, ...] = ()
    source: str = ""
    evidence: str = ""
    explain: str = ""

    @property
    def points(self) -> str:
        """The weight as it is printed; empty where there is none."""
        return "" if self.weight is None else str(Points(self.weight))

    @property
    def values(self) -> tuple[tuple[str, Value], ...]:
        """The two values under their keys, the whole period's first."""
        return (("period", self.period), ("annual", self.annual))


@dataclass(frozen=True, slots=True)
class Years:
    """The years something lasts, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Task:
    """A key task: one file."""

    at: Address
    title: str
    funds: Figure
    content: Narrative
    outcome: Narrative
    targets: tuple[Target, ...] = ()
    sources: tuple[Figure, ...] = ()
    """the split of its funds by source, where it is given"""
    duration: Years | None = None
    change: str = ""
    """why its figures rose or fell against last year's"""


@dataclass(frozen=True, slots=True)
class OtherTasks:
    """其他需完成的任务; `funds` is None where none are named, which is not zero."""

    at: Address
    body: Narrative
    funds: Figure | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the budget with its figures, in the form's order."""

    key: str
    name: str
    at: Address
    lines: tuple[Figure, ...]

    @property
    def total(self) -> Figure:
        return Figure.total(self.name, self.lines, self.at)

    def line(self, key: str) -> Figure:
        """Return the figure of the line `key`. Raises KeyError where the block has none."""
        for figure in self.lines:
            if figure.at.path[-1] == key:
                return figure
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Budget:
    """预算整体情况: its blocks by key, in the form's order; a form may leave any of them out."""

    blocks: Mapping[str, Block] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Block:
        return self.blocks[key]

    def __contains__(self, key: str) -> bool:
        return key in self.blocks


@dataclass(frozen=True, slots=True)
class Declaration:
    """All that was read of one declaration. `whole` says that no file of it had to be left out."""

    at: Address
    department: str
    form: Form
    budget: Budget
    goal: Narrative
    tasks: tuple[Task, ...] = ()
    targets: tuple[Target, ...] = ()
    """those that belong to no single task"""
    other: OtherTasks | None = None
    year: int | None = None
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """category → indicator names in the order to print"""
    whole: bool = True
    change: str = ""
    """why the department's figures rose or fell against last year's"""
    last_year: Declaration | None = None
    """last year's declaration, where the sources name it"""
    approvals: tuple[Approval, ...] = ()
    """who approved what; no part of what is declared"""
    indicators: tuple[Target, ...] = field(init=False, repr=False, compare=False)
    """every target of the declaration: the tasks' in file order, then the department's"""

    def __post_init__(self) -> None:
        every = (*(target for task in self.tasks for target in task.targets), *self.targets)
        object.__setattr__(self, "indicators", every)  # once, for forty rules

    def printed(self) -> dict[str, list[Target]]:
        """Return the targets of each category as the form prints them, empty categories included."""
        rows: dict[str, list[Target]] = {category: [] for category in self.form.categories}
        for target in self.indicators:
            if target.category in rows:
                rows[target.category].append(target)
        for category, names in self.order.items():
            rank = {name: n for n, name in enumerate(names)}
            if category in rows:
                rows[category].sort(key=lambda t: rank.get(t.name, len(rank)))
        return rows

    def funds_of_tasks(self) -> Figure:
        """Return what the tasks take together, the other tasks' named funds included."""
        figures = [task.funds for task in self.tasks]
        if self.other and self.other.funds:
            return Figure.total("各项任务合计", (*figures, self.other.funds), self.at / "budget")
        return Figure.total("重点工作任务合计", figures, self.at / "budget")
