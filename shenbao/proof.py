"""Proofreads a layout against its declaration: every value printed, under its own address, as it should read.

A template may lay the form out as it likes; it may not lose a figure, nor print one figure under another's address.
What must be printed the form says; what else the sources hold may be, and a number may stand apart from its operator
and unit.
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
from shenbao.model.form import Form
from shenbao.places import Places


def read(layout: Layout, declaration: Declaration, places: Places, template: Path) -> list[Finding]:
    """Return M006 for each value that `layout` prints nowhere, or prints otherwise than it reads."""
    wanted = {str(at): (at, text) for at, text in printed(declaration)}
    apart = {str(at): parts for at, parts in _apart(declaration)}
    pieces = {str(at): (at, text) for parts in apart.values() for at, text in parts}
    values = {str(at): (at, text) for at, text in printable(declaration)} | pieces | wanted
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
    for source in wanted.keys() - seen:
        at, expected = wanted[source]
        parts = [str(part) for part, text in apart.get(source, ()) if text]
        if expected and not (parts and seen.issuperset(parts)):
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
    for part, at, text in _tasks(d):
        if d.form.prints(part):
            yield at, text
    for target in d.indicators:
        yield from _target(target, d.form)


def printable(declaration: Declaration) -> Iterator[tuple[Address, str]]:
    """Yield the address and the printed text of every value that a form may show besides."""
    d = declaration
    yield d.at / "year", str(d.year or "")
    for block in d.budget.blocks.values():
        yield block.at, block.total.amount.printed(d.form.decimals)
    for _part, at, text in _tasks(d):
        yield at, text
    for task in d.tasks:
        for figure in task.sources:
            yield figure.at, figure.amount.printed(d.form.decimals)
    for target in d.indicators:
        yield target.at / "weight", target.points
        for key in _TEXTS:
            yield target.at / key, getattr(target, key)


_TEXTS = ("category", "respondents", "baseline", "source", "evidence", "explain")


def _tasks(d: Declaration) -> Iterator[tuple[str, Address, str]]:
    """Yield every value of the tasks with the part of the form that it belongs to."""
    for task in d.tasks:
        yield "tasks", task.at / "title", task.title
        yield "funds", task.funds.at, task.funds.amount.printed(d.form.decimals)
        yield "content", task.content.at, task.content.text
        yield "outcome", task.outcome.at, task.outcome.text
    if d.other:
        yield "other", d.other.body.at, d.other.body.text
        if d.other.funds:
            yield "other", d.other.funds.at, d.other.funds.amount.printed(d.form.decimals)


def _target(target: Target, form: Form) -> Iterator[tuple[Address, str]]:
    yield target.at / "name", target.name
    if form.weight_total is not None and form.prints("weight"):
        yield target.at / "weight", target.points
    values = dict(target.values)
    for key, _name in form.columns:
        yield target.at / key, values[key].printed


def _apart(d: Declaration) -> Iterator[tuple[Address, tuple[tuple[Address, str], ...]]]:
    """Yield the address of each number among the values, and those of its parts with their texts."""
    for target in d.indicators:
        for key, value in target.values:
            if value.digits:
                at = target.at / key
                yield at, tuple((at / part, getattr(value, part)) for part in ("operator", "digits", "unit"))


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
