"""The figures of the narratives: where they stand, what they speak of, and which targets they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from functools import cached_property, lru_cache
from operator import add
from typing import NamedTuple

from shenbao.model.address import Address
from shenbao.model.declaration import Declaration, Target
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.mention import Mention, Prose, prose
from shenbao.model.naming import counts, measure, percent_aside, plain, stem, thing
from shenbao.model.narrative import Narrative
from shenbao.model.quantity import ABOUT, CAP, FLOOR, Quantity, Reader
from shenbao.model.wording import Words

_THIS_YEAR = "本年"
_MOST_ALIKE = 20  # targets of one name
_FEW = 20  # names that are looked for one by one


class Covers(Enum):
    """What a figure speaks of. Only one of the whole year is held against a year's value."""

    YEAR = auto()
    PART = auto()
    """a part of the whole or of the year: 其中, 上半年"""
    ELSEWHERE = auto()
    """another year, several years, or what is there already"""
    ONE = auto()
    """each of something: 每场, 人均"""
    BEFORE = auto()
    """what it was: 由80%提高到90%"""


class Paragraph(NamedTuple):
    """A paragraph of a narrative, or a list's item. Its quantities are looked for when a rule first asks for them."""

    at: Address
    text: str
    read: Reader

    @property
    def prose(self) -> Prose:
        return prose(self.read, self.text)

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        return self.prose.quantities

    def typed(self, one: Quantity) -> str:
        """Return `one` as it is written, its words of limit with it."""
        return self.text[one.opens : one.closes].strip()


def blocks(read: Reader, *narratives: Narrative) -> Iterator[Paragraph]:
    """Yield the blocks of `narratives`."""
    for narrative in narratives:
        for n, block in enumerate(narrative.blocks):
            yield Paragraph(narrative.at / n, block.text, read)


def says_much(form: Form, one: Quantity) -> bool:
    """Say whether `one` measures anything: neither how long something takes, nor a manner of speaking (三个方面)."""
    words = form.words
    if one.unit in words["span_units"]:
        return False
    return not one.spelt or one.unit not in words["loose_units"] or one.low > form.thresholds["loose_figure"]


def this_year(d: Declaration, text: str) -> str:
    """Return `text` with 本年 for the number of the declared year."""
    return re.sub(rf"{d.year}年度?", _THIS_YEAR, text) if d.year and f"{d.year}年" in text else text


def covers(d: Declaration, mention: Mention) -> Covers:
    """Return what `mention` speaks of, by the words before it in its sentence; 本年 in its clause outweighs them."""
    words = d.form.words
    before = this_year(d, mention.before)
    if before.endswith(words["from_words"]):
        return Covers.BEFORE
    if words["per_words"].within(words["yearly_words"].without(before)) or before.endswith(words["each_words"]):
        return Covers.ONE
    told = before if words["own_year_words"].within(before) else this_year(d, mention.lead) + "," + before
    if _is_elsewhen(words, told):
        return Covers.ELSEWHERE
    if words["part_words"].within(mention.lead + before) or _is_part_of_year(words, told):
        return Covers.PART
    return Covers.YEAR


def _is_elsewhen(words: Mapping[str, Words], told: str) -> bool:
    """Say whether `told` speaks of another time than the year; not where it compares the year with one."""
    elsewhen = words["elsewhen_words"]
    return bool(elsewhen.within(told) and elsewhen.within(words["comparing_words"].without(told)))


def _is_part_of_year(words: Mapping[str, Words], told: str) -> bool:
    """Say whether `told` speaks of a part of the year; not where it says by when something is done."""
    part = words["part_of_year_words"]
    return bool(part.within(told) and part.within(words["deadline_words"].without(told)))


@dataclass(frozen=True, slots=True)
class Asked:
    """A number that a target asks for, in bare units, and the key of its column."""

    key: str
    value: Value
    number: Decimal
    unit: str


def asked(read: Reader, target: Target) -> list[Asked]:
    """Return the numbers that `target` asks for, the year's first; a % may stand in its name."""
    return [
        Asked(key, value, *found) for key, value in reversed(target.values) if (found := measured(read, target, value))
    ]


def measured(read: Reader, target: Target, value: Value) -> tuple[Decimal, str] | None:
    """Return the number and the unit of `value` of `target` in bare units; None where it is no number."""
    if not value.digits:
        return None
    return _counted(read, value, value.unit or ("%" if percent_aside(target.name) else ""))


@lru_cache(1 << 14)
def _counted(read: Reader, value: Value, of: str) -> tuple[Decimal, str]:
    unit = read.unit(of)
    return unit.count(value.number or Decimal(0)), unit.name


