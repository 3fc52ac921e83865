"""A changelog as JSON: numbers as texts, exact; what is not there is null. `changes.schema.json` says the same for
programs; a change to one is a change to both, and one that is no mere addition raises the number at the end of SCHEMA.
"""

from __future__ import annotations

from decimal import Decimal

from shenbao.changelogs.changelog import Changelog, summary, summary_of_findings
from shenbao.changes import Changes
from shenbao.changes.record import Amounts, TargetChange, TaskChange, TextChange
from shenbao.finding import Finding
from shenbao.model.declaration import Target, Task
from shenbao.model.indicator import Value
from shenbao.reports.written import dumped

SCHEMA = "urn:shenbao:changes:1"

Object = dict[str, object]


def write(log: Changelog) -> str:
    """Return the changelog as one object."""
    told = {
        "schema": SCHEMA,
        "base": log.base.within(log.lang),
        "head": log.head.within(log.lang),
        "summary": summary(log).within(log.lang),
        "summary_of_findings": summary_of_findings(log).within(log.lang),
        "remarks": [remark.within(log.lang) for remark in log.remarks],
        "changes": _changes(log.changes) if log.changes is not None else None,
        "findings": {
            "new": [_finding(one, log.lang) for one in log.found.new],
            "changed": [_finding(one, log.lang) for one in log.found.changed],
            "gone": [_finding(one, log.lang) for one in log.found.gone],
            "waived": [_finding(one.finding, log.lang) | {"reason": one.reason} for one in log.found.waived],
        },
    }
    return "".join(f"{line.text}\n" for line in dumped(told))


def _changes(found: Changes) -> Object:
    return {
        "department": found.department,
        "form": found.form.name,
        "unit": found.form.unit,
        "years": {"old": found.years[0], "new": found.years[1]},
        "texts": [_text(one) for one in found.texts],
        "sums": [{"key": one.key, "name": one.name, **_amounts(one.amounts)} for one in found.sums],
        "figures": [
            {"key": one.key, "name": one.name, "owner": one.owner, **_amounts(one.amounts), "sums": one.sums}
            for one in found.figures
        ],
        "tasks": [_task(one) for one in found.tasks],
        "targets": [_target(one) for one in found.targets],
        "narratives": [
            {
                "section": one.section,
                "owner": one.owner,
                "pieces": [{"kind": piece.kind.value, "text": piece.text} for piece in one.pieces],
            }
            for one in found.narratives
        ],
        "unread": found.unread,
    }


def _text(one: TextChange) -> Object:
    return {"key": one.key, "old": one.old, "new": one.new}


def _amounts(amounts: Amounts) -> Object:
    return {
        "old": _exact(amounts.old),
        "new": _exact(amounts.new),
        "difference": _exact(amounts.difference),
        "per_cent": _exact(amounts.per_cent),
    }


def _exact(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _task(one: TaskChange) -> Object:
    return {"old": _bare(one.old), "new": _bare(one.new), "texts": [_text(text) for text in one.texts]}


def _bare(task: Task | None) -> Object | None:
    return {"title": task.title, "file": task.at.file, "funds": _exact(task.funds.amount.value)} if task else None


def _target(one: TargetChange) -> Object:
    return {
        "task": one.task,
        "moved_from": one.moved_from,
        "old": _stated(one.old),
        "new": _stated(one.new),
        "texts": [_text(text) for text in one.texts],
        "values": [
            {
                "key": value.key,
                "old": _value(value.old),
                "new": _value(value.new),
                "demand": value.demand.value,
                "amounts": _amounts(value.amounts) if value.amounts else None,
            }
            for value in one.values
        ],
        "weight": _amounts(one.weight) if one.weight else None,
    }


def _stated(target: Target | None) -> Object | None:
    if target is None:
        return None
    return {
        "name": target.name,
        "category": target.category,
        "period": _value(target.period),
        "annual": _value(target.annual),
        "weight": _exact(target.weight),
        "at": str(target.at),
    }


def _value(value: Value) -> str:
    return value.printed


def _finding(one: Finding, lang: str) -> Object:
    return {
        "code": one.code,
        "severity": one.severity.value,
        "message": one.message.within(lang),
        "subject": one.subject,
        "file": one.place.file,
        "line": one.place.line,
    }
