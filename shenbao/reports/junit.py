"""Findings as JUnit's XML, which most build servers show. The only door to junitparser.

A file is a suite, a finding a case. Only what fails the run is a failure, so that the server and the exit status say
the same; the rest passes and says so in its output. What was waived is skipped, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from shenbao.finding import Finding, Waived
from shenbao.reports.inert import harmless
from shenbao.reports.report import SEVERITIES, Line, Report
from shenbao.reports.written import advised, path

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(report: Report) -> Iterator[Line]:
    """Yield the XML. Where nothing was found one case passes: a run without cases looks like one that never was."""
    document = JUnitXml("shenbao")
    cases: list[Finding | Waived] = sorted((*report.findings, *report.waived), key=lambda one: _finding(one).place)
    for file, found in groupby(cases, key=lambda one: _finding(one).place.file):
        # Not add_testsuite: it compares each suite with all before it.
        document.append(_suite(path(file), (_case(one, report) for one in found)))
    if not cases:
        document.append(_suite("shenbao", [TestCase("check", "shenbao")]))
    document.update_statistics()
    yield Line('<?xml version="1.0" encoding="UTF-8"?>')
    # A line a case: XML has no meaning there, and people can read it.
    text: str = document.tostring().decode()
    yield from map(Line, re.sub(r"(?=<(?:testsuite |testcase |/testsuite))", "\n", text).split("\n"))


def _suite(name: str, cases: Iterable[TestCase]) -> TestSuite:
    suite = TestSuite(_plain(name))
    suite.add_testcases(list(cases))
    return suite


def _case(one: Finding | Waived, report: Report) -> TestCase:
    finding = _finding(one)
    case = TestCase(_plain(f"{finding.code} {finding.subject}:{finding.place.line}"), _plain(path(finding.place.file)))
    severity = SEVERITIES[finding.severity].within(report.lang)
    text = _plain(f"{severity}[{finding.code}] {_where(finding)}\n{advised(finding, report.lang)}")
    if isinstance(one, Waived):
        case.result = [Skipped(_plain(one.reason))]
        case.system_out = text
    elif finding.fails(report.strict):
        failure = Failure(_plain(finding.message.within(report.lang)), finding.code)
        failure.text = text
        case.result = [failure]
    else:
        case.system_out = text
    return case


def _finding(one: Finding | Waived) -> Finding:
    return one.finding if isinstance(one, Waived) else one


def _where(finding: Finding) -> str:
    return f"{harmless(path(finding.place.file))}:{finding.place.line}:{finding.place.column}"


def _plain(text: str) -> str:
    """Return `text` with the characters that XML cannot hold written by their code."""
    return _NOT_IN_XML.sub(lambda found: ascii(found[0])[1:-1], text)
