"""A waiver: people agreed to leave a finding, and say why."""

from __future__ import annotations

from dataclasses import dataclass

from shenbao.model.address import Address


@dataclass(frozen=True, slots=True)
class Waiver:
    """What stands under `waive` beside what it waives. It reaches every finding at or below `scope`.

    `scope` is a target's address, or a file's. The department's file also stands for the declaration as a whole: its
    waivers reach findings in files that can carry none. `until` is the date as typed, empty for no end.
    """

    scope: Address
    at: Address
    code: str
    reason: str
    by: str = ""
    until: str = ""
