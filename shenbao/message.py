"""A sentence for people: Chinese in the source, its figures kept apart, English by gettext.

A message is made where the fault is found and put into words where it is shown, so that one finding can be read in
either language and every sentence can be collected for translation: `_("收入 {earned} 万元", earned=total)`.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with named gaps, and what fills them."""

    text: str
    values: tuple[tuple[str, object], ...] = ()

    def within(self, lang: str) -> str:
        """Return the sentence in `lang` (`zh` or `en`), gaps filled: messages translated, tuples as lists."""
        filled = {name: _told(value, lang) for name, value in self.values}
        text = translation(lang).gettext(self.text) if self.text else ""
        return text.format_map(filled) if filled else text

    def each(self, put: Callable[[object], object]) -> Message:
        """Return the sentence with what `put` makes of everything that fills its gaps, in messages and tuples too."""
        return Message(self.text, tuple((name, _each(value, put)) for name, value in self.values))

    def __str__(self) -> str:
        return self.within("zh")


def _each(value: object, put: Callable[[object], object]) -> object:
    if isinstance(value, Message):
        return value.each(put)
    return tuple(_each(part, put) for part in value) if type(value) is tuple else put(value)


def _told(value: object, lang: str) -> object:
    """Return what fills a gap: a message in words, several things as a list in the manner of `lang`."""
    if isinstance(value, Message):
        return value.within(lang)
    if isinstance(value, tuple):
        return ("、" if lang == "zh" else ", ").join(str(_told(part, lang)) for part in value)
    return value


def _(text: str, /, **values: object) -> Message:
    """Return the message `text`; its gaps are filled when it is shown. Braces are doubled only where there are gaps."""
    return Message(text, tuple(values.items()))


NOTHING = Message("")


@cache
def translation(lang: str) -> gettext.NullTranslations:
    """Return the catalogue of `lang`; Chinese needs none."""
    if lang == "zh":
        return gettext.NullTranslations()
    return gettext.translation("shenbao", LOCALE, languages=[lang], fallback=True)
