"""Q021: a target can fail; ≥0 and, of a share, ≤100 % cannot."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from shenbao.checks.columns import wrong_values
from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import _
from shenbao.model.declaration import Declaration
from shenbao.model.direction import against
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.naming import percent_aside
from shenbao.model.satisfaction import bare

_ENDS = ("0", "100")
_FLOOR = _("写出至少要达到的数；要求一件也不发生的，写 =0")
_CAP = _("写出比 100% 低的上限；要求越高越好的，改用 ≥")


@check("Q021", WARNING, whole=False, apart=True)
def a_target_can_fail(d: Declaration) -> Iterator[Problem]:
    """指标值应有可能达不到。"""
    for target in d.indicators:
        if not (target.annual.digits.startswith(_ENDS) or target.period.digits.startswith(_ENDS)):
            continue
        for at, value, related in wrong_values(d.form, target, partial(_cannot_fail, d.form, target.name)):
            yield Problem(
                at=at,
                says=_("“{name}”的指标值 {value} 怎样都能达到", name=target.name, value=value.printed),
                help=_FLOOR if value.operator == "≥" else _CAP,
                subject=target.name,
                related=related,
            )


def _cannot_fail(form: Form, name: str, value: Value) -> bool:
    """Say whether every result meets `value`: a floor of nothing, or a cap of the whole on what is a share."""
    if value.operator not in ("≥", "≤") or value.number not in (0, 100) or _may_pass(form, name):
        return False
    if against(form, name, value):  # T012 says that it runs the wrong way
        return False
    if value.operator == "≥":
        return value.number == 0
    percent = value.unit == "%" or (not value.unit and bool(percent_aside(name)))
    return percent and value.number == 100 and bool(form.words["whole_share_endings"].at_end(bare(name)))


def _may_pass(form: Form, name: str) -> bool:
    """Say whether what `name` measures may lie below 0 or above 100 %."""
    return bool(form.words["may_pass_the_ends"].within(name))
