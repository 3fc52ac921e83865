"""Q013: a name says of what it is the number, the rate or the time."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import Message, _
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.naming import aside, ends_in, matter, stem, unnumbered
from shenbao.model.unit import unit_of


@check("Q013", WARNING, whole=False, apart=True)
def a_name_has_an_object(d: Declaration) -> Iterator[Problem]:
    """名称应写明对象：是什么会议的次数、什么任务的完成率。"""
    beginnings = _beginnings(d.form)
    for target in d.indicators:
        if not unnumbered(target.name).startswith(beginnings):
            continue
        rest = _rest(d.form, target.name)
        if not d.form.words["empty_words"].without(rest) and not _excused(d.form, target):
            says, act = _told(target.name, rest)
            yield Problem(at=target.at / "name", says=says, help=act, subject=target.name)


def _beginnings(form: Form) -> tuple[str, ...]:
    """Return what a name without an object can begin with; most names are left out by it."""
    words = form.words
    empty = (words["empty_words"], words["doing_words"], words["result_words"])
    measures = (words["count_endings"], words["rate_endings"], words["other_measures"])
    return tuple({word for known in (*empty, *measures) for word in known} | set("0123456789"))


def _rest(form: Form, name: str) -> str:
    """Return what `name` says besides its measure and how it is done: 任务完成率 leaves 任务, 合格率 nothing."""
    about = matter(form, name)
    return about.removesuffix(form.words["result_words"].at_end(about))


def _told(name: str, rest: str) -> tuple[Message, Message]:
    """Return what is wrong and what to do."""
    if len(rest) < 2:  # 总人数, 各合格率
        return _("“{name}”没有写明对象", name=name), _("在前面写明对象，如“××{name}”", name=name)
    says = _("“{name}”没有写明对象，只说了“{rest}”", name=name, rest=rest)
    return says, _("把“{rest}”写具体：是哪一项、什么内容；有几项的，一项一个指标", rest=rest)


def _excused(form: Form, target: Target) -> bool:
    """Say whether `target` is asked of people (Q014 asks of whom), is an object by itself, or names it in a bracket."""
    words, bare = form.words, stem(target.name)
    if not bare or bare in words["whole_names"] or ends_in(bare, words["satisfied_endings"]):
        return True
    if not (within := aside(target.name)):
        return False
    names = {unit_of(form, value.unit).name for _key, value in target.values}
    return unit_of(form, within).name not in {*names, *words["percent_units"], *words["counting_units"]}
