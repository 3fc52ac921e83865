"""Which face of this machine stands for each face that a Word file names: the one in which the PDF prints the same
characters.

The two files say it themselves, so that a pair of any form can be compared: 黑体 is what prints just the words of the
headings in the PDF.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from shenbao import faces

_NOISE = re.compile(r"[^0-9a-z\u2e80-\uffff]")


def stand_ins(
    word: Mapping[str, Counter[str]], pdf: Mapping[str, Counter[str]]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the family that stands for each face of `word`, and the faces of `pdf` that this machine lacks."""
    families = {name: family(name) for name in pdf}
    found = {}
    for face, characters in word.items():
        name = max(pdf, key=lambda name: _likeness(characters, pdf[name]), default="")
        if families.get(name):
            found[face] = families[name]
    return found, tuple(sorted(name for name, family in families.items() if not family))


def _likeness(a: Counter[str], b: Counter[str]) -> float:
    return (a & b).total() / max((a | b).total(), 1)


def family(name: str) -> str:
    """Return the family of the installed face that a PDF calls `name`; empty where none is."""
    wanted = _plain(name.removesuffix("-file"))  # which the PDF printer adds to a face that it names by its file
    for face in faces.installed():
        named = {_plain(f"{face.family} {face.style}"), _plain(face.path.stem), *map(_plain, face.names)}
        if wanted in named:
            return face.family
    return ""


def _plain(name: str) -> str:
    return _NOISE.sub("", name.lower())
