"""What changed in a paragraph, word by word: a figure or a Latin word is one word, so is each Chinese character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from shenbao.layout import Text
from shenbao.printers.redline.aligning import Part, aligned

KEPT, DELETED, INSERTED = "", "del", "ins"
"""what became of a word, a paragraph or a row, by the name of Word's mark for it"""
Change = tuple[str, tuple[Text, ...]]

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z\u00c0-\u024f]+|.[\u0300-\u036f\u200d\ufe00-\ufe0f]*", re.DOTALL)
_CLAUSE = re.compile(r"\n|[^，。；、：！？\n]*[，。；、：！？]|[^，。；、：！？\n]+")
_SHORT = 2  # characters: less, kept between two changes, is chance and makes both harder to read
_MOST_COMPARED = 10_000  # pairs of words in a clause; people write a twentieth


def changes(old: Sequence[Text], new: Sequence[Text]) -> list[Change]:
    """Return what became of the words of `old` and `new`, in runs of one look; the deleted before the inserted.

    >>> [(what, texts[0].text) for what, texts in changes([Text("≥800人次")], [Text("≥1,200人次")])]
    [('', '≥'), ('del', '800'), ('ins', '1,200'), ('', '人次')]
    """
    mine, theirs = list(_clauses(old)), list(_clauses(new))
    if mine == theirs:
        return [(KEPT, tuple(_runs(mine)))] if mine else []
    found: list[Change] = []
    for i, j in aligned(_parts(mine), _parts(theirs)):
        found += _within(None if i is None else mine[i], None if j is None else theirs[j])
    return [(what, tuple(_runs(words))) for what, words in _joined(_without_chance(_joined(found)))]


def _clauses(texts: Sequence[Text]) -> Iterator[Text]:
    """Yield `texts` in pieces that end at a stop; a line break is a piece of its own."""
    for text in texts:
        for clause in _CLAUSE.findall(text.text):
            yield Text(clause) if clause == "\n" else Text(clause, text.bold, text.italic)


def _parts(clauses: list[Text]) -> list[Part]:
    return [Part(clause, (clause.text,)) for clause in clauses]


def _words(clause: Text | None) -> tuple[Text, ...]:
    if clause is None:
        return ()
    return tuple(Text(word, clause.bold, clause.italic) for word in _WORD.findall(clause.text))


def _within(old: Text | None, new: Text | None) -> Iterator[Change]:
    """Yield what changed in a clause."""
    if old and old == new:
        yield KEPT, (old,)
        return
    mine, theirs = _words(old), _words(new)
    if not mine or not theirs or len(mine) * len(theirs) > _MOST_COMPARED:
        yield DELETED, (old,) if old else ()
        yield INSERTED, (new,) if new else ()
        return
    for what, a, a_end, b, b_end in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if what == "equal":
            yield KEPT, mine[a:a_end]
        else:
            yield DELETED, mine[a:a_end]
            yield INSERTED, theirs[b:b_end]


def _joined(found: list[Change]) -> list[Change]:
    """Return `found` with all that is deleted between two kept stretches before all that is inserted there."""
    made: list[Change] = []
    for kept, group in groupby((one for one in found if one[1]), lambda one: one[0] == KEPT):
        together = list(group)
        for what in (KEPT,) if kept else (DELETED, INSERTED):
            if words := tuple(word for one, words in together if one == what for word in words):
                made.append((what, words))
    return made


def _without_chance(found: list[Change]) -> list[Change]:
    """Return `found` with what is kept by chance between two changes counted to them."""
    made: list[Change] = []
    for n, (what, words) in enumerate(found):
        if what == KEPT and 0 < n < len(found) - 1 and sum(len(word.text) for word in words) < _SHORT:
            made += [(DELETED, words), (INSERTED, words)]
        else:
            made.append((what, words))
    return made


def _runs(words: Sequence[Text]) -> Iterator[Text]:
    """Yield `words` joined as far as they look alike; a line break stands alone."""
    for (is_break, bold, italic), group in groupby(words, lambda word: (word.text == "\n", word.bold, word.italic)):
        if is_break:
            yield from group
        else:
            yield Text("".join(word.text for word in group), bold, italic)
