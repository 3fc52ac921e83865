"""Q008: where the value is a number, the name says what the number is of; `model/measuring.py` says when it does."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import Message, _
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.measuring import nouns, unmeasured
from shenbao.model.naming import stem
from shenbao.model.placing import tree
from shenbao.model.unit import unit_of


@check("Q008", WARNING, whole=False, apart=True)
def a_number_has_something_measured(d: Declaration) -> Iterator[Problem]:
    """指标值是数的，名称应写明量什么。"""
    parts = tree(d.form)
    for target in d.indicators:
        if value := unmeasured(d.form, parts, target):
            yield Problem(
                at=target.at / "name",
                says=_("“{name}”没有写明量什么，指标值却是 {value}", name=target.name, value=value.printed),
                help=_help(d.form, target, value),
                subject=target.name,
            )


def _help(form: Form, target: Target, value: Value) -> Message:
    """Return the name to write instead."""
    bare, unit = stem(target.name), unit_of(form, value.unit).name
    done = form.words["done_words"].at_start(bare)
    if unit == "%" and done:
        return _("改成“{ready}”", ready=f"{bare.removeprefix(done)}{done}率")
    if unit == "%":
        return _("在名称里写明是哪一种率，如“××完成率”“××覆盖率”“××满意度”")
    if not unit:
        return _("在名称里写明量什么，如“××数量”“××次数”“××率”")
    return _("改成“{ready}”", ready=_named(bare, nouns(form)[unit]))


def _named(bare: str, noun: str) -> str:
    """Return the name with its measure noun, no character said twice: 受益人 and 人数 make 受益人数."""
    if bare[-1] == noun[-1]:  # 活动次 and 场次 make 活动场次
        return bare[:-1] + noun
    return bare + (noun[1:] if noun[0] in bare[-2:] else noun)
