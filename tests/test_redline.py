"""The redline: accepted it is the new document, rejected the old one, whatever changed between them."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from shenbao import form, pipeline
from shenbao.layout import Layout, Paragraph, Table, Text
from shenbao.printers import redline, word
from shenbao.style import Styles
from tests import generated, pairs, revised, validators
from tests.conftest import EXAMPLES, REAL
from tests.drawn import cell, column, look, page, tree

MADE = datetime(2024, 5, 6, 7, 8, 9)
Edit = Callable[[Path, str, str], None]


def laid_out(content: Path) -> tuple[Layout, Styles]:
    layout, styles, faults = pipeline.lay_out(pipeline.assemble(content, form.shipped()))
    assert layout, faults
    assert styles, faults
    return layout, styles


def redlined(old: Layout, new: Layout, folder: Path, styles: Styles | None = None) -> Path:
    path = folder / "redline.docx"
    redline.write(old, new, styles or look(), path, "张三", MADE)
    return path


def plainly(layout: Layout, folder: Path, styles: Styles) -> Any:
    word.write(layout, styles, path := folder / "plain.docx", "d")
    return revised.document(path)


def grids(root: Any, redline: Path, folder: Path) -> list[list[list[str]]]:
    """Return the tables of `root` as the program reads a Word file that comes in."""
    with zipfile.ZipFile(redline) as old, zipfile.ZipFile(folder / "resolved.docx", "w") as new:
        for name in old.namelist():
            new.writestr(name, etree.tostring(root) if name == revised.DOCUMENT else old.read(name))
    return word.grids(folder / "resolved.docx")


def assert_holds_both(old: Layout, new: Layout, folder: Path, styles: Styles) -> Path:
    """Assert that the redline accepted is `new` and rejected `old`: text, grid, styles and faces."""
    path = redlined(old, new, folder, styles)
    for layout, resolve in ((new, revised.accept_all), (old, revised.reject_all)):
        root = resolve(revised.document(path))
        assert grids(root, path, folder) == [table.texts() for table in layout.tables]
        assert revised.blocks(root) == revised.blocks(plainly(layout, folder, styles))
    return path


@settings(max_examples=500, deadline=None, derandomize=True, database=None)
@given(number=st.integers(0, 2**32))
def test_accepted_it_is_the_new_document_and_rejected_the_old_one(
    tmp_path_factory: pytest.TempPathFactory, number: int
) -> None:
    folder = tmp_path_factory.getbasetemp() / "pairs"
    folder.mkdir(exist_ok=True)
    assert_holds_both(*pairs.pair(number), folder, look())
