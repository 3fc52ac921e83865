"""The narratives of a declaration, one after the other, each with the name that people know it by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from shenbao.model.address import Address, Stretch
from shenbao.model.declaration import Declaration, Task
from shenbao.model.narrative import Narrative


class Passage(NamedTuple):
    """A narrative: 总体绩效目标, a task's 主要实施内容 or 期望达到的目标, or 其他需完成的任务.

    `section` is goal, content, outcome or body; `subject` the task's title, or the block's name.
    """

    section: str
    subject: str
    narrative: Narrative
    task: Task | None = None

    @property
    def texts(self) -> Iterator[tuple[Address, str]]:
        """Each block's text with its address."""
        for n, block in enumerate(self.narrative.blocks):
            yield self.narrative.at / n, block.text


def passages(d: Declaration) -> Iterator[Passage]:
    """Yield every narrative of `d` in the order of the files."""
    yield Passage("goal", "总体绩效目标", d.goal)
    if d.other:
        yield Passage("body", "其他需完成的任务", d.other.body)
    for task in d.tasks:
        yield Passage("content", task.title, task.content, task)
        yield Passage("outcome", task.title, task.outcome, task)


def stretch(block: Address, start: int, end: int) -> Address:
    """Return the address of the characters from `start` to `end` of the text of `block`."""
    return block / Stretch(start, end)
