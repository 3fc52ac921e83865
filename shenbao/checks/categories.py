"""The targets of each category in the order of the files: of two of them the later carries a finding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from shenbao.model.declaration import Declaration, Target


def by_category(d: Declaration) -> Mapping[str, list[Target]]:
    """Return the targets of each category that has any; department.md comes before the tasks."""
    rows: dict[str, list[Target]] = defaultdict(list)
    for target in _in_file_order(d):
        rows[target.category].append(target)
    return rows


def _in_file_order(d: Declaration) -> Iterator[Target]:
    yield from d.targets
    for task in d.tasks:
        yield from task.targets
