"""One value, edited in the page: replaced in its file where it stands, all else byte for byte as it was.

A save is for the file as the clerk saw it: where the file is another one by now, nothing is written. What would be
written is read first, as a whole declaration; unless that differs from the one before in this value alone, and brings
no new error of reading, nothing is written either.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shenbao import mending, pipeline, proof, reading, source, yamlfile
from shenbao.finding import ERROR
from shenbao.mending.manuscript import LINE_END
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration
from shenbao.model.narrative import Narrative
from shenbao.pipeline import Assembled
from shenbao.serving.showing import Wanted
from shenbao.source import Source
from shenbao.vocabulary import CHINESE
from shenbao.yamlfile import Node, Scalar, Span

_ELSEWHERE = _("这一项在页面里改不了，请在编辑器里打开")
_BROKEN = _("源文件有错误，先在编辑器里改好，才能在页面里修改")
_ONE_LINE = _("这一项只能写一行普通的文字")
_EMPTY = _("这里不能是空的")
_one_at_a_time = threading.Lock()


class Refused(Exception):
    """A save that is not made; `says` tells why."""

    def __init__(self, says: Message) -> None:
        super().__init__(str(says))
        self.says = says


class Outdated(Refused):
    """The file is no longer the one that was shown."""


@dataclass(frozen=True, slots=True)
class Field:
    """A value as it can be edited: its text as typed, and the digest of the file that it was read from."""

    at: str
    name: str
    text: str
    digest: str
    long: bool = False
    both: bool = False
    """whether it stands for both columns"""


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a value was typed: its address, the stretch of the file, the text in it, and what it stands among."""

    at: Address
    span: Span
    text: str
    long: bool = False
    flow: bool = False
    both: bool = False


def field(assembled: Assembled, at: Address) -> tuple[Field | None, Message | None]:
    """Return the value at `at` as it can be edited, or why it cannot be."""
    try:
        spot = _spot(assembled, at)
    except Refused as refused:
        return None, refused.says
    key = str(spot.at.path[-1])
    name = CHINESE[key][0] if key in CHINESE else _SECTIONS.get(key, "")
    digest = _digest(dict(assembled.sources.raw)[at.file])
    return Field(str(spot.at), name, spot.text, digest, spot.long, spot.both), None


_SECTIONS = {"content": "主要实施内容", "outcome": "期望达到的目标", "goal": "总体绩效目标", "body": "其他需完成的任务"}


def save(wanted: Wanted, at: Address, text: str, digest: str) -> None:
    """Put `text` where the value at `at` stands, in the file whose bytes have the `digest`. Raises Refused, and
    Outdated where the file has other bytes by now; then nothing is written."""
    with _one_at_a_time:
        assembled = pipeline.assemble(wanted.content, wanted.templates)
        raw = dict(assembled.sources.raw)
        if at.file not in raw or _digest(raw[at.file]) != digest:
            raise Outdated(_("{file} 已在别处改过，没有保存；读取新内容后再改", file=at.file))
        spot = _spot(assembled, at)
        new = _replaced(raw[at.file], spot, text)
        _expect_only(assembled, spot, at.file, new)
        change = mending.Change(at.file, f"{assembled.sources.folder}/{at.file}", raw[at.file], new)
        try:
            mending.write(wanted.content, [change])
        except mending.Refused as refused:
            raise Refused(refused.message) from None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# --- where it stands


def _spot(assembled: Assembled, at: Address) -> _Spot:
    """Return where the value at `at` was typed. Raises Refused where it was typed in a way that only an editor can
    change."""
    declaration = assembled.reading.declaration
    sources = assembled.sources
    every = (*sources.tasks, *(s for s in (sources.department, sources.other) if s))
    found = next((one for one in every if one.file == at.file), None)
    if declaration is None or found is None:
        raise Refused(_BROKEN)
    for narrative in _narratives(declaration):
        if narrative.at.file == at.file and at.path[: len(narrative.at.path)] == narrative.at.path:
            return _passage(assembled, found, narrative)
    return _value(assembled, found, at)


def _narratives(d: Declaration) -> Iterator[Narrative]:
    yield d.goal
    for task in d.tasks:
        yield from (task.content, task.outcome)
    if d.other:
        yield d.other.body


def _passage(assembled: Assembled, found: Source, narrative: Narrative) -> _Spot:
    """Return the lines of a narrative, from its first block to its last."""
    written = [assembled.reading.places.written.get(narrative.at / n) for n in range(len(narrative.blocks))]
    blocks = [one for one in written if one]
    if not blocks:
        raise Refused(_ELSEWHERE)
    first, end = blocks[0].first, blocks[-1].end
    while end > first + 1 and not found.body[end - 1].strip():
        end -= 1
    lines = found.body[first:end]
    span = Span(found.body_line + first, 1, found.body_line + end - 1, len(lines[-1]) + 1)
    return _Spot(narrative.at, span, "\n".join(lines), long=True)


