"""A Layout as the HTML that becomes the PDF: text with its line breaks decided, and CSS of exact sizes.

A cell that spans rows is drawn on one page only, so where a page break crosses a span it is cut into pieces: its label
is printed again on the new page with （续）, which Word does not need. `Breaks` says where the pages broke.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape

from shenbao.faces import Chosen, Installed
from shenbao.layout import Cell, Layout, Paragraph, Row, Table, Text
from shenbao.printers.breaks import MAY, MUST_NOT, signed
from shenbao.style import Face, Style, Styles

CONTINUED = "（续）"
_TAB_EM = 2  # between Word's tab stops, and the width of a marker
GAP_PT = 0.2  # between two tables: the height of the paragraph that Word needs there
_HAIR_PT = 0.05  # by which a line may be too long: Word and LibreOffice round the widths of Latin letters
_SIGNS = frozenset((MAY, MUST_NOT))
_COMMON = re.compile(f"[\0-\x7f{MAY}{MUST_NOT}]*")
_HEADS = {"column": ' scope="col"', "row": ' scope="row"'}


@dataclass(frozen=True, slots=True)
class Breaks:
    """The first and last page of each body row, by (table, row); pages count from 0. Empty: all on one page."""

    pages: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    tight: Mapping[tuple[int, int, int], int] = field(default_factory=dict)
    """where a label that a page cuts has too little room, by (table, row, column): the lines that fit. Word's rows do
    not grow for it, so ours may not"""

    def cuts(self, table: int, cell: Cell) -> dict[int, bool]:
        """Return the rows at which `cell` is cut: True where a new page starts, False beside a row that splits."""
        rows = range(cell.row + 1, cell.row + cell.rowspan)
        found = {r: self._new_page(table, r) for r in rows if self._new_page(table, r)}
        split = [r for r in range(cell.row, cell.row + cell.rowspan) if self._splits(table, r)]
        beside = (r for s in split for r in (s, s + 1))
        return {r: found.get(r, False) for r in sorted({*found, *beside}) if r in rows}

    def without(self, rows: Collection[tuple[int, int]]) -> Breaks:
        """Return the same breaks, with each of `rows` on the page of the row above."""
        last = {(t, r): self.pages[t, r - 1][1] for t, r in rows}
        return Breaks({**self.pages, **{at: (page, page) for at, page in last.items()}})

    def _new_page(self, table: int, row: int) -> bool:
        here, above = self.pages.get((table, row)), self.pages.get((table, row - 1))
        return bool(here and above and here[0] > above[1])

    def _splits(self, table: int, row: int) -> bool:
        first, last = self.pages.get((table, row), (0, 0))
        return first < last


WHOLE = Breaks()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A cell, or what a page break left of it; open where it goes on above or below on the same page."""

    cell: Cell
    open_above: bool = False
    open_below: bool = False
    bookmark: bool = False
    most_lines: int = 0
    """what its rows have room for; 0: all"""


def row_id(table: int, row: int) -> str:
    """Return the id of a body row: what tells on which page it came to lie."""
    return f"t{table}r{row}"


def html(layout: Layout, styles: Styles, faces: Mapping[str, Chosen], breaks: Breaks = WHOLE) -> str:
    """Return `layout` as one HTML text with its CSS inside."""
    numbers = iter(range(len(layout.blocks)))
    blocks = "".join(
        _table(b, next(numbers), styles, breaks) if isinstance(b, Table) else _heading(b, styles) for b in layout.blocks
    )
    named = {"author": layout.subject, "description": layout.subject, "generator": "shenbao"}
    metas = "".join(f'<meta name="{name}" content="{escape(said)}">' for name, said in named.items())
    head = f'<meta charset="utf-8"><title>{escape(layout.title)}</title>{metas}<style>{css(styles, faces)}</style>'
    return f'<!DOCTYPE html><html lang="{layout.lang}"><head>{head}</head><body>{blocks}</body></html>'


# --- text


def _heading(paragraph: Paragraph, styles: Styles) -> str:
    level = styles[paragraph.style].bookmark
    return _paragraph(paragraph, f"h{level}" if 1 <= level <= 6 else "h1")


