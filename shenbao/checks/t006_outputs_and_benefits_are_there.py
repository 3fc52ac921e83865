"""T006: a declaration has outputs and benefits, and outputs of number and of quality."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import ERROR, WARNING
from shenbao.message import _
from shenbao.model.coverage import filled, parts
from shenbao.model.declaration import Declaration


@check("T006", ERROR)
def outputs_and_benefits_are_there(d: Declaration) -> Iterator[Problem]:
    """应有产出指标和效益指标；产出指标原则上应有数量指标和质量指标。"""
    words, there, has = d.form.words, parts(d.form), filled(d)
    for name in words["required_groups"]:
        if name in there and name not in has:
            yield Problem(
                at=d.at,
                says=_("没有填写{name}", name=name),
                help=_("至少写一个{name}；“无”“不涉及”“/”不算指标", name=name),
                subject=name,
                severity=ERROR,
            )
    for name in words["required_categories"]:
        if name in there and name not in has and d.form.group(name) in has:
            yield Problem(
                at=d.at,
                says=_("{group}里没有{name}", group=d.form.group(name), name=name),
                help=_("原则上要有{name}；“无”“不涉及”“/”不算指标", name=name),
                subject=name,
                severity=WARNING,
            )
