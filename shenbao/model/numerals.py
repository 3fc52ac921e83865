"""Numbers as Chinese text writes them (一千二百, 壹仟贰佰, 3千, 1.2万, 百分之九十五): exact Decimals.

Read is only what names one number: 三四十, 几百 and a bare 百 or 万 name none.
"""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = "零一二三四五六七八九"
_WIDE = str.maketrans("０１２３４５６７８９，．", "0123456789,.")
_SIMPLE = _WIDE | str.maketrans("〇○两壹贰貳叁肆伍陆陸柒捌玖拾佰仟萬億", "零零二一二二三四五六六七八九十百千万亿")
_PLAIN = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_SIGN = re.compile(r"([0-9]|[零一二三四五六七八九])")
_SPELT = re.compile(r"[零一二三四五六七八九]+")
_PLACES = {"千": 1_000, "百": 100, "十": 10}
_MYRIADS = {"亿": 100_000_000, "万": 10_000}
_SHARES = {"百分之": -2, "千分之": -3, "万分之": -4}
_LONGEST = 40  # characters; a longer run is no number that a declaration holds
_MOST_DIGITS = 18  # as of an amount: with a multiplier they stay within the 28 in which Decimal counts exactly


def read(text: str) -> Decimal | None:
    """Return the number that the whole of `text` names, digits and multipliers mixed; None where it names none, or one
    of more than eighteen digits.

    >>> read("一千二百零五"), read("1.2万"), read("百分之九十五")
    (Decimal('1205'), Decimal('12000'), Decimal('0.95'))
    """
    if len(text) > _LONGEST:
        return None
    if text.isascii() and text.isdecimal():
        return _bounded(Decimal(text))
    plain = text.translate(_SIMPLE).replace(" ", "")
    if plain[:1] == "负":
        number = _unsigned(plain[1:])
        return None if number is None else -number
    return _unsigned(plain)


def _unsigned(plain: str) -> Decimal | None:
    if (places := _SHARES.get(plain[:3])) is not None:
        number = _number(plain[3:])
        return None if number is None else number.scaleb(places)
    return _number(plain)


def _bounded(number: Decimal | None) -> Decimal | None:
    """Return `number` unless it has more digits than amounts have."""
    if number is None or number.adjusted() >= _MOST_DIGITS or len(number.as_tuple().digits) > _MOST_DIGITS:
        return None
    return number


def _number(plain: str) -> Decimal | None:
    """Return the number of digits, or of numerals with a point and 万 or 亿 behind it (三点五万)."""
    if _PLAIN.fullmatch(plain):
        return _bounded(Decimal(plain.replace(",", "")))
    whole, point, rest = plain.partition("点")
    return _with_decimals(whole, rest) if point else _bounded(_by_myriads(plain))


def _with_decimals(whole: str, rest: str) -> Decimal | None:
    """Return the number of `whole` with the decimals and the multipliers of `rest`."""
    decimals = _SPELT.match(rest)
    before = _bounded(_by_myriads(whole))
    if not decimals or before is None or before % 1:
        return None
    times = _times(rest[decimals.end() :])
    number = before + Decimal(_digits(decimals[0])).scaleb(-len(decimals[0]))
    return None if times is None else _bounded(number * times)


def _times(signs: str) -> int | None:
    """Return what multipliers one behind the other come to (万亿); of none, one; None where another sign is among
    them."""
    times = 1
    for sign in signs:
        if sign not in _MYRIADS and sign not in _PLACES:
            return None
        times *= _MYRIADS.get(sign) or _PLACES[sign]
    return times


def _by_myriads(plain: str) -> Decimal | None:
    """Return the number in which 亿 and 万 separate what is below ten thousand of each."""
    for sign, value in _MYRIADS.items():
        left, found, right = plain.rpartition(sign)
        if found:
            high, low = _number(left), _behind(right, value)
            return None if high is None or low is None or not high else high * value + low
    return _below_myriad(plain)


def _behind(right: str, unit: int) -> Decimal | None:
    """Return what stands behind a multiplier worth `unit`: less than it; one numeral alone counts the next lower place.

    一百二 is 120, 一百零二 is 102.
    """
    if not right:
        return Decimal(0)
    if len(right) == 1:
        return Decimal(DIGITS.index(right) * (unit // 10)) if right in DIGITS[1:] else None
    low = _number(right.removeprefix("零"))
    return low if low is not None and 0 < low < unit else None


def _below_myriad(plain: str) -> Decimal | None:
    """Return the number without 万 and 亿: with places (三百二十, 1.2千), in digits, or spelt digit by digit."""
    if _SPELT.fullmatch(plain):
        return _spelt(plain)
    for sign, value in _PLACES.items():
        left, found, right = plain.partition(sign)
        if found:
            high, low = _front(left, sign), _behind(right, value)
            return None if high is None or low is None else high * value + low
    return Decimal(plain.replace(",", "")) if _PLAIN.fullmatch(plain) else None


def _front(left: str, sign: str) -> Decimal | None:
    """Return how many of a place there are: one digit, or digits with a point; a bare 十 is one."""
    if not left:
        return Decimal(1) if sign == "十" else None
    if _SIGN.fullmatch(left):
        return Decimal(_digits(left)) or None
    return Decimal(left.replace(",", "")) if _PLAIN.fullmatch(left) else None


def _spelt(plain: str) -> Decimal | None:
    """Return the number spelt digit by digit (二〇二四). Two without a zero are two guesses (三四个)."""
    if len(plain) == 2 and "零" not in plain:
        return None
    return Decimal(_digits(plain))


def _digits(signs: str) -> str:
    return "".join(sign if sign.isascii() else str(DIGITS.index(sign)) for sign in signs)
