"""Print generated declarations twice, let LibreOffice lay out the Word files, and count what is alike.

    python bench/alike.py [--from N] [--count N] [--keep FOLDER] [--write]

One line a declaration, then a table of all and of the declaration in content/. --write puts the table into the READMEs,
between the marks `<!-- alike -->` and `<!-- /alike -->`. Exit 1 where a limit is missed. Run with the project's own
Python; takes a quarter of an hour for the 200 that README speaks of.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import floor
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

_BLOCK = re.compile(r"(<!-- alike -->\n).*?(<!-- /alike -->)", re.DOTALL)
_READMES = {"README.md": "en", "README.zh-CN.md": "zh"}
_HELD = {"en": ("**no**", "yes"), "zh": ("**否**", "是")}
_FORBIDDEN = re.compile(f"(?!•|-[0-9])[{re.escape(''.join(sorted(NEVER_FIRST)))}]")  # bullets and minus signs may begin
_BATCH = 20  # documents that LibreOffice is started for at once


@dataclass(frozen=True)
class Pair:
    """A declaration printed twice."""

    docx: Path
    pdf: Path
    faces: dict[str, str]
    number: int = 0
    tasks: int = 0
    targets: int = 0


def main() -> int:
    """Measure what is asked for; return the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    numbers = range(asked.first, asked.first + asked.count)
    with tempfile.TemporaryDirectory() as folder:
        found = list(measured(numbers, asked.keep or Path(folder)))
    whole, opens = [agreement for agreement, _opens in found], sum(opens for _agreement, opens in found)
    result = Result(whole, opens, real())
    print(table(result, "en"))
    for name, lang in _READMES.items() if asked.write else ():
        path = ROOT / name
        said = f"\\g<1>{table(result, lang)}\n\\2"
        path.write_text(_BLOCK.sub(said, path.read_text(encoding="utf-8")), encoding="utf-8")
    return 0 if all(row.held for row in rows(result)) else 1


def real() -> Agreement:
    """Compare the declaration in content/, as a build does it."""
    with tempfile.TemporaryDirectory() as folder:
        pair = printed(ROOT / "content", Path(folder), "real")
        return compare(
            sheets.read(pair.pdf), sheets.read(office.printed({pair.docx: pair.faces}, Path(folder))[pair.docx])
        )


@dataclass(frozen=True)
class Result:
    """What was measured: the generated declarations, the lines of theirs that punctuation opens, the real one."""

    whole: Sequence[Agreement]
    opens: int
    real: Agreement

    def count(self, kind: str) -> Count:
        counts: list[Count] = [getattr(one, kind) for one in self.whole]
        return Count(sum(one.alike for one in counts), sum(one.lines for one in counts))


@dataclass(frozen=True)
class Row:
    """One measure: the real declaration's, the generated ones', and the limit; no limit where it is only told."""

    en: str
    zh: str
    real: str
    whole: str
    limit: str = ""
    held: bool = True


def rows(found: Result) -> Iterator[Row]:
    """Yield what was measured."""
    whole, real = found.whole, found.real
    yield Row("pages", "总页数", str(real.pages[0]), str(sum(one.pages[0] for one in whole)))
    for en, zh, same in (
        ("as many pages", "页数相同", _as_many),
        ("the same rows on each page", "每页的行相同", _alike),
    ):
        held = sum(map(same, whole))
        yield Row(en, zh, _mark(same(real)), f"{held} / {len(whole)}", f"{len(whole)}", held == len(whole))
    for en, zh, kind, least in (
        ("lines that are identical", "逐行相同", "plain", LEAST_SHARE),
        ("lines of cells with —— or ……", "有——或……的格子逐行相同", "dashed", LEAST_DASHED),
    ):
        count = found.count(kind)
        yield Row(en, zh, _share(getattr(real, kind)), _share(count), f"{least:.1%}", count.share >= least)
    again = sum(one.continued for one in whole)
    yield Row("lines of labels printed again, left out", "换页重印的标签，不计（行）", str(real.continued), str(again))
    edges = max((one.edges_mm for one in whole if _as_many(one) and _alike(one)), default=0.0)
    said = "columns' edges apart, where the rows are the same", "列线最多相差（行相同的）"
    yield Row(*said, f"{real.edges_mm:.2f} mm", f"{edges:.2f} mm", f"{MOST_MM} mm", edges <= MOST_MM)
    changed = sum(bool(one.changed) for one in whole)
    other = str(int(bool(real.changed)))
    yield Row("declarations with other text", "文字不同的份数", other, str(changed), "0", not changed)
    said = "lines of the PDF that begin with a sign which may not", "PDF 里不该在行首的标点开头的行"
    yield Row(*said, "–", str(found.opens), "0", not found.opens)


