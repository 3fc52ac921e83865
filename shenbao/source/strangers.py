"""What stands in a content folder and is read by nothing (S014), or leads out of it (S016)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

from shenbao.filenames import APPROVALS, DEPARTMENT, OTHER, TASKS
from shenbao.finding import ERROR, WARNING, Finding, Place
from shenbao.message import _
from shenbao.model.address import Address
from shenbao.source.names import NOT_OURS, entries, in_utf_8, inside, is_folder, is_read, is_task, legible
from shenbao.source.records import amiss

_MISNAMED = re.compile(r"(?:\.md|\.markdown|\.txt|\.md\.[^.]*)$", re.IGNORECASE)
"""how the file of a task is called that was not saved as Markdown: Notepad adds .txt"""


def strangers(content: Path, shown: str) -> Iterator[Finding]:
    """Report what stands in the folder and is read by nothing (S014), and a tasks folder that leads out of it
    (S016)."""
    if not os.access(content, os.R_OK | os.X_OK):
        yield _closed(shown)
    for entry in entries(content):
        if entry.name == TASKS and is_folder(entry):
            if not inside(content, Path(entry.path)):
                yield leads_out(TASKS, f"{shown}/{TASKS}")
            elif not os.access(entry.path, os.R_OK | os.X_OK):
                yield _closed(f"{shown}/{TASKS}")
            else:
                yield from _unread_tasks(Path(entry.path), shown)
        elif entry.name not in (DEPARTMENT, OTHER, APPROVALS) and not NOT_OURS.search(entry.name):
            yield _unread_here(entry.name, shown, is_folder(entry))


def _unread_tasks(tasks: Path, shown: str) -> Iterator[Finding]:
    for entry in entries(tasks):
        if not NOT_OURS.search(entry.name) and not (is_task(entry) and in_utf_8(entry.name)):
            yield _unread_task(entry.name, shown, is_folder(entry))


def recorded_strangers(shown: str, files: Iterable[str]) -> Iterator[Finding]:
    """Report, as `strangers` does, what stands among `files` and is read by nothing."""
    folders = {f"{folder}/" for name in files for folder in _above(name)} - {f"{TASKS}/"}
    for name in sorted({*files, *folders}):
        folder, _slash, bare = name.removesuffix("/").rpartition("/")
        if folder in ("", TASKS) and not is_read(name) and not NOT_OURS.search(bare):
            yield (_unread_task if folder else _unread_here)(bare, shown, name[-1] == "/")


def _above(name: str) -> Iterator[str]:
    """Yield the folders that the file `name` stands in, as far as anybody looks: two deep."""
    steps = name.split("/")
    yield from ("/".join(steps[:n]) for n in range(1, min(len(steps), 3)))


def _closed(shown: str) -> Finding:
    return amiss("S011", Place(shown), _("没有权限读文件夹 {name}", name=shown), _("检查文件夹的权限"))


def _unread_here(name: str, shown: str, folder: bool) -> Finding:
    """Report what stands in the content folder `shown` and is read by nothing."""
    name = legible(name)
    return _unread(name, f"{shown}/{name}", folder)


def _unread_task(bare: str, shown: str, folder: bool) -> Finding:
    """Report what stands among the tasks of the content folder `shown` and is none."""
    name = f"{TASKS}/{legible(bare)}"
    if _MISNAMED.search(bare) and not folder:
        return (_misnamed if in_utf_8(bare) else _named_in_no_utf_8)(name, f"{shown}/{name}")
    return _unread(name, f"{shown}/{name}", folder)


def _unread(name: str, shown: str, folder: bool) -> Finding:
    what = _("文件夹") if folder else _("文件")
    help = _("重点工作任务放在 tasks/ 里，文件名以小写 .md 结尾；不属于申报表的内容移到别处")
    if (meant := f"{_MISNAMED.sub('', name)}.md") in (DEPARTMENT, OTHER) and not folder:
        help = _("改名为 {file}", file=meant)
    return Finding(
        "S014", WARNING, _("{what} {name} 不会被读取", what=what, name=name), Place(shown),
        help, name, at=Address(name),
    )  # fmt: skip


def _misnamed(name: str, shown: str) -> Finding:
    """Report a task that is not read for its name's sake: an error, for its funds and targets would be missing."""
    says = _("任务文件 {name} 不会被读取：文件名要以小写 .md 结尾", name=name)
    to = f"{PurePath(_MISNAMED.sub('', name)).name}.md"
    help = _("改名为 {to}（记事本保存时类型选“所有文件”）；不是任务的，移到 {folder}/ 外面", to=to, folder=TASKS)
    return Finding("S014", ERROR, says, Place(shown), help, name, at=Address(name))


def _named_in_no_utf_8(name: str, shown: str) -> Finding:
    """Report a task whose name is no text: no document and no report could name it."""
    says = _("文件名 {name} 不是 UTF-8 编码，这个文件没有读取", name=name)
    return amiss("S007", Place(shown), says, _("给文件改个名称；多半是旧压缩包里带来的 GBK 文件名"))


def leads_out(name: str, shown: str) -> Finding:
    """Report a link out of the content folder (S016), which nothing follows."""
    help = _("把文件本身放进内容文件夹，不用链接")
    return amiss("S016", Place(shown), _("{name} 是指向内容文件夹之外的链接，不读取", name=name), help, name)
