"""T002: a number says whether it is a floor, a cap or exact."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from shenbao.checks.columns import wrong_values
from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import _
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.indicator import Kind, Value
from shenbao.model.intended import intended
from shenbao.model.naming import ends_in
from shenbao.model.unreal import unreal


@check("T002", WARNING, whole=False, apart=True)
def a_number_has_an_operator(d: Declaration) -> Iterator[Problem]:
    """数值前应有 ≥、≤ 或 =。"""
    for target in d.indicators:
        for at, value, related in wrong_values(d.form, target, partial(_bare, d.form, target)):
            yield Problem(
                at=at,
                says=_("“{name}”的指标值 {value} 没有写 ≥、≤ 或 =", name=target.name, value=value.printed),
                help=_("补 ≥、≤ 或 =：至少达到用 ≥，不得超过用 ≤，正好等于用 ="),
                subject=target.name,
                related=related,
            )
        if target.period.kind is Kind.WORDS or target.annual.kind is Kind.WORDS:
            yield from _misplaced(d.form, target)


def _misplaced(form: Form, target: Target) -> Iterator[Problem]:
    """Yield the value of `target` that is no number only because its sign stands elsewhere, or its number in words."""
    for at, value, related in wrong_values(form, target, lambda one: bool(_meant(form, one))):
        yield Problem(
            at=at,
            says=_("“{name}”的指标值“{value}”没有写成符号加数字的样子", name=target.name, value=value.printed),
            help=_("改成 {value}：≥、≤ 或 = 写在最前面，后面是数字和单位", value=_meant(form, value)),
            subject=target.name,
            related=related,
        )


def _meant(form: Form, value: Value) -> str:
    return intended(form, value.text) if value.kind is Kind.WORDS else ""


def _bare(form: Form, target: Target, value: Value) -> bool:
    """Say whether `value` is a number without operator. A grade (3级, 4A级) is complete, unless it is counted."""
    if value.number is None or value.operator or unreal(value.text):  # 13月底前 is C005's
        return False
    return value.unit not in form.words["grade_units"] or ends_in(target.name, form.words["count_endings"])
