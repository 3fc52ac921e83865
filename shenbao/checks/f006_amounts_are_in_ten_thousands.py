"""F006: an amount is in 万元, not in 元.

An amount of money is suspected where it is many times the declared total, or a whole number so large that few
departments have it. Of the budget's totals the middle one is the declared total: one slip does not move it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import Message, _
from shenbao.model import totals
from shenbao.model.declaration import Declaration
from shenbao.model.money import Figure, Wan, rounded

_YUAN = 10_000  # 元 in one 万元


@check("F006", WARNING, whole=False)
def amounts_are_in_ten_thousands(d: Declaration) -> Iterator[Problem]:
    """金额的单位是万元，不应按元填写。"""
    declared = _declared(d)
    most = declared.amount.value * d.form.thresholds["yuan_times"] if declared else None
    least = d.form.thresholds["yuan_from"]
    for subject, figures in _amounts(d):
        for figure in figures:
            value = figure.amount.value
            many = declared if most and value > most else None
            if many or (value >= least and value == value.to_integral_value()):
                yield Problem(
                    at=figure.at,
                    says=_says(figure, many),
                    help=_("本表的单位是万元：如果填的是元，改成 {wan}", wan=_in_wan(value, d.form.decimals)),
                    subject=subject,
                    related=((many.at, _("{name} {amount} 万元", name=many.name, amount=many.amount)),) if many else (),
                )
                break


def _declared(d: Declaration) -> Figure | None:
    """Return the middle one of the totals that are not zero, of two the smaller; None where there is none."""
    found = [figure for figure in (totals.spent(d), totals.earned(d), totals.by_level(d)) if figure and figure.amount]
    found.sort(key=lambda figure: figure.amount)
    return found[(len(found) - 1) // 2] if found else None


def _amounts(d: Declaration) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    """Yield the amounts of `d` with the printed name of what they are about; a task's split goes with its funds."""
    for block in d.budget.blocks.values():
        yield from ((figure.name, (figure,)) for figure in block.lines)
    if d.other and d.other.funds:
        yield "其他需完成的任务", (d.other.funds,)
    for task in d.tasks:
        yield task.title, (task.funds, *task.sources)


def _says(figure: Figure, many: Figure | None) -> Message:
    if many is None:
        return _("{name} {amount} 万元，像是按元填写的", name=figure.name, amount=figure.amount)
    return _(
        "{name} {amount} 万元，而{total} {declared} 万元，像是按元填写的",
        name=figure.name,
        amount=figure.amount,
        total=many.name,
        declared=many.amount,
    )


def _in_wan(yuan: Decimal, decimals: int) -> Wan:
    return Wan(rounded(yuan / _YUAN, decimals))
