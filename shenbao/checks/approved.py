"""What of a declaration is not as it was approved (A001); loaded where there are approvals.

A changed value is one finding, whatever number of roles approved the same old one. A task that is there no longer, has
another title, or came later is told to those who approved the whole: the department's file and the tasks.
"""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterator, Mapping

from shenbao.checks.changes import Change, changes
from shenbao.checks.rule import Problem
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.approvable import Part, parts
from shenbao.model.approval import ROLES, Approval, Subject, latest
from shenbao.model.declaration import Declaration

Approved = Mapping[tuple[str, Subject], Approval]


def unlike(d: Declaration) -> Iterator[Problem]:
    """Yield what is not as it was approved."""
    approved, now = latest(d.approvals), {part.subject: part for part in parts(d)}
    for part in now.values():
        yield from _changed(part, [approved[role, part.subject] for role in ROLES if (role, part.subject) in approved])
    if d.whole:  # of a file that is left out nobody knows its title
        for role in ROLES:
            yield from _come_and_gone(role, approved, now)


def _changed(part: Part, given: list[Approval]) -> Iterator[Problem]:
    """Yield what is not as it was `given` approval, a change that several have seen coming once."""
    found: dict[Change, list[Approval]] = defaultdict(list)
    for one in given:
        for change in changes(one.held, part.held, part.at):
            found[change].append(one)
    for change, approvals in found.items():
        yield Problem(
            at=change.at,
            says=_("{who}批准时{what}", who=tuple(map(_who, approvals)), what=change.says),
            help=_again(part, *(one.role for one in approvals)),
            subject=change.subject,
            related=tuple(map(_record, approvals)),
        )


def _come_and_gone(role: str, approved: Approved, now: Mapping[Subject, Part]) -> Iterator[Problem]:
    """Yield the approvals of `role` whose subject is there no longer, and the tasks that came after it approved all."""
    mine = {subject: one for (whose, subject), one in approved.items() if whose == role}
    unseen = {subject: part for subject, part in now.items() if subject not in mine and part.held.amounts}
    by_digest = {part.held.digest: part for part in unseen.values()} if mine.keys() - now.keys() else {}
    for subject, one in mine.items():
        if subject not in now and (part := by_digest.pop(one.held.digest, None)):
            yield _renamed(one, part)
            del unseen[part.subject]
        elif subject not in now:
            yield _gone(one)
    tasks = [one for subject, one in mine.items() if subject.is_task]
    if tasks and len(tasks) < len(mine):
        yield from (_come(tasks[0], part) for part in unseen.values())


def _renamed(one: Approval, part: Part) -> Problem:
    says = _(
        "{who}批准时叫“{old}”，现在叫“{new}”，数没有变", who=_who(one), old=one.subject.name, new=part.subject.name
    )
    return Problem(part.at / "title", says, _again(part, one.role), part.subject.name, related=(_record(one),))


def _gone(one: Approval) -> Problem:
    figures = tuple(f"{amount.name} {amount.text}" for amount in one.held.amounts[:3])
    says = _("{who}批准的“{name}”（{figures}）已不在申报内容里", who=_who(one), name=one.subject.name, figures=figures)
    help = _("请{role}重新批准全部内容，再运行 build.py approve --role {role}；误删的，恢复文件", role=one.role)
    return Problem(one.at, says, help, one.subject.name)


def _come(one: Approval, part: Part) -> Problem:
    figures = tuple(f"{amount.name} {amount.text}" for amount in part.held.amounts[:3])
    says = _("“{name}”（{figures}）没有经{role}批准", name=part.subject.name, figures=figures, role=one.role)
    help = _("请{role}批准，再运行 {call}", role=one.role, call=_call(part, one.role))
    return Problem(part.at / "title", says, help, part.subject.name, related=(_record(one),))


def _who(one: Approval) -> Message:
    return _("{role}（{name}，{day}）", role=one.role, name=one.by, day=one.day)


def _record(one: Approval) -> tuple[Address, Message]:
    return one.at, _("{role}的批准记录", role=one.role)


def _again(part: Part, *roles: str) -> Message:
    """Return how `part` is approved again."""
    calls = tuple(_call(part, role) for role in roles)
    return _("改对了的，请{roles}重新批准，再运行 {calls}；改错了的，改回来", roles=roles, calls=calls)


def _call(part: Part, role: str) -> str:
    return f"build.py approve --role {role} {shlex.quote(part.at.file)}"
