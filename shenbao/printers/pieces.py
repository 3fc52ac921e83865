"""The pieces that a Word text is put together from, whether it is printed plainly or with its changes marked."""

from __future__ import annotations

from shenbao import xml
from shenbao.layout import Cell, Paragraph, Row, Table, Text
from shenbao.printers.parcel import W
from shenbao.style import Styles
from shenbao.xml import Element

GRID = "shenbao-grid"  # the table style; a form's own names hold no such word
GAP = "shenbao-gap"  # the paragraph that keeps two tables apart
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TWIPS_A_MM = 56.6929
_VALIGN = {"top": "top", "middle": "center"}


def w(tag: str, /, *children: Element, **attributes: object) -> Element:
    """Return the WordprocessingML element `tag`; its attributes are of the same namespace."""
    return xml.element(
        f"{{{W}}}{tag}", {f"{{{W}}}{k}": str(v) for k, v in attributes.items()}, *children, names={"w": W}
    )


def twips_mm(mm: float) -> int:
    """Return a length in twentieths of a point, as Word counts."""
    return round(mm * _TWIPS_A_MM)


def table_shape(table: Table) -> tuple[Element, Element]:
    """Return what stands before a table's rows: its properties and its columns."""
    widths = [twips_mm(mm) for mm in table.widths_mm]
    width = w("tblW", w=sum(widths), type="dxa")
    shape = w("tblPr", w("tblStyle", val=GRID), width, w("tblLayout", type="fixed"), w("tblLook", val="0000"))
    return shape, w("tblGrid", *(w("gridCol", w=width) for width in widths))


def row_shape(row: Row, *more: Element) -> list[Element]:
    """Return the properties of a row, with `more` at their end; nothing where it has none."""
    marks = [w(tag) for tag, on in (("cantSplit", row.keep or row.head), ("tblHeader", row.head)) if on]
    if more and not marks:  # the format has no properties that only say of a change
        marks = [w("cantSplit", val="off")]
    return [w("trPr", *marks, *more)] if marks else []


def cell_shape(table: Table, cell: Cell, styles: Styles, *, starts: bool, merged: bool) -> Element:
    """Return the properties of `cell` in one row: whether it `starts` there, and whether it is `merged` with others."""
    style, widths = styles[cell.style], [twips_mm(mm) for mm in table.widths_mm]
    merge = [w("vMerge", **({"val": "restart"} if starts else {}))] if merged else []
    spans = [w("gridSpan", val=cell.colspan)] if cell.colspan > 1 else []
    open_edges = [
        w(edge, val="nil") for edge, is_open in (("top", style.open_above), ("bottom", style.open_below)) if is_open
    ]
    borders = [w("tcBorders", *open_edges)] if open_edges else []
    width = w("tcW", w=sum(widths[cell.column : cell.column + cell.colspan]), type="dxa")
    return w("tcPr", width, *spans, *merge, *borders, w("vAlign", val=_VALIGN[style.valign]))


def printed(cell: Cell, starts: bool) -> tuple[Paragraph, ...]:
    """Return what `cell` says in one row: all of it where it `starts`, one empty paragraph elsewhere."""
    return cell.paragraphs if starts and cell.paragraphs else (Paragraph(cell.style),)


def paragraph_shape(style: str, keep_next: bool, *more: Element) -> Element:
    """Return the properties of a paragraph, with `more` at their end."""
    keep = [w("keepNext")] if keep_next else []
    return w("pPr", w("pStyle", val=style), *keep, *more)


def gap() -> Element:
    """Return the paragraph that keeps two tables apart."""
    return w("p", paragraph_shape(GAP, False))


def run(text: Text, styles: Styles, said: str = "t") -> Element:
    """Return a run of one look; `said` is the element that holds its characters, `delText` where they are deleted."""
    if text.text == "\n":
        return w("r", w("br"))
    # the hint keeps “ ” — … in the Chinese face, as wide as a character
    hint = w("rFonts", hint="eastAsia")
    if text.bold or text.italic:
        face = styles.faces[styles.bold if text.bold else styles.italic].word
        hint = w("rFonts", hint="eastAsia", ascii=face, hAnsi=face, eastAsia=face, cs=face)
    held = w(said)
    held.text = text.text
    held.set(_XML_SPACE, "preserve")
    return w("r", w("rPr", hint), held)
