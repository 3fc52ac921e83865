"""What a press is asked to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from shenbao.finding import Place
from shenbao.papers import NO_PAPERS, Papers

if TYPE_CHECKING:  # names of what travels through; the child loads them
    from shenbao.faces import Chosen
    from shenbao.layout import Layout
    from shenbao.style import Styles


@dataclass(frozen=True, slots=True)
class Order:
    """What a press is asked to print."""

    layout: Layout
    styles: Styles
    faces: Mapping[str, Chosen]
    path: Path
    place: Place
    folder: Path | None = None
    papers: Papers = NO_PAPERS
