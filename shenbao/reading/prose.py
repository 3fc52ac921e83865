"""Markdown pieces → narratives: a task's two sections, or a whole body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from shenbao import markdown
from shenbao.finding import Related
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.narrative import Block, Narrative
from shenbao.reading.desk import Desk
from shenbao.source import Source
from shenbao.vocabulary import nearest

SECTIONS: Mapping[str, str] = {"主要实施内容": "content", "期望达到的目标": "outcome"}
_PRINTED = {"期望达到的目标（概述）": "期望达到的目标"}
_GLUED = re.compile(r"^[ ]{0,3}(?:#{1,6}(?=[^#\s＃])|[#＃]{0,5}＃[#＃]{0,5}[ \u3000]*)")
"""signs that were meant to open a heading: no space behind them, or a full-width one among them"""
_EXACTLY = {
    "code": r"(`{1,20}).{1,200}?\1",
    "link": r"\[[^\]\n]{0,200}\]\([^)\n]{0,200}\)",
    "image": r"!\[[^\]\n]{0,200}\]\([^)\n]{0,200}\)",
}

_INSTEAD: Mapping[str, tuple[Message, Message]] = {
    "image": (_("图片"), _("删去图片，用文字说明")),
    "link": (_("链接"), _("只写文字，不加链接")),
    "code": (_("代码"), _("删去反引号，直接写文字")),
    "indented": (_("缩进四格的代码"), _("删去行首的空格")),
    "table": (_("表格"), _("改成列表或一段文字")),
    "quotation": (_("引用"), _("删去行首的“>”")),
    "rule": (_("分隔线"), _("删去这一行")),
    "heading": (_("标题"), _("改成一段文字；需要突出时用 **加粗**")),
    "deep": (_("第三级列表"), _("列表最多两级：并入上一级，或另写一段")),
}


def body(desk: Desk, source: Source, at: Address) -> Narrative:
    """Return the whole body of `source` as the narrative at `at`."""
    return _narrative(desk, source, source.pieces, at)


def sections(desk: Desk, source: Source, at: Address) -> tuple[Narrative, Narrative]:
    """Return 主要实施内容 and 期望达到的目标; one that is missing from where the form has a place for it, empty, given
    twice or unknown is S008."""
    found: dict[str, Narrative] = {}
    headings: dict[str, markdown.Heading] = {}
    for heading, pieces in _cut(source.pieces):
        title = _PRINTED.get(heading.text, heading.text) if heading else ""
        if heading is None or title not in SECTIONS:
            _stray(desk, source, at, heading, pieces)
        elif title in headings:
            _twice(desk, source, at / SECTIONS[title], heading, headings[title])
        else:
            headings[title] = heading
            desk.places.known[at / SECTIONS[title]] = source.lines(heading.line, heading.line + 1)
            found[title] = _section(desk, source, at / SECTIONS[title], title, pieces)
    wide = _full_width(desk, source, at)
    for title, key in SECTIONS.items():
        if title not in found and title not in wide and desk.form.prints(key):
            _missing(desk, source, at / key, title)
    content, outcome = (found.get(title, Narrative(at / key)) for title, key in SECTIONS.items())
    return content, outcome


def parts(pieces: Iterable[markdown.Piece]) -> Mapping[str, tuple[markdown.Heading, list[markdown.Piece]]]:
    """Return the first section of each kind among `pieces`, heading and content, by the key of its narrative."""
    found: dict[str, tuple[markdown.Heading, list[markdown.Piece]]] = {}
    for heading, below in _cut(pieces):
        key = SECTIONS.get(_PRINTED.get(heading.text, heading.text)) if heading else None
        if heading and key:
            found.setdefault(key, (heading, below))
    return found


def _cut(pieces: Iterable[markdown.Piece]) -> list[tuple[markdown.Heading | None, list[markdown.Piece]]]:
    """Cut `pieces` at the headings of level 2; what stands before the first has None."""
    parts: list[tuple[markdown.Heading | None, list[markdown.Piece]]] = [(None, [])]
    for piece in pieces:
        if isinstance(piece, markdown.Heading) and (piece.level == 2 or piece.text in SECTIONS):
            parts.append((piece, []))
        else:
            parts[-1][1].append(piece)
    return parts if parts[0][1] else parts[1:]


def _section(desk: Desk, source: Source, at: Address, title: str, pieces: list[markdown.Piece]) -> Narrative:
    narrative = _narrative(desk, source, pieces, at)
    if not pieces:
        desk.error("S008", at, _("“{title}”下面没有内容", title=title), _("在标题下面写一段文字"), title)
    return narrative


def _narrative(desk: Desk, source: Source, pieces: Iterable[markdown.Piece], at: Address) -> Narrative:
    """Return the passages among `pieces`; what a cell cannot carry is S010."""
    blocks: list[Block] = []
    for piece in pieces:
        if isinstance(piece, markdown.Passage):
            here = at / len(blocks)
            desk.places.known[here] = source.lines(piece.line, piece.end_line)
            desk.places.written[here] = source.written(piece.line, piece.end_line, bool(piece.block.marker))
            desk.places.texts[here] = piece.block
            blocks.append(piece.block)
        else:
            _unprintable(desk, source, at, piece)
    if blocks and at not in desk.places.known:
        desk.places.known[at] = desk.places.known[at / 0]
    return Narrative(at, tuple(blocks))


def _unprintable(desk: Desk, source: Source, at: Address, piece: markdown.Heading | markdown.Misfit) -> None:
    kind, end = ("heading", piece.line + 1) if isinstance(piece, markdown.Heading) else (piece.kind, piece.end_line)
    what, instead = _INSTEAD[kind]
    place = source.lines(piece.line, end)
    if kind in _EXACTLY:
        place = source.matching(_EXACTLY[kind], piece.line, end) or place
    desk.error("S010", at, _("表格的单元格里放不下{what}", what=what), instead, str(what), place)


def _stray(
    desk: Desk, source: Source, at: Address, heading: markdown.Heading | None, pieces: list[markdown.Piece]
) -> None:
    """Report text that stands under no section: before the first heading, or under one that the form does not have."""
    help = _("正文只有两节：## 主要实施内容、## 期望达到的目标")
    if heading:
        near = nearest(heading.text, SECTIONS)
        mend = _("改成“## {near}”", near=near) if near else help
        place = source.lines(heading.line, heading.line + 1)
        desk.error("S008", at, _("表里没有“{title}”这一节", title=heading.text), mend, heading.text, place)
    elif pieces[0].line not in _glued(source).values():
        place = source.lines(pieces[0].line, pieces[0].line + 1)
        desk.error("S008", at, _("第一个标题之前有文字，不属于任何一节"), help, source.file, place)


def _glued(source: Source) -> dict[str, int]:
    """Return the sections whose `##` is glued to the title, so that Markdown sees no heading, with their lines."""
    lines = enumerate(source.body)
    titles = {_GLUED.sub("", line).strip(): n for n, line in lines if _GLUED.match(line)}
    return {_PRINTED.get(title, title): n for title, n in titles.items()}


def _full_width(desk: Desk, source: Source, at: Address) -> set[str]:
    """Report the sections whose `#` is full-width, once; return them."""
    lines = {title: n for title, n in _glued(source).items() if title in SECTIONS and "＃" in source.body[n]}
    for title, line in list(lines.items())[:1]:
        others = [n for n in lines.values() if n != line]
        related = tuple(Related(source.lines(n, n + 1), _("这里也是")) for n in others)
        says = _("“{line}”不是标题：＃ 是全角的", line=source.body[line].strip())
        place = source.lines(line, line + 1)
        desk.error(
            "S008", at / SECTIONS[title], says, _("改成“## {title}”，# 用半角", title=title), title, place, related
        )
    return set(lines)


def _twice(desk: Desk, source: Source, at: Address, heading: markdown.Heading, first: markdown.Heading) -> None:
    related = (Related(source.lines(first.line, first.line + 1), _("第一次写在这里")),)
    place = source.lines(heading.line, heading.line + 1)
    desk.error("S008", at, _("“{title}”写了两次", title=heading.text), _("合并成一节"), heading.text, place, related)


def _missing(desk: Desk, source: Source, at: Address, title: str) -> None:
    """Report that the section `title` is missing, unless a heading that was meant for it is reported already."""
    headings = (piece.text for piece in source.pieces if isinstance(piece, markdown.Heading))
    if title in {nearest(text, SECTIONS) for text in headings if text not in SECTIONS}:
        return
    line = _glued(source).get(title)
    if line is None:
        help = _("在正文里加一行“## {title}”，下面写内容", title=title)
        desk.error("S008", at, _("缺少“{title}”一节", title=title), help, title, source.head)
    else:
        says = _("“{line}”不是标题：# 后面没有空格", line=source.body[line].strip())
        desk.error("S008", at, says, _("改成“## {title}”", title=title), title, source.lines(line, line + 1))
