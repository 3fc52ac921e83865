"""Q020: a cost target holds a price or a part of the costs, not once more the money that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import partial

from shenbao.checks.columns import wrong_values
from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import _
from shenbao.model import totals
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.money import Figure
from shenbao.model.naming import plain, stem
from shenbao.model.placing import costs
from shenbao.model.unit import unit_of

_HELP = _("改写单位成本（“单场活动成本 ≤×万元/场”）或分项成本控制数（“场地租金 ≤×万元”）")


@check("Q020", WARNING, whole=False)
def a_cost_target_says_more_than_the_funds(d: Declaration) -> Iterator[Problem]:
    """成本指标不应只重复任务资金，或只说控制在预算内。"""
    priced = costs(d.form)
    for task in d.tasks:
        for target in task.targets:
            if target.category in priced:
                yield from _problems(d.form, target, _by_amount((task.funds,)))
    held: dict[Decimal, Figure] | None = None
    for target in d.targets:
        if target.category in priced:
            held = _sums(d) if held is None else held
            yield from _problems(d.form, target, held)


def _sums(d: Declaration) -> dict[Decimal, Figure]:
    """Return the figures that a target of the whole department may repeat, by amount."""
    return _by_amount((*(task.funds for task in d.tasks), totals.project(d), totals.spent(d)))


def _by_amount(figures: Iterable[Figure | None]) -> dict[Decimal, Figure]:
    """Return the figures that are there and not zero, by amount."""
    return {figure.amount.value: figure for figure in figures if figure and figure.amount}


def _problems(form: Form, target: Target, held: dict[Decimal, Figure]) -> Iterator[Problem]:
    """Yield what is wrong with a target of cost, if anything, once."""
    priced = _is_price(form, target.name)
    for at, value, related in wrong_values(form, target, lambda value: not priced and _amount(form, value) in held):
        figure = held[_amount(form, value)]
        yield Problem(
            at=at,
            says=_(
                "“{name}”的指标值 {value} 只是重复{what} {funds} 万元",
                name=target.name,
                value=value.printed,
                what=figure.name,
                funds=figure.amount,
            ),
            help=_HELP,
            subject=target.name,
            related=(*related, (figure.at, _("{name} {amount} 万元", name=figure.name, amount=figure.amount))),
        )
        return
    yield from _within_budget(form, target)


def _within_budget(form: Form, target: Target) -> Iterator[Problem]:
    """Yield a target whose name or value only says that the budget will do."""
    says = _("“{name}”只说不超过预算，没有说成本是多少", name=target.name)
    if form.words["within_budget_words"].within(plain(target.name)):
        yield Problem(at=target.at / "name", says=says, help=_HELP, subject=target.name)
        return
    for at, _value, related in wrong_values(form, target, partial(_only_budget, form)):
        yield Problem(at=at, says=says, help=_HELP, subject=target.name, related=related)


def _only_budget(form: Form, value: Value) -> bool:
    if value.number is not None:
        return False
    text, words = plain(value.text), form.words
    return bool(words["within_budget_words"].within(text) or words["budget_itself"].within(text))


def _is_price(form: Form, name: str) -> bool:
    """Say whether `name` is a price or the cost of one thing: that may well be all the money (one machine)."""
    words, text = form.words, stem(name)
    return bool(words["unit_cost_words"].within(text) or any(word in text for word in words["per_one_words"]))


def _amount(form: Form, value: Value) -> Decimal:
    """Return the amount of money that `value` is, in 万元; -1 where it is none. 250万 and a bare 250 are 万元."""
    if value.number is None:
        value = Value.read(value.text.strip(" 。．"))
    if value.number is None:
        return Decimal(-1)
    kind = unit_of(form, value.unit)
    if kind.name not in ("", "元"):
        return Decimal(-1)
    return value.number if not value.unit else kind.count(value.number) / 10_000
