"""What a new declaration begins with: files that need only filling in, and the schema of their front matter.

>>> from shenbao import form
>>> print(blanks.task(form.read(form.shipped(), "nansha").form, "防汛物资储备").splitlines()[2])
名称: 防汛物资储备
"""

from __future__ import annotations

from shenbao.refusal import Refused
from shenbao.starting import blanks
from shenbao.starting.files import begin, other, task
from shenbao.starting.schema import schema

__all__ = ["Refused", "begin", "blanks", "other", "schema", "task"]
