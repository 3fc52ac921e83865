"""F001: what is spent equals what comes in."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.message import _
from shenbao.model import totals
from shenbao.model.declaration import Declaration


@check("F001", whole=False)
def income_covers_expenditure(d: Declaration) -> Iterator[Problem]:
    """部门预算支出合计应等于收入来源合计。"""
    spent, earned, level = totals.spent(d), totals.earned(d), totals.by_level(d)
    if not spent or not earned or spent.amount == earned.amount or totals.misread(d):
        return
    odd = spent if level and level.amount == earned.amount else earned
    yield Problem(
        at=earned.at,
        says=_(
            "{income} {earned} 万元，{expenditure} {spent} 万元，相差 {gap} 万元",
            income=earned.name,
            earned=earned.amount,
            expenditure=spent.name,
            spent=spent.amount,
            gap=spent.amount.apart(earned.amount),
        ),
        help=_("核对各行金额，使收支相等"),
        subject=odd.name.removesuffix("合计"),
        related=((spent.at, _("{name} {amount} 万元", name=spent.name, amount=spent.amount)),),
        origins=(spent, earned),
    )
