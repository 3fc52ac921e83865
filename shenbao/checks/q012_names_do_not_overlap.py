"""Q012: within a category no name is inside another or nearly the same: what both count may count twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from shenbao.checks.categories import by_category
from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE
from shenbao.message import Message, _
from shenbao.model import unit
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.naming import counts, measure, plain, thing
from shenbao.model.overlap import bare, holders, same

_SAME = _("名称几乎相同")
_HOLDS = _("包含这个名称")


@check("Q012", NOTICE)
def names_do_not_overlap(d: Declaration) -> Iterator[Problem]:
    """同一类别里的名称不应互相包含或几乎相同：可能重复计数。"""
    for targets in by_category(d).values():
        rows = list({plain(target.name): target for target in reversed(targets)}.values())[::-1]  # T003 has the rest
        told: set[Address] = set()
        for problem in _nearly_the_same(d.form, rows):
            told.add(problem.at)
            yield problem
        yield from (problem for problem in _inside(d.form, rows) if problem.at not in told)


def _nearly_the_same(form: Form, targets: Iterable[Target]) -> Iterator[Problem]:
    """Yield a problem for each later one of names that are alike, one for all where they are many."""
    for first, *later in _alike(form, targets):
        if len(later) < form.thresholds["alike_names"]:
            for target in later:
                says = _("“{name}”和“{other}”几乎相同，可能重复计数", name=target.name, other=first.name)
                yield _problem(target, says, [first], _SAME)
        else:
            says = _("“{name}”等 {n} 个名称几乎相同，可能重复计数", name=first.name, n=1 + len(later))
            yield _problem(later[0], says, [first], _SAME)


def _alike(form: Form, targets: Iterable[Target]) -> Iterator[list[Target]]:
    """Yield targets whose names differ in signs and digits alone, the first of the files first."""
    groups: dict[str, list[Target]] = defaultdict(list)
    for target in targets:
        groups[same(target.name)].append(target)
    for key, group in groups.items():
        if key and len(group) > 1:
            apart: dict[tuple[str, ...], list[Target]] = defaultdict(list)
            for target in group:
                apart[_contrasts(form, target.name)].append(target)
            yield from (alike for alike in apart.values() if len(alike) > 1)


def _contrasts(form: Form, name: str) -> tuple[str, ...]:
    """Return what tells `name` from others like it: PM2.5, 第2批, 3级."""
    return tuple(found[0] for found in form.words["contrasts"].all_within(plain(name)))


def _inside(form: Form, targets: Iterable[Target]) -> Iterator[Problem]:
    """Yield a problem for each name that stands inside others."""
    named = {bare(target.name): target for target in reversed(list(targets))}
    found = holders(list(reversed(named)), partial(_overlap, form, named))
    for inner, outer in found.items():
        target, others = named[inner], [named[name] for name in outer]
        says = _("“{name}”也在“{other}”里面，可能重复计数", name=target.name, other=others[0].name)
        yield _problem(target, says, others, _HOLDS)


def _problem(target: Target, says: Message, others: Iterable[Target], why: Message) -> Problem:
    return Problem(
        at=target.at / "name",
        says=says,
        help=_("重复的删去一个；各是各的，在名称里写明区别，如“其他××”"),
        subject=target.name,
        related=tuple((other.at / "name", why) for other in others),
    )


def _overlap(form: Form, named: Mapping[str, Target], inner: str, outer: str, start: int) -> bool:
    """Say whether what `outer` counts is a part of what `inner` counts, and not another thing or another measure."""
    one, other, words = named[inner], named[outer], form.words
    before = outer[:start]
    if start == 1 and outer.endswith(inner):
        return False  # a single character more is mostly another word: 电站, 充电站
    if before.endswith(words["changed_by"]) or before.startswith(words["another_measure"]):
        return False
    if words["per_one_words"].within(before) or same(one.name) == same(other.name):
        return False
    return bool(thing(form, one.name)) and _one_measure(form, one, other)


def _one_measure(form: Form, one: Target, other: Target) -> bool:
    """Say whether both targets count, or both measure the same; a count beside its rate does not overlap."""
    kinds = [counts(form, target.name) and "count" or measure(form, target.name) for target in (one, other)]
    if kinds[0] == kinds[1]:
        return True
    units = {_unit(form, target) for target in (one, other)} - {""}
    return set(kinds) == {"", "count"} and len(units) < 2


def _unit(form: Form, target: Target) -> str:
    text = target.annual.unit or target.period.unit
    return unit.read(text, form.words["unit_synonyms"], form.words["period_suffixes"]).name
