"""Where a value was typed in its file, or is to be: a stretch of the text, and how another text is typed there.

Only the files are asked, never the declaration: a file that is still to be filled in is none yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shenbao import markdown, yamlfile
from shenbao.filenames import DEPARTMENT, OTHER
from shenbao.mending.manuscript import LINE_END, line_starts
from shenbao.message import _
from shenbao.model.address import Address
from shenbao.pipeline import Assembled
from shenbao.reading import prose
from shenbao.refusal import Refused
from shenbao.serving.listing import ELSEWHERE, lines_of, listed, spelt
from shenbao.source import Source
from shenbao.starting.blanks import wide
from shenbao.yamlfile import Node, Scalar, Span

_EMPTY = _("这里不能是空的")
_ONE_LINE = _("这一项只能写一行普通的文字")
_A_SUM = _("这是合计，由下面各行相加得出；改各行就行")
_BODIES = {DEPARTMENT: "goal", OTHER: "body"}
_PARTS_OF_A_VALUE = ("operator", "digits", "unit")  # which some forms print each in a cell of its own


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the value at `at` stands, and its `text`; where it is `blank`, what typed there stands between `before` and
    `after`."""

    at: Address
    span: Span
    text: str
    long: bool = False
    flow: bool = False
    both: bool = False
    """whether it stands for both columns"""
    blank: bool = False
    before: str = ""
    after: str = ""
    hint: str = ""
    """the comment behind a blank"""
    fresh: bool = False
    """whether the key is not there yet either, and comes with the value"""


def source(assembled: Assembled, file: str) -> Source:
    """Return the file called `file` as it was read. Raises Refused."""
    sources = assembled.sources
    every = (*sources.tasks, *(one for one in (sources.department, sources.other) if one))
    found = next((one for one in every if one.file == file), None)
    if found is None:
        raise Refused(_("这个文件读不成，先在编辑器里改好"))
    return found


def find(assembled: Assembled, at: Address) -> Spot:
    """Return where the value at `at` was typed, or is to be. Raises Refused where only an editor can change it."""
    return Script(assembled, at.file).find(at)


class Script:
    """One file as it was typed; made once, however many of its values are looked for."""

    def __init__(self, assembled: Assembled, file: str) -> None:
        """Raises Refused for a file that could not be read."""
        self.read, self.known = source(assembled, file), assembled.reading.places.known
        self._lines = LINE_END.split(dict(assembled.sources.raw)[file].decode("utf-8-sig"))
        self._values = {_begin(key, scalar): (scalar, flow) for key, scalar, flow in scalars(self.read.front)}

    def find(self, at: Address) -> Spot:
        """Return where the value at `at`, of this file, was typed, or is to be. Raises Refused."""
        if at.path and at.path[0] in ("content", "outcome", "goal", "body"):
            return _passage(self.read, str(at.path[0]))
        if at.path[:1] == ("budget",) and len(at.path) == 2:
            raise Refused(_A_SUM)
        if at.path[-1:] and at.path[-1] in _PARTS_OF_A_VALUE:
            at = Address(at.file, at.path[:-1])
        if at not in self.known and at.path[-1:] == ("weight",):
            return self._weight(at)
        of_both = Address(at.file, (*at.path[:-1], "value"))
        both = at.path[-1:] in (("period",), ("annual",)) and of_both in self.known
        at = of_both if both else at
        place = self.known.get(at)
        scalar, flow = self._values.get((place.line, place.column), (None, False)) if place else (None, False)
        if scalar is None:
            raise Refused(ELSEWHERE)
        if scalar.empty:
            return self._blank(at, scalar.span, flow, both)
        if self._typed(scalar.span)[:1] in ("|", ">"):
            raise Refused(ELSEWHERE)
        return Spot(at, scalar.span, scalar.text, flow=flow, both=both)

    def _blank(self, at: Address, span: Span, flow: bool, both: bool) -> Spot:
        """Return the room behind a key that has no value; of the spaces before a comment those go that the value
        takes."""
        if flow:
            raise Refused(ELSEWHERE)
        typed = self._typed(span)
        room = len(typed) - len(typed.lstrip(" "))
        end = Span(span.line, span.column, span.line, span.column + room)
        comment = typed.strip().removeprefix("#").strip()
        return Spot(at, end, "", both=both, blank=True, before=" ", after=" " * room if comment else "", hint=comment)

    def _weight(self, at: Address) -> Spot:
        """Return the end of the last line of a target without a weight, behind which it can get one."""
        items, n = listed(self.read), at.path[1]
        if items is None or not isinstance(n, int) or n >= len(items.items) or _in_braces(items.items[n]):
            raise Refused(ELSEWHERE)
        _first, behind, dash = lines_of(self._lines, items, n)
        line, end = behind - 1, len(self._lines[behind - 2]) + 1
        before = f"\n{' ' * (dash + 2)}{spelt(self.read, 'weight')}: "
        return Spot(at, Span(line, end, line, end), "", blank=True, before=before, fresh=True)

    def _typed(self, span: Span) -> str:
        """Return what was typed from the beginning of `span` to the end of its line."""
        return self._lines[span.line - 1][span.column - 1 :]