def _as_many(one: Agreement) -> bool:
    return one.pages[0] == one.pages[1]


def _alike(one: Agreement) -> bool:
    return not one.rows


def table(result: Result, lang: str) -> str:
    """Return the rows as a Markdown table."""
    zh, many = lang == "zh", len(result.whole)
    heads = ("测量项", "真实的", f"生成的 {many} 份", "要求", "达到")
    lines = [heads if zh else ("measure", "the real one", f"{many} generated", "limit", "held?")]
    lines.append(("---", "---:", "---:", "---:", "---"))
    for row in rows(result):
        held = _HELD[lang][row.held] if row.limit else ""
        lines.append((row.zh if zh else row.en, row.real, row.whole, row.limit, held))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _share(count: Count) -> str:
    return f"{count.alike} / {count.lines} = {floor(count.share * 100_000) / 1000:.3f}%" if count.lines else "–"


def _mark(same: bool) -> str:
    return "✓" if same else "✗"


def measured(numbers: Sequence[int], folder: Path) -> Iterator[tuple[Agreement, int]]:
    """Yield what each declaration came to, and how many of its PDF's lines punctuation opens; tell it as well."""
    for at in range(0, len(numbers), _BATCH):
        pairs = [generate(number, folder) for number in numbers[at : at + _BATCH]]
        theirs = office.printed({pair.docx: pair.faces for pair in pairs}, folder / f"office-{at}")
        for pair in pairs:
            mine = sheets.read(pair.pdf)
            found = compare(mine, sheets.read(theirs[pair.docx]))
            tell(pair, found)
            yield found, sum(1 for _line in opened(mine))


def generate(number: int, folder: Path) -> Pair:
    """Write declaration `number` into `folder` and print it."""
    content = folder / f"{number:03}"
    tasks, targets = generated.write(content, number)
    return replace(printed(content, folder, f"{number:03}"), number=number, tasks=tasks, targets=targets)


def printed(content: Path, folder: Path, name: str) -> Pair:
    """Print what stands in `content` into `folder`, as Word and as PDF."""
    layout, styles, faults = pipeline.lay_out(pipeline.assemble(content, form.shipped()))
    if layout is None or styles is None or faults:
        raise SystemExit(f"{name}: {[str(fault.message) for fault in faults]}")
    served = faces.chosen(styles, layout)
    docx, sheet = folder / f"{name}.docx", folder / f"{name}.pdf"
    word.write(layout, styles, docx)
    pdf.write(layout, styles, served, sheet, Place("style.toml"))
    return Pair(docx, sheet, {one.face.word: one.first.family for one in served.values()})


def tell(pair: Pair, found: Agreement) -> None:
    """Print one declaration's line, and the first of what differs."""
    said = [f"{pair.number:3}: {pair.tasks} tasks, {pair.targets} targets", f"pages {found.pages[0]}/{found.pages[1]}"]
    said.append(f"lines {found.alike}/{found.lines}")
    if found.changed:
        said.append(f"changed {found.changed}")
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
            if _FORBIDDEN.match(line.text) and line.cell in cells:
                yield line
            cells.add(line.cell)


if __name__ == "__main__":
    sys.exit(main())
