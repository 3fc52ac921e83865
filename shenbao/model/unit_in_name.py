"""The unit that stands in an indicator's name though its value has it: 新书采购册数(册) ≥3000册."""

from __future__ import annotations

import re

from shenbao.model.declaration import Target
from shenbao.model.form import Form
from shenbao.model.naming import plain
from shenbao.model.unit import unit_of

_BRACKET = re.compile(r"[(（\[【〔](?P<within>[^()（）\[\]【】〔〕]{1,12})[)）\]】〕]")


def unit_again(form: Form, target: Target) -> re.Match[str] | None:
    """Return the bracket in the name that holds nothing but the unit of a value."""
    for bracket in _BRACKET.finditer(target.name):
        within = plain(bracket["within"])
        named = unit_of(form, within.removeprefix(form.words["unit_labels"].at_start(within)))
        if any(value.unit and unit_of(form, plain(value.unit)) == named for _key, value in target.values):
            return bracket
    return None


def without(name: str, bracket: re.Match[str]) -> str:
    """Return `name` without that `bracket`."""
    return name[: bracket.start()] + name[bracket.end() :]
