"""Text quoted in a message: short enough for one line, and not from the middle of a number or, unseen, of a clause."""

from __future__ import annotations

_LONGEST = 30
_END = 8  # characters of a clause too long to be quoted whole
_CLAUSE = 20
_STOPS = frozenset("，。；：、！？,;:!?（）()“”《》\n ")


def short(text: str) -> str:
    """Return `text`, its middle left out where it is long.

    >>> short("一" * 20 + "二" * 20)
    '一一一一一一一一一一一一一一一……二二二二二二二二二二二二二二'
    """
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]}……{text[1 - half :]}"


def part(text: str, start: int, end: int) -> str:
    """Return what stands from `start` to `end` of `text`, with … where that is within a clause, without half a number.

    >>> part("发放2019年人员工资待遇共12个月", 5, 15)
    '…年人员工资待遇共…'
    """
    while start < end and _within_number(text, start):
        start += 1
    while start < end and _within_number(text, end):
        end -= 1
    head = "" if _opens(text, start) else "…"
    tail = "" if _opens(text, end) else "…"
    return f"{head}{short(text[start:end])}{tail}"


def ending(text: str) -> str:
    """Return the last clause of `text`, or where it is long its end.

    >>> ending("完成地情、市志编纂，保障2019年人员工资待遇")
    '保障2019年人员工资待遇'
    """
    start = len(text) - 1
    while start > 0 and text[start - 1] not in _STOPS:
        start -= 1
    if len(text) - start > _CLAUSE:
        start = len(text) - _END
        while _within_number(text, start):
            start -= 1
    return part(text, start, len(text))


def _within_number(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isdigit() and text[at].isdigit()


def _opens(text: str, at: int) -> bool:
    """Say whether a clause begins or ends at `at` of `text`."""
    return at in (0, len(text)) or text[at - 1] in _STOPS or text[at] in _STOPS
