"""Q011: within a category, things of one kind are counted in one unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial, reduce
from typing import NamedTuple

from shenbao.checks.categories import by_category, in_file_order
from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE
from shenbao.message import Message, _
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.naming import matter
from shenbao.model.unit import unit_of
from shenbao.model.wording import Words

_SHOWN = 3  # names of a group that a message tells

Groups = Mapping[str, list[Target]]


class Kind(NamedTuple):
    """Things of one kind, and the units that people mix up for them."""

    units: tuple[str, ...]
    things: tuple[str, ...]


@check("Q011", NOTICE)
def like_things_have_one_unit(d: Declaration) -> Iterator[Problem]:
    """同一类别里同类的事应用同一个单位。"""
    for category, targets in by_category(in_file_order(d)).items():
        for groups in _kinds(d.form, targets):
            first, second, *_more = groups.values()
            yield Problem(
                at=second[0].at / _counted(second[0])[0],
                says=_(
                    "{category}里同类的事用了不同的单位：{groups}",
                    category=category,
                    groups=reduce(_and, map(_told, groups.values())),
                ),
                help=_("改用同一个单位，如都用“{unit}”", unit=_counted(max(first, second, key=len)[0])[1]),
                subject=category,
                related=tuple(
                    (group[0].at / _counted(group[0])[0], _told(group))
                    for group in groups.values()
                    if group is not second
                ),
            )


def _kinds(form: Form, targets: Iterable[Target]) -> Iterator[Groups]:
    """Yield the targets of each kind of things by unit, where they have more than one."""
    known = _read(form.words["like_things"])
    name_of = cache(partial(_name, form))
    kinds_of = cache(lambda name: tuple(kind for kind in known if name in kind.units))
    found: dict[Kind, dict[str, list[Target]]] = defaultdict(lambda: defaultdict(list))
    for target in targets:
        name = name_of(target.annual.unit or target.period.unit)
        kinds = kinds_of(name) if name else ()
        about = matter(form, target.name) if kinds else ""
        for kind in kinds:
            if about.endswith(kind.things):
                found[kind][name].append(target)
                break
    yield from (groups for groups in found.values() if len(groups) > 1)


def _name(form: Form, text: str) -> str:
    """Return the bare unit that `text` writes."""
    return unit_of(form, text).name


def _counted(target: Target) -> tuple[str, str]:
    """Return the unit of `target` behind the key of the value that has it, the year's before the period's."""
    return next(((key, value.unit) for key, value in reversed(target.values) if value.unit), ("annual", ""))


def _told(group: list[Target]) -> Message:
    """Return the names of `group` with the unit that they have."""
    names = tuple(_("“{name}”", name=target.name) for target in group[:_SHOWN])
    if len(group) > _SHOWN:
        return _("{names}等 {n} 个用“{unit}”", names=names, n=len(group), unit=_counted(group[0])[1])
    return _("{names}用“{unit}”", names=names, unit=_counted(group[0])[1])


def _and(one: Message, other: Message) -> Message:
    return _("{one}；{other}", one=one, other=other)


@cache
def _read(lines: Words) -> tuple[Kind, ...]:
    """Return the kinds that the lines write down, as `次 场：活动 会议`."""
    halves = (line.partition("：") for line in lines)
    return tuple(Kind(tuple(units.split()), tuple(things.split())) for units, _colon, things in halves)
