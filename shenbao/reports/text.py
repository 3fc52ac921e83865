"""Findings for people at a terminal: each with its source line and a caret under what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shenbao.finding import Finding, Origin, Place, Waived
from shenbao.message import Message, _
from shenbao.reports.excerpt import excerpt, width
from shenbao.reports.inert import inert
from shenbao.reports.report import (
    HELP,
    ORIGIN,
    RELATED,
    SEVERITIES,
    Line,
    Report,
    agreement,
    renewal,
    seen_from,
    state,
    summary,
)
from shenbao.waiving import Standing

_WIDEST = 100  # columns of a source line that are shown, and of a sum
_NARROWEST = 24  # columns, however narrow the window
_INDENT = "   = "
_DOTS = 4  # columns of “…” at both ends of a line that is cut: a window may show each two wide
_MOST_TERMS = 100  # of a sum; the JSON has them all


def write(report: Report) -> Iterator[Line]:
    """Yield the whole report: findings, what was waived, and the counts. Nobody's log takes a line for a command."""
    for line in _whole(report):
        yield Line(inert(line.text), line.look)


def _whole(report: Report) -> Iterator[Line]:
    yield from found(report)
    yield from waivers(report) if report.lists_waivers else waived(report.waived, report.lang)
    yield Line(summary(report).within(report.lang))
    if told := renewal(report):
        yield Line(told.within(report.lang), "place")


def found(report: Report) -> Iterator[Line]:
    """Yield the findings, a blank line behind each."""
    for finding in report.findings:
        severity = SEVERITIES[finding.severity].within(report.lang)
        yield Line(f"{severity}[{finding.code}] {finding.message.within(report.lang)}", finding.severity.value)
        yield Line(f"  --> {finding.place.file}:{finding.place.line}:{finding.place.column}", "place")
        yield from _excerpt(finding.place, report)
        yield from _notes(finding, report)
        yield Line("")


def waived(findings: Iterable[Waived], lang: str) -> Iterator[Line]:
    """Yield a line a waived finding: what, where, why, by whom and until when."""
    for w in findings:
        by, until = agreement(w.by, w.until)
        place = f"{w.finding.place.file}:{w.finding.place.line}"
        told = {"code": w.finding.code, "subject": w.finding.subject, "place": place, "reason": w.reason}
        says = _("已豁免[{code}] {subject} {place}：{reason}{by}{until}", **told, by=by, until=until)
        yield Line(says.within(lang), "place")


def waivers(report: Report) -> Iterator[Line]:
    """Yield two lines a waiver: what it is about, where it stands and what it does; why, by whom and until when."""
    for standing in report.waivers:
        yield Line(_waiver(standing).within(report.lang), "place")
        by, until = agreement(standing.waiver.by, standing.waiver.until)
        reason = standing.waiver.reason or _("没有写")
        says = _("原因：{reason}{by}{until}", reason=reason, by=by, until=until)
        yield Line(f"   = {says.within(report.lang)}", "help")
    if not report.waivers:
        yield Line(_("没有豁免").within(report.lang))


def _waiver(standing: Standing) -> Message:
    told = {"code": standing.waiver.code, "subject": standing.subject}
    place = f"{standing.place.file}:{standing.place.line}"
    return _("豁免[{code}] {subject} {place}：{state}", **told, place=place, state=state(standing))


def _notes(finding: Finding, report: Report) -> Iterator[Line]:
    lang = report.lang
    for origin in finding.origins:
        yield from _sum(origin, finding.place, report)
    for related in finding.related:
        place = f"{related.place.file}:{related.place.line}"
        yield _note(RELATED.within(lang), f"{related.message.within(lang)} ({place})")
    if finding.help.text:
        yield _note(HELP.within(lang), finding.help.within(lang))


def _note(label: str, what: str) -> Line:
    return Line(f"{_INDENT}{label}{what}", "help")


def _sum(origin: Origin, place: Place, report: Report) -> Iterator[Line]:
    """Yield a sum with the place of each term, seen from the folder of the finding's own `place`, in lines of a width
    that people read."""
    lang = report.lang
    shown = [f"{term.amount} ({seen_from(place, term.place)})" for term in origin.terms]
    if len(shown) > _MOST_TERMS:
        left_out = _("…另 {n} 项，用 --format json 查看…", n=len(shown) - _MOST_TERMS + 1).within(lang)
        shown = [*shown[: _MOST_TERMS - 1], left_out]
    parts = [shown[0], *(f"+ {term}" for term in shown[1:]), f"= {origin.total}"]
    label = ORIGIN.within(lang)
    first, *rest = _wrapped(parts, _widest(report, len(_INDENT)) - width(label))
    yield _note(label, first)
    for line in rest:
        yield Line(" " * (len(_INDENT) + width(label)) + line, "help")


def _widest(report: Report, taken: int) -> int:
    """Return the columns for a text beside which so many are `taken`: it stays on one line of the reader's window."""
    return min(_WIDEST, max(_NARROWEST, report.columns - taken)) if report.columns else _WIDEST


def _wrapped(parts: Iterable[str], widest: int) -> Iterator[str]:
    """Yield `parts` in lines of at most `widest` columns; a part that is wider has a line of its own."""
    line = ""
    for part in parts:
        if line and width(line) + 1 + width(part) > widest:
            yield line
            line = ""
        line = f"{line} {part}" if line else part
    yield line


def _excerpt(place: Place, report: Report) -> Iterator[Line]:
    """Yield the source line and the caret under it, where there is one."""
    shown = excerpt(place, report.lines, _widest(report, len(f" {place.line} | ") + _DOTS))
    if shown is None:
        return
    margin = " " * len(str(shown.line))
    yield Line(f" {margin} |", "place")
    yield Line(f" {shown.line} | {shown.before}{shown.marked}{shown.after}")
    yield Line(f" {margin} | {' ' * width(shown.before)}{'^' * max(1, width(shown.marked))}", "caret")
