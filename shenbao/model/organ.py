"""An organ's name, and other names that can be nothing but a slip for it.

Neighbours, superior and subordinate bodies are called nearly alike (青禾县图书馆, 青苗县图书馆). So a name counts as a
slip only where it begins and ends like the organ's, and is

* the same characters with spaces between them, or in another width; not the space that many set between Latin letters
  or figures and Chinese, nor a line's end there, which prints as one;
* the same characters in another order (事务合作 for 合作事务);
* in a long name, one character too many or too few, if it tells no two bodies apart as 市, 县, 东, 二 or 总 do;
* one character put for one that is often mistaken for it (做 for 作).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from shenbao.model.form import Form
from shenbao.model.naming import plain

_END = 2  # characters at the end that are the same: 局 alone ends too many names
_STOP = r"[\s，。；：！？、,;:!?“”《》]"  # what no name has in it
_INSIDE = _STOP.replace("[", "[^", 1)
_AROUND = 6  # characters before and behind a name that say what it is part of
_BRACKETS = str.maketrans("（）", "()")
_SPACES = re.compile(r"(?<=(\S))[ \u3000]+(?=(\S))")


@dataclass(frozen=True)
class Organ:
    """An organ by its `name`; the word lists and thresholds of `form` say what is a slip."""

    name: str
    form: Form

    def misnamed(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where `text` has another name that is meant for this one: start and end."""
        if len(self.name) < self.form.thresholds["shortest_department"] or self.name[-1] not in text:
            return
        for found in self._spaced.finditer(text):
            if _as_set(found[0]) != _as_set(self.name):
                yield found.span()
        for found in self._begun.finditer(text):
            if end := self._end(text, found.start()):
                yield found.start(), end

    @cached_property
    def _spaced(self) -> re.Pattern[str]:
        """The name with spaces anywhere in it, each character in either width."""
        return re.compile(r"[ \u3000]*".join(map(_either_width, _as_set(self.name))))

    @cached_property
    def _begun(self) -> re.Pattern[str]:
        """The first character of what ends as the name does and is as long, give or take one."""
        between = len(self.name) - 1 - _END
        end = re.escape(self.name[-_END:])
        return re.compile(rf"{re.escape(self.name[0])}(?={_INSIDE}{{{between - 1},{between + 1}}}{end})")

    def _end(self, text: str, start: int) -> int:
        """Return where the name that begins at `start` ends, if it is meant for this one; else 0."""
        for length in (len(self.name), len(self.name) + 1, len(self.name) - 1):
            other = text[start : start + length]
            if other.endswith(self.name[-_END:]) and plain(other) != plain(self.name) and self._meant(other):
                return start + length if self._by_itself(text, start, start + length) else 0
        return 0

    def _meant(self, other: str) -> bool:
        """Say whether `other`, of nearly this length, is this name with one slip."""
        if self.name in other:
            return False
        if len(other) == len(self.name):
            return self._reordered(other) or self._mistaken(other)
        shorter, longer = sorted((other, self.name), key=len)
        if len(shorter) < self.form.thresholds["shortest_department_alike"]:
            return False
        n = next(n for n in range(len(longer)) if shorter[n : n + 1] != longer[n])
        return shorter[n:] == longer[n + 1 :] and self._tells_nothing(longer, n)

    def _reordered(self, other: str) -> bool:
        """Say whether `other` has the same characters in another order. 第十二 and 第二十 are two."""
        moved = {one for one, another in zip(self.name, other, strict=True) if one != another}
        return sorted(other) == sorted(self.name) and not moved & set(self.form.words["telling_characters"])

    def _mistaken(self, other: str) -> bool:
        """Say whether one character differs, and is often mistaken for the name's."""
        pairs = [{one, another} for one, another in zip(self.name, other, strict=True) if one != another]
        return len(pairs) == 1 and any(pairs[0] <= set(alike) for alike in self.form.words["mistaken_characters"])

    def _tells_nothing(self, longer: str, n: int) -> bool:
        """Say whether `longer`, and the same without its character `n`, can only be one organ."""
        telling = set(self.form.words["telling_characters"])
        around = {*longer[n - 1 : n + 1]}  # behind a place's 县 or 市 any word may follow: 青禾县的图书馆
        return "\u4e00" <= longer[n] <= "\u9fff" and not around & telling

    def _by_itself(self, text: str, start: int, end: int) -> bool:
        """Say whether the name from `start` to `end` is no part of a document's, a subordinate's or a former name."""
        before = text[max(start - _AROUND, 0) : start]
        behind = re.split(_STOP, text[end : end + _AROUND], maxsplit=1)[0]
        words = self.form.words
        quoted = text.rfind("《", 0, start) > text.rfind("》", 0, start)
        return not (quoted or before.endswith(words["former_words"]) or words["subordinate_words"].within(behind))


def _as_set(name: str) -> str:
    """Return `name` without what is a matter of typesetting: the width of brackets, the space between two scripts."""
    return _SPACES.sub(_space, name).translate(_BRACKETS)


def _space(found: re.Match[str]) -> str:
    """Return the spaces of `found` as they count: not at all between a Latin letter or figure and Chinese."""
    before, behind = (unicodedata.normalize("NFKC", found[n]).isascii() for n in (1, 2))
    return found[0] if before == behind else ""


def _either_width(char: str) -> str:
    """Return a pattern for `char` in full or half width."""
    half = unicodedata.normalize("NFKC", char)
    if len(half) > 1:
        return re.escape(char)
    full = chr(ord(half) + 0xFEE0) if "!" <= half <= "~" else half
    return f"[{re.escape(half + full + char)}]"
