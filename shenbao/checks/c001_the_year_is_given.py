"""C001: the declaration names its year."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import _
from shenbao.model.declaration import Declaration


@check("C001", WARNING)
def the_year_is_given(d: Declaration) -> Iterator[Problem]:
    """申报表应写明预算年度。"""
    if d.year is None:
        yield Problem(
            at=d.at,
            says=_("没有写预算年度"),
            help=_("在开头的信息里加一行“年度: ”（year），后面写预算所属的年份"),
            subject="年度",
        )
