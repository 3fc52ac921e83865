"""The shape that files must have, stated as pydantic records. The only door to pydantic; it stands at the door only.

A record says which keys there are and which are required; its `described` texts become the JSON Schema's. What does not
fit comes back as misfits with the way to the value, never as an exception.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

# Looking for plug-ins costs a tenth of a check, and would run whatever is installed.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shenbao.model.address import Key


class Entry(BaseModel):
    """A record of texts, lists and records as they were written; no key beyond its fields."""

    # Each is built when it is first asked for: those that stand within others need no validator of their own.
    model_config = ConfigDict(defer_build=True, extra="forbid", strict=True, frozen=True)


Text = Annotated[str, Field(min_length=1)]
"""a text that must be there"""

# Said as factories: a literal [] or {} would be copied deep for every target that is read.
NO_ITEMS: Any = Field(default_factory=list)
NO_KEYS: Any = Field(default_factory=dict)

E = TypeVar("E", bound=Entry)

_KINDS = {"missing": "missing", "string_too_short": "missing", "extra_forbidden": "unknown"}
_EXPECTED = {"string_type": "text", "list_type": "list", "dict_type": "mapping", "model_type": "mapping"}


@dataclass(frozen=True, slots=True)
class Misfit:
    """What keeps values from being an entry. `kind` is missing, unknown, or the kind that was expected: text, list,
    mapping."""

    kind: str
    path: tuple[Key, ...]


def admit(entry: type[E], values: object) -> tuple[E | None, list[Misfit]]:
    """Return `values` as an `entry`, or None and every misfit."""
    try:
        return entry.model_validate(values), []
    except ValidationError as error:
        return None, [_misfit(e["type"], e["loc"]) for e in error.errors(include_url=False, include_input=False)]


def shapes(entry: type[Entry]) -> Iterator[tuple[str, Any, bool]]:
    """Yield each key of a record, the type of its value, and whether it must be there."""
    return ((name, field.annotation, field.is_required()) for name, field in entry.model_fields.items())


def _misfit(kind: str, path: tuple[Key, ...]) -> Misfit:
    return Misfit(_KINDS.get(kind) or _EXPECTED.get(kind, kind), path)


def fields(entry: type[Entry]) -> Mapping[str, object]:
    """Return the keys that `entry` knows."""
    return entry.model_fields
