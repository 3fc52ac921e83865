"""Accepting and rejecting the changes of a Word file, from the format's definition (ECMA-376 part 1, 17.13.5) and not
from what the program does; and what a document then says, cell by cell."""

from __future__ import annotations

import zipfile
from itertools import groupby
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

DOCUMENT = "word/document.xml"
MARKS = ("ins", "del", "pPrChange", "delText", "moveFrom", "moveTo", "trPrChange", "tcPrChange", "cellIns", "cellDel")


def document(path: Path) -> Any:
    with zipfile.ZipFile(path) as package:
        return etree.fromstring(package.read(DOCUMENT))


def accept_all(root: Any) -> Any:
    """Return the document as it is when every change is accepted; `root` is changed."""
    return _resolved(root, gone="del", stays="ins", back=False)


def reject_all(root: Any) -> Any:
    """Return the document as it is when every change is rejected; `root` is changed."""
    return _resolved(root, gone="ins", stays="del", back=True)


def _resolved(root: Any, gone: str, stays: str, back: bool) -> Any:
    for row in [row for row in root.iter(qn("w:tr")) if row.find(f"{qn('w:trPr')}/{qn('w:' + gone)}") is not None]:
        row.getparent().remove(row)
    for table in [table for table in root.iter(qn("w:tbl")) if table.find(qn("w:tr")) is None]:
        table.getparent().remove(table)
    for mark in [mark for mark in root.iter(qn("w:" + gone)) if mark.getparent().tag == qn("w:p")]:
        mark.getparent().remove(mark)
    for mark in [mark for mark in root.iter(qn("w:" + stays)) if mark.getparent().tag == qn("w:p")]:
        for run in list(mark):
            mark.addprevious(run)
        mark.getparent().remove(mark)
    for text in list(root.iter(qn("w:delText"))):
        text.tag = qn("w:t")
    for change in list(root.iter(qn("w:pPrChange"))):
        shape, [earlier] = change.getparent(), change
        if back:  # the mark's own look is not among what changed
            look = shape.find(qn("w:rPr"))
            shape[:] = [*earlier, *([] if look is None else [look])]
        else:
            shape.remove(change)
    for p in list(root.iter(qn("w:p"))):
        _end(p, gone)
    for mark in [mark for mark in root.iter(qn("w:" + stays)) if mark.getparent().tag in {qn("w:rPr"), qn("w:trPr")}]:
        mark.getparent().remove(mark)
    assert [e for tag in MARKS for e in root.iter(qn("w:" + tag))] == []
    return root


def _end(p: Any, gone: str) -> None:
    """Join `p` with the following paragraph, in the shape of that, where its own end is gone."""
    if p.find("/".join(map(qn, ("w:pPr", "w:rPr", "w:" + gone)))) is None:
        return
    following = p.getnext()
    assert following is not None, "the last end of a cell cannot go"
    assert following.tag == qn("w:p"), "an end before a table has nothing to join"
    shape = following.find(qn("w:pPr"))
    for run in [e for e in p if e.tag != qn("w:pPr")]:
        shape.addprevious(run)
    following.remove(shape)
    following.insert(0, shape)
    p.getparent().remove(p)


def blocks(root: Any) -> list[Any]:
    """Return all that a document says: paragraphs that say something, and tables as rows of cells with their columns,
    whether they go on from above, and their paragraphs."""
    return [
        [_row(row) for row in block.iter(qn("w:tr"))] if block.tag == qn("w:tbl") else _paragraph(block)
        for block in root.find(qn("w:body"))
        if block.tag == qn("w:tbl") or (block.tag == qn("w:p") and _paragraph(block)[1])
    ]


def _row(row: Any) -> list[Any]:
    return [_cell(cell) for cell in row.findall(qn("w:tc"))]


def _cell(cell: Any) -> Any:
    span, merge = (cell.find(f"{qn('w:tcPr')}/{qn(tag)}") for tag in ("w:gridSpan", "w:vMerge"))
    columns = 1 if span is None else int(span.get(qn("w:val")))
    below = merge is not None and merge.get(qn("w:val")) != "restart"
    return columns, below, [_paragraph(p) for p in cell.iter(qn("w:p"))]


def _paragraph(p: Any) -> Any:
    """Return a paragraph's style, and its runs by the face that they name."""
    signs = {qn("w:tab"): "\t", qn("w:br"): "\n"}
    said = [
        (_face(run), signs.get(e.tag) or e.text or "")
        for run in p.iter(qn("w:r"))
        for e in run
        if e.tag in {qn("w:t"), *signs}
    ]
    runs = [(face, "".join(text for _face, text in group)) for face, group in groupby(said, lambda one: one[0])]
    return p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val")), [run for run in runs if run[1]]


def _face(run: Any) -> str:
    fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    return "" if fonts is None else fonts.get(qn("w:eastAsia"), "")


def assert_spans_hang_together(root: Any) -> None:
    """Assert that, with all changes shown, each cell goes on below one that stays as long as it does: programs that
    reckon the spans once, before they accept or reject, have them right as well."""
    for table in root.iter(qn("w:tbl")):
        starts: dict[int, str] = {}
        for row in table.iter(qn("w:tr")):
            marks = [mark for mark in ("ins", "del") if row.find(f"{qn('w:trPr')}/{qn('w:' + mark)}") is not None]
            column = 0
            for columns, below, _paragraphs in _row(row):
                what = "".join(marks)
                assert not below or starts[column] in {"", what}
                starts[column] = starts[column] if below else what
                column += columns
