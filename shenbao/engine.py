"""Runs the rules, joins what they say to files and lines, and leaves out what people agreed to leave.

Rules are found by being in the folder `checks`, or in the folder of a package that is installed beside (`rulebooks`). A
rule that raises is a bug and ends the run: swallowed, it would look like a declaration without faults.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import ModuleType

from shenbao import manual, rulebooks, waiving
from shenbao.checks.rule import Check, Problem
from shenbao.finding import Finding, Origin, Related, Term, Waived
from shenbao.model.declaration import Declaration
from shenbao.model.money import Figure, Wan
from shenbao.model.waiver import Waiver
from shenbao.model.weight import Score
from shenbao.places import Places
from shenbao.waiving import Agreed

_CODED = re.compile("[a-z][0-9]{3}_")  # how a module of ours is called that holds a rule: the code comes first
READ = ("S014", "A002", "Y002")
"""the codes below an error that come from the reading, which always runs"""


@dataclass(frozen=True, slots=True)
class Examined:
    """What an examination came to: the findings by file and position, and what was waived."""

    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...] = ()
    agreed: Agreed = field(default_factory=Agreed, repr=False)
    apart: tuple[Finding, ...] = field(default=(), repr=False)
    """what the rules said that take tasks apart, waived or not"""

    def with_more(self, findings: Iterable[Finding]) -> Examined:
        """Return this with the `findings` of a later stage, waivers applied to them as well."""
        more = waiving.sort(findings, self.agreed)
        return replace(self, findings=_ordered((*self.findings, *more.left)), waived=(*self.waived, *more.waived))


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules that take tasks apart said before, and the files of tasks that are as they were then, with the
    same form and year."""

    findings: tuple[Finding, ...] = ()
    files: frozenset[str] = frozenset()


NOTHING_KNOWN = Known()


def examine(
    declaration: Declaration | None,
    places: Places,
    findings: Iterable[Finding],
    waivers: Iterable[Waiver],
    today: date | None,
    known: Known = NOTHING_KNOWN,
) -> Examined:
    """Return what the rules say of `declaration`, with the earlier stages' `findings`, waivers applied.

    Without a declaration no rule runs; of one that is not whole, only those about single targets and tasks. What is
    `known` of its tasks is not asked again.
    """
    ran = _asked(declaration) if declaration else []
    agreed, complaints = waiving.agreed(waivers, places, today)
    apart = tuple(_of_each(ran, declaration, places, known)) if declaration else ()
    whole = _run([check for check in ran if not check.apart], declaration, places) if declaration else ()
    result = waiving.sort([*findings, *apart, *whole], agreed)
    complaints.extend(waiving.idle(agreed, result, {*READ, *(check.code for check in ran)}))
    return Examined(_ordered((*result.left, *complaints)), result.waived, agreed, apart)


def _of_each(checks: Iterable[Check], d: Declaration, places: Places, known: Known) -> Iterator[Finding]:
    """Yield what those of `checks` say that take tasks apart; of the tasks that are known, what they said before."""
    rest = replace(d, tasks=tuple(task for task in d.tasks if task.at.file not in known.files)) if known.files else d
    yield from _run([check for check in checks if check.apart], rest, places)
    yield from (finding for finding in known.findings if finding.at.file in known.files)


@cache
def rules() -> tuple[Check, ...]:
    """Return every rule, by code. Raises rulebooks.Unusable where an installed package's rules cannot be had."""
    found = (check for package, folder in rulebooks.folders() for check in _rules(package, folder))
    return tuple(sorted(found, key=lambda check: check.code))


def _rules(package: str, folder: Path) -> Iterator[Check]:
    for entry in pkgutil.iter_modules([str(folder)]):
        if package == rulebooks.OURS and not _CODED.match(entry.name):
            continue  # what rules share; those that need it load it
        for value in vars(_module(package, entry.name)).values():
            if isinstance(value, Check):
                if value.code not in manual.codes() or manual.path(value.code).parent != folder:
                    raise rulebooks.Unusable(package, f"{value.code}: no manual of its own beside {entry.name}")
                yield value


def _module(package: str, name: str) -> ModuleType:
    try:
        return import_module(f"{package}.{name}")
    except Exception as error:  # whatever a stranger's module does; ours would be a bug like any other
        if package == rulebooks.OURS:
            raise
        raise rulebooks.Unusable(package, repr(error)) from error


def _asked(d: Declaration) -> list[Check]:
    """Return the rules that `d` is held to; its form may have switched some off, and some need all of its files."""
    return [check for check in rules() if check.code not in d.form.switched_off and (d.whole or not check.whole)]


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: (finding.place, finding.code)))


def _run(checks: Iterable[Check], declaration: Declaration, places: Places) -> Iterator[Finding]:
    for check in checks:
        for problem in check.rule(declaration):
            yield _finding(check, problem, declaration, places)


def _finding(check: Check, problem: Problem, d: Declaration, places: Places) -> Finding:
    place, put = places.of(problem.at), partial(_as_printed, d.form.decimals)
    related = [Related(places.of(at), says.each(put)) for at, says in problem.related]
    return Finding(
        check.code,
        problem.severity or check.severity,
        problem.says.each(put),
        place,
        problem.help.each(put),
        problem.subject,
        tuple(other for other in related if other.place != place),  # `value` stands for both columns at one place
        tuple(_origin(figure, d.form.decimals, places) for figure in problem.origins if figure.terms),
        at=problem.at,
    )


def _as_printed(decimals: int, value: object) -> object:
    """Return an amount as the form prints it, with its `decimals`; anything else as it is."""
    return value.printed(decimals) if isinstance(value, Wan) else value


def _origin(figure: Figure | Score, decimals: int, places: Places) -> Origin:
    terms = (Term(t.name, t.amount.printed(decimals), places.of(t.at)) for t in _terms(figure))
    return Origin(figure.amount.printed(decimals), tuple(terms))


def _terms(figure: Figure | Score) -> Iterator[Figure | Score]:
    """Yield the amounts that `figure` was added up from; sums among them are taken apart."""
    for term in figure.terms:
        yield from _terms(term) if term.terms else (term,)
