"""What was read and checked → the parts of the page. A source that cannot be read leaves the last good form standing.

Every text that comes from a source, a form or a finding is escaped: by Jinja in the templates beside this module, by
`printers/screen.py` in the form.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from shenbao import manual, pipeline, reporting, template
from shenbao.engine import Examined
from shenbao.filenames import DEPARTMENT
from shenbao.finding import Finding, Place, Severity
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration
from shenbao.model.indicator import Kind
from shenbao.pipeline import Assembled
from shenbao.printers import screen
from shenbao.printers.screen import Boxes, Part
from shenbao.reports import html as report_page
from shenbao.reports.excerpt import Excerpt, excerpt
from shenbao.reports.report import SEVERITIES, Lines, counts
from shenbao.serving import blanks, draft
from shenbao.serving.draft import Draft

FOLDER = Path(__file__).parent
MOST_FINDINGS, MOST_ON_TOP = 300, 5
_WIDEST = 160  # columns of a source line beside a finding
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}

LABELS = {
    **report_page.LABELS,
    "form": _("申报表"), "page": _("编写"), "source": _("源文件"), "close": _("关闭"), "open": _("在编辑器里打开"),
    "skip": _("跳到申报表"), "build": _("生成 Word 和 PDF"), "download": _("下载"), "broken": _("源文件有错误"),
    "kept": _("下面的申报表停在最后一次能读的样子；改好这些错误后会自动更新"),
    "nothing": _("源文件还读不成一份申报表；改好发现的错误后，这里会显示申报表"),
    "lost": _("和程序的连接断了，页面不再更新；程序重新运行后会自动接上"), "live": _("保存后自动更新"),
    "measurable": _("可量化的指标"), "of": _("占全部指标"), "edit": _("修改"), "save": _("保存"), "cancel": _("取消"),
    "saved": _("已保存"), "failed": _("没有成功：连不上程序"), "hint": _("方向键选格，回车看源文件，Esc 关闭"),
    "more": _("还有更多发现没有列出：用 build.py check 查看"), "reload": _("读取新内容（写的留着）"),
    "both": _("这一项写的是指标值（value），两列一起改"), "add_target": _("在后面添一个指标"),
    "drop_target": _("删去这个指标"),
    "blanks": _("这个文件里还空着："), "new_task": _("添一项任务"), "title": _("任务名称"),
    "draft": _("下面是草稿：还没有填的显示为“待填”，点它就能填或看到在文件的哪一行"), "first": _("从第一处开始"),
    "next": _("下一处没有填的"), "year": _("年度"), "of_target": _("这个指标的其他内容："),
    "add_to_file": _("在这个文件里添一个指标"), "by_key": _("Ctrl+回车保存"),
    "by_lines": _("空一行才是新的一段；Ctrl+回车保存"),
    "hint_edits": _("点一格就能改；方向键选格，回车修改，Esc 关闭"), "drop": _("改了还没有保存；不保存了吗？"),
    "other_tasks": _("写其他需完成的任务"), "mine": _("这里还是刚才写的，没有保存；文件里现在是"),
}  # fmt: skip


def sendable(text: str) -> str:
    """Return `text` as UTF-8 can carry it: the name of a file or a folder may hold bytes that are no characters."""
    return text.encode(errors="backslashreplace").decode()


def _sendable(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    try:
        for part in parts:
            part.html.encode()
    except UnicodeEncodeError:
        return tuple(Part(*map(sendable, part)) for part in parts)
    return parts


@dataclass(frozen=True, slots=True)
class View:
    """The page at one moment: its parts, the form's look, and whether the form is an older one than the sources."""

    boxes: Boxes
    look: str = ""
    stale: bool = False
    lang: str = "zh"

    def __post_init__(self) -> None:
        object.__setattr__(self, "boxes", {name: _sendable(parts) for name, parts in self.boxes.items()})

    @property
    def look_digest(self) -> str:
        return hashlib.sha256(self.look.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as a button bears it: what it says, where it leads, and the address of the value that it is about."""

    says: str
    file: str
    line: int
    column: int
    at: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as it stands on the page."""

    severity: str
    word: str
    code: str
    rule: str
    message: str
    help: str
    spot: Spot
    excerpt: Excerpt | None
    origins: tuple[tuple[str, tuple[tuple[str, str, Spot], ...]], ...]
    related: tuple[tuple[str, Spot], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Drawn:
    """What can be drawn before anything is checked: the form and the pictures, and what forbade it."""

    boxes: Boxes
    look: str
    faults: tuple[Finding, ...]
    well: bool
    """whether it is all that the sources say: no file or value had to be left out"""
    draft: Draft | None = None
    """where something must still be filled in: what"""


def draw(assembled: Assembled, lang: str) -> Drawn:
    """Draw the form and the pictures; without a declaration or a form nothing."""
    well = not any(f.severity is Severity.ERROR for f in assembled.findings)
    filled = draft.fill_in(assembled)
    shown = filled.assembled if filled else assembled
    d = shown.reading.declaration
    layout, styles, faults = pipeline.draft(shown) if d else (None, None, [])
    if d is None or layout is None or styles is None:
        return Drawn({}, "", tuple(faults), False)
    sheet = screen.boxes(draft.marked(layout, filled.blanks) if filled else layout)
    boxes = sheet | _pictures(d, lang) | {"head": _head(assembled, d, lang)}
    whole = not faults and (well or filled is not None)
    return Drawn(boxes, screen.css(layout, styles), tuple(faults), whole, None if well else filled)


def make(assembled: Assembled, examined: Examined, drawn: Drawn, lang: str, last: View | None) -> View:
    """Return the page for what was read; where that is broken, with the form and the pictures of the `last` page."""
    faults = list(drawn.faults)
    found = sorted((*examined.findings, *faults), key=lambda finding: _RANK[finding.severity])
    told = _told(examined.with_more(faults) if faults else examined, found, reporting.lines(assembled), lang)
    if drawn.well:
        banner = _to_do(drawn.draft, assembled, lang) if drawn.draft else ()
        return View(dict(drawn.boxes) | told | {"banner": banner}, drawn.look, drawn.draft is not None, lang)
    if last is not None and last.look:
        kept = {name: parts for name, parts in last.boxes.items() if name not in told}
        return View(kept | told | {"banner": _banner(found, lang, "kept")}, last.look, True, lang)
    nothing = Part("nothing", f'<p data-key="nothing" class="nothing">{LABELS["nothing"].within(lang)}</p>')
    boxes = dict(drawn.boxes) or {screen.SHEET: (nothing,), "head": (), "funds": (), "indicators": ()}
    return View(boxes | told | {"banner": _banner(found, lang, "")}, drawn.look, True, lang)


def ahead(drawn: Drawn, last: View) -> View:
    """Return the page with the form as it is now, before it is checked: with the findings of the `last` page."""
    told = {name: last.boxes.get(name, ()) for name in ("verdict", "findings", "banner")}
    return View(dict(drawn.boxes) | told, drawn.look, False, last.lang)


def _told(examined: Examined, found: list[Finding], lines: Lines, lang: str) -> dict[str, tuple[Part, ...]]:
    """Return the verdict and the findings."""
    counted = counts(examined.findings, examined.waived)
    verdict = _filled("verdict.html", lang, counts=counted, passes=not counted["error"])
    entries = ((_key(f), _filled("finding.html", lang, one=_entry(f, lines, lang))) for f in found[:MOST_FINDINGS])
    listed = list(screen.keyed(entries))
    if not listed:
        listed.append(_said("none", LABELS["none"], lang))
    elif len(found) > MOST_FINDINGS:
        listed.append(_said("more", LABELS["more"], lang))
    return {"verdict": tuple(screen.keyed([("verdict", verdict)])), "findings": tuple(listed)}


def _said(key: str, says: Message, lang: str) -> Part:
    return Part(key, f'<p data-key="{key}" class="dim">{says.within(lang)}</p>')


def _key(finding: Finding) -> str:
    return f"{finding.code} {finding.at if finding.at.file else finding.place.file}"


def _banner(found: list[Finding], lang: str, below: str) -> tuple[Part, ...]:
    """Return the errors that stand above the form, and what that is: `kept`, a `draft` or nothing."""
    errors = [f for f in found if f.severity is Severity.ERROR]
    listed = [(f.code, f.message.within(lang), _spot(f.place, f.at)) for f in errors[:MOST_ON_TOP]]
    html = _filled("banner.html", lang, errors=listed, more=len(errors) - len(listed), below=below)
    return tuple(screen.keyed([("banner", html)]))


def _to_do(draft: Draft, assembled: Assembled, lang: str) -> tuple[Part, ...]:
    """Return what stands above a form that is being filled in: how much is left, and the way to the first blank."""
    says = _("还有 {n} 处必填的没有填", n=draft.needed).within(lang)
    first = (str(draft.first), blanks.called(draft.first, assembled.form.form).within(lang)) if draft.first else None
    return tuple(screen.keyed([("banner", _filled("to-do.html", lang, says=says, first=first))]))


def _head(assembled: Assembled, d: Declaration, lang: str) -> tuple[Part, ...]:
    """Return the head: the year leads to where it is written, for not every form prints it."""
    at = Address(DEPARTMENT, ("year",))
    own = assembled.reading.declaration
    year = (own.year if own else None) or screen.BLANK
    shown = (str(at), year) if at in assembled.reading.places.known else None
    return tuple(screen.keyed([("head", _filled("head.html", lang, d=d, year=shown, blank=screen.BLANK))]))


def _pictures(d: Declaration, lang: str) -> dict[str, tuple[Part, ...]]:
    labels = {name: message.within(lang) for name, message in LABELS.items()}
    funds = _filled("funds.html", lang, funds=report_page.funds(d, lang))
    matrix = report_page.matrix(d, labels)
    indicators = _filled("indicators.html", lang, matrix=matrix, measurable=_measurable(d))
    return {"funds": (*screen.keyed([("funds", funds)]),), "indicators": (*screen.keyed([("indicators", indicators)]),)}


def _measurable(d: Declaration) -> tuple[int, int, str]:
    """Return how many targets have a number or a date to be held to, how many there are, and the share."""
    every = d.indicators
    held = sum(any(value.kind is not Kind.WORDS for _key, value in target.values if value) for target in every)
    return held, len(every), f"{held * 100 / len(every):.1f}%" if every else ""


def _entry(finding: Finding, lines: Lines, lang: str) -> Shown:
    return Shown(
        finding.severity.value,
        SEVERITIES[finding.severity].within(lang),
        finding.code,
        _rule(finding.code, lang),
        finding.message.within(lang),
        finding.help.within(lang),
        _spot(finding.place, finding.at),
        excerpt(finding.place, lines, _WIDEST),
        tuple((o.total, tuple((t.amount, t.name, _spot(t.place)) for t in o.terms)) for o in finding.origins),
        tuple((related.message.within(lang), _spot(related.place)) for related in finding.related),
    )


@cache
def _rule(code: str, lang: str) -> str:
    return manual.manual(code).title_in(lang)


def _spot(place: Place, at: Address | None = None) -> Spot:
    return Spot(f"{place.file}:{place.line}", place.file, place.line, place.column, str(at) if at and at.path else "")


def changes(old: Boxes, new: Boxes) -> Iterator[tuple[str, list[str] | None, Mapping[str, str]]]:
    """Yield each box that differs: its keys in order, None where that is as it was, and the parts that changed."""
    if old.get(screen.SHEET) != new.get(screen.SHEET):
        old = {}  # other tables: all of the form anew
    for name, parts in new.items():
        before = old.get(name)
        if before is parts or before == parts:
            continue
        had = dict(before or ())
        order = [part.key for part in parts]
        same = before is not None and list(had) == order
        yield name, None if same else order, {key: html for key, html in parts if had.get(key) != html}
    yield from ((name, [], {}) for name in old.keys() - new.keys())


def page(view: View, revision: str, token: str, edits: bool, other: bool) -> str:
    """Return the whole page; `other`: whether the form has a place for 其他需完成的任务."""
    whole = _filled("page.html", view.lang, view=view, revision=revision, token=token, edits=edits, other=other)
    return screen.filled(whole, view.boxes)


def pane(lang: str, **values: object) -> str:
    """Return the source pane: the lines around a place, and what can be edited there."""
    return sendable(_filled("source.html", lang, said=lambda says: says.within(lang), **values))


def _filled(name: str, lang: str, **values: object) -> str:
    labels = _labels(lang)
    return "".join(template.page(_text(name), t=labels, lang="zh-CN" if lang == "zh" else "en", **values)).strip()


@cache
def _labels(lang: str) -> dict[str, str]:
    return {name: message.within(lang) for name, message in LABELS.items()}


@cache
def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
