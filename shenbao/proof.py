"""Proofreads a layout against its declaration: every value printed, under its own address, as it should read.

A template may lay the form out as it likes; it may not lose a figure, nor print one figure under another's address.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from shenbao.finding import ERROR, Finding, Place, Related
from shenbao.layout import Layout, Paragraph
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration, Target
from shenbao.places import Places


def read(layout: Layout, declaration: Declaration, places: Places, template: Path) -> list[Finding]:
    """Return M006 for each value that `layout` prints nowhere, or prints otherwise than it reads."""
    values = {str(at): (at, text) for at, text in printed(declaration)}
    seen = set()
    findings = []
    for source, text in _sources(layout):
        seen.add(source)
        at, expected = values.get(source, (Address(source), ""))
        if source not in values:
            says = _("表样把“{text}”标成 {source}，没有这个值", text=_short(text), source=source)
            findings.append(_finding(template, says, at))
        elif _plain(text) != _plain(expected):
            says = _(
                "表样在 {source} 处印的是“{text}”，应是“{value}”",
                source=source,
                text=_short(text),
                value=_short(expected),
            )
            findings.append(_finding(template, says, at, places.of(at)))
    for source in values.keys() - seen:
        at, expected = values[source]
        if expected:
            says = _("表样没有印出 {source}：“{value}”", source=source, value=_short(expected))
            findings.append(_finding(template, says, at, places.of(at)))
    return sorted(findings, key=lambda finding: str(finding.at))


def printed(declaration: Declaration) -> Iterator[tuple[Address, str]]:
    """Yield the address and the printed text of every value that a form must show."""
    d = declaration
    yield d.at / "department", d.department
    for block in d.budget.blocks.values():
        for line in block.lines:
            yield line.at, line.amount.printed(d.form.decimals)
    yield d.goal.at, d.goal.text
    for task in d.tasks:
        yield task.at / "title", task.title
        yield task.funds.at, task.funds.amount.printed(d.form.decimals)
        yield task.content.at, task.content.text
        yield task.outcome.at, task.outcome.text
    if d.other:
        yield d.other.body.at, d.other.body.text
        if d.other.funds:
            yield d.other.funds.at, d.other.funds.amount.printed(d.form.decimals)
    for target in d.indicators:
        yield from _target(target, [key for key, _name in d.form.columns])


def _target(target: Target, columns: list[str]) -> Iterator[tuple[Address, str]]:
    yield target.at / "name", target.name
    values = dict(target.values)
    for key in columns:
        yield target.at / key, values[key].printed


def _sources(layout: Layout) -> Iterator[tuple[str, str]]:
    """Yield each address that is printed, with all the text that stands under it in one place."""
    for paragraphs in _cells(layout):
        texts = (text for paragraph in paragraphs for text in paragraph.texts if text.source or text.text.strip())
        for source, run in groupby(texts, key=lambda text: text.source):
            if source:
                yield source, "".join(text.text for text in run)


def _cells(layout: Layout) -> Iterator[tuple[Paragraph, ...]]:
    for block in layout.blocks:
        if isinstance(block, Paragraph):
            yield (block,)
        else:
            yield from (cell.paragraphs for cell in block.cells)


def _plain(text: str) -> str:
    """Return `text` without the white space that a paragraph's edges and breaks make."""
    return "".join(text.split())


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"


def _finding(template: Path, says: Message, at: Address, value: Place | None = None) -> Finding:
    related = (Related(value, _("这个值写在这里")),) if value else ()
    help = _("在 {file} 里给这个值一个格子，data-source 写它自己的地址", file=template.name)
    return Finding("M006", ERROR, says, Place(template.as_posix()), help, template.name, related, at=at)
