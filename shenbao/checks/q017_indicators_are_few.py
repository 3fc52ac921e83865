"""Q017: a declaration has few indicators, so that each of them matters."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.categories import by_category, in_file_order
from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE
from shenbao.message import _
from shenbao.model.coverage import measures
from shenbao.model.declaration import Declaration


@check("Q017", NOTICE)
def indicators_are_few(d: Declaration) -> Iterator[Problem]:
    """一个类别一般不超过 8 个指标，全部不超过 30 个。"""
    rows = [target for target in in_file_order(d) if measures(d.form, target)]
    most, most_of_all = (int(d.form.thresholds["most_in_a_category"]), int(d.form.thresholds["most_targets"]))
    for category, targets in by_category(rows).items():
        if len(targets) > most:
            yield Problem(
                at=targets[most].at / "category",
                says=_("{category}有 {n} 个，超过 {most} 个", category=category, n=len(targets), most=most),
                help=_("留下最能说明任务做得怎样的几个，其余合并或删去"),
                subject=category,
            )
    if len(rows) > most_of_all:
        yield Problem(
            at=rows[most_of_all].at / "name",
            says=_("全部指标有 {n} 个，超过 {most} 个", n=len(rows), most=most_of_all),
            help=_("每项任务留下最能说明它的几个指标，其余合并或删去"),
            subject="绩效指标",
        )
