"""F002: the split by level of government equals what comes in.

Of three totals two may agree; then the third alone is to blame. Where that is the income, F001 names it, and this rule
is silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.message import _
from shenbao.model import totals
from shenbao.model.declaration import Declaration


@check("F002", whole=False)
def levels_cover_income(d: Declaration) -> Iterator[Problem]:
    """按预算级次划分合计应等于收入来源合计。"""
    spent, earned, level = totals.spent(d), totals.earned(d), totals.by_level(d)
    if not earned or not level or level.amount == earned.amount:
        return
    if spent and spent.amount == level.amount and not totals.misread(d):
        return
    yield Problem(
        at=level.at,
        says=_(
            "{split} {level} 万元，{income} {earned} 万元，相差 {gap} 万元",
            split=level.name,
            level=level.amount,
            income=earned.name,
            earned=earned.amount,
            gap=level.amount.apart(earned.amount),
        ),
        help=_("核对按级次划分的各行金额，使合计与收入来源相等"),
        subject=level.name.removesuffix("合计"),
        related=((earned.at, _("{name} {amount} 万元", name=earned.name, amount=earned.amount)),),
        origins=(level, earned),
    )
