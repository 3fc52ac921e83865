"""YAML as text with places: every scalar as it was typed, every node where it stands, nothing evaluated.

YAML's own reading would turn `163.00` into a float, `no` into False, a repeated key into silence and an alias into a
bomb. So the parser's events are read, never its objects: anchors, tags and merge keys are faults, not features.
The only door to PyYAML and python-frontmatter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

import yaml
from frontmatter.default_handlers import YAMLHandler

DEEPEST = 32
Loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Span(NamedTuple):
    """A stretch of text; lines and columns count from 1, the end stands behind the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as text. `quoted` is True for anything but a plain scalar."""

    text: str
    span: Span
    quoted: bool = False

    @property
    def empty(self) -> bool:
        """Nothing was written: `funds:` with no value behind it."""
        return not self.text and not self.quoted


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes; `flow` is True for the form in brackets."""

    items: tuple[Node, ...]
    span: Span
    flow: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in written order; `flow` is True for the form in braces."""

    pairs: tuple[tuple[Scalar, Node], ...]
    span: Span
    flow: bool = False


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Fault:
    """What YAML forbids or this project does. `kind` is syntax, twice, feature or deep; `detail` the word it is
    about."""

    kind: str
    span: Span
    detail: str = ""
    earlier: Span | None = None


@dataclass(frozen=True, slots=True)
class Front:
    """A file cut at its front matter's fences. Line numbers count from 1; `front` is empty where there is no fence."""

    front: str
    front_line: int
    body: str
    body_line: int
    found: bool


def split(text: str) -> Front:
    """Cut `text` into front matter and body. Without both fences all of it is body."""
    handler = YAMLHandler()
    fences = list(_first_two(handler.FM_BOUNDARY.finditer(text))) if handler.detect(text) else []
    if len(fences) < 2:
        return Front("", 1, text, 1, False)
    (_, start), (end, behind) = fences
    return Front(text[start:end], text.count("\n", 0, start) + 1, text[behind:], text.count("\n", 0, behind) + 1, True)


def _first_two(matches: Iterator[re.Match[str]]) -> Iterator[tuple[int, int]]:
    for _, match in zip(range(2), matches, strict=False):
        yield match.span()


def read(text: str, first_line: int = 1) -> tuple[Node | None, list[Fault]]:
    """Return the node that `text` holds, and its faults; None where it is not YAML at all or holds nothing."""
    faults: list[Fault] = []
    span = partial(_span, first_line - 1)
    try:
        return _Builder(yaml.parse(text, Loader=Loader), span, faults).document(), faults
    except _TooDeep:
        pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.append(Fault("syntax", span(mark, mark), error.problem or ""))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + first_line
        faults.append(Fault("syntax", Span(line, 1, line, 1), str(error.reason)))
    return None, faults


def plain(text: str) -> object:
    """Return the content of a trusted YAML text as strings, lists and dicts. Raises ValueError where it has a fault."""
    node, faults = read(text)
    if faults:
        raise ValueError(f"{faults[0].span.line}: {faults[0].kind} {faults[0].detail}")
    return bare(node) if node else None


def scalar(text: str) -> str:
    """Return `text` as a value in one line, in quotation marks where YAML would read something else."""
    return yaml.safe_dump(text, allow_unicode=True, width=float("inf")).removesuffix("...\n").rstrip("\n")


def reads(typed: str, text: str, flow: bool) -> bool:
    """Say whether what is `typed` as an item of a list is read as `text`; `flow`: within brackets."""
    node, faults = read(f"[{typed}]" if flow else f"- {typed}")
    items = node.items if isinstance(node, Sequence) and not faults else ()
    return len(items) == 1 and isinstance(items[0], Scalar) and items[0].text == text


@lru_cache(4096)
def spelled(text: str, quote: str = "", flow: bool = True) -> str:
    """Return how `text` is typed in one line: with the mark `quote` on both sides, or in double ones where that will
    not do; empty where no line can hold it. What is typed with `flow` may stand within brackets, and outside.

    >>> spelled("甲, 乙"), spelled("甲, 乙", flow=False)
    ('"甲, 乙"', '甲, 乙')
    """
    double = text.replace("\\", "\\\\").replace('"', '\\"')
    forms = {"": text, "'": "'{}'".format(text.replace("'", "''")), '"': f'"{double}"'}
    fit = (typed for typed in (forms[quote], forms['"']) if all(reads(typed, text, within) for within in {flow, False}))
    return next(fit, "")


