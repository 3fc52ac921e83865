"""A content folder, on the disk or as it was recorded: which of its files are read, and how much of each at most."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from shenbao import intake, refusal
from shenbao.filenames import APPROVALS, DEPARTMENT, OTHER, TASKS
from shenbao.finding import ERROR, Finding, Place
from shenbao.message import Message, _
from shenbao.source.file import one, text_in
from shenbao.source.names import belongs, entries, in_utf_8, inside, is_task
from shenbao.source.records import AS_THEY_ARE, Kept, Source, Sources, amiss
from shenbao.source.strangers import leads_out, recorded_strangers, strangers

MOST_OF_APPROVALS = 4 * intake.MOST_BYTES
_LEAVES_OUT = ("S004", "S007", "S011", "S016")
"""what keeps a value or a file out of the declaration"""
_NO_DEPARTMENT = _("在内容文件夹里建这个文件，写部门名称、预算和总体绩效目标")
_UNREADABLE = {
    errno.EINVAL: (_("{name} 不是普通文件"), _("换成普通的文本文件")),
    errno.EFBIG: (_("{name} 超过 {limit} 字节"), _("一项任务只写一项任务的内容；附件放到别处")),
}


def read(content: Path, instead: Mapping[str, bytes] = AS_THEY_ARE, kept: Kept | None = None) -> Sources:
    """Read the files of the folder `content`; nothing in it, or below it, is ever run or followed out of it.

    A file named in `instead` is taken to hold those bytes, whatever the disk says. Of a file whose bytes are those in
    `kept`, what stands there is taken; afterwards it holds what was read now.
    """
    shown = content.as_posix()
    findings = list(strangers(content, shown))
    names = list(_names(content, instead))
    looked_at = [*names, APPROVALS] if os.path.lexists(content / APPROVALS) else names
    data = ((name, _bytes(content, name, shown, findings, instead)) for name in looked_at)
    return _read(shown, names, data, findings, kept)


def recorded(shown: str, files: Mapping[str, bytes | None], kept: Kept | None = None) -> Sources:
    """Read a content folder that people know as `shown` and that is not on the disk: `files` are all that it holds, by
    their names from the folder; None where one cannot be followed, a link.

    `kept` serves as in `read`.
    """
    findings = list(recorded_strangers(shown, files))
    tasks = sorted(name for name in files if name.startswith(f"{TASKS}/") and belongs(name))
    names = [*[DEPARTMENT] * (DEPARTMENT in files), *tasks, *[OTHER] * (OTHER in files)]
    looked_at = [*names, *[APPROVALS] * (APPROVALS in files)]
    data = ((name, _recorded_bytes(shown, name, files[name], findings)) for name in looked_at)
    return _read(shown, names, data, findings, kept)


def _read(
    shown: str, names: list[str], files: Iterable[tuple[str, bytes | None]], findings: list[Finding], kept: Kept | None
) -> Sources:
    """Read the `files` called `names`, and the approvals, with their bytes, or None for those that cannot be had; their
    faults join `findings`."""
    read: dict[str, Source] = {}
    raw: list[tuple[str, bytes]] = []
    approvals: tuple[str, ...] = ()
    for name, data in files:
        if name == APPROVALS:
            approvals = _approvals(f"{shown}/{name}", data, findings)
        elif data is not None:
            raw.append((name, data))
            source, faults = one(name, f"{shown}/{name}", data, kept)
            findings.extend(faults)
            read |= {name: source} if source else {}
    if kept is not None:
        for gone in kept.keys() - {f"{shown}/{name}" for name in names}:
            del kept[gone]
    if DEPARTMENT not in names:
        findings.append(
            amiss("S003", Place(f"{shown}/{DEPARTMENT}"), _("缺少 {file}", file=DEPARTMENT), _NO_DEPARTMENT)
        )
    tasks = tuple(source for name, source in read.items() if name.startswith(f"{TASKS}/"))
    whole = _whole(read, names, [f for f in findings if f.place.file != f"{shown}/{APPROVALS}"])
    return Sources(shown, read.get(DEPARTMENT), tasks, read.get(OTHER), tuple(findings), tuple(raw), whole, approvals)


def _approvals(shown: str, data: bytes | None, findings: list[Finding]) -> tuple[str, ...]:
    """Return the lines of the approvals; none where they cannot be read."""
    text = text_in(shown, data, findings) if data else None
    return tuple(text.split("\n")) if text else ()


def _whole(read: dict[str, Source], names: list[str], findings: list[Finding]) -> bool:
    """Say whether all files were read, and none with a key of two values."""
    kept_out = any(f.code == "S014" and f.severity is ERROR for f in findings)
    return len(read) == len(names) and not kept_out and not any(f.code in _LEAVES_OUT for f in findings)


def _names(content: Path, instead: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the files that a declaration is made of, tasks in the order of their names; those in `instead` are there,
    saved or not."""
    if DEPARTMENT in instead or (content / DEPARTMENT).is_file():
        yield DEPARTMENT
    folder = content / TASKS
    tasks = {name for name in instead if name.startswith(f"{TASKS}/")}
    if folder.is_dir() and inside(content, folder):
        tasks |= {f"{TASKS}/{e.name}" for e in entries(folder) if is_task(e) and in_utf_8(e.name)}
    yield from sorted(tasks)
    if OTHER in instead or (content / OTHER).exists():
        yield OTHER


def _bytes(content: Path, name: str, shown: str, findings: list[Finding], instead: Mapping[str, bytes]) -> bytes | None:
    """Return the bytes of the file `name`, or None and a finding; never more than the limit is read."""
    path, place = content / name, Place(f"{shown}/{name}")
    if path.is_symlink() and not inside(content, path):
        findings.append(leads_out(name, place.file))
        return None
    try:
        return _bounded(instead[name], _most(name)) if name in instead else intake.read(path, _most(name))
    except OSError as error:
        findings.append(_unreadable(name, place, error))
        return None


def _recorded_bytes(shown: str, name: str, data: bytes | None, findings: list[Finding]) -> bytes | None:
    """Return `data`, of the file `name`, or None and a finding where it is a link or more than a file may hold."""
    place = Place(f"{shown}/{name}")
    if data is None:
        help = _("把文件本身放进内容文件夹，不用链接")
        findings.append(amiss("S016", place, _("{name} 是链接，版本里的链接不读取", name=name), help, name))
        return None
    try:
        return _bounded(data, _most(name))
    except OSError as error:
        findings.append(_unreadable(name, place, error))
        return None


def _unreadable(name: str, place: Place, error: OSError) -> Finding:
    says, help = _UNREADABLE.get(error.errno or 0, (_("读不了 {name}：{why}"), _("检查文件和它的权限")))
    gaps = {"name": name, "limit": f"{_most(name):,}", "why": refusal.why(error)}
    return amiss("S011", place, Message(says.text, tuple(gaps.items())), help, name)


def _most(name: str) -> int:
    """Return how many bytes the file `name` may hold: the approvals three lines for each of some hundred tasks."""
    return MOST_OF_APPROVALS if name == APPROVALS else intake.MOST_BYTES


def _bounded(data: bytes, most: int) -> bytes:
    """Return `data`. Raises OSError, as for a file, where it is more than a file may hold."""
    if len(data) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return data
