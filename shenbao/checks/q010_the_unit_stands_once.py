"""Q010: a unit stands at the value, not in the name as well."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE
from shenbao.message import _
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.naming import plain
from shenbao.model.unit import unit_of

_BRACKET = re.compile(r"[(（\[【〔](?P<within>[^()（）\[\]【】〔〕]{1,12})[)）\]】〕]")


@check("Q010", NOTICE, whole=False)
def the_unit_stands_once(d: Declaration) -> Iterator[Problem]:
    """名称后面的括号里不应再写一遍单位。"""
    for target in d.indicators:
        if bracket := _again(d.form, target):
            value = next(value for _key, value in target.values if value.unit)
            yield Problem(
                at=target.at / "name",
                says=_(
                    "“{name}”的“{bracket}”是单位，指标值 {value} 已经带了单位",
                    name=target.name,
                    bracket=bracket[0],
                    value=value.printed,
                ),
                help=_("名称改成“{name}”", name=target.name[: bracket.start()] + target.name[bracket.end() :]),
                subject=target.name,
            )


def _again(form: Form, target: Target) -> re.Match[str] | None:
    """Return the bracket in the name that holds nothing but the unit of a value."""
    for bracket in _BRACKET.finditer(target.name):
        within = plain(bracket["within"])
        named = unit_of(form, within.removeprefix(form.words["unit_labels"].at_start(within)))
        if any(value.unit and unit_of(form, plain(value.unit)) == named for _key, value in target.values):
            return bracket
    return None