def bare(node: Node) -> object:
    """Return `node` without its places."""
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [bare(item) for item in node.items]
        case Mapping():
            return {key.text: bare(value) for key, value in node.pairs}


class _TooDeep(Exception):
    """Nesting beyond the limit; its fault is noted already."""


def scalars(node: Node) -> Iterator[Scalar]:
    """Yield every scalar of `node`, keys included."""
    match node:
        case Scalar():
            yield node
        case Sequence():
            for item in node.items:
                yield from scalars(item)
        case Mapping():
            for key, value in node.pairs:
                yield key
                yield from scalars(value)


def unparted(node: Node) -> Iterator[Scalar]:
    """Yield every item of a list in brackets in which another sign stands for the comma: `[甲，乙]`, `[甲、乙]`.

    Within a list that has commas, a word may hold a 、.
    """
    match node:
        case Sequence():
            signs = "，；、" if len(node.items) == 1 else "，；"
            for item in node.items:
                if not isinstance(item, Scalar):
                    yield from unparted(item)
                elif node.flow and not item.quoted and any(sign in item.text[1:-1] for sign in signs):
                    yield item
        case Mapping():
            for _key, value in node.pairs:
                yield from unparted(value)


def _span(offset: int, start: yaml.Mark | None, end: yaml.Mark | None) -> Span:
    if start is None or end is None:
        return Span(1 + offset, 1, 1 + offset, 1)
    return Span(start.line + 1 + offset, start.column + 1, end.line + 1 + offset, end.column + 1)


class _Builder:
    """Reads the parser's events into nodes. Depth is bounded before anything is built, so hostile nesting costs
    nothing."""

    def __init__(self, events: Iterator[yaml.Event], span: partial[Span], faults: list[Fault]) -> None:
        self.events, self.span, self.faults = events, span, faults

    def document(self) -> Node | None:
        for event in self.events:
            if isinstance(event, yaml.NodeEvent):
                node = self.node(event, 1)
                self.nothing_follows()
                return node
        return None

    def nothing_follows(self) -> None:
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                self.fault("syntax", event, "second document")
                return

    def node(self, event: yaml.Event, depth: int) -> Node | None:
        """Return the node that `event` opens; None where a fault forbids to go on below it."""
        if depth > DEEPEST:
            self.fault("deep", event)
            raise _TooDeep
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event, depth)
        assert isinstance(event, yaml.AliasEvent)
        self.fault("feature", event, f"*{event.anchor}")
        return Scalar("", self.span(event.start_mark, event.end_mark))

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        self.features(event)
        if event.value == "<<" and not event.style:
            self.fault("feature", event, "<<")
        return Scalar(event.value, self.span(event.start_mark, event.end_mark), bool(event.style))

    def sequence(self, opened: yaml.SequenceStartEvent, depth: int) -> Sequence:
        self.features(opened)
        items: list[Node] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return Sequence(tuple(items), self.span(opened.start_mark, event.end_mark), bool(opened.flow_style))
            if item := self.node(event, depth + 1):
                items.append(item)
        raise AssertionError("the parser closes what it opens")

    def mapping(self, opened: yaml.MappingStartEvent, depth: int) -> Mapping:
        self.features(opened)
        pairs: list[tuple[Scalar, Node]] = []
        seen: dict[str, Scalar] = {}
        flow = bool(opened.flow_style)
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                return Mapping(tuple(pairs), self.span(opened.start_mark, event.end_mark), flow)
            key, value = self.node(event, depth + 1), self.node(next(self.events), depth + 1)
            if not isinstance(key, Scalar):
                self.fault("feature", event, "?")
            elif key.text in seen and not (flow and _half_an_amount(key, value)):
                self.faults.append(Fault("twice", key.span, key.text, seen[key.text].span))
            elif value:
                seen[key.text] = key
                pairs.append((key, value))
        raise AssertionError("the parser closes what it opens")

    def features(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        """Report an anchor or a tag at `event`."""
        if event.anchor:
            self.fault("feature", event, f"&{event.anchor}")
        if event.tag:
            self.fault("feature", event, str(event.tag))

    def fault(self, kind: str, event: yaml.Event, detail: str = "") -> None:
        self.faults.append(Fault(kind, self.span(event.start_mark, event.end_mark), detail))


def _half_an_amount(key: Scalar, value: Node | None) -> bool:
    """Say whether a pair is what YAML makes of the `250.00` in `{basic: 1,250.00}`; it may come twice."""
    return key.text[:1].isdigit() and isinstance(value, Scalar) and value.empty
