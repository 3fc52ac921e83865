"""Findings as workflow commands of GitHub Actions: annotations beside the lines of a pull request.

A command is a line `::error file=…::text`. What would end it, or begin another, is written as GitHub reads it back:
% CR LF everywhere, and in a property : and , as well. Columns go only with one line; GitHub refuses them otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.finding import Finding
from shenbao.reports.inert import inert
from shenbao.reports.report import Line, Report, renewal, summary
from shenbao.reports.text import waived
from shenbao.reports.written import advised, path

_TEXT = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_TEXT = str.maketrans(_TEXT)
_IN_PROPERTY = str.maketrans(_TEXT | {":": "%3A", ",": "%2C"})


def write(report: Report) -> Iterator[Line]:
    """Yield a command a finding; for people who read the log, what was waived, and the counts."""
    for finding in report.findings:
        properties = ",".join(f"{key}={value.translate(_IN_PROPERTY)}" for key, value in _properties(finding))
        text = advised(finding, report.lang).translate(_IN_TEXT)
        yield Line(f"::{finding.severity.value} {properties}::{text}")
    for line in waived(report.waived, report.lang):
        yield Line(inert(line.text))
    yield Line(summary(report).within(report.lang))
    if told := renewal(report):
        yield Line(told.within(report.lang))


def _properties(finding: Finding) -> Iterator[tuple[str, str]]:
    place = finding.place
    yield "file", path(place.file)
    yield "line", str(place.line)
    yield "endLine", str(place.end_line)
    if place.line == place.end_line:
        yield "col", str(place.column)
        yield "endColumn", str(place.end_column)
    yield "title", f"{finding.code} {finding.subject}".strip()
