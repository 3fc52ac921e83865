"""C005: dates are of the declaration's year: none is left over from an earlier form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shenbao.checks.columns import beside, wrong_values
from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import _
from shenbao.model.dated import Dated, dates
from shenbao.model.declaration import Declaration, Target, Years
from shenbao.model.form import Form
from shenbao.model.indicator import Kind, Value
from shenbao.model.passages import Passage, passages, stretch
from shenbao.model.unreal import unreal

_MOST = 9  # further places that a finding names
_TITLE = 60  # characters of a document's name
_CLAUSE = 40  # characters of a clause that are looked at on either side of a date
_STOP = re.compile(r"[，。；：！？,;:!?\n]")
_LEVELS = frozenset("≥≤><=＞＜＝≧≦不高低")
_UNREAL = _("改成有的日期：一年 12 个月、4 个季度，月底写“×月底”就不会错")
_BARE_YEAR = re.compile(r"[0-9]{4}\s*年度?\s*$")


@check("C005", WARNING, whole=False, apart=True)
def dates_are_of_the_year(d: Declaration) -> Iterator[Problem]:
    """日期应是本年度的，不应留有往年的日期，也不应是历上没有的。"""
    yield from _unreal(d)
    if d.year is None:
        return
    for task in d.tasks:
        for target in task.targets:
            yield from _in_values(d.form, d.year, target, task.duration)
    for target in d.targets:
        yield from _in_values(d.form, d.year, target, None)
    for passage in passages(d):
        yield from _in_prose(d.form, d.year, passage)


def _unreal(d: Declaration) -> Iterator[Problem]:
    """Yield the values and the texts with a date that no calendar has."""
    for target in d.indicators:
        if not (unreal(target.period.text) or unreal(target.annual.text)):
            continue
        for at, value, related in wrong_values(d.form, target, lambda one: bool(unreal(one.text))):
            (start, end), *_others = unreal(value.text)
            yield Problem(
                at=at,
                says=_("“{name}”的指标值里，“{date}”这个日期不存在", name=target.name, date=value.text[start:end]),
                help=_UNREAL,
                subject=target.name,
                related=related,
            )
    for passage in passages(d):
        for block, text in passage.texts:
            for start, end in unreal(text)[: 1 + _MOST]:
                says = _("“{date}”这个日期不存在", date=text[start:end])
                yield Problem(at=stretch(block, start, end), says=says, help=_UNREAL, subject=passage.subject)


def _in_prose(form: Form, year: int, passage: Passage) -> Iterator[Problem]:
    duration = passage.task.duration if passage.task else None
    for at, text in passage.texts:
        found = list(_left_over(form, year, text, duration))
        if found:
            dates = [(stretch(at, *span), text[slice(*span)]) for span in found]
            place, date = dates[0]
            yield Problem(
                at=place,
                says=_("“{date}”不在本年度（{year} 年）", date=date, year=year),
                help=_("改成本年度的日期；任务确实跨年的，写明实施年度（duration）"),
                subject=passage.subject,
                related=tuple((other, _("“{date}”", date=date)) for other, date in dates[1 : 1 + _MOST]),
            )


def _left_over(form: Form, year: int, text: str, duration: Years | None) -> Iterator[tuple[int, int]]:
    """Yield where dates stand in `text` by which something was to be done before `year`, and not in a task's years."""
    found = list(dates(text))
    told = {start for start, _end in unreal(text)} if found else ()
    for one in found:
        if one.start in told:
            continue
        if one.last < year and not (duration and _meets(one, duration)) and not _is_cited(text, one):
            due, end = _due(form, text, one)
            if due:
                yield one.start, end


def _is_cited(text: str, one: Dated) -> bool:
    """Say whether the date `one` stands in the name of a document."""
    opens = text.rfind("《", max(0, one.start - _TITLE), one.start)
    return opens >= 0 and text.find("》", opens, one.start) < 0


def _due(form: Form, text: str, one: Dated) -> tuple[bool, int]:
    """Say whether the date `one` of `text` belongs to a plan: a deadline, an intention or a term; and where it ends.

    What is past, compared, or settled elsewhere is no plan.
    """
    words = form.words
    head = text[max(0, one.start - _CLAUSE) : one.start]
    before, behind = _STOP.split(head)[-1].strip(), _STOP.split(text[one.end : one.end + _CLAUSE])[0]
    if words["before_past_dates"].at_end(before) or words["past_words"].within(f"{before}|{behind}"):
        return False, one.end
    deadline = "" if words["no_due_words"].at_start(behind) else words["due_words"].at_start(behind)
    intended = words["plan_words"].at_start(behind) or words["term_words"].at_end(head.rstrip("为是在：: "))
    return bool(deadline or intended), one.end + len(deadline)


def _in_values(form: Form, year: int, target: Target, duration: Years | None) -> Iterator[Problem]:
    """Yield the value of `target` that is a date of another year; of two the year's, the other is related."""
    values = [
        (key, value)
        for key, value in target.values
        if value.kind is not Kind.NUMBER and value and not unreal(value.text)
    ]
    found = [(key, value) for key, value in values if _is_off(form, year, key, value, duration)]
    if found:
        key, value = found[-1]
        yield Problem(
            at=target.at / key,
            says=_(
                "“{name}”的指标值 {value} 不在本年度（{year} 年）", name=target.name, value=value.printed, year=year
            ),
            help=_("改成本年度的日期；任务确实跨年的，写明实施年度（duration），跨年的日期写在实施周期一列"),
            subject=target.name,
            related=tuple(beside(form, target, other) for other, _value in found[:-1]),
        )


def _is_off(form: Form, year: int, key: str, value: Value, duration: Years | None) -> bool:
    """Say whether the `value` under `key` is of a year that it cannot be of.

    The year's column holds dates of the year; the whole period's those of the task's years, where they are given.
    """
    if value.kind is Kind.WORDS and Value.read(value.text.rstrip("。.；; ")).kind is Kind.WORDS:
        return any(_left_over(form, year, value.text, duration if key == "period" else None))
    told = list(dates(value.text))
    if not told or _compares(value):
        return False
    first, last = min(one.year for one in told), max(one.last for one in told)
    if key == "annual" and len(form.columns) > 1:
        return not first <= year <= last
    return last < duration.first or first > duration.last if duration else last < year


def _compares(value: Value) -> bool:
    """Say whether `value` holds the year against an earlier one: ≤2023年 is the level of that year, no date."""
    return value.text.lstrip()[:1] in _LEVELS and bool(_BARE_YEAR.search(value.text))


def _meets(one: Dated, years: Years) -> bool:
    return one.year <= years.last and years.first <= one.last
