"""Satisfaction: which targets ask for it, and whether a name says whose it is.

Names are looked at without what forms put around them: a label before (`指标1：`) and the value again behind
(`满意率达95%以上。`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from shenbao.model.form import Form
from shenbao.model.naming import plain, stem

_LABEL = re.compile(r"^指标[0-9一二三四五六七八九十]{0,3}[:、.]")
_BEHIND = r"(?:达到?|不低于|不少于|为|在|≥|≤|=)?[0-9]{1,3}(?:\.[0-9]{1,2})?%(?:及?以上|及?以下|以内)?"
_VALUE = re.compile(rf"(?:{_BEHIND})?$")


@lru_cache(1 << 17)
def bare(name: str) -> str:
    """Return `name` without label, closing bracket and value.

    >>> bare("指标1：辖区企业满意率达95%以上。")
    '辖区企业满意率'
    """
    text = stem(name)
    if text.startswith("指标"):
        text = _LABEL.sub("", text)
    return _VALUE.sub("", text, count=1) if "%" in text else text


def asks(form: Form, name: str) -> bool:
    """Say whether `name` is one of satisfaction; a count of surveys (满意度调查次数) is not."""
    return bool(form.words["satisfaction_endings"].at_end(bare(name)))


def backwards(form: Form, name: str) -> bool:
    """Say whether less is better under `name`: 投诉率, 不满意率."""
    return bool(form.words["reversed_words"].within(name))


def says_whose(form: Form, name: str) -> bool:
    """Say whether `name` names a group of people or offices; 服务对象 is anybody."""
    words = form.words
    if words["groups_of_people"].within(words["nobody_words"].without(plain(name))):
        return True
    left = bare(name).removesuffix(words["satisfaction_endings"].at_end(bare(name)))
    return is_group(form, words["nobody_words"].without(left.partition("对")[0] or left))


def is_group(form: Form, text: str) -> bool:
    """Say whether `text` ends in a word for people or offices."""
    return bool(form.words["groups_of_people"].at_end(text) or form.words["person_endings"].at_end(text))
