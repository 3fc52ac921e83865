"""Bytes from files that nobody vouches for: regular files only, and never more of them than the limit."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

MOST_BYTES = 1 << 20


def read(path: Path, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of the file at `path`. Raises OSError: EINVAL for no regular file, EFBIG for one of more than
    `most`."""
    _regular(path)
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return data


def look(path: Path, most: int = MOST_BYTES) -> None:
    """Raise OSError, as `read` does, where the file at `path` could not be read."""
    _regular(path)
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
    if size > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))


def _regular(path: Path) -> None:
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))


def text(path: Path, most: int = MOST_BYTES) -> str:
    """Return the file at `path` as text. Raises OSError as `read` does, UnicodeDecodeError where it is not UTF-8."""
    return decoded(read(path, most))


def decoded(data: bytes) -> str:
    """Return `data` as text. Raises UnicodeDecodeError where it is not UTF-8."""
    return data.decode("utf-8-sig").replace("\r\n", "\n")
