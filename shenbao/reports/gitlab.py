"""Findings as GitLab's Code Quality report: what a merge request adds and mends, told apart by fingerprints."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.finding import Finding, Severity
from shenbao.fingerprint import digests
from shenbao.reports.report import Line, Report
from shenbao.reports.written import advised, dumped, path

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTICE: "info"}


def write(report: Report) -> Iterator[Line]:
    """Yield the report; GitLab wants it as an artifact of the kind `codequality`."""
    marked = zip(report.findings, digests(report.findings, report.folders), strict=True)
    yield from dumped([_entry(finding, digest, report.lang) for finding, digest in marked])


def _entry(finding: Finding, digest: str, lang: str) -> dict[str, object]:
    return {
        "description": advised(finding, lang, between=" "),
        "check_name": finding.code,
        "fingerprint": digest,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": path(finding.place.file),
            "lines": {"begin": finding.place.line, "end": finding.place.end_line},
        },
    }
