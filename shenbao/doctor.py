"""Looks at the machine: Python, libraries, Pango, faces, and the characters of the sources that they lack."""

from __future__ import annotations

import importlib.metadata
import platform
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shenbao import pipeline
from shenbao.finding import Finding, Place, Severity
from shenbao.message import NOTHING, Message, _
from shenbao.reports import Line

LIBRARIES = (
    "PyYAML", "python-frontmatter", "markdown-it-py", "pydantic", "Jinja2", "lxml", "python-docx", "weasyprint",
    "fonttools", "click", "rich", "filelock", "junitparser", "XlsxWriter", "pypdfium2", "pillow", "pygls", "lsprotocol",
    "starlette", "uvicorn", "watchfiles",
)  # fmt: skip
_INSTALL = _("在项目文件夹里运行 make build")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was looked at: what was found, whether it will do, and the command that mends it."""

    name: Message
    found: Message
    well: bool = True
    mend: Message = NOTHING

    def lines(self, lang: str) -> Iterator[Line]:
        """Yield the entry as lines of a report."""
        mark, look = ("✓", "") if self.well else ("✗", "error")
        yield Line(f"{mark} {self.name.within(lang)}: {self.found.within(lang)}", look)
        if self.mend.text:
            yield Line(f"    {_('改法：').within(lang)}{self.mend.within(lang)}", "help")


def examine(content: Path, templates: Path) -> Iterator[Entry]:
    """Yield what this machine has and lacks for building the declaration in `content`."""
    well = sys.version_info >= (3, 11)
    yield Entry(
        _("Python"), Message(platform.python_version()), well, NOTHING if well else _("安装 Python 3.11 或更新的版本")
    )
    yield from map(_library, LIBRARIES)
    yield _pango()
    yield _office()
    yield from _faces(content, templates)


def _library(name: str) -> Entry:
    try:
        return Entry(Message(name), Message(importlib.metadata.version(name)))
    except importlib.metadata.PackageNotFoundError:
        return Entry(Message(name), _("没有安装"), False, _INSTALL)


def _pango() -> Entry:
    """Ask for Pango in another process: where it is broken, it may take the process down."""
    number = "v // 10000, v // 100 % 100, v % 100, sep='.'"
    ask = f"from weasyprint.text.ffi import pango; v = pango.pango_version(); print({number})"
    asked = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False)
    if asked.returncode:
        mend = _(
            "{make}；Debian 和 Ubuntu：apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
            make=_INSTALL,
        )
        return Entry(_("Pango"), _("用不了"), False, mend)
    return Entry(_("Pango"), Message(asked.stdout.strip()))


def _office() -> Entry:
    """Say where LibreOffice is; it is well without, as long as nothing is to be compared."""
    from shenbao.comparing import office

    if program := office.program():
        return Entry(Message("LibreOffice"), Message(program))
    return Entry(Message("LibreOffice"), _("没有安装；只有 compare 用得上"))


def _faces(content: Path, templates: Path) -> Iterator[Entry]:
    """Yield an entry a face: what stands in for it, and what it lacks of the text that is to be printed."""
    from shenbao import faces  # fontTools, where it is installed

    if not content.is_dir():
        yield Entry(_("内容"), _("没有 {folder}，只检查程序", folder=content))
        return
    assembled = pipeline.assemble(content, templates)
    if assembled.reading.declaration is None:
        yield Entry(_("内容"), _("读不成申报表，字体没有检查：先运行 build.py check"), False)
        return
    layout, styles, faults = pipeline.lay_out(assembled)
    if layout is None or styles is None:
        yield from map(_fault, faults)
        return
    for name, choice in faces.chosen(styles).items():
        yield Entry(
            _("字体 {face}", face=name),
            _served(choice.face.word, choice.first.family, str(choice.first.path), choice.stands_in),
        )
    yield from map(_fault, faces.check(layout, styles, Place(assembled.form.style.as_posix())))


def _served(asked: str, used: str, path: str, stands_in: bool) -> Message:
    if stands_in:
        return _("PDF 用 {used} 代替 {asked}（{path}）", used=used, asked=asked, path=path)
    return _("{used}（{path}）", used=used, path=path)


def _fault(finding: Finding) -> Entry:
    return Entry(
        Message(f"{finding.code} {finding.subject}"),
        finding.message,
        finding.severity is not Severity.ERROR,
        finding.help,
    )
