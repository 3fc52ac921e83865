"""The architecture, held by reading the imports: downwards only, one library behind one door, no heavy library unasked."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from shenbao import filenames
from shenbao.commands import COMMANDS
from tests.conftest import REAL, ROOT

PACKAGE = ROOT / "shenbao"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Each third-party package and the modules that may import it.
DOORS = {
    "yaml": {"yamlfile"}, "frontmatter": {"yamlfile"}, "markdown_it": {"markdown"}, "pydantic": {"entry"}, "jinja2": {"template"},
    "markupsafe": {"template"}, "lxml": {"xml"}, "docx": {"printers.word"}, "weasyprint": {"printers.render"}, "fontTools": {"faces"},
    "click": {"commands.call", "commands.help"}, "starlette": {"serving.web"}, "uvicorn": {"serving.server"}, "watchfiles": {"serving.watch"}, "rich": {"terminal"}, "filelock": {"outputs"}, "junitparser": {"reports.junit"},
    "xlsxwriter": {"exports.xlsx"}, "pypdfium2": {"comparing.sheets"}, "PIL": {"comparing.picture"},
    "pygls": {"editing.server"}, "lsprotocol": {"editing.server"},
}  # fmt: skip

# What may be imported by each room, besides what stands lower: rooms of one floor do not know each other.
FLOORS = [
    {
        "__init__",
        "message",
        "intake",
        "yamlfile",
        "xml",
        "vocabulary",
        "layout",
        "rulebooks",
        "whole",
        "filenames",
        "papers",
        "meanings",
    },
    {"model"},
    {"finding", "entry", "markdown", "mistyped", "refusal"},
    {"places", "style", "manual", "fingerprint", "parts", "revisions"},
    {"source", "form", "template", "markup", "proof", "faces", "checks", "outputs", "baseline"},
    {"reading", "waiving", "printers", "exports"},
    {"engine", "reports", "mending", "comparing", "starting", "changes", "approving", "last_year", "carried"},
    {"pipeline", "terminal"},
    {"doctor", "reporting", "verifying", "editing", "sides"},
    {"serving", "changelogs"},
    {"reviewing"},
    {"commands"},
    {"cli"},
    {"__main__"},
]


def name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def imports(path: Path) -> set[str]:
    """Return the full names of the modules that the file at `path` imports, wherever it does."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def floor(module: str) -> int:
    room = module.removeprefix("shenbao.").split(".")[0]
    return next((n for n, rooms in enumerate(FLOORS) if room in rooms), -1)


def test_each_library_has_one_door() -> None:
    users = defaultdict(set)
    for path in MODULES:
        for module in imports(path):
            if (library := module.split(".")[0]) in DOORS:
                users[library].add(name(path))
    assert dict(users) == DOORS


def test_nothing_else_is_imported_than_the_standard_library_and_the_doors() -> None:
    known = {*sys.stdlib_module_names, *DOORS, "shenbao", "__future__"}
    assert {m for path in MODULES for m in imports(path) if m.split(".")[0] not in known} == set()


def test_imports_go_downwards_only() -> None:
    wrong = []
    for path in MODULES:
        here = name(path)
        for module in imports(path):
            there = module.removeprefix("shenbao.")
            if (
                module.startswith("shenbao.")
                and there.split(".")[0] != here.split(".")[0]
                and floor(there) >= floor(here)
            ):
                wrong.append(f"{here} -> {there}")
    assert wrong == []


def test_no_module_imports_itself_by_a_way_round() -> None:
    modules = {f"shenbao.{name(path)}".removesuffix(".__init__"): path for path in MODULES}
    graph = {
        module: {
            full if (full := f"{node.module}.{alias.name}") in modules else node.module or ""
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for module, path in modules.items()
    }
    TopologicalSorter(graph).prepare()  # raises CycleError where there is one


def test_every_room_has_its_floor() -> None:
    rooms = {name(path).split(".")[0] for path in MODULES}
    assert rooms == set.union(*FLOORS)


@pytest.mark.parametrize(
    "library",
    [
        "weasyprint",
        "docx",
        "lxml",
        "jinja2",
        "fontTools",
        "rich",
        "filelock",
        "junitparser",
        "pypdfium2",
        "PIL",
        "xlsxwriter",
        "shenbao.exports.tables",
        "shenbao.printers",
        "shenbao.comparing",
        "shenbao.starting",
        "shenbao.approving",
        "shenbao.baseline",
        "shenbao.mending",
        "pygls",
        "lsprotocol",
        "shenbao.editing",
        "shenbao.reports.html",
        "starlette",
        "uvicorn",
        "watchfiles",
        "shenbao.serving",
        "shenbao.sides",
        "shenbao.revisions",
        "shenbao.changes",
        "shenbao.changelogs",
        "shenbao.exports",
        "shenbao.commands.building",
        "shenbao.commands.proving",
        "shenbao.commands.reviewing",
        "asyncio",
    ],
)
def test_check_in_a_pipe_never_loads_what_it_does_not_need(library: str) -> None:
    code = f"import sys; from shenbao.__main__ import main\ntry: main(['check', '--content', {str(REAL)!r}])\nexcept SystemExit: pass\nprint({library!r} in sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stderr.splitlines()[-1] == "False"


def test_a_call_loads_the_module_of_its_command_alone() -> None:
    code = "import sys; from shenbao.__main__ import main\ntry: main(['schema'])\nexcept SystemExit: pass\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert set(done.stderr.split()) & set(COMMANDS.values()) == {"shenbao.commands.asking"}


def test_git_is_called_by_one_module() -> None:
    callers = {
        name(path)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value == "git"
    }
    assert callers == {"revisions"}


def test_the_name_of_a_file_is_said_in_one_place() -> None:
    names = {
        value
        for value in vars(filenames).values()
        if isinstance(value, str) and value.endswith((".md", ".yaml", ".html", ".toml"))
    }
    said = [
        (name(path), node.value)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in names
    ]
    assert sorted(said) == sorted(("filenames", one) for one in names)


def test_no_function_is_longer_than_forty_lines() -> None:
    long = [
        f"{name(path)}.{node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert long == []
