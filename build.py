#!/usr/bin/env python3
"""The command: `python build.py` does what the installed `shenbao` does, with the libraries of `.venv` where it
stands."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NEEDED = ("click", "yaml", "frontmatter", "markdown_it", "pydantic", "jinja2", "lxml", "docx", "filelock")


def start() -> None:
    """Run the program; with another Python than the one that has the libraries, hand over to that one."""
    sys.path.insert(0, str(HERE))
    lacking = [name for name in NEEDED if find_spec(name) is None]
    if lacking and VENV.exists() and Path(sys.prefix).resolve() != (HERE / ".venv").resolve():
        call = [str(VENV), str(Path(__file__).resolve()), *sys.argv[1:]]
        if os.name == "nt":  # there execv gives the prompt back at once and loses the exit status
            import subprocess  # costs a hundredth of each start, for this alone

            sys.exit(subprocess.call(call))
        os.execv(VENV, call)
    if lacking or sys.version_info < (3, 11):
        print(f"缺少 Python 3.11 或程序库（{'、'.join(lacking)}）：先在 {HERE} 运行 make build", file=sys.stderr)
        print(
            f"Python 3.11 or libraries missing ({', '.join(lacking)}): run `make build` in {HERE} first",
            file=sys.stderr,
        )
        sys.exit(2)
    from shenbao.__main__ import main

    main()


if __name__ == "__main__":
    try:
        start()
    except KeyboardInterrupt:  # before the program itself can say so
        sys.exit(130)
