"""Q002: what says whether something is in time is a target of time."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import Message, _
from shenbao.model.declaration import Declaration, Target
from shenbao.model.indicator import Kind
from shenbao.model.naming import stem
from shenbao.model.placing import strayed_timeliness, tree


@check("Q002", WARNING, whole=False, apart=True)
def timeliness_is_a_time_target(d: Declaration) -> Iterator[Problem]:
    """反映及时、按时、完成时间的，应放在时效指标。"""
    parts = tree(d.form)
    for target in d.indicators:
        if word := strayed_timeliness(d.form, parts, target):
            yield Problem(
                at=target.at / "category",
                says=_(
                    "“{name}”反映的是时间（“{word}”），放在了{category}",
                    name=target.name,
                    word=word,
                    category=target.category,
                ),
                help=_move(target, word, parts.time[0]),
                subject=target.name,
            )


def _move(target: Target, word: str, time: str) -> Message:
    """Return where to, and where the value is only words, what to measure instead."""
    if not all(value.kind is Kind.WORDS for _key, value in target.values):
        return _("移到{time}", time=time)
    ready = stem(target.name).partition(word)[0] or "××"
    return _("移到{time}，写成“{ready}及时率”或“{ready}完成时间”", time=time, ready=ready)
