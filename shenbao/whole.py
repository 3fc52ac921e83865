"""Bytes into a file that is whole at every moment: written beside, then renamed over it; or into one that is new."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Put `data` into the file at `path`; a link stays a link. Raises OSError, and then the file is as it was."""
    target = path.resolve()
    if target.exists() and not target.is_file():  # a device or a pipe is nobody's to replace
        kind = errno.EISDIR if target.is_dir() else errno.EINVAL
        raise OSError(kind, os.strerror(kind), str(path))
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        beside.chmod(0o666 & ~_mask())  # mkstemp's files are its owner's alone
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def create(path: Path, data: bytes) -> None:
    """Put `data` into the new file at `path`. Raises FileExistsError where anything has that name, a link too, at
    whatever moment it came; and OSError, and then there is no such file."""
    file = path.open("xb")
    try:
        with file:
            file.write(data)
    except BaseException:
        path.unlink()
        raise


def _mask() -> int:
    """Return what the environment takes away from the permissions of new files; it can only be asked by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