def _paragraph(paragraph: Paragraph, tag: str = "p") -> str:
    marker = _marker(paragraph.marker) if paragraph.marker else ""
    return f'<{tag} class="p-{paragraph.style}">{marker}{"".join(_texts(paragraph.texts))}</{tag}>'


def width_em(character: str) -> float:
    """Return about how wide `character` is: Chinese type fills its square, Latin half of it."""
    return 1.0 if character >= "\u2000" else 0.5


def marker_em(marker: str) -> int:
    """Return how wide a list item's marker is with the tab behind it."""
    return (int(sum(map(width_em, marker)) // _TAB_EM) + 1) * _TAB_EM


def _marker(marker: str) -> str:
    """Return a list item's marker, as wide as Word makes it: the text begins at the next tab stop behind it."""
    em = marker_em(marker)
    width = f' style="width:{em}em"' if em > _TAB_EM else ""
    return f'<span class="marker"{width}>{escape(marker)}</span>'


def _texts(texts: Iterable[Text]) -> Iterator[str]:
    before = ""
    for text in texts:
        if text.text == "\n":
            before = ""
            yield "<br>"
        elif text.text:
            said = _rare(escape(signed(text.text, before)))
            before += text.text
            tag = "b" if text.bold else "i" if text.italic else ""
            yield f"<{tag}>{said}</{tag}>" if tag else said


def _rare(said: str) -> str:
    """Return `said` with what Chinese faces often lack in spans of no height: another face's may be taller."""
    if _COMMON.fullmatch(said) or all(map(_in_gb2312, said)):
        return said
    return "".join(c if _in_gb2312(c) else f'<span class="rare">{c}</span>' for c in said)


@cache
def _in_gb2312(character: str) -> bool:
    try:
        return character in _SIGNS or bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


# --- tables


def _table(table: Table, number: int, styles: Styles, breaks: Breaks) -> str:
    """Return a table. Where rows may split it has a head and a foot, if of no height: pages end in their rules."""
    heads = next((r for r, row in enumerate(table.rows) if not row.head), len(table.rows))
    pieces: dict[int, list[_Piece]] = {r: [] for r in range(len(table.rows))}
    for cell in table.cells:
        tight = {r: lines for (t, r, c), lines in breaks.tight.items() if (t, c) == (number, cell.column)}
        for piece in _pieces(cell, breaks.cuts(number, cell), tight):
            pieces[piece.cell.row].append(piece)
    lines = [_row(row, r, number, pieces[r], styles, in_head=r < heads) for r, row in enumerate(table.rows)]
    columns = "".join(f'<col style="width:{pt:g}pt">' for pt in map(_as_word_pt, table.widths_mm))
    may_split = any(not row.keep for row in table.rows)
    edge = f'<tr><td class="edge" colspan="{len(table.widths_mm)}"></td></tr>' if may_split else ""
    head, foot = "".join(lines[:heads]) or edge, edge
    named = next((_bookmark(c, styles) for c in table.cells if c.row < heads and styles[c.style].bookmark), "")
    groups = (("thead", head), ("tbody", "".join(lines[heads:])), ("tfoot", foot))
    body = "".join(f"<{tag}>{rows}</{tag}>" for tag, rows in groups if rows)
    wide = f'style="width:{sum(map(_as_word_pt, table.widths_mm)):g}pt"'
    return f"<table{named} {wide}><colgroup>{columns}</colgroup>{body}</table>"


def _as_word_pt(mm: float) -> float:
    """Return a length in points as Word counts it, in whole twentieths: a hair decides what fits into a line."""
    return round(mm * 1440 / 25.4) / 20


def _bookmark(cell: Cell, styles: Styles) -> str:
    """Return the attributes that bookmark a block by its label. A head's is its table's, as heads come again."""
    level = styles[cell.style].bookmark
    return f' data-level="{level}" data-label="{escape(cell.text)}"' if level and cell.text else ""


def _pieces(cell: Cell, cuts: Mapping[int, bool], tight: Mapping[int, int]) -> Iterator[_Piece]:
    """Yield `cell` cut before each row of `cuts`: its label again where a new page starts, else a blank piece.

    A first part that is `tight` holds only so many lines; the next one says the whole label, without （续） where that
    has no room, so that every label can be read.
    """
    starts = [cell.row, *cuts]
    ends = [*cuts, cell.row + cell.rowspan]
    for start, end in zip(starts, ends, strict=True):
        again = cuts.get(start, False)
        whole = start == cell.row or (again and start in tight)
        text = cell.paragraphs if whole else continued(cell.paragraphs) if again else ()
        open_above, open_below = start != cell.row and not again, end in cuts and not cuts[end]
        piece = replace(cell, row=start, rowspan=end - start, paragraphs=text)
        first = start == cell.row
        yield _Piece(piece, open_above, open_below, bookmark=first, most_lines=tight.get(start, 0) if first else 0)


def continued(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """Return a label as it stands on the next page; nothing is nothing there as well."""
    if not any(p.text for p in paragraphs):
        return paragraphs
    *most, last = paragraphs
    return (*most, replace(last, texts=(*last.texts, Text(CONTINUED))))


def _row(row: Row, r: int, table: int, pieces: list[_Piece], styles: Styles, in_head: bool) -> str:
    marks = " ".join(name for name, on in (("keep", row.keep or in_head), ("follow", row.follow)) if on)
    mark = f' class="{marks}"' if marks else ""
    identity = "" if in_head else f' id="{row_id(table, r)}"'
    whole = row.keep or in_head
    ordered = sorted(pieces, key=lambda p: p.cell.column)
    marked = ((p, _bookmark(p.cell, styles) if p.bookmark and not in_head else "") for p in ordered)
    cells = "".join(_cell(p, styles, whole, bookmark) for p, bookmark in marked)
    return f"<tr{identity}{mark}>{cells}</tr>"


def _cell(piece: _Piece, styles: Styles, whole: bool, bookmark: str) -> str:
    cell = piece.cell
    style = styles[cell.style]
    tag = "th" if cell.head else "td"
    opens = (("open-above", piece.open_above or style.open_above), ("open-below", piece.open_below or style.open_below))
    paragraphs = cell.paragraphs or (Paragraph(cell.style),)
    bare = _bare(paragraphs, styles) if whole else ()  # a row that splits would hold a line less on a page
    classes = " ".join((f"c-{cell.style}", *bare[:1], *(name for name, on in opens if on)))
    content = bare[1] if bare else "".join(_paragraph(p) for p in paragraphs)
    if piece.most_lines:
        content = f'<div style="max-lines:{piece.most_lines};continue:discard">{content}</div>'
    spans = "".join(f' {name}="{n}"' for name, n in (("rowspan", cell.rowspan), ("colspan", cell.colspan)) if n > 1)
    return f'<{tag} class="{classes}"{bookmark}{spans}{_HEADS.get(cell.head, "")}>{content}</{tag}>'


def _bare(paragraphs: tuple[Paragraph, ...], styles: Styles) -> tuple[str, ...]:
    """Return the class and text of a lone plain paragraph, which the cell itself can be: a quarter less to lay out."""
    first = paragraphs[0]
    style = styles[first.style]
    shaped = style.before_pt or style.after_pt or style.indent_em or style.hanging_em or first.marker
    return () if len(paragraphs) > 1 or shaped or not first.text else (f"p-{first.style}", "".join(_texts(first.texts)))


# --- looks


def css(styles: Styles, faces: Mapping[str, Chosen]) -> str:
    """Return the look: every size exact, every face one that is installed."""
    border = styles.border_pt
    levels = sorted({style.bookmark for style in styles.styles.values()})
    left = _as_word_pt(styles.padding_x_mm) - border / 2  # half of a collapsed border lies inside the cell
    beside = f"{styles.padding_y_pt}pt {left - _HAIR_PT:g}pt {styles.padding_y_pt}pt {left:g}pt"
    rules = [
        *(_font_face(face) for face in _files(faces)),
        _page(styles, faces),
        "body,h1,h2,h3,h4,h5,h6,p{margin:0;padding:0}body{font-kerning:none;font-variant-ligatures:none}",
        f"table{{border-collapse:collapse;table-layout:fixed;margin:0 0 {GAP_PT}pt}}",
        *(f'[data-level="{n}"]{{bookmark-level:{n};bookmark-label:attr(data-label)}}' for n in levels if n),
        f"td,th{{border:{border}pt solid #000;padding:{beside}}}",
        "td,th{font-weight:inherit;text-align:inherit;overflow-wrap:anywhere;orphans:1;widows:1;box-decoration-break:clone}",
        "td.edge{padding:0;line-height:0}.rare,b,i{line-height:0}",
        "thead td.edge{border-top-style:none}tfoot td.edge{border-bottom-style:none}",
        ".open-above{border-top-style:none}.open-below{border-bottom-style:none}",
        # a lone line in a cell that may be cut would have its padding counted twice where a page ends
        ".keep td,.keep th{box-decoration-break:slice}",
        ".keep{break-inside:avoid}.follow{break-after:avoid}thead{break-inside:avoid;break-after:avoid}",
        "h1,h2,h3,h4,h5,h6{break-after:avoid}p{bookmark-level:none;orphans:1;widows:1}",
        *(_style(style, styles, faces) for style in styles.styles.values()),
        f"b{{{_font(styles.faces[styles.bold], faces)}}}i{{{_font(styles.faces[styles.italic], faces)}}}",
    ]
    return "\n".join(rules)


def _files(faces: Mapping[str, Chosen]) -> list[Installed]:
    """Return the installed faces that are named by their file. A collection cannot be: those go by their family."""
    return list(dict.fromkeys(face for choice in faces.values() for face in choice.stack[:1] if not face.collection))


def _font_face(face: Installed) -> str:
    return f'@font-face{{font-family:"{_family(face)}";src:url("{face.path.as_uri()}")}}'


def _family(face: Installed) -> str:
    return face.family if face.collection else f"{face.family} {face.style} file"


def _font(face: Face, faces: Mapping[str, Chosen]) -> str:
    choice = faces.get(face.name)
    if choice is None:
        return "font-weight:400;font-style:normal"
    first, *rest = choice.stack
    names = ",".join(f'"{name}"' for name in (_family(first), *(other.family for other in rest)))
    weight = 700 if first.bold and first.collection else 400
    return f"font-family:{names};font-weight:{weight};font-style:normal"


def _style(style: Style, styles: Styles, faces: Mapping[str, Chosen]) -> str:
    left = style.indent_em + style.hanging_em
    level = f"bookmark-level:{style.bookmark}" if style.bookmark else "bookmark-level:none"
    padding = f"padding-left:{left}em;" if left else ""
    margin = f"margin:{style.before_pt}pt 0 {style.after_pt}pt;" if style.before_pt or style.after_pt else ""
    return (
        f".p-{style.name}{{{_font(styles.faces[style.face], faces)};font-size:{style.size_pt}pt;{margin}{padding}"
        f"line-height:{style.line_pt}pt;min-height:{style.line_pt}pt;text-align:{style.align};"
        f"text-indent:{style.first_em - style.hanging_em}em}}"
        f".p-{style.name} .marker{{display:inline-block;white-space:nowrap;width:{style.hanging_em}em;text-indent:0}}"
        f"h1.p-{style.name},h2.p-{style.name}{{{level}}}"
        f".c-{style.name}{{vertical-align:{style.valign}}}"
    )


def _page(styles: Styles, faces: Mapping[str, Chosen]) -> str:
    page, style = styles.page, styles[styles.footer]
    margins = " ".join(f"{mm}mm" for mm in (page.top_mm, page.right_mm, page.bottom_mm, page.left_mm))
    sheet = f"@page{{size:{page.width_mm}mm {page.height_mm}mm;margin:{margins}}}"
    number = (
        f'content:"— " counter(page) " —";{_font(styles.faces[style.face], faces)};font-size:{style.size_pt}pt;'
        f"line-height:{style.line_pt}pt;vertical-align:bottom;padding-bottom:{page.footer_mm}mm"
    )
    if page.footer_at == "center":
        return f"{sheet}\n@page{{@bottom-center{{{number}}}}}"
    beside = f"padding-%s:{style.indent_em}em"  # the first page is a right one
    sides = (f"@page :{s}{{@bottom-{s}{{{number};text-align:{s};{beside % s}}}}}" for s in ("left", "right"))
    return "\n".join((sheet, *sides))
