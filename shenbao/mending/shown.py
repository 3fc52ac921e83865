"""Mends as people see them: a line an edit, or a unified diff that `patch -p0` takes.

difflib is not asked which lines differ: an edit stays within its line, so line n answers line n. It would look for
more, and take minutes over a large file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from shenbao.mending.files import Change
from shenbao.mending.mend import Mend
from shenbao.message import Message, _

_AROUND = 3  # lines of context


def told(mends: Iterable[Mend], lang: str) -> Iterator[str]:
    """Yield a line an edit, in the order of the files."""
    made = sorted(((edit.place, mend.says) for mend in mends for edit in mend.edits), key=lambda one: one[0])
    for place, says in made:
        yield f"{place.file}:{place.line}:{place.column} {says.within(lang)}"


def summary(mends: Iterable[Mend], changes: Sequence[Change], only_shown: bool) -> Message:
    """Return what was done, or would be, as one line."""
    count = sum(len(mend.edits) for mend in mends)
    if not count:
        return _("没有可以自动改的写法")
    gaps = {"count": count, "files": len(changes)}
    return (
        _("可以改 {count} 处，涉及 {files} 个文件；没有写入", **gaps)
        if only_shown
        else _("改了 {count} 处，涉及 {files} 个文件", **gaps)
    )


def diff(change: Change) -> Iterator[str]:
    """Yield the lines of a unified diff of `change`, each with the line's own end."""
    old, new = (data.decode().split("\n") for data in (change.old, change.new))
    name = change.shown.replace("\r", " ").replace("\n", " ")
    name += "\t" if " " in name else ""  # the sign of patch for where a name with spaces ends
    yield f"--- {name}\n"
    yield f"+++ {name}\n"
    for start, end in _hunks([n for n, lines in enumerate(zip(old, new, strict=True)) if lines[0] != lines[1]]):
        last = len(old) - (old[-1] == "")  # behind a last line's end there is no line more
        start, end = max(start, 0), min(end, last)
        count = f"{start + 1},{end - start}" if end - start != 1 else f"{start + 1}"
        yield f"@@ -{count} +{count} @@\n"
        yield from _hunk(old, new, start, end)


def _hunks(changed: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of lines to show: each of the `changed` ones with its neighbours, overlapping ones as one."""
    start, end = -_AROUND, -_AROUND
    for n in changed:
        if n - _AROUND > end:
            if end > 0:
                yield start, end
            start = n - _AROUND
        end = n + _AROUND + 1
    if changed:
        yield start, end


def _hunk(old: list[str], new: list[str], start: int, end: int) -> Iterator[str]:
    for kept, lines in groupby(range(start, end), lambda n: old[n] == new[n]):
        here = list(lines)
        for sign, of in ((" ", old),) if kept else (("-", old), ("+", new)):
            for n in here:
                yield f"{sign}{of[n]}\n"
                if n == len(of) - 1:  # not the empty rest behind a line's end
                    yield "\\ No newline at end of file\n"
