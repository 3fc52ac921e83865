"""style.toml: faces and every size that decides where a line breaks, read by both printers.

Lengths carry their unit in the name. `word` is the face that offices have and Word names; `pdf` lists the faces that
may stand for it when the PDF is made, best first. Reading is strict: the records below are the file's whole vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

from shenbao import intake
from shenbao.finding import ERROR, Finding, Place
from shenbao.message import Message, _


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface by its Chinese name (仿宋): Word's name for it, and the faces that may stand in for it in the PDF."""

    name: str
    word: str
    pdf: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The sheet, its margins in mm, and where the page number stands."""

    width_mm: float
    height_mm: float
    top_mm: float
    right_mm: float
    bottom_mm: float
    left_mm: float
    footer_mm: float
    """from the sheet's lower edge to the foot of the page number's line"""
    footer_at: str = "center"
    """center, or outside: right on odd pages and left on even ones, its style's `indent_em` away from the edge"""


@dataclass(frozen=True, slots=True)
class Style:
    """How one class of paragraphs and cells looks. `line_pt` is exact, never a minimum."""

    name: str
    face: str
    size_pt: float
    line_pt: float
    align: str = "left"
    """left, right, center or justify"""
    valign: str = "middle"
    """top or middle; of a cell"""
    before_pt: float = 0
    after_pt: float = 0
    hanging_em: float = 0
    """width of a list item's marker"""
    indent_em: float = 0
    first_em: float = 0
    """indent of the first line"""
    open_above: bool = False
    """a cell without its upper border: it goes on the cell above"""
    open_below: bool = False
    bookmark: int = 0
    """level of the PDF bookmark and of Word's outline; 0 is none"""


@dataclass(frozen=True, slots=True)
class Styles:
    """A form's whole look. `bold` and `italic` name the faces that stand for them: Chinese type has no slanted cut."""

    page: Page
    faces: Mapping[str, Face]
    styles: Mapping[str, Style]
    bold: str
    italic: str
    footer: str
    """the style of the page number"""
    border_pt: float = 0.5
    padding_x_mm: float = 1.9
    padding_y_pt: float = 2.0
    widths: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """the column widths of tables, in mm, by the name that form.html asks for"""

    def __getitem__(self, name: str) -> Style:
        return self.styles[name]

    def __contains__(self, name: str) -> bool:
        return name in self.styles

    def face(self, style: str, bold: bool = False, italic: bool = False) -> Face:
        """Return the face that a run of this look is printed in."""
        return self.faces[self.bold if bold else self.italic if italic else self[style].face]


@dataclass(frozen=True, slots=True)
class _Table:
    """The section [table]."""

    border_pt: float = 0.5
    padding_x_mm: float = 1.9
    padding_y_pt: float = 2.0


@dataclass(frozen=True, slots=True)
class _Roles:
    """The section [roles]: which face or style plays a part."""

    bold: str
    italic: str
    footer: str


_SECTIONS = ("page", "table", "widths", "faces", "roles", "styles")
_KINDS: Mapping[str, tuple[type, ...]] = {
    "float": (int, float),
    "int": (int,),
    "bool": (bool,),
    "str": (str,),
    "tuple[str, ...]": (list,),
}
_WIDTHS = _("毫米数的列表，一列一个，至少 1")
_SAID = {
    "float": _("一个数"),
    "int": _("一个整数"),
    "bool": Message("true / false"),
    "str": _("文字"),
    "tuple[str, ...]": _("文字的列表"),
}
_CHOICES = {
    "align": ("left", "right", "center", "justify"),
    "valign": ("top", "middle"),
    "footer_at": ("center", "outside"),
}
_POSITIVE = ("size_pt", "line_pt", "width_mm", "height_mm")
_CORRECT = _("改 style.toml 的这一行；templates/nansha/style.toml 是写好的例子")
_NAMED = {"bold": "faces", "italic": "faces", "face": "faces"}
_LARGEST = 2000  # in any of the units; more is a slip of the hand, and Word's own limits are near
_NAME = re.compile(r"[^\W\d][\w-]*")

_NARROWEST_MM, _ROUNDING_MM = 1, 0.01
_SHOWN = 60  # characters of a list that is none

