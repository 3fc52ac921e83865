"""T003: within a category every target has a name of its own. Of two the later in the files carries the finding."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.categories import in_file_order
from shenbao.checks.rule import Problem, check
from shenbao.message import _
from shenbao.model.declaration import Declaration, Target
from shenbao.model.naming import plain


@check("T003", whole=False)
def a_category_names_each_target_once(d: Declaration) -> Iterator[Problem]:
    """同一类别里不应有两个同名的指标。"""
    first: dict[tuple[str, str], Target] = {}
    for target in in_file_order(d):
        earlier = first.setdefault((target.category, plain(target.name)), target)
        if earlier is not target:
            yield Problem(
                at=target.at / "name",
                says=_("{category}里“{name}”写了两次", category=target.category, name=target.name),
                help=_("删去一个，或在名称里写明各自指什么"),
                subject=target.name,
                related=((earlier.at / "name", _("第一次写在这里")),),
            )
