"""What a change does, as the files that a reviewer opens: the summary, the redline, pictures of the pages that changed,
the reports, and both documents. One folder holds all; each can be had alone.

A side that makes no document (its sources have errors) is told with its findings; the redline and the pictures, which
need both, are left out then, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from shenbao import changelogs, pipeline, reporting, reports, revisions
from shenbao.changelogs import Changelog
from shenbao.finding import ERROR
from shenbao.layout import Layout
from shenbao.message import Message, _
from shenbao.outputs import Outputs
from shenbao.pipeline import Progress
from shenbao.printers.press import Press
from shenbao.refusal import Refused
from shenbao.reports import Report
from shenbao.sides import Side, Wanted
from shenbao.style import Styles

if TYPE_CHECKING:
    from shenbao.comparing.pages import Pages

REDLINE = "redline.docx"
_LOGS = {"summary.md": "md", "changes.html": "html", "changes.json": "json"}
_REPORTS = {"report.html": "html", "report.sarif": "sarif"}
_PAPERS = (
    (".pdf", _("新的 Word 和 PDF")),
    (REDLINE, _("带修订的 Word（redline.docx）")),
    (".png", _("改动页的图片")),
)
_OWNER = "review"
_UNKNOWN = "shenbao"


@dataclass(frozen=True, slots=True)
class Marked:
    """In whose name a redline marks the changes, and when they were made; None where that is not known."""

    author: str
    made: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The files of a review, what was left out of it, and the comparison."""

    files: tuple[Path, ...]
    remarks: tuple[Message, ...]
    log: Changelog


def marked(wanted: Wanted, author: str, made: datetime | None) -> Marked:
    """Return who made the change: `author`, else whoever made the commit; of files that are in none, the user whom git
    knows. It was `made` when the commit was: the clock is not asked, so that the same change gives the same file."""
    by = revisions.person(wanted.content) if not wanted.head else ""
    with suppress(Refused):  # folders, which no git keeps
        signed = revisions.signature(wanted.head or "HEAD", wanted.content)
        return Marked(author or by or signed.name, made or signed.made)
    return Marked(author or by or _UNKNOWN, made)


def redline(base: Side, head: Side, by: Marked) -> bytes:
    """Return the Word file of `head` with its changes against `base` marked. Raises Refused where a side makes no
    document."""
    from shenbao.printers import redline as printer

    (old, old_styles), (new, styles) = _laid_out(base), _laid_out(head)
    return printer.make(old, new, styles, by.author, by.made, old_styles)


def _laid_out(side: Side) -> tuple[Layout, Styles]:
    """Return a side as it is laid out. Raises Refused where its sources or its form forbid that."""
    errors = [finding for finding in side.examined.findings if finding.severity is ERROR]
    if side.assembled.reading.declaration is None or errors:
        raise Refused(_without_document(side))
    layout, styles, faults = pipeline.lay_out(side.assembled)
    if layout is None or styles is None or faults:
        raise Refused(_without_document(side))
    return layout, styles


def _without_document(side: Side) -> Message:
    return _("{side} 有错误，生成不了文件：先改好（build.py check）", side=side.name)


def pages(base: Side, head: Side, folder: Path, tell: Progress) -> Pages:
    """Draw the pages that changed into `folder`. Raises Refused where a side makes no document, and OSError."""
    with Press() as one, Press() as other, TemporaryDirectory(prefix="shenbao-") as place:
        old = _documents(base, Path(place) / "old", one, tell)
        return _drawn(old, _documents(head, Path(place) / "new", other, tell), folder)


def _drawn(old: Printed, new: Printed, folder: Path) -> Pages:
    from shenbao.comparing import pages as pictures

    return pictures.write(old.pdf, new.pdf, folder)


@dataclass(frozen=True, slots=True)
class Printed:
    """Both documents of a side."""

    docx: Path
    pdf: Path


def _documents(side: Side, folder: Path, press: Press, tell: Progress) -> Printed:
    built = pipeline.build(side.assembled, side.examined, folder, press, tell, strict=False)
    made = {path.suffix: path for path in built.files}
    if not made:
        raise Refused(_without_document(side))
    return Printed(made[".docx"], made[".pdf"])


def review(base: Side, head: Side, folder: Path, by: Marked, lang: str, tell: Progress) -> Reviewed:
    """Write all of it to `folder`, whose other files are left alone; what an earlier review wrote there and this one
    does not goes. Raises OSError."""
    papers: dict[str, bytes] = {}
    remarks: list[Message] = []
    try:
        for path, content in _papers(base, head, by, tell, remarks):
            papers[path] = content
    except Refused as refused:
        missing = tuple(name for end, name in _PAPERS if not any(path.endswith(end) for path in papers))
        remarks.append(_("{why}。所以没有{missing}", why=refused.says, missing=missing))
    log = replace(changelogs.of(base, head, lang), remarks=tuple(remarks))
    data = {name: changelogs.write(format_, log).encode(errors="backslashreplace") for name, format_ in _LOGS.items()}
    told = reporting.report(head.assembled, head.examined, lang)
    data |= {name: _text(format_, told) for name, format_ in _REPORTS.items()}
    return Reviewed(_published(folder, data | papers), (*filter(None, (log.why,)), *remarks), log)


def _papers(base: Side, head: Side, by: Marked, tell: Progress, remarks: list[Message]) -> Iterator[tuple[str, bytes]]:
    """Yield the new documents, then what needs the old ones as well; what is left out of it joins `remarks`. Raises
    Refused at the first that a side cannot give."""
    with Press() as one, Press() as other, TemporaryDirectory(prefix="shenbao-") as place:
        new = _documents(head, Path(place) / "new", other, tell)
        yield from ((path.name, path.read_bytes()) for path in (new.docx, new.pdf))
        yield REDLINE, redline(base, head, by)
        drawn = _drawn(_documents(base, Path(place) / "old", one, tell), new, Path(place) / "pages")
        remarks += drawn.remarks
        yield from ((path.name, path.read_bytes()) for path in drawn.files)


def _text(format_: str, told: Report) -> bytes:
    return "".join(f"{line.text}\n" for line in reports.write(format_, told)).encode(errors="backslashreplace")


def _published(folder: Path, data: Mapping[str, bytes]) -> tuple[Path, ...]:
    with Outputs(folder).locked() as outputs:
        for name, content in data.items():
            outputs.beside(name).write_bytes(content)
        return outputs.publish(_OWNER, {name: outputs.beside(name) for name in data}).files
