"""Indicator names, looked at as the field reads them: an object and what is measured of it (接待来宾 · 人数)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from shenbao.model.form import Form

_BRACKET = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]$")
_CLOSING = (")", "]", "】", "〕")
_PERCENT = re.compile(r"[(（\[［【〔]\s*(?:[^\W\d_]{0,4}单位\s*[:：]?\s*)?[%％]\s*[)）\]］】〕]\s*$")
_NUMBERED = re.compile(r"^(?:(?:指标)?[0-9]{1,3}[.、:](?![0-9])|\((?:指标)?[0-9]{1,3}\))")
_STOPS = "。.;,、!?"
_MOST = 1 << 17  # names that are remembered: every rule asks for each of them


@lru_cache(_MOST)
def plain(name: str) -> str:
    """Return `name` with half-width signs, no spaces and no stop at its end: two names that print alike become one.

    >>> plain("Ａ类 满意度。。")
    'A类满意度'
    """
    return narrow(name).rstrip(_STOPS)


def narrow(name: str) -> str:
    """Return `name` with half-width signs and no spaces, whatever it ends in."""
    return "".join(unicodedata.normalize("NFKC", name).split())


@lru_cache(_MOST)
def stem(name: str) -> str:
    """Return `name` without a bracket at its end.

    >>> stem("验收达标率（%）")
    '验收达标率'
    """
    text = plain(name)
    return _BRACKET.sub("", text) if text.endswith(_CLOSING) else text


@lru_cache(_MOST)
def percent_aside(name: str) -> re.Match[str] | None:
    """Return the bracket at the end of `name`, as it is typed, that says the number is one of per cent: （%）,
    （单位：%）, [%].
    """
    return _PERCENT.search(name)


def ends_in(name: str, endings: tuple[str, ...]) -> bool:
    """Say whether `name`, its closing bracket left aside, ends in one of `endings`."""
    return stem(name).endswith(endings)


def measure(form: Form, name: str) -> str:
    """Return the measure noun that `name` ends in (次数, 合格率, 完成时间); empty where it names nothing measured.

    The last one decides: 培训人次增长率 is a rate.
    """
    bare, words = stem(name), form.words
    lists = (words["count_endings"], words["rate_endings"], words["other_measures"])
    return max((known.at_end(bare) for known in lists), key=len)


def counts(form: Form, name: str) -> str:
    """Return the measure noun that `name` ends in where it is one of a count (次数, 人数); empty where it is none."""
    found = form.words["count_endings"].at_end(stem(name))
    return found if found == measure(form, name) else ""


def thing(form: Form, name: str) -> str:
    """Return what is left of `name` before its measure noun: 会议次数 leaves 会议, 任务完成率 leaves 任务完成."""
    return stem(name).removesuffix(measure(form, name))


def measured(form: Form, name: str) -> bool:
    """Say whether `name` ends in a measure noun, or its closing bracket does: 宣传推介活动（次数）.

    What only looks like one is none: 制度 is no 度, 质量 no 量.
    """
    words, bare = form.words, stem(name)
    if _is_measured(form, bare) and not bare.endswith(words["false_endings"]):
        return True
    return bare != plain(name) and _is_measured(form, plain(name).rstrip("".join(_CLOSING)))


def _is_measured(form: Form, bare: str) -> bool:
    words = form.words
    return (
        bare.endswith(words["count_endings"])
        or bare.endswith(words["rate_endings"])
        or bare.endswith(words["other_measures"])
    )


def opening(form: Form, name: str) -> str:
    """Return `name` from its verb on, where it begins with one: without what may stand before it (进一步, 不断)."""
    adverbs, rest = form.words["adverbs"], stem(name)
    while adverb := adverbs.at_start(rest):
        rest = rest.removeprefix(adverb)
    return rest


def change(form: Form, opened: str) -> str:
    """Return the verb of change that a name begins with (提升, 完善), empty where there is none, as in 提升改造工程.

    `opened` is the name from its verb on.
    """
    verb = form.words["change_verbs"].at_start(opened)
    return "" if verb and opened.startswith(form.words["no_change_starts"]) else verb


def unnumbered(name: str) -> str:
    """Return `name` as `plain` does, without a number that the row begins with.

    >>> unnumbered("指标1：会议次数")
    '会议次数'
    """
    text = plain(name)
    return _NUMBERED.sub("", text) if text[0:1] in "指(0123456789" else text


def aside(name: str) -> str:
    """Return what stands in a bracket at the end of `name`; empty where there is none."""
    found = _BRACKET.search(plain(name))
    return found[0][1:-1] if found else ""


def matter(form: Form, name: str) -> str:
    """Return what `name` is about, without words that only say it is done: 会议召开次数 leaves 会议."""
    return form.words["doing_words"].without(unnumbered(thing(form, name)))
