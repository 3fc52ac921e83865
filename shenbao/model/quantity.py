"""The quantities of a text: what a sentence counts, measures or pays, with the unit and the place.

Numbers stand in digits or Chinese numerals, with multipliers, as ranges, with words of limit (不少于, 约, 以上). No
quantities are dates, ordinals, grades, the numbers of documents, and numerals inside words, names and titles (一带一路,
“三区一中心”, 《…三年行动方案》). Units and words are lists of `words.yaml`.
"""

from __future__ import annotations

import re
import string
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import islice
from operator import itemgetter
from typing import NamedTuple, TypeVar

from shenbao.model import numerals, unit
from shenbao.model.money import Wan
from shenbao.model.unit import Unit
from shenbao.model.wording import Words

FLOOR, CAP, ABOUT = "≥", "≤", "约"
_SIGNS = {
    ">=": FLOOR,
    "≥": FLOOR,
    "≧": FLOOR,
    ">": FLOOR,
    "＞": FLOOR,
    "<=": CAP,
    "≤": CAP,
    "≦": CAP,
    "<": CAP,
    "＜": CAP,
}
_DIGIT, _HAN, _TIMES = "0-9０-９", "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億", "十百千万亿"
_NUMERAL = re.compile(f"[{_DIGIT}{_HAN}]")
BEGINNING = re.compile(f"(?<![0-9.,])[{_DIGIT}{_HAN}]")
"""where a number may begin, in digits or Chinese numerals"""
_DIGITS = rf"(?:[{_DIGIT}]{{1,3}}(?:[,，][{_DIGIT}]{{3}})+(?![{_DIGIT}])|[{_DIGIT}]+)(?:[.．][{_DIGIT}]{{1,6}})?"
_SPELT = rf"[{_HAN}]+(?:点[零一二三四五六七八九]{{1,6}}[{_TIMES}]{{0,3}})?"
_NUMBER = re.compile(
    rf"(?:[百千万]分之(?=[{_DIGIT}{_HAN}]))?"
    rf"(?:{_DIGITS}(?:[ ]?[{_TIMES}]{{1,3}}(?:{_DIGITS}|[{_HAN}]{{1,8}})?){{0,3}}|{_SPELT})"
)
_YEAR, _FEW, _DASH = (
    "(?:[12][0-9]{3}|[一二][零〇一二三四五六七八九]{3})",
    "[0-9一二三四五六七八九十]{1,3}",
    "[-~～—–至到、和]",
)
_DATE = re.compile(
    rf"{_YEAR}(?:\s*[-~—–至到]+\s*{_YEAR})?\s*(?:年|学年|财年)"
    rf"|(?:19|20)[0-9]{{2}}(?:[-./](?:1[0-2]|0?[1-9])|[-~—–]+(?:19|20)[0-9]{{2}})(?=[-~—–./至到，。；、)）\s]|$)"
    rf"|{_FEW}(?:\s*月?\s*{_DASH}+\s*{_FEW})?\s*月"
    rf"|{_FEW}(?:\s*日?\s*{_DASH}+\s*{_FEW})?\s*[日号](?:之?前|以前|起|止|至|到|上午|下午)"
    rf"|{_FEW}(?:\s*{_DASH}+\s*{_FEW})?\s*季度"
    r"|[0-9]{1,2}[:：][0-9]{2}"
)
_DAY = re.compile(rf"\s*{_FEW}\s*[日号]")
_TO = re.compile(r"\s*(?:[-~～－]|[—–]{1,2}|至|到)\s*")
_VAGUE = {"余": FLOOR, "多": FLOOR, "来": ABOUT}
_VAGUELY = re.compile(rf"(\s?[余多来])([{_TIMES}]*)")
# What may follow a number where a longer pattern is worth a try.
_VAGUE_SIGNS, _STROKES, _COLONS = frozenset("余多来 "), frozenset("/／ "), frozenset(":：")
_DATED = frozenset("年月日号季学财、和至到.-/~～—–:： ")
_TO_SIGNS = frozenset("-~～－—–至到 ")
_ODD = frozenset("号几+＋×*＊:：/／分xX")
_SOME = frozenset("几数上成好")  # 数十个, 上百人: nobody knows how many
_PER = re.compile(r"\s*[/／]\s*([^\W\d_]{1,6})")
_SHARES = {"百": "%", "千": "‰", "万": "‱"}
_MARKS = frozenset(".．、)）:：")
_ODD_BEFORE = frozenset("第〔[#＃+＋×*＊/／-－−_.．:：" + string.ascii_letters + string.digits)
_ODD_BEHIND = re.compile(r"[号几+＋×*＊]|[:：/／][0-9]|分之|[xX][0-9]")
_T = TypeVar("_T")


