"""The Word printer: a Layout as a .docx; `parcel` reads one back.

The package holds only what the form needs: python-docx puts the parts together, but its template (a theme that turns
Chinese type into MS Mincho, styles that Word's validators flag, a thumbnail) is never opened. Tables are built in one
pass over their rows. Nothing depends on the clock, the place or the order of a dictionary: same layout, same bytes.
The only door to python-docx.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.coreprops import CoreProperties
from docx.opc.package import OpcPackage
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.opc.parts.coreprops import CorePropertiesPart
from docx.oxml.coreprops import CT_CoreProperties

from shenbao import xml
from shenbao.layout import Cell, Layout, Paragraph, Row, Table, Text
from shenbao.papers import NO_PAPERS, Papers
from shenbao.printers import custom
from shenbao.printers.breaks import NEVER_FIRST, NEVER_LAST
from shenbao.printers.parcel import DIGEST, W, digest, grids
from shenbao.printers.pieces import (
    GAP,
    GRID,
    cell_shape,
    gap,
    paragraph_shape,
    printed,
    row_shape,
    run,
    table_shape,
    twips_mm,
    w,
)
from shenbao.printers.sheet import GAP_PT
from shenbao.style import Face, Style, Styles
from shenbao.xml import Element

__all__ = ["digest", "grids", "packed", "tag", "twips_mm", "write"]

_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VARIANT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_CUSTOM_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_COLOURS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "000000", "lt2": "FFFFFF", "hlink": "0000FF", "folHlink": "800080",
    **{f"accent{n}": "808080" for n in range(1, 7)},
}  # fmt: skip
_COLOUR_ORDER = ("dk1", "lt1", "dk2", "lt2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")

_LATIN = "en-US"  # said to be Chinese, a Latin word breaks anywhere
_LONGEST_TAG = 64
_LIBRARIES = (f"python-docx {docx.__version__}", *xml.LIBRARIES, f"zlib {zlib.ZLIB_RUNTIME_VERSION}")
"""what decides the bytes besides the layout; faces do not, it is Word that sets the lines"""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_ALIGN = {"left": "left", "right": "right", "center": "center", "justify": "both"}
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def write(layout: Layout, styles: Styles, path: Path, papers: Papers = NO_PAPERS) -> None:
    """Write `layout` as a Word file to `path`; its custom properties name the build that `papers` tell of."""
    path.write_bytes(packed(_blocks(layout, styles), layout, styles, papers))


def packed(blocks: Iterable[Element], layout: Layout, styles: Styles, papers: Papers = NO_PAPERS) -> bytes:
    """Return the Word file whose text is `blocks`, with the properties, styles and page numbers of `layout`.

    Without a build in `papers` it says of none that it wrote it.
    """
    package = OpcPackage()
    document = _part("/word/document.xml", CONTENT_TYPE.WML_DOCUMENT_MAIN, _document(blocks, styles), package)
    package.relate_to(document, RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
    package.relate_to(_core(layout, package, papers.made), RELATIONSHIP_TYPE.CORE_PROPERTIES)
    app = _part("/docProps/app.xml", CONTENT_TYPE.OFC_EXTENDED_PROPERTIES, _app(), package)
    package.relate_to(app, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)
    if build := papers.provenance.build:
        package.relate_to(_part("/docProps/custom.xml", _CUSTOM_TYPE, _custom(build), package), _CUSTOM_RELATION)
    for name, content_type, relation, root in (
        ("styles", CONTENT_TYPE.WML_STYLES, RELATIONSHIP_TYPE.STYLES, _styles(layout, styles)),
        ("settings", CONTENT_TYPE.WML_SETTINGS, RELATIONSHIP_TYPE.SETTINGS, _settings(layout, styles)),
        ("fontTable", CONTENT_TYPE.WML_FONT_TABLE, RELATIONSHIP_TYPE.FONT_TABLE, _fonts(styles)),
        ("footer1", CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER, _footer(styles, "right")),
        ("theme/theme1", CONTENT_TYPE.OFC_THEME, RELATIONSHIP_TYPE.THEME, _theme()),
        ("footer2", CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER, _footer(styles, "left")),
    )[: 6 if _two_sided(styles) else 5]:  # in this order: _section names the footers rId4 and rId6
        document.relate_to(_part(f"/word/{name}.xml", content_type, root, package), relation)
    if papers.provenance:
        made = papers.provenance.printed_by(*_LIBRARIES)
        _relate_data(document, custom.item(made, _addresses(layout)), package)
    return _zipped(package)


def _relate_data(document: Part, item: Element, package: OpcPackage) -> None:
    part = _part("/customXml/item1.xml", CONTENT_TYPE.XML, item, package)
    about = _part("/customXml/itemProps1.xml", CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES, custom.properties(), package)
    part.relate_to(about, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    document.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def _addresses(layout: Layout) -> dict[str, str]:
    """Return the address behind each tag that could not hold it."""
    texts = (text for table in layout.tables for cell in table.cells for p in cell.paragraphs for text in p.texts)
    return {tag(text.source): text.source for text in texts if len(text.source) > _LONGEST_TAG}


def _part(name: str, content_type: str, root: Element, package: OpcPackage) -> Part:
    return Part(PackURI(name), content_type, xml.text(root), package)  # type: ignore[arg-type]  # their Package is ours


def _zipped(package: OpcPackage) -> bytes:
    """Return the package as a zip whose entries carry one fixed date: python-docx's own say when they were made."""
    raw, clean = io.BytesIO(), io.BytesIO()
    package.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            target.writestr(info, source.read(name), compresslevel=6)
    return clean.getvalue()


