"""Whether a Word file and a PDF are the same document to the last line: LibreOffice prints the Word file, and the two
printings are compared.

>>> outcome = compare(Path("a.docx"), Path("a.pdf"))                    # doctest: +SKIP
>>> outcome.agreement.within, outcome.agreement.plain.share             # doctest: +SKIP
(True, 1.0)
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from shenbao.comparing import apart, office, package, standins
from shenbao.comparing.account import told
from shenbao.comparing.agreement import Agreement
from shenbao.comparing.refused import Refused

__all__ = ["Agreement", "Outcome", "Refused", "available", "compare", "told"]


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
    parts = package.parts(docx)
    families, absent = standins.stand_ins(package.faces(parts), apart.fonts(pdf))
    with tempfile.TemporaryDirectory(prefix="shenbao-") as place:
        folder = Path(place)
        copy = folder / "word.docx"
        copy.write_bytes(package.harmless(parts))
        theirs = office.printed({copy: families}, folder)[copy]
        return Outcome(apart.compared(pdf, theirs, picture), absent)