def _value(assembled: Assembled, found: Source, at: Address) -> _Spot:
    """Return the scalar of the front matter that is the value at `at`."""
    known = assembled.reading.places.known
    of_both = Address(at.file, (*at.path[:-1], "value"))
    both = at.path[-1:] in (("period",), ("annual",)) and of_both in known
    at = of_both if both else at
    place = known.get(at)
    for scalar, flow in _scalars(found.front):
        if place and (scalar.span.line, scalar.span.column) == (place.line, place.column):
            typed = _typed(assembled, found, scalar.span)
            if scalar.empty or typed[:1] in ("|", ">"):
                break
            return _Spot(at, scalar.span, scalar.text, flow=flow, both=both)
    raise Refused(_ELSEWHERE)


def _typed(assembled: Assembled, found: Source, span: Span) -> str:
    """Return what was typed from the beginning of `span` to the end of its line."""
    lines = LINE_END.split(dict(assembled.sources.raw)[found.file].decode("utf-8-sig"))
    return lines[span.line - 1][span.column - 1 :]


def _scalars(node: Node, flow: bool = False) -> Iterator[tuple[Scalar, bool]]:
    """Yield every value below `node`, and whether it stands in braces or brackets."""
    match node:
        case Scalar():
            yield node, flow
        case yamlfile.Sequence():
            for item in node.items:
                yield from _scalars(item, flow or node.flow)
        case yamlfile.Mapping():
            for _key, value in node.pairs:
                yield from _scalars(value, flow or node.flow)


# --- what shall stand there


def _replaced(data: bytes, spot: _Spot, text: str) -> bytes:
    """Return the file `data` with `text` typed at the spot, lines ending as they do in the file."""
    if any("\ud800" <= char <= "\udfff" for char in text):  # half a character, which JSON can name and no file can hold
        raise Refused(_ONE_LINE)
    whole = data.decode()
    starts = [1 if whole.startswith("\ufeff") else 0, *(end.end() for end in LINE_END.finditer(whole))]
    start = starts[spot.span.line - 1] + spot.span.column - 1
    end = starts[spot.span.end_line - 1] + spot.span.end_column - 1
    end_of_line = found[0] if (found := LINE_END.search(whole)) else "\n"
    typed = _lines(text, end_of_line) if spot.long else _spelled(text, spot.flow)
    return (whole[:start] + typed + whole[end:]).encode()


def _lines(text: str, end: str) -> str:
    """Return a passage as lines of the file."""
    plain = LINE_END.sub("\n", text).strip("\n").rstrip()
    if not plain:
        raise Refused(_EMPTY)
    return plain.replace("\n", end)


def _spelled(text: str, flow: bool) -> str:
    """Return `text` as YAML reads it back: plain where that will do, else in quotes."""
    plain = text.strip()
    if not plain:
        raise Refused(_EMPTY)
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"')
    for typed in (plain, f'"{escaped}"'):
        node, faults = yamlfile.read(f"{{k: {typed}}}" if flow else f"k: {typed}")
        pairs = node.pairs if isinstance(node, yamlfile.Mapping) and not faults else ()
        if [(key.text, value.text) for key, value in pairs if isinstance(value, Scalar)] == [("k", plain)]:
            return typed
    raise Refused(_ONE_LINE)


def _expect_only(assembled: Assembled, spot: _Spot, name: str, new: bytes) -> None:
    """Raise Refused unless the declaration with the `new` bytes of the file differs in this value alone, and reads
    without another error than before."""
    folder = Path(assembled.sources.folder)
    sources = source.read(folder, dict(assembled.sources.raw) | {name: new})
    again = Assembled(sources, assembled.form, reading.read(sources, assembled.form.form))
    had = {(f.code, f.at, f.place.file) for f in assembled.findings if f.severity is ERROR}
    for finding in again.findings:
        if finding.severity is ERROR and (finding.code, finding.at, finding.place.file) not in had:
            raise Refused(_("没有保存：{says}。改法：{help}", says=finding.message, help=finding.help))
    before, after = _values(assembled), _values(again)
    changed = {at for at in before.keys() | after.keys() if before.get(at) != after.get(at)}
    if any(not _concerns(at, spot) for at in changed):
        raise Refused(_("没有保存：这样写会改动别的内容；请在编辑器里打开"))


def _values(assembled: Assembled) -> dict[Address, str]:
    """Return every value of the declaration by its address."""
    d = assembled.reading.declaration
    return {} if d is None else dict(proof.printable(d)) | dict(proof.printed(d))


def _concerns(at: Address, spot: _Spot) -> bool:
    """Say whether an edit at the spot changes the value at `at`: the value itself, a sum of it, or both columns."""
    path = spot.at.path
    if spot.both:
        return at.file == spot.at.file and at.path[:-1] == path[:-1] and at.path[-1] in ("period", "annual")
    return at.file == spot.at.file and at.path == path[: len(at.path)]
