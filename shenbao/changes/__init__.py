"""Two declarations → what changed from one to the other, as records that every output reads. No file is looked at.

What belongs together is found first (`pairing`): a task or a target that was renamed is one, not one gone and one new.
"""

from shenbao.changes.compared import compare
from shenbao.changes.record import Changes

__all__ = ["Changes", "compare"]
