"""Findings as the JSON object that the contract promises."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.finding import Finding, Place
from shenbao.reports.report import Line, Report, counts
from shenbao.reports.written import dumped, terms
from shenbao.waiving import Standing


def write(report: Report) -> Iterator[Line]:
    """Yield the object. What was asked for besides, waivers or a baseline, stands under keys of its own."""
    told: dict[str, object] = {
        "findings": [_object(finding, report.lang) for finding in report.findings],
        "waived": [
            _object(w.finding, report.lang) | {"reason": w.reason, "by": w.by, "until": w.until} for w in report.waived
        ],
    }
    if report.lists_waivers:
        told["waivers"] = [_waiver(standing) for standing in report.waivers]
    if report.baseline:
        told["baseline"] = {"hidden": report.baseline.hidden, "gone": report.baseline.gone}
    yield from dumped(told | {"summary": counts(report.findings, report.waived)})


def _object(finding: Finding, lang: str) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message.within(lang),
        "help": finding.help.within(lang),
        "subject": finding.subject,
        **_position(finding.place),
        "related": [
            {"file": r.place.file, "line": r.place.line, "column": r.place.column, "message": r.message.within(lang)}
            for r in (*finding.related, *terms(finding))
        ],
    }


def _waiver(standing: Standing) -> dict[str, object]:
    waiver = standing.waiver
    return {
        "code": waiver.code,
        "subject": standing.subject,
        **_position(standing.place),
        "reason": waiver.reason,
        "by": waiver.by,
        "until": waiver.until,
        "state": standing.state.value,
        "waives": standing.waives,
    }


def _position(place: Place) -> dict[str, object]:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
