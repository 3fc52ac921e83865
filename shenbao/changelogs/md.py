"""A changelog for the comment of a pull request: Markdown in which nothing of a source is markup, link or mention.

GitHub, GitLab and Gitee look for @names, #1, !1, :emoji: and addresses in the text that Markdown leaves, so those get
a space of no width after their sign. A comment that is too long is refused as a whole; it is cut between rows, and says
so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shenbao.changelogs.changelog import Changelog, summary, summary_of_findings
from shenbao.changelogs.sections import Cell, Section, Span, sections
from shenbao.message import _

MOST = 60_000
"""characters: GitHub takes 65,536"""
_LONGEST = 4_000  # characters of a cell
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!$^@:])")
_REFERENCE = re.compile(
    r"(?<=[@#!%~$&^:])(?=[\w\"/+-])|(?<=\bwww)(?=\.)|(?<=\bGH-)(?=[0-9])|(?<=\b[0-9a-f]{6})(?=[0-9a-f])", re.IGNORECASE
)
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_APART = "\0"  # stands for the space of no width until all else is escaped
_SPACE = "&#8203;"


def write(log: Changelog) -> str:
    """Return the changelog as Markdown of at most MOST characters."""
    lines = list(_lines(log))
    left, shown = MOST, []
    for n, line in enumerate(lines):
        told = _("太长，后面还有 {n} 行没有列出；运行 build.py diff 查看全部", n=len(lines) - n).within(log.lang)
        if left < len(line) + len(told) + 2:
            shown += ["", told]
            break
        shown.append(line)
        left -= len(line) + 1
    return "\n".join(shown) + "\n"


def _lines(log: Changelog) -> Iterator[str]:
    head = f"{plain(log.base.within(log.lang))} → {plain(log.head.within(log.lang))}"
    yield from (f"### {_('申报表的变化').within(log.lang)}", "", head, "")
    yield from (f"**{plain(summary(log).within(log.lang))}**", "", plain(summary_of_findings(log).within(log.lang)))
    for remark in log.remarks:
        yield from ("", f"> {plain(remark.within(log.lang))}")
    for section in sections(log):
        yield from ("", f"#### {plain(section.title)}", "", *_table(section))


def _table(section: Section) -> Iterator[str]:
    yield f"| {' | '.join(map(plain, section.columns))} |"
    yield f"|{'|'.join(' ---: ' if n in section.numbers else ' --- ' for n in range(len(section.columns)))}|"
    for row in section.rows:
        cells = (_cell(cell, bare=n in (section.old, section.old + 1)) for n, cell in enumerate(row))
        yield f"| {' | '.join(cells)} |"


def _cell(cell: Cell, *, bare: bool) -> str:
    """Return a cell; a `bare` one stands under a heading that says what was or what is, and needs no marks of it."""
    left, shown = _LONGEST, []
    for span in cell:
        look = "" if bare and span.look in ("old", "new") else span.look
        shown.append(_span(Span(span.text[:left], look)))
        left -= len(span.text)
        if left < 0:
            return "".join([*shown, "…"])
    return "".join(shown)


def _span(span: Span) -> str:
    """Return a span with the marks of its look; signs at the edge of a mark would keep it from being one, so HTML."""
    text = plain(span.text)
    if not text.strip() or span.look not in _TAGS:
        return text
    tag = _TAGS[span.look]
    return f"<{tag}>{text}</{tag}>"


_TAGS = {"old": "del", "new": "ins", "bad": "strong", "error": "strong"}


def plain(text: str) -> str:
    r"""Return `text` as Markdown that reads as it does, on one line.

    >>> plain("请 @user 看 *这里*")
    '请 \\@&#8203;user 看 \\*这里\\*'
    """
    line = _UNSEEN.sub(lambda found: " " if found[0] in "\t\n\r" else f"U+{ord(found[0]):04X}", text)
    return _MARKUP.sub(r"\\\1", _REFERENCE.sub(_APART, line)).replace(_APART, _SPACE)
