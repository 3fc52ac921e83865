"""Word's marks of a change: who made it, when, and what it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from shenbao.layout import Paragraph, Text
from shenbao.printers.parcel import W
from shenbao.printers.pieces import paragraph_shape, run, w
from shenbao.printers.redline.story import Line
from shenbao.printers.redline.wording import DELETED, INSERTED, KEPT, changes
from shenbao.style import Styles
from shenbao.xml import Element

_CHANGED = ("ins", "del", "pPrChange")
_LONGEST_AUTHOR = 255  # as the format has it


@dataclass(frozen=True, slots=True)
class Marks:
    """Who changed the text, and when, in UTC; how it looks."""

    author: str
    made: datetime
    styles: Styles

    def mark(self, tag: str, *content: Element) -> Element:
        """Return the mark `tag` around `content`."""
        author = "".join(sign for sign in self.author if sign.isprintable())[:_LONGEST_AUTHOR]
        made = self.made.astimezone(UTC).replace(tzinfo=None) if self.made.tzinfo else self.made
        return w(tag, *content, id=0, author=author, date=f"{made.isoformat(timespec='seconds')}Z")

    def row(self, what: str) -> list[Element]:
        """Return the mark of a row that is as `what` says."""
        return [self.mark(what)] if what else []

    def whole(self, paragraph: Paragraph, what: str, keep_next: bool) -> Element:
        """Return a paragraph that is deleted or inserted with its end."""
        old, new = (paragraph, None) if what == DELETED else (None, paragraph)
        return self.paragraph(Line(old, new, what, paragraph.style, paragraph.style), keep_next)

    def paragraph(self, line: Line, keep_next: bool) -> Element:
        """Return a paragraph with what changed in it."""
        end = [w("rPr", self.mark(line.end))] if line.end else []
        if line.before != line.after:
            end.append(self.mark("pPrChange", paragraph_shape(line.before, keep_next)))
        return w("p", paragraph_shape(line.after, keep_next, *end), *self._markers(line), *self._words(line))

    def _markers(self, line: Line) -> Iterator[Element]:
        """Yield the number or bullet of a list's item, and of what it was."""
        old, new = (side.marker if side else "" for side in (line.old, line.new))
        for what, marker in ((KEPT, old),) if old == new else ((DELETED, old), (INSERTED, new)):
            if marker:
                yield from self._marked(what, [self._run(Text(marker), what), w("r", w("tab"))])

    def _words(self, line: Line) -> Iterator[Element]:
        old, new = (side.texts if side else () for side in (line.old, line.new))
        for what, texts in changes(old, new):
            yield from self._marked(what, [self._run(text, what) for text in texts])

    def _run(self, text: Text, what: str) -> Element:
        return run(text, self.styles, "delText" if what == DELETED else "t")

    def _marked(self, what: str, runs: Sequence[Element]) -> Sequence[Element]:
        return [self.mark(what, *runs)] if what else runs


def number(blocks: Sequence[Element]) -> None:
    """Give each mark in `blocks` a number of its own, as the format wants it."""
    tags = tuple(f"{{{W}}}{tag}" for tag in _CHANGED)
    for n, mark in enumerate((mark for block in blocks for mark in block.iter(*tags)), 1):
        mark.set(f"{{{W}}}id", str(n))