Way = tuple[str, ...]


def load(path: Path) -> tuple[Styles | None, list[Finding]]:
    """Return the look that the style.toml at `path` states, or None and every fault with its line."""
    try:
        text = intake.text(path)
    except (OSError, UnicodeDecodeError) as error:
        says, help = _("读不了这个文件：{why}", why=error), _("检查文件在不在、是不是 UTF-8 编码")
        return None, [Finding("M004", ERROR, says, Place(path.as_posix()), help, path.name)]
    return read(text, path.as_posix())


def read(text: str, file: str) -> tuple[Styles | None, list[Finding]]:
    """Return the look that the style.toml `text` states, or None and every fault with its line; `file` is its name."""
    import tomllib  # here: the press is handed a look and reads none

    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # numbers of any length and lists of any depth among them
        line = re.search(r"line (\d+)", str(error))
        place = Place(file, number := int(line[1]) if line else max(text.count("\n"), 1), 1, number, 1)
        return None, [Finding("M004", ERROR, _("TOML 写法有误：{detail}", detail=str(error)), place, _CORRECT, file)]
    reader = _Reader(file, _lines(text))
    styles = reader.styles(values)
    return (None, reader.findings) if reader.findings else (styles, [])


def _near(key: str, known: Iterable[str], alike: float) -> list[str]:
    """Return the one of `known` that `key` most likely stands for, if any."""
    from difflib import get_close_matches  # few keys are misspelt

    return get_close_matches(key, list(known), 1, alike)


def _lines(text: str) -> dict[Way, int]:
    """Return the line on which each section and key of `text` is first written."""
    section: Way = ()
    lines: dict[Way, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line):
            section = _way(match[1])
            lines.setdefault(section, number)
        elif match := re.match(r"\s*((?:\"[^\"]*\"|'[^']*'|[\w.-])+)\s*=", line):
            lines.setdefault((*section, *_way(match[1])), number)
    return lines


