"""Narrative Markdown, read the way Chinese text is written. The only door to markdown-it.

Kept: paragraphs, lists of two levels, bold, italic. What else Markdown knows is recognised and handed back as a misfit,
so that it can be named; what Markdown would eat (escapes, entities, link definitions, raw HTML) is plain text here and
printed as typed. Emphasis may touch Chinese punctuation, `3*4*5` keeps its stars, and `2024. 年底` is no list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, list_block
from markdown_it.rules_inline import StateInline, emphasis
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from shenbao.model.narrative import Block, Run

DEEPEST_LIST = 2
_BLOCKS = ["table", "code", "fence", "blockquote", "hr", "list", "heading"]
_INLINES = ["backticks", "emphasis", "link", "image"]
_MISFITS = {
    "table_open": "table",
    "code_block": "indented",
    "fence": "code",
    "blockquote_open": "quotation",
    "hr": "rule",
    "code_inline": "code",
    "link_open": "link",
    "image": "image",
}
# Python's strip(), which the parser uses, takes an ideographic space for an indent of no meaning; it is text here.
_SPACES = "\u3000\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
_HIDE = {space: chr(0xF700 + n) for n, space in enumerate(_SPACES)}
_SHOW = {shown: hidden for hidden, shown in _HIDE.items()}
_LONG_NUMBER = re.compile(r"[0-9]{3,}[.)]")
_COUNT = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_ENUMERATOR = re.compile(rf"\n[ \t]*(?=(?:{_COUNT})、|[（(](?:{_COUNT})[）)]|[①-⑳])")
_BREAK = re.compile(r"(?<![ \t])[ \t]*\n[ \t]*")  # from a run's first space alone: else long runs cost their square
# As pairs, not as a pattern: one with so many characters takes as long to make as this module to load.
_CHINESE = tuple(
    (chr(first), chr(last))
    for first, last in (
        (0x2014, 0x2014), (0x2018, 0x201D), (0x2026, 0x2026), (0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F),
        (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x20000, 0x3FFFF),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `line` counts from 0 within the text."""

    level: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or list item and the lines it stands on, `end_line` not included."""

    block: Block
    line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class Misfit:
    """Markdown that the form's cells cannot carry."""

    kind: str
    line: int
    end_line: int


Piece = Heading | Passage | Misfit


def read(text: str) -> list[Piece]:
    """Return the pieces of `text` in order. Every character that is not markup or a line's edge arrives in one of
    them."""
    return _Walk(_parser().parse(_replaced(text, _HIDE))).pieces()


