"""F003: the tasks together take no more than the budget gives them."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.message import _
from shenbao.model import totals
from shenbao.model.declaration import Declaration


@check("F003")
def tasks_fit_the_budget(d: Declaration) -> Iterator[Problem]:
    """各任务资金合计不应超过项目支出。"""
    line, room, tasks = totals.project(d), totals.room(d), d.funds_of_tasks()
    if not line or not room or tasks.amount <= room.amount or totals.misread(d):
        return
    yield Problem(
        at=line.at,
        says=_(
            "{tasks} {taken} 万元，比{line} {given} 万元多 {gap} 万元",
            tasks=tasks.name,
            taken=tasks.amount,
            line=room.name,
            given=room.amount,
            gap=tasks.amount.apart(room.amount),
        ),
        help=_("核对各任务资金，或调整{line}", line=line.name),
        subject=line.name,
        origins=(tasks, room),
    )
