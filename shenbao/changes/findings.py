"""What became of the findings: new, gone, newly waived. A task with another file or title is the same task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shenbao import fingerprint
from shenbao.changes.record import FoundChange, TaskChange
from shenbao.finding import Finding, Waived
from shenbao.fingerprint import Print


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on a side, and the folders that the paths begin with."""

    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...]
    folders: Sequence[str]


def compare(old: Found, new: Found, tasks: Iterable[TaskChange] = ()) -> FoundChange:
    """Return what became of the findings; `tasks` tell which of them have another file or title now."""
    renamed = {
        change.old.at.file: (change.new.at.file, change.old.title, change.new.title)
        for change in tasks
        if change.old and change.new and change.old.title
    }

    def prints(side: Found, findings: Iterable[Finding], names: Mapping[str, tuple[str, str, str]]) -> list[Print]:
        return [_named(fingerprint.of(finding, side.folders), names) for finding in findings]

    was, is_ = prints(old, old.findings, renamed), prints(new, new.findings, {})
    was_waived = prints(old, (one.finding for one in old.waived), renamed)
    is_waived = prints(new, (one.finding for one in new.waived), {})
    new_, gone = _more(is_, was), _more(was, [*is_, *is_waived])
    unmet = set(_more([_about(is_[n]) for n in new_], [_about(was[n]) for n in gone]))
    left = set(_more([_about(was[n]) for n in gone], [_about(is_[n]) for n in new_]))
    return FoundChange(
        tuple(new.findings[n] for m, n in enumerate(new_) if m in unmet),
        tuple(new.findings[n] for m, n in enumerate(new_) if m not in unmet),
        tuple(old.findings[n] for m, n in enumerate(gone) if m in left),
        tuple(new.waived[n] for n in _more(is_waived, was_waived)),
    )


def _about(one: Print) -> Print:
    """Return `one` without its words: what rule it is of, and about what."""
    return one._replace(message="")


def _named(one: Print, renamed: Mapping[str, tuple[str, str, str]]) -> Print:
    """Return `one` as it would read today, its task's file and title being others now."""
    if one.file not in renamed:
        return one
    file, old, new = renamed[one.file]
    return Print(file, one.code, one.subject.replace(old, new), one.message.replace(old, new))


def _more(prints: Sequence[Print], known: Iterable[Print]) -> list[int]:
    """Return the places in `prints` of what is not among the `known`; of more than are known, the later ones."""
    left = Counter(known)
    found = []
    for n, one in enumerate(prints):
        if left[one] > 0:
            left[one] -= 1
        else:
            found.append(n)
    return found
