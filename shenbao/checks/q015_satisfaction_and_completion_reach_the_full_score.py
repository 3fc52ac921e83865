"""Q015: satisfaction and completion are not set below what already gives the full score."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from shenbao.checks.columns import wrong_values
from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE
from shenbao.message import _
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.naming import percent_aside
from shenbao.model.satisfaction import asks, backwards, bare


@check("Q015", NOTICE, whole=False, apart=True)
def satisfaction_and_completion_reach_the_full_score(d: Declaration) -> Iterator[Problem]:
    """满意度和完成率一般不低于 90%。"""
    full = d.form.thresholds["full_score_from"]
    for target in d.indicators:
        if target.explain:  # the basis is stated
            continue
        completion = bool(d.form.words["completion_rates"].at_end(bare(target.name)))
        if not (completion or asks(d.form, target.name)) or backwards(d.form, target.name):
            continue
        low = partial(_low, full, bool(percent_aside(target.name)))
        if completion and not low(_whole(d.form, target)):
            continue  # of several years: the year's share is no shortfall
        for at, value, related in wrong_values(d.form, target, low):
            yield Problem(
                at=at,
                says=_("“{name}”的指标值 {value} 低于 {full}%", name=target.name, value=value.printed, full=full),
                help=_(
                    "满意度和完成率一般从 {full}% 起得满分：能做到的提高，做不到的在指标解释（explain）写依据",
                    full=full,
                ),
                subject=target.name,
                related=related,
            )


def _whole(form: Form, target: Target) -> Value:
    """Return the value of the whole period, or the only one that the form has."""
    return target.period if target.period and "period" in dict(form.columns) else target.annual


def _low(full: Decimal, in_name: bool, value: Value) -> bool:
    """Say whether `value` asks for a percentage below `full`; the sign may stand in the name instead."""
    percent = value.unit == "%" or (in_name and not value.unit)
    return percent and value.operator in ("≥", "=") and value.number is not None and value.number < full
