"""What a content file's front matter may hold, key by key. Every value is text here; the declaration gives it
meaning."""

from __future__ import annotations

from shenbao.entry import NO_ITEMS, NO_KEYS, Entry, Text


class WaiveEntry(Entry):
    """Why a finding is left, who agreed, and until when."""

    reason: str = ""
    by: str = ""
    until: str = ""


class TargetEntry(Entry):
    """A target; `value` stands for equal `period` and `annual`."""

    name: Text
    category: Text
    value: str = ""
    period: str = ""
    annual: str = ""
    weight: str = ""
    respondents: str = ""
    baseline: str = ""
    grades: list[str] = NO_ITEMS
    source: str = ""
    evidence: str = ""
    explain: str = ""
    waive: dict[str, WaiveEntry] = NO_KEYS


class TaskEntry(Entry):
    """tasks/NN-name.md"""

    title: Text
    funds: Text
    sources: dict[str, str] = NO_KEYS
    duration: str = ""
    change: str = ""
    targets: list[TargetEntry] = NO_ITEMS
    waive: dict[str, WaiveEntry] = NO_KEYS


class OtherEntry(Entry):
    """other.md, which may be missing."""

    funds: str = ""
    waive: dict[str, WaiveEntry] = NO_KEYS


class DepartmentEntry(Entry):
    """department.md; the budget's keys come from the form."""

    department: Text
    form: Text
    style: str = ""
    budget: dict[str, dict[str, str]]
    year: str = ""
    last_year: str = ""
    change: str = ""
    targets: list[TargetEntry] = NO_ITEMS
    order: dict[str, list[str]] = NO_KEYS
    waive: dict[str, WaiveEntry] = NO_KEYS
