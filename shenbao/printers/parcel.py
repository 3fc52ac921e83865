"""A Word file that comes in, looked into: what its tables say, and what it was made from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shenbao import parts
from shenbao.finding import ERROR, Finding, Place
from shenbao.layout import Layout
from shenbao.message import _
from shenbao.papers import Provenance, dated
from shenbao.printers import custom
from shenbao.refusal import Refused
from shenbao.xml import Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DIGEST = "shenbao-digest"
_PROPERTIES, _CORE = "docProps/custom.xml", "docProps/core.xml"
_TEXT, _DATA = re.compile(r"(?is)word/.*\.xml"), re.compile(r"(?is)customXml/item.*\.xml")
_MOST_CELLS = 1_000_000  # a form of 1,200 rows has 10,000
_MARKS = {
    "ins": "revision", "del": "revision", "moveFrom": "revision", "moveTo": "revision",
    "vanish": "hidden", "webHidden": "hidden", "hidden": "hidden", "specVanish": "hidden",
    "drawing": "object", "pict": "object", "object": "object", "altChunk": "object", "subDoc": "object",
    "control": "object", "AlternateContent": "object",
    "comment": "note", "footnoteReference": "note", "endnoteReference": "note", "sym": "sign",
}  # fmt: skip
"""what of a Word file changes what is read, though no text of a cell may show it"""


def grids(path: Path) -> list[list[list[str]]]:
    """Return the tables of the Word file at `path` in the notation of `Table.texts`, text inside controls included.

    Raises Refused for what is no Word file, or cannot be read.
    """
    document = parts.document(parts.read(path, parts.DOCUMENT.__eq__), path)
    left = _MOST_CELLS
    found: list[list[list[str]]] = []
    for table in _outermost(document, _q("tbl")):
        found.append(rows := [])
        for row in table.findall(_q("tr")):
            rows.append(texts := _texts(row))
            left -= len(texts)
            if left < 0:
                raise parts.large(path)
    return found


def read_back(layout: Layout, written: Path, path: Path) -> list[Finding]:
    """Return P006 where the Word file does not hold the layout cell for cell, or is larger than what is read."""
    try:
        if grids(written) == [table.texts() for table in layout.tables]:
            return []
    except Refused:
        says, help = _("写好的 Word 太大，读不回来核对，没有采用"), _("分成几份申报")
        return [Finding("P006", ERROR, says, Place(path.as_posix()), help, path.name)]
    says = _("写好的 Word 读回来与排版不一致，没有采用")
    return [Finding("P006", ERROR, says, Place(path.as_posix()), _("这是程序的错误：把源文件发给维护的人"), path.name)]


def _outermost(within: Element, tag: str) -> Iterator[Element]:
    """Yield the elements `tag` that stand in no other: what stands in a cell is text of that cell, and told once."""
    return (found for found in within.iter(tag) if next(found.iterancestors(tag), None) is None)


def digest(path: Path) -> str:
    """Return the build that wrote the Word file at `path`; empty for any other file."""
    try:
        roots = parts.read(path, _PROPERTIES.__eq__).values()
    except Refused:
        return ""
    said = (entry for root in roots for entry in root if entry.get("name") == DIGEST)
    return next(("".join(map(str, entry.itertext())) for entry in said), "")


def provenance(path: Path) -> Provenance:
    """Return what the Word file at `path` says that it was made from; nothing where it does not. Raises as `grids`."""
    return next(filter(None, map(custom.provenance, _data(path))), Provenance())


def made(path: Path) -> datetime | None:
    """Return the time at which the Word file at `path` says that it was made; None where it does not. Raises as
    `grids`."""
    roots = parts.read(path, _CORE.__eq__).values()
    return dated(next((str(entry.text) for root in roots for entry in root.iter("{*}created")), ""))


@dataclass(frozen=True, slots=True)
class Beside:
    """What a Word file holds besides the texts of its cells: the texts of paragraphs that stand in no table, page
    heads and feet included, and how often there is what hides or adds."""

    texts: tuple[str, ...]
    marks: Counter[str]


def beside(path: Path) -> Beside:
    """Return what the Word file at `path` holds besides its cells. Raises as `grids`."""
    roots = [root for _name, root in sorted(parts.read(path, _TEXT.fullmatch).items())]
    texts = (
        _cell_text(p)
        for root in roots
        for p in root.iter(_q("p"))
        if next(p.iterancestors(_q("tbl"), _q("p")), None) is None
    )
    marks = Counter(
        kind for root in roots for e in root.iter("{*}*") if (kind := _MARKS.get(str(e.tag).rpartition("}")[2]))
    )
    return Beside(tuple(filter(str.strip, texts)), marks)


def addresses(path: Path) -> dict[str, str]:
    """Return the whole address behind each tag of the Word file that could not hold it. Raises as `grids`."""
    return {tag: address for root in _data(path) for tag, address in custom.addresses(root).items()}


def _data(path: Path) -> list[Element]:
    """Return the roots of what stands beside the text, whoever put it there."""
    return list(parts.read(path, _DATA.fullmatch).values())


def _q(*tags: str) -> str:
    return "/".join(f"{{{W}}}{tag}" for tag in tags)


def _texts(row: Element) -> list[str]:
    texts: list[str] = []
    for cell in row.findall(_q("tc")):
        span, merge = cell.find(_q("tcPr", "gridSpan")), cell.find(_q("tcPr", "vMerge"))
        width = _width(span.get(_q("val"))) if span is not None else 1
        below = merge is not None and merge.get(_q("val")) != "restart"
        texts += ["^"] * width if below else [_cell_text(cell), *["<"] * (width - 1)]
    return texts


def _width(said: str | None) -> int:
    """Return the columns of a span; no table of ours has as many as somebody may write there."""
    return min(int(said), 100) if said and said.isascii() and said.isdigit() else 1


def _cell_text(cell: Element) -> str:
    """Return the text of a cell, a line a paragraph."""
    lines: list[list[str]] = []
    for e in cell.iter(_q("p"), _q("t"), _q("br")):
        if e.tag == _q("p"):
            lines.append([])
        elif lines:
            lines[-1].append("\n" if e.tag == _q("br") else e.text or "")
    return "\n".join(map("".join, lines))
