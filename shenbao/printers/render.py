"""WeasyPrint on a short lead: it reads the faces it is given and the form's folder, and its complaints are findings.

The only door to WeasyPrint. Importing it takes longer than printing a form, so nothing else imports this module at its
top: `pdf.Press` does it in a process of its own while the sources are still being read.
"""

from __future__ import annotations

import gc
import importlib.metadata
import logging
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import weasyprint  # type: ignore[import-untyped]  # has no types, nor have its modules
from weasyprint.document import Document  # type: ignore[import-untyped]
from weasyprint.text.ffi import pango  # type: ignore[import-untyped]
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]
from weasyprint.urls import URLFetcher, URLFetcherResponse  # type: ignore[import-untyped]

from shenbao.faces import Chosen, marks
from shenbao.finding import WARNING, Finding
from shenbao.layout import Layout
from shenbao.message import _
from shenbao.papers import Attachment, Papers
from shenbao.printers import claims
from shenbao.printers.forecast import Heights, forecast, heights, tight
from shenbao.printers.order import Order
from shenbao.printers.sheet import Breaks, html, row_id
from shenbao.style import Styles

DIGEST = "ShenbaoDigest"
_LIBRARIES = ("weasyprint", "pydyf", "fonttools")
_LOOK = _("对照 PDF 看这一处印得对不对；对照 form.html 和 style.toml 改正")
_EPOCH = datetime(1980, 1, 1)  # when a file was attached; the clock is never asked
_PT_A_PX, _PT_A_MM = 0.75, 72 / 25.4
_LOOSE = re.compile(rb"[\r\n]\nendstream")
_BEGIN, _END = b"\nstream\n", b"\nendstream"
_PADS = 9  # one stream in 128 ends so
_PAD_KEY = "ShenbaoPad"
_FEW_PAGES = 20  # of more, looking for what can be freed takes longer than it is worth
_PASSES = 8  # a label printed again may be taller than its row and move the next break, once or twice


class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Opens the files it was given and those in `folder`, and nothing else: no network, no other file, no redirect."""

    def __init__(self, files: Iterable[Path], folder: Path | None = None) -> None:
        super().__init__(allowed_protocols={"file"}, allow_redirects=False)
        self.files = {file.resolve() for file in files}
        self.folder = folder.resolve() if folder else None

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return the file at `url`. Raises ValueError for everything that is not allowed."""
        parts = urlsplit(url)
        if parts.scheme != "file" or parts.netloc not in {"", "localhost"}:
            raise ValueError(f"not allowed: {url}")
        path = Path(url2pathname(parts.path)).resolve()
        if path not in self.files and not (self.folder and path.is_relative_to(self.folder)):
            raise ValueError(f"not allowed: {url}")
        return super().fetch(path.as_uri(), headers)


