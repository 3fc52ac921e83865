"""T010: both values of a target are counted in one unit."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.columns import beside
from shenbao.checks.rule import Problem, check
from shenbao.message import _
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.unit import unit_of


@check("T010", whole=False, apart=True)
def both_values_have_one_unit(d: Declaration) -> Iterator[Problem]:
    """实施周期指标值和年度指标值应用同一个单位。"""
    columns = dict(d.form.columns)
    if len(columns) < 2:
        return
    for target in d.indicators:
        if _differ(d.form, target):
            yield Problem(
                at=target.at / "annual",
                says=_(
                    "“{name}”的{year}用“{annual}”，{whole}用“{period}”",
                    name=target.name,
                    year=columns["annual"],
                    whole=columns["period"],
                    annual=target.annual.unit,
                    period=target.period.unit,
                ),
                help=_("两列改用同一个单位"),
                subject=target.name,
                related=(beside(d.form, target, "period"),),
            )


def _differ(form: Form, target: Target) -> bool:
    annual, period = target.annual.unit, target.period.unit
    if not annual or not period or annual == period:
        return False
    return unit_of(form, annual).name != unit_of(form, period).name
