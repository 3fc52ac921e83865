"""Where the reading's results gather: places, findings, waivers. One desk serves all files of a declaration."""

from __future__ import annotations

from dataclasses import dataclass, field

from shenbao.finding import ERROR, Finding, Place, Related
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.form import Form
from shenbao.model.waiver import Waiver
from shenbao.places import Places
from shenbao.vocabulary import CHINESE


@dataclass(slots=True)
class Desk:
    """The form that is read for, and what has been found so far."""

    form: Form
    places: Places = field(default_factory=Places)
    findings: list[Finding] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    keys: dict[Address, Place] = field(default_factory=dict)
    """where the key of each value stands"""
    cut: set[Address] = field(default_factory=set)
    """amounts that YAML cut at a comma"""
    broken: set[str] = field(default_factory=set)
    """files whose front matter has not the shape it must have: looked at, and left out"""
    lacking: set[Address] = field(default_factory=set)
    """what is missing and reported; a stand-in holds its place"""
    known: dict[str, str] = field(default_factory=dict)

    def error(
        self, code: str, at: Address, says: Message, help: Message, subject: str,
        place: Place | None = None, related: tuple[Related, ...] = (),
    ) -> None:  # fmt: skip
        """Report `code` at `place`, or where the value at `at` stands."""
        self.findings.append(Finding(code, ERROR, says, place or self.places.of(at), help, subject, related, at=at))

    def category(self, text: str) -> str:
        """Return the form's category meant by `text`, or `text` itself; each spelling is looked up once."""
        if text not in self.known:
            self.known[text] = self.form.category(text) or text
        return self.known[text]


def printed(key: str) -> str:
    """Return the name that people know a key by."""
    return CHINESE[key][0] if key in CHINESE else key


def named(key: str) -> Message:
    """Return a key as people know it: its Chinese name and the key itself."""
    return _("{name}（{key}）", name=CHINESE[key][0], key=key) if key in CHINESE else Message(key)
