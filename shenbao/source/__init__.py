"""A content folder → its files as values and narrative, each with its place. Everything that comes in is hostile here.

Files are bounded before they are read, links may not leave the folder, text must be UTF-8 without hidden characters.
What is wrong with a file as a file (S001, S004, S006, S007, S011 to S014, S016) is said here; what its values mean is
the reading's business.
"""

from __future__ import annotations

from shenbao.source.file import one, unfit
from shenbao.source.folder import MOST_OF_APPROVALS, read, recorded
from shenbao.source.names import belongs, inside, is_read, sibling
from shenbao.source.records import AS_THEY_ARE, Kept, Source, Sources

__all__ = [
    "AS_THEY_ARE",
    "MOST_OF_APPROVALS",
    "Kept",
    "Source",
    "Sources",
    "belongs",
    "inside",
    "is_read",
    "one",
    "read",
    "recorded",
    "sibling",
    "unfit",
]