# --- properties


def _core(layout: Layout, package: OpcPackage, made: datetime | None) -> CorePropertiesPart:
    root = CT_CoreProperties.new()
    core = CoreProperties(root)
    core.title, core.subject, core.author, core.language = (
        layout.title[:255],
        layout.subject[:255],
        layout.subject[:255],
        layout.lang,
    )
    if made:
        core.created = core.modified = made
    return CorePropertiesPart(PackURI("/docProps/core.xml"), CONTENT_TYPE.OPC_CORE_PROPERTIES, root, package)  # type: ignore[arg-type]


def _app() -> Element:
    application = xml.element(f"{{{_APP}}}Application", {})
    application.text = "shenbao"
    return xml.element(f"{{{_APP}}}Properties", {}, application, names={"ep": _APP})


def _custom(build: str) -> Element:
    value = xml.element(f"{{{_VARIANT}}}lpwstr", {})
    value.text = build
    fmtid = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
    entry = xml.element(f"{{{_CUSTOM}}}property", {"fmtid": fmtid, "pid": "2", "name": DIGEST}, value)
    return xml.element(f"{{{_CUSTOM}}}Properties", {}, entry, names={"op": _CUSTOM, "vt": _VARIANT})


# --- elements


def _off(*tags: str) -> list[Element]:
    return [w(tag, val="0") for tag in tags]


def _twips(pt: float) -> int:
    return round(pt * 20)


def _faces(face: Face) -> Element:
    return w("rFonts", ascii=face.word, hAnsi=face.word, eastAsia=face.word, cs=face.word)


def _lang(layout: Layout) -> Element:
    return w("lang", val=_LATIN, eastAsia=layout.lang)


# --- styles, settings, fonts


def _styles(layout: Layout, styles: Styles) -> Element:
    first = next(iter(styles.styles.values()))
    defaults = w(
        "docDefaults",
        w(
            "rPrDefault",
            w("rPr", _faces(styles.faces[first.face]), w("sz", val=round(first.size_pt * 2)), _lang(layout)),
        ),
        w("pPrDefault", w("pPr", *_chinese_lines(), w("spacing", before=0, after=0))),
    )
    normal = w("style", w("name", val="Normal"), w("qFormat"), type="paragraph", default="1", styleId="Normal")
    table = w("style", w("name", val="Normal Table"), type="table", default="1", styleId="TableNormal")
    named = (_paragraph_style(style, styles, layout) for style in styles.styles.values())
    return w("styles", defaults, normal, table, _grid_style(styles), _gap_style(), *named)


def _chinese_lines() -> list[Element]:
    """Return the rules of Chinese line breaking that both printers hold to; see the PDF's `breaks`."""
    return [
        w("widowControl", val="0"), w("kinsoku"),
        *_off("overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN"),
        w("snapToGrid", val="0"),
    ]  # fmt: skip


def _paragraph_style(style: Style, styles: Styles, layout: Layout) -> Element:
    em = style.size_pt
    hanging, first = _twips(style.hanging_em * em), _twips(style.first_em * em)
    left = _twips(style.indent_em * em) + hanging
    indent = {"left": left, "hanging": hanging} if hanging else {"left": left, "firstLine": first}
    tabs = [w("tabs", w("tab", val="left", pos=left))] if hanging else []
    outline = [w("outlineLvl", val=style.bookmark - 1)] if style.bookmark else []
    spacing = {"before": _twips(style.before_pt), "after": _twips(style.after_pt), "line": _twips(style.line_pt)}
    shape = w(
        "pPr", *_tabs_in_order(tabs), w("spacing", **spacing, lineRule="exact"), w("ind", **indent),
        w("jc", val=_ALIGN[style.align]), *outline,
    )  # fmt: skip
    size = round(style.size_pt * 2)
    look = w("rPr", _faces(styles.faces[style.face]), w("sz", val=size), w("szCs", val=size), _lang(layout))
    return w(
        "style",
        w("name", val=style.name),
        w("basedOn", val="Normal"),
        w("qFormat"),
        shape,
        look,
        type="paragraph",
        styleId=style.name,
    )


