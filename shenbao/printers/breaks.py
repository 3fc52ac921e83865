"""Where a line of Chinese may break: signs between characters, so that the PDF breaks where Word does.

Pango and Word disagree beside quotes, dashes, percent signs and Latin words. So every joint is decided here, by the
rules that Word has for Chinese, and written down as a character that nobody sees: U+200B where a line may break, U+2060
where it must not. Neither is drawn nor reaches the PDF's text.
"""

from __future__ import annotations

import unicodedata
from functools import cache

MAY, MUST_NOT = "\u200b", "\u2060"

NEVER_FIRST = frozenset("!),.:;?]}¢'\"、。〉》」』】〕〗〞！），．：；？｜｝～￠々‖•·ˇˉ―-′’”`%％‰℃°")
NEVER_LAST = frozenset("([{£¥'\"‵〈《「『【〔〖（［｛￡￥〝“‘`≥≤±＞＜=＝￥$№§")
_CLOSING = frozenset(")]}'\"’”〉》」』】〕〗〞）］｝、。，．°％‰℃")
_POINTS = frozenset(".,:;")
_OPENING = frozenset("([{'\"‘“〈《「『【〔〖〝（［｛")
_WHOLE = frozenset("—…")  # —— and …… stay in one piece
_LETTERLIKE = frozenset("·×÷→←↑↓●○■□◆★§&~#@*^_°①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ")
"""signs that hold to a Latin word as a letter would"""
_HELD = frozenset("…≥≤±￥№") | _LETTERLIKE
"""what a Latin word in front of it holds fast"""


@cache
def joint(before: str, behind: str, latin: bool = False) -> str:
    """Return the sign that stands between two characters; empty where Pango decides by itself and rightly.

    `latin` says that the last letter, figure or Chinese character up to `before` is of a Latin word: the marks behind
    one hold together as they do in Latin text.
    """
    if before.isspace() or behind.isspace() or unicodedata.combining(behind):
        return ""
    if before in _POINTS and behind.isdigit():
        return MUST_NOT  # No.5 stays together; Pango alone would part it
    if before == "-" and behind.isdigit():
        return MAY  # COVID-19 and 2024-2026: Pango alone would not part them
    if before == "/" and _word(behind):
        return MUST_NOT  # 小时/7天 and B2B/B2C: Pango alone would part them, Word does not
    if _western(before) and _western(behind):
        return ""
    if behind in NEVER_FIRST or before in NEVER_LAST or (before == behind and before in _WHOLE):
        return MUST_NOT
    if (before in _CLOSING | _LETTERLIKE and _word(behind)) or (_word(before) and behind in _OPENING | _HELD):
        return MUST_NOT
    return MUST_NOT if latin and _hold(before, behind) else MAY


def _hold(before: str, behind: str) -> bool:
    """Say whether two marks behind a Latin word hold together."""
    if before in _LETTERLIKE:
        return behind in _OPENING | _HELD
    return behind == "/" or ((before in _CLOSING or before in ",.:;%") and behind in "≥≤·×÷→●★§&~")


@cache
def _word(character: str) -> bool:
    return character.isalnum() and _western(character)


def _western(character: str) -> bool:
    """True for ASCII and for the letters of alphabets with spaces between their words."""
    return character.isascii() or (character < "\u2000" and character.isalpha())


@cache
def _chinese(character: str) -> bool:
    """True for what is a character of Chinese text and no mark."""
    return character >= "\u2e80" and character.isalnum()


def ends_latin(text: str, latin: bool = False) -> bool:
    """Say whether the last letter, figure or Chinese character of `text` is of a Latin word; `latin` where it has
    none."""
    return next((_word(character) for character in reversed(text) if _word(character) or _chinese(character)), latin)


def signed(text: str, before: str = "") -> str:
    """Return `text` with a sign at every joint; `before` is what stands in front of it on the line, if anything."""
    out = []
    latin, last = ends_latin(before), before[-1:]
    for character in text:
        if last:
            out.append(joint(last, character))
        out.append(character)
        last, latin = character, ends_latin(character, latin)
    return "".join(out)
