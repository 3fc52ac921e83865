"""The first difference as a picture: a page of each file side by side, the line in question in a frame. The only door
to Pillow."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageDraw

from shenbao.comparing import sheets
from shenbao.comparing.agreement import Difference
from shenbao.comparing.paper import Box

_SCALE = 1.5  # pixels a point
_GAP, _AROUND, _STROKE = 24, 4, 3  # pixels
_GREY, _RED = (160, 160, 160), (208, 0, 0)


def draw(difference: Difference, ours: Path, theirs: Path) -> bytes:
    """Return a PNG of the page of `difference`, ours left and theirs right. Same files, same bytes."""
    left, right = (
        _page(path, difference.page, at) for path, at in ((ours, difference.ours), (theirs, difference.theirs))
    )
    size = left.width + right.width + 3 * _GAP, max(left.height, right.height) + 2 * _GAP
    whole = Image.new("RGB", size, _GREY)
    whole.paste(left, (_GAP, _GAP))
    whole.paste(right, (2 * _GAP + left.width, _GAP))
    made = io.BytesIO()
    whole.save(made, "PNG")
    return made.getvalue()


def _page(path: Path, number: int, at: Box | None) -> Image.Image:
    """Return a page with the stretch `at` framed; an empty one where the file has no such page."""
    width, height, pixels = sheets.picture(path, number, _SCALE)
    if not width:
        return Image.new("RGB", (round(595 * _SCALE), round(842 * _SCALE)), _GREY)
    page = Image.frombytes("RGB", (width, height), pixels)
    if at:
        left, top, right, bottom = (edge * _SCALE for edge in (at.left, at.top, at.right, at.bottom))
        frame = (left - _AROUND, top - _AROUND, right + _AROUND, bottom + _AROUND)
        ImageDraw.Draw(page).rectangle(frame, outline=_RED, width=_STROKE)
    return page
