"""Runs the rules and joins what they say to files and lines; then leaves out what people agreed to leave.

Rules are found by being in the folder `checks`. A rule that raises is a bug and ends the run: swallowed, it would look
like a declaration without faults. A waiver past its date waives nothing any more: what was agreed has ended.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib import import_module

from shenbao import checks, manual
from shenbao.checks.rule import Check, Problem
from shenbao.finding import ERROR, WARNING, Finding, Origin, Related, Term, Waived
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration
from shenbao.model.money import Figure
from shenbao.model.waiver import Waiver
from shenbao.places import Places

DEPARTMENT = "department.md"
"""the file whose waivers reach findings in files that can carry none"""


@dataclass(frozen=True, slots=True)
class Examined:
    """What an examination came to: the findings by file and position, and what was waived."""

    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...] = ()

    def with_more(self, findings: Iterable[Finding]) -> Examined:
        """Return this with `findings` of a later stage, which nobody can have waived."""
        return replace(self, findings=_ordered((*self.findings, *findings)))


def examine(
    declaration: Declaration | None,
    places: Places,
    findings: Iterable[Finding],
    waivers: Iterable[Waiver],
    today: date | None,
) -> Examined:
    """Return what the rules say of `declaration`, with the earlier stages' `findings`, waivers applied.

    Without a declaration no rule runs; of one that is not whole, only those about single targets and tasks.
    """
    ran = [check for check in rules() if declaration and (declaration.whole or not check.whole)]
    found = list(findings)
    for check in ran:
        assert declaration is not None
        found.extend(_finding(check, problem, declaration, places) for problem in check.rule(declaration))
    desk = _Desk(places, tuple(waivers), today, {check.code for check in ran})
    left = [finding for finding in found if not desk.waives(finding)]
    return Examined(_ordered((*left, *desk.complaints())), tuple(desk.waived))


@cache
def rules() -> tuple[Check, ...]:
    """Return every rule in the folder `checks`, by code."""
    modules = (import_module(f"{checks.__name__}.{entry.name}") for entry in pkgutil.iter_modules(checks.__path__))
    found = (value for module in modules for value in vars(module).values() if isinstance(value, Check))
    return tuple(sorted(found, key=lambda check: check.code))


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: (finding.place, finding.code)))


# -- problems become findings ------------------------------------------------------------------------------------------


def _finding(check: Check, problem: Problem, d: Declaration, places: Places) -> Finding:
    place = places.of(problem.at)
    related = [Related(places.of(at), says) for at, says in problem.related]
    return Finding(
        check.code,
        problem.severity or check.severity,
        problem.says,
        place,
        problem.help,
        problem.subject,
        tuple(other for other in related if other.place != place),  # `value` stands for both columns at one place
        tuple(_origin(figure, d.form.decimals, places) for figure in problem.origins if figure.terms),
        problem.at,
    )


def _origin(figure: Figure, decimals: int, places: Places) -> Origin:
    terms = (Term(t.name, t.amount.printed(decimals), places.of(t.at)) for t in _terms(figure))
    return Origin(figure.amount.printed(decimals), tuple(terms))


def _terms(figure: Figure) -> Iterator[Figure]:
    """Yield the amounts that `figure` was added up from; sums among them are taken apart."""
    for term in figure.terms:
        yield from _terms(term) if term.terms else (term,)


# -- waivers -----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Desk:
    """The waivers of one declaration, and which of them were needed."""

    places: Places
    waivers: tuple[Waiver, ...]
    today: date | None
    ran: set[str]
    waived: list[Waived] = field(default_factory=list)
    used: set[Address] = field(default_factory=set)
    errors: set[Address] = field(default_factory=set)
    """waivers that met an error"""
    valid: Mapping[tuple[str, Address], Waiver] = field(init=False)
    faults: list[Finding] = field(init=False)

    def __post_init__(self) -> None:
        self.faults = [fault for waiver in self.waivers for fault in self.wrong(waiver)]
        bad = {fault.at for fault in self.faults}
        self.valid = {(w.code, w.scope): w for w in self.waivers if w.at not in bad and not self.past(w)}

    def waives(self, finding: Finding) -> bool:
        """Say whether a waiver covers `finding`, and note it; the one that stands nearest counts."""
        waiver = self.covering(finding) if self.valid else None
        if waiver is None:
            return False
        if finding.severity is ERROR:
            self.errors.add(waiver.at)
            return False
        self.used.add(waiver.at)
        self.waived.append(Waived(finding, waiver.reason, waiver.by, waiver.until))
        return True

    def covering(self, finding: Finding) -> Waiver | None:
        """Return the waiver that reaches `finding`: its target's, its file's, or the department's for a file without."""
        at = finding.at
        scopes = [Address(at.file, at.path[:n]) for n in range(len(at.path), -1, -1)]
        if scopes[-1] not in self.places.known:
            scopes.append(Address(DEPARTMENT))
        return next((found for scope in scopes if (found := self.valid.get((finding.code, scope)))), None)

    def complaints(self) -> Iterator[Finding]:
        """Yield what is wrong with the waivers themselves. A rule that did not run leaves its waivers in peace."""
        yield from self.faults
        for waiver in self.valid.values():
            if waiver.at in self.errors - self.used:
                yield self.complain(waiver, _waives_an_error(waiver))
            elif waiver.at not in self.used and (waiver.code in self.ran or waiver.code.startswith("S")):
                says = _("对 {code} 的豁免已没有可豁免的内容", code=waiver.code)
                yield self.complain(waiver, (says, _("删去这条豁免")), "W002")
        for waiver in self.waivers:
            if self.past(waiver) and waiver.at not in {fault.at for fault in self.faults}:
                yield self.complain(waiver, _over(waiver), "W003", "until")

    def wrong(self, waiver: Waiver) -> Iterator[Finding]:
        """Yield why `waiver` cannot stand (W001)."""
        if waiver.code not in manual.codes():
            yield self.complain(waiver, _no_such_code(waiver))
        elif waiver.code.startswith("W"):
            says = _("{code} 说的是豁免本身，不能豁免", code=waiver.code)
            yield self.complain(waiver, (says, _("改正或删去它所说的那条豁免")))
        elif set(manual.manual(waiver.code).severities) == {ERROR}:
            yield self.complain(waiver, _waives_an_error(waiver))
        elif not waiver.reason:
            says = _("对 {code} 的豁免没有写原因", code=waiver.code)
            yield self.complain(waiver, (says, _("写成“{code}: 原因”", code=waiver.code)))
        elif waiver.until and _day(waiver) is None:
            says = _("豁免的截止日期“{until}”不是日期", until=waiver.until)
            yield self.complain(waiver, (says, _("写成 年-月-日，月、日各两位，如 2025-12-31")), step="until")

    def past(self, waiver: Waiver) -> bool:
        """Say whether `waiver` has ended; its last day still counts. Without a `today` nothing ends."""
        until = _day(waiver)
        return bool(self.today and until and until < self.today)

    def complain(self, waiver: Waiver, words: tuple[Message, Message], code: str = "W001", step: str = "") -> Finding:
        says, help = words
        place = self.places.of(waiver.at / step if step else waiver.at)
        severity = ERROR if code == "W001" else WARNING
        return Finding(code, severity, says, place, help, waiver.code, at=waiver.at)


def _no_such_code(waiver: Waiver) -> tuple[Message, Message]:
    near = manual.nearest_code(waiver.code)
    help = _("改成 {near}，或删去这条豁免", near=near) if near else _("删去这条豁免")
    return _("没有规则 {code}，这条豁免不起作用", code=waiver.code), help


def _waives_an_error(waiver: Waiver) -> tuple[Message, Message]:
    return _("{code} 是错误，不能豁免", code=waiver.code), _("改正 {code} 所说的内容，删去这条豁免", code=waiver.code)


def _over(waiver: Waiver) -> tuple[Message, Message]:
    says = _("对 {code} 的豁免已于 {until} 到期，不再起作用", code=waiver.code, until=waiver.until)
    return says, _("改正所豁免的内容，或重新商定后改截止日期")


def _day(waiver: Waiver) -> date | None:
    """Return the day that `until` names as YYYY-MM-DD, or None."""
    if len(waiver.until) != len("2025-12-31"):
        return None
    try:
        return date.fromisoformat(waiver.until)
    except ValueError:
        return None
