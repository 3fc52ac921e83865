"""What changed between the paragraphs of two texts, so that Word's marks can say it.

Word marks the end of a paragraph, not the paragraph: where a marked end goes, what stood before it joins what follows,
and takes the style of that. The last end of a cell can be neither inserted nor deleted. So a paragraph that comes last
is said by the end of the one before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shenbao.layout import Paragraph
from shenbao.printers.redline.aligning import Part, aligned
from shenbao.printers.redline.wording import DELETED, INSERTED, KEPT

PairOfParagraphs = tuple[Paragraph | None, Paragraph | None]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph that is drawn: what it said and says, and what became of its end. `before` and `after` are the style
    of that end."""

    old: Paragraph | None
    new: Paragraph | None
    end: str
    before: str
    after: str


def said(paragraph: Paragraph) -> tuple[object, ...]:
    """Return what of a paragraph is printed."""
    return paragraph.style, paragraph.marker, tuple((text.text, text.bold, text.italic) for text in paragraph.texts)


def told(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[Line]:
    """Return the paragraphs of two texts as one, of which either can be had."""
    pairs = aligned(_parts(old), _parts(new))
    return ended([(None if i is None else old[i], None if j is None else new[j]) for i, j in pairs])


def _parts(paragraphs: Sequence[Paragraph]) -> list[Part]:
    return [Part(said(one), (f"{one.marker}{one.text}",)) for one in paragraphs]


def ended(pairs: Sequence[PairOfParagraphs]) -> list[Line]:
    """Return `pairs` with the ends that say them; the last is kept, and is the last of both texts."""
    lines = [_line(old, new) for old, new in _last_together(pairs)]
    kept = max((n for n, line in enumerate(lines) if line.end == KEPT), default=-1)
    if lines and kept < len(lines) - 1:  # only deleted, or only inserted, after `kept`
        last = lines[-1]
        if kept >= 0:
            held = lines[kept]
            lines[kept] = _line_ended(held, last.end)
            before, after = (held.before, last.after) if last.end == INSERTED else (last.before, held.after)
            last = replace(last, before=before, after=after)
        lines[-1] = replace(last, end=KEPT)
    return lines


def _last_together(pairs: Sequence[PairOfParagraphs]) -> list[PairOfParagraphs]:
    """Return `pairs` with the last paragraphs of both texts as one, where each has some after the last common one."""
    kept = max((n for n, (old, new) in enumerate(pairs) if old and new), default=-1)
    gone = [old for old, _new in pairs[kept + 1 :] if old]
    came = [new for _old, new in pairs[kept + 1 :] if new]
    if not gone or not came:
        return list(pairs)
    apart = [*((old, None) for old in gone[:-1]), *((None, new) for new in came[:-1])]
    return [*pairs[: kept + 1], *apart, (gone[-1], came[-1])]


def _line(old: Paragraph | None, new: Paragraph | None) -> Line:
    some = new or old
    assert some is not None  # a pair of nothing is no pair
    end = KEPT if old and new else DELETED if old else INSERTED
    return Line(old, new, end, (old or some).style, some.style)


def _line_ended(line: Line, end: str) -> Line:
    """Return `line` with an end that only one of the texts has, in the style that it has there."""
    style = line.after if end == INSERTED else line.before
    return replace(line, end=end, before=style, after=style)
