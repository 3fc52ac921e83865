"""LibreOffice on a short lead: a profile of its own without macros, updates of links or a network, a limit of time and
memory, and an end for it and its children. The only door to soffice.

LibreOffice stands in for Word and has habits that Word has not: it sets a gap between Chinese and Latin whatever the
file says, hangs punctuation, parts —— and ……, does not read which signs begin no line, takes a head that keeps with the
next row for a table that keeps with the next one, and replaces absent faces. So the Word file becomes flat ODF first,
where the habits are switched off and the faces of the PDF are named; both steps take any number of documents at once,
as starting costs most.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from shenbao import xml
from shenbao.message import Message, _
from shenbao.printers.breaks import NEVER_FIRST, NEVER_LAST
from shenbao.refusal import Refused

_SECONDS, _SECONDS_A_FILE = 90, 30
_MEMORY, _FILE = 4 << 30, 512 << 20  # bytes of address space, and of one file that it writes
_MOST_FLAT = 96 << 20  # bytes of flat ODF; a form of 1,200 rows takes a twentieth
_PLACES = {
    "darwin": ("/Applications/LibreOffice.app/Contents/MacOS/soffice",),
    "win32": (r"C:\Program Files\LibreOffice\program\soffice.exe",),
}
_FILTERS = {"fodt": "MS Word 2007 XML", "pdf": "OpenDocument Text Flat XML"}  # by what is made: from what
_NAMES = {
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "config": "urn:oasis:names:tc:opendocument:xmlns:config:1.0",
}
_JOINER = "\u2060"
_HABITS = {"text-autospace": "none", "punctuation-wrap": "simple"}
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Common/Java", "ApplicationLevel", "0"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
_ITEM = '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
_PROFILE = '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'


def program() -> str:
    """Return where LibreOffice is; empty where it is not."""
    named = (shutil.which(name) for name in ("soffice", "libreoffice"))
    placed = (place for place in _PLACES.get(sys.platform, ()) if Path(place).is_file())
    return next(filter(None, (*named, *placed)), "")


def absent() -> Message:
    """Return what to say where LibreOffice is not."""
    return _("没有 LibreOffice，它代替 Word 排版；安装：{debian}（Debian、Ubuntu）或 {mac}（macOS）",
             debian="apt-get install libreoffice-writer", mac="brew install --cask libreoffice")  # fmt: skip


def printed(documents: Mapping[Path, Mapping[str, str]], folder: Path) -> dict[Path, Path]:
    """Print Word files to PDF in `folder`, each with its faces replaced as its mapping says; return what became of
    each. Raises Refused."""
    _convert(list(documents), "fodt", folder)
    flat = {document: folder / f"{document.stem}.fodt" for document in documents}
    for document, faces in documents.items():
        flat[document].write_bytes(tamed(_read(flat[document], document), faces))
    _convert(list(flat.values()), "pdf", folder)
    return {document: path.with_suffix(".pdf") for document, path in flat.items()}


def _read(flat: Path, document: Path) -> bytes:
    """Return what LibreOffice wrote. Raises Refused where that is too much to be looked into."""
    if flat.stat().st_size > _MOST_FLAT:
        raise Refused(_("{file} 里的内容多得不像申报表，不比较", file=document.name))
    return flat.read_bytes()


def tamed(flat: bytes, faces: Mapping[str, str]) -> bytes:
    """Return a flat ODF text without LibreOffice's habits and with its faces replaced. Raises Refused."""
    try:
        root = xml.parse(flat)
    except xml.Malformed as error:
        raise Refused(_("LibreOffice 写出的文件读不了：{why}", why=error.what)) from None
    for element in root.iter():
        for name, value in element.attrib.items():
            if "}font-family" in str(name) and (face := faces.get(str(value).strip("'"))):
                element.set(name, f"'{face}'")
    for element in root.iter(f"{{{_NAMES['style']}}}paragraph-properties"):
        for habit, cure in _HABITS.items():
            element.set(f"{{{_NAMES['style']}}}{habit}", cure)
    keeps = f"{{{_NAMES['fo']}}}keep-with-next"
    for element in root.iter(f"{{{_NAMES['style']}}}paragraph-properties"):
        if keeps in element.attrib:
            del element.attrib[keeps]
    for element in root.iter(f"{{{_NAMES['style']}}}text-properties"):
        element.set(f"{{{_NAMES['style']}}}letter-kerning", "false")
    for element in root.iter():
        element.text, element.tail = _whole(element.text), _whole(element.tail)
    for settings in root.iter(f"{{{_NAMES['config']}}}config-item-set"):
        if str(settings.get(f"{{{_NAMES['config']}}}name")).endswith("configuration-settings"):
            settings.append(_line_rules())
    return xml.text(root)


