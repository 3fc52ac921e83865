"""T011: a target has a value for every column that the form prints."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.message import _
from shenbao.model.declaration import Declaration

_KEYS = {"period": _("实施周期指标值: "), "annual": _("年度指标值: ")}


@check("T011", whole=False, apart=True)
def both_values_are_given(d: Declaration) -> Iterator[Problem]:
    """本表的每一列指标值都应填写。"""
    for target in d.indicators:
        for key, column in d.form.columns:
            if not dict(target.values)[key]:
                yield Problem(
                    at=target.at / key,
                    says=_("“{name}”没有{column}", name=target.name, column=column),
                    help=_("补上“{key}”和值；两列相同时可以只写一行“指标值: ”", key=_KEYS[key]),
                    subject=target.name,
                )
