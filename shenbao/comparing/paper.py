"""What is seen on printed paper: lines of text in cells, and rules. Lengths are in points from the page's upper left
corner."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; its edges."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one cell: its page, counted from 1, where it stands, and its text without spaces."""

    page: int
    box: Box
    text: str
    cell: Box
    """the rules around it; the page's own edges where there are none"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its size, its lines in reading order, and where its rules lie."""

    page: int
    width: float
    height: float
    lines: tuple[Line, ...]
    across: tuple[float, ...]
    """where horizontal rules lie, from above"""
    upright: tuple[float, ...]
    """where vertical rules lie, from the left"""
    pictures: int = 0
    """pictures, and notes that lie upon the page: what they show is not read"""
