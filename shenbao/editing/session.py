"""The content folders that an editor has files of open: their buffers, what was last read, and when to read again.

An answer never waits for a check: it comes from the buffer at hand and from what was last read. Checking all of a
declaration takes longer than a keystroke may, so it waits for a pause in the typing and runs in a thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shenbao import form, intake, source
from shenbao.editing import snapshot
from shenbao.editing.positions import Text
from shenbao.editing.snapshot import Snapshot
from shenbao.filenames import DEPARTMENT, TEMPLATE

_PAUSE_S = 0.12
_MOST_PAUSES = 8
"""pauses after which somebody who types on and on is shown what is wrong all the same"""
_TEMPLATES = "templates"
Told = Callable[["Folder"], None]
Failed = Callable[[Exception], None]


@dataclass(frozen=True, slots=True)
class Setting:
    """What the call of the program said: the forms' folder, a content folder, the language and the day; where it said
    nothing, the editor and the folders do."""

    templates: Path | None = None
    content: Path | None = None
    lang: str = ""
    today: date | None = None


class Folder:
    """One content folder, with the buffers of it that are open: each file's name, its text, and the editor's number for
    that text."""

    def __init__(
        self, content: Path, setting: Setting, told: Callable[[Folder], None], failed: Callable[[Exception], None]
    ) -> None:
        self.content, self.setting, self.told, self.failed = content, setting, told, failed
        self.buffers: dict[str, str] = {}
        self.last: Snapshot | None = None
        self._kept: source.Kept = {}
        self._behind = False
        self._task: asyncio.Task[None] | None = None

    @property
    def shown(self) -> str:
        return self.content.as_posix()

    def put(self, name: str, text: str | None) -> None:
        """Take `text` for the file called `name`, or with None what is on the disk."""
        if text is None:
            self.buffers.pop(name, None)
        else:
            self.buffers[name] = text
        self.touch()

    def touch(self) -> None:
        """Read and check again, as soon as nobody types."""
        self._behind = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._catch_up())

    async def fresh(self) -> Snapshot | None:
        """Return what there is to read now; None where that failed."""
        if self.last is None and self._task is None:
            self.touch()
        if self._task:
            await asyncio.shield(self._task)
        return self.last

    def text(self, name: str) -> Text | None:
        """Return the open buffer of the file called `name`; None for one that is not open, or too long to be read."""
        text = self.buffers.get(name)
        return Text.of(text) if text is not None and len(text) <= intake.MOST_BYTES else None

    def source(self, name: str) -> source.Source | None:
        """Return what the buffer of the file called `name` holds; None where it cannot be read as it stands."""
        data = self.buffers.get(name, "").encode("utf-8", "surrogatepass")
        if len(data) > intake.MOST_BYTES:
            return None
        return source.one(name, f"{self.shown}/{name}", data)[0]

    async def _catch_up(self) -> None:
        while self._behind:
            for _pause in range(_MOST_PAUSES):
                self._behind = False
                await asyncio.sleep(_PAUSE_S)
                if not self._behind:
                    break
            self._behind = False
            try:
                self.last = await asyncio.to_thread(self._take, dict(self.buffers))
                self.told(self)
            except Exception as error:  # a bug, or an installed rule's; what was last read stays
                self.failed(error)

    def _take(self, buffers: dict[str, str]) -> Snapshot:
        instead = {name: text.encode("utf-8", "surrogatepass") for name, text in buffers.items()}
        return snapshot.take(self.content, self._templates(), instead, self._kept, self.setting.today)

    def _templates(self) -> Path:
        """Return the folder of forms: the one that was named, one beside the content, else those shipped."""
        beside = self.content.parent / _TEMPLATES
        near = beside if any(beside.glob(f"*/{TEMPLATE}")) else form.shipped()
        return self.setting.templates or near


class Session:
    """The folders of an editor's window."""

    def __init__(self, setting: Setting, told: Told, failed: Failed) -> None:
        self.setting, self.told, self.failed = setting, told, failed
        self.folders: dict[Path, Folder] = {}

    def open(self, path: Path, text: str) -> None:
        """Take `text` for the file at `path`, where that is one of a declaration."""
        if (found := self._place(path)) is not None:
            content, name = found
            self.folder(content).put(name, text)

    def close(self, path: Path) -> None:
        if (found := self.find(path)) is not None:
            found[0].put(found[1], None)

    def find(self, path: Path) -> tuple[Folder, str] | None:
        """Return the folder that the file at `path` is open in, and its name there."""
        found = snapshot.content_of(path)
        return (self.folders[found[0]], found[1]) if found and found[0] in self.folders else None

    def look_into(self, roots: Iterable[Path]) -> None:
        """Check each declaration that is the folder of one of `roots`, or the content folder in it."""
        named = [self.setting.content] if self.setting.content else []
        for content in (*named, *(content for root in roots for content in (root, root / "content"))):
            if _is_content(content):
                self.folder(content).touch()

    def folder(self, content: Path) -> Folder:
        """Return the content folder at that path, known from now on."""
        if content not in self.folders:
            self.folders[content] = Folder(content, self.setting, self.told, self.failed)
        return self.folders[content]

    def _place(self, path: Path) -> tuple[Path, str] | None:
        found = snapshot.content_of(path)
        if found is None:
            return None
        content, name = found
        known = content in self.folders or name == DEPARTMENT or _is_content(content) or content == self.setting.content
        return found if known else None


def _is_content(folder: Path) -> bool:
    try:
        return (folder / DEPARTMENT).is_file()
    except (OSError, ValueError):  # no name that a disk could bear
        return False
