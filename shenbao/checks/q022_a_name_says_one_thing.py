"""Q022: a name holds one thing, and 质量指标 hold how well it is done, not how much of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE
from shenbao.message import Message, _
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.naming import ends_in, measure, unnumbered
from shenbao.model.placing import tree

_ASIDE = re.compile(r"\([^()]*\)|《[^《》]*》|“[^“”]*”|\"[^\"]*\"")
_SHORTEST = 2  # characters on either side of a joint
_MASK = "□"  # stands for what is not looked into, so that nothing new comes together


@check("Q022", NOTICE, whole=False, apart=True)
def a_name_says_one_thing(d: Declaration) -> Iterator[Problem]:
    """一个名称应只写一件事；质量指标应说做得怎样，不说完成多少。"""
    words, quality = d.form.words, tree(d.form).quality
    for target in d.indicators:
        if parts := _parts(d.form, target):
            yield Problem(
                at=target.at / "name",
                says=_says(target, parts),
                help=_("分成几个指标，一个写一件事，各写各的指标值"),
                subject=target.name,
            )
        if target.category in quality and ends_in(target.name, words["how_much_done_endings"]):
            yield Problem(
                at=target.at / "category",
                says=_("“{name}”说的是完成多少，放在了{category}", name=target.name, category=target.category),
                help=_("移到反映数量的类别；{category}写合格率、达标率一类，说做得怎样", category=target.category),
                subject=target.name,
            )


def _says(target: Target, parts: list[str]) -> Message:
    """Return the words for a name of several things; a list within a list (志、鉴) cannot be cut into `parts`."""
    if min(map(len, parts)) < _SHORTEST:
        return _("“{name}”里不止一件事", name=target.name)
    quoted = tuple(_("“{part}”", part=part) for part in parts)
    return _("“{name}”里不止一件事：{parts}", name=target.name, parts=quoted)


def _parts(form: Form, target: Target) -> list[str]:
    """Return the things that the name of `target` joins; empty where it joins none that are measured together."""
    words = form.words
    if not words["joining_words"].within(target.name):
        return []
    text = unnumbered(target.name)
    parts = _split(form, text)
    if len(parts) < 2 or min(len(parts[0]), len(parts[-1])) < _SHORTEST:
        return []
    if words["summing_words"].within(parts[-1]) or any(_between(form, part) for part in parts[1:]):
        return []
    if not measure(form, text) and all(value.number is None for _key, value in target.values):
        return []
    return parts


def _split(form: Form, text: str) -> list[str]:
    """Return `text` cut at its joints; none is looked for in brackets, quotations and words that only look joined."""
    masked = form.words["not_joining"].pattern.sub(_masked, _ASIDE.sub(_masked, text))
    joints = [joint.span() for joint in form.words["joining_words"].all_within(masked)]
    starts, ends = [0, *(end for _start, end in joints)], [*(start for start, _end in joints), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _masked(match: re.Match[str]) -> str:
    return _MASK * len(match[0])


def _between(form: Form, part: str) -> bool:
    """Say whether `part` goes on to what one does with the other (香港交流次数); 交流次数 is a thing of its own."""
    return any(word.start() > 0 for word in form.words["between_words"].all_within(part))
