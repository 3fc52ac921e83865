"""The report in a terminal's window: no source line runs over its edge, so that carets stay under the text."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from shenbao.reports.excerpt import width
from tests.conftest import REAL, ROOT

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def seen(columns: int, told: str = "", content: Path = REAL) -> list[str]:
    """Return the lines of a check in a window of so many columns; COLUMNS says `told`."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    with subprocess.Popen(
        [sys.executable, "build.py", "check", "--content", content],
        cwd=ROOT,
        stdout=theirs,
        stderr=theirs,
        env=kept | ({"COLUMNS": told} if told else {}),
    ):
        os.close(theirs)
        return _COLOUR.sub("", _everything(ours).decode()).replace("\r", "").split("\n")


def _everything(end: int) -> bytes:
    parts = []
    while part := _some(end):
        parts.append(part)
    os.close(end)
    return b"".join(parts)


def _some(end: int) -> bytes:
    try:
        return os.read(end, 1 << 16)
    except OSError:  # the other end is closed
        return b""


def excerpts(lines: list[str]) -> list[tuple[str, str]]:
    """Return the source lines, each with its line of carets."""
    return [(line, lines[n + 1]) for n, line in enumerate(lines) if re.match(r" +[0-9]+ \| ", line)]


@pytest.mark.parametrize(("columns", "told"), [(60, ""), (80, ""), (120, ""), (100, "60")])
def test_source_lines_and_carets_stay_within_the_window(columns: int, told: str) -> None:
    shown = excerpts(seen(columns, told))
    assert len(shown) > 20
    for line, carets in shown:
        assert max(width(line), width(carets)) <= int(told or columns)
        assert "^" in carets


def test_a_caret_stands_under_what_a_narrow_window_shows_of_a_line() -> None:
    narrow, wide = excerpts(seen(60)), excerpts(seen(1000))
    assert [_marked(*pair)[:8] for pair in narrow] == [_marked(*pair)[:8] for pair in wide]


def _marked(line: str, carets: str) -> str:
    """Return what stands above the carets."""
    start, end, text = carets.index("^"), len(carets), ""
    for n, char in enumerate(line):
        text += char if start <= width(line[:n]) < end else ""
    return text
