"""F004: what the tasks leave of 项目支出 is accounted for by 其他需完成的任务.

The form lists key tasks alone, so a gap is normal while the other tasks are named and their funds are not. Once all
have their funds, a gap is nobody's again.
"""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE, WARNING
from shenbao.message import _
from shenbao.model import totals
from shenbao.model.declaration import Declaration
from shenbao.model.money import rounded

_ASK_TASKS = _("在“其他需完成的任务”里写明差额的用途，或核对各任务资金")
_ASK_FUNDS = _("给其他需完成的任务补上资金（other.md 的 funds），或核对各任务资金")
_ASK_SUMS = _("核对各任务和其他需完成的任务的资金（funds）")


@check("F004", WARNING)
def tasks_use_the_budget(d: Declaration) -> Iterator[Problem]:
    """各任务资金合计少于项目支出时，应写明其他需完成的任务。"""
    line, tasks = totals.project(d), d.funds_of_tasks()
    if not line or tasks.amount >= line.amount:
        return
    gap = line.amount - tasks.amount
    named = bool(d.other and d.other.body)
    unpriced = named and d.other is not None and d.other.funds is None
    yield Problem(
        at=line.at,
        says=_(
            "{tasks} {taken} 万元，比{line} {given} 万元少 {gap} 万元（{share}%）",
            tasks=tasks.name,
            taken=tasks.amount,
            line=line.name,
            given=line.amount,
            gap=gap,
            share=rounded(gap.value * 100 / line.amount.value, 2),
        ),
        help=_ASK_FUNDS if unpriced else _ASK_SUMS if named else _ASK_TASKS,
        subject=line.name,
        severity=NOTICE if unpriced else WARNING,
        origins=(tasks,),
    )
