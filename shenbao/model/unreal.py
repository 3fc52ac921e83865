"""Dates that no calendar has: 2026年13月, 2026年2月30日, 2026-13-01, 第五季度 of a year."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from functools import lru_cache

_MAY_HOLD = re.compile("[0-9０-９] ?[月年]|[0-9０-９][-./][0-9０-９]{2}[-./]")
_DIGITS = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}
_YEAR = r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})"
_MONTH = r"(?P<month>[0-9]{1,2})\s*月(?!龄)"
_DAY = r"(?P<day>[0-9]{1,2})\s*[日号](?!楼)"
_SHAPES = tuple(
    map(
        re.compile,
        (
            rf"{_YEAR}\s*年度?\s*{_MONTH}(?:\s*{_DAY})?",
            rf"(?<![0-9年.第])(?<!年\s){_MONTH}\s*{_DAY}",
            rf"(?<![A-Za-z第〔（(#/.-]){_YEAR}(?P<sign>[-./])(?P<month>[0-9]{{2}})(?P=sign)(?P<day>[0-9]{{2}})(?![0-9A-Za-z号版/.-])",
            rf"{_YEAR}\s*年第?(?P<quarter>[05-9零五六七八九])季度",
        ),
    )
)
_WHOLE = re.compile(rf"{_MONTH}份?(?:[底末初中]|[上中下]旬|(?=[之以]?前)).{{0,9}}")
_LEAP_YEAR = 2000  # stands for the year that a date leaves out


@lru_cache(4096)
def unreal(text: str) -> tuple[tuple[int, int], ...]:
    """Return where dates stand in `text` that no calendar has.

    >>> unreal("2026年2月30日前完成，2024年2月29日开始")
    ((0, 10),)
    """
    if not _MAY_HOLD.search(text):
        return ()
    plain = text.translate(_DIGITS)
    return tuple(sorted({found.span() for found in _dates(plain) if not _is_real(found.groupdict())}))


def _dates(plain: str) -> Iterator[re.Match[str]]:
    """Yield what looks like dates in `plain`; a month without its year only where the text is all of it: 13月底前."""
    for shape in _SHAPES:
        yield from shape.finditer(plain)
    if whole := _WHOLE.fullmatch(plain.strip()):
        yield whole


def _is_real(named: dict[str, str | None]) -> bool:
    if named.get("quarter"):
        return False
    month, day = int(named.get("month") or 0), named.get("day")
    if not 1 <= month <= 12:
        return False
    return day is None or 1 <= int(day) <= monthrange(int(named.get("year") or _LEAP_YEAR), month)[1]
