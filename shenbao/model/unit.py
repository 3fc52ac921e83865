"""Units: two ways to write one (㎡, 平方米), and multipliers before one (万人次). What means the same is a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from shenbao.model.form import Form

_LONGEST = 20  # characters; what is longer is no unit
_MULTIPLIERS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_SIGNS = "".join(_MULTIPLIERS)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit without its multipliers, and what one of it as written counts: 万人次 is 10,000 times 人次."""

    name: str
    times: int = 1

    def count(self, number: Decimal) -> Decimal:
        """Return how many of the bare unit `number` is."""
        return number * self.times

    @property
    def compound(self) -> bool:
        """One thing per another (元/平方米): a ratio or a price, never a count."""
        return "/" in self.name


def read(text: str, synonyms: tuple[str, ...] = (), periods: Iterable[str] = ()) -> Unit:
    """Return the unit written as `text`, without a period behind it (次/年).

    Each of `synonyms` is a line of words for one unit, the one to use first.

    >>> read("万㎡", ("平方米 ㎡",))
    Unit(name='平方米', times=10000)
    """
    if len(text) > _LONGEST:
        return Unit(text)
    name, _, behind = text.partition("/")
    bare = name if behind in periods else text
    words = _words(synonyms)
    bare = words.get(bare.casefold(), bare)
    times = 1
    while bare[:1] in _MULTIPLIERS:
        times *= _MULTIPLIERS[bare[0]]
        bare = bare[1:]
    return Unit(words.get(bare.casefold(), bare), times)


def unit_of(form: Form, text: str) -> Unit:
    """Return the unit written as `text`, read by the lists of `form`: of 万余人次/年 ten thousand 人次."""
    return read(unrounded(form, text), form.words["unit_synonyms"], form.words["period_suffixes"])


def unrounded(form: Form, text: str) -> str:
    """Return the unit `text` without a word that only makes its number vague: 余人 is 人, 万余人 万人."""
    bare = text.lstrip(_SIGNS)
    vague = form.words["rounding_words"].at_start(bare)
    return text[: len(text) - len(bare)] + bare[len(vague) :] if vague else text


@cache
def _words(synonyms: tuple[str, ...]) -> Mapping[str, str]:
    """Return each word of each line with the line's first."""
    lines = [line.split() for line in synonyms]
    return {word.casefold(): line[0] for line in lines for word in line}
