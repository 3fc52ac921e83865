"""Leaves out what people agreed to leave, and holds the waivers themselves to account (W001 to W003).

An error is never waived. A waiver that is wrong waives nothing, and one past its date waives nothing any more: what was
agreed has ended, so the finding comes back beside W003.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from shenbao import manual
from shenbao.filenames import DEPARTMENT
from shenbao.finding import ERROR, WARNING, Finding, Place, Related, Waived
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration
from shenbao.model.waiver import Waiver
from shenbao.places import Places

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Words = tuple[Message, Message, str]
"""what a finding says, the act in its help, and the key that it is about, if it is not the whole waiver"""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The waivers that hold, by code and scope."""

    places: Places = field(default_factory=Places)
    waivers: Mapping[tuple[str, Address], Waiver] = field(default_factory=dict)

    def covering(self, code: str, at: Address) -> Waiver | None:
        """Return the waiver that reaches what the rule `code` finds at `at`, the nearest first: its target's, its
        file's, the department's.

        The department's reaches only files that can carry no waiver of their own.
        """
        if not self.waivers:
            return None
        scopes = [Address(at.file, at.path[:n]) for n in range(len(at.path), -1, -1)]
        if scopes[-1] not in self.places.known:
            scopes.append(Address(DEPARTMENT))
        return next((found for scope in scopes if (found := self.waivers.get((code, scope)))), None)


@dataclass(frozen=True, slots=True)
class Sorted:
    """Findings after the waivers: those that are left, those waived, and which waivers met what."""

    left: tuple[Finding, ...]
    waived: tuple[Waived, ...]
    used: frozenset[Address]
    errors: frozenset[Address]
    """waivers that met an error, which they cannot waive"""


def agreed(waivers: Iterable[Waiver], places: Places, today: date | None) -> tuple[Agreed, list[Finding]]:
    """Return the waivers that hold on the day `today` (None: on any), and what is wrong with the others."""
    hold: dict[tuple[str, Address], Waiver] = {}
    complaints = []
    for waiver in waivers:
        if words := _wrong(waiver):
            complaints.append(_complaint("W001", waiver, words, places))
        elif words := _over(waiver, today):
            complaints.append(_complaint("W003", waiver, words, places))
        else:
            hold[waiver.code, waiver.scope] = waiver
    return Agreed(places, hold), complaints


def sort(findings: Iterable[Finding], agreed: Agreed) -> Sorted:
    """Sort `findings` into those that are left and those that a waiver covers."""
    left: list[Finding] = []
    waived: list[Waived] = []
    used: set[Address] = set()
    errors: set[Address] = set()
    for finding in findings:
        waiver = agreed.covering(finding.code, finding.at)
        if waiver and finding.severity is not ERROR:
            used.add(waiver.at)
            waived.append(Waived(finding, waiver.reason, waiver.by, waiver.until))
            continue
        left.append(finding)
        errors |= {waiver.at} if waiver else set()
    return Sorted(tuple(left), tuple(waived), frozenset(used), frozenset(errors))


def idle(agreed: Agreed, result: Sorted, ran: Collection[str]) -> Iterator[Finding]:
    """Yield a complaint for each waiver that waived nothing. Those of a rule that did not run are left in peace."""
    for waiver in agreed.waivers.values():
        if waiver.at in result.used:
            continue
        if waiver.at in result.errors:
            yield _complaint("W001", waiver, _waives_an_error(waiver), agreed.places)
        elif waiver.code in ran:
            elsewhere = [finding for finding in result.left if finding.code == waiver.code]
            yield _out_of_reach(waiver, elsewhere, agreed.places) if elsewhere else _idle(waiver, agreed.places)


def _idle(waiver: Waiver, places: Places) -> Finding:
    says = _("对 {code} 的豁免已没有可豁免的内容", code=waiver.code)
    return _complaint("W002", waiver, (says, _("删去这条豁免"), ""), places)


def _out_of_reach(waiver: Waiver, elsewhere: Sequence[Finding], places: Places) -> Finding:
    """Return what to say of a waiver whose findings stand where it does not reach (W002)."""
    carriers = [f.at.file if Address(f.at.file) in places.known else DEPARTMENT for f in elsewhere]
    file, others = carriers[0], len(set(carriers)) - 1
    says = _("{code} 报在 {file}，写在这里的豁免管不到", code=waiver.code, file=elsewhere[0].at.file)
    if others:
        says = _("{code} 报在 {file} 和另外 {n} 个文件，写在这里的豁免管不到", code=waiver.code, file=file, n=others)
    help = _("改写到 {file}：写在那个指标里，或写在文件开头的信息里", file=file)
    related = (Related(elsewhere[0].place, _("报在这里")),)
    return replace(_complaint("W002", waiver, (says, help, ""), places), related=related)


