"""Which installed face serves each face that a form asks for, and which characters it lacks.

A file is chosen, not a family: Fandol's bold cuts claim the weight of the regular ones, so that asking for a family by
name prints one or the other by chance. fontconfig is asked once; where it has no command (Windows, macOS) the system's
font folders are read instead, by fontTools, which is slow to load and needed only there. Its only door.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from shenbao.finding import ERROR, NOTICE, Finding, Place, Severity
from shenbao.layout import Cell, Layout, Paragraph, Table
from shenbao.message import NOTHING, Message, _
from shenbao.style import Face, Styles

_FORMAT = "%{family}\t%{fullname}\t%{style}\t%{weight}\t%{index}\t%{file}\t%{charset}\n"
_SECONDS = 20
_BOLD = 180  # fontconfig's demibold
_FOLDERS: Mapping[str, tuple[str, ...]] = {
    "win32": (r"%WINDIR%\Fonts", r"%LOCALAPPDATA%\Microsoft\Windows\Fonts"),
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
}
_BEGINNING = 64 << 10  # bytes of a face's file
_INSTALL = "apt-get install fonts-noto-cjk"


@dataclass(frozen=True, slots=True)
class Installed:
    """A face on this machine. `index` is its number within a collection file, `names` its families and full names."""

    family: str
    names: frozenset[str]
    style: str
    bold: bool
    index: int
    path: Path

    @property
    def collection(self) -> bool:
        return self.path.suffix.lower() in {".ttc", ".otc"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The installed faces that serve `face`: the first draws, the others draw what it lacks."""

    face: Face
    stack: tuple[Installed, ...]

    @property
    def first(self) -> Installed:
        return self.stack[0]

    @property
    def stands_in(self) -> bool:
        """True where another face than the one that Word names draws."""
        return self.face.word.casefold() not in self.first.names


@cache
def installed() -> tuple[Installed, ...]:
    """Return every face of this machine, in an order that does not depend on the machine's moods."""
    found = _charsets() or dict.fromkeys(_scanned(), "")
    return tuple(sorted(found, key=lambda f: (f.style != "Regular", str(f.path), f.index)))


@cache
def _charsets() -> dict[Installed, str]:
    """Return what fontconfig knows: each face with the code points it draws, as `20-7e a0 4e00-9fa5`."""
    try:
        listed = subprocess.run(
            ["fc-list", "--format", _FORMAT], capture_output=True, encoding="utf-8", errors="replace",
            timeout=_SECONDS, check=False,
        ).stdout  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return {}
    split = (line.rpartition("\t") for line in listed.splitlines())
    return {face: charset for line, _tab, charset in split if (face := _listed(line))}


def _listed(line: str) -> Installed | None:
    """Return the face that a line of fc-list names; None for what has no number in its file."""
    families, fullnames, style, weight, index, path = (line.split("\t") + [""] * 6)[:6]
    if not index.isdigit() or not families:
        return None
    names = frozenset(name.casefold() for name in (*families.split(","), *fullnames.split(",")) if name)
    bold = weight.replace(".", "").isdigit() and float(weight) >= _BOLD
    return Installed(families.split(",")[0], names, style.split(",")[0], bold, int(index), Path(path))


def _scanned() -> Iterator[Installed]:
    """Yield the faces in the folders where this system keeps them."""
    for folder in _FOLDERS.get(sys.platform, ()):
        for path in sorted(Path(os.path.expandvars(folder)).expanduser().rglob("*.[tTo][tT][fcFC]")):
            yield from _opened(path)


def _opened(path: Path) -> Iterator[Installed]:
    from fontTools.ttLib import TTCollection, TTFont, TTLibError  # type: ignore[import-untyped]  # has no types

    kind = TTCollection if path.suffix.lower() == ".ttc" else TTFont
    try:
        with kind(str(path), lazy=True) as file:
            yield from [_named_by_file(font, index, path) for index, font in enumerate(getattr(file, "fonts", [file]))]
    except (TTLibError, OSError, UnicodeDecodeError, KeyError):
        return  # a file that is no font after all


def _named_by_file(font: Any, index: int, path: Path) -> Installed:
    names = font["name"]
    said = frozenset(record.toUnicode().casefold() for record in names.names if record.nameID in (1, 4, 16))
    style = names.getDebugName(2) or "Regular"
    return Installed(names.getBestFamilyName() or path.stem, said, style, "Bold" in style, index, path)


def choose(face: Face) -> Chosen | None:
    """Return the installed faces that serve `face`, in its own order; None where none of them is installed."""
    stack = tuple(dict.fromkeys(filter(None, map(_named, face.pdf))))
    return Chosen(face, stack) if stack else None


def _named(name: str) -> Installed | None:
    """Return the installed face called `name`: by its full name, or the regular cut of its family."""
    same = [f for f in installed() if name.casefold() in f.names]
    plain = [f for f in same if f.style == "Regular" or f.family.casefold() != name.casefold()]
    return next(iter(plain or same), None)


def chosen(styles: Styles, layout: Layout | None = None) -> dict[str, Chosen]:
    """Return what serves each face of `styles` that has something installed, by the face's name.

    Where `layout` prints a character that none of them draws, whatever installed face draws it joins them: so the PDF
    names every face it uses and does not depend on what the system would have picked.
    """
    found = {name: choose(face) for name, face in styles.faces.items()}
    texts = used(layout, styles) if layout else {}
    return {name: _widened(choice, texts.get(name, set())) for name, choice in found.items() if choice}


