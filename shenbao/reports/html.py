"""The whole of a check as one page for people without a terminal: findings, funds, indicators and waivers.

The page is one file that asks for nothing else and runs nothing; `page.html` beside this module is its template, and
the records here are what it draws. Pictures are drawn in shares of a thousand, figures are printed as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import accumulate, groupby
from pathlib import Path

from shenbao import __version__, manual, template
from shenbao.finding import Finding, Place, Waived
from shenbao.message import Message, _
from shenbao.model import totals
from shenbao.model.declaration import Declaration
from shenbao.model.money import Figure
from shenbao.reports.excerpt import Excerpt, excerpt
from shenbao.reports.inert import harmless
from shenbao.reports.report import SEVERITIES, Line, Report, counts, renewal, seen_from, state, summary
from shenbao.waiving import Standing, State

PAGE = Path(__file__).with_name("page.html")
_WIDEST = 600  # columns of a source line; the page wraps it
_WHOLE = 1000  # what the pictures are drawn in shares of

LABELS = {
    "title": _("检查报告"), "passes": _("通过检查"), "fails": _("没有通过检查"), "findings": _("发现"),
    "none": _("没有发现问题"), "help": _("改法"), "origin": _("由来"), "related": _("参见"), "funds": _("资金"),
    "task": _("任务"), "amount": _("金额"), "share": _("占比"), "picture": _("累计"), "sum": _("合计"),
    "indicators": _("指标"), "department": _("部门（不属于某一项任务）"), "other": _("表样里没有的类别"),
    "empty": _("空的类别"), "waivers": _("豁免"), "no_waivers": _("没有豁免"), "code": _("代码"), "about": _("关于"),
    "place": _("位置"), "reason": _("原因"), "by": _("同意人"), "until": _("截止"), "state": _("情况"),
    "unread": _("源文件有错误，还读不成一份申报表，所以没有资金图和指标表；改好上面的错误后再生成这份报告"),
    "partial": _("有的文件没有读进来，下面的资金和指标不全；改好上面的错误后再生成这份报告"),
    "waived_findings": _("已豁免的发现"),
    "error": _("错误"), "warning": _("警告"), "notice": _("提示"), "waived": _("已豁免"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding as it stands on the page. A sum's terms are its amount, its name and its place."""

    severity: str
    word: str
    code: str
    rule: str
    message: str
    place: str
    excerpt: Excerpt | None
    help: str
    origins: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]
    related: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A task's funds: the figures as printed, and where its bar begins and how long it is."""

    name: str
    amount: str
    share: str
    start: Decimal
    length: Decimal


@dataclass(frozen=True, slots=True)
class Funds:
    """The tasks' funds against what they must fit into. The limit's figures are empty where the form has none."""

    bars: tuple[Bar, ...]
    taken: Bar
    limit: Bar | None
    gap: Bar | None
    """what is left, or what is too much; None where the sums meet"""
    over: bool
    unit: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """How many targets of each category each task and the department have."""

    groups: tuple[tuple[str, int], ...]
    categories: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    totals: tuple[int, ...]
    empty: tuple[str, ...]


def write(report: Report) -> Iterator[Line]:
    """Yield the page. Of sources that come to no declaration it shows the findings and the waivers alone."""
    d, lang = report.declaration, report.lang
    labels = {name: message.within(lang) for name, message in LABELS.items()}
    told = renewal(report)
    parts = template.page(
        PAGE.read_text(encoding="utf-8"),
        lang="zh-CN" if lang == "zh" else "en",
        labels=labels,
        version=__version__,
        department=d.department if d else "",
        year=d.year if d else None,
        form=d.form.title if d else "",
        passes=not any(finding.fails(report.strict) for finding in report.findings),
        counts=counts(report.findings, report.waived),
        summary=summary(report).within(lang) if report.baseline else "",
        renewal=told.within(lang) if told else "",
        files=[
            (harmless(file), [_entry(finding, report) for finding in found])
            for file, found in groupby(report.findings, lambda finding: finding.place.file)
        ],
        funds=funds(d, lang) if d else None,
        matrix=matrix(d, labels) if d else None,
        waivers=[_waiver(standing, lang) for standing in report.waivers],
        waived=[_waived(one, lang) for one in report.waived],
        read=d is not None,
        whole=d is not None and d.whole,
    )
    yield from map(Line, "".join(parts).split("\n"))


