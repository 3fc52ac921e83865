"""C004: every name in `order` is that of a target in its category; another would be passed over in silence.

A declaration may have thousands of targets: a name is held only against those that begin or end alike, and few of them.
And an order may have lost thousands of names: the first are likened, for the others that hint is not worth its time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import Message, _
from shenbao.model.coverage import meant
from shenbao.model.declaration import Declaration
from shenbao.model.naming import plain
from shenbao.model.unit_in_name import unit_again, without
from shenbao.vocabulary import nearest

_NAME_FIRST = _("顺序里的写法不用改：去掉指标名称后面括号里的单位，两处就一样了")
_EDGE = 2  # characters at which names that may be meant begin or end alike
_MOST = 20  # names that one is held against
_LIKENED = 50  # lost names that others are likened to


@check("C004", WARNING)
def the_order_names_what_is_there(d: Declaration) -> Iterator[Problem]:
    """指标顺序里列出的应是该类别里有的指标。"""
    names: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for target in d.indicators if d.order else ():
        names[target.category][target.name] = None
    likened = 0
    elsewhere = {name: category for category, of in names.items() for name in of}
    for category, listed in d.order.items():
        at = d.at / "order" / category
        if category not in d.form.categories and category not in names:
            yield _no_category(d, category)
            continue
        lost = [(n, name) for n, name in enumerate(listed) if name not in names[category]]
        known, bare = (_edges(names[category]), _bare(d, category)) if lost else ({}, frozenset())
        for n, name in lost:
            near = _alike(name, known) or (_nearest(name, known) if likened < _LIKENED else "")
            likened += 1
            yield Problem(
                at=at / n,
                says=_("指标顺序里的“{name}”不是{category}里的指标", name=name, category=category),
                help=_NAME_FIRST if name in bare else _mend(near, elsewhere.get(name, "")),
                subject=name,
            )


def _bare(d: Declaration, category: str) -> frozenset[str]:
    """Return the names of `category` as they will be when Q010 is heeded."""
    if "Q010" in d.form.switched_off:
        return frozenset()
    with_unit = ((target, unit_again(d.form, target)) for target in d.indicators if target.category == category)
    return frozenset(without(target.name, bracket) for target, bracket in with_unit if bracket)


def _no_category(d: Declaration, category: str) -> Problem:
    near = meant(d.form, category)
    return Problem(
        at=d.at / "order" / category,
        says=_("指标顺序里的“{category}”不是本表的二级指标", category=category),
        help=_("改成“{near}”", near=near) if near else _("写其中一个：{names}", names=d.form.categories),
        subject=category,
    )


def _mend(near: str, elsewhere: str) -> Message:
    if elsewhere:
        return _("它写在{category}里：移到那一类的顺序里，或删去", category=elsewhere)
    return _("改成“{near}”", near=near) if near else _("改成指标的名称，或删去")


def _edges(names: Iterable[str]) -> Mapping[str, list[str]]:
    """Return each of `names` under itself without spaces and widths, and some of them under how they begin and end."""
    known: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        bare = plain(name)
        known[bare] = [name]
        for edge in {bare[:_EDGE], bare[-_EDGE:]} - {bare}:
            if len(known[edge]) < _MOST:
                known[edge].append(name)
    return known


def _alike(name: str, known: Mapping[str, list[str]]) -> str:
    """Return the name that prints like `name`; empty where there is none."""
    return next(iter(known.get(plain(name), ())), "")


def _nearest(name: str, known: Mapping[str, list[str]]) -> str:
    """Return the name most like `name` among those of the same edges; empty where none is alike."""
    bare = plain(name)
    return nearest(name, [*known.get(bare[:_EDGE], ()), *known.get(bare[-_EDGE:], ())])
