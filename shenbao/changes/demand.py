"""Whether a target's new value demands more or less than its old one.

The operator says which way is more: of ≥ a higher number, of ≤ a lower one. Where neither value has one, the name must
say which way the number is meant to go (满意度 up, 投诉率 down).
"""

from __future__ import annotations

from decimal import Decimal

from shenbao.changes.record import Amounts, Demand, ValueChange
from shenbao.model import direction
from shenbao.model.form import Form
from shenbao.model.indicator import Kind, Value
from shenbao.model.naming import percent_aside
from shenbao.model.unit import Unit, unit_of

_UP, _DOWN = ("≥", ">"), ("≤", "<")


def change(form: Form, name: str, key: str, old: Value, new: Value) -> ValueChange | None:
    """Return what became of the column `key` of the target called `name`; None where it prints the same."""
    if old.printed == new.printed:
        return None
    if old.kind is Kind.NUMBER and new.kind is Kind.NUMBER:
        return _numbers(form, name, key, old, new)
    if old.kind is Kind.DATE and new.kind is Kind.DATE:
        return ValueChange(key, old, new, _dates(old, new))
    alike = old.kind is new.kind
    return ValueChange(key, old, new, Demand.UNCLEAR if alike else Demand.INCOMPARABLE)


def _numbers(form: Form, name: str, key: str, old: Value, new: Value) -> ValueChange:
    was, now = (unit_of(form, value.unit or ("%" if percent_aside(name) else "")) for value in (old, new))
    if was.name != now.name:
        return ValueChange(key, old, new, Demand.INCOMPARABLE)
    before, after = _counted(old, was), _counted(new, now)
    amounts = Amounts(old.number, new.number) if was.times == now.times else Amounts(before, after)
    if before == after:
        return ValueChange(key, old, new, _of_operators(old, new), amounts)
    return ValueChange(key, old, new, _demand(form, name, old, new, rises=after > before), amounts)


def _counted(value: Value, of: Unit) -> Decimal:
    return of.count(value.number or Decimal(0))


def _demand(form: Form, name: str, old: Value, new: Value, *, rises: bool) -> Demand:
    """Return what became of the demand where the number rose or fell."""
    operators = {old.operator, new.operator}
    up, down = not operators.isdisjoint(_UP), not operators.isdisjoint(_DOWN)
    if up and down:
        return Demand.INCOMPARABLE  # a floor that became a cap, or the other way round
    if up or down:
        return _stronger(rises is up)
    return _by_name(form, name, new, rises=rises)


def _by_name(form: Form, name: str, value: Value, *, rises: bool) -> Demand:
    """Return what became of a number without an operator, by which way `name` says that it is meant to go."""
    if direction.against(form, name, Value(value.text, value.kind, "≤", value.digits, value.unit)) == "≥":
        return _stronger(rises)
    if direction.against(form, name, Value(value.text, value.kind, "≥", value.digits, value.unit)) == "≤":
        return _stronger(not rises)
    return Demand.UNCLEAR


def _of_operators(old: Value, new: Value) -> Demand:
    """Return what became of the demand where only the operator changed."""
    allowed = {"≥": {">", "="}, "≤": {"<", "="}}
    before, after = old.operator or "=", new.operator or "="
    if after in allowed.get(before, ()):
        return Demand.STRONGER
    if before in allowed.get(after, ()):
        return Demand.WEAKER
    return Demand.UNCLEAR if before == after else Demand.INCOMPARABLE


def _dates(old: Value, new: Value) -> Demand:
    """Return what became of a date: within one year an earlier one is stronger."""
    was, now = old.days, new.days
    if not was or not now or was.year != now.year or was.last == now.last or was.last.year != now.last.year:
        return Demand.UNCLEAR
    return _stronger(now.last < was.last)


def _stronger(yes: bool) -> Demand:
    return Demand.STRONGER if yes else Demand.WEAKER
