"""T005: a share of a whole lies between 0 and 100 %."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from shenbao.checks.columns import wrong_values
from shenbao.checks.rule import Problem, check
from shenbao.finding import ERROR, WARNING, Severity
from shenbao.message import _
from shenbao.model.declaration import Declaration
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.naming import ends_in, percent_aside

_HELP = {
    ERROR: _("核对数字和小数点"),
    WARNING: _("核对数字和小数点；可以超过 100% 的，在名称里写明，如“增长率”"),
}


@check("T005", ERROR, whole=False, apart=True)
def a_share_lies_within_0_and_100(d: Declaration) -> Iterator[Problem]:
    """百分比应在 0 到 100% 之间；增长率一类的除外。"""
    for target in d.indicators:
        severity = _severity(d.form, target.name)
        if severity is None:
            continue
        in_name = bool(percent_aside(target.name))
        for at, value, related in wrong_values(d.form, target, partial(_outside, in_name)):
            yield Problem(
                at=at,
                says=_("“{name}”的指标值 {value} 不在 0 到 100% 之间", name=target.name, value=value.printed),
                help=_HELP[severity],
                subject=target.name,
                severity=severity,
                related=related,
            )


def _severity(form: Form, name: str) -> Severity | None:
    """Return how bad a percentage outside the range is for `name`; None where it may lie outside."""
    if ends_in(name, form.words["beyond_100_endings"]):
        return None
    if ends_in(name, form.words["share_endings"]):
        return ERROR
    return WARNING if ends_in(name, form.words["rate_name_endings"]) else None


def _outside(in_name: bool, value: Value) -> bool:
    """Say whether `value` is a percentage below 0 or above 100; the sign may stand in the name instead."""
    percent = value.unit == "%" or (in_name and not value.unit)
    return percent and value.number is not None and not 0 <= value.number <= 100
