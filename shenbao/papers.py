"""The papers that a document carries beyond its text: what it was made from, what it claims to be, what is attached.

Both printers are handed the same. Nothing here depends on the clock: a day is there only where the caller names one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

BOTH = "both"
VARIANTS = (BOTH, "a-2+ua-1", "a-3", "a-2", "ua-1")
"""what a PDF may claim to be: PDF/A-3a and PDF/UA-1 at once, and less"""
WITH_FILES = (BOTH, "a-3")
"""those that may carry files of any kind"""
_MOST_FILES, _LONGEST = 20_000, 2_000
_PRINTING = re.compile(r"([0-9a-f]{64})?")
_DATED = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a build was made from. `files` are names with their SHA-256 in hexadecimal: `content/department.md`,
    `form/form.html`; `rules` is that of all rules and word lists.
    """

    build: str = ""
    version: str = ""
    rules: str = ""
    files: tuple[tuple[str, str], ...] = ()
    attached: bool = False
    """whether the document carries the files themselves"""
    printing: str = ""
    """the digest of what printed it: libraries, and for a PDF the faces; no part of `build`, as it is not of the
    sources"""

    def __bool__(self) -> bool:
        return bool(self.build)

    def text(self) -> str:
        """Return this as one line of JSON; `read` makes it this again."""
        held: dict[str, object] = {
            "build": self.build,
            "version": self.version,
            "rules": self.rules,
            "files": dict(self.files),
        }
        held |= {"printing": self.printing} if self.printing else {}
        held |= {"attached": True} if self.attached else {}
        return json.dumps(held, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Provenance:
        """Return what `text` says; nothing where it is not one of ours, whoever wrote it."""
        try:
            held = json.loads(text)
            files = tuple((str(name), str(digest)) for name, digest in held["files"].items())
            attached = held.get("attached") is True
            words = (str(held["build"]), str(held["version"]), str(held["rules"]))
            printing = str(held.get("printing", ""))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return cls()
        return cls(*words, files, attached, printing).sane()

    def sane(self) -> Provenance:
        """Return this; nothing where no build of ours says so much."""
        words = (self.build, self.version, self.rules, *(word for pair in self.files for word in pair))
        fits = len(self.files) <= _MOST_FILES and all(len(word) <= _LONGEST for word in words)
        return self if fits and _PRINTING.fullmatch(self.printing) else Provenance()

    def printed_by(self, *by: str) -> Provenance:
        """Return this with the digest of the libraries and faces `by` name; one that is said already stays, so that a
        document can be made again as it was."""
        digest = hashlib.sha256("\n".join(by).encode()).hexdigest()
        return self if self.printing or not self else replace(self, printing=digest)


def dated(text: str) -> datetime | None:
    """Return the time that a document says it was made at, as our documents write it; None for what is no time."""
    try:
        return datetime.strptime(text[:40], _DATED)  # UTC, which the Z says
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file within the PDF. `relationship` is Source for what the document was made from, Data for what it says."""

    name: str
    data: bytes
    relationship: str


@dataclass(frozen=True, slots=True)
class Papers:
    """All that both printers are handed besides the layout and its look."""

    provenance: Provenance = Provenance()
    variant: str = BOTH
    attachments: tuple[Attachment, ...] = ()
    made: datetime | None = None
    """the time that SOURCE_DATE_EPOCH tells, in UTC"""

    def printed_by(self, *by: str) -> Papers:
        """Return these, saying what prints them."""
        return replace(self, provenance=self.provenance.printed_by(*by))


NO_PAPERS = Papers()


def differing(one: Provenance, other: Provenance) -> Iterator[str]:
    """Yield the names of the files whose digests differ, or that only one of the two has, by name."""
    mine, theirs = dict(one.files), dict(other.files)
    yield from (name for name in sorted({*mine, *theirs}) if mine.get(name) != theirs.get(name))
