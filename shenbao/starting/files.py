"""New files, and only new ones: what is there is never written over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from shenbao import whole
from shenbao.filenames import DEPARTMENT, TASKS
from shenbao.message import _
from shenbao.model.form import Form
from shenbao.outputs import file_name
from shenbao.refusal import Refused
from shenbao.starting import blanks

_NUMBER = re.compile(r"(\d{1,6})")
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
_FIRST = "01-第一项任务.md"


def begin(folder: Path, form: Form) -> tuple[Path, ...]:
    """Make the folder of a new declaration; return its files. Raises Refused and OSError."""
    if folder.is_dir() and any(folder.iterdir()):
        raise Refused(_("{folder} 里已有文件，没有动它；换一个新文件夹", folder=folder))
    if folder.exists() and not folder.is_dir():
        raise Refused(_("{folder} 是一个文件；换一个新文件夹", folder=folder))
    (folder / TASKS).mkdir(parents=True, exist_ok=True)
    made = {folder / DEPARTMENT: blanks.department(form)}
    if form.prints("tasks"):
        made[folder / TASKS / _FIRST] = blanks.task(form, "")
    for path, text in made.items():
        whole.write(path, text.encode())
    return tuple(made)


def task(content: Path, form: Form, title: str, titles: tuple[str, ...]) -> Path:
    """Write the file of a new task, numbered behind those that are there. Raises Refused and OSError."""
    title = " ".join(title.split())
    if not title or not title.isprintable():
        raise Refused(_("任务名称是空的，或有看不见的字符"))
    if title in titles:
        raise Refused(_("已有名称是“{title}”的任务", title=title))
    folder = content / TASKS
    folder.mkdir(exist_ok=True)
    there = sorted(path.name for path in folder.iterdir())
    name = _safe(title)
    if like := next(
        (one for one in there if one.endswith(f"-{name}.md")), ""
    ):  # it may be broken, and its title unknown
        raise Refused(_("已有文件 {file}", file=folder / like))
    path = folder / f"{_next(there):02}-{name}.md"
    whole.write(path, blanks.task(form, title).encode())
    return path


def _next(there: Iterable[str]) -> int:
    found = filter(None, map(_NUMBER.match, there))
    return max((int(match[1]) for match in found), default=0) + 1


def _safe(title: str) -> str:
    """Return `title` as the end of a file's name, fit for every system."""
    name = file_name("", title)[1:].strip(" .-") or "任务"
    return f"{name}_" if name.lower() in _RESERVED else name
