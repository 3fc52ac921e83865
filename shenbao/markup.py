"""A filled template → Layout: a closed, tiny vocabulary, read strictly; what no printer can draw is refused with its
line.

Blocks: `form h1 p table col tr th td`; inside paragraphs: `br b i span marker`. Attributes: `class colspan rowspan
width widths head data-source`. A table's columns are its `col`s, or the list of style.toml that its `widths` names, so
that each look of a form may have its own. A `th` heads its column in a head row, its row elsewhere. `tr class` may hold
`whole` (never splits) and `follow` (stays with the next row); a head row is both, and is repeated on each page.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from shenbao import xml
from shenbao.filenames import STYLE
from shenbao.finding import ERROR, Finding, Place
from shenbao.layout import Cell, Layout, Misfit, Paragraph, Row, Table, Text
from shenbao.message import Message, _

_CHILDREN: Mapping[str, frozenset[str]] = {
    "form": frozenset({"h1", "p", "table"}),
    "table": frozenset({"col", "tr"}),
    "tr": frozenset({"th", "td"}),
    "th": frozenset({"p", "br", "b", "i", "span"}),
    "td": frozenset({"p", "br", "b", "i", "span"}),
    "h1": frozenset({"br", "b", "i", "span"}),
    "p": frozenset({"br", "b", "i", "span", "marker"}),
    "b": frozenset({"i", "span", "br"}),
    "i": frozenset({"b", "span", "br"}),
    "span": frozenset({"b", "i", "br"}),
    "marker": frozenset(),
    "col": frozenset(),
    "br": frozenset(),
}
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "table": frozenset({"widths"}),
    "col": frozenset({"width"}),
    "tr": frozenset({"class", "head"}),
    "th": frozenset({"class", "colspan", "rowspan", "data-source"}),
    "td": frozenset({"class", "colspan", "rowspan", "data-source"}),
    "h1": frozenset({"class", "data-source"}),
    "p": frozenset({"class", "data-source"}),
    "span": frozenset({"data-source"}),
}
_WORDLESS = frozenset({"form", "table", "tr", "col", "br"})
_CHILDLESS = frozenset({"marker", "col", "br"})
_ROWS = frozenset({"whole", "follow"})
_LINE = "data-line"
_LINES = re.compile(rf'{_LINE}="(\d+)"')
_SPACE = re.compile(r"[ \t\r\n]+")
_MISFITS = {
    "hole": _("表格第 {row} 行第 {column} 格没有格子：这一行的格子不够"),
    "overlap": _("表格第 {row} 行第 {column} 格被两个格子占用"),
    "overrun": _("表格第 {row} 行第 {column} 格跨出了表格"),
}

Widths = Mapping[str, tuple[float, ...]]
NO_WIDTHS: Widths = {}


class _Refused(Exception):
    """Markup that the layout cannot carry; a signal from the walk to `read`."""

    def __init__(self, says: Message, line: int) -> None:
        super().__init__(str(says))
        self.says, self.line = says, line


def read(
    filled: str, styles: Collection[str], path: Path, title: str, subject: str, widths: Widths = NO_WIDTHS,
    look: str = STYLE,
) -> tuple[Layout | None, list[Finding]]:  # fmt: skip
    """Return the layout that `filled` describes, or None and M005 with the line of the template at `path`.

    `styles` and `widths` are what the file `look` names.
    """
    try:
        root = xml.parse(filled.strip().encode())
        blocks = tuple(_Walk(frozenset(styles), widths, look).blocks(root))
    except xml.Malformed as error:
        return None, [
            _finding(
                path, _line_before(filled.strip(), error.line, error.column), _("标记的写法有误：{why}", why=error.what)
            )
        ]
    except _Refused as error:
        return None, [_finding(path, error.line, error.says)]
    return Layout(title, subject, blocks), []


def _line_before(filled: str, line: int, column: int) -> int:
    """Return the template's line of the last tag before the position in the filled text."""
    lines = filled.split("\n")
    before = "\n".join([*lines[: line - 1], lines[line - 1][:column] if line <= len(lines) else ""])
    numbers = _LINES.findall(before)
    return int(numbers[-1]) if numbers else 1


