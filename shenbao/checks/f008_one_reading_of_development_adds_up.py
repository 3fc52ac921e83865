"""F008: the sums hold under the reading of 事业发展性支出 that the form uses, not only under the other.

It stands in the place of F001 and F003: one cause, one finding. All it needs for that is the budget and the tasks that
could be read, so a broken task does not silence it: a task more can only take away room, and then F001 speaks.
"""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.message import Message, _
from shenbao.model import totals
from shenbao.model.declaration import Declaration
from shenbao.model.form import Development

_SAYS = {
    Development.MEMO: _("{name} {amount} 万元只有算作已含在{line}之内，金额才对得上；本表现在另外计入"),
    Development.ADDITIVE: _("{name} {amount} 万元只有在{line}之外另外计入，金额才对得上；本表现在算作已含在内"),
}


@check("F008", whole=False)
def one_reading_of_development_adds_up(d: Declaration) -> Iterator[Problem]:
    """收支和任务资金应在本表对事业发展性支出的算法下对得上。"""
    beside, line = totals.development(d), totals.project(d) or totals.spent(d)
    if not beside or not line or not totals.misread(d):
        return
    other = totals.other_reading(d)
    values = {"name": beside.name, "amount": beside.amount, "line": line.name.removesuffix("合计")}
    sums = (totals.spent(d, other), totals.earned(d))
    yield Problem(
        at=beside.at,
        says=Message(_SAYS[other].text, tuple(values.items())),
        help=_("问清当地口径：在 form.yaml 的 sums 里写 reading: {reading}，或改正金额", reading=other.value),
        subject=beside.name.removesuffix("合计"),
        origins=tuple(figure for figure in sums if figure),
    )