class Quantity(NamedTuple):
    """A number with its unit: from `low` to `high`, which differ for a range alone, in bare `unit`s (万元 are 元).

    From `start` to `end` stand number and unit, from `opens` to `closes` the words of limit as well.
    """

    start: int
    end: int
    opens: int
    closes: int
    low: Decimal
    high: Decimal
    unit: str = ""
    """empty where a number in digits has no unit that is known"""
    operator: str = ""
    """FLOOR, CAP or ABOUT"""
    spelt: bool = False
    """whether it is written in Chinese numerals"""

    @property
    def money(self) -> Wan | None:
        """The amount of money, exactly; None for a range and for what is no money."""
        return Wan(self.low.scaleb(-4).normalize()) if self.unit == "元" and self.low == self.high else None

    @property
    def printed(self) -> str:
        """The quantity as it reads back: ≥8次, 约3—5人, 60万元."""
        money = self.unit == "元"
        numbers = {_plain(number.scaleb(-4) if money else number): None for number in (self.low, self.high)}
        return f"{self.operator}{'—'.join(numbers)}{'万元' if money else self.unit}"


class _Number(NamedTuple):
    """A number in a text with its unit and where both end; `vague` is the operator that 余, 多, 来 come to."""

    end: int
    typed: str
    value: Decimal
    spelt: bool
    vague: str
    unit: Unit | None


