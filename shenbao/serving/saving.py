"""What a page may change in the files: one value where it stands, a name wherever it is named, a target more or less, a
task more. All else stays byte for byte as it was.

A save is for the file as the clerk saw it: where the file is another one by now, nothing is written. What would be
written is read first; unless it differs in what was asked for alone, and brings no new error of reading, nothing is
written either. A file with blanks and errors elsewhere may be filled in all the same.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from shenbao import mending, pipeline, reading, starting, yamlfile
from shenbao import source as sources_of
from shenbao.editing import renaming
from shenbao.editing.snapshot import Snapshot
from shenbao.engine import Examined
from shenbao.filenames import OTHER, TASKS
from shenbao.finding import ERROR, Finding
from shenbao.markdown import Heading
from shenbao.message import NOTHING, Message, _
from shenbao.model.address import Address
from shenbao.pipeline import Assembled
from shenbao.refusal import Refused
from shenbao.serving import blanks, listing, targets
from shenbao.serving import spot as spots
from shenbao.serving.showing import Wanted
from shenbao.serving.spot import Spot
from shenbao.source import Source
from shenbao.yamlfile import Mapping, Scalar, Sequence

_MORE = _("没有保存：这样写会改动别的内容；请在编辑器里打开")
_NOTHING = Examined(())
_MOST_BLANKS = 100  # that are offered at once: who fills one in is offered the next
_one_at_a_time = threading.Lock()


class Outdated(Refused):
    """The file is no longer the one that was shown."""


@dataclass(frozen=True, slots=True)
class Field:
    """A value as it can be edited: its text as typed, and the digest of the file that it was read from."""

    at: str
    name: Message
    unit: str
    text: str
    digest: str
    long: bool = False
    both: bool = False
    """whether it stands for both columns"""
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Pane:
    """What can be done at a place: the value to edit, or why it cannot be; the target there, which can have another
    behind it or go, and its other values; what stands empty in the file, and the next blank of all, each with its
    address and what people call it."""

    field: Field | None = None
    why: Message | None = None
    digest: str = ""
    target: str = ""
    single: Message | None = None
    """what is asked before the target itself is taken away; None where no single one is meant"""
    others: tuple[tuple[str, Message], ...] = ()
    blanks: tuple[tuple[str, Message], ...] = ()
    next: tuple[str, Message] | None = None
    left: Message = NOTHING
    """how many blanks there are in all"""


def pane(assembled: Assembled, at: Address) -> Pane:
    """Return what can be done at `at`."""
    digest = _digest(dict(assembled.sources.raw)[at.file])
    try:
        read = spots.source(assembled, at.file)
    except Refused as refused:
        return Pane(why=refused.says)
    found, why = _field(assembled, at, digest)
    of_target = at.path[:2] if at.path[:1] == ("targets",) and len(at.path) > 1 else ()
    if Address(at.file, of_target) not in assembled.reading.places.known:
        of_target = ()  # gone by now
    has = listing.listed(read) is not None and at.path[:1] != ("budget",)
    where = str(Address(at.file, of_target or ("targets",))) if has else ""
    single = _sure(assembled, Address(at.file, of_target)) if of_target else None
    others = _others(assembled, Address(at.file, of_target), found) if of_target else ()
    return _with_blanks(assembled, at, Pane(found, why, digest, where, single, others))


def _field(assembled: Assembled, at: Address, digest: str) -> tuple[Field | None, Message | None]:
    """Return the value at `at` as it can be edited, or why it cannot be."""
    try:
        spot = spots.find(assembled, at)
    except Refused as refused:
        return None, refused.says
    form = assembled.form.form
    choices = tuple(form.categories) if form and spot.at.path[-1] == "category" else ()
    name, unit = blanks.called(spot.at, form), blanks.unit(spot.at, form)
    both = spot.both and form is not None and len(form.columns) > 1
    return Field(str(spot.at), name, unit, spot.text, digest, spot.long, both, choices, spot.hint), None


def _sure(assembled: Assembled, target: Address) -> Message:
    """Return the question before the target is taken away: with its name, where it has one."""
    try:
        name = spots.find(assembled, target / "name").text
    except Refused:
        name = ""
    return (
        _("删去指标“{name}”？它的几行会从文件里去掉", name=name) if name else _("删去这个指标？它的几行会从文件里去掉")
    )


def _others(assembled: Assembled, target: Address, field: Field | None) -> tuple[tuple[str, Message], ...]:
    """Return the values of the target beside the one that is edited: its category stands in no cell of its own."""
    known, form = assembled.reading.places.known, assembled.form.form
    single = ("value",) if target / "value" in known else ("period", "annual")
    every = (target / key for key in ("name", "category", *single, "weight") if target / key in known)
    return tuple((str(at), blanks.called(at, form)) for at in every if not field or str(at) != field.at)


def _with_blanks(assembled: Assembled, at: Address, pane: Pane) -> Pane:
    """Return `pane` with what stands empty in its file, and the next blank of all."""
    form, every = assembled.form.form, blanks.every(assembled)
    try:
        spot = spots.find(assembled, at)
        at, place = spot.at, (spot.span.line, spot.span.column)
    except Refused:
        place = (assembled.reading.places.of(at).line, 1)
    here = ((str(one.at), blanks.called(one.at, form)) for one in every if one.at.file == at.file and one.at != at)
    behind = blanks.behind(every, at, place)
    onward = (str(behind.at), blanks.called(behind.at, form)) if behind else None
    return replace(pane, blanks=tuple(islice(here, _MOST_BLANKS)), next=onward, left=_("共 {n} 处", n=len(every)))


# --- acts


def save(wanted: Wanted, at: Address, text: str, digest: str) -> Message | None:
    """Put `text` where the value at `at` stands, in the file whose bytes have the `digest`; a name that others name is
    changed there too. Return what is left to do. Raises Refused, and Outdated where the file has other bytes by now;
    then nothing is written."""
    with _one_at_a_time:
        assembled = _expected(wanted, at, digest)
        spot = spots.find(assembled, at)
        new = spots.typed(_raw(assembled, at), {spot: text})
        before, after = _trees(assembled, at, new)
        _expect(assembled, at, new, _same_but(before, after, spot))
        changes, left = _named_elsewhere(assembled, spot, text.strip())
        _write(wanted, [*changes, _change(assembled, at.file, new)])
        return left


def add_target(wanted: Wanted, at: Address, digest: str) -> Address:
    """Put a target to fill in behind the one at `at`, or behind all; return its address. Raises as `save` does."""
    with _one_at_a_time:
        assembled = _expected(wanted, at, digest)
        read = spots.source(assembled, at.file)
        new, n = targets.one_more(read, _raw(assembled, at), at, assembled.form.form)
        _expect(assembled, at, new, targets.differ_by_one(*_trees(assembled, at, new)), blank=True)
        _write(wanted, [_change(assembled, at.file, new)])
        return Address(at.file, ("targets", n))


def drop_target(wanted: Wanted, at: Address, digest: str) -> None:
    """Take the target at `at` out of its file. Raises as `save` does."""
    with _one_at_a_time:
        assembled = _expected(wanted, at, digest)
        new = targets.one_less(spots.source(assembled, at.file), _raw(assembled, at), at)
        before, after = _trees(assembled, at, new)
        _expect(assembled, at, new, targets.differ_by_one(after, before))
        _write(wanted, [_change(assembled, at.file, new)])


def new_task(wanted: Wanted, title: str) -> Address:
    """Make the file of a new task; return the address of its title. Raises Refused."""
    with _one_at_a_time:
        assembled = pipeline.assemble(wanted.content, wanted.templates)
        form = assembled.form.form
        if form is None:
            raise Refused(_("不知道用哪张表样；先把 {file} 里的“申报表”填好", file=assembled.sources.folder))
        path = starting.task(wanted.content, form, title, reading.titles(assembled.sources))
        return Address(f"{TASKS}/{path.name}", ("title",))


def other(wanted: Wanted) -> Address:
    """Make the file of 其他需完成的任务 where there is none; return the address of its text. Raises Refused."""
    with _one_at_a_time:
        form = pipeline.assemble(wanted.content, wanted.templates).form.form
        if form is None or not form.prints("other"):
            raise Refused(_("这张表没有“其他需完成的任务”"))
        starting.other(wanted.content, form)
        return Address(OTHER, ("body",))


def _expected(wanted: Wanted, at: Address, digest: str) -> Assembled:
    """Return the declaration as it is now. Raises Outdated unless the file of `at` has the `digest`."""
    assembled = pipeline.assemble(wanted.content, wanted.templates)
    if at.file not in dict(assembled.sources.raw) or _digest(_raw(assembled, at)) != digest:
        raise Outdated(_("{file} 已在别处改过，没有保存；读取新内容后再改", file=at.file))
    return assembled


def _write(wanted: Wanted, changes: list[mending.Change]) -> None:
    try:
        mending.write(wanted.content, changes)
    except mending.Refused as refused:
        raise Refused(refused.message) from None


def _change(assembled: Assembled, file: str, new: bytes) -> mending.Change:
    return mending.Change(file, f"{assembled.sources.folder}/{file}", dict(assembled.sources.raw)[file], new)


def _raw(assembled: Assembled, at: Address) -> bytes:
    return dict(assembled.sources.raw)[at.file]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# --- a name


def _named_elsewhere(assembled: Assembled, spot: Spot, new: str) -> tuple[list[mending.Change], Message | None]:
    """Return the other files in which the name at the spot is named, with the `new` name, and where the narratives
    hold the old one: whether that is the name or a word, people must say. Raises Refused for a name that is taken."""
    d = assembled.reading.declaration
    if spot.blank or d is None or not d.whole or spot.at.path[-1] not in ("title", "name"):
        return [], None
    found = renaming.named_at(d, spot.at)
    if found is None:
        return [], None
    renamed = renaming.rename(found, new, Snapshot(assembled, _NOTHING))
    elsewhere = [edit for edit in renamed.sure if edit.place.file != f"{assembled.sources.folder}/{spot.at.file}"]
    changes = [
        replace(_change(assembled, name, b""), new=mending.applied(data, edits))
        for name, data in assembled.sources.raw
        if (edits := [edit for edit in elsewhere if edit.place.file == f"{assembled.sources.folder}/{name}"])
    ]
    return changes, _mentions([f"{edit.place.file}:{edit.place.line}" for edit in renamed.perhaps])


def _mentions(places: list[str]) -> Message | None:
    if not places:
        return None
    return _("已保存；正文里还写着旧名称，要不要改请看：{places}", places=tuple(places[:5]))


# --- what may differ


def _trees(assembled: Assembled, at: Address, new: bytes) -> tuple[Source, Source]:
    """Return the file as it was read and as it would be. Raises Refused where it could not be read."""
    before = spots.source(assembled, at.file)
    after, faults = sources_of.one(at.file, before.shown, new)
    if after is None:
        raise _refusal(faults[0])
    return before, after


def _same_but(before: Source, after: Source, spot: Spot) -> bool:
    """Say whether the value at the spot is all that differs: of the front matter, or below one heading."""
    if spot.long:
        return yamlfile.bare(before.front) == yamlfile.bare(after.front) and _headings(before) == _headings(after)
    values, others = (list(_leaves(source.front)) for source in (before, after))
    if spot.fresh:
        had, more = set(values), len(others) - len(values)
        others = [leaf for leaf in others if leaf in had] if more == 1 else []
    differing = sum(one != other for one, other in zip(values, others, strict=False))
    return len(values) == len(others) and differing <= 1 and before.body == after.body


def _headings(read: Source) -> list[tuple[int, str]]:
    return [(piece.level, piece.text) for piece in read.pieces if isinstance(piece, Heading)]


def _leaves(node: yamlfile.Node, way: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    match node:
        case Scalar():
            yield way, node.text
        case Sequence():
            for n, item in enumerate(node.items):
                yield from _leaves(item, (*way, n))
        case Mapping():
            for key, value in node.pairs:
                yield from _leaves(value, (*way, key.text))


def _expect(assembled: Assembled, at: Address, new: bytes, alone: bool, blank: bool = False) -> None:
    """Raise Refused unless the `new` bytes differ in what was asked for `alone`, and the declaration reads with them
    without more errors than before; of a `blank` that is still to be filled in nothing is said."""
    raw = dict(assembled.sources.raw) | {at.file: new}
    sources = sources_of.read(Path(assembled.sources.folder), raw)
    again = Assembled(sources, assembled.form, reading.read(sources, assembled.form.form))
    had = Counter((f.code, f.place.file) for f in assembled.findings if f.severity is ERROR)
    for finding in again.findings:
        kind = (finding.code, finding.place.file)
        had[kind] -= 1
        if finding.severity is ERROR and had[kind] < 0 and not (blank and finding.code == "S003"):
            raise _refusal(finding)
    if not alone:
        raise Refused(_MORE)


def _refusal(finding: Finding) -> Refused:
    return Refused(_("没有保存：{says}。改法：{help}", says=finding.message, help=finding.help))
