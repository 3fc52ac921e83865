"""T009: the weights of the targets, where they are used, make up the total that the form asks for."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.message import _
from shenbao.model.coverage import measures
from shenbao.model.declaration import Declaration, Target
from shenbao.model.weight import Points, Score

_SHOWN = 10  # targets without a weight that a finding points at


@check("T009")
def weights_make_up_the_total(d: Declaration) -> Iterator[Problem]:
    """写了分值时，各指标分值合计应等于本表规定的总分。"""
    if d.form.weight_total is None:
        return
    wanted = Points(d.form.weight_total)
    scores = [Score(t.name, Points(t.weight), t.at / "weight") for t in d.indicators if t.weight is not None]
    given = Score.total("分值合计", scores, d.at)
    if not scores or given.amount == wanted:
        return
    bare = _without_weight(d)
    sums = {"given": given.amount, "wanted": wanted, "gap": given.amount.apart(wanted)}
    yield Problem(
        at=d.at,
        says=_("各指标分值合计 {given}，本表总分 {wanted}，相差 {gap}", **sums)
        if not bare
        else _(
            "各指标分值合计 {given}，本表总分 {wanted}，相差 {gap}；{count} 个指标没有写分值", **sums, count=len(bare)
        ),
        help=_("核对各指标的分值，使合计等于本表总分"),
        subject="分值",
        related=tuple((t.at, _("“{name}”没有写分值", name=t.name)) for t in bare[:_SHOWN]),
        origins=(given,),
    )


def _without_weight(d: Declaration) -> list[Target]:
    """Return the targets that measure something and have no weight."""
    return [target for target in d.indicators if target.weight is None and measures(d.form, target)]