class Named:
    """The targets that a sentence may name, found by their names."""

    def __init__(self, form: Form, targets: Iterable[Target]) -> None:
        self._form, self._targets = form, tuple(targets)
        self._by_name: dict[str, Mapping[str, list[Target]]] = {}

    def may_be_named(self, text: str) -> bool:
        """Say whether `text` holds what any target's name begins with: a look before the search."""
        openings = self._openings
        if len(openings) <= _FEW:
            return any(opening in text for opening in openings)
        return not self._by_start.keys().isdisjoint(map(add, text, text[1:]))

    @cached_property
    def _openings(self) -> frozenset[str]:
        """What the names begin with, whatever is counted of it."""
        ending = _longest(self._form.words["count_endings"])
        return frozenset(name[: max(2, len(name) - ending)] for name in (stem(t.name) for t in self._targets))

    @cached_property
    def _by_start(self) -> Mapping[str, list[Target]]:
        found: dict[str, list[Target]] = {}
        for target in self._targets:
            found.setdefault(plain(target.name)[:2], []).append(target)
        return found

    def called(self, words: str) -> list[Target]:
        """Return the targets called `words`: by the whole name, or where it counts something, by what it counts.

        A name that more targets share than a form has categories tells none of them.
        """
        found = self._beginning(words[:2]).get(words, [])
        return found if len(found) <= _MOST_ALIKE else []

    def called_in_full(self, words: str) -> list[Target]:
        """Return the targets whose whole name is `words`, and says what is measured."""
        return [t for t in self.called(words) if words in (plain(t.name), stem(t.name)) and measure(self._form, t.name)]

    def _beginning(self, start: str) -> Mapping[str, list[Target]]:
        """Return the targets that begin with `start`, by each of their names; worked out when they are asked for."""
        if start not in self._by_name:
            found: dict[str, list[Target]] = {}
            for target in self._by_start.get(start, ()):
                for name in {plain(target.name), stem(target.name), counted_thing(self._form, target.name)}:
                    found.setdefault(name, []).append(target)
            self._by_name[start] = found
        return self._by_name[start]


@lru_cache(8)
def _longest(words: Words) -> int:
    return max(map(len, words), default=0)


def counted_thing(form: Form, name: str) -> str:
    """Return what the target `name` counts (交流活动次数: 交流活动); its name where it measures something else."""
    return (counts(form, name) and thing(form, name)) or stem(name)


def names(d: Declaration, mention: Mention) -> Iterator[str]:
    """Yield what `mention` may count by its own words, and by them alone: 全年举办交流活动6次, 开展6次交流活动.

    Words that open a clause (全年, 举办) may stand before a name; anything else there tells of a part or another thing.
    """
    words = d.form.words
    if mention.shared or _is_narrowed(words, mention.lead):
        return
    before, behind = words["item_words"].without(this_year(d, mention.before)), mention.behind
    if not behind or words["figure_followers"].at_start(behind):
        while link := words["name_links"].at_end(before):
            before = before.removesuffix(link)
        yield from _openings(words["clause_openers"], before)
    elif "" in _openings(words["clause_openers"], before):
        yield behind.removeprefix("的")


def _is_narrowed(words: Mapping[str, Words], lead: str) -> bool:
    """Say whether a clause of `lead` says for whom, where or with whom something is done."""
    return any(words["narrowing_starts"].at_start(clause) for clause in re.split("[,.:(]", lead.rpartition(";")[2]))


def _openings(openers: Words, text: str) -> Iterator[str]:
    """Yield `text`, and what is left of it as words that open a clause are taken off its start."""
    yield text
    while opener := openers.pattern.match(text):
        text = text[opener.end() :]
        yield text


def differs(form: Form, one: Quantity, number: Decimal) -> bool:
    """Say whether `one` cannot be `number`: 约 leaves room around it, a range between its ends, a limit on one side."""
    low, high = reach(form, one)
    return (high < number and one.operator != FLOOR) or (low > number and one.operator != CAP)


def falls_short(form: Form, one: Quantity, wanted: Asked) -> bool:
    """Say whether `one` at its best is not what a target asks for: too few for ≥, too many for ≤, another for =."""
    low, high = reach(form, one)
    if wanted.value.operator in ("≥", ">"):
        return high < wanted.number
    if wanted.value.operator in ("≤", "<"):
        return low > wanted.number
    return differs(form, one, wanted.number)


def reach(form: Form, one: Quantity) -> tuple[Decimal, Decimal]:
    """Return the least and the most that `one` may come to; 约 leaves some room."""
    slack = form.thresholds["about_share"] / 100 if one.operator == ABOUT else Decimal(0)
    return one.low * (1 - slack), one.high * (1 + slack)
