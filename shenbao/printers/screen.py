"""A Layout as the parts of a page on a screen: the same rows and cells as on paper, each value bearing its address.

A part is one element with a key that stays the same as long as it prints the same value, so that a page that is open
can be given only the parts that changed. The look is a stylesheet of its own: pages that forbid styles within their
text can have it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import NamedTuple

from shenbao.layout import Cell, Layout, Paragraph, Table, Text
from shenbao.style import Style, Styles

SHEET = "sheet"
BLANK = "〔待填〕"
"""what shows where a value is still to be filled in"""
_BLANK = f'<span class="blank">{BLANK}</span>'
_BOX = re.compile(r'data-box="([\w-]+)">')
_HEADS = {"column": ' scope="col"', "row": ' scope="row"'}


class Part(NamedTuple):
    """One element of a page, and the key by which it is found again."""

    key: str
    html: str


Boxes = Mapping[str, tuple[Part, ...]]
"""the parts of a page, by the name of the box that they stand in"""


def boxes(layout: Layout) -> dict[str, tuple[Part, ...]]:
    """Return the form: its headings and tables in the box `sheet`, each table's rows in boxes of their own."""
    found: dict[str, tuple[Part, ...]] = {}
    shells = []
    for n, block in enumerate(layout.blocks):
        key = f"b{n}"
        if isinstance(block, Paragraph):
            shells.append(Part(key, _keyed(_paragraph(block, "h2"), key)))
        else:
            shells.append(Part(key, _shell(block, key)))
            found |= _rows(block, key)
    return {SHEET: tuple(shells)} | found


def filled(page: str, boxes: Boxes) -> str:
    """Return `page` with each box that it has filled with its parts, boxes in boxes too."""

    def within(match: re.Match[str]) -> str:
        return match[0] + "".join(filled(part.html, boxes) for part in boxes.get(match[1], ()))

    return _BOX.sub(within, page)


def keyed(parts: Iterable[tuple[str, str]]) -> Iterator[Part]:
    """Yield parts of the elements in `parts`, each behind its key; a key that comes again is numbered."""
    seen: Counter[str] = Counter()
    for key, html in parts:
        seen[key] += 1
        name = key if seen[key] == 1 else f"{key} ~{seen[key]}"
        yield Part(name, _keyed(html, name))


def _keyed(html: str, key: str) -> str:
    """Return the element `html` bearing its key."""
    end = re.match(r"<\w+", html)
    assert end, html
    return f'{end[0]} data-key="{escape(key)}"{html[end.end() :]}'


# --- tables


def _shell(table: Table, key: str) -> str:
    columns = "<col>" * len(table.widths_mm)
    groups = "".join(f'<{tag} data-box="{key}-{tag}"></{tag}>' for tag in ("thead", "tbody"))
    return f'<table data-key="{key}" class="{key}"><colgroup>{columns}</colgroup>{groups}</table>'


def _rows(table: Table, key: str) -> dict[str, tuple[Part, ...]]:
    cells: list[list[Cell]] = [[] for _row in table.rows]
    for cell in table.cells:
        cells[cell.row].append(cell)
    lines = [(_name(row), _row(row)) for row in cells]
    heads = next((n for n, row in enumerate(table.rows) if not row.head), len(lines))
    return {f"{key}-thead": tuple(keyed(lines[:heads])), f"{key}-tbody": tuple(keyed(lines[heads:]))}


def _name(cells: Iterable[Cell]) -> str:
    """Return the key of a row: the address of the first value that it prints, its words where it prints none."""
    ours = list(cells)
    sources = (text.source for cell in ours for p in cell.paragraphs for text in p.texts if text.source)
    return next(sources, "") or " ".join(cell.text for cell in ours if cell.text)[:40] or "-"


def _row(cells: Iterable[Cell]) -> str:
    return f"<tr>{''.join(map(_cell, sorted(cells, key=lambda cell: cell.column)))}</tr>"


def _cell(cell: Cell) -> str:
    tag = "th" if cell.head else "td"
    spans = "".join(f' {name}="{n}"' for name, n in (("rowspan", cell.rowspan), ("colspan", cell.colspan)) if n > 1)
    sources = {text.source for p in cell.paragraphs for text in p.texts if text.source or text.text.strip()}
    one = next(iter(sources)) if len(sources) == 1 else ""
    whole = one if len(cell.paragraphs) == 1 else ""
    inner = "".join(_passages(cell.paragraphs, one, whole))
    return f'<{tag} class="c-{cell.style}"{spans}{_HEADS.get(cell.head, "")}{_source(whole)}>{inner}</{tag}>'


