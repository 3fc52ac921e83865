"""A content folder as it was last read and checked, with the open buffers in place of the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from shenbao import pipeline, source
from shenbao.editing.positions import Text
from shenbao.engine import Examined
from shenbao.filenames import DEPARTMENT, OTHER, TASKS
from shenbao.finding import Finding, Place
from shenbao.mending import Mend
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration
from shenbao.model.form import Form


@dataclass(frozen=True)
class Snapshot:
    """What was read, and every finding about it. `today` is the day that waivers are held to."""

    assembled: pipeline.Assembled
    examined: Examined
    today: date | None = None

    @property
    def declaration(self) -> Declaration | None:
        return self.assembled.reading.declaration

    @property
    def form(self) -> Form | None:
        return self.assembled.form.form

    @property
    def folder(self) -> str:
        return self.assembled.sources.folder

    @cached_property
    def _raw(self) -> Mapping[str, bytes]:
        return {f"{self.folder}/{name}": data for name, data in self.assembled.sources.raw}

    @cached_property
    def _texts(self) -> dict[str, Text]:
        return {}

    def raw(self, shown: str) -> bytes:
        """Return the bytes that were read of the file at the path `shown`; empty where it is none of this folder."""
        return self._raw.get(shown, b"")

    def text(self, shown: str) -> Text:
        """Return the text that was read of the file at the path `shown`; empty where it is none of this folder."""
        if shown not in self._texts:
            self._texts[shown] = Text.of(self.raw(shown).decode("utf-8", "replace"))
        return self._texts[shown]

    @cached_property
    def mends(self) -> tuple[Mend, ...]:
        """The mends that change no meaning."""
        return pipeline.mend(self.assembled, self.today).mends

    def findings(self, shown: str) -> Iterator[Finding]:
        """Yield the findings in the file `shown`."""
        return (finding for finding in self.examined.findings if finding.place.file == shown)

    def places(self, shown: str) -> Iterator[tuple[Address, Place]]:
        """Yield what was read of the file `shown`, with its places."""
        known = self.assembled.reading.places.known
        return ((at, place) for at, place in known.items() if place.file == shown)


def take(
    content: Path, templates: Path, buffers: Mapping[str, bytes], kept: source.Kept, today: date | None = None
) -> Snapshot:
    """Read and check the folder `content`, `buffers` in place of the files that they are named after."""
    assembled = pipeline.assemble(content, templates, buffers, kept)
    return Snapshot(assembled, pipeline.check(assembled, today), today)


def content_of(path: Path) -> tuple[Path, str] | None:
    """Return the content folder that the file at `path` may belong to, and the file's name there; None where its place
    or its name says that it belongs to none."""
    if path.parent.name == TASKS and source.belongs(f"{TASKS}/{path.name}"):
        return path.parent.parent, f"{TASKS}/{path.name}"
    return (path.parent, path.name) if path.name in (DEPARTMENT, OTHER) else None
