"""Lines that nothing obeys: no terminal its control characters, and no log what looks like a command in it.

Logs are those of GitHub, GitLab and Azure. Commands are `::error::…` at the start of a line, spaces before it left
aside, and `##[error]…` and `##vso[…]` anywhere in one. GitLab's begin with control characters.
"""

from __future__ import annotations

import re

_COMMAND = re.compile(r"##(?=\[|vso\[)|^\s*:(?=:)", re.IGNORECASE)

HARMFUL = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e00ff"
)
"""what a terminal would obey, or hide; as the inside of a class of a pattern"""
_HARMFUL = re.compile(f"[{HARMFUL}]|\n(?=[\\s\\S])")


def harmless(text: str) -> str:
    """Return `text` with what a terminal would obey, or hide, written by its code.

    >>> harmless("\\x1b[31m甲")
    '\\\\x1b[31m甲'
    """
    return _HARMFUL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def inert(line: str) -> str:
    """Return `line` with a space in whatever would be obeyed.

    >>> inert("名称“##[error]甲”"), inert(" ::error::甲")
    ('名称“## [error]甲”', ' : :error::甲')
    """
    return _COMMAND.sub(lambda found: f"{found[0]} ", line)
