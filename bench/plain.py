"""A build that says nothing of what it was made from and claims no PDF/A: what a full one takes longer is their cost.

python bench/plain.py build …      the words of build.py

Left out are all digests (sources, form, rules), the data in the Word file, PDF/A-3, all that is mended and said in the
PDF once WeasyPrint has made it, and the look whether one of its streams ends in a line end. Compare and validators need
no leaving out: a build does not load them. This module loads next to nothing, as the press's child goes through it.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT, HERE = Path(__file__).resolve().parent.parent, Path(__file__).resolve().parent
_CHILD = f"import sys; sys.path[:0] = {[str(ROOT), str(HERE)]!r}; import plain; plain.serve()"
_BUILD = "0" * 64


def start() -> None:
    """Be build.py, its pipeline made plain once it is loaded. Ends in SystemExit."""
    sys.path.insert(0, str(ROOT))
    from build import start as begin
    from shenbao import __main__ as program
    from shenbao.printers import press

    run = program._run

    def run_plain(words: list[str], press: object = None) -> None:
        _make_plain()
        run(words, press)

    vars(press)["_CHILD"] = _CHILD
    vars(program)["_run"] = run_plain
    begin()


def _make_plain() -> None:
    from shenbao import pipeline
    from shenbao.papers import Papers, Provenance

    def papers(*_given: object) -> Papers:
        from shenbao.printers import word  # loaded by now, and not before the build does

        write = word.write
        vars(word)["write"] = lambda layout, styles, path, _papers: write(layout, styles, path)
        return Papers(Provenance(_BUILD), "ua-1")

    vars(pipeline)["papers"] = papers


def serve() -> None:
    """Be the press's child, with nothing done to the PDF that WeasyPrint made."""
    from shenbao.printers import press

    hurry = press._hurry

    def hurry_plain() -> None:
        hurry()
        from shenbao.printers import render

        vars(render).update(_finished=lambda *_given: None, _PADS=1)

    vars(press)["_hurry"] = hurry_plain
    press.serve()


if __name__ == "__main__":
    start()
