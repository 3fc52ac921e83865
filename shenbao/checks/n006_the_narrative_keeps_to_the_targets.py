"""N006: a number in a narrative does not contradict the target of the same name and unit."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.claims import Claim, claims
from shenbao.checks.columns import beside
from shenbao.checks.figures import blocks
from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import _
from shenbao.model.declaration import Declaration
from shenbao.model.mention import reader
from shenbao.model.passages import stretch


@check("N006", WARNING, whole=False)
def the_narrative_keeps_to_the_targets(d: Declaration) -> Iterator[Problem]:
    """正文里的数不应与同名、同单位的指标矛盾。"""
    for claim in _claims(d):
        if claim.short:
            yield _problem(d, claim)


def _claims(d: Declaration) -> Iterator[Claim]:
    """Yield every claim of the narratives, in the order of the files."""
    known, read = claims(d), reader(d.form.words)
    yield from known.of_department(blocks(read, d.goal))
    if d.other:
        yield from known.of_others(blocks(read, d.other.body))
    for task in d.tasks:
        yield from known.of_task(task, blocks(read, task.content, task.outcome))


def _problem(d: Declaration, claim: Claim) -> Problem:
    """Return the finding at the later of the two places, as files are read."""
    text, target, key = claim.block.typed(claim.one), claim.target, claim.wanted.key
    there = stretch(claim.block.at, claim.one.start, claim.one.end)
    last = there if there.file >= target.at.file else target.at / key
    other = beside(d.form, target, key) if last is there else (there, _("正文 {text}", text=text))
    return Problem(
        at=last,
        says=_("正文写“{text}”，指标“{name}”是 {value}", text=text, name=target.name, value=claim.wanted.value.printed),
        help=_("核对两处，改成同一个数；正文只说其中一部分或另一段时间的，在句子里写明"),
        subject=target.name,
        related=(other,),
    )
