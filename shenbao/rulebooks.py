"""Where the rules are: the package's own folder `checks`, and the packages that others have installed.

A package adds rules by an entry point in the group `shenbao.checks` that names a Python package built like ours: one
rule a module, its manual beside it. What is installed was chosen by whoever looks after the machine; a content folder
is written by many hands, so nothing in it is ever run, whatever it is called.
"""

from __future__ import annotations

import hashlib
import io
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

OURS = GROUP = "shenbao.checks"


class Unusable(Exception):
    """An installed package of rules that cannot be used: its name, and why."""

    def __init__(self, package: str, why: str) -> None:
        super().__init__(package, why)
        self.package, self.why = package, why


@cache
def packages() -> tuple[str, ...]:
    """Return the names of the packages that hold rules, ours first, the others by name."""
    if not _offered():
        return (OURS,)
    from importlib.metadata import entry_points  # a tenth of a check, and few machines have such a package

    added = {entry.value for entry in entry_points(group=GROUP)}
    return (OURS, *sorted(added - {OURS}))


def _offered() -> bool:
    """Say whether the group's name stands in what any installed package says of itself."""
    return any(GROUP.encode() in told for folder in sys.path if folder for told in _entry_points(folder))


def _entry_points(folder: str) -> Iterator[bytes]:
    """Yield what each package that is installed in `folder` says of its entry points."""
    with suppress(OSError):  # a zip file, or no folder at all
        for entry in os.scandir(folder):
            if entry.name.endswith("-info"):
                with suppress(OSError), io.FileIO(f"{entry.path}/entry_points.txt") as file:  # most have none
                    yield file.read()


def folders() -> Iterator[tuple[str, Path]]:
    """Yield each package of rules with its folder. Raises Unusable where there is none."""
    for package in packages():
        yield package, _folder(package)


def digest() -> str:
    """Return the SHA-256 of all rules and of the words and thresholds that are shipped with them. Raises Unusable."""
    data = sorted(Path(__file__).parent.glob("*.yaml"))
    made = hashlib.sha256()
    for file in (*data, *(file for _package, folder in folders() for file in sorted(folder.glob("*.py")))):
        content = file.read_bytes().replace(b"\r\n", b"\n")  # git may have turned the line ends
        made.update(f"{file.name}\0{len(content)}\0".encode())
        made.update(content)
    return made.hexdigest()


def _folder(package: str) -> Path:
    try:
        spec = find_spec(package)
    except (ImportError, ValueError) as error:
        raise Unusable(package, str(error)) from error
    if spec is None or not spec.submodule_search_locations:
        raise Unusable(package, f"no package {package}")
    return Path(next(iter(spec.submodule_search_locations)))
