"""What a narrative says of a target in figures: 举办活动6次 beside 活动次数 ≥8次."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from shenbao.checks.figures import Asked, Covers, Named, Paragraph, asked, counted_thing, covers, falls_short, names
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration, Target, Task
from shenbao.model.mention import reader
from shenbao.model.quantity import Quantity

Ask = Callable[[str], list[Target]]


@dataclass(frozen=True, slots=True)
class Claim:
    """A quantity of a block that names `target`, with the number that it is held against."""

    block: Paragraph
    one: Quantity
    target: Target
    wanted: Asked
    short: bool
    """whether it contradicts the target in every column"""


class Claims:
    """The claims in the blocks of a declaration, each block looked through once."""

    def __init__(self, d: Declaration) -> None:
        self._d = d
        self._read = reader(d.form.words)
        self._known: dict[Address, list[Claim]] = {}

    def of_task(self, task: Task, blocks: Iterable[Paragraph]) -> list[Claim]:
        """Return what `blocks` of `task` claim of its own targets, and of the department's by their whole names.

        Of what the department's target counts, one task of several may do a part.
        """
        ask = self._department.called if len(self._d.tasks) == 1 else self._department.called_in_full
        own = Named(self._d.form, task.targets)

        def look(text: str) -> Ask | None:
            if own.may_be_named(text):
                return lambda name: own.called(name) or ask(name)
            return ask if self._department.may_be_named(text) else None

        return self._told(blocks, look)

    def of_department(self, blocks: Iterable[Paragraph]) -> list[Claim]:
        """Return what `blocks` of 总体绩效目标 claim of a target that is the only one of its name."""
        return self._told(blocks, lambda _text: self._called_by_department)

    def of_others(self, blocks: Iterable[Paragraph]) -> list[Claim]:
        """Return what `blocks` of 其他需完成的任务 claim of the department's targets by their whole names."""
        return self._told(blocks, lambda _text: self._department.called_in_full)

    def _told(self, blocks: Iterable[Paragraph], look: Callable[[str], Ask | None]) -> list[Claim]:
        """Return the claims of `blocks`; `look` gives for a text what knows the targets that it may name, if any."""
        found: list[Claim] = []
        for block in blocks:
            if block.at not in self._known:
                ask = look("".join(block.text.split()))
                self._known[block.at] = self._of(block, ask) if ask else []
            found += self._known[block.at]
        return found

    def _called_by_department(self, name: str) -> list[Target]:
        found = self._department.called(name)
        if not found:
            found = self._tasks.called(name)
        return found if len(found) == 1 else []

    @cached_property
    def _department(self) -> Named:
        return Named(self._d.form, self._d.targets)

    @cached_property
    def _tasks(self) -> Named:
        return Named(self._d.form, (target for task in self._d.tasks for target in task.targets))

    def _of(self, block: Paragraph, ask: Ask) -> list[Claim]:
        """Return the claims of `block`; none where it counts the same thing twice over, which may be its parts."""
        told = _Told(self._d, block)
        found = [claim for one in block.quantities if one.unit and (claim := self._claim(told, one, ask))]
        return [claim for claim in found if not told.is_one_of_several(claim.one, claim.target)]

    def _claim(self, told: _Told, one: Quantity, ask: Ask) -> Claim | None:
        mention = told.block.prose.mention(one)
        targets = next((found for name in names(self._d, mention) if (found := ask(name))), [])
        pairs = [(t, wanted) for t in targets for wanted in asked(self._read, t) if wanted.unit == one.unit]
        if not pairs or not told.of_the_year(one):
            return None
        short = all(falls_short(self._d.form, one, wanted) for _target, wanted in pairs)
        return Claim(told.block, one, *pairs[0], short)


class _Told:
    """What the figures of a `block` are told of, each looked at once however many claims are held against it."""

    def __init__(self, d: Declaration, block: Paragraph) -> None:
        self._d, self.block = d, block
        self._years: dict[int, bool] = {}
        self._counts: dict[tuple[str, str], set[tuple[Decimal, Decimal]]] = {}

    def of_the_year(self, one: Quantity) -> bool:
        """Say whether `one` is of the whole year."""
        if one.start not in self._years:
            self._years[one.start] = covers(self._d, self.block.prose.mention(one)) is Covers.YEAR
        return self._years[one.start]

    def is_one_of_several(self, one: Quantity, target: Target) -> bool:
        """Say whether another figure counts for the year what `one` counts of `target` (再开展活动5次)."""
        key = (counted_thing(self._d.form, target.name), one.unit)
        if key not in self._counts:
            self._counts[key] = set(self._counted(*key))
        return not self._counts[key] <= {(one.low, one.high)}

    def _counted(self, thing: str, unit: str) -> Iterator[tuple[Decimal, Decimal]]:
        """Yield the figures in `unit` that count `thing` for the year."""
        for one in self.block.quantities:
            mention = self.block.prose.mention(one)
            if one.unit == unit and thing in mention.before + mention.behind and self.of_the_year(one):
                yield one.low, one.high


class _Same:
    """A declaration that equals itself alone: to hash one by what it holds would be to read it all."""

    __slots__ = ("d",)

    def __init__(self, d: Declaration) -> None:
        self.d = d

    def __hash__(self) -> int:
        return id(self.d)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.d is other.d


def claims(d: Declaration) -> Claims:
    """Return the claims of `d`, the same ones to each rule that asks."""
    return _claims(_Same(d))


@lru_cache(1)
def _claims(same: _Same) -> Claims:
    return Claims(same.d)