def _finding(path: Path, line: int, says: Message) -> Finding:
    return Finding("M005", ERROR, says, Place(path.as_posix(), line, 1, line, 1), _("改表样的这一行"), path.name)


@dataclass(frozen=True, slots=True)
class _Look:
    """What the words inside an inline tag inherit."""

    bold: bool = False
    italic: bool = False
    source: str = ""


class _Walk:
    """One pass over the tree; `line` is the template's line of the tag at hand, which filled-in tags inherit."""

    def __init__(self, styles: frozenset[str], widths: Widths, look: str) -> None:
        self.styles, self.widths, self.look = styles, widths, look
        self.line = 1
        self.size = {"rowspan": 0, "colspan": 0}
        """how far a span may reach in the table at hand"""

    def refuse(self, says: Message) -> _Refused:
        return _Refused(says, self.line)

    def enter(self, element: xml.Element, parent: str) -> str:
        """Return the tag of `element` after holding it against the vocabulary."""
        tag = element.tag if isinstance(element.tag, str) else "!--"  # a comment, or an instruction to some program
        self.line = int(element.get(_LINE) or self.line)
        if tag not in (_CHILDREN[parent] if parent else ("form",)):
            raise self.refuse(_("{parent} 里不能有 <{tag}>", parent=f"<{parent}>" if parent else _("表样"), tag=tag))
        for name in element.attrib:
            if name != _LINE and name not in _ATTRIBUTES.get(tag, frozenset()):
                raise self.refuse(_("<{tag}> 没有属性“{name}”", tag=tag, name=name))
        if tag in _CHILDLESS and len(element):
            raise self.refuse(_("<{tag}> 里不能再有标记", tag=tag))
        if tag in _WORDLESS and "".join([element.text or "", *(child.tail or "" for child in element)]).strip():
            raise self.refuse(_("<{tag}> 里不能直接写文字", tag=tag))
        return tag

    def blocks(self, root: xml.Element) -> Iterator[Paragraph | Table]:
        self.enter(root, "")
        for child in root:
            tag = self.enter(child, "form")
            yield (
                self.table(child)
                if tag == "table"
                else self.paragraph(child, "title" if tag == "h1" else "prose", _Look())
            )

    def style(self, element: xml.Element, default: str) -> str:
        name = element.get("class", default)
        if name not in self.styles:
            raise self.refuse(_("{file} 里没有样式“{name}”", file=self.look, name=name))
        return name

    def table(self, element: xml.Element) -> Table:
        line = self.line
        widths = list(self.named_widths(element))
        rows: list[Row] = []
        cells: list[Cell] = []
        lines: list[int] = []
        filled: set[tuple[int, int]] = set()
        tags = [child.tag for child in element]
        self.size = {"rowspan": tags.count("tr"), "colspan": len(widths) or tags.count("col")}
        if not all(self.size.values()):
            raise self.refuse(_("<table> 至少要有一个 <col> 和一个 <tr>"))
        for child in element:
            if self.enter(child, "table") == "col":
                if "widths" in element.attrib:
                    raise self.refuse(_("<table> 写了 widths，就不再写 <col>"))
                widths.append(self.width(child))
                continue
            if child.get("head") is not None and not all(row.head for row in rows):
                raise self.refuse(_("表头行要排在表格最上面"))
            lines.append(self.line)
            rows.append(self.row(child))
            cells += self.cells(child, len(rows) - 1, filled)
        self.line = line
        try:
            return Table("table", tuple(widths), tuple(rows), tuple(cells))
        except Misfit as misfit:
            says = Message(_MISFITS[misfit.what].text, (("row", misfit.row + 1), ("column", misfit.column + 1)))
            raise _Refused(says, lines[misfit.row]) from None

    def named_widths(self, element: xml.Element) -> tuple[float, ...]:
        """Return the widths that the table asks for by name; none where it has columns of its own."""
        name = element.get("widths")
        if name is not None and name not in self.widths:
            raise self.refuse(_("{file} 的 [widths] 里没有“{name}”", file=self.look, name=name))
        return self.widths[name] if name is not None else ()

    def width(self, element: xml.Element) -> float:
        text = element.get("width", "")
        if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", text) or float(text) <= 0:
            raise self.refuse(_("列宽应是毫米数，现在是“{text}”", text=text))
        return float(text)

    def row(self, element: xml.Element) -> Row:
        head = element.get("head") is not None
        words = set(element.get("class", "").split())
        if words - _ROWS:
            raise self.refuse(_("<tr> 的 class 只能是 whole、follow，现在有“{name}”", name=sorted(words - _ROWS)[0]))
        return Row(head, head or "whole" in words, head or "follow" in words)

    def cells(self, row: xml.Element, n: int, filled: set[tuple[int, int]]) -> Iterator[Cell]:
        """Yield the cells of row `n`, each at the first slot that none above reaches into; `filled` learns theirs."""
        column = 0
        head = row.get("head") is not None
        for child in row:
            tag = self.enter(child, "tr")
            while (n, column) in filled:
                column += 1
            down, across = self.span(child, "rowspan"), self.span(child, "colspan")
            filled.update((n + r, column + c) for r in range(1, down) for c in range(across))
            style = self.style(child, "heading" if tag == "th" else "text")
            heads = ("column" if head else "row") if tag == "th" else ""
            yield Cell(n, column, style, tuple(self.paragraphs(child, style)), down, across, heads)
            column += across

    def span(self, element: xml.Element, name: str) -> int:
        text = element.get(name, "1")
        if not re.fullmatch(r"[1-9][0-9]{0,5}", text) or int(text) > self.size[name]:
            most = self.size[name]
            raise self.refuse(_("{name} 应是 1 到 {most} 的整数，现在是“{text}”", name=name, most=most, text=text))
        return int(text)

    def paragraphs(self, cell: xml.Element, style: str) -> Iterator[Paragraph]:
        """Yield the paragraphs of a cell: its own words make one, unless it holds nothing but <p>."""
        if any(child.tag == "p" for child in cell):
            for child in cell:
                if self.enter(child, cell.tag) != "p" or (cell.text or "").strip() or (child.tail or "").strip():
                    raise self.refuse(_("格子里要么全是 <p>，要么没有 <p>"))
                yield self.paragraph(child, style, _Look(source=cell.get("data-source", "")))
        else:
            yield self.paragraph(cell, style, _Look())

    def paragraph(self, element: xml.Element, style: str, look: _Look) -> Paragraph:
        look = _Look(source=element.get("data-source") or look.source)
        markers = [child for child in element if child.tag == "marker"]
        if len(markers) > 1:
            raise self.refuse(_("一段只能有一个 <marker>"))
        texts = _trimmed(list(self.texts(element, element.tag, look)))
        return Paragraph(self.style(element, style), tuple(texts), markers[0].text or "" if markers else "")

    def texts(self, element: xml.Element, tag: str, look: _Look) -> Iterator[Text]:
        """Yield the words of `element`; white space is one space, as in any markup."""
        yield from _words(element.text, look)
        for child in element:
            inner = self.enter(child, tag)
            if inner == "br":
                yield Text("\n", look.bold, look.italic, look.source)
            elif inner != "marker":
                source = child.get("data-source") or look.source
                yield from self.texts(
                    child, inner, _Look(look.bold or inner == "b", look.italic or inner == "i", source)
                )
            yield from _words(child.tail, look)


def _words(text: str | None, look: _Look) -> Iterator[Text]:
    if text:
        yield Text(_SPACE.sub(" ", text), look.bold, look.italic, look.source)


def _trimmed(texts: list[Text]) -> list[Text]:
    """Return `texts` without the white space at both ends of their paragraph, and with neighbours of one look
    joined."""
    joined: list[Text] = []
    for text in texts:
        last = joined[-1] if joined else None
        if last and "\n" not in (last.text, text.text) and (last.bold, last.italic, last.source) == (
            text.bold, text.italic, text.source,
        ):  # fmt: skip
            joined[-1] = Text(last.text + text.text, text.bold, text.italic, text.source)
        else:
            joined.append(text)
    ends = {0: str.lstrip, len(joined) - 1: str.rstrip}
    for n, strip in ends.items():
        if joined and joined[n].text != "\n":
            joined[n] = Text(strip(joined[n].text, " "), joined[n].bold, joined[n].italic, joined[n].source)
    return [text for text in joined if text.text]
