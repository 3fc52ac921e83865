"""A Word file made harmless before LibreOffice opens it: a new package of its XML parts alone.

Pictures, embedded files, macros and whatever leads out of the file are left behind: what LibreOffice is handed was
written here, from what was read here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from shenbao import xml
from shenbao.message import _
from shenbao.parts import DOCUMENT, document, read
from shenbao.refusal import Refused
from shenbao.xml import Element

_STYLES = "word/styles.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_KNOWN = frozenset({
    "officeDocument", "core-properties", "extended-properties", "custom-properties", "styles", "stylesWithEffects",
    "settings", "webSettings", "fontTable", "theme", "numbering", "header", "footer", "footnotes", "endnotes",
    "comments", "customXml", "customXmlProps",
})  # fmt: skip
"""what a part may lead to: text and how it looks; an embedded file may be XML as well"""
_UNPRINTED = frozenset({"hyperlink", "attachedTemplate", "thumbnail"})
_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "TOC", "PAGEREF", "REF", "SEQ", "STYLEREF", "HYPERLINK", ""})
_XML = re.compile(r"(\.xml|\.rels)$", re.IGNORECASE)
_RUNNING = re.compile(r"word/(header|footer)\d*\.xml")


def parts(path: Path) -> dict[str, Element]:
    """Return the XML parts of the Word file at `path` by their names. Raises Refused."""
    found = read(path, _XML.search)
    document(found, path)
    return found


def harmless(found: Mapping[str, Element]) -> tuple[bytes, int]:
    """Return the parts as a Word file that leads nowhere, and how many pictures and the like are not in it; they are
    changed. Raises Refused for a field that reads elsewhere."""
    made, left_out = io.BytesIO(), 0
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, root in sorted(found.items()):
            left_out += _cut_off(root)
            _look_for_fields(root)
            package.writestr(zipfile.ZipInfo(name), xml.text(root))
    return made.getvalue(), left_out


def _cut_off(root: Element) -> int:
    """Take out the relationships that lead out of the package or to what is left behind; return how many of those
    would be seen on paper."""
    left_out = 0
    for relation in list(root.iter(_RELATIONSHIP)):
        kind, target = str(relation.get("Type")).rpartition("/")[2], str(relation.get("Target"))
        known = kind in _KNOWN and relation.get("TargetMode") != "External" and _XML.search(target)
        parent = relation.getparent()
        if parent is not None and not known:
            parent.remove(relation)
            left_out += kind not in _UNPRINTED
    return left_out


def _look_for_fields(root: Element) -> None:
    """Raise Refused for a field that reads elsewhere; the format has two namespaces, and a part may use either."""
    for field in root.iter("{*}instrText", "{*}fldSimple"):
        instruction = next((value for name, value in field.items() if str(name).endswith("}instr")), None)
        said = str(instruction or field.text or "").split()
        name = said[0].upper() if said else ""
        if name not in _FIELDS:
            raise Refused(_("Word 文件里有域 {name}，它会去读别的文件；不比较这样的文件", name=name[:40]))


def faces(found: Mapping[str, Element]) -> dict[str, Counter[str]]:
    """Return the characters that the parts print in each face, by the name that Word gives the face."""
    styles = _style_faces(found[_STYLES]) if _STYLES in found else {}
    counted: dict[str, Counter[str]] = {}
    for name, root in found.items():
        if name == DOCUMENT or _RUNNING.fullmatch(name):
            for paragraph in root.iter(f"{_W}p"):
                style = paragraph.find(f"{_W}pPr/{_W}pStyle")
                plain = styles.get(str(style.get(f"{_W}val")) if style is not None else "", styles.get("", ""))
                for run in paragraph.iter(f"{_W}r"):
                    text = "".join(part.text or "" for part in run.iter(f"{_W}t"))
                    counted.setdefault(_face(run) or plain, Counter()).update(text.replace(" ", ""))
    return {face: characters for face, characters in counted.items() if face and characters}


def _style_faces(styles: Element) -> dict[str, str]:
    """Return the face of each style, and the default's under the empty name."""
    defaults = styles.find(f"{_W}docDefaults/{_W}rPrDefault")
    found = {"": _face(defaults) if defaults is not None else ""}
    based: dict[str, tuple[str, str]] = {}
    for style in styles.iter(f"{_W}style"):
        below = style.find(f"{_W}basedOn")
        based[str(style.get(f"{_W}styleId"))] = (_face(style), str(below.get(f"{_W}val")) if below is not None else "")
    for name in based:
        at, steps = name, len(based)
        while at in based and not based[at][0] and steps:  # a circle of styles ends as well
            at, steps = based[at][1], steps - 1
        found[name] = based.get(at, ("", ""))[0] or found[""]
    return found


def _face(element: Element) -> str:
    """Return the Chinese face that a run or a style names; empty where it names none."""
    said = element.find(f"{_W}rPr/{_W}rFonts")
    return str(said.get(f"{_W}eastAsia") or "") if said is not None else ""