def marks(served: Mapping[str, Chosen]) -> Iterator[str]:
    """Yield what tells the faces of `served` from others: each one's name, file, number, size and the digest of the
    file's beginning, where the length and checksum of every table stand. A digest of the whole, sixty megabytes for
    five faces, would take a twentieth of a build.

    Raises OSError.
    """
    for name, choice in sorted(served.items()):
        for face in choice.stack:
            with face.path.open("rb") as file:
                digest, size = hashlib.sha256(file.read(_BEGINNING)).hexdigest(), file.seek(0, os.SEEK_END)
            yield f"{name} {face.path.name} {face.index} {size} {digest}"


def _widened(choice: Chosen, characters: set[str]) -> Chosen:
    """Return `choice` with the installed faces that draw what its own lack of `characters`."""
    stack = choice.stack
    left = "".join(characters)
    for face in stack:
        left = lacking(face, left)
    for face in installed() if left else ():
        if len(rest := lacking(face, left)) < len(left):
            stack, left = (*stack, face), rest
    return Chosen(choice.face, stack)


@cache
def covered(face: Installed) -> frozenset[int]:
    """Return the code points that `face` draws."""
    if charset := _charsets().get(face):
        ranges = (part.partition("-") for part in charset.split())
        return frozenset(n for a, _dash, b in ranges for n in range(int(a, 16), int(b or a, 16) + 1))
    from fontTools.ttLib import TTFont

    with TTFont(str(face.path), fontNumber=face.index, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


def lacking(face: Installed, text: Iterable[str]) -> str:
    """Return the characters of `text` that `face` cannot draw, each once, in order of code point."""
    return "".join(sorted({c for c in text if not c.isspace() and ord(c) not in covered(face)}))


def used(layout: Layout, styles: Styles) -> dict[str, set[str]]:
    """Return the characters that `layout` prints in each face, by the face's name."""
    texts: dict[str, set[str]] = {}
    for paragraph in _paragraphs(layout):
        if paragraph.marker:
            texts.setdefault(styles.face(paragraph.style).name, set()).update(paragraph.marker)
        for text in paragraph.texts:
            texts.setdefault(styles.face(paragraph.style, text.bold, text.italic).name, set()).update(text.text)
    texts.setdefault(styles.face(styles.footer).name, set()).update("—0123456789")
    return texts


def _paragraphs(layout: Layout) -> Iterator[Paragraph]:
    for block in layout.blocks:
        cells: tuple[Cell, ...] = block.cells if isinstance(block, Table) else ()
        yield from (block,) if isinstance(block, Paragraph) else (p for cell in cells for p in cell.paragraphs)


def check(layout: Layout, styles: Styles, place: Place, official: bool = False) -> list[Finding]:
    """Return a finding for each face that nothing serves and for what a face lacks; `place` is style.toml's.

    An `official` document is printed in the faces that were asked for: another face in their stead is an error as well.
    """
    served = chosen(styles, layout)
    findings = []
    for name, characters in sorted(used(layout, styles).items()):
        if name not in served:
            findings.append(_absent(styles.faces[name], place))
        else:
            if official and served[name].stands_in:
                findings.append(_replaced(served[name], place))
            findings += _undrawn(served[name], characters, place, ERROR if official else NOTICE)
    return findings


def stand_ins(served: Iterable[Chosen]) -> tuple[Message, ...]:
    """Return in one line which face stands in for which; nothing where all are those that were asked for."""
    told = tuple(
        _("{asked} → {used}", asked=choice.face.word, used=_whole_name(choice.first))
        for choice in served
        if choice.stands_in
    )
    return (_("PDF 的代用字体（Word 里写的是前一种）：{faces}", faces=told),) if told else ()


def _whole_name(face: Installed) -> str:
    return face.family if face.style == "Regular" else f"{face.family} {face.style}"


def _replaced(choice: Chosen, place: Place) -> Finding:
    asked, used = choice.face.word, _whole_name(choice.first)
    says = _("没有安装 {asked}，PDF 只能用 {used} 代替", asked=asked, used=used)
    help = _("在这台机器上安装 {asked}；不要求正式字体时去掉 --official", asked=asked)
    return Finding("P001", ERROR, says, place, help, choice.face.name, environment=True)


def _absent(face: Face, place: Place) -> Finding:
    message = _("没有安装可以代替 {face} 的字体：{names}", face=face.name, names=face.pdf)
    return Finding(
        "P001",
        ERROR,
        message,
        place,
        _("安装其中任何一个，例如 {command}", command=_INSTALL),
        face.name,
        environment=True,
    )


def _undrawn(choice: Chosen, characters: set[str], place: Place, drawn_by_others: Severity) -> Iterator[Finding]:
    """Yield one finding for what the stack's other faces draw, and one for what none of them draws."""
    name, left = choice.face.name, lacking(choice.first, characters)
    for other in choice.stack[1:]:
        rest = lacking(other, left)
        drawn, left = "".join(c for c in left if c not in rest), rest
        if drawn:
            message = _(
                "{face} 的 {family} 里没有 {characters}，这些字用 {other} 印",
                face=name,
                family=choice.first.family,
                characters=drawn,
                other=other.family,
            )
            yield Finding("P002", drawn_by_others, message, place, NOTHING, name)
    if left:
        message = _("{face} 没有安装含有 {characters} 的字体，会印成空框", face=name, characters=left)
        yield Finding(
            "P002",
            ERROR,
            message,
            place,
            _("改用别的字，或安装含有这些字的字体，例如 {command}", command=_INSTALL),
            name,
        )