def _passages(paragraphs: Iterable[Paragraph], one: str, whole: str) -> Iterator[str]:
    """Yield the paragraphs of a cell. Where they print `one` value together, the n-th bears the address of its n-th
    block."""
    for n, paragraph in enumerate(paragraphs):
        if one and not whole:
            yield _paragraph(paragraph, source=f"{one}/{n}")
        else:
            yield _paragraph(paragraph, marks=not whole)


def _source(at: str) -> str:
    return f' data-source="{escape(at)}" tabindex="-1"' if at else ""


# --- text


def _paragraph(paragraph: Paragraph, tag: str = "p", source: str = "", marks: bool = False) -> str:
    """Return a paragraph; with `marks` each text in it bears its own address."""
    marker = f'<span class="marker">{escape(paragraph.marker)}</span>' if paragraph.marker else ""
    texts = "".join(_text(text, marks) for text in paragraph.texts)
    return f'<{tag} class="p-{paragraph.style}"{_source(source)}>{marker}{texts}</{tag}>'


def _text(text: Text, marks: bool) -> str:
    if text.text == "\n":
        return "<br>"
    tag = "b" if text.bold else "i" if text.italic else ""
    plain = escape(text.text).replace(BLANK, _BLANK)
    said = f"<{tag}>{plain}</{tag}>" if tag else plain
    return f"<span{_source(text.source)}>{said}</span>" if marks and text.source else said


# --- looks


def css(layout: Layout, styles: Styles) -> str:
    """Return the form's own look: faces, sizes, the shares of the columns, the sheet in print."""
    page = styles.page
    room = page.width_mm - page.left_mm - page.right_mm
    margins = " ".join(f"{mm:g}mm" for mm in (page.top_mm, page.right_mm, page.bottom_mm, page.left_mm))
    rules = [
        f".sheet{{--room:{room:g}mm;--pad:{styles.padding_y_pt:g}pt {styles.padding_x_mm:g}mm}}",
        f"@page{{size:{page.width_mm:g}mm {page.height_mm:g}mm;margin:{margins}}}",
        *(_columns(block, f"b{n}") for n, block in enumerate(layout.blocks) if isinstance(block, Table)),
        *(_style(style, styles) for style in styles.styles.values()),
        f".sheet b{{font-weight:400;{_font(styles, styles.bold)}}}",
        f".sheet i{{font-style:normal;{_font(styles, styles.italic)}}}",
    ]
    return "\n".join(rules)


def _columns(table: Table, key: str) -> str:
    whole = sum(table.widths_mm)
    shares = (f"{mm * 100 / whole:.3f}%" for mm in table.widths_mm)
    return "".join(f".{key} col:nth-child({n}){{width:{share}}}" for n, share in enumerate(shares, 1))


def _font(styles: Styles, name: str) -> str:
    face = styles.faces[name]
    quoted = dict.fromkeys(re.sub(r"[\"\\<>\n\r\f]", "", one) for one in (face.word, *face.pdf))
    return "font-family:" + ",".join((*(f'"{one}"' for one in quoted), "serif"))


def _style(style: Style, styles: Styles) -> str:
    open_ = "".join(
        f".c-{style.name}{{border-{side}-style:hidden}}"
        for side, on in (("top", style.open_above), ("bottom", style.open_below))
        if on
    )
    return (
        f".p-{style.name}{{{_font(styles, style.face)};font-size:{style.size_pt:g}pt;line-height:{style.line_pt:g}pt;"
        f"text-align:{style.align};margin:{style.before_pt:g}pt 0 {style.after_pt:g}pt;"
        f"padding-left:{style.indent_em + style.hanging_em:g}em;"
        f"text-indent:{style.first_em - style.hanging_em:g}em}}"
        f".p-{style.name} .marker{{display:inline-block;min-width:{style.hanging_em:g}em;text-indent:0}}"
        f".c-{style.name}{{vertical-align:{style.valign}}}{open_}"
    )
