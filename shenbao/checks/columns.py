"""The two value columns of a target, looked at as one: what is wrong with both is one finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.model.declaration import Target
from shenbao.model.form import Form
from shenbao.model.indicator import Value

Related = tuple[tuple[Address, Message], ...]


def wrong_values(
    form: Form, target: Target, wrong: Callable[[Value], bool]
) -> Iterator[tuple[Address, Value, Related]]:
    """Yield the value of `target` that is `wrong`, if any, with its address.

    Of two wrong values the year's carries the finding; the other is related.
    """
    found = [(key, value) for key, value in target.values if value and wrong(value) and key in dict(form.columns)]
    if found:
        key, value = found[-1]
        yield target.at / key, value, tuple(beside(form, target, other) for other, _value in found[:-1])


def beside(form: Form, target: Target, key: str) -> tuple[Address, Message]:
    """Return the place of the value under `key` and what stands there, for a finding about the other one."""
    name, value = dict(form.columns).get(key, key), dict(target.values)[key]
    return target.at / key, _("{column} {value}", column=name, value=value.printed)
