"""The output folder: pairs of files that are whole at every moment, and nobody else's files.

Files are written beside and renamed. A ledger (`.shenbao.json`) holds the digests of what was written here, so that a
stale file of our own can go and a file that somebody changed by hand is moved aside, never overwritten. The ledger
learns of
new files before they are renamed: after a kill between two renames both old and new are still known as ours.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from shenbao import intake, refusal
from shenbao.finding import ERROR, Finding, Place
from shenbao.message import Message, _

LEDGER, LOCK, KEPT = ".shenbao.json", ".shenbao.lock", "kept"
_BESIDE = ".shenbao-"
_UNFIT = re.compile(r'[\x00-\x1f\\/:*?"<>|]+')
_MOST_OF_LEDGER = 16 << 20  # bytes; a thousand files take a quarter of a megabyte
_LONGEST_BYTES = 200  # a file's name may take 255; the rest is for endings and what is written beside
_UNWRITABLE = {
    errno.EEXIST: (_("{path} 是一个文件，不是文件夹"), _("用 --output 换一个文件夹")),
    errno.ENOTDIR: (_("{path} 是一个文件，不是文件夹"), _("用 --output 换一个文件夹")),
    errno.ENOSPC: (_("磁盘满了，写不了 {path}"), _("腾出空间后再来一次；原来的文件没有动")),
    errno.EFBIG: (_("磁盘满了，写不了 {path}"), _("腾出空间后再来一次；原来的文件没有动")),
    errno.EACCES: (_("没有权限写 {path}"), _("文件正被 Word 打开时先关闭；或改权限，或用 --output 换一个文件夹")),
    errno.EROFS: (_("{path} 所在的磁盘只能读"), _("用 --output 换一个文件夹")),
}


def file_name(department: str, title: str) -> str:
    """Return `department-title` as a file's name without its ending, fit for every system."""
    name = _UNFIT.sub("_", f"{department}-{title}").strip(" .")
    if len(name.encode()) <= _LONGEST_BYTES:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return name.encode()[: _LONGEST_BYTES - 9].decode(errors="ignore") + f"-{mark}"


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did: the files, and where files that were not ours have gone."""

    files: tuple[Path, ...]
    kept: tuple[tuple[Path, Path], ...]


class Outputs:
    """The folder while one build has it to itself. Every method may raise OSError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def locked(self) -> Iterator[Outputs]:
        """Wait until no other build writes here; leave nothing behind but what was published."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / LOCK):
            self.sweep()
            try:
                yield self
            finally:
                self.sweep()

    def sweep(self) -> None:
        """Remove what a build that was killed left beside."""
        for path in self.folder.glob(f"{_BESIDE}*"):
            path.unlink(missing_ok=True)

    def beside(self, name: str) -> Path:
        """Return where the file `name` is written before it is published."""
        return (
            self.folder / f"{_BESIDE}{os.getpid()}-{hashlib.sha256(name.encode()).hexdigest()[:8]}{Path(name).suffix}"
        )

    def owner(self, content: Path) -> str:
        """Return the name under which the files of the declaration in `content` are entered: that folder, seen from
        this one."""
        there = content.resolve()
        with suppress(ValueError):  # another drive
            there = Path(os.path.relpath(there, self.folder.resolve()))
        return there.as_posix().encode(errors="backslashreplace").decode()  # a folder's name may be no text

    def publish(self, owner: str, written: Mapping[str, Path]) -> Published:
        """Rename the `written` files to their names; those that `owner` published before under other names go."""
        ledger = _Ledger.read(self.folder / LEDGER)
        new = {name: _digest(path) for name, path in written.items()}
        stale = ledger.stale(owner, new)
        ledger.expect(owner, new, stale)
        ledger.write(self.folder / LEDGER)
        kept = [(self.folder / name, self.keep(name)) for name in written if not ledger.knows(name, self.folder / name)]
        for name, path in written.items():
            _sync(path)
            path.replace(self.folder / name)
        for name in stale:
            if ledger.knows(name, self.folder / name):
                (self.folder / name).unlink(missing_ok=True)
        ledger.settle(owner, new)
        ledger.write(self.folder / LEDGER)
        return Published(tuple(self.folder / name for name in written), tuple(kept))

    def keep(self, name: str) -> Path:
        """Move a file that is not as we wrote it out of the way; return where it is now."""
        path, kept = self.folder / name, self.folder / KEPT
        if kept.is_symlink():  # it may have come with the folder, and lead anywhere
            raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(kept))
        intake.look(path, sys.maxsize)  # a pipe or a device has no end
        kept.mkdir(exist_ok=True)
        to = kept / f"{path.stem}-{_digest(path)[:8]}{path.suffix}"
        path.replace(to)
        return to


def unwritable(output: Path, error: OSError) -> Finding:
    """Return P007 for the system's refusal, in words that people know."""
    general = (_("写不了 {path}：{why}"), _("检查磁盘空间和写入权限，或用 --output 换一个文件夹"))
    says, help = _UNWRITABLE.get(error.errno or 0, general)
    path = str(error.filename or output)
    told = Message(says.text, (("path", path), ("why", refusal.why(error))))
    return Finding("P007", ERROR, told, Place(path), help, str(output))


@dataclass(slots=True)
class _Ledger:
    """What was written here: file name → digests it may have, and owner → file names."""

    digests: dict[str, list[str]]
    owned: dict[str, list[str]]

    @classmethod
    def read(cls, path: Path) -> _Ledger:
        """Return the ledger at `path`; an empty one where there is none, or none that can be read."""
        try:
            held = json.loads(intake.read(path, _MOST_OF_LEDGER))
            return cls({str(k): list(map(str, v)) for k, v in held["digests"].items()},
                       {str(k): list(map(str, v)) for k, v in held["owned"].items()})  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return cls({}, {})

    def write(self, path: Path) -> None:
        beside = path.with_name(f"{_BESIDE}{os.getpid()}-ledger")
        beside.write_text(
            json.dumps({"digests": self.digests, "owned": self.owned}, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        beside.replace(path)

    def stale(self, owner: str, new: Mapping[str, str]) -> list[str]:
        """Return what `owner` wrote before and does not write now, unless another owner wrote it since."""
        return [name for name in self.owned.get(owner, []) if name not in new]

    def expect(self, owner: str, new: Mapping[str, str], stale: list[str]) -> None:
        for name, digest in new.items():
            self.digests[name] = [*self.digests.get(name, []), digest]
        self.owned = {other: [name for name in names if name not in new] for other, names in self.owned.items()}
        self.owned[owner] = [*new, *stale]

    def settle(self, owner: str, new: Mapping[str, str]) -> None:
        for name in [name for name in self.owned.get(owner, []) if name not in new]:
            self.digests.pop(name, None)
        self.digests |= {name: [digest] for name, digest in new.items()}
        self.owned[owner] = list(new)

    def knows(self, name: str, path: Path) -> bool:
        """Say whether the file at `path` is as we wrote it, or not there. A name out of our folder is never ours."""
        if Path(name).name != name:
            return False
        return not path.exists() or (path.is_file() and _digest(path) in self.digests.get(name, []))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
