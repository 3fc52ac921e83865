"""Whether a name says what its number is a number of (宣传推介活动 ≥14次 does not).

What is missing is read off the unit (14次: 次数). A unit that the list does not know says enough by itself (55分贝).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from shenbao.model.declaration import Target
from shenbao.model.form import Form
from shenbao.model.indicator import Kind, Value
from shenbao.model.naming import measured, stem
from shenbao.model.placing import Tree, aim, capped
from shenbao.model.unit import unit_of
from shenbao.model.wording import Words


def unmeasured(form: Form, parts: Tree, target: Target) -> Value | None:
    """Return the value of `target` that is a number of nothing named; None where the name, or the unit, says it."""
    value = _number(target)
    if value is None or measured(form, target.name) or _says_enough(form, parts, target, value):
        return None
    unit = unit_of(form, value.unit).name
    return value if unit in ("", "%") or unit in nouns(form) else None


def nouns(form: Form) -> Mapping[str, str]:
    """Return each unit with the measure noun that a name takes for it."""
    return _nouns(form.words["unit_measures"])


@cache
def _nouns(lists: Words) -> Mapping[str, str]:
    lines = [line.split() for line in lists]
    return {unit: line[0] for line in lines for unit in line[1:]}


def _number(target: Target) -> Value | None:
    """Return the value of `target` that is a number other than 0, the year's first; a grade (3级) is none."""
    for value in (target.annual, target.period):
        if value.kind is Kind.NUMBER and value.number:
            return value
    return None


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
