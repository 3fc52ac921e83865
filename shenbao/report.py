"""Findings → what people and programs read. One function a format; none of them decides anything."""

from __future__ import annotations

import json as standard_json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shenbao.finding import Finding, Origin, Place, Related, Severity, Waived
from shenbao.message import Message, _

Lines = Callable[[str], Sequence[str]]
"""the lines of a file by the path that findings bear; none for a file that is not text"""

SEVERITIES = {Severity.ERROR: _("错误"), Severity.WARNING: _("警告"), Severity.NOTICE: _("提示")}
_WIDEST = 100  # columns of a source line that are shown
_MOST_TERMS = 12  # of a sum in the text report; the JSON has them all


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text report and how it is to look: a severity's name, `place`, `help` or nothing."""

    text: str
    look: str = ""


def whole(findings: Sequence[Finding], waived: Sequence[Waived], lines: Lines, lang: str) -> Iterator[Line]:
    """Yield the report for people: findings, what was waived, and the counts."""
    yield from text(findings, lines, lang)
    yield from waivers(waived, lang)
    yield Line(summary(findings, waived, lang))


def counts(findings: Iterable[Finding], waived: Sequence[Waived]) -> dict[str, int]:
    """Return how many findings of each severity there are, and how many were waived."""
    listed = [finding.severity for finding in findings]
    return {severity.value: listed.count(severity) for severity in Severity} | {"waived": len(waived)}


def json(findings: Sequence[Finding], waived: Sequence[Waived], _lines: Lines, lang: str) -> Iterator[Line]:
    """Yield the findings as the contract's JSON object."""
    told: dict[str, object] = {
        "findings": [_object(finding, lang) for finding in findings],
        "waived": [
            _object(w.finding, lang) | {"reason": w.reason, "by": w.by, "until": w.until} for w in waived
        ],
        "summary": counts(findings, waived),
    }  # fmt: skip
    yield from map(Line, standard_json.dumps(told, ensure_ascii=False, indent=2).splitlines())


def _object(finding: Finding, lang: str) -> dict[str, object]:
    terms = [Related(term.place, Message(f"{term.name} {term.amount}")) for o in finding.origins for term in o.terms]
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message.within(lang),
        "help": finding.help.within(lang),
        "subject": finding.subject,
        **_position(finding.place),
        "related": [
            {"file": r.place.file, "line": r.place.line, "column": r.place.column, "message": r.message.within(lang)}
            for r in (*finding.related, *terms)
        ],
    }


def _position(place: Place) -> dict[str, object]:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def text(findings: Iterable[Finding], lines: Lines, lang: str) -> Iterator[Line]:
    """Yield the findings for people, each with its source line and a caret under what it is about."""
    for finding in findings:
        severity = SEVERITIES[finding.severity].within(lang)
        yield Line(f"{severity}[{finding.code}] {finding.message.within(lang)}", finding.severity.value)
        yield Line(f"  --> {finding.place.file}:{finding.place.line}:{finding.place.column}", "place")
        yield from _excerpt(finding.place, lines)
        for label, what in _notes(finding, lang):
            yield Line(f"   = {label}{what}", "help")
        yield Line("")


def summary(findings: Sequence[Finding], waived: Sequence[Waived], lang: str) -> str:
    """Return the counts as one line."""
    told = counts(findings, waived)
    says = _("错误 {error}，警告 {warning}，提示 {notice}，豁免 {waived}", **told)
    return says.within(lang)


def waivers(waived: Iterable[Waived], lang: str) -> Iterator[Line]:
    """Yield a line a waived finding: what, where, why, by whom and until when."""
    for w in waived:
        by = _("，{by} 同意", by=w.by) if w.by else Message("")
        until = _("，至 {until}", until=w.until) if w.until else Message("")
        place = f"{w.finding.place.file}:{w.finding.place.line}"
        told = {"code": w.finding.code, "subject": w.finding.subject, "place": place, "reason": w.reason}
        says = _("已豁免[{code}] {subject} {place}：{reason}{by}{until}", **told, by=by, until=until)
        yield Line(says.within(lang), "place")


def _notes(finding: Finding, lang: str) -> Iterator[tuple[str, str]]:
    for origin in finding.origins:
        yield _("由来：").within(lang), _sum(origin, finding.place, lang)
    for related in finding.related:
        place = f"{related.place.file}:{related.place.line}"
        yield _("参见：").within(lang), f"{related.message.within(lang)} ({place})"
    if finding.help.text:
        yield _("改法：").within(lang), finding.help.within(lang)


def _sum(origin: Origin, place: Place, lang: str) -> str:
    """Return a sum with the place of each term, seen from the folder of the finding's own `place`."""
    folder = place.file.rpartition("/")[0] + "/"
    shown = [f"{term.amount} ({term.place.file.removeprefix(folder)}:{term.place.line})" for term in origin.terms]
    if len(shown) > _MOST_TERMS:
        left_out = _("…另 {n} 项…", n=len(shown) - _MOST_TERMS).within(lang)
        shown = [*shown[: _MOST_TERMS - 1], left_out, shown[-1]]
    return f"{' + '.join(shown)} = {origin.total}"


def _excerpt(place: Place, lines: Lines) -> Iterator[Line]:
    """Yield the source line and the caret under it; nothing for what is about the file as a whole, or has no such
    line."""
    of_file = lines(place.file)
    if place == Place(place.file) or place.line > len(of_file):
        return
    whole = of_file[place.line - 1]
    start, end = place.column - 1, place.end_column - 1 if place.end_line == place.line else len(whole)
    shown, start, end = _clipped(whole.replace("\t", " "), start, max(end, start + 1))
    margin = " " * len(str(place.line))
    caret = " " * width(shown[:start]) + "^" * max(1, width(shown[start:end]))
    yield Line(f" {margin} |", "place")
    yield Line(f" {place.line} | {shown}")
    yield Line(f" {margin} | {caret}", "caret")


def _clipped(line: str, start: int, end: int) -> tuple[str, int, int]:
    """Return the part of a long `line` around the stretch from `start` to `end`, and the stretch in it."""
    if width(line) <= _WIDEST:
        return line, start, end
    first = max(0, start - 10)
    head = "…" if first else ""
    part, left = head, _WIDEST
    for char in line[first:]:
        left -= width(char)
        if left < 0:
            part += "…"
            break
        part += char
    shift = first - len(head)
    return part, start - shift, min(end - shift, len(part))


def width(text: str) -> int:
    """Return the columns that `text` takes in a terminal: a Chinese character takes two."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


Format = Callable[[Sequence[Finding], Sequence[Waived], Lines, str], Iterator[Line]]
FORMATS: Mapping[str, Format] = {"text": whole, "json": json}
"""the formats of `check --format`; the first is the usual one"""
