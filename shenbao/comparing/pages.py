"""The pages that changed between two PDFs as pictures in a folder: page-01.png, page-02.png …, in their order.

Each picture says in its last chunk what it held when it was written, so that a later run removes or replaces what is
surely ours, and never what somebody drew or drew upon.
"""

from __future__ import annotations

import hashlib
import re
import struct
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shenbao import intake, refusal, whole
from shenbao.comparing import apart
from shenbao.message import Message, _
from shenbao.refusal import Refused

MOST_PICTURES = 60
_MOST_PDF, _MOST_PNG = 256 << 20, 64 << 20  # bytes
_NAME = re.compile(r"page-[0-9]{2}\.png")
_MARK = b"shenbao\0"
_END_BYTES = 12  # of a PNG's last chunk, which is empty
_MARK_BYTES = 12 + len(_MARK) + 64


@dataclass(frozen=True, slots=True)
class Pages:
    """What came of it: the pictures, and what was left out."""

    files: tuple[Path, ...]
    remarks: tuple[Message, ...] = ()


def write(old: Path, new: Path, folder: Path, most: int = MOST_PICTURES) -> Pages:
    """Draw the pages that changed from the PDF `old` to the PDF `new` into `folder`, side by side, what is gone in red
    and what has come in green; pictures of an earlier run that are still as they were written go. Same files, same
    bytes. Raises Refused, and then nothing was written; OSError where the folder takes none."""
    for pdf in (old, new):
        _look(pdf)
    with tempfile.TemporaryDirectory(prefix="shenbao-") as place:
        changed, drawn = apart.changes(old, new, Path(place), min(most, MOST_PICTURES))
        pictures = [_marked(intake.read(Path(place) / f"{n}.png", _MOST_PNG)) for n in range(1, drawn + 1)]
    files = tuple(folder / f"page-{n:02}.png" for n in range(1, drawn + 1))
    earlier = _earlier(folder, files)
    _put(files, pictures)
    for path in earlier - set(files):
        path.unlink(missing_ok=True)
    if drawn < changed:
        return Pages(files, (_("有改动的页 {changed} 对，只画了前 {drawn} 对", changed=changed, drawn=drawn),))
    return Pages(files)


def _look(pdf: Path) -> None:
    """Raise Refused where `pdf` is no file that can be read, or a large one."""
    try:
        intake.look(pdf, _MOST_PDF)
    except OSError as error:
        raise Refused(_("读不了 {file}：{why}", file=pdf, why=refusal.why(error))) from None


def _put(files: Sequence[Path], pictures: Sequence[bytes]) -> None:
    for path, data in zip(files, pictures, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        whole.write(path, data)


def _earlier(folder: Path, files: Sequence[Path]) -> set[Path]:
    """Return the pictures of an earlier run. Raises Refused where another file has the name of one of `files`."""
    named = {path for path in folder.glob("page-*.png") if _NAME.fullmatch(path.name)}
    ours = {path for path in named if _ours(path)}
    for path in files:
        if path in named - ours:
            raise Refused(_("{file} 不是本程序画的，或画好后被改过，不覆盖；移走它，或换一个文件夹", file=path))
    return ours


def _ours(path: Path) -> bool:
    """Say whether the file at `path` is as it was written here."""
    if path.is_symlink() or not path.is_file():
        return False
    try:
        data = intake.read(path, _MOST_PNG)
    except OSError:
        return False
    return data == _marked(data[: -_MARK_BYTES - _END_BYTES] + data[-_END_BYTES:])


def _marked(png: bytes) -> bytes:
    """Return the picture with a chunk before its end that holds the digest of the rest."""
    said = b"tEXt" + _MARK + hashlib.sha256(png).hexdigest().encode("ascii")
    chunk = struct.pack(">I", len(said) - 4) + said + struct.pack(">I", zlib.crc32(said))
    return png[:-_END_BYTES] + chunk + png[-_END_BYTES:]
