"""The targets of each category in the order of the files: of two of them the later carries a finding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from shenbao.model.declaration import Declaration, Target


def in_file_order(d: Declaration) -> Iterator[Target]:
    """Yield every target: department.md comes before the tasks."""
    yield from d.targets
    for task in d.tasks:
        yield from task.targets


def by_category(targets: Iterable[Target]) -> Mapping[str, list[Target]]:
    """Return the `targets` of each category that has any, in their order."""
    rows: dict[str, list[Target]] = defaultdict(list)
    for target in targets:
        rows[target.category].append(target)
    return rows
