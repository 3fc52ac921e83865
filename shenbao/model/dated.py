"""Dates mentioned in a sentence: which year each is of, up to which year it reaches, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_MAY_HOLD = re.compile("(?:19|20|１９|２０|[一二][九〇○零])[0-9０-９〇零○一二三四五六七八九]")
_DIGITS = str.maketrans("〇零○一二三四五六七八九０１２３４５６７８９．", "0001234567890123456789.")
_COUNT = "[0-9十]{1,3}"
_PART = (
    rf"(?:{_COUNT}\s*月(?:份|[底末初中]|[上中下]旬|\s*{_COUNT}\s*[日号])?|年?[底末初中](?!小)"
    r"|第?[1-4]季度[底末]?|[上下]半年)"
)
_DATE = rf"(?:年度?\s*{_PART}?|[-./]\s*[0-9]{{1,2}}(?:\s*[-./]\s*[0-9]{{1,2}})?(?![0-9]))"
_YEAR = r"(?:19|20)[0-9]{2}"
_TO = r"\s*(?:至|到|-|~|～|—+|–)\s*"
_SHAPE = re.compile(
    rf"(?<![0-9])(?P<year>{_YEAR})"
    rf"(?:\s*{_DATE}(?:{_TO}(?:(?P<last>{_YEAR})\s*{_DATE}|{_PART}))?|{_TO}(?P<end>{_YEAR})\s*年度?)"
)


class Dated(NamedTuple):
    """A date, or a range of dates, from `start` to `end` of a text."""

    start: int
    end: int
    year: int
    last: int


def dates(text: str) -> Iterator[Dated]:
    """Yield the dates in `text` that name their year, in digits or in Chinese numerals.

    >>> [(one.year, one.last) for one in dates("服务期2023年7月至2024年1月，二〇二三年底前付清")]
    [(2023, 2024), (2023, 2023)]
    """
    if _MAY_HOLD.search(text):
        for found in _SHAPE.finditer(text.translate(_DIGITS)):
            year = int(found["year"])
            yield Dated(*found.span(), year, int(found["last"] or found["end"] or year))
