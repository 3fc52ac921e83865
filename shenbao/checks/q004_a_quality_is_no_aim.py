"""Q004: a target of quality names what is measured, not what is wished for."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import _
from shenbao.model.declaration import Declaration
from shenbao.model.naming import opening
from shenbao.model.placing import aim, tree


@check("Q004", WARNING, whole=False, apart=True)
def a_quality_is_no_aim(d: Declaration) -> Iterator[Problem]:
    """质量指标应写量什么，不写要提升、完善什么。"""
    parts = tree(d.form)
    for target in d.indicators:
        verb = aim(d.form, target) if target.category in parts.quality else ""
        if verb:
            ready = opening(d.form, target.name).removeprefix(verb) or "××"
            yield Problem(
                at=target.at / "name",
                says=_("“{name}”以“{verb}”开头，是要达到的目的，没有写量什么", name=target.name, verb=verb),
                help=_("去掉“{verb}”，写成可以量的，如“{ready}达标率”", verb=verb, ready=ready),
                subject=target.name,
            )