def _replaced(text: str, signs: dict[str, str]) -> str:
    """Return `text` with each of `signs` made the other; most texts have none, and looking is quick."""
    for sign, other in signs.items():
        if sign in text:
            text = text.replace(sign, other)
    return text


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"maxNesting": 20}).enable(_BLOCKS + _INLINES)
    parser.block.ruler.at("list", _list_of_short_numbers, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.inline.ruler.at("emphasis", _emphasis_beside_chinese)
    return parser


def _list_of_short_numbers(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a list, unless its number is a year or an amount: `2024. 年底` is a sentence."""
    if _LONG_NUMBER.match(state.src, state.bMarks[start] + state.tShift[start]):
        return False
    return list_block(state, start, end, silent)


def _emphasis_beside_chinese(state: StateInline, silent: bool) -> bool:
    """Collect the stars at hand as delimiters, with Chinese punctuation as letters (CommonMark takes it as a
    barrier)."""
    if silent or state.src[state.pos] != "*":
        return emphasis.tokenize(state, silent)
    scanned = state.scanDelims(state.pos, True)
    before = state.src[state.pos - 1] if state.pos else " "
    behind = state.src[state.pos + scanned.length : state.pos + scanned.length + 1] or " "
    opens = scanned.can_open or (not behind.isspace() and (_chinese(behind) or _chinese(before)))
    closes = scanned.can_close or (not before.isspace() and (_chinese(before) or _chinese(behind)))
    if before == "\\":
        opens = closes = False  # whoever writes \* means a star; it is printed as typed
    if scanned.length == 1 or (_latin(before) and _latin(behind)):
        opens, closes = opens and not _latin(before), closes and not _latin(behind)
    _push_stars(state, scanned.length, opens, closes)
    return True


def _chinese(char: str) -> bool:
    """Say whether `char` is a Chinese character or sign; not where it is empty."""
    return any(first <= char <= last for first, last in _CHINESE)


def _latin(char: str) -> bool:
    """Say whether `char` makes the star beside it a sign of multiplication, as in `3*4` and `5*宽*2`."""
    return char.isascii() and char.isalnum()


def _push_stars(state: StateInline, length: int, opens: bool, closes: bool) -> None:
    for _ in range(length):
        token = state.push("text", "", 0)
        token.content = "*"
        state.delimiters.append(Delimiter(ord("*"), length, len(state.tokens) - 1, -1, opens, closes))
    state.pos += length


class _Walk:
    """One pass over the parser's tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.found: list[Piece] = []
        self.markers: list[str] = []
        """the marker of each open list item; empty once it has been printed"""
        self.lines = (0, 0)

    def pieces(self) -> list[Piece]:
        skip: tuple[str, int] | None = None  # the token behind a misfit; others of its type may stand within
        for before, token in pairwise([Token("", "", 0), *self.tokens]):
            if token.map:
                self.lines = (token.map[0], token.map[1])
            if skip:
                skip = None if (token.type, token.level) == skip else skip
            elif token.type in _MISFITS:
                self.misfit(_MISFITS[token.type])
                skip = (token.type.replace("_open", "_close"), token.level) if token.nesting == 1 else None
            else:
                self.take(before, token)
        return self.found

    def take(self, before: Token, token: Token) -> None:
        match token.type:
            case "list_item_open":
                self.markers.append(f"{token.info}{token.markup}" if token.info else "•")
                if len(self.markers) == DEEPEST_LIST + 1:
                    self.misfit("deep")
            case "list_item_close":
                self.markers.pop()
            case "inline" if before.type == "heading_open":
                self.found.append(Heading(int(before.tag[1]), _replaced(token.content, _SHOW).strip(), self.lines[0]))
            case "inline":
                self.passage(token)

    def passage(self, token: Token) -> None:
        children = token.children or []
        if not token.content:
            return
        for kind in dict.fromkeys(_MISFITS[c.type] for c in children if c.type in _MISFITS):
            self.misfit(kind)
        runs = _joined(_runs(children))
        line = self.lines[0]
        for part in _paragraphs(runs):
            end = line + 1 + sum(run.text.count("\n") for run in part)
            marker, level = self.markers[-1] if self.markers else "", len(self.markers)
            self.found.append(Passage(Block(_shown(part), marker, level), line, end))
            self.markers[-1:] = [""] if self.markers else []
            line = end

    def misfit(self, kind: str) -> None:
        self.found.append(Misfit(kind, self.lines[0], max(self.lines[1], self.lines[0] + 1)))


def _runs(children: list[Token]) -> list[Run]:
    runs: list[Run] = []
    depth = {"strong": 0, "em": 0}
    for token in children:
        tag = token.tag
        if tag in depth:
            depth[tag] += token.nesting
        elif token.type == "text" and token.content:
            runs.append(Run(token.content, depth["strong"] > 0, depth["em"] > 0))
    return runs


def _joined(runs: list[Run]) -> list[Run]:
    """Return `runs` with neighbours of one look made one: stars that stayed text are text like any other."""
    joined: list[Run] = []
    for run in runs:
        if joined and (joined[-1].bold, joined[-1].italic) == (run.bold, run.italic):
            joined[-1] = Run(joined[-1].text + run.text, run.bold, run.italic)
        else:
            joined.append(run)
    return joined


def _paragraphs(runs: list[Run]) -> list[list[Run]]:
    """Cut `runs` before each line that begins with 一、, 1、 or （一）: who types such a line means a new paragraph."""
    parts: list[list[Run]] = [[]]
    for run in runs:
        first, *others = _ENUMERATOR.split(run.text)
        parts[-1].append(Run(first, run.bold, run.italic))
        parts.extend([Run(text, run.bold, run.italic)] for text in others)
    return parts


def _shown(runs: list[Run]) -> tuple[Run, ...]:
    """Return `runs` with line breaks resolved: nothing between two Chinese characters, a space elsewhere."""
    whole = "".join(run.text for run in runs)
    start, shown = 0, []
    for run in runs:
        text = _BREAK.sub(partial(_between, whole, start), run.text)
        shown.append(Run(_replaced(text, _SHOW), run.bold, run.italic))
        start += len(run.text)
    return tuple(run for run in shown if run.text)


def _between(text: str, start: int, line_break: re.Match[str]) -> str:
    """Return what is printed for a break in the run that begins at `start` of `text`."""
    before, behind = start + line_break.start() - 1, start + line_break.end()
    return "" if _chinese(text[before : before + 1]) and _chinese(text[behind : behind + 1]) else " "
