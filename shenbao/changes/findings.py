"""What became of the findings: new, gone, newly waived. A task with another file or title is the same task, a target
with another name the same target.

What a side was not asked, because files of it could not be read, is not told as gone from it, nor as new against it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from shenbao import fingerprint
from shenbao.changes.record import FoundChange, TargetChange, TaskChange
from shenbao.finding import ERROR, Finding, Waived
from shenbao.fingerprint import Print


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on a side, the folders that the paths begin with, and whether the rule `code` was asked of a
    `file`."""

    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...]
    folders: Sequence[str]
    asked: Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class _Renamed:
    """What has another name now: files with their tasks' titles, and targets by their file."""

    tasks: Mapping[str, tuple[str, str, str]]
    targets: Mapping[tuple[str, str], str]


_NOTHING = _Renamed({}, {})


def compare(
    old: Found, new: Found, tasks: Iterable[TaskChange] = (), targets: Iterable[TargetChange] = ()
) -> FoundChange:
    """Return what became of the findings; `tasks` and `targets` tell which of them are called otherwise now."""
    renamed = _renamed(tasks, targets)

    def prints(side: Found, findings: Iterable[Finding], names: _Renamed) -> list[Print]:
        return [_named(fingerprint.of(finding, side.folders), names) for finding in findings]

    was, is_ = prints(old, old.findings, renamed), prints(new, new.findings, _NOTHING)
    was_waived = prints(old, (one.finding for one in old.waived), renamed)
    is_waived = prints(new, (one.finding for one in new.waived), _NOTHING)
    new_, gone = _more(is_, was), _more(was, [*is_, *is_waived])
    new_ = [n for n in new_ if old.asked(is_[n].code, is_[n].file) or new.findings[n].severity is ERROR]
    gone = [n for n in gone if new.asked(was[n].code, was[n].file)]
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


def _renamed(tasks: Iterable[TaskChange], targets: Iterable[TargetChange]) -> _Renamed:
    return _Renamed(
        {
            change.old.at.file: (change.new.at.file, change.old.title, change.new.title)
            for change in tasks
            if change.old and change.new and change.old.title
        },
        {
            (change.old.at.file, change.old.name): change.new.name
            for change in targets
            if change.old and change.new and change.old.name not in ("", change.new.name)
        },
    )


def _named(one: Print, renamed: _Renamed) -> Print:
    """Return `one` as it would read today, its task's file and title, or its target's name, being others now."""
    if name := renamed.targets.get((one.file, one.subject)):
        one = one._replace(subject=name, message=one.message.replace(one.subject, name))
    if one.file not in renamed.tasks:
        return one
    file, old, new = renamed.tasks[one.file]
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
