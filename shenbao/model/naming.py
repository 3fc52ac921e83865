"""Indicator names, looked at as the field reads them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_BRACKET = re.compile(r"\([^()]*\)$")


def plain(name: str) -> str:
    """Return `name` with half-width signs and no spaces: two names that print alike become one."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def stem(name: str) -> str:
    """Return `name` without a bracket at its end.

    >>> stem("验收达标率（%）")
    '验收达标率'
    """
    return _BRACKET.sub("", plain(name))


def ends_in(name: str, endings: Iterable[str]) -> bool:
    """Say whether `name`, its closing bracket left aside, ends in one of `endings`."""
    return stem(name).endswith(tuple(endings))