def _whole(text: str | None) -> str | None:
    """Return `text` with its dashes and ellipses in one piece, as Word keeps them."""
    for mark in ("—", "…"):
        text = text.replace(mark * 2, f"{mark}{_JOINER}{mark}") if text else text
    return text


def _line_rules() -> xml.Element:
    """Return which signs begin or end no line, as the Word file says it too: LibreOffice does not read it there."""
    first, last = ("".join(sorted({_JOINER, *signs})) for signs in (NEVER_FIRST, NEVER_LAST))
    said = {"Language": "zh", "Country": "CN", "Variant": "", "BeginLine": first, "EndLine": last}
    entry = _config("config-item-map-entry", {}, *(_setting(name, value) for name, value in said.items()))
    return _config("config-item-map-indexed", {"name": "ForbiddenCharacters"}, entry)


def _setting(name: str, value: str) -> xml.Element:
    made = _config("config-item", {"name": name, "type": "string"})
    made.text = value
    return made


def _config(tag: str, attributes: Mapping[str, str], *children: xml.Element) -> xml.Element:
    space = _NAMES["config"]
    return xml.element(f"{{{space}}}{tag}", {f"{{{space}}}{k}": v for k, v in attributes.items()}, *children)


def _convert(sources: Sequence[Path], kind: str, folder: Path) -> None:
    """Let LibreOffice turn `sources` into `kind` in `folder`. Raises Refused."""
    if not (soffice := program()):
        raise Refused(absent())
    profile = folder / "profile"
    _settle(profile)
    settings = (f"-env:UserInstallation={profile.absolute().as_uri()}", "--headless", "--norestore", "--nolockcheck")
    order = (f"--infilter={_FILTERS[kind]}", "--convert-to", kind, "--outdir", str(folder))
    words = [soffice, *settings, *order, *map(str, sources)]
    status = _run(words, _SECONDS + _SECONDS_A_FILE * len(sources))
    made = [folder / f"{source.stem}.{kind}" for source in sources]
    if status or not all(path.is_file() for path in made):
        raise Refused(_("LibreOffice 打不开或排不了这个文件（退出状态 {status}）", status=status))


def _settle(profile: Path) -> None:
    """Write the settings of a new profile."""
    (profile / "user").mkdir(parents=True, exist_ok=True)
    items = "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _SETTINGS)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), encoding="utf-8")


def _run(words: Sequence[str], seconds: float) -> int:
    """Run a program that may have children, which end with it, and return its exit status. Raises Refused."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(words, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True) as child:
        _bound(child.pid)
        try:
            return child.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Refused(_("LibreOffice 超过 {seconds} 秒没有排完，已停止", seconds=round(seconds))) from None
        finally:
            _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End `child` and all that it started."""
    if sys.platform == "win32":
        child.kill()
        return
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # they have ended by themselves


def _bound(process: int) -> None:
    """Bound what a process and its children may take, where the system knows how."""
    if sys.platform == "linux":
        import resource  # no other system has it all

        for limit, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_FSIZE, _FILE)):
            try:
                resource.prlimit(process, limit, (most, most))
            except (ProcessLookupError, PermissionError):  # ended already, or held tighter
                return
