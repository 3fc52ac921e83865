"""The PDF printer: a Layout as a tagged PDF, here or in a press of its own, and the digest that the PDF carries."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from shenbao.faces import Chosen
from shenbao.finding import Finding, Place
from shenbao.layout import Layout
from shenbao.papers import NO_PAPERS, Papers
from shenbao.printers.order import Order
from shenbao.printers.press import Press, printed
from shenbao.printers.sheet import html
from shenbao.style import Styles

__all__ = ["Press", "digest", "html", "write"]

_IDENTITY = re.compile(rb"/ID \[\(([0-9A-Za-z_.:-]+)\)")
_START = re.compile(rb"startxref\s+(\d{1,15})\s+%%EOF\s*$")
_TAIL, _TRAILER = 64, 1024  # bytes at a file's end that say where its trailer starts, and at the trailer's


def write(
    layout: Layout,
    styles: Styles,
    faces: Mapping[str, Chosen],
    path: Path,
    place: Place,
    folder: Path | None = None,
    papers: Papers = NO_PAPERS,
) -> list[Finding]:
    """Write `layout` as a PDF to `path`, in this process. Findings stand at `place`; only `folder` may be read."""
    return printed(Order(layout, styles, faces, path, place, folder, papers))


def digest(path: Path) -> str:
    """Return the build that wrote the PDF at `path`; empty for any other file."""
    try:
        with path.open("rb") as file:
            file.seek(max(file.seek(0, os.SEEK_END) - _TAIL, 0))
            start = _START.search(file.read())
            file.seek(int(start[1]) if start else 0)
            found = _IDENTITY.search(file.read(_TRAILER)) if start else None
    except OSError:
        return ""
    return found[1].decode("ascii") if found else ""
