"""Rules that take tasks apart: what they say of one task, whatever tasks stand beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from shenbao import engine, form, manual, pipeline
from shenbao.model.declaration import Declaration
from shenbao.places import Places
from tests import examples, generated
from tests.conftest import REAL

APART = [check for check in engine.rules() if check.apart]
EXAMPLES = [one for code in manual.codes() if code[0] in "FTCQN" for one in manual.manual(code).examples]


def declarations(where: Path) -> Iterator[tuple[Declaration, Places]]:
    """Yield the real declaration, generated ones, and every example of the manuals that comes to one."""
    for n, one in enumerate(EXAMPLES):
        folder = examples.folder(one)
        folder.write(where / str(n) / "content")
        read = pipeline.assemble(where / str(n) / "content", folder.templates(where / str(n) / "templates")).reading
        if read.declaration:
            yield read.declaration, read.places
    for number in range(10):
        generated.write(where / f"made{number}", number)
    for content in (REAL, *(where / f"made{number}" for number in range(10))):
        read = pipeline.assemble(content, form.shipped()).reading
        assert read.declaration
        yield read.declaration, read.places


def found(d: Declaration, places: Places) -> dict[str, list[object]]:
    known: dict[str, list[object]] = {}
    for one in engine._run(APART, d, places):
        known.setdefault(one.at.file, []).append(one)
    return known


@pytest.mark.slow
def test_what_a_rule_says_of_a_task_hangs_on_its_file_the_form_and_the_year(tmp_path: Path) -> None:
    for d, places in declarations(tmp_path):
        together = found(d, places)
        for task in d.tasks:
            bare = replace(d, tasks=(task,), targets=(), department="甲局", order={}, other=None, whole=True)
            assert found(bare, places).get(task.at.file, []) == together.get(task.at.file, []), task.at
