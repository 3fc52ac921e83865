"""The rows of a declaration, once for every format that has rows: the targets in the columns that the finance systems
import, the funds, and the declaration's texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from shenbao.model.declaration import Declaration, Target
from shenbao.model.indicator import Value
from shenbao.model.money import Figure
from shenbao.model.narrative import Narrative


@dataclass(frozen=True, slots=True)
class Number:
    """A number for a cell, exact, and the decimals it is shown with; `grouped` where it has thousands commas."""

    value: Decimal
    decimals: int
    grouped: bool = False

    @property
    def plain(self) -> str:
        """The number in digits with all its decimals, no commas and no exponent."""
        return f"{self.value:.{self.decimals}f}"


Cell = str | Number


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its name, its heads and its rows; every row has a cell a head."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def targets(declaration: Declaration) -> Table:
    """Return every target as one row, in printed order.

    计算符号 and 计量单位 are the annual value's, or the only value's. A value that has others stands whole in its cell
    (`≤5万元`), and so does what is no number: nothing is lost, and nothing is made up.
    """
    task_of = {target.at: task.title for task in declaration.tasks for target in task.targets}
    heads = (
        "一级指标", "二级指标", "三级指标", "计算符号", "年度指标值", "实施周期指标值", "计量单位", "指标解释", "分值",
        "所属任务",
    )  # fmt: skip
    printed = declaration.printed().items()
    rows = (
        (declaration.form.group(category), category, *_target(declaration, target), task_of.get(target.at, ""))
        for category, listed in printed
        for target in listed
    )
    return Table("绩效指标", heads, tuple(rows))


def _target(declaration: Declaration, target: Target) -> tuple[Cell, ...]:
    columns = dict(declaration.form.columns)
    annual, period = (value if key in columns else None for key, value in reversed(target.values))
    leads = annual or period or Value("")
    cells = (_value(value, leads) if value else "" for value in (annual, period))
    weight = _number(target.weight) if target.weight is not None else ""
    return (target.name, leads.operator, *cells, leads.unit, target.explain, weight)


def _value(value: Value, leads: Value) -> Cell:
    if value.number is None or (value.operator, value.unit) != (leads.operator, leads.unit):
        return value.printed
    return _number(value.number, grouped="," in value.digits)


def funds(declaration: Declaration) -> Table:
    """Return every amount as one row: the budget's lines, the tasks with their split by source, the other tasks.

    No row is a sum of others, so that whoever adds the rows of one kind up gets its total.
    """
    form, income = declaration.form, declaration.form.income
    sources = income.lines if income else ()
    heads = ("类别", "名称", f"金额（{form.unit}）", *(f"其中：{line.name}（{form.unit}）" for line in sources))
    rows = ((kind, name, *(_amount(f, form.decimals) for f in amounts)) for kind, name, amounts in _funds(declaration))
    width = len(heads)
    return Table("资金", heads, tuple((*row, *("",) * (width - len(row))) for row in rows))


def _funds(declaration: Declaration) -> Iterator[tuple[str, str, tuple[Figure | None, ...]]]:
    """Yield each row of the funds: kind, name, and the amounts, None where none is given."""
    income = declaration.form.income
    for block in declaration.budget.blocks.values():
        yield from ((block.name, line.name, (line,)) for line in block.lines)
    for task in declaration.tasks:
        split = {figure.at.path[-1]: figure for figure in task.sources}
        sources = (split.get(line.key) for line in (income.lines if income else ()))
        yield "年度重点工作任务", task.title, (task.funds, *sources)
    if declaration.other:
        yield "其他需完成的任务", "", (declaration.other.funds,)


def texts(declaration: Declaration) -> Table:
    """Return what the declaration says in words: one row a passage."""
    rows = [
        ("部门名称", "", declaration.department),
        ("申报表", "", declaration.form.title),
        ("年度", "", str(declaration.year or "")),
        ("总体绩效目标", "", passage(declaration.goal)),
    ]
    for task in declaration.tasks:
        rows.append(("主要实施内容", task.title, passage(task.content)))
        rows.append(("期望达到的目标", task.title, passage(task.outcome)))
    if declaration.other:
        rows.append(("其他需完成的任务", "", passage(declaration.other.body)))
    return Table("申报表", ("项目", "任务", "内容"), tuple(rows))


def passage(narrative: Narrative) -> str:
    """Return `narrative` as plain text, a line a paragraph or item, items with their markers."""
    return "\n".join(f"{block.marker} {block.text}" if block.marker else block.text for block in narrative.blocks)


def _amount(figure: Figure | None, decimals: int) -> Cell:
    return _number(figure.amount.value, decimals, grouped=True) if figure else ""


def _number(value: Decimal, decimals: int = 0, *, grouped: bool = False) -> Number:
    """Return `value` with at least `decimals` decimals, never fewer than it has."""
    return Number(value, max(decimals, -int(value.as_tuple().exponent)), grouped)
