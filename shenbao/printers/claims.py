"""What a PDF claims to be, said in its metadata: PDF/A, PDF/UA, or both; and what it was made from.

WeasyPrint makes a file that is one or the other. Both at once needs only words: the second claim, and for PDF/A the
description of every property that it does not know itself. They join the one `rdf:RDF` that the metadata may hold,
which is not compressed, for others to find it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from pathlib import Path
from typing import Any

from shenbao.papers import BOTH, VARIANTS, Papers, Provenance, dated

_RENDERED = {BOTH: "pdf/a-3a", "a-3": "pdf/a-3a", "a-2+ua-1": "pdf/a-2a", "a-2": "pdf/a-2a", "ua-1": "pdf/ua-1"}
_UA = "http://www.aiim.org/pdfua/ns/id/"
_OURS = "urn:shenbao:provenance:1#"
_END = b"</rdf:RDF>"
_SAID = re.compile(rb"<shenbao:provenance>([^<]*)</shenbao:provenance>")
_MADE = re.compile(rb"<xmp:CreateDate>([^<]{1,40})</xmp:CreateDate>")
_PART = re.compile(rb'pdfaid:part="([23])"')
_MOST_BYTES = 64 << 20
_PDFA = "http://www.aiim.org/pdfa/ns/"
_EXTENSION = (
    f'<rdf:Description rdf:about="" xmlns:pdfaExtension="{_PDFA}extension/" xmlns:pdfaSchema="{_PDFA}schema#"'
    f' xmlns:pdfaProperty="{_PDFA}property#"><pdfaExtension:schemas><rdf:Bag>%s</rdf:Bag></pdfaExtension:schemas>'
    "</rdf:Description>"
)
_SCHEMA = (
    '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>%s</pdfaSchema:schema>'
    "<pdfaSchema:namespaceURI>%s</pdfaSchema:namespaceURI><pdfaSchema:prefix>%s</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>%s</pdfaProperty:name>'
    "<pdfaProperty:valueType>%s</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>%s</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>"
)
_SCHEMAS = (
    _SCHEMA % ("PDF/UA identification", _UA, "pdfuaid", "part", "Integer", "the part of ISO 14289"),
    _SCHEMA % ("shenbao provenance", _OURS, "shenbao", "provenance", "Text", "digests of the sources, as JSON"),
)


def rendered(variant: str) -> str:
    """Return what WeasyPrint is asked for where the PDF is to be `variant`."""
    return _RENDERED[variant]


def state(pdf: Any, papers: Papers) -> None:
    """Put the claims and the provenance of `papers` into the metadata of `pdf`, as pydyf holds it."""
    number = int(pdf.catalog["Metadata"].split()[0])
    metadata = next(entry for entry in pdf.objects if entry.number == number)
    [text] = metadata.stream
    said = "".join(_said(papers)).encode()
    metadata.stream, metadata.compress = [text.replace(_END, said + _END)], False


def _said(papers: Papers) -> Iterator[str]:
    """Yield the descriptions that WeasyPrint does not write."""
    if "+" in papers.variant or papers.variant == BOTH:
        yield f'<rdf:Description rdf:about="" xmlns:pdfuaid="{_UA}" pdfuaid:part="1"/>'
    if papers.provenance:
        told = escape(papers.provenance.text(), quote=False)
        yield f'<rdf:Description rdf:about="" xmlns:shenbao="{_OURS}">'
        yield f"<shenbao:provenance>{told}</shenbao:provenance></rdf:Description>"
    if "a-" in papers.variant or papers.variant == BOTH:
        yield _EXTENSION % "".join(_SCHEMAS)


@dataclass(frozen=True, slots=True)
class Told:
    """What a PDF says of itself."""

    provenance: Provenance
    variant: str
    made: datetime | None = None
    """the time that SOURCE_DATE_EPOCH told when it was made"""


def read(path: Path) -> Told:
    """Return what the PDF at `path` says of itself, whoever made it. Raises OSError."""
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES)
    said, part, accessible = _SAID.search(data), _PART.search(data), b'pdfuaid:part="1"' in data
    held = Provenance.read(unescape(said[1].decode("utf-8", "replace"))) if said else Provenance()
    claimed = f"a-{part[1].decode()}" if part else "ua-1"
    variant = {"a-3+ua-1": BOTH}.get(both := f"{claimed}+ua-1", both) if part and accessible else claimed
    made = dated(at[1].decode("ascii", "replace")) if (at := _MADE.search(data)) else None
    return Told(held, variant if variant in VARIANTS else BOTH, made)
