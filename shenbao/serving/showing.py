"""What the page shows now, brought up to date with the files, and told to every page that is open.

Reading and checking take their time in a thread; while they do, further saves only leave a sign to look again, so that
a thousand saves in a burst cost a few readings and never a queue.
"""

from __future__ import annotations

import asyncio
import gc
import json
import secrets
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shenbao import pipeline, reporting, source
from shenbao.engine import Examined
from shenbao.finding import Place
from shenbao.message import Message, _
from shenbao.model.address import Address, Step
from shenbao.pipeline import Assembled
from shenbao.serving import view
from shenbao.serving.view import Drawn, View, sendable
from shenbao.source import Kept

_AROUND, _MOST_LINES, _WIDEST = 5, 40, 2000
_REMEMBERED, _LONG = 8, 7
_LARGE = 30  # files; below that all comes at once
_BEAT_SECONDS = 15
_NO_NEWS: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is shown, and how: the folders, the day, the language, the editor's links, whether the page may edit."""

    content: Path
    templates: Path
    output: Path
    day: date | None
    lang: str
    editor: str
    edits: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """What the files said, and the form drawn from it; `stamps`: when each file of the form was changed."""

    assembled: Assembled
    drawn: Drawn
    stamps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """What was read, what was found, and the page of it."""

    revision: str
    read: _Read
    examined: Examined
    view: View

    @property
    def assembled(self) -> Assembled:
        return self.read.assembled


