"""The sums of a budget by the part each plays in the form: what is spent, what comes in, what the tasks must fit into.

A form that has no such block has no such sum; the functions then return None, and the rules are silent.
"""

from __future__ import annotations

from shenbao.model.declaration import Block, Declaration
from shenbao.model.form import Development
from shenbao.model.money import Figure


def spent(d: Declaration, reading: Development | None = None) -> Figure | None:
    """Return what is spent, 事业发展性支出 counted in where `reading` (the form's, if not given) says so."""
    block = _block(d, d.form.sums.spent)
    return _with_development(d, f"{block.name}合计", block.lines, block, reading) if block else None


def earned(d: Declaration) -> Figure | None:
    """Return what comes in."""
    return _total(_block(d, d.form.sums.earned))


def by_level(d: Declaration) -> Figure | None:
    """Return the total of the split by level of government."""
    return _total(_block(d, d.form.sums.levels))


def development(d: Declaration) -> Figure | None:
    """Return 事业发展性支出; None where the form has none or it is zero, for then it matters to no sum."""
    figure = _total(_block(d, d.form.sums.development))
    return figure if figure and figure.amount else None


def project(d: Declaration) -> Figure | None:
    """Return the line that the tasks' funds belong to, 项目支出."""
    block = _block(d, d.form.sums.spent)
    if not block or not d.form.sums.tasks_within:
        return None
    return block.line(d.form.sums.tasks_within)


def room(d: Declaration, reading: Development | None = None) -> Figure | None:
    """Return what the tasks' funds must fit into: 项目支出, and 事业发展性支出 where `reading` counts it beside."""
    line = project(d)
    return _with_development(d, line.name, (line,), line, reading) if line else None


def other_reading(d: Declaration) -> Development:
    """Return the reading of 事业发展性支出 that the form does not use."""
    return Development.MEMO if d.form.sums.reading is Development.ADDITIVE else Development.ADDITIVE


def add_up(d: Declaration, reading: Development) -> bool:
    """Say whether, read so, spending equals income and the tasks fit."""
    out, income, limit = spent(d, reading), earned(d), room(d, reading)
    balanced = not out or not income or out.amount == income.amount
    return balanced and (not limit or d.funds_of_tasks().amount <= limit.amount)


def misread(d: Declaration) -> bool:
    """Say whether the sums hold only under the other reading of 事业发展性支出; a form that states one is believed."""
    return (
        bool(development(d))
        and not d.form.sums.stated
        and not add_up(d, d.form.sums.reading)
        and add_up(d, other_reading(d))
    )


def _block(d: Declaration, key: str) -> Block | None:
    return d.budget[key] if key and key in d.budget else None


def _total(block: Block | None) -> Figure | None:
    return Figure.total(f"{block.name}合计", block.lines, block.at) if block else None


def _with_development(
    d: Declaration, name: str, figures: tuple[Figure, ...], held: Block | Figure, reading: Development | None
) -> Figure:
    """Return the sum of `figures`, with 事业发展性支出 where it counts; a single figure stays as it is."""
    beside = development(d)
    if beside and (reading or d.form.sums.reading) is Development.ADDITIVE:
        return Figure.total(f"{name.removesuffix('合计')}与{beside.name}", (*figures, beside), held.at)
    return held if isinstance(held, Figure) else Figure.total(name, figures, held.at)
