"""A changelog as one page that asks for nothing else and runs nothing; its template is `page.html` beside this."""

from __future__ import annotations

from pathlib import Path

from shenbao import __version__, template
from shenbao.changelogs.changelog import Changelog, summary, summary_of_findings
from shenbao.changelogs.sections import sections
from shenbao.message import _
from shenbao.reports.inert import harmless

PAGE = Path(__file__).with_name("page.html")


def write(log: Changelog) -> str:
    """Return the page."""
    parts = template.page(
        PAGE.read_text(encoding="utf-8"),
        lang="zh-CN" if log.lang == "zh" else "en",
        version=__version__,
        title=_("申报表的变化").within(log.lang),
        department=log.changes.department if log.changes else "",
        base=log.base.within(log.lang),
        head=log.head.within(log.lang),
        summary=summary(log).within(log.lang),
        findings=summary_of_findings(log).within(log.lang),
        comparable=log.changes is not None,
        remarks=[remark.within(log.lang) for remark in log.remarks],
        sections=list(sections(log)),
    )
    return "".join(f"{harmless(line)}\n" for line in "".join(parts).split("\n"))
