"""N007: a figure in 期望达到的目标 is taken up by a target."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property, lru_cache

from shenbao.checks.claims import Claim, claims
from shenbao.checks.columns import beside
from shenbao.checks.figures import Covers, Paragraph, blocks, covers, measured, reach, says_much
from shenbao.checks.rule import Problem, check
from shenbao.finding import NOTICE
from shenbao.message import _
from shenbao.model.declaration import Declaration, Target, Task
from shenbao.model.mention import reader
from shenbao.model.passages import stretch
from shenbao.model.quantity import BEGINNING, Quantity, Reader

_LONGEST = 60  # characters of a number with its unit


@check("N007", NOTICE, whole=False)
def a_target_takes_up_each_figure(d: Declaration) -> Iterator[Problem]:
    """期望达到的目标里的数，应有指标写到。"""
    known, read = claims(d), reader(d.form.words)
    department = Numbers(d, read, d.targets)
    for task in d.tasks:
        told = [block for block in blocks(read, task.outcome) if block.quantities]
        if not told or not (task.targets or d.targets):  # T006 and T008 ask for the first target
            continue
        numbers = (Numbers(d, read, task.targets), department)
        named = {(claim.block.at, claim.one): claim for claim in known.of_task(task, told)}
        for block, one in _left(d, task, told, numbers):
            claim = named.get((block.at, one))
            if not claim or not claim.short:  # N006 has said it
                yield _problem(d, task, block, one, claim)


class Numbers:
    """The numbers that targets ask for, under their units, and the words of the targets, which may hold others."""

    def __init__(self, d: Declaration, read: Reader, targets: Iterable[Target]) -> None:
        self._like, self._targets = _like(d.form.words["like_units"]), tuple(targets)
        found: dict[str, list[Decimal]] = {}
        for target in self._targets:
            for value in {target.annual.text: target.annual, target.period.text: target.period}.values():
                if number := measured(read, target, value):
                    found.setdefault(number[1], []).append(number[0])
        self._by_unit = {unit: sorted(numbers) for unit, numbers in found.items()}

    def hold(self, low: Decimal, high: Decimal, unit: str) -> bool:
        """Say whether one of them lies within `low` and `high`, in `unit` or one like it."""
        for like in self._like.get(unit, (unit,)):
            numbers = self._by_unit.get(like)
            if numbers and (n := bisect_left(numbers, low)) < len(numbers) and numbers[n] <= high:
                return True
        return False

    def name(self, typed: str) -> bool:
        """Say whether a target speaks of the number `typed` in its words: 三年内建成3个服务点的比例."""
        n = bisect_left(self._spoken_of, typed)
        return n < len(self._spoken_of) and self._spoken_of[n].startswith(typed)

    @cached_property
    def _spoken_of(self) -> list[str]:
        """The words of the targets from each number on, in the order of the alphabet."""
        each = ((t.name, t.annual.text, t.period.text, t.baseline, t.explain, *t.grades) for t in self._targets)
        words = {text for texts in each for text in texts}
        return sorted({text[n.start() : n.start() + _LONGEST] for text in words for n in BEGINNING.finditer(text)})


@lru_cache(8)
def _like(lines: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """Return each unit of each line with all units that share a line with it."""
    found: dict[str, frozenset[str]] = {}
    for units in map(str.split, lines):
        for one in units:
            found[one] = found.get(one, frozenset()) | frozenset(units)
    return found


def _left(
    d: Declaration, task: Task, told: Iterable[Paragraph], numbers: tuple[Numbers, ...]
) -> Iterator[tuple[Paragraph, Quantity]]:
    """Yield the figures of the whole year that no target of `numbers` holds, by itself or in sum, each once."""
    seen: set[tuple[Decimal, Decimal, str]] = set()
    for block in told:
        sums: dict[tuple[str, int], Decimal] = {}
        for one in block.quantities:
            if not _counts(d, one):
                continue
            low, high = reach(d.form, one)
            if (low, high, one.unit) in seen or any(known.hold(low, high, one.unit) for known in numbers):
                continue
            seen.add((low, high, one.unit))
            sums = sums or _sums(block)
            total, typed = sums[one.unit, block.prose.sentence(one)], block.text[one.start : one.end]
            if any(known.hold(total, total, one.unit) or known.name(typed) for known in numbers):
                continue
            if not _is_excused(d, task, block, one):
                yield block, one


def _counts(d: Declaration, one: Quantity) -> bool:
    """Say whether `one` is a figure to hold someone to; 一场 is as often an article as a number."""
    return bool(one.unit) and says_much(d.form, one) and not (one.spelt and one.low == one.high == 1)


def _is_excused(d: Declaration, task: Task, block: Paragraph, one: Quantity) -> bool:
    """Say whether `one` speaks of less than the whole year, or of what the task takes, which is no target."""
    mention = block.prose.mention(one)
    if covers(d, mention) is not Covers.YEAR:
        return True
    of_money = one.unit == "元" and d.form.words["money_words"].within(mention.before + mention.behind)
    return bool(of_money) or one.money == task.funds.amount


def _sums(block: Paragraph) -> dict[tuple[str, int], Decimal]:
    """Return what the figures of each unit come to in each sentence of `block`: 讲座10场、展览14场 are 24."""
    sums: dict[tuple[str, int], Decimal] = {}
    prose = block.prose
    for one in prose.quantities:
        key = one.unit, prose.sentence(one)
        sums[key] = sums.get(key, Decimal(0)) + one.low
    return sums


def _problem(d: Declaration, task: Task, block: Paragraph, one: Quantity, claim: Claim | None) -> Problem:
    at, text = stretch(block.at, one.start, one.end), block.typed(one)
    if not claim:
        return Problem(
            at=at,
            says=_("期望达到的目标写“{text}”，没有一个指标写到这个数", text=text),
            help=_("补一个写这个数的指标，或在正文里去掉它；是背景或其中一部分的，在句子里写明"),
            subject=task.title,
        )
    return Problem(
        at=at,
        says=_(
            "期望达到的目标写“{text}”，指标“{name}”是 {value}",
            text=text,
            name=claim.target.name,
            value=claim.wanted.value.printed,
        ),
        help=_("两处改成同一个数"),
        subject=task.title,
        related=(beside(d.form, claim.target, claim.wanted.key),),
    )
