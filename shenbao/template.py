"""Fills a form's template with a declaration. The only door to Jinja2.

A template is hostile until shown otherwise: it may loop over the data, choose, and print, and nothing else. Its syntax
tree is held against a closed list (no calls, no macros, no includes), loops are counted, texts cannot be joined (a +
b of two texts is
refused), and values are escaped. Every tag is given its template line as `data-line`, so that what the layout refuses
can be named by its line.

The program's own pages are filled here as well, without a sandbox: they are part of the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from shenbao import intake, refusal
from shenbao.filenames import TEMPLATE
from shenbao.finding import ERROR, Finding, Place
from shenbao.message import Message, _
from shenbao.model.declaration import Declaration, Target
from shenbao.model.money import Figure
from shenbao.model.narrative import Block, Narrative

MOST_LOOPS, MOST_CHARACTERS = 1_000_000, 64_000_000
_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]*)(?=[\s/>]|$)")
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Assign, nodes.Name, nodes.Getattr,
    nodes.Getitem, nodes.Const, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Add, nodes.Sub,
    nodes.Div, nodes.Filter, nodes.Test, nodes.CondExpr, nodes.Tuple, nodes.List, nodes.Keyword,
)  # fmt: skip


class _Refused(Exception):
    """A template asked for more than it may have; a signal between the bounded loops and `fill`."""

    def __init__(self, says: Message) -> None:
        super().__init__(str(says))
        self.says = says


@dataclass(frozen=True, slots=True)
class Category:
    """A second-level indicator with its targets; `rows` is what it takes in the table, one even where it is empty."""

    name: str
    targets: tuple[Target, ...]

    @property
    def rows(self) -> int:
        return max(1, len(self.targets))


@dataclass(frozen=True, slots=True)
class Group:
    """A first-level indicator with its categories."""

    name: str
    categories: tuple[Category, ...]

    @property
    def rows(self) -> int:
        return sum(category.rows for category in self.categories)


@dataclass(frozen=True, slots=True)
class Indicators:
    """The indicator tree as it is printed, empty categories included."""

    groups: tuple[Group, ...]

    @property
    def rows(self) -> int:
        return sum(group.rows for group in self.groups)

    @property
    def targets(self) -> tuple[Target, ...]:
        """All targets in the printed order, for a form that does not show the tree."""
        return tuple(t for group in self.groups for category in group.categories for t in category.targets)


def indicators(declaration: Declaration) -> Indicators:
    """Return the indicator tree of `declaration`."""
    printed = declaration.printed()
    return Indicators(tuple(
        Group(group.name, tuple(Category(name, tuple(printed[name])) for name in group.categories))
        for group in declaration.form.tree
    ))  # fmt: skip


def fill(folder: Path, declaration: Declaration) -> tuple[str, list[Finding]]:
    """Return the template of the form in `folder` filled with `declaration`; an empty text, and M003, where it
    fails."""
    path = folder / TEMPLATE
    try:
        text = _numbered(intake.text(path))
        return _filled(text, declaration), []
    except OSError as error:
        return "", [_finding(path, 1, _("读不了表样：{why}", why=refusal.why(error)))]
    except UnicodeDecodeError as error:
        return "", [_finding(path, 1, _("读不了表样：{why}", why=error))]
    except TemplateSyntaxError as error:
        return "", [_finding(path, error.lineno, _("表样的 Jinja 写法有误：{why}", why=error.message or ""))]
    except UndefinedError as error:
        names = re.findall(r"'([^']*)'", error.message or "")
        says = _("表样里没有“{name}”这个名称", name=names[-1] if names else error.message)
        return "", [_finding(path, _line(error), says)]
    except _Refused as error:
        return "", [_finding(path, _line(error), error.says)]
    except (
        SyntaxError,  # of the Python that Jinja makes: loops nested too deep
        SecurityError,
        TemplateRuntimeError,
        RecursionError,
        TypeError,
        ValueError,
        ArithmeticError,
        LookupError,
    ) as error:
        return "", [_finding(path, _line(error), _("表样填不进去：{why}", why=str(error).rstrip(".")))]


def _filled(text: str, declaration: Declaration) -> str:
    """Return the filled template. Loops and text are counted over the whole of it."""
    environment = _environment(declaration.form.decimals)
    tree = environment.parse(text)
    _refuse(tree)
    _bound(tree)
    code = environment.compile(tree, TEMPLATE, TEMPLATE)
    template = environment.template_class.from_code(environment, code, {})
    parts, size = [], 0
    for part in template.generate(d=declaration, form=declaration.form, indicators=indicators(declaration)):
        size += len(part)
        if size > MOST_CHARACTERS:
            raise _Refused(_("表样印出的文字超过 {limit} 字", limit=f"{MOST_CHARACTERS:,}"))
        parts.append(part)
    return "".join(parts)


class _Environment(ImmutableSandboxedEnvironment):
    """A sandbox in which only whole numbers add up: texts that double would fill the memory."""

    intercepted_binops = frozenset({"+"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._judged: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Say what the sandbox says, once for each kind of object: it looks at nothing else, and a large form asks a
        hundred thousand times."""
        kind = (type(obj), attr)
        if kind not in self._judged:
            self._judged[kind] = super().is_safe_attribute(obj, attr, value)
        return self._judged[kind]

    def call_binop(self, _context: Context, _operator: str, left: object, right: object) -> object:
        if not (isinstance(left, int) and isinstance(right, int)):
            raise _Refused(_("表样里 + 只能用于整数"))
        return left + right


