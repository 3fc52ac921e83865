"""What a value that is read as words was meant to be: its sign stands in the wrong place, or its number in words.

6000册>= is ≥6000册, =>24场 is ≥24场, 满意度≥90% is ≥90% and ≥百分之五 is ≥5%.
"""

from __future__ import annotations

import re

from shenbao.model.form import Form
from shenbao.model.indicator import Kind, Value, half_width
from shenbao.model.mention import reader
from shenbao.model.quantity import CAP, FLOOR

_SIGNS = re.compile("[≥≧⩾>≤≦⩽<=]+")
_SAME = str.maketrans("≧⩾>≦⩽<", "≥≥≥≤≤≤")
_SPELT_SHARE = "百分之"
_DIGIT = re.compile("[0-9]")
_LONGEST = 30  # characters; what is longer is a sentence


def intended(form: Form, text: str) -> str:
    """Return how the value written as `text`, which is read as words, is to be written; empty where nobody can say."""
    plain = half_width(text)
    signs = list(_SIGNS.finditer(plain)) if len(plain) <= _LONGEST else []
    if signs and not any(_between_digits(plain, sign) for sign in signs):
        return _with_sign(plain, signs) or _spelt(form, plain)
    return _spelt(form, plain) if _SPELT_SHARE in plain and len(plain) <= _LONGEST else ""


def _with_sign(plain: str, signs: list[re.Match[str]]) -> str:
    """Return the number of `plain` behind the one sign that all its `signs` come to."""
    kinds = {kind for sign in signs for kind in sign[0].translate(_SAME)}
    operator = "".join(kinds - {"="} or kinds)
    if len(operator) != 1:
        return ""
    texts = [operator + _SIGNS.sub("", plain)]
    if not _DIGIT.search(plain, 0, signs[-1].start()):
        texts.append(operator + plain[signs[-1].end() :])  # words stand before the sign: 满意度≥90%
    values = (Value.read(one) for one in texts)
    return next((value.printed for value in values if value.kind is Kind.NUMBER), "")


def _spelt(form: Form, plain: str) -> str:
    """Return the quantity that is all of `plain`, in digits; empty where it has no limit, or is not all."""
    found = reader(form.words).read(plain)
    if len(found) != 1 or found[0].operator not in (FLOOR, CAP):
        return ""
    one = found[0]
    return one.printed if (one.opens, one.closes) == (0, len(plain)) and one.low == one.high else ""


def _between_digits(plain: str, sign: re.Match[str]) -> bool:
    return plain[sign.start() - 1 : sign.start()].isdigit() and plain[sign.end() : sign.end() + 1].isdigit()
