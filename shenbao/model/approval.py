"""An approval: who approved which content in which role, and the figures and targets as they were then.

What is approved is known by its title, not by its file's name: files are renamed to change the printed order, and the
title is what the approver read. A line carries the figures themselves, so that both the old and the new can be told;
its digest only guards the line against a slip of the hand.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from shenbao.model.address import Address
from shenbao.model.naming import plain

ROLES = ("科室", "财务", "分管领导")
LONGEST_NAME = 60  # characters of an approver's name
_TASK, _FILE = "任务", "文件"
_KEYS = ("角色", "批准人", "日期", "金额", "指标", "摘要")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNSEEN = re.compile("[\x00-\x1f\ud800-\udfff]")  # JSON can write what no line holds, and half a character
_LONGEST = 2_000  # characters of a name or a value


class Malformed(ValueError):
    """A line that is no approval."""


class Altered(ValueError):
    """An approval whose figures are not those of its digest."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure under its printed name, with its unit: `163.00 万元`."""

    name: str
    text: str
    at: Address = field(compare=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A target as it is approved; every part of it is text as it prints."""

    name: str
    category: str
    period: str
    annual: str
    weight: str
    at: Address = field(compare=False)

    @property
    def words(self) -> tuple[str, ...]:
        return (self.name, self.category, self.period, self.annual, self.weight)


@dataclass(frozen=True, slots=True)
class Held:
    """The figures and targets of one file, in written order."""

    amounts: tuple[Amount, ...]
    rows: tuple[Row, ...]

    @property
    def digest(self) -> str:
        """What they say as 16 hexadecimal digits; the order in which they are written does not matter."""
        said = [sorted((one.name, one.text) for one in self.amounts), sorted(row.words for row in self.rows)]
        return hashlib.sha256(json.dumps(said).encode("ascii")).hexdigest()[:16]


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """What is approved: a task by its title, or another file by its name."""

    kind: str
    name: str

    @property
    def is_task(self) -> bool:
        return self.kind == _TASK

    @classmethod
    def task(cls, title: str) -> Subject:
        return cls(_TASK, plain(title))

    @classmethod
    def file(cls, name: str) -> Subject:
        return cls(_FILE, name)


@dataclass(frozen=True, slots=True)
class Approval:
    """One line of the approvals."""

    role: str
    subject: Subject
    by: str
    day: str
    held: Held
    at: Address

    def written(self) -> str:
        """Return the approval as its line."""
        said = {
            "角色": self.role,
            self.subject.kind: self.subject.name,
            "批准人": self.by,
            "日期": self.day,
            "金额": {one.name: one.text for one in self.held.amounts},
            "指标": [list(row.words) for row in self.held.rows],
            "摘要": self.held.digest,
        }
        return json.dumps(said, ensure_ascii=False)


def read(line: str, at: Address) -> Approval:
    """Return the approval that `line`, which stands at `at`, records. Raises Malformed and Altered."""
    try:
        said = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise Malformed(line[:80]) from error
    if not isinstance(said, dict) or set(said) not in ({*_KEYS, _TASK}, {*_KEYS, _FILE}):
        raise Malformed(line[:80])
    amounts, rows, digest = said.pop("金额"), said.pop("指标"), said.pop("摘要")
    if not all(map(_is_text, said.values())) or not _fits(said) or not _are_figures(amounts, rows):
        raise Malformed(line[:80])
    held = Held(
        tuple(Amount(name, text, at) for name, text in amounts.items()),
        tuple(Row(name, kind, period, annual, weight, at) for name, kind, period, annual, weight in rows),
    )
    if held.digest != digest:
        raise Altered(line[:80])
    kind = _TASK if _TASK in said else _FILE
    return Approval(said["角色"], Subject(kind, said[kind]), said["批准人"], said["日期"], held, at)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return `pairs` by their keys. Raises Malformed where one is told twice: readers would take either for it."""
    said = dict(pairs)
    if len(said) < len(pairs):
        raise Malformed(pairs[0][0][:80])
    return said


def latest(approvals: Iterable[Approval]) -> dict[tuple[str, Subject], Approval]:
    """Return the approval that counts for each role and subject: the one of the latest day, of one day the last
    line."""
    found: dict[tuple[str, Subject], Approval] = {}
    for one in approvals:
        key = one.role, one.subject
        if key not in found or one.day >= found[key].day:
            found[key] = one
    return found


def _fits(said: dict[str, str]) -> bool:
    """Say whether the role is one, the day is one, and the names are there and not too long."""
    try:
        day = bool(_DAY.fullmatch(said["日期"]) and date.fromisoformat(said["日期"]))
    except ValueError:
        day = False
    return day and said["角色"] in ROLES and all(said.values()) and len(said["批准人"]) <= LONGEST_NAME


def _are_figures(amounts: object, rows: object) -> bool:
    """Say whether they are amounts by name, and targets of five words each."""
    if not isinstance(amounts, dict) or not isinstance(rows, list):
        return False
    known = all(isinstance(row, list) and len(row) == len(Row.__slots__) - 1 for row in rows)
    texts = (text for pair in amounts.items() for text in pair)
    return known and all(map(_is_text, texts)) and all(_is_text(word) for row in rows for word in row)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST and not _UNSEEN.search(value)
