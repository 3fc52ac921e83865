"""The two sides of a comparison: revisions or folders → both declarations, read and checked.

What both hold is read once, and what the rules that take tasks apart said of one side they need not say of the other.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from shenbao import engine, form, intake, pipeline, revisions, source
from shenbao.filenames import DEPARTMENT
from shenbao.finding import ERROR, Finding
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.pipeline import Assembled
from shenbao.refusal import Refused
from shenbao.revisions import Files

_LONGEST_BYTES = 255  # of a file's name, on any disk


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is compared: `base` and `head`, each the name of a revision or a folder; without a `head`, the folder
    `content` as it is on the disk. `content` and `templates` are the folders that a revision is asked for."""

    base: str
    head: str
    content: Path
    templates: Path
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One side: what people call it, what was read, and every finding about it."""

    name: Message
    assembled: Assembled
    examined: engine.Examined
    folders: tuple[str, str]
    """the folders that its findings' paths begin with: the content's and the forms'"""


@dataclass(frozen=True, slots=True)
class _Stored:
    """Where a side comes from: a folder on the disk, or the files of one at a revision."""

    name: Message
    content: Path
    files: Files | None = None
    templates: Files | None = None
    """the forms at the revision; None where those on the disk serve"""


@contextmanager
def both(wanted: Wanted) -> Iterator[tuple[Side, Side]]:
    """Yield the base and the head, read and checked. Raises Refused where a side cannot be had.

    The folders of their forms are there until the end: a form that is another at a revision is put aside for so long.
    """
    there, here = (_stored(name, wanted) for name in (wanted.head, wanted.base))
    with TemporaryDirectory(prefix="shenbao-") as aside:
        kept: source.Kept = {}
        head = _side(there, wanted, Path(aside) / "head", kept, None)
        base = _side(here, wanted, Path(aside) / "base", kept, head)
        yield base, head


def _stored(name: str, wanted: Wanted) -> _Stored:
    """Return where the side called `name` comes from; empty is the disk. Raises Refused."""
    if not name:
        return _on_disk(wanted.content, _("现在的文件（{folder}）", folder=wanted.content.as_posix()))
    if _holds_sources(Path(name)):  # a branch may be called as a folder is; hardly as one with this file
        return _on_disk(Path(name), Message("{name}", (("name", Path(name).as_posix()),)))
    revision = revisions.find(name, wanted.content)
    asked = {wanted.content: source.is_read, wanted.templates: _is_of_a_form}
    found = revisions.files(revision, asked)
    if not found[wanted.content]:
        folder = wanted.content.as_posix()
        raise Refused(_("版本 {name} 里没有文件夹 {folder}", name=name, folder=folder))
    told = _("{name}（{commit}）", name=name, commit=revision.short)
    templates = found[wanted.templates]
    same = not templates or _as_on_disk(wanted.templates, templates)
    return _Stored(told, wanted.content, found[wanted.content], None if same else templates)


def _holds_sources(folder: Path) -> bool:
    try:
        return (folder / DEPARTMENT).is_file()
    except OSError:  # too long for a path: a revision at most
        return False


def _on_disk(content: Path, name: Message) -> _Stored:
    if not content.is_dir():
        raise Refused(_("没有内容文件夹 {folder}；用 --content 指明", folder=content.as_posix()))
    return _Stored(name, content)


def _is_of_a_form(name: str) -> bool:
    """Say whether the file `name`, seen from the folder of the forms, may be part of one."""
    return name.count("/") == 1


def _as_on_disk(folder: Path, templates: Files) -> bool:
    """Say whether the forms in `folder` are those at the revision, file for file."""
    there = {name: data for name, data in templates.items() if _is_of_a_form(name)}
    if {path.relative_to(folder).as_posix() for path in folder.glob("*/*")} != there.keys():
        return False
    try:
        return all(intake.read(folder / name) == data for name, data in there.items())
    except OSError:
        return False


