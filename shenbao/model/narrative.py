"""Narrative text as the form can carry it: paragraphs and list items of plain, bold and italic runs."""

from __future__ import annotations

from dataclasses import dataclass, field

from shenbao.model.address import Address


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one look."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or an item of a list: then with its marker as typed and its level, 1 or 2."""

    runs: tuple[Run, ...]
    marker: str = ""
    level: int = 0
    text: str = field(init=False, compare=False, repr=False)
    """its runs without their looks: joined once, for every rule asks"""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", "".join(run.text for run in self.runs))


@dataclass(frozen=True, slots=True)
class Narrative:
    """A passage: what stands under one heading, or a whole body. Block n stands at the address `at / n`."""

    at: Address
    blocks: tuple[Block, ...] = ()

    @property
    def text(self) -> str:
        """The passage without its markup, a line a block."""
        return "\n".join(block.text for block in self.blocks)

    def __bool__(self) -> bool:
        return bool(self.blocks)
