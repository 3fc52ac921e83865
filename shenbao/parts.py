"""The XML parts of a Word file that comes in, read with care: the one reader of such packages.

Whoever sends it may have sent anything: no more is unpacked than the limit, whatever the package's own list promises;
no part leads to another file, or makes text of what is not there; and two parts of one name, of which each reader might
take another, are none.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from shenbao import intake, refusal, xml
from shenbao.message import _
from shenbao.refusal import Refused
from shenbao.xml import Element

DOCUMENT = "word/document.xml"
MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 32 << 20, 64 << 20, 1000
_MOST_WEIGHT = 2_000_000  # a form of 1,200 rows weighs a tenth
_COMPOUND = b"\xd0\xcf\x11\xe0"  # how a Word file with a password begins, and an old .doc
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # Word writes no other; of others no piece is small
_ROOT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}document"


def read(path: Path, wanted: Callable[[str], object]) -> dict[str, Element]:
    """Return the roots of the parts of the Word file at `path` whose names are `wanted`. Raises Refused."""
    try:
        data = intake.read(path, MOST_BYTES)
    except OSError as error:
        raise Refused(_("读不了 {file}：{why}", file=path, why=refusal.why(error))) from None
    if data.startswith(_COMPOUND):
        raise Refused(_("{file} 加了密码，或是旧的 .doc：在 Word 里另存为不加密码的 .docx", file=path))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return dict(_unpacked(package, path, wanted))
    except Refused:
        raise
    except Exception:  # of zlib, zipfile and lxml, which have no common name
        raise Refused(_("{file} 不是 Word 文件，或已损坏", file=path)) from None


def document(found: Mapping[str, Element], path: Path) -> Element:
    """Return the root of the text among the parts of the Word file at `path`. Raises Refused where there is none."""
    if DOCUMENT not in found or found[DOCUMENT].tag != _ROOT:
        raise Refused(_("{file} 里没有 Word 的正文", file=path))
    return found[DOCUMENT]


def large(path: Path) -> Refused:
    """Return what to say of a file that holds more than any form."""
    return Refused(_("{file} 展开后太大，不像申报表，没有打开", file=path))


def _unpacked(package: zipfile.ZipFile, path: Path, wanted: Callable[[str], object]) -> Iterator[tuple[str, Element]]:
    left, weight, entries = MOST_UNPACKED, _MOST_WEIGHT, package.infolist()
    if len(entries) > MOST_PARTS:
        raise Refused(_("{file} 里的部分超过 {limit} 个", file=path, limit=MOST_PARTS))
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise zipfile.BadZipFile("two parts of one name")
    for entry in (entry for entry in entries if wanted(entry.filename)):
        left -= entry.file_size
        if left < 0:
            raise large(path)
        data = _data(package, entry)
        weight -= xml.weight(data)
        if weight < 0:
            raise large(path)
        yield entry.filename, xml.parse_part(data)


def _data(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return a part, never more of it than its entry promises."""
    if entry.compress_type not in _METHODS:
        raise zipfile.BadZipFile("packed as Word packs nothing")
    with package.open(entry) as part:
        return part.read(entry.file_size + 1)
