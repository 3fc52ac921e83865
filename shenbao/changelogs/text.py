"""A changelog for a terminal: what went stands as [-so-], what came as {+so+}."""

from __future__ import annotations

from collections.abc import Iterator

from shenbao.changelogs.changelog import Changelog, summary, summary_of_findings
from shenbao.changelogs.sections import Section, Span, sections
from shenbao.reports.inert import inert

_MARKS = {"old": ("[-", "-]"), "new": ("{+", "+}")}


def write(log: Changelog) -> str:
    """Return the changelog as lines, a row a line."""
    head = f"{log.base.within(log.lang)} → {log.head.within(log.lang)}"
    lines = [head, summary(log).within(log.lang), summary_of_findings(log).within(log.lang)]
    for section in sections(log):
        lines += ["", section.title, *_rows(section)]
    return "".join(f"{inert(line)}\n" for line in lines)


def _rows(section: Section) -> Iterator[str]:
    """Yield the rows: what was and what is with an arrow between them, all else with its marks."""
    bare = (section.old, section.old + 1) if section.old >= 0 else ()
    for row in section.rows:
        cells = ["".join(span.text if n in bare else _marked(span) for span in cell) for n, cell in enumerate(row)]
        if section.old >= 0:
            cells[section.old : section.old + 2] = [" → ".join(cells[section.old : section.old + 2])]
        yield "  " + "  ".join(cell.strip() for cell in cells if cell.strip()).replace("\n", "⏎")


def _marked(span: Span) -> str:
    before, behind = _MARKS.get(span.look, ("", ""))
    return f"{before}{span.text}{behind}"
