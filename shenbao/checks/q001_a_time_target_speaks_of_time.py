"""Q001: a target of time speaks of time; what only counts belongs to the quantities."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import Message, _
from shenbao.model.coverage import measures
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.indicator import Kind, Value
from shenbao.model.naming import counts, measure, plain, thing
from shenbao.model.placing import tree
from shenbao.model.unit import unit_of


@check("Q001", WARNING, whole=False)
def a_time_target_speaks_of_time(d: Declaration) -> Iterator[Problem]:
    """时效指标应反映时间，只计数量的不放在这里。"""
    parts = tree(d.form)
    if not parts.quantity:
        return
    strays, kept = _sorted(d.form, [target for target in d.indicators if target.category in parts.time])
    for target in strays:
        yield Problem(
            at=target.at / "category",
            says=_("“{name}”只反映数量，放在了{category}", name=target.name, category=target.category),
            help=_move(d, target, parts.quantity[0], emptied=d.whole and target.category not in kept),
            subject=target.name,
        )


def _sorted(form: Form, targets: list[Target]) -> tuple[list[Target], set[str]]:
    """Return those of `targets` that only count, and the categories that hold something when they are gone."""
    strays, kept = [], set()
    for target in targets:
        if _only_counts(form, target):
            strays.append(target)
        elif measures(form, target):
            kept.add(target.category)
    return strays, kept


def _move(d: Declaration, target: Target, quantity: str, *, emptied: bool) -> Message:
    """Return where to, and a row of time to write instead; `emptied` where none is left without it."""
    ready = d.form.words["done_words"].without(thing(d.form, target.name)) or "××"
    if emptied:
        return _(
            "移到{quantity}；{time}另设一行，如“{ready}完成时间”写“××月底前”，否则{time}为空",
            quantity=quantity,
            time=target.category,
            ready=ready,
        )
    return _("移到{quantity}；要反映时间的，如“{ready}完成时间”写“××月底前”", quantity=quantity, ready=ready)


def _only_counts(form: Form, target: Target) -> bool:
    """Say whether `target` counts something, and neither its name nor its values speak of time."""
    if not _counted(form, target) or form.words["time_words"].within(plain(target.name)):
        return False
    return not any(_of_time(form, value) for _key, value in target.values)


def _counted(form: Form, target: Target) -> bool:
    """Say whether the name is one of a count: by its last measure noun, or by 数 with a unit of counts."""
    if counts(form, target.name):
        return True
    if measure(form, target.name) not in form.words["bare_counts"]:
        return False
    return any(unit_of(form, value.unit).name in form.words["counting_units"] for _key, value in target.values)


def _of_time(form: Form, value: Value) -> bool:
    """Say whether `value` is a day, a stretch of days, or so many minutes, or says 按时 in words."""
    words = form.words
    if value.kind in (Kind.DATE, Kind.RANGE):
        return not words["counting_units"].at_end(value.text)
    return unit_of(form, value.unit).name.partition("/")[0] in words["time_units"] or bool(
        words["time_words"].within(value.text)
    )
