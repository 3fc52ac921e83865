"""Which files a declaration is made of, by their names, and whether a path stays with the content."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath, PureWindowsPath

from shenbao.filenames import APPROVALS, DEPARTMENT, OTHER, TASKS

NOT_OURS = re.compile(r"^\.|~$|^~\$|^#.*#$")
"""how files are called that editors and systems keep for themselves: nobody is told of them"""


def belongs(name: str) -> bool:
    """Say whether a file called `name`, as seen from the content folder, is one that a declaration is made of."""
    folder, _slash, task = name.rpartition("/")
    if name in (DEPARTMENT, OTHER):
        return True
    return folder == TASKS and task.endswith(".md") and not NOT_OURS.search(task) and in_utf_8(task)


def is_read(name: str) -> bool:
    """Say whether a file called `name` is read at all: of the declaration, or the approvals beside it."""
    return belongs(name) or name == APPROVALS


def is_task(entry: os.DirEntry[str]) -> bool:
    """Say whether what stands among the tasks is one, by its name; the name may be no text yet."""
    return entry.name.endswith(".md") and not NOT_OURS.search(entry.name) and not is_folder(entry)


def in_utf_8(name: str) -> bool:
    """Say whether `name` is text; Python gives each byte of a file's name that is none half a surrogate pair."""
    return not any("\ud800" <= char <= "\udfff" for char in name)


def legible(name: str) -> str:
    """Return `name` with the bytes that are no text as `\\xff`; any that is text as it is."""
    return name if in_utf_8(name) else os.fsencode(name).decode(errors="backslashreplace")


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Say whether `entry` is a folder, or a link to one."""
    try:
        return entry.is_dir()
    except OSError:  # a link that leads round in a circle
        return False


def entries(folder: Path) -> list[os.DirEntry[str]]:
    """Return what stands in `folder`, by name; of one that cannot be looked into, nothing."""
    try:
        return sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:  # S011, which the strangers are told with
        return []


def inside(content: Path, path: Path) -> bool:
    """Say whether `path` leads to a place in the folder; a link that leads round in a circle leads nowhere."""
    try:
        return path.resolve().is_relative_to(content.resolve())
    except (OSError, RuntimeError):
        return False


def sibling(content: Path, name: str) -> Path | None:
    """Return the folder that `name` leads to from the folder `content`; None where that lies outside the repository.

    Content is written by many hands, and what it names is read and reported: no more than what lies with it, in the
    nearest folder above that git keeps, or, without git, in the one that holds the content.
    """
    if not name or PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive or "\\" in name:
        return None
    here = content.resolve()
    root = next((folder for folder in here.parents if (folder / ".git").exists()), here.parent)
    return content / name if inside(root, content / name) else None
