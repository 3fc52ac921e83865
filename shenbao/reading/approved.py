"""The lines of approvals.txt → approvals. What is no approval is left out with a finding (A002), never guessed at."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.filenames import APPROVALS
from shenbao.finding import WARNING, Finding, Place
from shenbao.message import Message, _
from shenbao.model import approval
from shenbao.model.address import Address
from shenbao.model.approval import Altered, Approval, Malformed
from shenbao.reading.desk import Desk
from shenbao.source import Sources, unfit

_MOST_LINES, _MOST_TOLD = 10_000, 20
_HELP = _("从 git 里恢复这一行；恢复不了的，删去它，再用 build.py approve 重新记一次")


def read(desk: Desk, sources: Sources) -> tuple[Approval, ...]:
    """Return the approvals in the order of their lines; `desk` learns where each stands, and what is wrong."""
    shown, faults = f"{sources.folder}/{APPROVALS}", list[Finding]()
    found = []
    for n, line in _lines(sources.approvals[:_MOST_LINES]):
        at = Address(APPROVALS, (n,))
        desk.places.known[at] = Place(shown, n, 1, n, len(line) + 1)
        try:
            found.append(_one(line, at))
        except Malformed:
            faults.append(_fault(desk, at, _("这一行不是批准记录")))
        except Altered:
            faults.append(_fault(desk, at, _("这一行批准记录被改过：数和摘要对不上")))
    if len(sources.approvals) > _MOST_LINES:
        at = Address(APPROVALS, (_MOST_LINES + 1,))
        desk.places.known[at] = Place(shown, _MOST_LINES + 1, 1, _MOST_LINES + 1, 1)
        faults.append(_fault(desk, at, _("批准记录超过 {most} 行，后面的不读", most=f"{_MOST_LINES:,}")))
    desk.findings.extend(faults[:_MOST_TOLD])
    return tuple(found)


def _lines(lines: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Yield the lines that say something, with their numbers from 1; those behind a # are for people."""
    for n, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            yield n, line


def _one(line: str, at: Address) -> Approval:
    """Return the approval in `line`. Raises Malformed, for a hidden character in an escape too, and Altered."""
    found = approval.read(line, at)
    if unfit(found.written()):
        raise Malformed(line[:80])
    return found


def _fault(desk: Desk, at: Address, says: Message) -> Finding:
    return Finding("A002", WARNING, says, desk.places.of(at), _HELP, APPROVALS, at=at)
