"""Where lines go: coloured on a terminal, plain in a pipe. The only door to rich, which only a terminal needs."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from shenbao.message import Message
from shenbao.reports import Line
from shenbao.reports.excerpt import width
from shenbao.reports.inert import harmless, inert

_LOOKS = {"error": "bold red", "warning": "yellow", "notice": "cyan", "place": "dim", "help": "", "caret": "red"}


def ready() -> None:
    """Let both streams take any character: what a terminal cannot show is shown by its code, never a crash."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


_PART = re.compile(r"\s*(?:[!-~]+|[（“]*[^\s!-~])[，。；：、）”]*")


def columns(stream: TextIO) -> int:
    """Return how wide the window is that `stream` is read in; 0 where it is none. COLUMNS says otherwise, as usual."""
    if not stream.isatty():
        return 0
    told = os.environ.get("COLUMNS", "")
    with suppress(OSError):
        return int(told) if told.isdecimal() else os.get_terminal_size(stream.fileno()).columns
    return 0


def wrapped(text: str, widest: int) -> list[str]:
    """Return `text` as lines of at most `widest` columns; no line begins with a stop, and no Latin word is broken."""
    lines = [""]
    for part in _PART.findall(text):
        if width(lines[-1] + part) > widest:
            lines.append("")
        lines[-1] += part if lines[-1] else part.lstrip()
    return lines


def table(rows: Iterable[Sequence[Message | str]], lang: str) -> Iterator[str]:
    """Yield `rows` of cells as lines, every column as wide as its widest cell."""
    told = [[harmless(cell.within(lang) if isinstance(cell, Message) else cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*told, strict=True)]
    for row in told:
        yield "  ".join(cell + " " * (most - width(cell)) for cell, most in zip(row, widths, strict=True)).rstrip()


def show(lines: Iterable[Line], stream: TextIO) -> None:
    """Write `lines` to `stream`, coloured where a person is looking."""
    lines = (Line(harmless(line.text), line.look) for line in lines)
    if not stream.isatty():
        stream.writelines(f"{line.text}\n" for line in lines)
        return
    from rich.console import Console  # a quarter of a check's time, and none in a pipe
    from rich.text import Text

    console = Console(file=stream, highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text(line.text, _LOOKS.get(line.look, "")))


def tell(lines: Iterable[Line], stream: TextIO | None = None) -> None:
    """Write `lines` to `stream`, stderr where none is given: for people, and for logs that look for commands in
    them."""
    show((Line(inert(line.text), line.look) for line in lines), stream or sys.stderr)


def name(paths: Iterable[Path]) -> None:
    """Write the `paths` of files to stdout, a line each, whatever the files are called."""
    tell((Line(str(path)) for path in paths), sys.stdout)


def pass_on(lines: Iterable[str], stream: TextIO) -> None:
    """Write `lines`, each with its own end, for another program to take: in a pipe byte for byte."""
    if stream.isatty():
        show((Line(line.rstrip("\r\n")) for line in lines), stream)
        return
    stream.flush()
    stream.buffer.writelines(line.encode(errors="backslashreplace") for line in lines)


@contextmanager
def progress(lang: str) -> Iterator[Callable[[Message], None]]:
    """Yield a function that says what is going on: on a terminal beside a spinner, nowhere in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _message: None
        return
    from rich.console import Console  # as above

    with Console(stderr=True).status("") as status:
        yield lambda message: status.update(f"{message.within(lang)}…")
