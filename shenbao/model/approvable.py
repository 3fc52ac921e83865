"""What of a declaration is approved: the figures and targets of each of its files, in one spelling.

Prose is no part of it, nor how a figure is spelt: `不低于 95％` and `≥95%`, 163 and 163.00 are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shenbao.model.address import Address
from shenbao.model.approval import Amount, Held, Row, Subject
from shenbao.model.declaration import Declaration, Target, Task
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.money import Figure, Wan
from shenbao.model.naming import percent_aside, plain


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a declaration as it can be approved: its subject, its address, and what it holds now."""

    subject: Subject
    at: Address
    held: Held


def parts(d: Declaration) -> Iterator[Part]:
    """Yield every file of `d` as it can be approved: the department's, the tasks', the other tasks'."""
    year = (Amount("年度", str(d.year), d.at / "year"),) if d.year else ()  # next year nothing is approved yet
    lines = (_amount(f"{b.name}·{line.name}", line, d.form) for b in d.budget.blocks.values() for line in b.lines)
    yield Part(Subject.file(d.at.file), d.at, Held((*year, *lines), _rows(d.targets)))
    for task in d.tasks:
        yield Part(Subject.task(task.title), task.at, _of_task(task, d.form))
    if d.other:
        funds = (_amount(d.other.funds.name, d.other.funds, d.form),) if d.other.funds else ()
        yield Part(Subject.file(d.other.at.file), d.other.at, Held(funds, ()))


def _of_task(task: Task, form: Form) -> Held:
    split = (_amount(f"资金来源·{figure.name}", figure, form) for figure in task.sources)
    return Held((_amount(task.funds.name, task.funds, form), *split), _rows(task.targets))


def _amount(name: str, figure: Figure, form: Form) -> Amount:
    exact = Wan(figure.amount.value.normalize())  # 163.000 is 163.00, whatever decimals the form has
    return Amount(name, f"{exact.printed()} {form.unit}", figure.at)


def _rows(targets: Iterable[Target]) -> tuple[Row, ...]:
    return tuple(
        Row(_name(t.name), _in_a_line(t.category), _value(t.period), _value(t.annual), t.points, t.at) for t in targets
    )


def _name(name: str) -> str:
    """Return `name` without the （%） that is mended where the unit says it already."""
    aside = percent_aside(name)
    return plain(name[: aside.start()] if aside else name)


def _value(value: Value) -> str:
    if value.number is None:
        return _in_a_line(value.printed)
    return f"{value.operator}{value.number.normalize():f}{value.unit}"


def _in_a_line(text: str) -> str:
    return " ".join(text.split())
