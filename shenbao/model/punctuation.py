"""Slips of punctuation in Chinese text, each with its very place. Which signs there are is said by the word lists."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

_CHINESE_SIGNS = frozenset((*map(chr, range(0x3001, 0x3020)), *"！（），：；？“”‘’…—"))
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+", re.ASCII)
_NUMERALS = re.compile(r"[0-9零一二三四五六七八九十]+")
_BRACKETS = re.compile(r"([(（])([^()（）]*)([)）])")
_QUOTES = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_HALF = re.compile(r"\.{3,}|[,;:?!.]")
_ENUMERATOR = re.compile(r"(?:^|(?<=[\s，、。；：,;:]))(?:[0-9]{1,2}|[A-Za-z]|[一二三四五六七八九十]{1,3}|[①-⑳])[)）]")
_COUNTED = re.compile(r"(?:^|[。；\s])[一二三四五六七八九十]{1,3}$")
_EXCLAIMED = re.compile("[？！?!]{2,3}")
_DEEPEST = 40  # signs open at once; of more, the first are never closed
_BEFORE_A_STOP = frozenset("0123456789%)")


class Slip(NamedTuple):
    """A stretch of a text with a slip in it; `sign` is what stands there, `better` what should."""

    start: int
    end: int
    sign: str
    better: str = ""


def is_letter(char: str) -> bool:
    """Say whether `char` is a Chinese character; a range of that many costs a pattern more than all else."""
    return "\u3400" <= char <= "\u9fff"


def has_letters(text: str) -> bool:
    """Say whether there is a Chinese character in `text`."""
    return any(map(is_letter, text))


def is_chinese(char: str) -> bool:
    """Say whether `char` is a Chinese character or sign; not where it is empty."""
    return is_letter(char) or char in _CHINESE_SIGNS


def without_addresses(text: str) -> str:
    """Return `text` with the addresses of the web and of mail made letters, so that their signs are none."""
    if "@" not in text and "://" not in text and "www." not in text:
        return text
    return _ADDRESS.sub(lambda found: "a" * len(found[0]), text)


# -- doubled -------------------------------------------------------------------------------------------------------


def doubled(text: str, signs: tuple[str, ...]) -> Iterator[Slip]:
    """Yield two or more of `signs` side by side; ？！ is one sign, and the point of Ltd.， is none."""
    for found in _side_by_side(signs).finditer(text):
        start, run = found.start(), found[0]
        before = text[max(0, start - 1) : start]
        if run[0] == "." and before.isascii() and before.isalnum():
            start, run = start + 1, run[1:]
        if len(run) < 2 or _EXCLAIMED.fullmatch(run) or (set(run) == {"."} and len(run) > 2):
            continue
        if not run.isascii() or is_chinese(before) or is_chinese(text[found.end() : found.end() + 1]):
            yield Slip(start, found.end(), run)


@lru_cache
def _side_by_side(signs: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(signs))}]{{2,}}") if signs else re.compile("(?!)")


# -- half-width ----------------------------------------------------------------------------------------------------


def half_width(text: str, pairs: tuple[str, ...]) -> list[Slip]:
    """Return the half-width signs of the `pairs` (a half-width sign, then its better) that stand in Chinese text."""
    if not _any_half(pairs).search(text):
        return []
    better = _better(pairs)
    found = [*_points(text), *_brackets(text), *_quotes(text)]
    return sorted(Slip(start, end, sign, better[key]) for start, end, sign, key in found if key in better)


@lru_cache
def _any_half(pairs: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(pair[0] for pair in pairs))}]") if pairs else re.compile("(?!)")


@lru_cache
def _better(pairs: tuple[str, ...]) -> Mapping[str, str]:
    """Return what is better by sign; of the two quotation marks, the closing one under `"` twice."""
    table: dict[str, str] = {}
    for pair in pairs:
        sign = "..." if pair.startswith("...") else pair[0]
        table[sign * 2 if sign in table else sign] = pair.removeprefix(sign)
    return table


_Found = tuple[int, int, str, str]


def _points(text: str) -> Iterator[_Found]:
    for found in _HALF.finditer(text):
        sign = found[0]
        key = "..." if len(sign) > 2 else sign
        if _is_wrong(text, *found.span(), key):
            yield *found.span(), sign, key


def _is_wrong(text: str, start: int, end: int, sign: str) -> bool:
    """Say whether the half-width `sign` from `start` to `end` of `text` stands in Chinese.

    A point is a full stop only behind Chinese or at the end: not in 3.5, 1.完成, v1.2, 三.保障.
    """
    before, behind = _next(text, start - 1, -1), _next(text, end, 1)
    chinese = is_chinese(before)
    if sign == "...":
        return chinese
    if sign != ".":
        return chinese or is_chinese(behind)
    if not behind:
        return chinese or (before in _BEFORE_A_STOP and has_letters(text))
    return chinese and is_chinese(behind) and not _COUNTED.search(text[max(0, start - 5) : start])


def _next(text: str, at: int, step: int) -> str:
    """Return the first character of `text` from `at` on that is no space; empty at its end."""
    while 0 <= at < len(text) and text[at].isspace():
        at += step
    return text[at] if 0 <= at < len(text) else ""


def _brackets(text: str) -> Iterator[_Found]:
    """Yield half-width brackets around Chinese; (一), (1), (%) and (WTO) are fine."""
    if "(" not in text and ")" not in text:
        return
    for found in _BRACKETS.finditer(text):
        if has_letters(found[2]) and not _NUMERALS.fullmatch(found[2].strip()):
            for n in (1, 3):
                if found[n] in "()":
                    yield *found.span(n), found[n], found[n]


def _quotes(text: str) -> Iterator[_Found]:
    """Yield straight quotation marks around Chinese; inches (55") and apostrophes are fine."""
    if '"' not in text and "'" not in text:
        return
    for found in _QUOTES.finditer(text):
        sign, before = found[0][0], text[max(0, found.start() - 1) : found.start()]
        if has_letters(found[0]) and not (before.isascii() and before.isalnum()):
            yield found.start(), found.start() + 1, sign, sign
            yield found.end() - 1, found.end(), sign, sign * 2


# -- unpaired ------------------------------------------------------------------------------------------------------


class _Open(NamedTuple):
    text: int
    place: int
    pair: str


def unpaired(texts: Sequence[str], pairs: tuple[str, ...], across: Collection[str]) -> list[tuple[int, Slip]]:
    """Return the signs of `pairs` without their other half, each with the number of its text.

    The pairs in `across` may open in one paragraph and close in a later one; each paragraph between may open anew.
    """
    opened: list[_Open] = []
    alone: list[_Open] = []
    found: list[tuple[int, Slip]] = []
    for n, text in enumerate(texts):
        for place, pair, opens in _halves(text, pairs):
            if opens:
                if not (pair in across and _begins(text, place) and _waits(opened, pair)):
                    opened.append(_Open(n, place, pair))
                    alone += [opened.pop(0)] if len(opened) > _DEEPEST else []
            elif not _close(opened, pair, alone):
                found.append((n, Slip(place, place + 1, text[place], pair[0])))
        alone += [one for one in opened if one.pair not in across]
        opened = [one for one in opened if one.pair in across]
    for n, place, pair in (*alone, *opened):
        found.append((n, Slip(place, place + 1, texts[n][place], pair[1])))
    return sorted(found)


def _begins(text: str, place: int) -> bool:
    return place < 4 and not text[:place].strip()


def _waits(opened: list[_Open], pair: str) -> bool:
    return any(one.pair == pair for one in opened)


def _close(opened: list[_Open], pair: str, alone: list[_Open]) -> bool:
    """Close the last of `pair` that is open; what was opened behind it stays alone. Say whether there was one."""
    depth = next((n for n, one in enumerate(reversed(opened)) if one.pair == pair), None)
    if depth is None:
        return False
    for _n in range(depth):
        alone.append(opened.pop())
    opened.pop()
    return True


def _halves(text: str, pairs: tuple[str, ...]) -> Iterator[tuple[int, str, bool]]:
    """Yield each sign of `pairs` in `text`: its place, its pair, and whether it opens. 1）, a) and Xi’an hold none."""
    signs, pattern = _signs(pairs)
    if not pattern.search(text):
        return
    brackets = ")" in text or "）" in text
    enumerators = {found.end() - 1 for found in _ENUMERATOR.finditer(text)} if brackets else ()
    for found in pattern.finditer(text):
        place, sign = found.start(), found[0]
        before = text[max(0, place - 1) : place]
        if place not in enumerators and not (sign == "’" and before.isascii() and before.isalpha()):
            yield place, *signs[sign]


@lru_cache
def _signs(pairs: tuple[str, ...]) -> tuple[Mapping[str, tuple[str, bool]], re.Pattern[str]]:
    """Return what each sign of `pairs` is half of and whether it opens, and a pattern of them all."""
    table = {pair[n]: (pair, not n) for pair in pairs for n in (0, 1)}
    if "（" in table:
        table |= {"(": table["（"], ")": table["）"]}
    return table, re.compile(f"[{re.escape(''.join(table))}]") if table else re.compile("(?!)")
