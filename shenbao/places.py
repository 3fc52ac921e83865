"""Where every value stands: the one table that joins addresses to lines, so that no rule ever sees a line number."""

from __future__ import annotations

from dataclasses import dataclass, field

from shenbao.finding import Place
from shenbao.model.address import Address


@dataclass(frozen=True, slots=True)
class Places:
    """The place of each address that was read. What is missing stands where its parent stands, at last at the file's
    head."""

    known: dict[Address, Place] = field(default_factory=dict)

    def of(self, at: Address) -> Place:
        """Return the place of `at`, or of the nearest address above it that has one."""
        while at not in self.known and at.path:
            at = Address(at.file, at.path[:-1])
        return self.known.get(at) or Place(at.file)
