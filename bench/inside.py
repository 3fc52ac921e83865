"""What can only be seen from inside the program: the HTML and the rows that a build hands over, and one printer's time.

    python bench/inside.py handed CONTENT FOLDER      writes handed.html and rows.json into FOLDER
    python bench/inside.py printers CONTENT ROUNDS    prints JSON: seconds of each Word and PDF, rows, pages
    python bench/inside.py first CONTENT              checks as the program does, with the rules of version 0.1.0 alone

Run with the project's own Python. Nothing of the program is changed; the HTML of the last pass of layout is kept as it
goes by.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from shenbao import engine, faces, pipeline  # noqa: E402  # the program is not installed; it lies beside this folder
from shenbao.__main__ import main  # noqa: E402
from shenbao.finding import Place  # noqa: E402
from shenbao.layout import Layout  # noqa: E402
from shenbao.printers import pdf, render, word  # noqa: E402
from shenbao.style import Styles  # noqa: E402

_PLACE = Place("style.toml")
_FIRST = "C001 F001 F002 F003 F004 F007 F008 T001 T002 T003 T004 T005 T006 T007 T010 T011"  # the rules of version 0.1.0


def _laid_out(content: Path) -> tuple[Layout, Styles, Path]:
    """Return what the printers get for the declaration in `content`, and its form's folder."""
    assembled = pipeline.assemble(content, ROOT / "templates")
    layout, styles, faults = pipeline.lay_out(assembled)
    if layout is None or styles is None:
        raise SystemExit(f"{content}: {[str(fault.code) for fault in (*assembled.findings, *faults)]}")
    return layout, styles, assembled.form.folder


def handed(content: Path, folder: Path) -> None:
    """Write the HTML of the build's last pass of layout, and the same cells as rows of text for the peers."""
    layout, styles, form = _laid_out(content)
    passes: list[str] = []
    made: Callable[..., str] = vars(render)["html"]

    def kept(*given: object) -> str:
        passes.append(made(*given))
        return passes[-1]

    vars(render)["html"] = kept
    pdf.write(layout, styles, faces.chosen(styles), folder / "handed.pdf", _PLACE, form)
    (folder / "handed.html").write_text(passes[-1], encoding="utf-8")
    rows = [table.texts() for table in layout.tables]
    (folder / "rows.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    print(json.dumps({"passes": len(passes)}))


def printers(content: Path, rounds: int) -> None:
    """Print the median seconds of each printer, libraries loaded; the PDF once where that takes long."""
    layout, styles, form = _laid_out(content)
    chosen = faces.chosen(styles)
    with tempfile.TemporaryDirectory() as folder:
        docx, sheet = Path(folder, "a.docx"), Path(folder, "a.pdf")
        words: list[float] = []
        pdfs: list[float] = []
        for _n in range(rounds):
            begun = time.perf_counter()
            word.write(layout, styles, docx)
            words.append(time.perf_counter() - begun)
        gc.disable()  # as the press does
        while sum(pdfs) < 3 and len(pdfs) < rounds:
            begun = time.perf_counter()
            pdf.write(layout, styles, chosen, sheet, _PLACE, form)
            pdfs.append(time.perf_counter() - begun)
    rows = sum(len(table.rows) for table in layout.tables)
    print(json.dumps({"word": median(words), "pdf": median(pdfs), "rows": rows}))


def first(content: Path) -> None:
    """Check the declaration in `content` as the program does, with the first rules alone. Ends in SystemExit."""
    rules = tuple(check for check in engine.rules() if check.code in _FIRST.split())
    vars(engine)["rules"] = lambda: rules
    main(["check", "--content", str(content)])


if __name__ == "__main__":
    _script, what, where, *how = sys.argv
    if what == "handed":
        handed(Path(where), Path(how[0]))
    elif what == "printers":
        printers(Path(where), int(how[0]))
    else:
        first(Path(where))
