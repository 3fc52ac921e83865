"""Dates as targets name them: a day, a month, a quarter, the end of a year. A date is the days it may mean."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_MONTH, _DAY = r"(?P<month>1[0-2]|0?[1-9])", r"(?P<day>3[01]|[12][0-9]|0?[1-9])"
_PART = r"(?:(?:的|之)?(?P<part>年?初|年?中|年?底|年?末|[上中下]旬|月初|月中|月底|月末))?"
_LIMIT = r"\s*(?:(?:之?前|以前|止|为止|之?内|以内|起)?(?:全部|全面)?(?:完成)?)"
_SHAPES = tuple(
    re.compile(rf"{shape}{_LIMIT}")
    for shape in (
        rf"(?:{_YEAR}\s*年\s*)?{_MONTH}\s*月份?\s*(?:{_DAY}\s*[日号])?{_PART}",
        rf"{_YEAR}\s*[-./]\s*{_MONTH}(?:\s*[-./]\s*{_DAY})?{_PART}",
        rf"(?:{_YEAR}\s*年\s*)?第?(?P<quarter>[1-4一二三四])季度{_PART}",
        rf"(?:{_YEAR}\s*年\s*)?(?P<half>[上下])半年{_PART}",
        rf"{_YEAR}\s*年度?(?:全年)?{_PART}",
        rf"{_DAY}\s*[日号](?:之?前|以前)",
    )
)
_QUARTERS = {sign: n for n, pair in enumerate(("1一", "2二", "3三", "4四")) for sign in pair}
_PARTS_OF_YEAR = {"初": (1, 1), "中": (6, 7), "底": (12, 12), "末": (12, 12)}
_ANY_YEAR = 2000  # stands for the year that a date leaves out


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day that a date may mean. Without a `year` of its own, days of no year in particular."""

    first: date
    last: date
    year: bool

    def after(self, other: Days) -> bool:
        """Say whether every day of this lies behind all of `other`; never where only one of them names its year."""
        return self.year == other.year and self.first > other.last


def match(text: str) -> re.Match[str] | None:
    """Return the match of the whole `text` as a date, or None."""
    return next((found for shape in _SHAPES if (found := shape.fullmatch(text))), None)


def read(text: str) -> Days | None:
    """Return the days that `text` names; None where it is no date, or a day of no month.

    >>> read("2024年12月底前").last
    datetime.date(2024, 12, 31)
    """
    found = match(text)
    named = found.groupdict() if found else {}
    if not named or (named.get("day") and not named.get("month")):
        return None
    year = int(named.get("year") or _ANY_YEAR)
    first, last = _months(named)
    days = monthrange(year, last)[1]
    day = int(named.get("day") or 0)
    if day > days:
        return None
    return Days(date(year, first, day or 1), date(year, last, day or days), bool(named.get("year")))


def _months(named: dict[str, str | None]) -> tuple[int, int]:
    """Return the first and the last month that the parts of a date name."""
    if month := named.get("month"):
        return int(month), int(month)
    if quarter := named.get("quarter"):
        return _QUARTERS[quarter] * 3 + 1, _QUARTERS[quarter] * 3 + 3
    if half := named.get("half"):
        return (1, 6) if half == "上" else (7, 12)
    return _PARTS_OF_YEAR.get((named.get("part") or "")[-1:], (1, 12))
