"""Q008: where the value is a number, the name says what the number is of.

What is missing is read off the unit (14次: 次数). A unit that the list does not know says enough by itself (55分贝).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import Message, _
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.indicator import Kind, Value
from shenbao.model.naming import measured, stem
from shenbao.model.placing import Tree, aim, capped, tree, unit_of

Nouns = Mapping[str, str]
"""unit → the measure noun that a name takes for it"""


@check("Q008", WARNING, whole=False)
def a_number_has_something_measured(d: Declaration) -> Iterator[Problem]:
    """指标值是数的，名称应写明量什么。"""
    parts, nouns = tree(d.form), _nouns(d.form)
    for target in d.indicators:
        value = _number(target)
        if value is None or measured(d.form, target.name) or _says_enough(d.form, parts, target, value):
            continue
        if help := _help(d.form, nouns, target, value):
            yield Problem(
                at=target.at / "name",
                says=_("“{name}”没有写明量什么，指标值却是 {value}", name=target.name, value=value.printed),
                help=help,
                subject=target.name,
            )


def _number(target: Target) -> Value | None:
    """Return the value of `target` that is a number other than 0, the year's before the period's."""
    for value in (target.annual, target.period):
        if value.kind is Kind.NUMBER and value.number:
            return value
    return None


def _nouns(form: Form) -> Nouns:
    lines = [line.split() for line in form.words["unit_measures"]]
    return {unit: line[0] for line in lines for unit in line[1:]}


def _says_enough(form: Form, parts: Tree, target: Target, value: Value) -> bool:
    """Say whether no measure noun is wanted: PM2.5, a cost, a change, an effect, what must not happen, or Q004's."""
    words, bare = form.words, stem(target.name)
    if target.category in parts.cost or bare in words["nothing_words"] or bare[-1:].isascii():
        return True
    if words["change_endings"].at_end(bare) or (capped(target) and words["harm_words"].within(bare)):
        return True
    if value.unit == "%" and words["percent_endings"].at_end(bare):
        return True
    if target.category in parts.effect and words["effect_words"].within(bare):
        return True
    return target.category in parts.quality and bool(aim(form, target))


def _help(form: Form, nouns: Nouns, target: Target, value: Value) -> Message | None:
    """Return the name to write instead; None where the unit says what is measured."""
    bare, unit = stem(target.name), unit_of(form, value).name
    done = form.words["done_words"].at_start(bare)
    if unit == "%" and done:
        return _("改成“{ready}”", ready=f"{bare.removeprefix(done)}{done}率")
    if unit == "%":
        return _("在名称里写明是哪一种率，如“××完成率”“××覆盖率”“××满意度”")
    if not unit:
        return _("在名称里写明量什么，如“××数量”“××次数”“××率”")
    return _("改成“{ready}”", ready=_named(bare, nouns[unit])) if unit in nouns else None


def _named(bare: str, noun: str) -> str:
    """Return the name with its measure noun, no character said twice: 受益人 and 人数 make 受益人数."""
    return bare + (noun[1:] if noun[0] in bare[-2:] else noun)
