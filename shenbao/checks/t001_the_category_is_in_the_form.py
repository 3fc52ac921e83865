"""T001: every target stands in a category that the form has."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.message import Message, _
from shenbao.model.coverage import meant
from shenbao.model.declaration import Declaration
from shenbao.model.form import Form


@check("T001", whole=False, apart=True)
def the_category_is_in_the_form(d: Declaration) -> Iterator[Problem]:
    """绩效指标的类别应是本表的二级指标。"""
    known = set(d.form.categories)
    for target in d.indicators:
        if target.category not in known:
            yield Problem(
                at=target.at / "category",
                says=_("“{name}”的类别“{category}”不是本表的二级指标", name=target.name, category=target.category),
                help=_mend(d.form, target.category),
                subject=target.name,
            )


def _mend(form: Form, category: str) -> Message:
    """Return what to write instead: a first-level name's categories, the nearest category, or all of them."""
    below = next((group.categories for group in form.tree if group.name == category), ())
    if len(below) > 1:
        return _("{name}是一级指标，写它下面的一个：{names}", name=category, names=tuple(below))
    if near := meant(form, category):
        return _("改成“{near}”", near=near)
    return _("写其中一个：{names}", names=form.categories)
