"""Pairs of layouts made by chance, the same for the same number: any tiling against any other, a form's tables with
rows, groups, paragraphs and whole tables changed, and one against itself."""

from __future__ import annotations

import random
from collections.abc import Iterator

from shenbao.layout import Cell, Layout, Paragraph, Row, Table, Text

_WORDS = (
    "接待",
    "来宾",
    "≥800人次",
    "完成",
    "98%",
    "，",
    "。",
    "1,288.25",
    "Wi-Fi",
    "\n",
    "培训",
    "统筹推进重点任务落地见效",
    "<&",
    " ",
)
_STYLES = ("text", "name", "prose", "item", "value")
_MARKERS = ("", "", "", "1.", "2.", "•")


class _Pen:
    def __init__(self, number: int) -> None:
        self.chance = random.Random(number)

    def paragraph(self) -> Paragraph:
        chance = self.chance
        texts = tuple(
            Text(chance.choice(_WORDS), chance.random() < 0.1, chance.random() < 0.1, chance.choice(("", "d.md#a")))
            for _n in range(chance.choice((0, 1, 1, 2, 5, 9)))
        )
        return Paragraph(chance.choice(_STYLES), texts, chance.choice(_MARKERS))

    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(self.paragraph() for _n in range(self.chance.choice((0, 1, 1, 1, 2, 4))))

    def changed(self, paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
        made: list[Paragraph] = []
        for one in paragraphs:
            if self.chance.random() < 0.8:
                made.append(one if self.chance.random() < 0.6 else self.reworded(one))
            if self.chance.random() < 0.2:
                made.append(self.paragraph())
        return tuple(made)

    def reworded(self, one: Paragraph) -> Paragraph:
        texts = tuple(text for text in one.texts if self.chance.random() < 0.8)
        return Paragraph(
            self.chance.choice((one.style, "prose")), (*texts, Text(self.chance.choice(_WORDS))), one.marker
        )

    def tiled(self) -> Table:
        """Return a table of cells of any size."""
        wide, high = self.chance.randint(1, 4), self.chance.randint(1, 6)
        taken = [[False] * wide for _n in range(high)]
        return Table("form", (30.0,) * wide, self.rows(high), tuple(self.cells(taken)))

    def cells(self, taken: list[list[bool]]) -> Iterator[Cell]:
        high, wide = len(taken), len(taken[0])
        for r in range(high):
            for c in range(wide):
                if taken[r][c]:
                    continue
                free = next((n for n in range(c, wide) if taken[r][n]), wide) - c
                across, down = (
                    self.chance.choice((1, 1, self.chance.randint(1, free))),
                    self.chance.choice((1, 1, self.chance.randint(1, high - r))),
                )
                for y in range(r, r + down):
                    taken[y][c : c + across] = [True] * across
                yield Cell(r, c, self.chance.choice(_STYLES), self.paragraphs(), down, across)

    def rows(self, high: int) -> tuple[Row, ...]:
        head = self.chance.randint(0, 1)
        return tuple(Row(head=n < head, keep=self.chance.random() < 0.5) for n in range(high))

    def groups(self) -> list[tuple[Paragraph, list[tuple[tuple[Paragraph, ...], ...]]]]:
        return [
            (self.paragraph(), [self.line() for _n in range(self.chance.randint(1, 4))])
            for _g in range(self.chance.randint(1, 4))
        ]

    def line(self) -> tuple[tuple[Paragraph, ...], ...]:
        return self.paragraphs(), self.paragraphs()

    def regrouped(
        self, groups: list[tuple[Paragraph, list[tuple[tuple[Paragraph, ...], ...]]]]
    ) -> list[tuple[Paragraph, list[tuple[tuple[Paragraph, ...], ...]]]]:
        """Return `groups` with lines changed, gone, added and moved, labels renamed, and groups gone and added."""
        made = []
        for label, lines in groups:
            kept = [
                line if self.chance.random() < 0.6 else tuple(map(self.changed, line))
                for line in lines
                if self.chance.random() < 0.75
            ]
            kept += [self.line() for _n in range(self.chance.choice((0, 0, 1, 2)))]
            if self.chance.random() < 0.3:
                self.chance.shuffle(kept)
            if kept:
                made.append((label if self.chance.random() < 0.8 else self.paragraph(), kept))
        return made or self.groups()


def _grouped(groups: list[tuple[Paragraph, list[tuple[tuple[Paragraph, ...], ...]]]]) -> Table:
    """Return a table as the form's indicators: one label beside all rows, one beside each group."""
    cells, r = [], 0
    total = sum(len(lines) for _label, lines in groups)
    cells.append(Cell(0, 0, "text", (Paragraph("text", (Text("绩效指标"),)),), total, 1, "row"))
    for label, lines in groups:
        cells.append(Cell(r, 1, "name", (label,), len(lines), 1, "row"))
        for line in lines:
            cells += [Cell(r, 2 + c, "prose", paragraphs) for c, paragraphs in enumerate(line)]
            r += 1
    return Table("form", (20, 30, 40, 40), (Row(),) * total, tuple(cells))


def pair(number: int) -> tuple[Layout, Layout]:
    """Return pair `number`."""
    pen = _Pen(number)
    old = [_block(pen) for _n in range(pen.chance.randint(0, 4))]
    new = list(old) if pen.chance.random() < 0.7 else [_block(pen) for _n in range(pen.chance.randint(0, 4))]
    for n in range(pen.chance.randint(0, 2)):
        groups = pen.groups()
        old.insert(min(n, len(old)), _grouped(groups))
        new.insert(min(n, len(new)), _grouped(pen.regrouped(groups)))
    for blocks in (old, new):
        for _n in range(pen.chance.choice((0, 0, 1, 2))):
            if blocks and pen.chance.random() < 0.6:
                del blocks[pen.chance.randrange(len(blocks))]
            else:
                blocks.insert(pen.chance.randint(0, len(blocks)), _block(pen))
    return (Layout("申报表", "某某局", tuple(old)), Layout("申报表", "某某局", tuple(new)))


def _block(pen: _Pen) -> Table | Paragraph:
    return pen.paragraph() if pen.chance.random() < 0.4 else pen.tiled()
