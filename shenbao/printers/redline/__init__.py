"""The redline: the new declaration in the official form, with Word's own marks of what changed since the old one.

Whoever accepts all changes has the new document's text and grid, whoever rejects them the old one's, spans included.
Paragraphs, cells and rows are marked; looks are the new document's. Between two tables that come or go the paragraph
that keeps them apart stays unmarked: its end has nothing to join, and two tables that touch become one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from shenbao import whole
from shenbao.layout import Layout, Paragraph, Table
from shenbao.papers import Papers
from shenbao.printers import word
from shenbao.printers.pieces import GAP
from shenbao.printers.redline import tables
from shenbao.printers.redline.aligning import Part, aligned
from shenbao.printers.redline.marking import Marks, number
from shenbao.printers.redline.story import PairOfParagraphs, ended, said
from shenbao.printers.redline.wording import DELETED, INSERTED
from shenbao.style import Styles
from shenbao.xml import Element

__all__ = ["make", "write"]

_UNDATED = datetime(1980, 1, 1)  # as the entries of the zip; Word wants a date
_GAP = Paragraph(GAP)


def write(
    old: Layout, new: Layout, styles: Styles, path: Path, author: str, made: datetime | None = None,
    old_styles: Styles | None = None,
) -> None:  # fmt: skip
    """Write `new` as a Word file to `path`, with its changes against `old` marked as made by `author`.

    `made` is when, in UTC where it names no zone: the time of SOURCE_DATE_EPOCH, or a commit's; without it, 1980-01-01,
    for the clock is never asked. `styles` is the look of `new`, `old_styles` that of `old` where it may name other
    styles. The file is whole at every moment. Raises OSError, and then what stood there is as it was.
    """
    whole.write(path, make(old, new, styles, author, made, old_styles))


def make(
    old: Layout, new: Layout, styles: Styles, author: str, made: datetime | None = None,
    old_styles: Styles | None = None,
) -> bytes:  # fmt: skip
    """Return what `write` writes. The same arguments give the same bytes."""
    look = _both(styles, old_styles or styles)
    blocks = list(_blocks(old, new, Marks(author, made or _UNDATED, look)))
    number(blocks)
    return word.packed(blocks, new, look, papers=Papers(made=made))


def _both(styles: Styles, old: Styles) -> Styles:
    """Return `styles` with what only the `old` ones name."""
    return replace(styles, styles={**old.styles, **styles.styles}, faces={**old.faces, **styles.faces})


def _blocks(old: Layout, new: Layout, marks: Marks) -> Iterator[Element]:
    """Yield the paragraphs and tables of both; what stands between two tables is one text."""
    between: list[PairOfParagraphs] = []
    for i, j in aligned([_part(block) for block in old.blocks], [_part(block) for block in new.blocks]):
        before, after = None if i is None else old.blocks[i], None if j is None else new.blocks[j]
        if isinstance(before, Table) or isinstance(after, Table):
            yield from _text(between, marks)
            yield _table(before, after, marks)
            between = [(_GAP if before else None, _GAP if after else None)]
        else:
            between.append((before, after))
    yield from _text(between, marks)


def _text(pairs: list[PairOfParagraphs], marks: Marks) -> Iterator[Element]:
    return (marks.paragraph(line, keep_next=line.after != GAP) for line in ended(pairs))


def _table(old: Table | Paragraph | None, new: Table | Paragraph | None, marks: Marks) -> Element:
    if isinstance(old, Table) and isinstance(new, Table):
        return tables.redlined(old, new, marks)
    if isinstance(new, Table):
        return tables.whole(new, INSERTED, marks)
    assert isinstance(old, Table)  # a table becomes no paragraph: see the shape of a part
    return tables.whole(old, DELETED, marks)


def _part(block: Paragraph | Table) -> Part:
    if isinstance(block, Paragraph):
        return Part(said(block), (block.text,), "paragraph")
    texts = ["\t".join(line) for line in block.texts()]
    first = next((cell.text for cell in block.cells if cell.text), "")
    return Part(block, ("\n".join(texts),), ("table", len(block.widths_mm)), frozenset({first}))
