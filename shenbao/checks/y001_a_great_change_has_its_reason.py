"""Y001: what rose or fell much against last year has its reason in the sources.

Tasks are paired by title, targets by name within their task, budget lines by their printed names; what stands on one
side alone is new or dropped, which is no rise or fall.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from shenbao.checks.rule import Problem, check
from shenbao.finding import WARNING
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.money import Figure
from shenbao.model.naming import plain

_ROSE, _FELL = _("增加"), _("减少")


class _Pair(NamedTuple):
    """A number of last year's and this year's, each as it prints, with the unit of their difference."""

    at: Address
    what: Message | str
    subject: str
    old: Decimal
    new: Decimal
    old_text: str
    new_text: str
    unit: str
    least: Decimal
    """a smaller difference needs no reason"""


@check("Y001", WARNING, whole=False)
def a_great_change_has_its_reason(d: Declaration) -> Iterator[Problem]:
    """比上年增减很多的，在源文件里写明变动原因。"""
    for pair in _unexplained(d, d.last_year) if d.last_year else ():
        if _is_great(pair, d.form.thresholds["yearly_share"]):
            yield Problem(
                at=pair.at,
                says=_(
                    "{what}上年是 {old}，今年是 {new}，{rose} {gap}{share}",
                    what=pair.what,
                    old=pair.old_text,
                    new=pair.new_text,
                    rose=_ROSE if pair.new > pair.old else _FELL,
                    gap=f"{abs(pair.new - pair.old):,f}{pair.unit}",
                    share=_share(pair),
                ),
                help=_("核对两年的数；确实如此的，在这个文件开头写一行“变动原因: …”（change），或写豁免"),
                subject=pair.subject,
            )


def _unexplained(d: Declaration, last: Declaration) -> Iterator[_Pair]:
    """Yield this year's numbers beside last year's, in files that give no reason."""
    if not d.change:
        yield from _lines(d, last)
        yield from _targets(d.targets, last.targets)
    before = {plain(task.title): task for task in last.tasks}
    for task in d.tasks:
        if not task.change and (old := before.get(plain(task.title))):
            yield _money(d.form, _("“{title}”的资金", title=task.title), task.title, old.funds, task.funds)
            yield from _targets(task.targets, old.targets)


def _lines(d: Declaration, last: Declaration) -> Iterator[_Pair]:
    before = {(b.name, line.name): line for b in last.budget.blocks.values() for line in b.lines}
    for block in d.budget.blocks.values():
        for line in block.lines:
            if old := before.get((block.name, line.name)):
                yield _money(d.form, line.name, line.name, old, line)


def _targets(now: Iterable[Target], before: Iterable[Target]) -> Iterator[_Pair]:
    """Yield the targets whose values for the year are numbers of one unit."""
    known = {plain(target.name): target.annual for target in before}
    for target in now:
        old, new = known.get(plain(target.name), Value("")), target.annual
        if old.number is not None and new.number is not None and old.unit == new.unit:
            what = _("“{name}”的年度指标值", name=target.name)
            yield _Pair(
                target.at / "annual", what, target.name, old.number, new.number, old.printed, new.printed, new.unit,
                Decimal(0),
            )  # fmt: skip


def _money(form: Form, what: Message | str, subject: str, old: Figure, new: Figure) -> _Pair:
    was, now = (f"{figure.amount.printed(form.decimals)} {form.unit}" for figure in (old, new))
    least = form.thresholds["yearly_amount"]
    return _Pair(new.at, what, subject, old.amount.value, new.amount.value, was, now, f" {form.unit}", least)


def _is_great(pair: _Pair, share: Decimal) -> bool:
    gap = abs(pair.new - pair.old)
    return bool(gap) and gap >= pair.least and gap * 100 > abs(pair.old) * share


def _share(pair: _Pair) -> Message:
    """Return the per cent of last year's number that the change comes to, with one decimal, a half going up."""
    if not pair.old:
        return Message("")
    tenths = int(abs(Fraction(pair.new) - Fraction(pair.old)) / abs(Fraction(pair.old)) * 1000 + Fraction(1, 2))
    return _("（{share}%）", share=f"{tenths // 10}.{tenths % 10}")