def _is_width(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and _NARROWEST_MM <= value <= _LARGEST


def _way(dotted: str) -> Way:
    return tuple(part.strip("\"' ") for part in re.findall(r"\"[^\"]*\"|'[^']*'|[^.]+", dotted))


@dataclass
class _Reader:
    """Turns the values of a style.toml into records and notes what does not fit."""

    file: str
    lines: Mapping[Way, int]
    findings: list[Finding] = field(default_factory=list)

    def styles(self, values: Mapping[str, Any]) -> Styles | None:
        """Return the whole look; None as soon as a section cannot be told at all."""
        self.keys(values, _SECTIONS, ("page", "faces", "roles", "styles"), ())
        page, table = self.record(Page, values, ("page",)), self.record(_Table, values, ("table",))
        roles = self.record(_Roles, values, ("roles",))
        faces, styles = self.named(Face, values, "faces"), self.named(Style, values, "styles")
        widths = self.widths(values, page)
        if self.findings or page is None or table is None or roles is None:
            return None
        for role, known in (("bold", faces), ("italic", faces), ("footer", styles)):
            self.known(getattr(roles, role), known, ("roles", role))
        for style in styles.values():
            self.known(style.face, faces, ("styles", style.name, "face"))
        return Styles(
            page,
            faces,
            styles,
            roles.bold,
            roles.italic,
            roles.footer,
            table.border_pt,
            table.padding_x_mm,
            table.padding_y_pt,
            widths,
        )

    def widths(self, values: Mapping[str, Any], page: Page | None) -> dict[str, tuple[float, ...]]:
        """Return the section [widths]: of each table its columns', which fit on the sheet."""
        said = values.get("widths", {})
        if not isinstance(said, dict):
            self.fault(("widths",), _("[{section}] 应为一节", section="widths"))
            return {}
        for name, row in said.items():
            if not isinstance(row, list) or not row or not all(map(_is_width, row)):
                self.fault(
                    ("widths", name),
                    _("{key} 应为{kind}，写的是 {value}", key=name, kind=_WIDTHS, value=str(row)[:_SHOWN]),
                )
            elif page and sum(row) > (room := page.width_mm - page.left_mm) + _ROUNDING_MM:
                sums = {"sum": f"{sum(row):g}", "room": f"{room:g}"}
                self.fault(("widths", name), _("{key} 合计 {sum} 毫米，纸上只有 {room} 毫米", key=name, **sums))
        return {name: tuple(row) for name, row in said.items() if isinstance(row, list)}

    def named(self, kind: type[Any], values: Mapping[str, Any], section: str) -> dict[str, Any]:
        """Return the records of a section by their names."""
        names = values.get(section, {})
        if not isinstance(names, dict):
            self.fault((section,), _("[{section}] 应为一节", section=section))
            return {}
        for name in names:
            if not _NAME.fullmatch(name):
                self.fault((section, name), _("{name} 不能作名称：用文字、数字和连字符，数字不在开头", name=name))
        return {name: self.record(kind, names, (section, name), name=name) for name in names}

    def record(self, kind: type[Any], values: Mapping[str, Any], way: Way, **given: str) -> Any:
        """Return the record `kind` that stands under the last step of `way`; None where it has a fault."""
        said = values.get(way[-1], {})
        if not isinstance(said, dict):
            self.fault(way, _("{name} 应为一节或 {{…}}", name=way[-1]))
            return None
        before = len(self.findings)
        wanted = {f.name: f for f in fields(kind) if f.name not in given}
        self.keys(said, wanted, [n for n, f in wanted.items() if f.default is MISSING], way)
        for name in [name for name in wanted if name in said]:
            self.value(name, str(wanted[name].type), said[name], (*way, name))
        if len(self.findings) > before:
            return None
        return kind(**given, **{n: tuple(v) if isinstance(v, list) else v for n, v in said.items()})

    def keys(self, said: Mapping[str, Any], known: Any, required: Any, way: Way) -> None:
        """Report keys that are unknown or missing; a misspelt required key is one fault."""
        unknown = [key for key in said if key not in known]
        meant = {near for key in unknown for near in _near(key, known, 0.6)}
        for key in unknown:
            near = _near(key, known, 0.6)
            self.fault((*way, key), _("没有“{key}”这个键", key=key), _("改成 {near}", near=near[0]) if near else None)
        for key in required:
            if key not in said and key not in meant:
                self.fault(way, _("{section} 里缺少“{key}”", section=".".join(way) or self.file, key=key))

    def value(self, name: str, kind: str, value: object, way: Way) -> None:
        """Report a value of the wrong kind, outside its choices, or of an impossible size."""
        fits = isinstance(value, _KINDS[kind]) and (kind == "bool" or not isinstance(value, bool))
        if isinstance(value, list):
            fits = fits and bool(value) and all(isinstance(v, str) and v for v in value)
        if not fits or value == "":
            self.fault(way, _("{key} 应为{kind}，写的是 {value}", key=name, kind=_SAID[kind], value=value))
        elif name in _CHOICES and value not in _CHOICES[name]:
            self.fault(
                way,
                _(
                    "{key} 应为 {choices} 之一，写的是 {value}",
                    key=name,
                    choices=_CHOICES[name],
                    value=value,
                ),
            )
        elif isinstance(value, (int, float)) and not (value > 0 or (value == 0 and name not in _POSITIVE)):
            least = _("大于零") if name in _POSITIVE else _("零或更大")
            self.fault(way, _("{key} 应是{least}的数，写的是 {value}", key=name, least=least, value=value))
        elif isinstance(value, (int, float)) and value > _LARGEST:
            self.fault(way, _("{key} 不能超过 {limit}，写的是 {value}", key=name, limit=_LARGEST, value=value))

    def known(self, name: str, known: Mapping[str, object], way: Way) -> None:
        if name not in known:
            near = _near(name, known, 0.5)
            self.fault(
                way,
                _("{section} 里没有叫“{name}”的", section=_NAMED.get(way[-1], "styles"), name=name),
                _("改成 {near}", near=near[0]) if near else None,
            )

    def fault(self, way: Way, message: Message, help: Message | None = None) -> None:
        while way and way not in self.lines:
            way = way[:-1]
        line = self.lines.get(way, 1)
        self.findings.append(
            Finding("M004", ERROR, message, Place(self.file, line, 1, line, 1), help or _CORRECT, self.file)
        )
