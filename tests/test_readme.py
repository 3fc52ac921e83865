"""The READMEs keep their word: every command runs, every example reads, and both say the same."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shenbao import comparing, form, meanings, pipeline
from shenbao.model.declaration import Declaration
from tests.conftest import ROOT, git
from tools import readme

READMES = {lang: path.read_text(encoding="utf-8") for lang, path in readme.READMES.items()}
PARTS = ("build.py", "Makefile", "shenbao", "content", "examples", "templates", "tools")
STATUS = {"python3 build.py check --strict": 1}  # the published declaration has warnings
BEFORE = {
    "python3 build.py check --baseline output/基线.json --strict": "check --baseline output/基线.json --write-baseline"
}
REAL = "output/广州南沙经济技术开发区港澳合作事务办公室-部门整体预算绩效目标申报表"
BEFORE |= dict.fromkeys((f"python3 build.py verify {REAL}.docx", f"python3 build.py verify {REAL}.pdf"), "build")
COMPARE = f"python3 build.py compare {REAL}.docx {REAL}.pdf --pictures output/pictures"
BEFORE[COMPARE] = "build"
if not comparing.available():
    STATUS[COMPARE] = 2
REVIEWS = (
    "python3 build.py diff HEAD~1 --redline output/redline.docx --pages output/pages",
    "python3 build.py review HEAD~1",
)
HEAVY = ("python3 build.py", "python3 build.py doctor", "python3 build.py build --attach-sources", *BEFORE, *REVIEWS)

_FENCED = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]\n]*\]\(([^)\s]+)\)")


def blocks(text: str, kind: str) -> list[str]:
    """Return the text of each block fenced as `kind`."""
    return re.findall(rf"^ *```{kind}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[str]:
    """Return each line of the `sh` blocks, comments left out."""
    return [re.sub(r"\s+#.*", "", line) for block in blocks(text, "sh") for line in block.splitlines()]


def links(text: str) -> list[str]:
    """Return where the links and pictures lead; code is no link."""
    return _LINK.findall(re.sub(r"`[^`\n]+`", "", _FENCED.sub("", text)))


def headings(text: str) -> list[str]:
    """Return the signs of each heading, its level."""
    return re.findall(r"^(#+) ", _FENCED.sub("", text), re.MULTILINE)


def declared(text: str, folder: Path) -> Declaration:
    """Return the declaration in the README's example files, written to `folder`."""
    for name, file in readme.examples(text).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file, encoding="utf-8")
    assembled = pipeline.assemble(folder / "content", form.shipped())
    assert [f"{f.place.file} {f.code}" for f in pipeline.check(assembled, None).findings] == []
    assert assembled.reading.declaration
    return assembled.reading.declaration


def marked(command: str) -> object:
    return pytest.param(command, marks=pytest.mark.slow if command in HEAVY else ())


PRINTED = sorted({command for text in READMES.values() for command in commands(text)})
OURS = [marked(command) for command in PRINTED if command.startswith(("python3 build.py", "shenbao"))]
MADE = [command for command in PRINTED if command.startswith("make")]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a clone holds, as far as a command needs it."""
    copy = tmp_path_factory.mktemp("clean")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, copy / part)
    _committed(copy)
    return copy


def _committed(copy: Path) -> None:
    """Make a repository of `copy`, with another amount in the commit before the last."""
    git(copy, "init", "-q")
    git(copy, "config", "user.name", "张三")
    for old, new in (("funds: 163.00", "funds: 160.00"), ("funds: 160.00", "funds: 163.00")):
        task = next((copy / "content/tasks").glob("01-*.md"))
        task.write_text(task.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        git(copy, "add", "-A")
        git(copy, "commit", "-qm", new)


@pytest.mark.parametrize("command", OURS)
def test_a_command_of_the_program_runs_as_printed(command: str, clean: Path) -> None:
    (clean / "output").mkdir(exist_ok=True)  # as a clone has it
    if command in BEFORE:
        subprocess.run([sys.executable, "build.py", *BEFORE[command].split()], cwd=clean, check=True)
    done = subprocess.run(
        [sys.executable, *shlex.split(command)[1:]], cwd=clean, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == STATUS.get(command, 0), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", MADE)
def test_make_knows_what_it_is_told(command: str, clean: Path) -> None:
    done = subprocess.run(
        ["make", "--dry-run", *shlex.split(command)[1:]], cwd=clean, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_there_are_no_commands_that_nobody_tries() -> None:
    assert [c for c in PRINTED if not c.startswith(("python3 build.py", "make ", "sudo apt-get install "))] == []
    assert len(OURS) > 5
    assert {"make build", "make test"} <= set(MADE)


def test_both_have_the_same_sections_commands_tables_and_links() -> None:
    english, chinese = READMES["en"], READMES["zh"]
    assert headings(english) == headings(chinese)
    for kind in ("sh", "powershell"):
        assert len(blocks(english, kind)) == len(blocks(chinese, kind))
    assert commands(english) == commands(chinese)
    assert blocks(english, "powershell") == blocks(chinese, "powershell")
    assert re.findall(r"<!-- /?\w+ -->", english) == re.findall(r"<!-- /?\w+ -->", chinese)
    there = {"README.md", "README.zh-CN.md"}
    ours, theirs = ([link.replace(".en.", ".") for link in links(t) if link not in there] for t in (english, chinese))
    assert ours == theirs


@pytest.mark.parametrize("lang", READMES)
def test_the_tables_are_what_the_program_says_today(lang: str) -> None:
    assert READMES[lang] == readme.written(READMES[lang], lang), "bring them up to date: python -m tools.readme"


def test_every_key_is_explained_and_no_other() -> None:
    keys = {key for record, _zh, _en in readme.RECORDS for key in record.model_fields}
    assert keys == set(meanings.MEANINGS)


def test_the_example_has_no_finding_and_means_the_same_in_both(tmp_path: Path) -> None:
    assert declared(READMES["en"], tmp_path / "en") == declared(READMES["zh"], tmp_path / "zh")


@pytest.mark.parametrize("lang", READMES)
def test_the_waivers_shown_can_stand(lang: str) -> None:
    [waivers] = blocks(READMES[lang], "yaml")
    files = readme.examples(READMES[lang])
    files["content/department.md"] = files["content/department.md"].replace("---\n", f"---\n{waivers}", 1)
    assert readme.errors(files) == []


@pytest.mark.parametrize("lang", READMES)
def test_every_relative_link_leads_somewhere(lang: str) -> None:
    relative = [link for link in links(READMES[lang]) if not link.startswith("https://")]
    assert relative
    assert [link for link in relative if not (ROOT / link).is_file()] == []
