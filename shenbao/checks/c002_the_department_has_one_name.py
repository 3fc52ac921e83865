"""C002: the department is called by one name.

An error, and neighbours, superior and subordinate bodies are called nearly alike (青禾县图书馆, 青苗县图书馆). So
only what can be nothing but a slip counts, in a name that begins and ends like the department's:

* the same characters with spaces between them, or in another width;
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

from shenbao.checks.rule import Problem, check
from shenbao.message import _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration
from shenbao.model.form import Form
from shenbao.model.naming import plain
from shenbao.model.passages import passages, stretch

_EDGE = 2  # characters at the end of a name that are the same: 馆 alone would be too little
_STOP = r"[\s，。；：！？、,;:!?“”《》]"  # what no name has in it
_INSIDE = _STOP.replace("[", "[^", 1)
_BRACKETS = str.maketrans("（）", "()")
_AROUND = 6  # characters before and behind a name that say what it is part of


@check("C002", whole=False)
def the_department_has_one_name(d: Declaration) -> Iterator[Problem]:
    """全表应用同一个部门名称。"""
    name = _Name(d.department, d.form)
    first: dict[str, list[Address]] = {}
    for at, text in _texts(d):
        for start, end in name.others(text):
            first.setdefault(text[start:end], []).append(stretch(at, start, end))
    for other, places in first.items():
        yield Problem(
            at=places[0],
            says=_("部门名称是“{name}”，这里写成“{other}”", name=d.department, other=other),
            help=_("改成同一个名称"),
            subject="部门名称",
            related=(
                (d.at / "department", _("部门名称 {name}", name=d.department)),
                *((place, _("这里也写成“{other}”", other=other)) for place in places[1:]),
            ),
        )


def _texts(d: Declaration) -> Iterator[tuple[Address, str]]:
    """Yield what may name the department: the blocks of all narratives, and the tasks' titles."""
    for passage in passages(d):
        yield from passage.texts
    for task in d.tasks:
        yield task.at / "title", task.title


@dataclass(frozen=True)
class _Name:
    """The department's name, and how another that is meant for it is known."""

    text: str
    form: Form

    def others(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where `text` has another name that is meant for this one."""
        if len(self.text) < self.form.thresholds["shortest_department"] or self.text[-1] not in text:
            return
        for found in self.spaced.finditer(text):
            if found[0].translate(_BRACKETS) != self.text.translate(_BRACKETS):
                yield found.span()
        for found in self.begun.finditer(text):
            if end := self._end(text, found.start()):
                yield found.start(), end

    @cached_property
    def spaced(self) -> re.Pattern[str]:
        """The name with spaces anywhere in it, each character in either width. Brackets may differ: N004 has them."""
        return re.compile(r"[ \u3000]*".join(map(_either_width, self.text)))

    @cached_property
    def begun(self) -> re.Pattern[str]:
        """The beginning of what ends as the name does, and is nearly as long."""
        between = len(self.text) - 1 - _EDGE
        end = re.escape(self.text[-_EDGE:])
        return re.compile(rf"{re.escape(self.text[0])}(?={_INSIDE}{{{between - 1},{between + 1}}}{end})")

    def _end(self, text: str, start: int) -> int:
        """Return where the name that begins at `start` ends, if it is meant for this one; else 0."""
        for length in (len(self.text), len(self.text) + 1, len(self.text) - 1):
            other = text[start : start + length]
            if other.endswith(self.text[-_EDGE:]) and plain(other) != plain(self.text) and self._meant(other):
                return start + length if self._by_itself(text, start, start + length) else 0
        return 0

    def _meant(self, other: str) -> bool:
        """Say whether `other` can be nothing but this name with a slip."""
        if self.text in other:
            return False
        if len(other) == len(self.text):
            return self._reordered(other) or self._mistaken(other)
        if min(len(other), len(self.text)) < self.form.thresholds["shortest_department_alike"]:
            return False
        shorter, longer = sorted((other, self.text), key=len)
        n = next(n for n in range(len(longer)) if shorter[n : n + 1] != longer[n])
        return shorter[n:] == longer[n + 1 :] and self._tells_nothing(longer, n)

    def _reordered(self, other: str) -> bool:
        """Say whether `other` is the name in another order. 第十二 and 第二十 are two."""
        moved = {one for one, another in zip(self.text, other, strict=True) if one != another}
        return sorted(other) == sorted(self.text) and not moved & set(self.form.words["telling_characters"])

    def _mistaken(self, other: str) -> bool:
        """Say whether each character that differs is one that is often mistaken for the name's."""
        pairs = [{one, another} for one, another in zip(self.text, other, strict=True) if one != another]
        return len(pairs) == 1 and any(pairs[0] <= set(alike) for alike in self.form.words["mistaken_characters"])

    def _tells_nothing(self, longer: str, n: int) -> bool:
        """Say whether the bodies called `longer`, and the same without its character `n`, can only be one."""
        words = self.form.words
        near = {longer[n], *longer[max(n - 1, 0) : n]}  # 青禾县的图书馆: what follows a place belongs to no name
        return "\u4e00" <= longer[n] <= "\u9fff" and not near & set(words["telling_characters"])

    def _by_itself(self, text: str, start: int, end: int) -> bool:
        """Say whether the name from `start` to `end` is no part of a document's, a subordinate's or a former name."""
        before = text[max(start - _AROUND, 0) : start]
        behind = re.split(_STOP, text[end : end + _AROUND], maxsplit=1)[0]
        words = self.form.words
        inside = text.rfind("《", 0, start) > text.rfind("》", 0, start)
        return not (inside or before.endswith(words["former_words"]) or words["subordinate_words"].within(behind))


def _either_width(char: str) -> str:
    """Return a pattern for `char` in full or half width."""
    half = unicodedata.normalize("NFKC", char)
    full = chr(ord(half) + 0xFEE0) if len(half) == 1 and "!" <= half <= "~" else half
    return f"[{re.escape(half)}{re.escape(full)}{re.escape(char)}]" if len(half) == 1 else re.escape(char)