class Showing:
    """The page of one content folder. `refresh` is called from threads, all else from the loop."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted, self.token = wanted, secrets.token_urlsafe(24)
        self.news: Mapping[str, object] = _NO_NEWS
        """how far a build is; told as it is to every page"""
        self._kept: Kept = {}
        self._lock = threading.Lock()
        self._run, self._count = secrets.token_hex(4), 0
        self._past: dict[str, View] = {}
        self._sign = asyncio.Event()
        self.now = self._begin()

    # -- reading -----------------------------------------------------------------------------------------------------

    def refresh(self, tell: Callable[[], object]) -> None:
        """Look at the files again, and `tell` of each page that is another one: of a large declaration the form comes
        first, the findings when all is checked."""
        with self._lock:
            before = self.now
            read = self._read(before)
            if read is None:
                return
            if len(read.assembled.sources.raw) > _LARGE and read.drawn.well and not before.view.stale:
                self._show(read, before.examined, view.ahead(read.drawn, before.view), tell)
            examined = pipeline.check(read.assembled, self.wanted.day)
            made = view.make(read.assembled, examined, read.drawn, self.wanted.lang, before.view)
            self._show(read, examined, made, tell)

    def _begin(self) -> Moment:
        read = self._read(None)
        assert read is not None
        examined = pipeline.check(read.assembled, self.wanted.day)
        return self._moment(read, examined, view.make(read.assembled, examined, read.drawn, self.wanted.lang, None))

    def _read(self, before: Moment | None) -> _Read | None:
        """Return what the files say; None where that is what they said `before`."""
        for last_try in (False, True):
            try:
                if before and self._same(before.read):
                    return None
                assembled = pipeline.assemble(self.wanted.content, self.wanted.templates, kept=self._kept)
                stamps = _stamps(assembled)
                return _Read(assembled, view.draw(assembled, self.wanted.lang), stamps)
            except OSError:  # a file that went between two looks at it
                if last_try:
                    raise
        raise AssertionError("the second try returns or raises")

    def _same(self, read: _Read) -> bool:
        """Say whether the files are those that were read; a form that could not be had is looked for again."""
        sources = source.read(self.wanted.content, kept=self._kept)
        before = read.assembled
        same = (sources.raw, sources.findings) == (before.sources.raw, before.sources.findings)
        same = same and sources.approvals == before.sources.approvals
        return same and before.form.form is not None and read.stamps == _stamps(before)

    def _show(self, read: _Read, examined: Examined, made: View, tell: Callable[[], object]) -> None:
        """Make `made` the page, under a new revision if anything is to be seen of it."""
        now = self.now
        if made.boxes == now.view.boxes and made.look == now.view.look:
            self.now = Moment(now.revision, read, examined, made)
        else:
            self.now = self._moment(read, examined, made)
            tell()

    def _moment(self, read: _Read, examined: Examined, made: View) -> Moment:
        self._count += 1
        revision = f"{self._run}-{self._count}"
        self._past[revision] = made
        while len(self._past) > _REMEMBERED:
            del self._past[next(iter(self._past))]
        return Moment(revision, read, examined, made)

    # -- telling -----------------------------------------------------------------------------------------------------

    def tell(self, news: Mapping[str, object] | None = None) -> None:
        """Wake every page that is open: there is another moment, or `news` of a build."""
        if news is not None:
            self.news = news
        sign, self._sign = self._sign, asyncio.Event()
        sign.set()

    async def events(self, since: str) -> AsyncIterator[str]:
        """Yield what a page that shows the revision `since` has to change, for as long as it listens."""
        yield "retry: 500\n" + _event("hello", {"token": self.token})
        news = _NO_NEWS
        while True:
            sign, now = self._sign, self.now
            if now.revision != since:
                yield _event("change", self._change(since, now), now.revision)
                since = now.revision
            if self.news is not news:
                news = self.news
                yield _event("build", news)
            try:
                await asyncio.wait_for(sign.wait(), _BEAT_SECONDS)
            except TimeoutError:
                yield ":\n\n"  # tells whether anybody is there

    def _change(self, since: str, now: Moment) -> Mapping[str, object]:
        past = self._past.get(since)
        changed = view.changes(past.boxes if past else {}, now.view.boxes)
        return {"look": now.view.look_digest, "boxes": {name: [order, parts] for name, order, parts in changed}}

    # -- looking up --------------------------------------------------------------------------------------------------

    def place(self, at: str) -> tuple[Address, Place] | None:
        """Return the address that a cell bears, and where it stands; None for what is no file of the declaration."""
        assembled = self.now.assembled
        named = (name for name, _data in assembled.sources.raw if at == name or at.startswith(f"{name}#"))
        file = max(named, key=len, default=None)  # the name of a file may hold a # as well
        if file is None:
            return None
        address = Address(file, tuple(_step(step) for step in at[len(file) + 1 :].split("/") if step))
        places = assembled.reading.places
        place = places.of(address / 0 if address / 0 in places.written else address)  # a passage: not its heading
        if place.file == address.file:  # nothing of it could be read: its first line
            place = Place(f"{assembled.sources.folder}/{address.file}")
        return address, place

    def lines(self, place: Place) -> tuple[list[tuple[int, str, bool]], Path] | None:
        """Return the lines around `place`, each with whether it belongs to it, and the file; None for a file that is
        none of the sources nor of the form."""
        assembled = self.now.assembled
        folder = assembled.form.folder
        ours = {f"{assembled.sources.folder}/{name}" for name, _data in assembled.sources.raw}
        ours |= {(folder / name).as_posix() for name in assembled.form.files}
        if place.file not in ours:
            return None
        every = reporting.lines(assembled)(place.file)
        end = min(max(place.end_line, place.line), place.line + _MOST_LINES)
        first, last = max(1, place.line - _AROUND), min(len(every), end + _AROUND)
        around = ((n, every[n - 1][:_WIDEST], place.line <= n <= end) for n in range(first, last + 1))
        return list(around), Path(place.file)


def bug(error: Exception) -> Message:
    """Return what is said of a fault of the program; what is shown stays, and the server goes on."""
    return _("程序出错：{what}；把源文件发给维护的人（设 SHENBAO_TRACE=1 可看到细节）", what=repr(error))


def collect() -> None:
    """Collect garbage now, while nobody saves: when a page is made it would take a third of the time."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _stamps(assembled: Assembled) -> tuple[int, ...]:
    return tuple(_changed(assembled.form.folder / name) for name in assembled.form.files)


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _step(text: str) -> Step:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _LONG else text


def _event(name: str, data: Mapping[str, object], number: str = "") -> str:
    """Return a server-sent event. JSON has no bare line end, so one line holds it."""
    identity = f"id: {number}\n" if number else ""
    return f"{identity}event: {name}\ndata: {sendable(json.dumps(data, ensure_ascii=False))}\n\n"
