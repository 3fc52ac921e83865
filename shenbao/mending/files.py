"""Edits → bytes → files. What is not edited stays byte for byte; a file is either the old one or the mended one, whole.

All files are written beside before the first is renamed: what forbids to write one of them (it is read-only, it was
changed meanwhile) is known before any is touched.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from shenbao import intake, refusal
from shenbao.mending.manuscript import Edit, line_starts
from shenbao.mending.mend import Mend
from shenbao.message import Message, _
from shenbao.source import Sources

_BESIDE = ".shenbao-"  # nothing reads a file with such a name


@dataclass(frozen=True, slots=True)
class Change:
    """A file of the content folder, the bytes that were read, and those that shall stand there."""

    name: str
    shown: str
    old: bytes
    new: bytes


class Refused(refusal.Refused):
    """Why a file is not written, how to go on, and which were written before it."""

    def __init__(self, says: Message, help: Message) -> None:
        super().__init__(says)
        self.help = help
        self.written: tuple[str, ...] = ()

    @property
    def message(self) -> Message:
        """All of it as one sentence."""
        done = _("；已写好 {files}", files=self.written) if self.written else _("；没有改动任何文件")
        return _("{says}{done}。改法：{help}", says=self.says, done=done, help=self.help)


def applied(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return `data`, a file's bytes, with the `edits` made; they overlap nowhere."""
    text = data.decode()
    starts, parts, behind = line_starts(text), [], 0
    for edit in sorted(edits, key=lambda edit: edit.place):
        start = starts[edit.place.line - 1] + edit.place.column - 1
        assert start >= behind, edit
        assert text.startswith(edit.old, start), edit
        parts += [text[behind:start], edit.new]
        behind = start + len(edit.old)
    return "".join((*parts, text[behind:])).encode()


def changes(sources: Sources, mends: Iterable[Mend]) -> tuple[Change, ...]:
    """Return the files of `sources` that the `mends` change."""
    edits: dict[str, list[Edit]] = {}
    for edit in (edit for mend in mends for edit in mend.edits):
        edits.setdefault(edit.place.file, []).append(edit)
    shown = ((name, f"{sources.folder}/{name}", data) for name, data in sources.raw)
    return tuple(Change(name, file, data, applied(data, edits[file])) for name, file, data in shown if file in edits)


def write(content: Path, changes: Iterable[Change]) -> None:
    """Write the `changes` to the folder `content`. Raises Refused; then every file is as it was, but for those that it
    names as written."""
    staged: list[_Staged] = []
    written: list[str] = []
    try:
        for change in changes:
            with _refusing(change):
                staged.append(_stage(content, change))
        for one in staged:
            one.expect_unchanged()
        for one in staged:
            one.expect_unchanged()
            with _refusing(one.change):
                one.beside.replace(one.path)
            written.append(one.change.shown)
    except Refused as refused:
        refused.written = tuple(written)
        raise
    finally:
        for one in staged:
            one.beside.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Staged:
    """A change, the file that it is for (where a link leads), and the new file beside that."""

    change: Change
    path: Path
    beside: Path

    def expect_unchanged(self) -> None:
        """Raise Refused where the file is not as it was read."""
        with _refusing(self.change):
            if intake.read(self.path) != self.change.old:
                says = _("{file} 在检查期间被改过", file=self.change.shown)
                raise Refused(says, _("存好别处的修改，再运行一次"))


def _stage(content: Path, change: Change) -> _Staged:
    """Write the new file beside the old one, with the permissions of the old one."""
    path = _path(content, change)
    old = path.stat()
    if not old.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise Refused(_("{file} 是只读文件", file=change.shown), _("去掉文件的只读属性，再运行一次"))
    handle, name = tempfile.mkstemp(prefix=_BESIDE, dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(change.new)
            file.flush()
            os.fsync(file.fileno())
        if hasattr(os, "chown"):
            with suppress(OSError):  # only the owner of both may; then the file belongs to who mended it
                os.chown(beside, old.st_uid, old.st_gid)
        beside.chmod(stat.S_IMODE(old.st_mode))
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return _Staged(change, path, beside)


def _path(content: Path, change: Change) -> Path:
    """Return where the file really is: a link within the folder stays a link. One that leads out is not followed."""
    path = (content / change.name).resolve()
    if not path.is_relative_to(content.resolve()):
        says = _("{file} 是指向内容文件夹之外的链接", file=change.shown)
        raise Refused(says, _("把文件本身放进内容文件夹，不用链接"))
    return path


@contextmanager
def _refusing(change: Change) -> Iterator[None]:
    """Turn the system's refusal to write into Refused."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        why = refusal.why(error) if isinstance(error, OSError) else str(error)
        says = _("写不了 {file}：{why}", file=change.shown, why=why)
        raise Refused(says, _("检查磁盘空间和文件夹的写入权限")) from None
