"""Q010: a unit stands at the value, not in the name as well."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE
from shenbao.message import _
from shenbao.model.declaration import Declaration
from shenbao.model.unit_in_name import unit_again, without


@check("Q010", NOTICE, whole=False, apart=True)
def the_unit_stands_once(d: Declaration) -> Iterator[Problem]:
    """名称后面的括号里不应再写一遍单位。"""
    for target in d.indicators:
        if bracket := unit_again(d.form, target):
            value = next(value for _key, value in target.values if value.unit)
            yield Problem(
                at=target.at / "name",
                says=_(
                    "“{name}”的“{bracket}”是单位，指标值 {value} 已经带了单位",
                    name=target.name,
                    bracket=bracket[0],
                    value=value.printed,
                ),
                help=_("名称改成“{name}”", name=without(target.name, bracket)),
                subject=target.name,
            )
