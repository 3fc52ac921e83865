"""What the formats for programs share: JSON that stays JSON on every terminal, and files named from the repository."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from shenbao.finding import Finding, Related
from shenbao.message import Message
from shenbao.reports.inert import HARMFUL
from shenbao.reports.report import HELP, Line

_UNSEEN = re.compile(f"[{HARMFUL}]")
_ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""where GitHub and GitLab say that they checked the repository out"""


def dumped(value: object) -> Iterator[Line]:
    """Yield `value` as JSON. What a terminal would obey or hide is written by its number, as JSON writes it."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    text = _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text)
    yield from map(Line, text.splitlines())


def path(file: str) -> str:
    """Return `file` as seen from the top of the repository; from the root of the disk where it lies outside."""
    return _seen(file).as_posix()


def uri(file: str) -> str:
    """Return `path(file)` as a URI: relative, or of the scheme `file`."""
    seen = _seen(file)
    return seen.as_uri() if seen.is_absolute() else quote(os.fsencode(seen.as_posix()))


@cache
def _seen(file: str) -> Path:
    whole = Path(os.path.normpath(Path(file).absolute()))
    named = (Path(os.environ[name]) for name in _ROOTS if os.environ.get(name))
    here = Path.cwd()
    repository = (folder for folder in (here, *here.parents) if (folder / ".git").exists())
    top = next((folder for folder in (*named, *islice(repository, 1), here) if whole.is_relative_to(folder)), None)
    return whole.relative_to(top) if top else whole


def terms(finding: Finding) -> Iterator[Related]:
    """Yield every term of the sums that `finding` speaks of: its name, its amount, its place."""
    for origin in finding.origins:
        for term in origin.terms:
            yield Related(term.place, Message(f"{term.name} {term.amount}"))


def advised(finding: Finding, lang: str, between: str = "\n") -> str:
    """Return the message of `finding` and the act that mends it, the latter on a line of its own."""
    says = finding.message.within(lang)
    return f"{says}{between}{HELP.within(lang)}{finding.help.within(lang)}" if finding.help.text else says
