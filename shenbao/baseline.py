"""The findings that were there when a check was taken up, so that it reports and fails only on what is new.

The file is JSON with one finding a line, sorted, each line ended by a comma and the version last: two branches that
renew it merge like any list. A finding is known by its digest; the rest of its line is for people. Of findings with one
print the number counts: one more of them is new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shenbao import fingerprint, intake, refusal, whole
from shenbao.finding import Finding
from shenbao.fingerprint import Print
from shenbao.message import _
from shenbao.refusal import Refused

NAME = ".shenbao-baseline.json"
MOST_BYTES = 32 << 20
_VERSION, _MARK = 1, "shenbao-baseline"
_MOST_ALIKE = 1_000_000_000  # findings with one print


@dataclass(frozen=True, slots=True)
class Compared:
    """Findings held against a baseline: those that are new, and how many others there are on either side."""

    new: tuple[Finding, ...]
    hidden: int
    """findings that the baseline holds"""
    gone: int
    """findings of the baseline that are no longer found"""


def compare(findings: Iterable[Finding], known: Counter[str], folders: Sequence[str]) -> Compared:
    """Return what of `findings` is not among the `known` digests; of more than are known, the later ones are new."""
    left, new, hidden = known.copy(), [], 0
    for finding in findings:
        digest = fingerprint.of(finding, folders).digest
        if left[digest] > 0 and not finding.environment:  # what the machine lacks, no agreement mends
            left[digest] -= 1
            hidden += 1
        else:
            new.append(finding)
    return Compared(tuple(new), hidden, left.total())


def read(path: Path) -> Counter[str]:
    """Return how often each digest stands in the baseline at `path`. Raises Refused."""
    try:
        held = json.loads(text := _text(path), object_pairs_hook=_merged)
    except UnicodeDecodeError as error:
        raise _no_name_for_one(path) from error
    except (ValueError, RecursionError) as error:
        raise (_no_baseline if _MARK in text else _no_name_for_one)(path) from error
    if not isinstance(held, dict) or _MARK not in held:
        raise _no_name_for_one(path)
    if held.pop(_MARK) != _VERSION:
        raise Refused(_("{path} 是另一个版本的程序写的基线；用 --write-baseline 重新写", path=path))
    return Counter({digest: _count(path, entry) for digest, entry in held.items()})


def write(path: Path, findings: Iterable[Finding], folders: Sequence[str]) -> int:
    """Write `findings` as the baseline at `path`, whole at every moment; return how many there are. Raises Refused."""
    if path.is_symlink():  # it may have come with the content, and lead anywhere
        raise Refused(_("{path} 是链接，不写到它指的地方；换一个文件名，或先移走它", path=path))
    if path.exists():
        _ours(path)
    prints = Counter(fingerprint.of(finding, folders) for finding in findings if not finding.environment)
    text = _written(prints)
    if len(text) > MOST_BYTES:
        raise Refused(_("发现太多，写成基线超过 {limit} 字节", limit=f"{MOST_BYTES:,}"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole.write(path, text)
    except OSError as error:
        raise Refused(_("写不了基线 {path}：{why}", path=path, why=refusal.why(error))) from error
    return prints.total()


def _written(prints: Counter[Print]) -> bytes:
    lines = "".join(f"{_line(one, prints[one])},\n" for one in sorted(prints))
    return f'{{\n{lines}"{_MARK}": {_VERSION}\n}}\n'.encode(errors="backslashreplace")


def _line(one: Print, count: int) -> str:
    entry = {"file": one.file, "code": one.code, "subject": one.subject, "message": one.message, "count": count}
    return f'"{one.digest}": {json.dumps(entry, ensure_ascii=False)}'


def _text(path: Path) -> str:
    try:
        return intake.text(path, MOST_BYTES)
    except FileNotFoundError as error:
        raise Refused(_("没有基线 {path}；先用 --write-baseline 写一份", path=path)) from error
    except OSError as error:
        raise Refused(_("读不了基线 {path}：{why}", path=path, why=refusal.why(error))) from error


def _ours(path: Path) -> None:
    """Raise Refused where the file at `path` is no baseline, of any version: it is somebody's, and stays."""
    try:
        held = json.loads(_text(path))
    except (ValueError, RecursionError) as error:
        raise _somebodys(path) from error
    if not isinstance(held, dict) or _MARK not in held:
        raise _somebodys(path)


def _merged(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object's pairs; of a line that a merge left twice, the one that counts more."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key not in found or _counts(value) > _counts(found[key]):
            found[key] = value
    return found


def _counts(entry: object) -> int:
    count = entry.get("count") if isinstance(entry, dict) else None
    return count if type(count) is int else 0


def _count(path: Path, entry: object) -> int:
    if not 1 <= (count := _counts(entry)) <= _MOST_ALIKE:
        raise _no_baseline(path)
    return count


def _no_baseline(path: Path) -> Refused:
    return Refused(_("基线 {path} 已改坏；删去后用 --write-baseline 重新写", path=path))


def _no_name_for_one(path: Path) -> Refused:
    return Refused(_("{path} 不是本程序写的基线；--baseline 后面换一个文件名", path=path))


def _somebodys(path: Path) -> Refused:
    return Refused(_("{path} 已有，又不是本程序写的基线，没有动它；换一个文件名，或先移走它", path=path))
