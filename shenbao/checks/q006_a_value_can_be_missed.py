"""Q006: a value in words says what is reached when it is reached; 得到提升 does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from shenbao.checks.columns import wrong_values
from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE, WARNING, Severity
from shenbao.message import _
from shenbao.model.declaration import Declaration
from shenbao.model.form import Form
from shenbao.model.indicator import Kind, Value
from shenbao.model.naming import ends_in, plain

_FIGURE = re.compile(r"[0-9A-Za-z]")
_MOST_FILLERS = 6  # before a vague word: 能够较为明显地得到…; a value of nothing else must not make the check slow
_FOREIGN = _("能数的写数，如“≥×%”；做没做到的写中文，如“是”“已建成”")
_HELP = {
    WARNING: _("写明分档（grades），如优、良、中、差，或写明基期值（baseline），或改成能数的指标"),
    NOTICE: _("写明期限，如“××个工作日内”，或改用“××及时率”"),
}


@check("Q006", WARNING, whole=False, apart=True)
def a_value_can_be_missed(d: Declaration) -> Iterator[Problem]:
    """文字的指标值应说得出做没做到。"""
    judged: dict[str, Severity | None] = {}
    for target in d.indicators:
        if target.grades or target.baseline or all(v.kind is not Kind.WORDS for _key, v in target.values):
            continue
        if ends_in(target.name, d.form.words["graded_endings"]):
            continue
        for severity in (WARNING, NOTICE):
            found = list(wrong_values(d.form, target, partial(_is, d.form, judged, severity)))
            for at, value, related in found:
                yield Problem(
                    at=at,
                    says=_("“{name}”的指标值“{value}”看不出做到什么程度", name=target.name, value=value.printed),
                    help=_FOREIGN if _foreign(d.form, plain(value.text)) else _HELP[severity],
                    subject=target.name,
                    severity=severity,
                    related=related,
                )
            if found:
                break


def _is(form: Form, judged: dict[str, Severity | None], severity: Severity, value: Value) -> bool:
    """Say whether `value` is as bad as `severity`; each text is `judged` once."""
    if value.kind is not Kind.WORDS:
        return False
    if value.text not in judged:
        judged[value.text] = _severity(form, plain(value.text).strip("。.;；,，"))
    return judged[value.text] is severity


def _severity(form: Form, text: str) -> Severity | None:
    """Return how bad `text` is as a value; None where it has a figure, a grade, an answer or a date."""
    words = form.words
    if _foreign(form, text):
        return WARNING
    if _FIGURE.search(text) or words["limit_words"].within(text):
        return None
    vague, timely = words["vague_words"], words["timely_words"]
    rest = _core(form, text)
    empty = vague.at_start(rest) or vague.at_end(rest) or rest in words["vague_alone"]
    if empty and not words["yardstick_words"].within(text):
        return WARNING
    return NOTICE if timely.at_start(rest) or timely.at_end(rest) else None


def _foreign(form: Form, text: str) -> bool:
    """Say whether `text` is an answer in English, or to YAML alone: yes."""
    return text.lower() in form.words["foreign_answers"]


def _core(form: Form, text: str) -> str:
    """Return `text` from its first vague word on where only fillers stand before it: 得到有效改善 → 有效改善."""
    words = form.words
    for _filler in range(_MOST_FILLERS):
        if words["vague_words"].at_start(text):
            break
        text = text.removeprefix(words["vague_fillers"].at_start(text))
    return text
