"""A form: what its decree fixes. The budget's blocks and sums, the indicator tree, columns, units and thresholds.

The wording and shape of the page are the template's; here stands what the checks and the reading must know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from shenbao.model.wording import Words


class Development(StrEnum):
    """How 事业发展性支出 is read: beside 项目支出 and part of the total, or a part of 项目支出 shown again."""

    ADDITIVE = "additive"
    MEMO = "memo"


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A line of a budget block: `project`, 项目支出."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class BudgetBlock:
    """A block of the budget with its heading and lines: `expenditure`, 部门预算支出."""

    key: str
    name: str
    lines: tuple[BudgetLine, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """Which blocks the budget's sums run over, by key; empty where a form has no such block."""

    spent: str = ""
    """the expenditure block, held against `earned`"""
    earned: str = ""
    levels: str = ""
    """the block that splits the same total by level of government"""
    tasks_within: str = ""
    """the line of `spent` that the tasks' funds must fit into"""
    development: str = ""
    """the block of 事业发展性支出"""
    reading: Development = Development.ADDITIVE
    stated: bool = False
    """whether the form says its reading; where it does not, the layout and the province's rules lean to additive"""


@dataclass(frozen=True, slots=True)
class Group:
    """A first-level indicator (产出指标) and its categories, in printed order."""

    name: str
    categories: tuple[str, ...]


TASK_PARTS = ("funds", "content", "outcome")
PARTS = ("tasks", *TASK_PARTS, "other", "weight")
"""what of the sources a form may leave unprinted: the tasks, some of their columns, 其他需完成的任务, weights"""


@dataclass(frozen=True, slots=True)
class Form:
    """One place's form. `columns` are the value columns (`period`, `annual`) with their printed names."""

    name: str
    title: str
    blocks: tuple[BudgetBlock, ...]
    sums: Sums
    tree: tuple[Group, ...]
    columns: tuple[tuple[str, str], ...]
    unit: str = "万元"
    decimals: int = 2
    aliases: Mapping[str, str] = field(default_factory=dict)
    """other names of a category → the one this form prints"""
    weight_total: Decimal | None = None
    thresholds: Mapping[str, Decimal] = field(default_factory=dict)
    words: Mapping[str, Words] = field(default_factory=dict)
    """the word lists that rules read, by list name"""
    switched_off: frozenset[str] = frozenset()
    """the codes of the rules that this form does not want"""
    unprinted: frozenset[str] = frozenset()
    """which of PARTS have no place on this form"""

    def prints(self, part: str) -> bool:
        """Say whether the form has a place for `part` of the sources, one of PARTS."""
        return part not in self.unprinted and not (part in TASK_PARTS and "tasks" in self.unprinted)

    @property
    def weighs(self) -> bool:
        """Whether every target is to bear a weight that the form prints."""
        return self.weight_total is not None and self.prints("weight")

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category in printed order."""
        return tuple(c for group in self.tree for c in group.categories)

    @property
    def income(self) -> BudgetBlock | None:
        """The block whose lines are the sources of funds."""
        return next((block for block in self.blocks if block.key == self.sums.earned), None)

    def group(self, category: str) -> str:
        """Return the first-level name above `category`; empty for a category that the form does not have."""
        return next((group.name for group in self.tree if category in group.categories), "")

    def category(self, text: str) -> str:
        """Return this form's category meant by `text` (数量 is 数量指标); empty where there is none."""
        bare = _bare(text)
        names = {_bare(c): c for c in self.categories} | {_bare(a): c for a, c in self.aliases.items()}
        return names.get(bare, "")


def _bare(name: str) -> str:
    return name.strip().replace("指标", "")