def _entry(finding: Finding, report: Report) -> Entry:
    lang = report.lang
    return Entry(
        finding.severity.value,
        SEVERITIES[finding.severity].within(lang),
        finding.code,
        _rule(finding.code, lang),
        finding.message.within(lang),
        _where(finding.place),
        excerpt(finding.place, report.lines, _WIDEST),
        finding.help.within(lang),
        tuple(
            (o.total, tuple((t.amount, t.name, seen_from(finding.place, t.place)) for t in o.terms))
            for o in finding.origins
        ),
        tuple((related.message.within(lang), _where(related.place)) for related in finding.related),
    )


@cache
def _rule(code: str, lang: str) -> str:
    return manual.manual(code).title_in(lang)


def _where(place: Place) -> str:
    return f"{harmless(place.file)}:{place.line}"


def funds(d: Declaration, lang: str) -> Funds:
    """Return the tasks' funds as bars that follow each other, so that the last one ends where the gap begins."""
    room, taken = totals.room(d), d.funds_of_tasks()
    scale = max(taken.amount.value, room.amount.value if room else Decimal(0)) or Decimal(1)

    def bar(name: str, amount: Figure, start: Decimal = Decimal(0)) -> Bar:
        share = _share(amount.amount.value, room.amount.value if room else taken.amount.value)
        return Bar(
            name,
            amount.amount.printed(d.form.decimals),
            share,
            _drawn(start, scale),
            _drawn(amount.amount.value, scale),
        )

    figures = [(task.title, task.funds) for task in d.tasks]
    if d.other and d.other.funds:
        figures.append((_("其他需完成的任务").within(lang), d.other.funds))
    starts = accumulate((figure.amount.value for _name, figure in figures), initial=Decimal(0))
    bars = tuple(bar(name, figure, start) for (name, figure), start in zip(figures, starts, strict=False))
    over = bool(room and taken.amount > room.amount)
    gap = None
    if room and taken.amount != room.amount:
        apart = Figure("", taken.amount.apart(room.amount), room.at)
        says = _("超出{name}", name=room.name) if over else _("{name}尚未安排到任务", name=room.name)
        gap = bar(says.within(lang), apart, min(taken.amount, room.amount).value)
    return Funds(bars, bar(taken.name, taken), bar(room.name, room) if room else None, gap, over, d.form.unit)


def _drawn(amount: Decimal, scale: Decimal) -> Decimal:
    return (amount * _WHOLE / scale).quantize(Decimal("0.01"))


def _share(amount: Decimal, whole: Decimal) -> str:
    """Return how much of the `whole` an amount is; empty where the whole is nothing."""
    return f"{amount * 100 / whole:.2f}%" if whole else ""


def matrix(d: Declaration, labels: Mapping[str, str]) -> Matrix:
    """Return the counts by category, in the form's order; a category that it does not have stands in a column more."""
    known = d.form.categories
    held = [(task.title, Counter(target.category for target in task.targets)) for task in d.tasks]
    held.append((labels["department"], Counter(target.category for target in d.targets)))
    strange = any(category not in known for _name, count in held for category in count)
    rows = tuple((name, tuple(_counted(count, known, strange))) for name, count in held)
    sums = tuple(sum(column) for column in zip(*(row for _name, row in rows), strict=True))
    groups = [(group.name, len(group.categories)) for group in d.form.tree]
    return Matrix(
        tuple(groups + [("", 1)] * strange),
        known + (labels["other"],) * strange,
        rows,
        sums,
        tuple(category for category, count in zip(known, sums, strict=False) if not count),
    )


def _counted(count: Counter[str], known: Iterable[str], strange: bool) -> Iterator[int]:
    within = [count[category] for category in known]
    yield from within
    if strange:
        yield count.total() - sum(within)


def _waiver(standing: Standing, lang: str) -> dict[str, object]:
    waiver = standing.waiver
    says: Message = state(standing)
    return {
        "code": waiver.code, "subject": standing.subject, "place": _where(standing.place), "reason": waiver.reason,
        "by": waiver.by, "until": waiver.until, "state": says.within(lang), "holds": standing.state is State.WAIVES,
    }  # fmt: skip


def _waived(one: Waived, lang: str) -> dict[str, str]:
    finding = one.finding
    return {
        "code": finding.code, "message": finding.message.within(lang), "place": _where(finding.place),
        "reason": one.reason, "by": one.by, "until": one.until,
    }  # fmt: skip