# --- narratives


def _passage(read: Source, key: str) -> Spot:
    """Return the lines of the narrative `key`, from its first piece to its last."""
    if _BODIES.get(read.file) == key:
        first, pieces = 0, list(read.pieces)
    else:
        heading, pieces = prose.parts(read.pieces).get(key, (None, []))
        if heading is None:
            raise Refused(ELSEWHERE)
        first = heading.line + 1
    at = Address(read.file, (key,))
    if not pieces:
        return _blank_passage(read, at, first)
    first, end = pieces[0].line, max(_end(piece) for piece in pieces)
    while end > first + 1 and not read.body[end - 1].strip():
        end -= 1
    lines = read.body[first:end]
    span = Span(read.body_line + first, 1, read.body_line + end - 1, len(lines[-1]) + 1)
    return Spot(at, span, "\n".join(lines), long=True)


def _end(piece: markdown.Piece) -> int:
    return piece.line + 1 if isinstance(piece, markdown.Heading) else piece.end_line


def _blank_passage(read: Source, at: Address, first: int) -> Spot:
    """Return the empty lines from `first` on, which the narrative will stand between."""
    end = first
    while end < len(read.body) and not read.body[end].strip():
        end += 1
    if first and end == first:  # no empty line below the heading: a line that underlines it, or none at all
        raise Refused(ELSEWHERE)
    last = end == len(read.body)
    line, column = (end - 1, len(read.body[end - 1]) + 1) if last and end else (end, 1)
    span = Span(read.body_line + first, 1, read.body_line + line, column)
    return Spot(at, span, "", long=True, blank=True, before="\n" if first else "", after="\n" if last else "\n\n")


# --- values of the front matter


def _in_braces(item: Node) -> bool:
    return not isinstance(item, yamlfile.Mapping) or item.flow


def _begin(key: Scalar | None, value: Scalar) -> tuple[int, int]:
    """Return the line and the column at which a value is known: of one that is empty, its key's."""
    span = key.span if key and value.empty else value.span
    return span.line, span.column


def scalars(node: Node, flow: bool = False, key: Scalar | None = None) -> Iterator[tuple[Scalar | None, Scalar, bool]]:
    """Yield every value below `node` with its key, and whether it stands in braces or brackets."""
    match node:
        case Scalar():
            yield key, node, flow
        case yamlfile.Sequence():
            for item in node.items:
                yield from scalars(item, flow or node.flow)
        case yamlfile.Mapping():
            for name, value in node.pairs:
                yield from scalars(value, flow or node.flow, name)


# --- what shall stand there


def typed(data: bytes, spots: Mapping[Spot, str]) -> bytes:
    """Return the file `data` with its text typed at each of the spots, lines ending as they do in the file. Raises
    Refused."""
    whole = data.decode()
    starts, end = line_starts(whole), line_end(whole)
    parts, behind = [], 0
    for spot, text in sorted(spots.items(), key=lambda one: one[0].span):
        start = starts[spot.span.line - 1] + spot.span.column - 1
        parts += [whole[behind:start], _new(spot, text).replace("\n", end)]
        behind = starts[spot.span.end_line - 1] + spot.span.end_column - 1
    return "".join((*parts, whole[behind:])).encode()


def _new(spot: Spot, text: str) -> str:
    """Return what is typed at `spot` for `text`, with what parts it from its neighbours. Raises Refused."""
    if any("\ud800" <= char <= "\udfff" for char in text):  # half a character, which JSON can name and no file can hold
        raise Refused(_ONE_LINE)
    new = _lines(text) if spot.long else _spelled(text, spot.flow)
    behind = spot.after if spot.long or not spot.after else " " * max(len(spot.after) - wide(f" {new}"), 2)
    return f"{spot.before}{new}{behind}"


def _lines(text: str) -> str:
    """Return a passage without empty lines around it."""
    plain = LINE_END.sub("\n", text).strip("\n").rstrip()
    if not plain:
        raise Refused(_EMPTY)
    return plain


def _spelled(text: str, flow: bool) -> str:
    """Return `text` as YAML reads it back: plain where that will do, else in quotes. Raises Refused."""
    plain = text.strip()
    if not plain:
        raise Refused(_EMPTY)
    if not (typed := yamlfile.spelled(plain, flow=flow)):
        raise Refused(_ONE_LINE)
    return typed


def line_end(whole: str) -> str:
    """Return how the first line of `whole` ends."""
    return found[0] if (found := LINE_END.search(whole)) else "\n"
