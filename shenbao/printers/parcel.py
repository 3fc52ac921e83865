"""A Word file that comes in, looked into with care: what its tables say, and what it was made from.

Whoever sends it may have sent anything. A zip is opened only where its own list promises a size that a form can have,
and no part is read beyond what the list promised.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shenbao import xml
from shenbao.papers import Provenance, dated
from shenbao.printers import custom
from shenbao.xml import Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DIGEST = "shenbao-digest"
_DOCUMENT, _PROPERTIES = "word/document.xml", "docProps/custom.xml"
_CORE = "docProps/core.xml"
_DATA, _MOST_DATA = "customXml/item", 50
_MOST_PACKED, _MOST_BYTES, _MOST_PARTS = 64 << 20, 64 << 20, 2_000
_MOST_WEIGHT, _MOST_CELLS = 2_000_000, 1_000_000  # a form of 1,200 rows weighs 200,000 and has 10,000 cells
_MARKS = {
    "ins": "revision", "del": "revision", "moveFrom": "revision", "moveTo": "revision",
    "vanish": "hidden", "webHidden": "hidden", "hidden": "hidden", "specVanish": "hidden",
    "drawing": "object", "pict": "object", "object": "object", "altChunk": "object", "subDoc": "object",
    "control": "object", "AlternateContent": "object",
    "comment": "note", "footnoteReference": "note", "endnoteReference": "note", "sym": "sign",
}  # fmt: skip
"""what of a Word file changes what is read, though no text of a cell may show it"""
_ENCRYPTED = b"\xd0\xcf\x11\xe0"  # an OLE file: what Word makes of a .docx with a password, or an old .doc


class Unreadable(Exception):
    """A file that is no Word file that can be looked into; `why` is encrypted, large, damaged or other."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def grids(path: Path) -> list[list[list[str]]]:
    """Return the tables of the Word file at `path` in the notation of `Table.texts`, text inside controls included.

    Raises OSError, and Unreadable for what is no Word file.
    """
    [document] = _parts(path, (_DOCUMENT,))
    left = _MOST_CELLS
    found: list[list[list[str]]] = []
    for table in _outermost(document, _q("tbl")):
        found.append(rows := [])
        for row in table.findall(_q("tr")):
            rows.append(texts := _texts(row))
            left -= len(texts)
            if left < 0:
                raise Unreadable("large")
    return found


def _outermost(within: Element, tag: str) -> Iterator[Element]:
    """Yield the elements `tag` that stand in no other: what stands in a cell is text of that cell, and told once."""
    return (found for found in within.iter(tag) if next(found.iterancestors(tag), None) is None)


def digest(path: Path) -> str:
    """Return the build that wrote the Word file at `path`; empty for any other file."""
    try:
        [root] = _parts(path, (_PROPERTIES,))
    except (OSError, Unreadable):
        return ""
    return next(("".join(map(str, entry.itertext())) for entry in root if entry.get("name") == DIGEST), "")


def provenance(path: Path) -> Provenance:
    """Return what the Word file at `path` says that it was made from; nothing where it does not. Raises as `grids`."""
    return next(filter(None, map(custom.provenance, _data(path))), Provenance())


def made(path: Path) -> datetime | None:
    """Return the time at which the Word file at `path` says that it was made; None where it does not. Raises as
    `grids`."""
    with _opened(path) as package:
        if _CORE not in package.namelist():
            return None
    [core] = _parts(path, (_CORE,))
    return dated(next((str(entry.text) for entry in core.iter("{*}created")), ""))


@dataclass(frozen=True, slots=True)
class Beside:
    """What a Word file holds besides the texts of its cells: the texts of paragraphs that stand in no table, page
    heads and feet included, and how often there is what hides or adds."""

    texts: tuple[str, ...]
    marks: Counter[str]


def beside(path: Path) -> Beside:
    """Return what the Word file at `path` holds besides its cells. Raises as `grids`."""
    with _opened(path) as package:
        names = sorted(name for name in package.namelist() if name.startswith("word/") and name.endswith(".xml"))
    roots = _parts(path, list(dict.fromkeys(names))[:_MOST_DATA])
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
    with _opened(path) as package:
        names = [name for name in package.namelist() if name.startswith(_DATA) and name.endswith(".xml")]
    return _parts(path, names[:_MOST_DATA])


def _opened(path: Path) -> zipfile.ZipFile:
    with path.open("rb") as file:
        start = file.read(4)
        packed = file.seek(0, 2)
    if start == _ENCRYPTED:
        raise Unreadable("encrypted")
    if packed > _MOST_PACKED:
        raise Unreadable("large")
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        raise Unreadable("damaged" if start[:2] == b"PK" else "other") from None


def _parts(path: Path, names: tuple[str, ...] | list[str]) -> list[Element]:
    """Return the roots of the parts `names`. Raises Unreadable."""
    with _opened(path) as package:
        if len(package.infolist()) > _MOST_PARTS or sum(one.file_size for one in package.infolist()) > _MOST_BYTES:
            raise Unreadable("large")
        try:
            return list(_roots(_read(package, name) for name in names))
        except KeyError:
            raise Unreadable("other") from None
        except Unreadable:
            raise
        except (xml.Malformed, zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
            raise Unreadable("damaged") from None
        except Exception as error:  # zlib.error and its like, which have no common name
            raise Unreadable("damaged") from error


def _roots(parts: Iterator[bytes]) -> Iterator[Element]:
    """Yield the roots of `parts`, which together may not be heavy. Raises Unreadable and Malformed."""
    left = _MOST_WEIGHT
    for data in parts:
        left -= xml.weight(data)
        if left < 0:
            raise Unreadable("large")
        yield xml.parse_part(data)


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    """Return a part, never more of it than its entry promises."""
    promised = package.getinfo(name).file_size
    with package.open(name) as part:
        data = part.read(promised + 1)
    if len(data) > promised:
        raise zipfile.BadZipFile(name)
    return data


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
