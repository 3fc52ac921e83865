"""What every format is handed: one record of what a check came to. No format decides anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from shenbao.finding import Finding, Place, Severity, Waived
from shenbao.message import Message, _
from shenbao.model.declaration import Declaration
from shenbao.waiving import Standing, State

Lines = Callable[[str], Sequence[str]]
"""the lines of a file by the path that findings bear; none for a file that is not text"""

SEVERITIES = {Severity.ERROR: _("错误"), Severity.WARNING: _("警告"), Severity.NOTICE: _("提示")}
ORIGIN, RELATED, HELP = _("由来："), _("参见："), _("改法：")
"""what stands before the terms of a sum, before another place, and before the act that mends"""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a report and how it is to look: a severity's name, `place`, `help` or nothing."""

    text: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a baseline kept out of the report: the findings that it hides, and those of it that are no longer found."""

    hidden: int
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What a check came to, in the order in which it is told."""

    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...] = ()
    waivers: tuple[Standing, ...] = ()
    lists_waivers: bool = False
    """whether somebody asked for the waivers"""
    declaration: Declaration | None = None
    """None where the sources do not come to one"""
    lines: Lines = lambda _file: ()
    folders: tuple[str, ...] = ()
    """the folders that the files belong to, as the findings' paths begin"""
    baseline: Baseline | None = None
    strict: bool = False
    lang: str = "zh"
    columns: int = 0
    """of the window that it is read in; 0 where it goes to a file or a pipe"""


def counts(findings: Iterable[Finding], waived: Sequence[Waived]) -> dict[str, int]:
    """Return how many findings of each severity there are, and how many were waived."""
    listed = [finding.severity for finding in findings]
    return {severity.value: listed.count(severity) for severity in Severity} | {"waived": len(waived)}


def seen_from(here: Place, place: Place) -> str:
    """Return the file and line of `place`, the folder left out where the file of `here` stands in it too."""
    return f"{place.file.removeprefix(here.file.rpartition('/')[0] + '/')}:{place.line}"


def agreement(by: str, until: str) -> tuple[Message, Message]:
    """Return who agreed to a waiver and until when, as they follow its reason; empty where that is not said."""
    return _("，{by} 同意", by=by) if by else Message(""), _("，至 {until}", until=until) if until else Message("")


def summary(report: Report) -> Message:
    """Return the counts as one line, with what a baseline hides."""
    told = counts(report.findings, report.waived)
    counted = _("错误 {error}，警告 {warning}，提示 {notice}，豁免 {waived}", **told)
    if report.baseline is None:
        return counted
    return _("{counted}；基线里原有的 {hidden} 项没有列出", counted=counted, hidden=report.baseline.hidden)


def renewal(report: Report) -> Message | None:
    """Return that the baseline can be renewed, where it holds findings that are gone."""
    if report.baseline is None or not report.baseline.gone:
        return None
    return _("基线里有 {gone} 项已不再出现；用 --write-baseline 更新基线", gone=report.baseline.gone)


def state(standing: Standing) -> Message:
    """Return in words what a waiver does."""
    return _("豁免了 {n} 项", n=standing.waives) if standing.state is State.WAIVES else _STATES[standing.state]


_STATES = {
    State.IDLE: _("已没有可豁免的内容"),
    State.ENDED: _("已到期，不再起作用"),
    State.WRONG: _("写得不对，不起作用"),
    State.UNASKED: _("它的规则这次没有查"),
}
