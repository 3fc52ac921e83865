"""Q012: within a category no name is inside another or nearly the same: what both count may count twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from shenbao.checks.categories import by_category, in_file_order
from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.naming import measure, plain, thing
from shenbao.model.overlap import holders, numbers, undigited, unsigned
from shenbao.model.unit import unit_of

_SAME = _("名称几乎相同")
_HOLDS = _("包含这个名称")
_TELL_APART = _("重复的删去一个；不重复的，在名称里写明各自指什么")


@check("Q012", NOTICE)
def names_do_not_overlap(d: Declaration) -> Iterator[Problem]:
    """同一类别里的名称不应互相包含或几乎相同：可能重复计数。"""
    for targets in by_category(in_file_order(d)).values():
        rows = list(_first(plain, targets).values())  # T003 has those of one name
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
                says = _("“{name}”和“{other}”几乎相同，可能重复", name=target.name, other=first.name)
                yield _problem(target, says, _TELL_APART, [first], _SAME)
        else:
            says = _("“{name}”等 {n} 个名称几乎相同，可能重复", name=first.name, n=1 + len(later))
            yield _problem(later[0], says, _TELL_APART, [first], _SAME)


def _alike(form: Form, targets: Iterable[Target]) -> Iterator[list[Target]]:
    """Yield targets whose names differ in signs and digits alone, the first of the files first."""
    groups: dict[str, list[Target]] = defaultdict(list)
    for target in targets:
        groups[undigited(unsigned(target.name))].append(target)
    for key, group in groups.items():
        if key and len(group) > 1:
            apart: dict[tuple[str, ...], list[Target]] = defaultdict(list)
            for target in group:
                apart[_numbers(form, target.name)].append(target)
            yield from (alike for alike in apart.values() if len(alike) > 1)


def _numbers(form: Form, name: str) -> tuple[str, ...]:
    return numbers(name, form.words["told_apart_before"], form.words["told_apart_behind"])


def _inside(form: Form, targets: Iterable[Target]) -> Iterator[Problem]:
    """Yield a problem for each name that stands inside others."""
    named = _first(unsigned, targets)
    found = holders(named, partial(_overlap, form, named))
    for inner, outer in found.items():
        target, others = named[inner], [named[name] for name in outer]
        says = _("“{name}”也在“{other}”里面，可能重复计数", name=target.name, other=others[0].name)
        if len(others) > 1:
            says = _("“{name}”也在“{other}”等名称里面，可能重复计数", name=target.name, other=others[0].name)
        act = _("重复的删去一个；不重复的，在名称里写明区别，如“××{name}”", name=target.name)
        yield _problem(target, says, act, others, _HOLDS)


def _first(key: Callable[[str], str], targets: Iterable[Target]) -> dict[str, Target]:
    """Return the first target of each name, as `key` writes names."""
    found: dict[str, Target] = {}
    for target in targets:
        found.setdefault(key(target.name), target)
    return found


def _problem(target: Target, says: Message, act: Message, others: Iterable[Target], why: Message) -> Problem:
    return Problem(
        at=target.at / "name",
        says=says,
        help=act,
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
    if words["per_one_words"].within(before) or undigited(inner) == undigited(outer):
        return False
    return bool(thing(form, inner)) and _one_measure(form, one, other)


def _one_measure(form: Form, one: Target, other: Target) -> bool:
    """Say whether both targets count one kind of thing, or measure the same; a count beside its rate does not."""
    nouns = {measure(form, target.name) for target in (one, other)}
    if any(noun and noun not in form.words["count_endings"] for noun in nouns):
        return len(nouns) == 1
    if len(nouns) == 1 and nouns <= {line.split()[0] for line in form.words["fitting_units"]}:
        return True  # 次数 says what is counted, whatever the units
    return len({_unit(form, target) for target in (one, other)} - {""}) < 2


def _unit(form: Form, target: Target) -> str:
    return unit_of(form, target.annual.unit or target.period.unit).name