def _tabs_in_order(tabs: list[Element]) -> list[Element]:
    """Return the line rules with the tab stops where the schema wants them."""
    widow, *rest = _chinese_lines()
    return [widow, *tabs, *rest]


def _gap_style() -> Element:
    shape = w("pPr", w("spacing", before=0, after=0, line=_twips(GAP_PT), lineRule="exact"))
    return w(
        "style",
        w("name", val=GAP),
        w("basedOn", val="Normal"),
        shape,
        w("rPr", w("sz", val=2)),
        type="paragraph",
        styleId=GAP,
    )


def _grid_style(styles: Styles) -> Element:
    line = {"val": "single", "sz": max(round(styles.border_pt * 8), 2), "space": 0, "color": "auto"}
    x, y = twips_mm(styles.padding_x_mm), _twips(styles.padding_y_pt)
    margins = w(
        "tblCellMar",
        *(w(edge, w=size, type="dxa") for edge, size in (("top", y), ("left", x), ("bottom", y), ("right", x))),
    )
    shape = w("tblPr", w("tblBorders", *(w(edge, **line) for edge in _EDGES)), margins)
    return w("style", w("name", val=GRID), w("basedOn", val="TableNormal"), shape, type="table", styleId=GRID)


def _settings(layout: Layout, styles: Styles) -> Element:
    mode = w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    before = (
        w("zoom", percent=100),
        w("defaultTabStop", val=420),
        *([w("evenAndOddHeaders")] if _two_sided(styles) else []),
        w("characterSpacingControl", val="doNotCompress"),
        *(
            w(name, lang=layout.lang, val="".join(sorted(signs)))
            for name, signs in (("noLineBreaksAfter", NEVER_LAST), ("noLineBreaksBefore", NEVER_FIRST))
        ),
    )
    lang = w("themeFontLang", val=_LATIN, eastAsia=layout.lang)
    compat = w("compat", w("doNotExpandShiftReturn"), mode)  # a line that a break ends is not stretched
    return w("settings", *before, compat, lang, w("decimalSymbol", val="."), w("listSeparator", val=","))


def _fonts(styles: Styles) -> Element:
    about = {"charset": "86", "family": "auto", "pitch": "variable"}
    names = sorted({face.word for face in styles.faces.values()})
    return w("fonts", *(w("font", *(w(tag, val=said) for tag, said in about.items()), name=name) for name in names))


def _a(tag: str, /, *children: Element, **attributes: str) -> Element:
    return xml.element(f"{{{_DRAWING}}}{tag}", attributes, *children, names={"a": _DRAWING})


def _theme() -> Element:
    """Return the theme that the format asks for. It names no face: every style names its own."""
    colours = (_a(name, _a("srgbClr", val=_COLOURS[name])) for name in _COLOUR_ORDER)
    faces = (
        _a(size, *(_a(script, typeface="") for script in ("latin", "ea", "cs"))) for size in ("majorFont", "minorFont")
    )
    looks = (
        _a("fillStyleLst", *map(_fill, range(3))),
        _a("lnStyleLst", *(_a("ln", _fill(n)) for n in range(3))),
        _a("effectStyleLst", *(_a("effectStyle", _a("effectLst")) for _n in range(3))),
        _a("bgFillStyleLst", *map(_fill, range(3))),
    )
    named = (("clrScheme", colours), ("fontScheme", faces), ("fmtScheme", looks))
    return _a("theme", _a("themeElements", *(_a(tag, *parts, name="shenbao") for tag, parts in named)), name="shenbao")


def _fill(_n: int) -> Element:
    return _a("solidFill", _a("schemeClr", val="phClr"))


def _two_sided(styles: Styles) -> bool:
    return styles.page.footer_at == "outside"


