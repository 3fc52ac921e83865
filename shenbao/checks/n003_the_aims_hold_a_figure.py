"""N003: somewhere in the aims stands a figure."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.figures import blocks, says_much
from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE
from shenbao.message import _
from shenbao.model.declaration import Declaration
from shenbao.model.mention import reader
from shenbao.model.narrative import Narrative


@check("N003", NOTICE)
def the_aims_hold_a_figure(d: Declaration) -> Iterator[Problem]:
    """总体绩效目标和各任务的期望达到的目标里应有数。"""
    aims = (d.goal, *(task.outcome for task in d.tasks))
    if not any(_is_measured(d, aim) for aim in aims):
        yield Problem(
            at=d.at,
            says=_("总体绩效目标和各任务的期望达到的目标没有写数量、比例或完成时间"),
            help=_("至少在一处写明做多少、达到多少或哪月完成，并与绩效指标一致"),
            subject="总体绩效目标",
        )


def _is_measured(d: Declaration, aim: Narrative) -> bool:
    """Say whether `aim` holds a quantity, the day something is done by, or a word that is as good as a number."""
    if any(says_much(d.form, one) for block in blocks(reader(d.form.words), aim) for one in block.quantities):
        return True
    words = d.form.words
    return any(words["deadline_words"].within(b.text) or words["measured_words"].within(b.text) for b in aim.blocks)
