"""T013: a number says what it is a number of."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.columns import wrong_values
from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import Message, _
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.naming import aside, ends_in, stem
from shenbao.model.unit import unit_of


@check("T013", WARNING, whole=False, apart=True)
def a_number_has_a_unit(d: Declaration) -> Iterator[Problem]:
    """数值后面应有单位；指数、容积率、pH 一类的除外。"""
    for target in d.indicators:
        if not (_bare(target.period) or _bare(target.annual)) or _needs_none(d.form, target.name):
            continue
        for at, value, related in wrong_values(d.form, target, _bare):
            yield Problem(
                at=at,
                says=_("“{name}”的指标值 {value} 没有写单位", name=target.name, value=value.printed),
                help=_mend(d.form, target),
                subject=target.name,
                related=related,
            )


def _bare(value: Value) -> bool:
    return bool(value.digits) and not value.unit


def _needs_none(form: Form, name: str) -> bool:
    """Say whether what `name` measures has no unit, or the name has it in a bracket at its end: 改造面积（平方米）."""
    if form.words["unitless_endings"].at_end(stem(name)):
        return True
    within = aside(name)
    one = unit_of(form, within.removeprefix(form.words["unit_labels"].at_start(within))).name.partition("/")[0]
    return bool(one) and (one in form.words["counting_units"] or one in form.words["bracket_units"])


def _mend(form: Form, target: Target) -> Message:
    """Return what to add: the other column's unit where it has one, else the kind of unit that the name asks for."""
    if other := target.period.unit or target.annual.unit:
        return _("补上单位，与另一列的“{unit}”一致", unit=other)
    if ends_in(target.name, (*form.words["share_endings"], *form.words["rate_name_endings"])):
        return _("补上单位，如“%”")
    return _("补上单位，如“次”“人”“万元”")
