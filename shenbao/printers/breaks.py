"""Where a line of Chinese may break: signs between characters, so that the PDF breaks where Word does.

Pango and Word disagree beside quotes, dashes, percent signs and Latin words. So every joint is decided here, by the
rules that Word has for Chinese, and written down as a character that nobody sees: U+200B where a line may break, U+2060
where it must not. Neither is drawn nor reaches the PDF's text.
"""

from __future__ import annotations

import unicodedata
from functools import cache

MAY, MUST_NOT = "\u200b", "\u2060"

_NEVER_FIRST = frozenset("!),.:;?]}¢'\"、。〉》」』】〕〗〞！），．：；？｜｝～￠々‖•·ˇˉ―-′’”`%％‰℃°")
_NEVER_LAST = frozenset("([{£¥'\"‵〈《「『【〔〖（［｛￡￥〝“‘`≥≤±＞＜=＝￥$№§")
_CLOSING = frozenset(")]}'\"’”〉》」』】〕〗〞）］｝、。，．°％‰℃")
_POINTS = frozenset(".,:;")
_OPENING = frozenset("([{'\"‘“〈《「『【〔〖〝（［｛")
_WHOLE = frozenset("—…")  # —— and …… stay in one piece


@cache
def joint(before: str, behind: str) -> str:
    """Return the sign that stands between two characters; empty where Pango decides by itself and rightly."""
    if before in _POINTS and behind.isdigit():
        return MUST_NOT  # No.5 stays together; Pango alone would part it
    if before.isspace() or behind.isspace() or (_western(before) and _western(behind)) or unicodedata.combining(behind):
        return ""
    if behind in _NEVER_FIRST or before in _NEVER_LAST or (before == behind and before in _WHOLE):
        return MUST_NOT
    if (before in _CLOSING and _word(behind)) or (_word(before) and behind in _OPENING):
        return MUST_NOT
    return MAY


def _word(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _western(character: str) -> bool:
    """True for ASCII and for the letters of alphabets with spaces between their words."""
    return character.isascii() or (character < "\u2e80" and character.isalpha())


def signed(text: str, before: str = "") -> str:
    """Return `text` with a sign at every joint; `before` is the character in front of it, if any."""
    out = []
    for character in text:
        if before:
            out.append(joint(before, character))
        out.append(character)
        before = character
    return "".join(out)
