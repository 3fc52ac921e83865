"""How far the Word file and the PDF agree: the same lines on the same pages, with LibreOffice as Word's stand-in.

LibreOffice has habits that Word has not: it sets a gap between Chinese and Latin whatever the file says, hangs
punctuation, and replaces absent faces. So the .docx becomes flat ODF first, where the habits are switched off and the
faces of the PDF are named. Lines are not stretched there: they break where they do, and their words stay together.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from shenbao.faces import Chosen
from shenbao.printers.sheet import CONTINUED

_SECONDS = 180
_CELL_GAP_PT = 9.5  # between the texts of two cells stand two paddings, in most looks of 1.9 mm
_WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
_HABITS = {"style:text-autospace": "none", "style:punctuation-wrap": "simple"}
_KERNING = re.compile(r' style:letter-kerning="[^"]*"')


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one cell; points from the page's upper left corner."""

    page: int
    x0: float
    x1: float
    y: float
    text: str

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two PDFs have in common; `continued` lines belong to labels ending in （续） and are not compared."""

    pages: tuple[int, int]
    lines: int
    alike: int
    continued: int
    unlike: tuple[str, ...]

    @property
    def share(self) -> float:
        return self.alike / self.lines if self.lines else 1.0


def available() -> bool:
    return all(map(shutil.which, ("soffice", "pdftotext")))


def through_libreoffice(docx: Path, faces: Mapping[str, Chosen], folder: Path) -> Path:
    """Return the PDF that LibreOffice prints from `docx` in `folder`, its habits off and the PDF's faces in."""
    flat = folder / f"{docx.stem}.fodt"
    _soffice(docx, "fodt", folder)
    flat.write_text(_tamed(flat.read_text(encoding="utf-8"), faces), encoding="utf-8")
    _soffice(flat, "pdf", folder)
    return flat.with_suffix(".pdf")


def _soffice(source: Path, kind: str, folder: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    words = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(source)]
    subprocess.run(words, check=True, capture_output=True, timeout=_SECONDS)


def _tamed(flat: str, faces: Mapping[str, Chosen]) -> str:
    for choice in faces.values():
        flat = re.sub(
            rf'(font-family[a-z-]*="[^"]*){re.escape(choice.face.word)}', rf"\g<1>{choice.first.family}", flat
        )
    for habit, cure in _HABITS.items():
        flat = re.sub(rf' {habit}="[^"]*"', "", flat)
        flat = re.sub(r"<style:paragraph-properties\b", f'<style:paragraph-properties {habit}="{cure}"', flat)
    flat = flat.replace('fo:text-align="justify"', 'fo:text-align="start"')
    return _KERNING.sub("", flat).replace(
        "<style:text-properties", '<style:text-properties style:letter-kerning="false"'
    )


def lines(pdf: Path, gap_pt: float = _CELL_GAP_PT) -> list[Line]:
    """Return the lines of `pdf`, cell by cell, spaces left out."""
    said = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, encoding="utf-8", timeout=_SECONDS
    ).stdout
    return [line for number, page in enumerate(said.split("<page ")[1:], 1) for line in _lines(number, page, gap_pt)]


def _lines(page: int, said: str, gap_pt: float) -> Iterator[Line]:
    words = [(float(x0), float(x1), (float(y0) + float(y1)) / 2, text) for x0, y0, x1, y1, text in _WORD.findall(said)]
    rows: list[list[tuple[float, float, float, str]]] = []
    for word in sorted(words, key=lambda w: (w[2], w[0])):
        if rows and abs(rows[-1][0][2] - word[2]) < 2:
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        yield from _joined(page, sorted(row), gap_pt)


def _joined(page: int, row: list[tuple[float, float, float, str]], gap_pt: float) -> Iterator[Line]:
    x0, x1, y, text = row[0]
    for left, right, _y, more in row[1:]:
        if left - x1 < gap_pt:
            x1, text = right, text + more
        else:
            yield Line(page, x0, x1, y, text)
            x0, x1, text = left, right, more
    yield Line(page, x0, x1, y, text)


def _continued(found: list[Line], pitch_pt: float) -> list[Line]:
    """Return the lines of labels that end in （续）: those above it in the same cell as well."""
    out: list[Line] = []
    for last in (line for line in found if line.text.endswith(CONTINUED[-2:])):
        chain = [last]
        while above := [
            n
            for n in found
            if n.page == last.page and abs(n.centre - last.centre) < 2 and 0 < chain[-1].y - n.y < pitch_pt + 1
        ]:
            chain.append(above[0])
        out += chain
    return out


def compare(ours: Path, theirs: Path, pitch_pt: float = 16, gap_pt: float = _CELL_GAP_PT) -> Agreement:
    """Compare our PDF with LibreOffice's, line for line within each page; `gap_pt` parts the texts of two cells."""
    mine, other = lines(ours, gap_pt), lines(theirs, gap_pt)
    left_out = _continued(mine, pitch_pt)
    wanted = Counter((line.page, line.text) for line in mine if line not in left_out)
    have = Counter((line.page, line.text) for line in other)
    pages = (max((n.page for n in mine), default=0), max((n.page for n in other), default=0))
    signed = (("+", wanted - have), ("-", have - wanted))
    unlike = tuple(f"{sign}{page}: {text}" for sign, lines in signed for page, text in sorted(lines))
    return Agreement(pages, wanted.total(), (wanted & have).total(), len(left_out), unlike)
