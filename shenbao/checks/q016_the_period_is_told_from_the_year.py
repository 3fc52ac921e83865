"""Q016: where the whole period equals the year in every row, something says that the tasks last one year."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE
from shenbao.message import _
from shenbao.model.declaration import Declaration, Target, Task


@check("Q016", NOTICE)
def the_period_is_told_from_the_year(d: Declaration) -> Iterator[Problem]:
    """各行的实施周期指标值和年度指标值都相同时，应写明任务只有一年。"""
    columns = dict(d.form.columns)
    if len(columns) < 2 or (d.tasks and all(map(_one_year, d.tasks))):
        return
    open_rows = [*(t for task in d.tasks if not _one_year(task) for t in task.targets), *d.targets]
    if open_rows and all(map(_equal, d.indicators)):
        yield Problem(
            at=d.at,
            says=_("每一行的{period}都和{year}相同", period=columns["period"], year=columns["annual"]),
            help=_("一年期的任务加一行实施年度（duration）；几年期的，实施周期填整个项目期的数"),
            subject=columns["period"],
        )


def _one_year(task: Task) -> bool:
    return task.duration is not None and task.duration.first == task.duration.last


def _equal(target: Target) -> bool:
    return target.period is target.annual or target.period.printed == target.annual.printed
