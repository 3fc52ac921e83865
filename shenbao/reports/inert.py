"""Lines for a log of GitHub, GitLab or Azure, which obeys what looks like a command in whatever is printed.

Commands are `::error::…` at the start of a line, spaces before it left aside, and `##[error]…` and `##vso[…]` anywhere
in one. GitLab's begin with control characters, which no line of ours holds.
"""

from __future__ import annotations

import re

_COMMAND = re.compile(r"##(?=\[|vso\[)|^\s*:(?=:)", re.IGNORECASE)


def inert(line: str) -> str:
    """Return `line` with a space in whatever would be obeyed.

    >>> inert("名称“##[error]甲”"), inert(" ::error::甲")
    ('名称“## [error]甲”', ' : :error::甲')
    """
    return _COMMAND.sub(lambda found: f"{found[0]} ", line)
