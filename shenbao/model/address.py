"""The address of a value: the file that holds it and the way to it, as in `tasks/01-a.md#targets/0/annual`.

The same words stand in a finding's rule, in Word's content controls and in the preview's `data-source`. Files are named
from the content folder, items count from 0. A last step may be a stretch of the text there:
`tasks/01-a.md#content/0/4-9`.
"""

from __future__ import annotations

from typing import NamedTuple


class Stretch(NamedTuple):
    """Characters of a text as it prints, counted from 0, the end not included."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


Key = str | int
Step = Key | Stretch


_new = tuple.__new__


class Address(NamedTuple):
    """Where a value lives, without its line: lines change with every edit, addresses do not."""

    file: str
    path: tuple[Step, ...] = ()

    def __truediv__(self, step: Step) -> Address:
        return _new(Address, (self[0], (*self[1], step)))  # past the checks of a call: every value read is given one

    def __str__(self) -> str:
        return f"{self.file}#{'/'.join(map(str, self.path))}" if self.path else self.file
