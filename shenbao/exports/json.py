"""The whole declaration as JSON: every value with its address, numbers as texts, exact.

`value` and `number` are what was written, without its thousands commas; `printed` is what the form shows. What is not
given is null. `declaration.schema.json` beside this file says the same for programs; a change to one is a change to
both, and one that is no mere addition raises the number at the end of SCHEMA.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from shenbao.exports.tables import passage
from shenbao.model.address import Address
from shenbao.model.declaration import Block, Declaration, OtherTasks, Target, Task
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.money import Figure
from shenbao.model.narrative import Narrative

SCHEMA = "urn:shenbao:declaration:1"

Object = dict[str, object]


def make(declaration: Declaration, _made: datetime | None) -> Mapping[str, bytes]:
    """Return `declaration` as one file."""
    return {".json": f"{json.dumps(_declaration(declaration), ensure_ascii=False, indent=2)}\n".encode()}


def _declaration(d: Declaration) -> Object:
    task_of = {target.at: task.at for task in d.tasks for target in task.targets}
    return {
        "schema": SCHEMA,
        "form": _form(d.form),
        "department": _text(d.department, d.at / "department"),
        "year": {"value": d.year, "at": str(d.at / "year")} if d.year else None,
        "budget": [_block(block, d.form) for block in d.budget.blocks.values()],
        "goal": _narrative(d.goal),
        "tasks": [_task(task, d.form) for task in d.tasks],
        "other": _other(d.other, d.form) if d.other else None,
        "targets": [_target(t, task_of.get(t.at), d.form) for listed in d.printed().values() for t in listed],
    }


def _form(form: Form) -> Object:
    return {
        "name": form.name,
        "title": form.title,
        "unit": form.unit,
        "decimals": form.decimals,
        "columns": [{"key": key, "name": name} for key, name in form.columns],
        "indicators": [{"name": group.name, "categories": group.categories} for group in form.tree],
        "weight_total": _exact(form.weight_total),
    }


def _block(block: Block, form: Form) -> Object:
    return {
        "key": block.key,
        "name": block.name,
        "total": _figure(block.total, form),
        "lines": [_figure(line, form) for line in block.lines],
        "at": str(block.at),
    }


def _task(task: Task, form: Form) -> Object:
    years, at = task.duration, str(task.at / "duration")
    return {
        "title": _text(task.title, task.at / "title"),
        "funds": _figure(task.funds, form),
        "sources": [_figure(source, form) for source in task.sources],
        "duration": {"first": years.first, "last": years.last, "at": at} if years else None,
        "content": _narrative(task.content),
        "outcome": _narrative(task.outcome),
        "at": str(task.at),
    }


def _other(other: OtherTasks, form: Form) -> Object:
    funds = _figure(other.funds, form) if other.funds else None
    return {"body": _narrative(other.body), "funds": funds, "at": str(other.at)}


def _target(target: Target, task: Address | None, form: Form) -> Object:
    columns = dict(form.columns)
    texts = {key: getattr(target, key) for key in ("respondents", "baseline", "source", "evidence", "explain")}
    weight, grades = target.weight, target.grades
    return {
        "task": str(task) if task else None,
        "group": form.group(target.category),
        "category": _text(target.category, target.at / "category"),
        "name": _text(target.name, target.at / "name"),
        **{key: _value(value, target.at / key) if key in columns else None for key, value in target.values},
        "weight": None if weight is None else {"value": _exact(weight), "at": str(target.at / "weight")},
        "grades": {"texts": grades, "at": str(target.at / "grades")} if grades else None,
        **{key: _text(text, target.at / key) if text else None for key, text in texts.items()},
        "at": str(target.at),
    }


def _value(value: Value, at: Address) -> Object:
    return {
        "text": value.text,
        "printed": value.printed,
        "kind": value.kind.value,
        "operator": value.operator or None,
        "number": _exact(value.number),
        "unit": value.unit or None,
        "at": str(at),
    }


def _figure(figure: Figure, form: Form) -> Object:
    amount = figure.amount
    return {
        "key": str(figure.at.path[-1]),
        "name": figure.name,
        "value": _exact(amount.value),
        "printed": amount.printed(form.decimals),
        "at": str(figure.at),
    }


def _narrative(narrative: Narrative) -> Object:
    blocks = [
        {
            "marker": block.marker or None,
            "level": block.level,
            "text": block.text,
            "runs": [{"text": run.text, "bold": run.bold, "italic": run.italic} for run in block.runs],
            "at": str(narrative.at / n),
        }
        for n, block in enumerate(narrative.blocks)
    ]
    return {"text": passage(narrative), "blocks": blocks, "at": str(narrative.at)}


def _text(text: str, at: Address) -> Object:
    return {"text": text, "at": str(at)}


def _exact(number: Decimal | None) -> str | None:
    """Return `number` in digits, its zeros kept, never with an exponent."""
    return None if number is None else f"{number:f}"
