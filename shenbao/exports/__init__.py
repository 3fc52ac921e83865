"""A declaration → data for other programs: a module a format, each with one `make(declaration, made) -> files`.

A new format is a new module here and its line in the table. The rows of the tables are made in one place, `tables`, so
that CSV and Excel say the same. A module is imported when its format is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from pathlib import Path

from shenbao import whole
from shenbao.model.declaration import Declaration

FORMATS: Mapping[str, str] = {
    "json": "shenbao.exports.json",
    "csv": "shenbao.exports.csv",
    "xlsx": "shenbao.exports.xlsx",
}
"""the formats of `export --format` and their modules; the first is the usual one"""

ONE_TEXT = ("json",)
"""the formats that are one text, and can go through a pipe"""


def make(name: str, declaration: Declaration, made: datetime | None = None) -> Mapping[str, bytes]:
    """Return `declaration` in the format `name`: the bytes of each file by the end of its name.

    `made` is the time in UTC that files are dated by, in the formats that have dates; the clock is never asked.
    """
    files: Mapping[str, bytes] = import_module(FORMATS[name]).make(declaration, made)
    return files


def stem(output: Path, name: str, usual: str) -> Path:
    """Return the path that the files of the format `name` begin with: `output` where it names a file of that format,
    else `usual` in the folder `output`."""
    if output.suffix.lower() == f".{name}" and not output.is_dir():
        return output.with_suffix("")
    return output / usual


def save(made: Mapping[str, bytes], begin: Path) -> tuple[Path, ...]:
    """Write the files, each whole at every moment, their names beginning with `begin`; return them. Raises OSError."""
    files = {begin.with_name(f"{begin.name}{end}"): data for end, data in made.items()}
    begin.parent.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        whole.write(path, data)
    return tuple(files)


def schema() -> str:
    """Return the JSON Schema that every JSON export fits."""
    return Path(__file__).with_name("declaration.schema.json").read_text(encoding="utf-8")
