"""New files, and only new ones: what is there is never written over."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from shenbao import whole
from shenbao.filenames import DEPARTMENT, OTHER, TASKS
from shenbao.finding import Place
from shenbao.message import _
from shenbao.model.form import Form
from shenbao.model.naming import plain
from shenbao.outputs import file_name
from shenbao.reading.declare import LONGEST
from shenbao.refusal import Refused
from shenbao.source import inside, unfit
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
        whole.create(path, text.encode())
    return tuple(made)


def other(content: Path, form: Form) -> None:
    """Write the file of 其他需完成的任务 where there is none. Raises OSError."""
    if not os.path.lexists(content / OTHER):
        whole.create(content / OTHER, blanks.other(form).encode())


def task(content: Path, form: Form, title: str, titles: Iterable[tuple[str, Place]]) -> Path:
    """Write the file of a new task, numbered behind those that are there; `titles` are those of the others, and where
    they stand. Raises Refused and OSError."""
    title = " ".join(title.split())
    _expect_new(title, titles)
    folder = content / TASKS
    if not inside(content, folder):
        raise Refused(_("{folder} 通到内容文件夹外面，不往那里写", folder=folder))
    folder.mkdir(exist_ok=True)
    there = sorted(path.name for path in folder.iterdir())
    name = _safe(title)
    if like := next(
        (one for one in there if one.endswith(f"-{name}.md")), ""
    ):  # it may be broken, and its title unknown
        raise Refused(_("已有文件 {file}", file=folder / like))
    path = folder / f"{_next(there):02}-{name}.md"
    whole.create(path, blanks.task(form, title).encode())
    return path


def _expect_new(title: str, titles: Iterable[tuple[str, Place]]) -> None:
    """Raise Refused where no task can be called `title`, or one is, however its signs are typed."""
    if not title:
        raise Refused(_("任务名称是空的"))
    if len(title) > LONGEST:
        raise Refused(_("任务名称有 {n} 个字，最多 {most} 个", n=len(title), most=LONGEST))
    if why := unfit(title):
        raise Refused(_("任务名称里有{why}：删去或换掉再来", why=why))
    for known, place in titles:
        if plain(known) == plain(title):
            raise Refused(_("已有名称是“{title}”的任务：{file}", title=known, file=place.file))


def _next(there: Iterable[str]) -> int:
    found = filter(None, map(_NUMBER.match, there))
    return max((int(match[1]) for match in found), default=0) + 1


def _safe(title: str) -> str:
    """Return `title` as the end of a file's name, fit for every system."""
    name = file_name("", title)[1:].strip(" .-") or "任务"
    return f"{name}_" if name.lower() in _RESERVED else name
