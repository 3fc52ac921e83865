"""The address of a value: the file that holds it and the way to it, as in `tasks/01-a.md#targets/0/annual`.

The same words stand in a finding's rule, in Word's content controls and in the preview's `data-source`. Files are named
from the content folder, items count from 0.
"""

from __future__ import annotations

from typing import NamedTuple

Step = str | int


class Address(NamedTuple):
    """Where a value lives, without its line: lines change with every edit, addresses do not."""

    file: str
    path: tuple[Step, ...] = ()

    def __truediv__(self, step: Step) -> Address:
        return Address(self.file, (*self.path, step))

    def __str__(self) -> str:
        return f"{self.file}#{'/'.join(map(str, self.path))}" if self.path else self.file
