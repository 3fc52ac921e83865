"""A001: the figures and targets are those that were approved; what changed since is approved again."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.model.declaration import Declaration


@check("A001", WARNING, whole=False)
def what_was_approved_has_not_changed(d: Declaration) -> Iterator[Problem]:
    """批准以后金额和指标没有再改；改了的，重新批准。"""
    if d.approvals:
        from shenbao.checks.approved import unlike  # few declarations hold approvals

        yield from unlike(d)
