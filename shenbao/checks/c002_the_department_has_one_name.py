"""C002: the department is called by one name.

An error, so only what can be nothing but a slip counts; `model/organ.py` says what that is.
"""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.message import _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration
from shenbao.model.organ import Organ
from shenbao.model.passages import passages, stretch

_MOST = 10  # places of one other name that are shown


@check("C002", whole=False)
def the_department_has_one_name(d: Declaration) -> Iterator[Problem]:
    """全表应用同一个部门名称。"""
    department = Organ(d.department, d.form)
    first: dict[str, list[Address]] = {}
    for at, text in _texts(d):
        for start, end in department.misnamed(text):
            first.setdefault(text[start:end], []).append(stretch(at, start, end))
    for other, places in first.items():
        yield Problem(
            at=places[0],
            says=_("部门名称是“{name}”，这里写成“{other}”", name=d.department, other=other),
            help=_("改成同一个名称"),
            subject="部门名称",
            related=(
                (d.at / "department", _("部门名称 {name}", name=d.department)),
                *((place, _("这里也写成“{other}”", other=other)) for place in places[1:_MOST]),
            ),
        )


def _texts(d: Declaration) -> Iterator[tuple[Address, str]]:
    """Yield what may name the department: the blocks of all narratives, and the tasks' titles."""
    for passage in passages(d):
        yield from passage.texts
    for task in d.tasks:
        yield task.at / "title", task.title
