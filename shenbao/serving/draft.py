"""A declaration that is still being filled in, drawn all the same: every blank shows as such in the form, where it will
be printed. For the eye alone: nothing of it is checked, saved or built.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from shenbao import reading, source
from shenbao.filenames import DEPARTMENT
from shenbao.finding import ERROR
from shenbao.layout import Layout, Paragraph, Table, Text
from shenbao.model.address import Address
from shenbao.model.form import Form
from shenbao.pipeline import Assembled
from shenbao.printers.screen import BLANK
from shenbao.refusal import Refused
from shenbao.serving import blanks as empty
from shenbao.serving import spot as spots
from shenbao.serving.spot import Script, Spot

_MOST = 3_000  # blanks; a form of more is nobody's first day
_LACKING = ("S003", "S008")
_OPTIONAL = {"year": "2000", "weight": "1"}  # and what may stand there


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be read if something stood in every blank, the addresses of these, and the first and the number of
    those that must be filled in."""

    assembled: Assembled
    blanks: frozenset[str]
    first: Address | None = None
    needed: int = 0


def fill_in(assembled: Assembled) -> Draft | None:
    """Return `assembled` with something in every blank; None where blanks are not all that is wrong."""
    form, needed = assembled.form.form, _blanks(assembled)
    if form is None or needed is None or not (blanks := {spot.at: spot for spot in needed} | _optional(assembled)):
        return None
    stand_ins: defaultdict[str, dict[Spot, str]] = defaultdict(dict)
    for n, spot in enumerate(blanks.values()):
        stand_ins[spot.at.file][spot] = _stand_in(spot.at, n, form)
    raw = dict(assembled.sources.raw)
    raw |= {file: spots.typed(raw[file], found) for file, found in stand_ins.items()}
    sources = source.read(Path(assembled.sources.folder), raw)
    filled = Assembled(sources, assembled.form, reading.read(sources, form))
    if any(finding.severity is ERROR for finding in filled.findings):
        return None
    first = min(needed, key=lambda spot: (spot.at.file, spot.span)).at if needed else None
    return Draft(filled, frozenset(str(at) for at in blanks), first, len(needed))


def _optional(assembled: Assembled) -> dict[Address, Spot]:
    """Return the blanks that nobody must fill in, and that the form or the head of the page has a place for."""
    d, form = assembled.reading.declaration, assembled.form.form
    year = not (d and d.year) and Address(DEPARTMENT, ("year",)) in assembled.reading.places.known
    weighs = form is not None and form.weighs and not (d and d.whole and all(t.weight for t in d.indicators))
    if not year and not weighs:
        return {}  # all is said: a large declaration is not searched at each save
    wanted = (one.at for one in empty.every(assembled) if one.at.path[-1] in _OPTIONAL)
    return {at: spots.find(assembled, at) for at in islice(wanted, _MOST)}


def _blanks(assembled: Assembled) -> list[Spot] | None:
    """Return every blank that is reported; None where anything else is."""
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
            return None
        if finding.code not in _LACKING or not spot.blank or len(found) >= _MOST:
            return None
        found[spot.at] = spot
    return list(found.values())


def _stand_in(at: Address, n: int, form: Form) -> str:
    """Return what may stand at `at`; names are numbered, for no two tasks may bear one."""
    if at.path[-1] == "funds" or at.path[0] in ("budget", "sources"):
        return f"{0:.{form.decimals}f}"
    if at.path[-1] in _OPTIONAL:
        return _OPTIONAL[str(at.path[-1])]
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
