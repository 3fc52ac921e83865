"""Numbers in Chinese numerals, as people write them: what the tests hold the reading of numerals against."""

from __future__ import annotations

from decimal import Decimal

DIGITS = "零一二三四五六七八九"
_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_PLACES = {"千": 1_000, "百": 100, "十": 10}
_MYRIADS = {"亿": 100_000_000, "万": 10_000}


def write(number: Decimal, *, formal: bool = False) -> str:
    """Return `number` in Chinese numerals, in the formal ones of cheques (壹仟贰佰) where asked.

    Raises ValueError from ten thousand 亿亿 on, for which there are no everyday words.
    """
    whole, _, decimals = f"{abs(number):f}".partition(".")
    if len(whole) > 16:
        raise ValueError(number)
    sign = "负" if number < 0 else ""
    text = sign + _whole(int(whole)) + ("点" + "".join(DIGITS[int(d)] for d in decimals) if decimals else "")
    return text.translate(_FORMAL) if formal else text


def write_percent(number: Decimal) -> str:
    """Return `number` as so many of a hundred: 95 is 百分之九十五."""
    return "百分之" + write(number)


def _whole(number: int) -> str:
    if number >= _MYRIADS["亿"]:
        return _joined(number, "亿")
    if number >= _MYRIADS["万"]:
        return _joined(number, "万")
    text = _places(number)
    return text[1:] if 10 <= number < 20 else text


def _joined(number: int, sign: str) -> str:
    """Return `number` as so many of `sign` and the rest, 零 between them where a place is empty."""
    unit = _MYRIADS[sign]
    high, low = divmod(number, unit)
    if not low:
        return _whole(high) + sign
    gap = "零" if low < unit // 10 else ""
    return _whole(high) + sign + gap + _unshortened(low)


def _unshortened(number: int) -> str:
    """Return `number` with 一十 in full, as it reads behind a higher place."""
    text = _whole(number)
    return "一" + text if text.startswith("十") else text


def _places(number: int) -> str:
    """Return a number below ten thousand, every place named."""
    text, rest = "", number
    for sign, value in _PLACES.items():
        count, rest = divmod(rest, value)
        if count:
            text += DIGITS[count] + sign
        elif text and rest and not text.endswith("零"):
            text += "零"
    return text + (DIGITS[rest] if rest or not text else "")
