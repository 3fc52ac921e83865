"""Links that open a place of a file in somebody's editor: `vscode://file/home/…/01-a.md:3:8`."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote

from shenbao.message import _
from shenbao.refusal import Refused

KNOWN = {
    "vscode": "vscode://file{path}:{line}:{column}",
    "vscodium": "vscodium://file{path}:{line}:{column}",
    "cursor": "cursor://file{path}:{line}:{column}",
    "zed": "zed://file{path}:{line}:{column}",
    "idea": "idea://open?file={path}&line={line}&column={column}",
    "sublime": "subl://open?url=file://{path}&line={line}&column={column}",
    "textmate": "txmt://open?url=file://{path}&line={line}&column={column}",
    "emacs": "org-protocol://open-file?url=file://{path}&line={line}",
}
DEFAULT = "vscode"
_LINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x1f]+")
_RUNS = ("javascript:", "data:", "vbscript:", "blob:")
_GAP = re.compile(r"\{(path|line|column)\}")


def pattern(editor: str) -> str:
    """Return the link's pattern for an editor's name, or for a pattern as it is. Raises Refused."""
    found = KNOWN.get(editor, editor)
    if not _LINK.fullmatch(found) or "{path}" not in found or found.lower().startswith(_RUNS):
        says = _("--editor 写编辑器的名称（{known}），或带 {{path}}、{{line}}、{{column}} 的链接", known=tuple(KNOWN))
        raise Refused(says)
    return found


def link(pattern: str, path: Path, line: int, column: int) -> str:
    """Return the link to a place of the file at `path`."""
    whole = path.resolve().as_posix()
    gaps = {
        "path": quote(os.fsencode(whole if whole.startswith("/") else f"/{whole}")),
        "line": str(line),
        "column": str(column),
    }
    return _GAP.sub(lambda match: gaps[match[1]], pattern)
