"""Last year's declaration, which this year's may name: another content folder, read and never checked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from shenbao import reading, source
from shenbao.filenames import DEPARTMENT
from shenbao.finding import WARNING, Finding
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration
from shenbao.reading import Reading
from shenbao.source import Sources


def read(
    sources: Sources, declaration: Declaration | None, templates: Path
) -> tuple[Declaration | None, tuple[Finding, ...]]:
    """Return last year's declaration where `sources` name it, or Y002 for what keeps it from being read."""
    name, place = reading.last_year_named(sources)
    if not name or declaration is None:
        return None, ()
    folder = source.sibling(Path(sources.folder), name)
    if folder is None:
        says, help = (
            _("上年的文件夹“{name}”不在这个仓库里，不读取"),
            _("写成从内容文件夹出发的路径，如 ../2025/content"),
        )
    elif not _is_there(folder):
        says, help = (
            _("没有上年的文件夹“{name}”"),
            _("改成从内容文件夹出发的路径，如 ../2025/content；没有的，删去这一行"),
        )
    else:
        last = source.read(folder)
        found = reading.read(last, reading.wanted_form(last, templates).form).declaration
        if found is not None and found.form.unit == declaration.form.unit:
            return found, ()
        says, help = (
            _("上年的文件夹“{name}”读不成申报表，或者用的单位不同，没法比"),
            _("用 build.py check --content 检查那个文件夹"),
        )
    at = Address(DEPARTMENT, ("last_year",))
    told = Message(says.text, (("name", name),))
    return None, (Finding("Y002", WARNING, told, place, help, name, at=at),)


def _is_there(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:  # a name too long for any folder
        return False


def beside(read: Reading, last: Declaration | None) -> Reading:
    """Return what was `read` with `last` year's declaration beside it."""
    return replace(read, declaration=replace(read.declaration, last_year=last)) if read.declaration and last else read
