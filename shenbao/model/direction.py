"""Which way an indicator is meant to go, where its name leaves no doubt: complaints down, satisfaction up.

Doubt silences: a name that turns the measure round (降低差错率, 无事故率), one about dealing with what is bad
(受理投诉率), and a value in a unit that the measure is not counted in (响应时间 ≥95%).
"""

from __future__ import annotations

from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.naming import stem
from shenbao.model.unit import unit_of
from shenbao.model.wording import Words


def against(form: Form, name: str, value: Value) -> str:
    """Return the operator that `name` calls for where `value` has the opposite one; empty where all is well or in
    doubt."""
    if value.operator in ("≥", ">"):
        return "≤" if _falls(form, stem(name), value.unit) else ""
    if value.operator in ("≤", "<"):
        return "≥" if _rises(form, stem(name), value.unit) else ""
    return ""


def _falls(form: Form, bare: str, of: str) -> bool:
    """Say whether less is better of what `bare` names, counted in the unit `of`."""
    words = form.words
    if rate := words["falling_rates"].at_end(bare):
        rest = bare.removesuffix(rate)
        return _counted_in(form, words["share_units"], of) and not (
            _turned(form, rest) or words["dealing_words"].within(rest)
        )
    if time := words["falling_times"].at_end(bare):
        return _counted_in(form, words["duration_units"], of) and not _turned(form, bare.removesuffix(time))
    if cost := words["falling_costs"].at_end(bare):
        return _counted_in(form, words["money_units"], of) and not _turned(form, bare.removesuffix(cost))
    return False


def _rises(form: Form, bare: str, of: str) -> bool:
    """Say whether more is better of what `bare` names, counted in the unit `of`."""
    share = form.words["rising_shares"].at_end(bare)
    return (
        bool(share) and _counted_in(form, form.words["share_units"], of) and not _turned(form, bare.removesuffix(share))
    )


def _turned(form: Form, rest: str) -> bool:
    """Say whether something before the measure noun turns it round: 无, 未, 降低 …, but not 无 in 无障碍."""
    return bool(form.words["turning_words"].within(form.words["not_turning"].without(rest)))


def _counted_in(form: Form, units: Words, of: str) -> bool:
    """Say whether the unit `of` is one of `units`, multipliers and what stands behind a stroke left aside, or none."""
    return unit_of(form, of).name.partition("/")[0].removeprefix("个") in ("", *units)
