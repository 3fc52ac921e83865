"""Text quoted in a message: short enough for one line."""

from __future__ import annotations

_LONGEST = 30


def short(text: str) -> str:
    """Return `text`, its middle left out where it is long.

    >>> short("一" * 20 + "二" * 20)
    '一一一一一一一一一一一一一一一……二二二二二二二二二二二二二二'
    """
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]}……{text[1 - half :]}"