class _Log(logging.Handler):
    """Keeps what WeasyPrint complains of, each sentence once."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self.lines[record.getMessage()] = None


def write(order: Order) -> list[Finding]:
    """Write the PDF that is ordered; return what WeasyPrint had to say."""
    order = replace(order, papers=order.papers.printed_by(*_means(), *marks(order.faces)))
    log, logger = _Log(), logging.getLogger("weasyprint")
    logger.addHandler(log)
    files = (face.path for choice in order.faces.values() for face in choice.stack)
    document = _settled(order.layout, order.styles, order.faces, Fetcher(files, order.folder))
    document.metadata.custom[DIGEST] = order.papers.provenance.build
    if order.papers.made:
        document.metadata.created = document.metadata.modified = order.papers.made.strftime("%Y-%m-%dT%H:%M:%SZ")
    for pad in range(_PADS):
        if not _LOOSE.search(data := _bytes(order, document, pad)):
            break
    order.path.write_bytes(data)
    logger.removeHandler(log)
    says = (_("排版程序报告：{line}", line=line) for line in log.lines)
    return [Finding("P003", WARNING, said, order.place, _LOOK, "PDF") for said in says]


def _means() -> Iterator[str]:
    """Yield what decides the bytes of a PDF besides its sources and faces: the libraries with their versions."""
    yield from (f"{name} {importlib.metadata.version(name)}" for name in _LIBRARIES)
    yield f"pango {pango.pango_version()}"
    yield f"zlib {zlib.ZLIB_RUNTIME_VERSION}"


def _bytes(order: Order, document: Document, pad: int) -> bytes:
    data: bytes = document.write_pdf(
        finisher=partial(_finished, order.papers, pad),
        pdf_variant=claims.rendered(order.papers.variant),
        custom_metadata=True,
        pdf_identifier=order.papers.provenance.build.encode("ascii", "ignore") or None,
        attachments=[*map(partial(_attached, order.papers.made or _EPOCH), order.papers.attachments)],
    )
    return data


def _attached(made: datetime, file: Attachment) -> weasyprint.Attachment:
    return weasyprint.Attachment(
        file_obj=BytesIO(file.data), name=file.name, created=made, modified=made, relationship=file.relationship
    )


def _finished(papers: Papers, pad: int, _document: Document, pdf: Any) -> None:
    """Mend what WeasyPrint says of tables and attachments, and say what it cannot."""
    if pad:
        _pad(pdf, pad)
    _scope(pdf)
    _name_attached(pdf)
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])  # it names each attachment twice
    claims.state(pdf, papers)
    _compress(pdf)


def _name_attached(pdf: Any) -> None:
    """Give each attached file one name, in order. WeasyPrint says one of two in UTF-8, which is read as Latin."""
    entries: list[Any] = [entry for entry in pdf.objects if isinstance(entry, dict)]
    files = [entry for entry in entries if entry.get("Type") == "/Filespec"]
    for file in files:
        file["F"] = file["UF"]
    files.sort(key=lambda file: file["UF"].data)
    for tree in (entry["Names"] for entry in entries if isinstance(entry.get("Names"), list)):
        tree[:] = [part for file in files for part in (file["UF"], file.reference)]


def _pad(pdf: Any, pad: int) -> None:
    """Change a byte or so of what is compressed. A stream that happens to end in a line end makes its length doubtful:
    PDF/A says that what stands before `endstream` is no part of it."""
    pdf.catalog[_PAD_KEY] = pad  # the list of objects, itself compressed, is another one then
    for stream in (entry for entry in pdf.objects if hasattr(entry, "stream") and _LOOSE.search(entry.data)):
        stream.stream.extend([b""] * pad)  # joined by line ends


def _compress(pdf: Any) -> None:
    """Compress each stream, once: left to itself, pydyf does it whenever it is asked for one, which is twice."""
    for entry in (entry for entry in pdf.objects if getattr(entry, "compress", False)):
        _head, _stream, data = entry.data.partition(_BEGIN)
        entry.stream, entry.compress = [data.removesuffix(_END)], False
        entry.extra["Filter"] = "/FlateDecode"


def _scope(pdf: Any) -> None:
    """Say what each head of a table heads. WeasyPrint lists heads for each cell instead, and miscounts beside spans."""
    entries: list[Any] = [entry for entry in pdf.objects if isinstance(entry, dict)]
    known = {entry.reference: entry for entry in entries}
    for entry in entries:
        if entry.get("S") in {"/TH", "/TD"} and "A" in entry:
            entry["A"].pop("Headers", None)
        if entry.get("S") == "/TH":
            group = known[known[entry["P"]]["P"]]
            entry["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Both"


def _settled(layout: Layout, styles: Styles, faces: Mapping[str, Chosen], fetcher: Fetcher) -> Document:
    """Return the rendered pages, spans cut where they cross pages. One pass where the forecast is right."""
    fonts = FontConfiguration()
    high = heights(layout, styles)
    breaks, doubted = forecast(layout, styles, high), set[tuple[int, int]]()
    cuts = _cuts(layout, breaks)
    document: Document = None
    for _n in range(_PASSES):
        if document:  # pages and styles hold each other: those of the last pass would stay beside the new ones
            document = None
            gc.collect()
        breaks = replace(breaks, tight=tight(layout, styles, high, breaks))
        document = weasyprint.HTML(string=html(layout, styles, faces, breaks), url_fetcher=fetcher).render(
            font_config=fonts
        )
        breaks = _breaks(layout, document)
        if cuts != (cuts := _cuts(layout, breaks)):
            continue
        if not (doubtful := _doubtful(layout, styles, high, breaks, document) - doubted):
            break
        # see where the pages end when no label is printed again there; what moves may give room to others
        doubted |= doubtful
        breaks = breaks.without(doubtful)
        cuts = _cuts(layout, breaks)
    if len(document.pages) <= _FEW_PAGES:
        gc.collect()  # what was parsed is not needed to draw
    return document


def _doubtful(
    layout: Layout, styles: Styles, high: Heights, breaks: Breaks, document: Document
) -> set[tuple[int, int]]:
    """Return the rows that begin a page where a label is printed again, though they had room on the page before: the
    label's own lines may have had none there."""
    ends_pt = {name: box[3] * _PT_A_PX for page in document.pages for name, box in page.anchors.items()}
    end_pt = (styles.page.height_mm - styles.page.bottom_mm) * _PT_A_MM
    cut = {
        (t, r)
        for t, table in enumerate(layout.tables)
        for cell in table.cells
        if cell.rowspan > 1 and cell.text
        for r, new_page in breaks.cuts(t, cell).items()
        if new_page
    }
    room = {(t, r): end_pt - ends_pt.get(row_id(t, r - 1), end_pt) for t, r in cut}
    return {(t, r) for t, r in cut if high[t][r].whole_pt <= room[t, r]}


def _breaks(layout: Layout, document: Document) -> Breaks:
    """Return on which pages each row came to lie."""
    pages: dict[str, tuple[int, int]] = {}
    for number, page in enumerate(document.pages):
        for name in page.anchors:
            first, _last = pages.get(name, (number, number))
            pages[name] = (first, number)
    rows = ((t, r) for t, table in enumerate(layout.tables) for r in range(len(table.rows)))
    return Breaks({(t, r): pages[row_id(t, r)] for t, r in rows if row_id(t, r) in pages})


def _cuts(layout: Layout, breaks: Breaks) -> list[dict[int, bool]]:
    return [breaks.cuts(t, cell) for t, table in enumerate(layout.tables) for cell in table.cells if cell.rowspan > 1]
