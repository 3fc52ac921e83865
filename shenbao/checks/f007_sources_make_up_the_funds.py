"""F007: a task's sources add up to its funds."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.message import _
from shenbao.model.declaration import Declaration
from shenbao.model.money import Figure


@check("F007", whole=False, apart=True)
def sources_make_up_the_funds(d: Declaration) -> Iterator[Problem]:
    """任务的资金来源合计应等于拟投入的资金。"""
    for task in d.tasks:
        split = Figure.total("资金来源合计", task.sources, task.at / "sources")
        if not task.sources or split.amount == task.funds.amount:
            continue
        yield Problem(
            at=task.funds.at,
            says=_(
                "{split} {sources} 万元，{name} {funds} 万元，相差 {gap} 万元",
                split=split.name,
                sources=split.amount,
                name=task.funds.name,
                funds=task.funds.amount,
                gap=split.amount.apart(task.funds.amount),
            ),
            help=_("核对资金来源各行与拟投入的资金"),
            subject=task.title,
            origins=(split,),
        )
