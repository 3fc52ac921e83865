"""Print generated declarations twice, let LibreOffice lay out the Word files, and count what is alike.

    python bench/alike.py [--from N] [--count N] [--keep FOLDER]

One line a declaration, then the sum: pages, rows, lines, edges. Exit 1 where a limit is missed. Run with the project's
own Python; takes some minutes for the 200 that README speaks of.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from shenbao import faces, form, pipeline  # noqa: E402  # the program is not installed; it lies beside
from shenbao.comparing import office, sheets  # noqa: E402
from shenbao.comparing.agreement import (  # noqa: E402
    LEAST_DASHED,
    LEAST_SHARE,
    MOST_MM,
    Agreement,
    Count,
    compare,
)
from shenbao.comparing.paper import Line, Sheet  # noqa: E402
from shenbao.finding import Place  # noqa: E402
from shenbao.printers import pdf, word  # noqa: E402
from shenbao.printers.breaks import NEVER_FIRST  # noqa: E402
from tests import generated  # noqa: E402

_BATCH = 20  # documents that LibreOffice is started for at once


@dataclass(frozen=True)
class Pair:
    """A declaration printed twice."""

    number: int
    tasks: int
    targets: int
    docx: Path
    pdf: Path
    faces: dict[str, str]


def main() -> int:
    """Measure what is asked for; return the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    numbers = range(asked.first, asked.first + asked.count)
    with tempfile.TemporaryDirectory() as folder:
        found = list(measured(numbers, asked.keep or Path(folder)))
    whole = [agreement for agreement, _opens in found]
    print("\n".join(summary(whole)))
    print(f"lines of the PDFs that punctuation opens: {sum(opens for _agreement, opens in found)}")
    return 0 if held(whole) else 1


def summary(whole: Sequence[Agreement]) -> Iterator[str]:
    """Yield what all of them come to."""
    plain, dashed = (summed([getattr(one, kind) for one in whole]) for kind in ("plain", "dashed"))
    yield f"{len(whole)} declarations, {sum(one.pages[0] for one in whole)} pages"
    yield f"same pages: {sum(one.pages[0] == one.pages[1] for one in whole)}"
    yield f"same rows on each page: {sum(not one.rows for one in whole)}"
    yield f"lines: {plain.alike} of {plain.lines} = {plain.share:.3%}"
    yield f"lines of cells with dashes: {dashed.alike} of {dashed.lines} = {dashed.share:.3%}"
    yield f"labels printed again, not compared: {sum(one.continued for one in whole)} lines"
    yield f"edges: at most {max(one.edges_mm for one in whole):.3f} mm"
    yield f"each by itself within the limits: {sum(one.within for one in whole)}"


def held(whole: Sequence[Agreement]) -> bool:
    """Say whether all of them together keep to the limits."""
    same = all(one.pages[0] == one.pages[1] and not one.rows and one.edges_mm <= MOST_MM for one in whole)
    plain, dashed = (summed([getattr(one, kind) for one in whole]) for kind in ("plain", "dashed"))
    return same and plain.share >= LEAST_SHARE and dashed.share >= LEAST_DASHED


def measured(numbers: Sequence[int], folder: Path) -> Iterator[tuple[Agreement, int]]:
    """Yield what each declaration came to, and how many of its PDF's lines punctuation opens; tell it as well."""
    for at in range(0, len(numbers), _BATCH):
        pairs = [printed(number, folder) for number in numbers[at : at + _BATCH]]
        theirs = office.printed({pair.docx: pair.faces for pair in pairs}, folder / f"office-{at}")
        for pair in pairs:
            mine = sheets.read(pair.pdf)
            found = compare(mine, sheets.read(theirs[pair.docx]))
            tell(pair, found)
            yield found, sum(1 for _line in opened(mine))


def printed(number: int, folder: Path) -> Pair:
    """Print declaration `number` into `folder`, as Word and as PDF."""
    content = folder / f"{number:03}"
    tasks, targets = generated.write(content, number)
    layout, styles, faults = pipeline.lay_out(pipeline.assemble(content, form.shipped()))
    if layout is None or styles is None or faults:
        raise SystemExit(f"declaration {number}: {[str(fault.message) for fault in faults]}")
    served = faces.chosen(styles, layout)
    docx, sheet = folder / f"{number:03}.docx", folder / f"{number:03}.pdf"
    word.write(layout, styles, docx, "d")
    pdf.write(layout, styles, served, sheet, "d", Place("style.toml"))
    return Pair(number, tasks, targets, docx, sheet, {one.face.word: one.first.family for one in served.values()})


def tell(pair: Pair, found: Agreement) -> None:
    """Print one declaration's line, and the first of what differs."""
    said = [f"{pair.number:3}: {pair.tasks} tasks, {pair.targets} targets", f"pages {found.pages[0]}/{found.pages[1]}"]
    said.append(f"lines {found.alike}/{found.lines}")
    if found.rows:
        said.append(f"rows differ on {found.rows}")
    print("ok  " if found.within else "MISS", ", ".join(said), flush=True)
    if found.first and found.alike < found.lines:
        print(f"       page {found.first.page}: {' | '.join(found.first.said)}", flush=True)


def opened(printed: Sequence[Sheet]) -> Iterator[Line]:
    """Yield the lines that begin with a sign which may not, unless their cell does."""
    for sheet in printed:
        cells = set()
        for line in sheet.lines:
            if line.text[0] in NEVER_FIRST - {"•"} and line.cell in cells:  # a bullet begins its item
                yield line
            cells.add(line.cell)


def summed(counts: Sequence[Count]) -> Count:
    return Count(sum(one.alike for one in counts), sum(one.lines for one in counts))


if __name__ == "__main__":
    sys.exit(main())
