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
from shenbao.finding import ERROR, WARNING, Finding, Place
from shenbao.message import _
from shenbao.refusal import Refused

__all__ = ["Agreement", "Outcome", "Refused", "available", "compare", "findings", "told"]

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


def findings(docx: Path, sheet: Path, path: Path, strict: bool) -> list[Finding]:
    """Return P008 where the two files are not the same document, P009 where that cannot be told.

    Where `strict`, P008 keeps both from being written, so that there is nothing to look at.
    """
    place = Place(path.as_posix())
    try:
        found = compare(docx, sheet).agreement
    except Refused as refused:
        help = _("不用 --compare 照常生成") if available() else _("安装 LibreOffice，或不用 --compare")
        return [Finding("P009", ERROR, refused.says, place, help, "LibreOffice", environment=True)]
    if found.within:
        return []
    wrong = tuple(says for well, says in told(found) if not well)
    says = _("Word 和 PDF 不一样：{wrong}", wrong=wrong)
    help = _("用 build.py compare 加 --pictures 看第一处不同的图片，把那一句换个写法")
    if strict:
        help = _("先不加 --strict 生成，用 build.py compare 加 --pictures 看第一处不同的图片，把那一句换个写法")
    return [Finding("P008", WARNING, says, place, help, path.name)]


def _open(pdf: Path) -> None:
    """Raise Refused where `pdf` is no file that can be read, or a large one."""
    try:
        intake.look(pdf, _MOST_PDF)
    except OSError as error:
        raise Refused(_("读不了 {file}：{why}", file=pdf, why=refusal.why(error))) from None
