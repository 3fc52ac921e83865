"""The JSON Schema (2020-12) of the front matter, from the records that the reading holds it to: for editors that know
YAML and not this program.

A key may be written in several ways, so each spelling is a property, and one of them is required where the key is. A
text may look like a number to YAML (120.00), so both will do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args, get_origin

from shenbao.entry import Entry, shapes
from shenbao.filenames import DEPARTMENT, OTHER, TASKS
from shenbao.meanings import MEANINGS
from shenbao.model.form import BudgetBlock, BudgetLine, Form
from shenbao.reading.entries import DepartmentEntry, OtherEntry, TaskEntry
from shenbao.vocabulary import names

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Mapping[str, Any] = {"type": ["string", "number"]}
_AMOUNT: Mapping[str, Any] = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?[0-9,，]+(\.[0-9]+)?$"}]}

Schema = dict[str, Any]


def schema(form: Form | None) -> Schema:
    """Return the schema of the three kinds of files, with the categories and the budget of `form` where there is one.

    `$defs` holds one for each kind; the whole admits any of them.
    """
    kinds: Mapping[str, tuple[type[Entry], str]] = {
        "department": (DepartmentEntry, DEPARTMENT),
        "task": (TaskEntry, f"{TASKS}/*.md"),
        "other": (OtherEntry, OTHER),
    }
    defs = {kind: _record(entry, form) | {"title": file} for kind, (entry, file) in kinds.items()}
    any_of = [{"$ref": f"#/$defs/{kind}"} for kind in kinds]
    return {"$schema": DIALECT, "title": "申报内容的信息部分", "anyOf": any_of, "$defs": defs}


def _record(entry: type[Entry], form: Form | None) -> Schema:
    """Return what a record may hold."""
    known = {key: (annotation, needed) for key, annotation, needed in shapes(entry)}
    spelled = names(frozenset(known))
    said = {key: _value(key, kind, form) | {"description": MEANINGS[key][0]} for key, (kind, _needed) in known.items()}
    needed = [_one_of(s for s, k in spelled.items() if k == key) for key, (_a, must) in known.items() if must]
    found: Schema = {"type": "object", "properties": {spelling: said[key] for spelling, key in spelled.items()}}
    return found | {"additionalProperties": False} | ({"allOf": needed} if needed else {})


def _one_of(spellings: Iterable[str]) -> Schema:
    return {"oneOf": [{"required": [spelling]} for spelling in spellings]}


def _value(key: str, annotation: Any, form: Form | None) -> Schema:
    """Return what the value of `key` may be."""
    if form and key == "category":
        return {"enum": _categories(form)}
    if form and key == "budget":
        return _lines({block: _amounts(block) for block in form.blocks})
    if form and key == "sources" and form.income:
        return _amounts(form.income)
    if key == "funds":
        return dict(_AMOUNT)
    return _typed(annotation, form)


def _typed(annotation: Any, form: Form | None) -> Schema:
    """Return the schema of a type as the records write it."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is list:
        return {"type": "array", "items": _typed(inner[0], form)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _typed(inner[1], form)}
    if isinstance(annotation, type) and issubclass(annotation, Entry):
        return _record(annotation, form)
    return dict(_TEXT)


def _lines(known: Mapping[BudgetBlock, Schema] | Mapping[BudgetLine, Schema]) -> Schema:
    """Return the schema of a mapping in which each line goes by its key or by its printed name."""
    said = {line: value | {"description": line.name} for line, value in known.items()}
    properties = {spelling: value for line, value in said.items() for spelling in (line.key, line.name)}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _amounts(block: BudgetBlock) -> Schema:
    return _lines({line: dict(_AMOUNT) for line in block.lines})


def _categories(form: Form) -> list[str]:
    """Return each way in which a category may be written."""
    whole = [*form.categories, *form.aliases]
    return list(dict.fromkeys((*whole, *(name.removesuffix("指标") for name in whole))))
