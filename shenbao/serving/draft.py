"""A declaration that is still being filled in, drawn all the same: every blank shows as such in the form, where it will
be printed. For the eye alone: nothing of it is checked, saved or built.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from shenbao import reading, source
from shenbao.finding import ERROR
from shenbao.layout import Layout, Paragraph, Table, Text
from shenbao.model.address import Address
from shenbao.model.form import Form
from shenbao.pipeline import Assembled
from shenbao.printers.screen import BLANK
from shenbao.refusal import Refused
from shenbao.serving import spot as spots
from shenbao.serving.spot import Script, Spot

_MOST = 3_000  # blanks; a form of more is nobody's first day
_LACKING = ("S003", "S008")


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be read if something stood in every blank, and the addresses of these."""

    assembled: Assembled
    blanks: frozenset[str]


def fill_in(assembled: Assembled) -> Draft | None:
    """Return `assembled` with something in every blank; None where blanks are not all that is wrong."""
    form, blanks = assembled.form.form, _blanks(assembled)
    if form is None or not blanks:
        return None
    stand_ins: defaultdict[str, dict[Spot, str]] = defaultdict(dict)
    for n, spot in enumerate(blanks):
        stand_ins[spot.at.file][spot] = _stand_in(spot.at, n, form)
    raw = dict(assembled.sources.raw)
    raw |= {file: spots.typed(raw[file], found) for file, found in stand_ins.items()}
    sources = source.read(Path(assembled.sources.folder), raw)
    filled = Assembled(sources, assembled.form, reading.read(sources, form))
    if any(finding.severity is ERROR for finding in filled.findings):
        return None
    return Draft(filled, frozenset(str(spot.at) for spot in blanks))


def _blanks(assembled: Assembled) -> list[Spot]:
    """Return every blank that is reported; none where anything else is."""
    found: dict[Address, Spot] = {}
    scripts: dict[str, Script] = {}
    for finding in assembled.findings:
        if finding.severity is not ERROR:
            continue
        try:
            if finding.at.file not in scripts:
                scripts[finding.at.file] = Script(assembled, finding.at.file)
            spot = scripts[finding.at.file].find(finding.at)
        except Refused:
            return []
        if finding.code not in _LACKING or not spot.blank or len(found) >= _MOST:
            return []
        found[spot.at] = spot
    return list(found.values())


def _stand_in(at: Address, n: int, form: Form) -> str:
    """Return what may stand at `at`; names are numbered, for no two tasks may bear one."""
    if at.path[-1] == "funds" or at.path[0] in ("budget", "sources"):
        return f"{0:.{form.decimals}f}"
    if at.path[-1] == "category":
        return form.categories[0]
    return f"{BLANK}{n}" if at.path[-1] in ("title", "name") else BLANK


def marked(layout: Layout, blanks: frozenset[str]) -> Layout:
    """Return `layout` with its blanks showing as such instead of what stands in for them."""

    def text(one: Text) -> Text:
        return replace(one, text=BLANK) if one.source in blanks else one

    def paragraph(one: Paragraph) -> Paragraph:
        return replace(one, texts=tuple(map(text, one.texts)))

    def table(one: Table) -> Table:
        cells = (replace(cell, paragraphs=tuple(map(paragraph, cell.paragraphs))) for cell in one.cells)
        return replace(one, cells=tuple(cells))

    return replace(layout, blocks=tuple(table(b) if isinstance(b, Table) else paragraph(b) for b in layout.blocks))
