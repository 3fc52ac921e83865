"""The value of an indicator: operator, number and unit, or a date, a range, or words.

What people type is read one way and printed one way (`不低于 95％` → `≥95%`); the text as typed is always kept. Words
that are no number are printed exactly as typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from shenbao.model import days
from shenbao.model.days import Days


class Kind(StrEnum):
    """What a value is."""

    NUMBER = "number"
    DATE = "date"
    RANGE = "range"
    WORDS = "words"


_BEFORE = {
    "≥": ("≥", ">=", "≧", "⩾", "不低于", "不少于", "不小于", "大于等于", "大于或等于", "至少", "达到", "达"),
    "≤": ("≤", "<=", "≦", "⩽", "不超过", "不高于", "不多于", "不大于", "小于等于", "小于或等于", "至多", "控制在"),
    "=": ("=", "等于"),
    ">": (">", "超过", "大于", "高于", "多于"),
    "<": ("<", "低于", "小于", "少于"),
}
_BEHIND = {"≥": ("及以上", "以上"), "≤": ("及以下", "以下", "及以内", "以内")}
_OPERATOR = {word: sign for sign, words in _BEFORE.items() for word in words}
_LIMIT = {word: sign for sign, words in _BEHIND.items() for word in words}

_NUMBER = r"[-−]?(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(?:\.[0-9]{1,6})?"
_UNIT = r"[^\W\d_]*?(?:[%‰℃°㎡㎥]|\(%\))?(?:/[^\W\d_]*?[0-9]{0,3}[^\W\d_]*?)?(?:/[^\W\d_]+?)?"


def _words(table: dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, table), key=len, reverse=True))


# ≥2000.5 is a number; without an operator 2024.5 is May.
_COMPARED = re.compile(rf"(?:{_words(_OPERATOR)})\s*[0-9]{{4}}\.[0-9]+")
_OPERATED = re.compile(rf"^(?:{_words(_OPERATOR)}|不晚于|不迟于)\s*")
_VALUE = re.compile(rf"(?P<before>{_words(_OPERATOR)})?\s*(?P<number>{_NUMBER})\s*(?P<rest>.*)")
_LIMITED = re.compile(
    rf"(?P<unit>{_UNIT})\s*(?:(?P<behind>{_words(_LIMIT)})|(?<=[天日周旬月季年度时钟秒元里米%‰次人名个件起分])(?P<within>内))?"
)
# 3级以上, 4A以上, 2等奖以上 name a class; ≥3级 would be another statement. 3个等级 are counted.
_GRADE = re.compile(r"A{1,4}|A{0,4}[级类等星档].*|(?!个).*[级类等星档]")
_LONGEST = 60  # characters; a longer text is prose, and the patterns above never see it
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x301C: 0x7E, 0x223C: 0x7E}
_TO = re.compile(r"\s*(?:-|~|—+|–|至|到)\s*")
_RANGE = re.compile(rf"{_NUMBER}\s*{_UNIT}?{_TO.pattern}{_NUMBER}\s*{_UNIT}?")


@dataclass(frozen=True, slots=True)
class Value:
    """An indicator value. `text` is what was typed; `number` and `unit` stand only where `kind` is a number.

    >>> Value.read("不低于 95％").printed
    '≥95%'
    >>> Value.read("得到提升").kind
    <Kind.WORDS: 'words'>
    """

    text: str
    kind: Kind = Kind.WORDS
    operator: str = ""
    digits: str = ""
    """the number as typed, thousands commas and trailing zeros included"""
    unit: str = ""

    @classmethod
    @lru_cache(maxsize=4096)
    def read(cls, text: str) -> Value:
        """Return the value written as `text`. Never fails: what is no number, date or range is words."""
        plain = half_width(text)
        if len(plain) > _LONGEST:
            return cls(text)
        if days.match(_OPERATED.sub("", plain)) and not _COMPARED.fullmatch(plain):
            return cls(text, Kind.DATE)
        if _RANGE.fullmatch(plain) or _between_dates(plain):
            return cls(text, Kind.RANGE)
        match = _VALUE.fullmatch(plain)
        return _number(text, match) if match else cls(text)

    @property
    def number(self) -> Decimal | None:
        """The number exactly as typed, without its operator and unit."""
        return _number_of(self.digits) if self.digits else None

    @property
    def days(self) -> Days | None:
        """The days that a date may mean; None for anything else."""
        return days.read(_OPERATED.sub("", half_width(self.text))) if self.kind is Kind.DATE else None

    @property
    def printed(self) -> str:
        """The value as the form prints it: operator, number and unit glued; anything else as typed."""
        return f"{self.operator}{self.digits}{self.unit}" if self.digits else self.text.strip()

    def __bool__(self) -> bool:
        return bool(self.text.strip())


@lru_cache(maxsize=4096)
def _number_of(digits: str) -> Decimal:
    """Return the number that `digits` write; every rule asks for it again."""
    return Decimal(digits.replace(",", "").replace("−", "-"))


def half_width(text: str) -> str:
    """Return `text` with half-width signs. Not NFKC: it would print ㎡ as m2 and ℃ as °C."""
    return text.translate(_FULL_WIDTH).strip()


def _between_dates(plain: str) -> bool:
    """Say whether `plain` is a date, a word of range, and another date."""
    halves = ((plain[: to.start()], plain[to.end() :]) for to in _TO.finditer(plain))
    return any(days.match(first) and days.match(last) for first, last in halves)


def _number(text: str, match: re.Match[str]) -> Value:
    """Return the number of `match`, or `text` as words where its two operators disagree or it names a grade."""
    limited = _LIMITED.fullmatch(match["rest"])
    if limited is None:
        return Value(text)
    unit = limited["unit"].replace("(%)", "%")
    before = _OPERATOR.get(match["before"] or "", "")
    behind = "≤" if limited["within"] else _LIMIT.get(limited["behind"] or "", "")
    if (before and behind and before != behind) or (behind and _GRADE.fullmatch(unit)):
        return Value(text)
    return Value(text, Kind.NUMBER, before or behind, match["number"], unit)