@dataclass(frozen=True)
class Lexicon:
    """The lists that quantities are read by, as a form has them."""

    units: Words
    synonyms: Words
    periods: Words
    no_numbers: Words
    floors: Words
    caps: Words
    abouts: Words
    no_limits: Words
    floors_behind: Words
    caps_behind: Words
    abouts_behind: Words
    froms: Words

    @cached_property
    def units_by_signs(self) -> dict[str, tuple[str, ...]]:
        """Every unit under its first two characters, or its only one, the longest first."""
        known = {*self.units, *(word for line in self.synonyms for word in line.split())}
        return _grouped((word[:2], word) for word in sorted(known, key=len, reverse=True))

    @cached_property
    def words_by_numeral(self) -> dict[str, tuple[tuple[int, str], ...]]:
        """Every word that holds a numeral, with where a run of them begins, under the run's first sign and the next.

        At the end of a word, under the sign before and the run.
        """
        runs = re.compile(f"[{_DIGIT}]+|[{_HAN}]+")
        found = ((word, run.start()) for word in self.no_numbers for run in runs.finditer(word))
        return _grouped((word[at : at + 2] if word[at + 1 :] else word[at - 1 :], (at, word)) for word, at in found)

    @cached_property
    def before(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """The words of limit before a number with their operators, under their last character, the longest first."""
        known = _SIGNS | _each(self.floors, FLOOR) | _each(self.caps, CAP) | _each(self.abouts, ABOUT)
        return _grouped((word[-1], (word, known[word])) for word in sorted(known, key=len, reverse=True))

    @cached_property
    def behind(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """The words of limit behind a unit with their operators, under their first character, the longest first."""
        known = _each(self.floors_behind, FLOOR) | _each(self.caps_behind, CAP) | _each(self.abouts_behind, ABOUT)
        return _grouped((word[0], (word, known[word])) for word in sorted(known, key=len, reverse=True))


class Reader:
    """Reads the quantities of texts by one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.unit = lru_cache(4096)(self._unit)

    def _unit(self, text: str) -> Unit:
        """Return the unit written as `text` in its first spelling, its multipliers apart."""
        return unit.read(text, self._lexicon.synonyms, self._lexicon.periods)

    def read(self, text: str, most: int | None = None) -> tuple[Quantity, ...]:
        """Return the quantities of `text` as they follow each other, the first `most` of them where so many do."""
        return tuple(islice(self._found(text), most)) if _NUMERAL.search(text) else ()

    def _found(self, text: str) -> Iterator[Quantity]:
        titles, quotes = _spans("《", "》", text), _spans("“", "”", text)
        at = behind = 0
        while (sign := _NUMERAL.search(text, at)) and (match := _NUMBER.match(text, sign.start())):
            start = match.start()
            past = self._past(text, match)
            at = past or match.end()
            if past or (text[start - 1 : start] in _ODD_BEFORE and _odd(text, start)) or _within(titles, start):
                continue
            number = self._number(text, match)
            if number is None or (number.spelt and _within(quotes, start)):
                continue
            quantity = self._quantity(text, behind, start, number)
            at = behind = quantity.closes
            if quantity.unit or not (number.spelt or _is_marker(text, number)):
                yield quantity

    def _past(self, text: str, match: re.Match[str]) -> int:
        """Return the end of the date or word that the number of `match` is part of; 0 where it stands for itself."""
        start, end = match.span()
        if text[end : end + 1] in _DATED and (date := _DATE.match(text, start)):
            day = _DAY.match(text, date.end()) if date[0][-1] == "月" else None
            return max((day or date).end(), end)
        words = self._lexicon.words_by_numeral
        for signs in (text[start : start + 2], text[start - 1 : start + 1]):
            for begins, word in words.get(signs, ()):
                if begins <= start and text.startswith(word, start - begins):
                    return max(start - begins + len(word), end)
        return 0

    def _number(self, text: str, match: re.Match[str]) -> _Number | None:
        """Return the number of `match` with its unit; None where it names no number, or in numerals no unit."""
        typed, end = match[0], match.end()
        if text[end : end + 1] in _ODD and _ODD_BEHIND.match(text, end):
            return None
        if typed[1:3] == "分之":
            share = numerals.read(typed[3:])
            return None if share is None else _Number(end, typed, share, False, "", Unit(_SHARES[typed[0]]))
        spelt = typed[0] in _HAN
        if spelt and typed[0] in _TIMES and text[match.start() - 1 : match.start()] in _SOME:
            return None
        vague, behind = _vague(text, end)
        after, known = self._unit_at(text, end + len(vague) + len(behind))
        if not known and not _stands_alone(text, end, spelt):
            return None
        value = numerals.read(typed + behind)
        if value is None:
            return None
        return _Number(after if known else end, typed, value, spelt, _VAGUE.get(vague.strip(), ""), known)

    def _unit_at(self, text: str, at: int) -> tuple[int, Unit | None]:
        """Return the unit at `at` of `text`, a space before it allowed, and where it ends."""
        begin = at + 1 if text[at : at + 1].isspace() else at
        for signs in (text[begin : begin + 2], text[begin : begin + 1]):
            for known in self._lexicon.units_by_signs.get(signs, ()):
                end = begin + len(known)
                if not text.startswith(known, begin) or (_is_letter(known[-1]) and _is_letter(text[end : end + 1])):
                    continue
                if text[end : end + 1] in _STROKES and (per := _PER.match(text, end)):
                    part = self._part(per[1])
                    return per.start(1) + len(part), self.unit(f"{_half(known)}/{part}")
                return end, self.unit(_half(known))
        return at, None

    def _part(self, text: str) -> str:
        """Return the unit that `text` begins with, behind a stroke (元/平方米); one character where none is known."""
        units = self._lexicon.units_by_signs
        known = (*units.get(text[:2], ()), *units.get(text[:1], ()), *self._lexicon.periods)
        return max((word for word in known if text.startswith(word)), key=len, default=text[0])

    def _quantity(self, text: str, free: int, start: int, number: _Number) -> Quantity:
        """Return the quantity that begins with `number`: a range where another follows, words of limit with it.

        What stands before `free` is another quantity's.
        """
        opens, before = self._limit_before(text, free, start)
        low, last, high = number.value, number, number.value
        if text[number.end : number.end + 1] in _TO_SIGNS and (other := self._other(text, opens, number)):
            low, last, high = low * _shared(number, other), other, other.value
        times = last.unit.times if last.unit else 1
        low *= number.unit.times if number.unit else times
        closes, behind = self._limit_behind(text, last.end)
        name = last.unit.name if last.unit else ""
        operator = before or behind or last.vague
        return Quantity(start, last.end, opens, closes, low, high * times, name, operator, number.spelt)

    def _other(self, text: str, opens: int, number: _Number) -> _Number | None:
        """Return the number that ends a range begun by `number`; None where none of its unit follows, or a lower one.

        Behind 从 the two are what was and what will be.
        """
        to = _TO.match(text, number.end)
        match = _NUMBER.match(text, to.end()) if to else None
        if not match or text.endswith(self._lexicon.froms, 0, opens) or self._past(text, match):
            return None
        other = self._number(text, match)
        if other is None or other.unit is None or (number.unit and number.unit.name != other.unit.name):
            return None
        low = number.value * _shared(number, other) * (number.unit or other.unit).times
        return other if low < other.value * other.unit.times else None

    def _limit_before(self, text: str, free: int, start: int) -> tuple[int, str]:
        """Return where the words of limit before `start` begin, and what they come to."""
        end = start - 1 if text[start - 1 : start].isspace() else start
        for word, operator in self._lexicon.before.get(text[end - 1 : end], ()):
            if text.endswith(word, free, end) and not text.endswith(self._lexicon.no_limits, 0, end):
                return end - len(word), operator
        return start, ""

    def _limit_behind(self, text: str, end: int) -> tuple[int, str]:
        """Return where the words of limit behind `end` end, and what they come to."""
        start = end + 1 if text[end : end + 1].isspace() else end
        for word, operator in self._lexicon.behind.get(text[start : start + 1], ()):
            if text.startswith(word, start):
                return start + len(word), operator
        return end, ""


@lru_cache(8)
def reader(lexicon: Lexicon) -> Reader:
    """Return the reader by `lexicon`, the same one to all who ask, so that they can share what it read."""
    return Reader(lexicon)


def _shared(number: _Number, other: _Number) -> Decimal:
    """Return the multiplier of the second number of a range where it is the first one's as well (3至5万元)."""
    if number.unit or number.typed[-1] in (_TIMES[2:] if number.spelt else _TIMES):
        return Decimal(1)
    mine = other.typed.rstrip("万亿" if other.spelt else _TIMES)
    return numerals.read("1" + other.typed[len(mine) :]) or Decimal(1)


def _vague(text: str, end: int) -> tuple[str, str]:
    """Return the sign at `end` that makes a number vague, a space before it with it, and the multipliers behind it."""
    found = _VAGUELY.match(text, end) if text[end : end + 1] in _VAGUE_SIGNS else None
    return (found[1], found[2]) if found else ("", "")


def _stands_alone(text: str, end: int, spelt: bool) -> bool:
    """Say whether a number without a unit, which ends at `end`, is one nevertheless: in digits, or to begin a range."""
    return text[end : end + 1] in _TO_SIGNS if spelt else not _is_letter(text[end : end + 1])


def _half(text: str) -> str:
    return "%" if text == "％" else text


def _odd(text: str, start: int) -> bool:
    """Say whether the sign before `start` makes the number there a name, an ordinal or part of something else.

    A colon does so only between two numbers (1:3).
    """
    return text[start - 1] not in _COLONS or text[start - 2 : start - 1].isdigit()


def _is_letter(text: str) -> bool:
    return text.isascii() and text.isalnum()


def _is_marker(text: str, number: _Number) -> bool:
    """Say whether a number without a unit is an item's number, a year or a telephone number."""
    year = len(number.typed) == 4 and number.typed[:2] in ("19", "20")
    return (
        year
        or len(number.typed) > 6
        or number.typed[0] == "0" != number.typed
        or text[number.end : number.end + 1] in _MARKS
    )


def _spans(opening: str, closing: str, text: str) -> list[tuple[int, int]]:
    """Return where the stretches from `opening` to `closing` begin and end, each within a line, none in another."""
    found = []
    start = text.find(opening)
    while start >= 0 and (end := text.find(closing, start)) >= 0:
        broken = text.rfind("\n", start, end)
        if broken < 0:
            found.append((start, end + 1))
        start = text.find(opening, (broken if broken >= 0 else end) + 1)
    return found


def _within(spans: list[tuple[int, int]], at: int) -> bool:
    """Say whether `at` lies in one of `spans`, which follow each other."""
    n = bisect_right(spans, at, key=itemgetter(0))
    return n > 0 and at < spans[n - 1][1]


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"


def _each(words: Words, operator: str) -> dict[str, str]:
    return dict.fromkeys(words, operator)


def _grouped(pairs: Iterable[tuple[str, _T]]) -> dict[str, tuple[_T, ...]]:
    found: dict[str, list[_T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}
