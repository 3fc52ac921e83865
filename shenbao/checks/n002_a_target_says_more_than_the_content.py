"""N002: 期望达到的目标 says what comes of the work, not the work again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from shenbao.checks.quoting import short
from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration, Task
from shenbao.model.likeness import bare, longest, runs
from shenbao.model.narrative import Narrative
from shenbao.model.passages import stretch


@check("N002", WARNING, whole=False, apart=True)
def a_target_says_more_than_the_content(d: Declaration) -> Iterator[Problem]:
    """期望达到的目标不应只是重复主要实施内容。"""
    most = d.form.thresholds["restated_share"]
    for task in d.tasks:
        said, aimed = bare(task.content.text), runs(task.outcome.text)
        again = set(filter(said.__contains__, aimed))
        if again and len(again) >= most * len(aimed):
            yield _restated(task, again, Decimal(len(again) * 100 // len(aimed)))


def _restated(task: Task, same: set[str], share: Decimal) -> Problem:
    """Return the problem of `task`, at the longest passage that stands in both of its sections."""
    at, quoted = _longest(task.outcome, same)
    before, _text = _longest(task.content, same)
    return Problem(
        at=at,
        says=_(
            "“期望达到的目标”有 {share}% 的文字与“主要实施内容”相同，如“{quoted}”", share=share, quoted=short(quoted)
        ),
        help=_("写做完以后达到什么结果：数量、质量、时限，或带来的变化；做什么留在“主要实施内容”里"),
        subject=task.title,
        related=((before, _("“主要实施内容”里的这一段")),),
    )


def _longest(narrative: Narrative, same: set[str]) -> tuple[Address, str]:
    """Return the longest stretch of `narrative` that is made of the runs `same`, and its text."""
    found = [(n, block.text, *longest(block.text, same)) for n, block in enumerate(narrative.blocks)]
    n, text, start, end = max(found, key=lambda one: one[3] - one[2])
    return (stretch(narrative.at / n, start, end), text[start:end]) if end else (narrative.at, text)
