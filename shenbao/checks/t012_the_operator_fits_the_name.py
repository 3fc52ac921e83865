"""T012: the operator goes the way that the name goes: complaints are capped, satisfaction has a floor.

An error, so only where there is no doubt; `model/direction.py` says when there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from shenbao.checks.columns import wrong_values
from shenbao.checks.rule import Problem, check
from shenbao.message import Message, _
from shenbao.model.declaration import Declaration
from shenbao.model.direction import against
from shenbao.model.form import Form
from shenbao.model.indicator import Value

_SAYS = {
    "≤": _("“{name}”越低越好，指标值 {value} 写的却是不低于"),
    "≥": _("“{name}”越高越好，指标值 {value} 写的却是不高于"),
}
_HELP = {
    "≤": _("反向指标用 ≤；量的其实是处理或改善的，在名称里写明，如“投诉处理率”"),
    "≥": _("正向指标用 ≥；量的其实是不好的一面，在名称里写明，如“不合格率”"),
}


@check("T012", whole=False, apart=True)
def the_operator_fits_the_name(d: Declaration) -> Iterator[Problem]:
    """越低越好的指标应用 ≤，越高越好的指标应用 ≥。"""
    for target in d.indicators:
        year, whole = target.annual, target.period
        if not _wrong(d.form, target.name, year) and (whole is year or not _wrong(d.form, target.name, whole)):
            continue  # nearly all: equal values are one and the same
        for at, value, related in wrong_values(d.form, target, partial(_wrong, d.form, target.name)):
            sign = against(d.form, target.name, value)
            yield Problem(
                at=at,
                says=Message(_SAYS[sign].text, (("name", target.name), ("value", value.printed))),
                help=_HELP[sign],
                subject=target.name,
                related=related,
            )


def _wrong(form: Form, name: str, value: Value) -> bool:
    return bool(against(form, name, value))
