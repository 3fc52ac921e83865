"""Q014: satisfaction says whose it is."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import _
from shenbao.model.coverage import measures
from shenbao.model.declaration import Declaration
from shenbao.model.satisfaction import asks, backwards, says_whose


@check("Q014", WARNING, whole=False, apart=True)
def satisfaction_says_whose_it_is(d: Declaration) -> Iterator[Problem]:
    """满意度应写明是谁的。"""
    for target in d.indicators:
        if target.respondents or not asks(d.form, target.name) or backwards(d.form, target.name):
            continue
        if measures(d.form, target) and not says_whose(d.form, target.name):
            yield Problem(
                at=target.at / "name",
                says=_("“{name}”没有说明是谁的满意度", name=target.name),
                help=_("加一行服务对象（respondents），写调查哪些人；或把他们写进名称，如“参训教师满意度”"),
                subject=target.name,
            )
