"""Whether two declarations say the same: figures, values, categories, words, order. Spelling and doubled marks aside.

Nothing is listed here but what may differ: a field that the declaration gains some day is compared without being named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from shenbao.mending import marks
from shenbao.mending.mend import Mend
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration, OtherTasks, Target, Task
from shenbao.model.indicator import Value
from shenbao.model.narrative import Block, Narrative, Run
from shenbao.reading import Reading

Names = Mapping[Address, str]
"""the new names of targets, by the address of the old"""


def same(before: Reading, after: Reading, mends: Iterable[Mend]) -> bool:
    """Say whether `after` says what `before` does, but for the names that the `mends` announce."""
    names = {mend.at: mend.name for mend in mends if mend.name}
    was, becomes = before.declaration, after.declaration
    if was is None or becomes is None or _bare(was, names) != _bare(becomes, {}):
        return False
    return before.waivers == after.waivers and _complaints(before) == _complaints(after)


def _complaints(reading: Reading) -> list[tuple[str, Address]]:
    return [(finding.code, finding.at) for finding in reading.findings]


def _bare(d: Declaration, names: Names) -> Declaration:
    """Return `d` without what mends may change, its targets under their new `names`."""
    new = {(t.category, t.name): names[t.at / "name"] for t in d.indicators if t.at / "name" in names}
    return replace(
        d,
        goal=_narrative(d.goal),
        tasks=tuple(_task(task, names) for task in d.tasks),
        targets=_targets(d.targets, names),
        other=_other(d.other) if d.other else None,
        order={category: tuple(new.get((category, n), n) for n in listed) for category, listed in d.order.items()},
    )


def _task(task: Task, names: Names) -> Task:
    return replace(
        task,
        content=_narrative(task.content),
        outcome=_narrative(task.outcome),
        targets=_targets(task.targets, names),
    )


def _other(other: OtherTasks) -> OtherTasks:
    return replace(other, body=_narrative(other.body))


def _targets(targets: tuple[Target, ...], names: Names) -> tuple[Target, ...]:
    return tuple(
        replace(t, name=names.get(t.at / "name", t.name), period=_value(t.period), annual=_value(t.annual))
        for t in targets
    )


def _value(value: Value) -> Value:
    return replace(value, text=value.printed)


def _narrative(narrative: Narrative) -> Narrative:
    return replace(narrative, blocks=tuple(map(_block, narrative.blocks)))


def _block(block: Block) -> Block:
    return replace(block, runs=tuple(Run(marks.without(run.text), run.bold, run.italic) for run in block.runs))
