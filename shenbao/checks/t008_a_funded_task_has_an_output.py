"""T008: a task that takes money has a target under 产出指标: what the money buys.

Of a declaration without any target T006 and T007 say all there is to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import _
from shenbao.model.coverage import group_meant, measures
from shenbao.model.declaration import Declaration


@check("T008", WARNING, whole=False)
def a_funded_task_has_an_output(d: Declaration) -> Iterator[Problem]:
    """有资金的任务应有产出指标。"""
    words = d.form.words
    group = next((group for group in d.form.tree if group.name in words["output_groups"]), None)
    categories = {target.category for target in d.indicators}
    if group is None or not categories:
        return
    outputs = {category for category in categories if group_meant(d.form, category) == group.name}
    for task in d.tasks:
        if task.funds.amount and not any(t.category in outputs and measures(d.form, t) for t in task.targets):
            yield Problem(
                at=task.at,
                says=_(
                    "“{title}”有资金 {funds} 万元，没有{group}",
                    title=task.title,
                    funds=task.funds.amount,
                    group=group.name,
                ),
                help=_(
                    "在这项任务里补一个{group}（{names}）；现在写在 department.md 里的，移到这里",
                    group=group.name,
                    names=group.categories,
                ),
                subject=task.title,
            )
