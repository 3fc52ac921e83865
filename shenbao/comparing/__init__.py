"""Whether a Word file and a PDF are the same document to the last line: LibreOffice prints the Word file, and the two
printings are compared.

>>> outcome = compare(Path("a.docx"), Path("a.pdf"))                    # doctest: +SKIP
>>> outcome.agreement.within, outcome.agreement.plain.share             # doctest: +SKIP
(True, 1.0)
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from shenbao import intake, refusal
from shenbao.comparing import apart, office, package, standins
from shenbao.comparing.account import told
from shenbao.comparing.agreement import Agreement
from shenbao.message import _
from shenbao.refusal import Refused

__all__ = ["Agreement", "Outcome", "Refused", "available", "compare", "told"]

_MOST_PDF = 256 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a comparison came to."""

    agreement: Agreement
    absent: tuple[str, ...] = ()
    """faces of the PDF that this machine lacks: lines may differ for that reason"""


def available() -> bool:
    """Say whether LibreOffice is there."""
    return bool(office.program())


def compare(docx: Path, pdf: Path, picture: Path | None = None) -> Outcome:
    """Compare `docx`, as LibreOffice prints it, with `pdf`; the first difference goes into the PNG `picture`. Raises
    Refused."""
    if not available():
        raise Refused(office.absent())
    _open(pdf)
    parts = package.parts(docx)
    families, absent = standins.stand_ins(package.faces(parts), apart.fonts(pdf))
    with tempfile.TemporaryDirectory(prefix="shenbao-") as place:
        folder = Path(place)
        copy = folder / "word.docx"
        data, left_out = package.harmless(parts)
        copy.write_bytes(data)
        theirs = office.printed({copy: families}, folder)[copy]
        found = apart.compared(pdf, theirs, picture)
        return Outcome(replace(found, pictures=(found.pictures[0], left_out)), absent)


def _open(pdf: Path) -> None:
    """Raise Refused where `pdf` is no file that can be read, or a large one."""
    try:
        intake.look(pdf, _MOST_PDF)
    except OSError as error:
        raise Refused(_("读不了 {file}：{why}", file=pdf, why=refusal.why(error))) from None
