"""style.toml: faces and every size that decides where a line breaks, read by both printers.

Lengths carry their unit in the name. `word` is the face that offices have and Word names; `pdf` lists the faces that may
stand for it when the PDF is made, best first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


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

    def __getitem__(self, name: str) -> Style:
        return self.styles[name]