def _side(stored: _Stored, wanted: Wanted, aside: Path, kept: source.Kept, other: Side | None) -> Side:
    """Read and check a side; what the `other` one said of tasks that are the same in both is taken from it."""
    shown = stored.content.as_posix()
    sources = (
        source.recorded(shown, stored.files, kept)
        if stored.files is not None
        else source.read(stored.content, kept=kept)
    )
    templates = _put_aside(stored.templates, aside) if stored.templates is not None else wanted.templates
    assembled = pipeline.joined(sources, templates, other.assembled if other else None)
    assembled = replace(assembled, form=_shown(assembled.form, aside, wanted.templates))
    examined = pipeline.check(assembled, wanted.day, _known(assembled, other) if other else engine.NOTHING_KNOWN)
    return Side(stored.name, assembled, examined, (shown, wanted.templates.as_posix()))


def _put_aside(templates: Files, aside: Path) -> Path:
    """Write the files of the forms at a revision into the folder `aside`, of one level of folders, links left out."""
    for name, data in templates.items():
        folder, _slash, file = name.partition("/")
        if data is not None and _may_be_written(folder) and _may_be_written(file):
            (aside / folder).mkdir(parents=True, exist_ok=True)
            (aside / folder / file).write_bytes(data)
    aside.mkdir(parents=True, exist_ok=True)
    return aside


def _may_be_written(name: str) -> bool:
    """Say whether `name` is a plain one of a folder or a file; a tree may hold any."""
    return Path(name).name == name not in ("", "..") and len(os.fsencode(name)) <= _LONGEST_BYTES


def _shown(read: form.FormFile, aside: Path, templates: Path) -> form.FormFile:
    """Return a form that was read from `aside` with its findings where people know it to stand, among `templates`."""
    before, after = f"{aside.as_posix()}/", f"{templates.as_posix()}/"

    def moved(finding: Finding) -> Finding:
        file = finding.place.file
        return replace(finding, place=replace(finding.place, file=after + file.removeprefix(before)))

    named = tuple(moved(one) if one.place.file.startswith(before) else one for one in read.findings)
    return replace(read, findings=named)


def _known(assembled: Assembled, other: Side) -> engine.Known:
    """Return what was said of the `other` side's tasks that are the same here, under the same name."""
    here, there = assembled.reading.declaration, other.assembled.reading.declaration
    if not here or not there or here.year != there.year or here.form != there.form:
        return engine.NOTHING_KNOWN
    if assembled.sources.folder != other.assembled.sources.folder:
        return engine.NOTHING_KNOWN
    raw = dict(other.assembled.sources.raw)
    same = {name for name, data in assembled.sources.raw if raw.get(name) == data}
    return engine.Known(other.examined.apart, frozenset(task.at.file for task in here.tasks if task.at.file in same))


def unread(side: Side) -> set[Address]:
    """Return what of a side could not be read: files, and of the department's its `budget` or its `targets`."""
    sources, d = side.assembled.sources, side.assembled.reading.declaration
    errors = [finding for finding in side.assembled.findings if finding.severity is ERROR]
    before = f"{sources.folder}/"
    names = {name for name, _data in sources.raw}
    names |= {one.place.file.removeprefix(before) for one in errors if one.place.file.startswith(before)}
    read = {task.at.file for task in d.tasks} | ({d.other.at.file} if d.other else set()) if d else set()
    found = {Address(name) for name in names - read if source.belongs(name) and name != DEPARTMENT}
    if d and d.form.blocks and not d.budget.blocks:
        found.add(Address(DEPARTMENT, ("budget",)))
    if d and not d.whole and not d.targets and any(one.place.file == before + DEPARTMENT for one in errors):
        found.add(Address(DEPARTMENT, ("targets",)))  # they may have been there
    return found


def asked(side: Side) -> Callable[[str, str], bool]:
    """Return what says whether a side was asked for the finding `code` in `file`: the reading always runs, a rule over
    the whole declaration only where all of it was read, and no rule in a file that was not."""
    d, rules = side.assembled.reading.declaration, {check.code: check.whole for check in engine.rules()}
    left_out = {at.file for at in unread(side) if not at.path}

    def was_asked(code: str, file: str) -> bool:
        return code not in rules or (d is not None and (d.whole or not rules[code]) and file not in left_out)

    return was_asked
