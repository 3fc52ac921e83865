#!/usr/bin/env python3
"""Measure speed and memory beside the peers; one run, medians and ratios. Exit 1 where a limit is missed.

    .venv/bin/python bench/run.py [--quick] [--only N …] [--write]

--write puts the table into bench/table.md and between the marks `<!-- bench -->` and `<!-- /bench -->` of the READMEs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import machine
import table
from measures import MEASURES, REQUIREMENTS, Bench
from timing import HERE, ROOT, Failed, note

_ROUNDS, _FEW = 11, 3
_QUICK = 3, 1
_READMES = {"README.md": "en", "README.zh-CN.md": "zh"}


def main() -> int:
    """Run what is asked for; return the exit status."""
    asked = _arguments()
    rounds, few = _QUICK if asked.quick else (_ROUNDS, _FEW)
    results = []
    with tempfile.TemporaryDirectory(prefix="shenbao-bench-") as folder:
        bench = Bench(Path(folder), rounds, few)
        for number in asked.only or MEASURES:
            note(f"{number}. {MEASURES[number].__doc__}")
            try:
                results.append(MEASURES[number](bench))
            except Failed as why:
                note(str(why))
                return 2
    about = machine.lines(REQUIREMENTS)
    print(table.markdown(results, about, "en"))
    if asked.write:
        _write(results, about)
    missed = [row.en for result in results for row in result.rows if not row.held]
    for name in missed:
        note(f"limit missed: {name}")
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds: for a look, not for the table")
    parser.add_argument(
        "--only", type=int, choices=sorted(MEASURES), nargs="+", metavar="N", help="these measures only"
    )
    parser.add_argument("--write", action="store_true", help="write bench/table.md and the block in the READMEs")
    asked = parser.parse_args()
    if asked.write and (asked.only or asked.quick):
        parser.error("--write wants a full run")
    return asked


def _write(results: list[table.Result], about: tuple[str, str]) -> None:
    (HERE / "table.md").write_text(table.markdown(results, about, "en"), encoding="utf-8")
    for name, lang in _READMES.items():
        if not table.put(ROOT / name, table.markdown(results, about, lang)):
            note(f"{name}: no block to write to")


if __name__ == "__main__":
    sys.exit(main())