def _environment(decimals: int) -> _Environment:
    environment = _Environment(autoescape=True, undefined=StrictUndefined, cache_size=0)
    environment.globals.clear()
    money, over = partial(_money, decimals), _Counter().over
    environment.filters = {"money": money, "prose": prose, "length": len, "counted": over}
    environment.tests = {name: environment.tests[name] for name in ("none", "odd", "even")}
    return environment


def _money(decimals: int, figure: Figure) -> str:
    if not isinstance(figure, Figure):
        raise _Refused(_("money 只能用于金额"))
    return figure.amount.printed(decimals)


class _Counter:
    """Bounds all loops of one filling together."""

    def __init__(self) -> None:
        self.left = MOST_LOOPS

    def over(self, items: Iterable[object]) -> Iterator[object]:
        for item in items:
            self.left -= 1
            if self.left < 0:
                raise _Refused(_("表样循环超过 {limit} 次", limit=f"{MOST_LOOPS:,}"))
            yield item


def _refuse(tree: nodes.Template) -> None:
    """Raise TemplateSyntaxError for the first node that a template may not have."""
    for node in _walk(tree):
        if not isinstance(node, _ALLOWED):
            raise TemplateSyntaxError(f"{type(node).__name__} is not for templates", getattr(node, "lineno", 1) or 1)


def _bound(tree: nodes.Template) -> None:
    """Let every loop be counted."""
    for loop in list(tree.find_all(nodes.For)):
        loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None, lineno=loop.lineno)


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def page(text: str, **values: object) -> Iterator[str]:
    """Yield the parts of a page of our own: the template `text`, no stranger's, filled with `values`, all escaped."""
    return _compiled(text).generate(**values)


@lru_cache(8)
def _compiled(text: str) -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(text)


def _numbered(text: str) -> str:
    """Return `text` with its line written into every tag; lines stay as they are."""
    lines = text.split("\n")
    return "\n".join(_TAG.sub(rf'<\1 data-line="{n}"', line) for n, line in enumerate(lines, 1))


def _line(error: BaseException) -> int:
    """Return the template's line at which `error` arose; 1 where it cannot be told."""
    line, frame = 1, error.__traceback__
    while frame:
        if frame.tb_frame.f_code.co_filename == TEMPLATE:
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def _finding(path: Path, line: int, says: Message) -> Finding:
    help = _("改 {file} 的这一行；表样只能用 for、if、set 和 money、prose、length", file=TEMPLATE)
    return Finding("M003", ERROR, says, Place(path.as_posix(), line, 1, line, 1), help, TEMPLATE)


def prose(narrative: Narrative) -> Markup:
    """Return `narrative` as paragraphs of the layout's markup, each bearing its address."""
    if not isinstance(narrative, Narrative):
        raise _Refused(_("prose 只能用于成段的文字"))
    return Markup("").join(_paragraph(block, str(narrative.at)) for block in narrative.blocks)


def _paragraph(block: Block, source: str) -> Markup:
    style = ("prose", "item", "subitem")[block.level]
    marker = Markup("<marker>{}</marker>").format(block.marker) if block.marker else ""
    text = Markup("").join(_run(run.text, run.bold, run.italic) for run in block.runs)
    return Markup('<p class="{}" data-source="{}">{}{}</p>').format(style, source, marker, text)


def _run(text: str, bold: bool, italic: bool) -> Markup:
    marked = escape(text)
    marked = Markup("<i>{}</i>").format(marked) if italic else marked
    return Markup("<b>{}</b>").format(marked) if bold else marked
