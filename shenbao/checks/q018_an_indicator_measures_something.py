"""Q018: an indicator measures something; one that says 无 stands for none."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.columns import beside
from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import _
from shenbao.model.coverage import measures
from shenbao.model.declaration import Declaration
from shenbao.model.naming import plain


@check("Q018", WARNING, whole=False, apart=True)
def an_indicator_measures_something(d: Declaration) -> Iterator[Problem]:
    """指标应当量出一点什么；“无”“不涉及”“/”不是指标。"""
    for target in d.indicators:
        if measures(d.form, target):
            continue
        given = [key for key, value in target.values if value]
        in_name = plain(target.name) in d.form.words["nothing_words"]
        if not (in_name or given):
            continue  # nothing is written at all: T011
        says = _("{category}里写了“{name}”，等于没有指标", category=target.category, name=target.name)
        if not in_name:
            value = dict(target.values)[given[-1]].printed
            says = _("“{name}”的指标值写了“{value}”，等于没有指标", name=target.name, value=value)
        yield Problem(
            at=target.at / ("name" if in_name else given[-1]),
            says=says,
            help=_("没有这类指标就删去这一行，表上照样印出这一类；有就写出名称和指标值"),
            subject=target.name,
            related=() if in_name else tuple(beside(d.form, target, key) for key in given[:-1]),
        )