def _footer(styles: Styles, side: str) -> Element:
    """Return the page number as official papers have it: — 1 —. Where sheets have two sides, it stands on `side`."""
    field = w("fldSimple", run(Text("1"), styles), instr=" PAGE ")
    placed = []
    if _two_sided(styles):
        look = styles[styles.footer]
        edges = {"left": 0, "right": 0, "firstLine": 0, side: _twips(look.indent_em * look.size_pt)}
        placed = [w("ind", **edges), w("jc", val=side)]
    shape = w("pPr", w("pStyle", val=styles.footer), *placed)
    return w("ftr", w("p", shape, run(Text("— "), styles), field, run(Text(" —"), styles)))


# --- the document


def _document(blocks: Iterable[Element], styles: Styles) -> Element:
    body = w("body", *blocks, _section(styles))
    for number, identity in enumerate(body.iter(f"{{{W}}}id"), 1):
        identity.set(f"{{{W}}}val", str(number))
    return w("document", body)


def _blocks(layout: Layout, styles: Styles) -> Iterator[Element]:
    for block in layout.blocks:
        if isinstance(block, Table):
            yield _table(block, styles)
            yield gap()
        else:
            yield from _paragraphs((block,), styles, keep_next=True)


def _section(styles: Styles) -> Element:
    page = styles.page
    margins = {
        "top": page.top_mm,
        "right": page.right_mm,
        "bottom": page.bottom_mm,
        "left": page.left_mm,
        "header": 0,
        "footer": page.footer_mm,
    }
    footers = {"default": "rId4"} | ({"even": "rId6"} if _two_sided(styles) else {})
    turned = {"orient": "landscape"} if page.width_mm > page.height_mm else {}
    size = w("pgSz", w=twips_mm(page.width_mm), h=twips_mm(page.height_mm), **turned)
    shape = (size, w("pgMar", **{k: twips_mm(v) for k, v in margins.items()}, gutter=0))
    return w("sectPr", *(_footer_reference(kind, relation) for kind, relation in footers.items()), *shape)


def _footer_reference(kind: str, relation: str) -> Element:
    reference = w("footerReference", type=kind)
    reference.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", relation)
    return reference


def _table(table: Table, styles: Styles) -> Element:
    lines = enumerate(zip(table.rows, table.slots(), strict=True))
    return w("tbl", *table_shape(table), *(_row(table, row, r, line, styles) for r, (row, line) in lines))


def _row(table: Table, row: Row, r: int, line: list[Cell], styles: Styles) -> Element:
    cells = (_cell(table, cell, r, row, styles) for c, cell in enumerate(line) if c == cell.column)
    return w("tr", *row_shape(row), *cells)


def _cell(table: Table, cell: Cell, r: int, row: Row, styles: Styles) -> Element:
    starts = r == cell.row
    shape = cell_shape(table, cell, styles, starts=starts, merged=cell.rowspan > 1)
    return w("tc", shape, *_paragraphs(printed(cell, starts), styles, keep_next=row.follow or row.head))


def _paragraphs(paragraphs: tuple[Paragraph, ...], styles: Styles, keep_next: bool) -> Iterator[Element]:
    """Yield the paragraphs; several that print one value share one block-level control."""
    for source, group in groupby(paragraphs, _source):
        together = tuple(group)
        if source and len(together) > 1:
            yield _control(source, *(_paragraph(p, styles, keep_next, controls=False) for p in together))
        else:
            yield from (_paragraph(p, styles, keep_next, controls=True) for p in together)


def _source(paragraph: Paragraph) -> str:
    """Return the one address that all of `paragraph` prints; empty where there are several or none."""
    sources = {text.source for text in paragraph.texts}
    return sources.pop() if len(sources) == 1 else ""


def _paragraph(paragraph: Paragraph, styles: Styles, keep_next: bool, controls: bool) -> Element:
    marker = [run(Text(paragraph.marker), styles), w("r", w("tab"))] if paragraph.marker else []
    return w("p", paragraph_shape(paragraph.style, keep_next), *marker, *_runs(paragraph.texts, styles, controls))


def _runs(texts: tuple[Text, ...], styles: Styles, controls: bool) -> Iterator[Element]:
    for source, group in groupby(texts, lambda text: text.source):
        runs = [run(text, styles) for text in group]
        if source and controls:
            yield _control(source, *runs)
        else:
            yield from runs


def _control(source: str, *content: Element) -> Element:
    return w("sdt", w("sdtPr", w("tag", val=tag(source)), w("id")), w("sdtContent", *content))


def tag(source: str) -> str:
    """Return the tag of the control that prints the value at `source`: its address, hashed beyond 64 characters."""
    if len(source) <= _LONGEST_TAG:
        return source
    return f"{source[: _LONGEST_TAG - 13]}~{hashlib.sha256(source.encode()).hexdigest()[:12]}"
