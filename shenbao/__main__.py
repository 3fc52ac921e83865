"""Where the program starts. A build's press begins to load before all else: loading it is most of a build's time."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Sequence
from itertools import pairwise

from shenbao.commands import COMMANDS

_ASKS = frozenset({"-h", "--help", "--version"})
VALUED = frozenset(
    {
        "--content",
        "--templates",
        "--output",
        "--lang",
        "--today",
        "--format",
        "--baseline",
        "--report",
        "--pdf-variant",
        "--pictures",
        "--form",
        "--port",
        "--host",
        "--editor",
        "--redline",
        "--pages",
        "--author",
        "--role",
        "--name",
    }
)
"""the options that a value follows; here and not asked of the commands, which take long to load"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program with the words `arguments`, those of the call where none are given. Ends in SystemExit."""
    try:
        _start(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:  # while still loading; later the program says so itself
        sys.exit(130)


def _start(words: list[str]) -> None:
    """Run `words`, the command before its options: `build` where they name none."""
    gc.disable()  # the process lives for one command; looking for garbage took a third of a check of 5,000 files
    atexit.register(gc.freeze)  # nor a last time at the end, which was a tenth of any check: all of it goes anyway
    if not words or (words[0].startswith("-") and words[0] not in _ASKS):
        words.insert(0, words.pop(at) if (at := _command(words)) else "build")
    if words[0] == "build" and not _ASKS & set(words):
        from shenbao.printers.press import Press  # its child loads while this process goes on

        with Press() as press:
            _run(words, press)
    _run(words)


def _command(words: list[str]) -> int:
    """Return where the command stands behind the options that `words` begin with; 0 where there is none."""
    return next(
        (n for n, (before, word) in enumerate(pairwise(words), 1) if word in COMMANDS and before not in VALUED), 0
    )


def _run(words: list[str], press: object = None) -> None:
    from shenbao.cli import main as run  # here, and not above: it would keep the press waiting

    run(words, press)


if __name__ == "__main__":
    main()
