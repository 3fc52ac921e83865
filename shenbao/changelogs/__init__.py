"""A comparison → what people and programs read: a module a format, each with one function `write(changelog) -> str`.

A new format is a new module here and its line in the table. What is said, and in which order, `sections` decides for
all that people read; the formats only draw it.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from shenbao.changelogs.changelog import Changelog, of

__all__ = ["FORMATS", "Changelog", "of", "schema", "write"]

FORMATS: Mapping[str, str] = {
    "text": "shenbao.changelogs.text",
    "md": "shenbao.changelogs.md",
    "html": "shenbao.changelogs.html",
    "json": "shenbao.changelogs.json",
}
"""the formats of `diff --format` and their modules; the first is the usual one"""


def write(name: str, changelog: Changelog) -> str:
    """Return `changelog` in the format `name`."""
    written: str = import_module(FORMATS[name]).write(changelog)
    return written


def schema() -> str:
    """Return the JSON Schema that every changelog in JSON fits."""
    return Path(__file__).with_name("changes.schema.json").read_text(encoding="utf-8")
