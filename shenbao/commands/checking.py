"""The command that checks: its report, what a baseline excuses, and the spellings that it mends."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from shenbao import pipeline, refusal, reporting, reports, terminal
from shenbao.commands.call import (
    CONTENT,
    LANG,
    PATH,
    STRICT,
    TEMPLATES,
    TODAY,
    Choice,
    _t,
    by_concern,
    cannot,
    command,
    misused,
    option,
    status,
    tell,
)
from shenbao.commands.look import Look, look
from shenbao.commands.saving import save
from shenbao.message import _
from shenbao.reports import Line, Report
from shenbao.reports.inert import harmless

_USUAL = next(iter(reports.FORMATS))


class _Told(NamedTuple):
    """What is reported, as what, and where to; and what fails the run."""

    strict: bool
    format_: str
    waivers: bool
    file: Path | None


class _Excused(NamedTuple):
    """What is not held against anybody: the findings of a baseline, which may be written first."""

    baseline: Path | None
    write_baseline: bool


class _Mending(NamedTuple):
    """Whether spellings are mended, and whether that is only shown."""

    fix: bool
    diff: bool


@command(help=_t("只汇总和检查，不生成文件"))
@CONTENT
@TEMPLATES
@STRICT
@LANG
@option("--format", "format_", type=Choice(list(reports.FORMATS)), default=_USUAL, help=_t("报告的格式"))
@option("--waivers", is_flag=True, help=_t("列出每一条豁免和它的情况"))
@option("--baseline", type=PATH, help=_t("基线文件：只报告、只追究它里面没有的"))
@option(
    "--write-baseline", is_flag=True, help=_t("把现有的发现写成基线（默认写到内容文件夹旁的 .shenbao-baseline.json）")
)
@option("--report", "file", type=PATH, help=_t("把报告写成文件（UTF-8），不印在屏幕上"))
@TODAY
@option(
    "--fix",
    is_flag=True,
    help=_t("先统一写法，意思不变：指标值（不低于98% 写成 ≥98%）、金额里的全角数字、名称里重复的（%）、连着的标点"),
)
@option("--diff", is_flag=True, help=_t("和 --fix 一起用：只显示会改什么，不写文件"))
@by_concern(look, _Told, _Excused, _Mending)
def check(look: Look, told: _Told, excused: _Excused, mends: _Mending) -> None:
    assembled = pipeline.assemble(look.content, look.templates)
    if told.waivers and told.format_ not in reports.LIST_WAIVERS:
        raise misused(_("--waivers 只用于格式 {formats}", formats=reports.LIST_WAIVERS), look.lang)
    if mends.fix or mends.diff:
        assembled = _mended(assembled, look, mends, told.format_)
    examined = pipeline.check(assembled, look.day)
    report = reporting.report(assembled, examined, look.lang, strict=told.strict, lists_waivers=told.waivers)
    report = _without(report, excused, look, writes=not mends.diff)
    if not mends.diff:  # which is all that is shown
        _write(report, told, look)
    sys.exit(status(report.findings, told.strict))


def _mended(assembled: pipeline.Assembled, look: Look, mends: _Mending, format_: str) -> pipeline.Assembled:
    """Return the declaration with its mends, written to its files or, with --diff, only shown; what was done goes to
    stderr."""
    from shenbao import mending  # few checks mend

    if not mends.fix:
        raise misused(_("--diff 要和 --fix 一起用"), look.lang)
    if mends.diff and format_ != _USUAL:
        raise misused(_("--diff 显示的是差异，不能再用 --format {format}", format=format_), look.lang)
    mended = pipeline.mend(assembled, look.day)
    if mended.astray:
        cannot(_("程序的错误：改后的内容读起来不一样，没有改动任何文件；把源文件发给维护的人"), look.lang)
    if mends.diff:
        shown = [replace(change, shown=harmless(change.shown)) for change in mended.changes]
        terminal.pass_on((line for change in shown for line in mending.diff(change)), sys.stdout)
    else:
        try:
            mending.write(look.content, mended.changes)
        except mending.Refused as refused:
            cannot(refused.message, look.lang)
        terminal.tell(map(Line, mending.told(mended.mends, look.lang)))
    tell(mending.summary(mended.mends, mended.changes, mends.diff), look.lang)
    return mended.assembled


def _without(report: Report, excused: _Excused, look: Look, writes: bool) -> Report:
    """Return `report` without what is excused; the baseline is written first where that is asked and `writes`."""
    renew = excused.write_baseline and writes
    if not excused.baseline and not renew:
        return report
    try:
        held, told = reporting.against(report, excused.baseline or reporting.baseline_beside(look.content), renew)
    except refusal.Refused as error:
        raise misused(error.says, look.lang) from None
    for message in told:
        tell(message, look.lang)
    return held


def _write(report: Report, told: _Told, look: Look) -> None:
    """Write `report` to its file, or to stdout."""
    if told.file:
        save(reports.write(told.format_, report), told.file, look.content, look.lang)
    else:
        fitted = replace(report, columns=terminal.columns(sys.stdout))
        terminal.show(reports.write(told.format_, fitted), sys.stdout)
