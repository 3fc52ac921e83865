"""F004: what the tasks leave of 项目支出 is accounted for by 其他需完成的任务."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE, WARNING
from shenbao.message import _
from shenbao.model import totals
from shenbao.model.declaration import Declaration

_ASK_TASKS = _("在“其他需完成的任务”里写明差额的用途，或核对各任务资金")
_ASK_FUNDS = _("核对其他需完成的任务的资金（funds）")


@check("F004", WARNING)
def tasks_use_the_budget(d: Declaration) -> Iterator[Problem]:
    """各任务资金合计少于项目支出时，应写明其他需完成的任务。"""
    line, tasks = totals.project(d), d.funds_of_tasks()
    if not line or tasks.amount >= line.amount or not d.form.prints("tasks"):
        return
    gap = line.amount - tasks.amount
    share = (gap.value * 100 / line.amount.value).quantize(Decimal("0.01"))
    named = bool(d.other and d.other.body)
    yield Problem(
        at=line.at,
        says=_(
            "{tasks} {taken} 万元，比{line} {given} 万元少 {gap} 万元（{share}%）",
            tasks=tasks.name,
            taken=tasks.amount,
            line=line.name,
            given=line.amount,
            gap=gap,
            share=share,
        ),
        help=_ASK_FUNDS if named else _ASK_TASKS,
        subject=line.name,
        severity=NOTICE if named else WARNING,
        origins=(tasks,),
    )
