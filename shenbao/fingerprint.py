"""What makes two findings the same, whatever line they stand on: the code, the file, the subject and the message.

One function serves the baseline and the report formats whose readers follow a finding from run to run. Files are named
from the folder that they belong to, so that `--content` by its full path, or another machine, changes nothing; messages
are taken in Chinese, so that the language of the report does not either.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shenbao.finding import Finding


class Print(NamedTuple):
    """What a finding is known by; prints sort as people look for them: by file, then by code."""

    file: str
    code: str
    subject: str
    message: str

    @property
    def digest(self) -> str:
        """The print as 32 hexadecimal digits."""
        return _digest(self)


def of(finding: Finding, folders: Iterable[str]) -> Print:
    """Return the print of `finding`, its file named from the one of `folders` that holds it."""
    return Print(_within(finding.place.file, folders), finding.code, finding.subject, finding.message.within("zh"))


def digests(findings: Iterable[Finding], folders: Sequence[str]) -> list[str]:
    """Return a digest for each of `findings`, no two the same: those with one print are told apart by their order."""
    met: Counter[Print] = Counter()
    found = []
    for finding in findings:
        one = of(finding, folders)
        found.append(_digest((*one, met[one])) if met[one] else one.digest)
        met[one] += 1
    return found


def _within(file: str, folders: Iterable[str]) -> str:
    for folder in folders:
        if file.startswith(f"{folder}/"):
            return file.removeprefix(f"{folder}/")
    return file


def _digest(parts: Iterable[object]) -> str:
    """Return the digest of `parts`; a list in JSON keeps them apart, and ASCII lets a file have any name."""
    return hashlib.sha256(json.dumps(list(parts)).encode("ascii")).hexdigest()[:32]
