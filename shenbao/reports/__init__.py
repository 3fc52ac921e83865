"""Findings → what people and programs read: a module a format, each with one function `write(report) -> lines`.

A new format is a new module here and its line in the table. A module is imported when its format is asked for, so that
a check in a pipe does not pay for Jinja2 or JUnit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from shenbao.reports.report import Line, Report

__all__ = ["FORMATS", "LIST_WAIVERS", "Line", "Report", "write"]

FORMATS: Mapping[str, str] = {
    "text": "shenbao.reports.text",
    "json": "shenbao.reports.json",
    "sarif": "shenbao.reports.sarif",
    "github": "shenbao.reports.github",
    "gitlab": "shenbao.reports.gitlab",
    "junit": "shenbao.reports.junit",
    "html": "shenbao.reports.html",
}
"""the formats of `check --format` and their modules; the first is the usual one"""

LIST_WAIVERS = ("text", "json", "html")
"""the formats that can list every waiver; the others' readers know none"""


def write(name: str, report: Report) -> Iterator[Line]:
    """Yield `report` in the format `name`."""
    written: Iterator[Line] = import_module(FORMATS[name]).write(report)
    return written
