"""What was read → the mends that change no meaning, as edits of single characters: `check --fix`, and an editor's quick
fixes.

A file is never written anew from what was read. Comments, quotes, line ends and the order of keys are not ours: an edit
names a stretch of the text, what stands there and what shall stand there, and every byte outside it stays. Whatever was
mended is read again and held against what was read before; unless both say the same, nothing is written.
"""

from shenbao.mending.files import Change, Refused, applied, changes, write
from shenbao.mending.manuscript import Edit
from shenbao.mending.mend import Mend, find
from shenbao.mending.sameness import same
from shenbao.mending.shown import diff, summary, told

__all__ = [
    "Change",
    "Edit",
    "Mend",
    "Refused",
    "applied",
    "changes",
    "diff",
    "find",
    "same",
    "summary",
    "told",
    "write",
]
