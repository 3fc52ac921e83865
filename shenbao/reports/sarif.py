"""Findings as SARIF 2.1.0, which code hosts and editors read.

The objects are written out here. sarif-om has not moved since 2019 and builds on pbr; sarif-pydantic takes any key, has
`suppression` for SARIF's `suppressions` and no column kind, and costs more than a whole check. What counts is SARIF's
own schema, and a test holds every report against that.

Only our own partial fingerprint is given: GitHub works out its own from the lines, and complains of any other under
that name. What its code scanning asks for beyond the schema is given: a full description, all four edges of a region,
and a category, so that two declarations of one repository do not take each other's place.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from shenbao import __version__, manual
from shenbao.finding import Finding, Place, Related, Severity, Waived
from shenbao.fingerprint import digests
from shenbao.message import Message, _
from shenbao.reports.report import Line, Report, agreement
from shenbao.reports.written import advised, dumped, path, terms, uri

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "recommendation"}
_LANGUAGES = {"zh": "zh-CN", "en": "en"}

_MOST_TEXT = 1024  # characters of a description
_MOST_RELATED = 999  # GitHub refuses a file with more places in one result

Object = dict[str, object]


def write(report: Report) -> Iterator[Line]:
    """Yield the log of one run. Waived findings are results that are suppressed; rules those that found something."""
    every: tuple[Finding | Waived, ...] = (*report.findings, *report.waived)
    findings = [one.finding if isinstance(one, Waived) else one for one in every]
    codes = sorted({finding.code for finding in findings})
    index = {code: n for n, code in enumerate(codes)}
    results = [
        _result(finding, index[finding.code], digest, report.lang) | _suppressed(one, report.lang)
        for one, finding, digest in zip(every, findings, digests(findings, report.folders), strict=True)
    ]
    driver: Object = {
        "name": "shenbao",
        "version": __version__,
        "language": _LANGUAGES[report.lang],
        "rules": [_rule(code, report.lang) for code in codes],
    }
    run: Object = {
        "tool": {"driver": driver},
        **_category(report),
        "originalUriBaseIds": {"%SRCROOT%": {"description": _text(_("仓库的根文件夹"), report.lang)}},
        "columnKind": "unicodeCodePoints",
        "language": _LANGUAGES[report.lang],
        "results": results,
    }
    yield from dumped({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _category(report: Report) -> Object:
    """Return what tells this run from that of another declaration: where in the repository it lies."""
    folder = path(report.folders[0]) if report.folders else "/"
    return {} if Path(folder).is_absolute() else {"automationDetails": {"id": f"shenbao/{folder}/"}}


def _rule(code: str, lang: str) -> Object:
    one = manual.manual(code)
    name = manual.path(code).stem.partition("_")[2]
    return {
        "id": code,
        "name": name.title().replace("_", ""),
        "shortDescription": {"text": one.title_in(lang)[:_MOST_TEXT]},
        "fullDescription": {"text": (one.finds if lang == "zh" else one.title_in(lang))[:_MOST_TEXT]},
        "help": {"text": manual.page(code, lang), "markdown": manual.markdown(code)},
        "defaultConfiguration": {"level": _LEVELS[one.severities[0]]},
        "properties": {"problem.severity": _PROBLEMS[one.severities[0]]} | ({"basis": one.basis} if one.basis else {}),
    }


def _result(finding: Finding, rule: int, digest: str, lang: str) -> Object:
    related = [
        {"id": n} | _location(r.place) | {"message": _text(r.message, lang)}
        for n, r in enumerate(islice(_related(finding), _MOST_RELATED), 1)
    ]
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": advised(finding, lang)},
        "locations": [_location(finding.place) | {"logicalLocations": [{"name": finding.subject}]}],
        **({"relatedLocations": related} if related else {}),
        "partialFingerprints": {"shenbaoFinding/v1": digest},
    }


def _related(finding: Finding) -> Iterator[Related]:
    yield from finding.related
    yield from terms(finding)


def _suppressed(one: Finding | Waived, lang: str) -> Object:
    """Return what marks a waived finding; nothing for another."""
    if not isinstance(one, Waived):
        return {}
    says = one.reason + "".join(part.within(lang) for part in agreement(one.by, one.until))
    return {"suppressions": [{"kind": "inSource", "status": "accepted", "justification": says}]}


def _location(place: Place) -> Object:
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": max(place.end_line, place.line),
        "endColumn": place.end_column if place.end_line > place.line else max(place.end_column, place.column),
    }
    return {"physicalLocation": {"artifactLocation": {"uri": uri(place.file), **_base(place)}, "region": region}}


def _base(place: Place) -> Object:
    return {} if uri(place.file).startswith("file:") else {"uriBaseId": "%SRCROOT%"}


def _text(message: Message, lang: str) -> Object:
    return {"text": message.within(lang)}
