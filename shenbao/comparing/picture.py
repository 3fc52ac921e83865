"""Pages of two files side by side as a picture: the first difference in a frame, or all that changed in light boxes.
The only door to Pillow."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

from shenbao.comparing import sheets
from shenbao.comparing.agreement import Difference
from shenbao.comparing.changed import Pair
from shenbao.comparing.paper import Box
from shenbao.comparing.sheets import Drawn

Colour = tuple[int, int, int]
_SCALE = 1.5  # pixels a point
_PACKED = 3  # of 9: for pages of text no larger than the usual 6, in less time
_GAP, _AROUND, _STROKE = 24, 4, 3  # pixels
_A4 = round(595 * _SCALE), round(842 * _SCALE)
_GREY, _RED = (160, 160, 160), (208, 0, 0)
_GONE, _COME = ((255, 214, 214), _RED), ((210, 245, 210), (0, 136, 0))  # a light box's ground, and its edge


def draw(difference: Difference, ours: Path, theirs: Path) -> bytes:
    """Return a PNG of the page of `difference`, ours left and theirs right. Same files, same bytes."""
    left, right = (
        _framed(path, difference.page, at) for path, at in ((ours, difference.ours), (theirs, difference.theirs))
    )
    return _beside(left, right)


def changes(pairs: Sequence[Pair], old: Path, new: Path) -> Iterator[bytes]:
    """Yield a PNG of each of `pairs`, the old page left and the new one right; a half where there is none stays empty.
    Same files, same bytes."""
    for pair in pairs:
        left, right = (
            _marked(sheets.picture(path, page, _SCALE), boxes, *colours)
            for path, page, boxes, colours in zip((old, new), pair.pages, pair.boxes, (_GONE, _COME), strict=True)
        )
        empty = Image.new("RGB", (left or right or Image.new("RGB", _A4)).size, _GREY)
        yield _beside(left or empty, right or empty)


def _beside(left: Image.Image, right: Image.Image) -> bytes:
    """Return both as one PNG."""
    size = left.width + right.width + 3 * _GAP, max(left.height, right.height) + 2 * _GAP
    whole = Image.new("RGB", size, _GREY)
    whole.paste(left, (_GAP, _GAP))
    whole.paste(right, (2 * _GAP + left.width, _GAP))
    made = io.BytesIO()
    whole.save(made, "PNG", compress_level=_PACKED)
    return made.getvalue()


def _framed(path: Path, number: int, at: Box | None) -> Image.Image:
    """Return a page with the stretch `at` framed; an empty one where the file has no such page."""
    drawn = sheets.picture(path, number, _SCALE)
    if not drawn:
        return Image.new("RGB", _A4, _GREY)
    page = _image(drawn)
    if at:
        ImageDraw.Draw(page).rectangle(_edges(at, drawn.scale), outline=_RED, width=_STROKE)
    return page


def _marked(drawn: Drawn | None, boxes: Sequence[Box], ground: Colour, edge: Colour) -> Image.Image | None:
    """Return a page with `boxes` upon it, through which its text is read; None where there is no page."""
    if not drawn:
        return None
    page = _image(drawn)
    for box in boxes:
        left, top, right, bottom = (round(at) for at in _edges(box, drawn.scale))
        within = max(left, 0), max(top, 0), min(right, page.width), min(bottom, page.height)
        if within[0] < within[2] and within[1] < within[3]:
            under = page.crop(within)
            page.paste(ImageChops.multiply(under, Image.new("RGB", under.size, ground)), within)
            ImageDraw.Draw(page).rectangle(within, outline=edge)
    return page


def _image(drawn: Drawn) -> Image.Image:
    return Image.frombytes("RGB", (drawn.width, drawn.height), drawn.rgb)


def _edges(box: Box, scale: float) -> tuple[float, float, float, float]:
    """Return the edges of a frame around `box`, in pixels."""
    left, top, right, bottom = (edge * scale for edge in (box.left, box.top, box.right, box.bottom))
    return left - _AROUND, top - _AROUND, right + _AROUND, bottom + _AROUND
