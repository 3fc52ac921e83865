"""What was measured, as a Markdown table, in English and in Chinese, and its place in the two READMEs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_BLOCK = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)
_HEADS = {
    "en": ("measure", "ours", "peer", "ratio", "limit", "held?"),
    "zh": ("测量项", "本程序", "对照", "倍数", "上限", "达到"),
}
_HELD = {"en": ("yes", "**no**"), "zh": ("是", "**否**")}


@dataclass(frozen=True, slots=True)
class Row:
    """One measure beside its peer; `limit` bounds ours / peer, and 0 says that the row is for information only."""

    en: str
    zh: str
    ours: float
    peer: float
    limit: float = 0
    unit: str = "s"

    @property
    def ratio(self) -> float:
        return self.ours / self.peer

    @property
    def held(self) -> bool:
        return not self.limit or self.ratio <= self.limit

    def cells(self, lang: str) -> tuple[str, ...]:
        """Return the row as printed; where the peer is a fixed time, the limit is that time."""
        digits = 0 if self.unit == "MiB" else 2
        ours, peer = (f"{number:.{digits}f} {self.unit}" for number in (self.ours, self.peer))
        said = self.zh if lang == "zh" else self.en
        held = _HELD[lang][0 if self.held else 1] if self.limit else ""
        return said, ours, peer, f"{self.ratio:.2f}", f"{self.limit:g}" if self.limit else "", held


@dataclass(frozen=True, slots=True)
class Point:
    """One size on the curve: rows printed, seconds of each printer."""

    rows: int
    word: float
    pdf: float


@dataclass(frozen=True, slots=True)
class Result:
    """What one measure brought."""

    rows: tuple[Row, ...] = ()
    curve: tuple[Point, ...] = field(default=())


def markdown(results: Sequence[Result], about: Sequence[str], lang: str) -> str:
    """Return the table, the curve where there is one, and what they were measured on."""
    heads = _HEADS[lang]
    rows = [
        heads,
        ("---", "---:", "---:", "---:", "---:", "---"),
        *(r.cells(lang) for one in results for r in one.rows),
    ]
    parts = ["\n".join(f"| {' | '.join(cells)} |" for cells in rows)]
    parts += [f"```text\n{curve(one.curve)}\n```" for one in results if one.curve]
    return "\n\n".join((*parts, "  \n".join(about))) + "\n"


def curve(points: Sequence[Point]) -> str:
    """Return time against size as bars: one sign is a hundredth of the longest time, milliseconds a row beside it."""
    most = max(max(p.word, p.pdf) for p in points)
    lines = []
    for point in points:
        for name, seconds in (("Word", point.word), ("PDF", point.pdf)):
            bar = "#" * max(1, round(seconds / most * 50))
            lines.append(f"{point.rows:>6} {name:<4} {seconds:7.3f} s {seconds / point.rows * 1000:7.2f} ms/row  {bar}")
    return "\n".join(lines)


def put(readme: Path, text: str) -> bool:
    """Replace what stands between the marks in `readme`; False where there is no such file or block."""
    if not readme.is_file() or not _BLOCK.search(old := readme.read_text(encoding="utf-8")):
        return False
    readme.write_text(_BLOCK.sub(lambda found: f"{found[1]}{text}{found[2]}", old), encoding="utf-8")
    return True
