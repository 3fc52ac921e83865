"""A quantity where a sentence mentions it: the words of its clause around it, and what the sentence said before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import NamedTuple

from shenbao.model import quantity
from shenbao.model.naming import narrow
from shenbao.model.quantity import Lexicon, Quantity, Reader
from shenbao.model.wording import Words

_STOPS = re.compile(r"[，,。．；;！!？?、（）()\n]|\.(?![0-9])")
_ENDS = frozenset("。！!？?\n")
_LISTED, _ITEM = "、", re.compile(r"\s*[0-9一二三四五六七八九十]{1,3}\s*")
_MOST = 1 << 15
_MOST_FIGURES = 200  # of one paragraph
_MOST_AROUND = 1_000  # characters of a clause, or of the sentence before it: both are read for each figure


class Mention(NamedTuple):
    """A quantity, the words of its clause `before` and `behind` it, and the `lead`: its sentence before that clause.

    All three are without spaces and with half-width signs.
    """

    quantity: Quantity
    before: str
    behind: str
    lead: str
    listed: bool
    """whether the clause is one of a list, with 、 on either side"""
    shared: bool
    """whether the clause beside it in the list is without a figure: 会议、交流活动6次 counts both"""


@dataclass(frozen=True, eq=False)
class Prose:
    """A block's text with its quantities. What surrounds a quantity is looked at only when somebody asks."""

    text: str
    quantities: tuple[Quantity, ...]

    @cached_property
    def _stops(self) -> list[int]:
        """Where a clause ends; a comma within a number ends none."""
        inside = {n for one in self.quantities for n in range(one.start, one.end)}
        return [stop.start() for stop in _STOPS.finditer(self.text) if stop.start() not in inside]

    @cached_property
    def _mentions(self) -> dict[int, Mention]:
        return {}

    def mention(self, one: Quantity) -> Mention:
        """Return `one` of the quantities in its sentence."""
        found = self._mentions.get(one.start)
        if found is None:
            found = self._mentions[one.start] = self._mention(one)
        return found

    def sentence(self, one: Quantity) -> int:
        """Return where the sentence of `one` begins."""
        return self._sentences[bisect_left(self._sentences, one.start + 1) - 1]

    @cached_property
    def _sentences(self) -> list[int]:
        """Where a sentence begins."""
        return [0, *(stop + 1 for stop in self._stops if self.text[stop] in _ENDS)]

    def _mention(self, one: Quantity) -> Mention:
        text, stops = self.text, self._stops
        first, last = bisect_left(stops, one.start), bisect_left(stops, one.end)
        clause = stops[first - 1] + 1 if first else 0
        end = stops[last] if last < len(stops) else len(text)
        lists = [n for n in (first - 1, last) if self._lists(n)]
        return Mention(
            one,
            before=_bare(text[max(clause, one.opens - _MOST_AROUND) : max(clause, one.opens)]),
            behind=_bare(text[one.closes : min(end, one.closes + _MOST_AROUND)]),
            lead=_bare(text[max(self.sentence(one), clause - _MOST_AROUND) : clause]),
            listed=bool(lists),
            shared=not all(self._both_counted(n) for n in lists),
        )

    def _lists(self, n: int) -> bool:
        """Say whether there is a stop `n` and it is the 、 of a list; 一、 begins an item."""
        if not 0 <= n < len(self._stops) or self.text[self._stops[n]] != _LISTED:
            return False
        start = self._stops[n - 1] + 1 if n else 0
        return not _ITEM.fullmatch(self.text, start, self._stops[n])

    def _both_counted(self, n: int) -> bool:
        """Say whether there is a quantity in the clauses on both sides of stop `n`."""
        stops = self._stops
        start, end = stops[n - 1] if n else -1, stops[n + 1] if n + 1 < len(stops) else len(self.text)
        return self._counted(start, stops[n]) and self._counted(stops[n], end)

    def _counted(self, start: int, end: int) -> bool:
        """Say whether there is a quantity between the stops at `start` and at `end`."""
        first = bisect_left(self.quantities, start + 1, key=attrgetter("start"))
        return first < len(self.quantities) and self.quantities[first].start < end


def reader(words: Mapping[str, Words]) -> Reader:
    """Return the reader of quantities by the word lists of a form."""
    return quantity.reader(
        Lexicon(
            units=Words((*words["counting_units"], *words["figure_units"])),
            synonyms=words["unit_synonyms"],
            periods=words["yearly_suffixes"],
            no_numbers=words["no_numbers"],
            floors=words["floor_words"],
            caps=words["cap_words"],
            abouts=words["about_words"],
            no_limits=words["no_limits"],
            floors_behind=words["floor_behind"],
            caps_behind=words["cap_behind"],
            abouts_behind=words["about_behind"],
            froms=words["from_words"],
        )
    )


@lru_cache(_MOST)
def prose(reader: Reader, text: str) -> Prose:
    """Return `text` with its quantities, each text read once for all who ask.

    Rules hold each of them against all others and against all targets, so no more are taken than people write.
    """
    return Prose(text, reader.read(text, _MOST_FIGURES))


def _bare(text: str) -> str:
    return narrow(text) if text else ""