class State(StrEnum):
    """What a waiver does."""

    WAIVES = "waives"
    IDLE = "idle"
    ENDED = "ended"
    WRONG = "wrong"
    UNASKED = "unasked"
    """its rule did not run: the form switched it off, or a file of the declaration is left out"""


_STATES = {"W001": State.WRONG, "W002": State.IDLE, "W003": State.ENDED}


@dataclass(frozen=True, slots=True)
class Standing:
    """A waiver as it stands after an examination: what it is about by its printed name, where it is written, what it
    does, and how many findings it waives."""

    waiver: Waiver
    subject: str
    place: Place
    state: State
    waives: int = 0


def standings(
    waivers: Iterable[Waiver],
    findings: Iterable[Finding],
    waived: Iterable[Waived],
    agreed: Agreed,
    declaration: Declaration | None,
) -> tuple[Standing, ...]:
    """Return each of `waivers` by its place, as the `findings` and what was `waived` show it to stand."""
    faults = {finding.at: _STATES[finding.code] for finding in findings if finding.code in _STATES}
    covering = (agreed.covering(one.finding.code, one.finding.at) for one in waived)
    uses = Counter(waiver.at for waiver in covering if waiver)
    names = _names(declaration) if declaration else {}

    def standing(one: Waiver) -> Standing:
        state = faults.get(one.at) or (State.WAIVES if uses[one.at] else State.UNASKED)
        return Standing(one, names.get(one.scope, one.scope.file), agreed.places.of(one.at), state, uses[one.at])

    return tuple(sorted(map(standing, waivers), key=lambda found: (found.place, found.waiver.code)))


def _names(d: Declaration) -> dict[Address, str]:
    """Return the printed name of whatever can carry a waiver."""
    named = {d.at: d.department} | {task.at: task.title for task in d.tasks}
    return named | {target.at: target.name for target in d.indicators}


def _complaint(code: str, waiver: Waiver, words: Words, places: Places) -> Finding:
    says, help, key = words
    place = places.of(waiver.at / key if key else waiver.at)
    return Finding(code, ERROR if code == "W001" else WARNING, says, place, help, waiver.code, at=waiver.at)


def _wrong(waiver: Waiver) -> Words | None:
    """Return why `waiver` cannot stand; None where it can."""
    if waiver.code not in manual.codes():
        return _no_such_code(waiver)
    if waiver.code.startswith("W"):
        says = _("{code} 说的是豁免本身，不能豁免", code=waiver.code)
        return says, _("改正或删去它所说的那条豁免"), ""
    if set(manual.manual(waiver.code).severities) == {ERROR}:
        return _waives_an_error(waiver)
    if not waiver.reason:
        return _("对 {code} 的豁免没有写原因", code=waiver.code), _("写成“{code}: 原因”", code=waiver.code), ""
    if waiver.until and not _is_day(waiver.until):
        says = _("豁免的截止日期“{until}”不是日期", until=waiver.until)
        return says, _("写成 年-月-日，月、日各两位，如 2025-12-31"), "until"
    return None


def _no_such_code(waiver: Waiver) -> Words:
    near = manual.nearest_code(waiver.code)
    if near and "：" in waiver.code:
        help = _("写成“{code}: 原因”，冒号用半角，后面空一格", code=near)
        return _("“{text}”里的冒号是全角的，这条豁免不起作用", text=waiver.code), help, ""
    help = _("改成 {near}，或删去这条豁免", near=near) if near else _("删去这条豁免")
    return _("没有规则 {code}，这条豁免不起作用", code=waiver.code), help, ""


def _waives_an_error(waiver: Waiver) -> Words:
    return (
        _("{code} 是错误，不能豁免", code=waiver.code),
        _("改正 {code} 所说的内容，删去这条豁免", code=waiver.code),
        "",
    )


def _over(waiver: Waiver, today: date | None) -> Words | None:
    """Return what to say of a waiver that has ended; its last day still counts, and without a `today` nothing ends."""
    until = day(waiver.until) if waiver.until else None
    if not today or not until or until >= today:
        return None
    says = _("对 {code} 的豁免已于 {until} 到期，不再起作用", code=waiver.code, until=waiver.until)
    return says, _("改正所豁免的内容，或重新商定后改截止日期"), "until"


def _is_day(text: str) -> bool:
    try:
        day(text)
    except ValueError:
        return False
    return True


def day(text: str) -> date:
    """Return the day written as YYYY-MM-DD. Raises ValueError for anything else."""
    if not _DATE.fullmatch(text):
        raise ValueError(text)  # fromisoformat would take 20251231 and 2025-W01-1 as well
    return date.fromisoformat(text)
