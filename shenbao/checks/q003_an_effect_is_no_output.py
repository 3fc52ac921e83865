"""Q003: a benefit is what came of the work; what was done, and how much of it, is an output."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE, WARNING, Severity
from shenbao.message import Message, _
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.naming import counts, ends_in, measured, opening, stem, thing
from shenbao.model.placing import Tree, capped, strayed_timeliness, tree


@check("Q003", WARNING, whole=False, apart=True)
def an_effect_is_no_output(d: Declaration) -> Iterator[Problem]:
    """效益指标应写带来的变化，不写做了什么、做完多少。"""
    parts = tree(d.form)
    for target in d.indicators:
        severity = _output(d.form, target) if target.category in parts.effect else None
        if severity is None or strayed_timeliness(d.form, parts, target):  # that is Q002's
            continue
        if place := _place(d.form, parts, target):
            yield Problem(
                at=target.at / "category",
                says=_says(target, severity),
                help=_help(target, place, severity),
                subject=target.name,
                severity=severity,
            )


def _output(form: Form, target: Target) -> Severity | None:
    """Return how surely `target` is an output; None where it may be an effect."""
    words, bare = form.words, stem(target.name)
    effect = words["effect_words"].within(bare)
    if words["completion_endings"].at_end(bare) or (words["done_words"].at_start(bare) and not measured(form, bare)):
        return None if effect else WARNING
    if not counts(form, target.name) or capped(target) or words["harm_words"].within(bare):
        return None
    if words["event_endings"].at_end(bare):
        return WARNING
    if effect:
        return None
    if words["perhaps_effect_endings"].at_end(bare):
        return NOTICE
    return WARNING if _counts_acts(form, target.name) else None


def _counts_acts(form: Form, name: str) -> bool:
    """Say whether the count `name` is one of what was done: 购置设备台数, 培训人数. People may be those who gain."""
    words = form.words
    if words["act_things"].at_end(thing(form, name)):
        return True
    return bool(words["act_starts"].at_start(opening(form, name)) and not words["people_endings"].at_end(stem(name)))


def _place(form: Form, parts: Tree, target: Target) -> Message | str:
    """Return the category for `target`, or both where it may be either; empty where the form has none."""
    how_much = counts(form, target.name) or ends_in(target.name, form.words["how_much_done_endings"])
    if parts.quantity and parts.quality and not how_much:  # Q022 has no 完成率 under 质量指标
        return _("{one}或{other}", one=parts.quantity[0], other=parts.quality[0])
    return next(iter((*parts.quantity, *parts.quality)), "")


def _says(target: Target, severity: Severity) -> Message:
    if severity is NOTICE:
        return _("“{name}”计的是次数，多为产出，放在了{category}", name=target.name, category=target.category)
    return _("“{name}”反映的是产出，放在了{category}", name=target.name, category=target.category)


def _help(target: Target, place: Message | str, severity: Severity) -> Message:
    """Return where to, and what to write in its place."""
    if severity is NOTICE:
        return _("是产出的，移到{place}；确是工作带来的变化的，写豁免和原因", place=place)
    return _("移到{place}，{category}写由此带来的变化，如“××增长率”", place=place, category=target.category)
