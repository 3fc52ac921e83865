"""F004: what the tasks leave of 项目支出 is accounted for by 其他需完成的任务.

The form lists key tasks alone, so a gap is normal while the other tasks are named and their funds are not. Once all
have their funds, a gap is nobody's again.
"""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE, WARNING
from shenbao.message import Message, _
from shenbao.model import totals
from shenbao.model.declaration import Declaration, OtherTasks
from shenbao.model.money import Wan, rounded


@check("F004", WARNING)
def tasks_use_the_budget(d: Declaration) -> Iterator[Problem]:
    """各任务资金合计少于项目支出时，应写明其他需完成的任务。"""
    line, tasks = totals.project(d), d.funds_of_tasks()
    if not line or tasks.amount >= line.amount or not d.form.prints("tasks"):
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
        help=_mend(d.other, gap, named),
        subject=line.name,
        severity=NOTICE if unpriced else WARNING,
        origins=(tasks,),
    )


def _mend(other: OtherTasks | None, gap: Wan, named: bool) -> Message:
    """Return the line that accounts for the `gap`, with the funds that are there already."""
    held = other.funds.amount if other and other.funds else None
    line = _("资金: {funds}", funds=held + gap if held else gap)
    if held:
        return _("other.md 的资金少写了的，改成“{line}”；某项任务的资金写错了的，改那一项", line=line)
    if named:
        return _("在 other.md 的开头写“{line}”；某项任务的资金写错了的，改那一项", line=line)
    return _("在 other.md 写明其他需完成的任务，开头写“{line}”；某项任务的资金写错了的，改那一项", line=line)
