"""T007: a declaration has targets of time, cost and satisfaction.

A target under 时效指标 counts even where it says nothing of time: Q001 then moves it away and says what is left.
"""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import _
from shenbao.model.coverage import filled, parts
from shenbao.model.declaration import Declaration


@check("T007", WARNING)
def time_cost_and_satisfaction_are_there(d: Declaration) -> Iterator[Problem]:
    """宜有时效指标、成本指标和满意度指标。"""
    there, has = parts(d.form), filled(d)
    for name in d.form.words["recommended_parts"]:
        if name in there and name not in has:
            yield Problem(
                at=d.at,
                says=_("没有填写{name}", name=name),
                help=_("补一个{name}；确实不适用时写豁免和原因", name=name),
                subject=name,
            )
