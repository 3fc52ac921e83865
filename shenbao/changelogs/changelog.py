"""What every format is handed: the names of both sides, what changed, and what became of the findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from shenbao import changes, engine, sides
from shenbao.changes import Changes
from shenbao.changes.findings import Found, compare
from shenbao.changes.record import Demand, FoundChange
from shenbao.message import Message, _
from shenbao.sides import Side


@dataclass(frozen=True, slots=True)
class Changelog:
    """A comparison. `changes` is None where a side comes to no declaration, or to one in another form; `why` says which
    it is."""

    base: Message
    head: Message
    changes: Changes | None
    found: FoundChange
    why: Message | None = None
    lang: str = "zh"
    remarks: tuple[Message, ...] = ()
    """what is left out of the files beside it, and why"""


def of(base: Side, head: Side, lang: str) -> Changelog:
    """Return the comparison of two sides."""
    old, new = base.assembled.reading.declaration, head.assembled.reading.declaration
    comparable = old is not None and new is not None and old.form.name == new.form.name
    before, after = (_found(side, comparable=comparable) for side in (base, head))
    if old is None or new is None or not comparable:
        return Changelog(base.name, head.name, None, compare(before, after), _incomparable(base, head), lang)
    found = changes.compare(old, new, sides.unread(base) | sides.unread(head))
    return Changelog(base.name, head.name, found, compare(before, after, found.tasks, found.targets), lang=lang)


def _found(side: Side, *, comparable: bool) -> Found:
    """Return what was found on a side. What the rules say of one is nothing to the other where the two cannot be
    compared."""
    asked = sides.asked(side) if comparable else _is_of_the_reading
    return Found(side.examined.findings, side.examined.waived, side.folders, asked)


def _is_of_the_reading(code: str, _file: str) -> bool:
    return code not in {check.code for check in engine.rules()}


def _incomparable(base: Side, head: Side) -> Message:
    """Return why the two cannot be compared."""
    for side in (base, head):
        if side.assembled.reading.declaration is None:
            return _("{side} 读不成一份申报表，没法比较；先改好它的错误", side=side.name)
    forms = [side.assembled.reading.declaration for side in (base, head)]
    old, new = (d.form.name if d else "" for d in forms)
    return _(
        "两边用的不是同一张表样，没法比较：{base} 是 {old}，{head} 是 {new}",
        base=base.name, old=old, head=head.name, new=new,
    )  # fmt: skip


def summary(changelog: Changelog) -> Message:
    """Return the counts as one line."""
    found = changelog.changes
    if found is None:
        return changelog.why or Message("")
    tasks = Counter(
        "new" if not one.old else "gone" if not one.new else "renamed" if one.renamed else "changed"
        for one in found.tasks
    )
    demands = Counter(demand for one in found.targets for demand in {value.demand for value in one.values})
    counted = _(
        "金额 {figures} 处；指标 {targets} 个（新增 {come}，删去 {left}，要求提高 {stronger}，降低 {weaker}）；"
        "任务新增 {new} 项，删去 {gone} 项，改名 {renamed} 项，其他修改 {changed} 项；正文 {narratives} 处",
        figures=len(found.figures), targets=len(found.targets), come=sum(not one.old for one in found.targets),
        left=sum(not one.new for one in found.targets), stronger=demands[Demand.STRONGER],
        weaker=demands[Demand.WEAKER], new=tasks["new"], gone=tasks["gone"], renamed=tasks["renamed"],
        changed=tasks["changed"], narratives=len(found.narratives),
    )  # fmt: skip
    told = counted if found.some else _("金额、指标、任务和正文都没有变化")
    return (
        _("有 {n} 个文件没有读进来，没有比较；其余的：{told}", n=len(found.unread), told=told) if found.unread else told
    )


def summary_of_findings(changelog: Changelog) -> Message:
    """Return how the findings changed as one line."""
    found = changelog.found
    told = {"new": len(found.new), "changed": len(found.changed), "gone": len(found.gone), "waived": len(found.waived)}
    return _("发现：新增 {new} 项，有变 {changed} 项，消失 {gone} 项，新豁免 {waived} 项", **told)
