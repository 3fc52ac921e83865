"""Q007: the name of a target is an object and what is measured of it, not a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE
from shenbao.message import NOTHING, Message, _
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.measuring import unmeasured
from shenbao.model.naming import change, measured, narrow, opening, plain, stem
from shenbao.model.placing import Tree, aim, tree

_STOP = re.compile(r"[;。!?]|,(?![0-9]{3})")


@check("Q007", NOTICE, whole=False, apart=True)
def a_name_is_no_sentence(d: Declaration) -> Iterator[Problem]:
    """指标名称应是名称，不是一句话。"""
    parts, most = tree(d.form), int(d.form.thresholds["longest_name"])
    for target in d.indicators:
        says = _sentence(d.form, target.name, most)
        if says.text and not _said_already(d.form, parts, target):
            yield Problem(
                at=target.at / "name",
                says=says,
                help=_("写成“对象＋量什么”，如“××次数”“××率”；其余的话写到指标解释（explain）里"),
                subject=target.name,
            )


def _said_already(form: Form, parts: Tree, target: Target) -> bool:
    """Say whether the name is an aim, which Q004 says, or lacks no more than the measure noun that Q008 asks for."""
    if target.category in parts.quality and aim(form, target):
        return True
    return not _is_stopped(target.name) and bool(unmeasured(form, parts, target))


def _sentence(form: Form, name: str, most: int) -> Message:
    """Return what makes `name` a sentence, of at most so many characters; nothing where it is a name."""
    bare = stem(name)
    if _is_stopped(name):
        return _("“{name}”里有逗号、分号或句号，是一句话", name=name)
    if len(bare) > most:
        return _("“{name}”有 {length} 个字，超过 {most} 个", name=name, length=len(bare), most=most)
    verb = _verb(form, opening(form, name))
    if verb and not measured(form, name):
        return _("“{name}”以“{verb}”开头，没有写量什么，是一句话", name=name, verb=verb)
    return NOTHING


def _is_stopped(name: str) -> bool:
    """Say whether a stop stands in `name` or at its end."""
    if _STOP.search(stem(name)):
        return True
    return not name[-1:].isalnum() and bool(_STOP.search(narrow(name).removeprefix(plain(name))))


def _verb(form: Form, opened: str) -> str:
    """Return the verb that a name begins with as a sentence does; 新建公厕质量 is the quality of a thing."""
    words = form.words
    verb = words["sentence_starts"].at_start(opened)
    if verb and not opened.startswith(words["no_sentence_starts"]) and not opened.endswith(words["property_endings"]):
        return verb
    return change(form, opened)
