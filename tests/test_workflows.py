"""The ready workflows and hooks: their shell steps run as written, in a repository with a change committed.

Left out are the steps that install from the network (INSTALLS) and those that are a platform's own (`uses:`,
`publish@general_artifacts`). `gh` is played by a script that keeps what it is given, the platforms' interfaces by a
server on this machine.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import yaml

from shenbao.commands import COMMANDS
from tests.conftest import ROOT
from tests.test_readme import PARTS

NAMES = ("github", "gitlab", "gitee")
WORKFLOWS = {name: yaml.safe_load((ROOT / f"examples/ci/{name}.yml").read_text(encoding="utf-8")) for name in NAMES}
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
INSTALLS = "tools/set-up.sh build"
NO_REVIEW = pytest.mark.skipif("review" not in COMMANDS, reason="build.py knows no command `review` yet")
SUMMARY = "review/summary.md"
PINNED = re.compile(r"(actions|github)/[\w/-]+@[0-9a-f]{40}")

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the workflows run on Linux")


@dataclass(frozen=True, slots=True)
class Step:
    """What one shell runs, and what it is given besides the job's environment."""

    script: str
    environment: dict[str, str] = field(default_factory=dict)


def steps(name: str) -> list[Step]:
    """Return the shell steps of a workflow, as its platform hands them to a shell."""
    flow = WORKFLOWS[name]
    if name == "github":
        found = flow["jobs"]["review"]["steps"]
        return [Step(step["run"], step.get("env", {})) for step in found if "run" in step]
    if name == "gitlab":
        return [Step("\n".join(flow["review"][key])) for key in ("before_script", "script")]
    found = [step for stage in flow["stages"] for step in stage["steps"]]
    return [Step(command) for step in found for command in step.get("commands", ())]


def job_environment(name: str) -> dict[str, str]:
    flow = WORKFLOWS[name]
    return dict(
        {
            "github": flow.get("jobs", {}).get("review", {}).get("env"),
            "gitlab": flow.get("review", {}).get("variables"),
        }.get(name)
        or {}
    )


@dataclass(frozen=True, slots=True)
class Repository:
    """A copy of this repository with a change committed, and what stands around it on a platform."""

    folder: Path
    base: str
    bin: Path
    api: str
    posted: list[tuple[str, dict[str, list[str]]]]

    def environment(self) -> dict[str, str]:
        """Return what the platforms set, and the tools that are played."""
        return {
            "PATH": f"{self.bin}:{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(self.folder.parent),
            "LC_ALL": "zh_CN.UTF-8", "GITHUB_STEP_SUMMARY": str(self.folder.parent / "step.md"), "GITHUB_WORKSPACE": str(self.folder),
            "CI_PROJECT_DIR": str(self.folder), "CI_API_V4_URL": self.api, "CI_PROJECT_ID": "7", "CI_MERGE_REQUEST_IID": "3",
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": self.base, "GITEE_COMMIT": self.base, "GITEE_BRANCH": "main", "GITEE_PULL_ID": "3",
            "GITEE_API": self.api, "KEPT": str(self.folder.parent / "gh"),
        }  # fmt: skip

    def known(self, value: str) -> str:
        """Return `value` with the platform's expressions put in."""
        told = {
            "github.event.pull_request.base.sha": self.base,
            "github.token": "t",
            "github.repository": "o/r",
            "github.event.pull_request.number": "3",
        }
        value = re.sub(r"\$\{\{ (.*?) \}\}", lambda found: told[found[1]], value)
        return re.sub(r"\$(CI_\w+)", lambda found: self.environment()[found[1]], value)

    def run(self, name: str, step: Step, **given: str) -> subprocess.CompletedProcess[str]:
        told = {key: self.known(value) for key, value in (job_environment(name) | step.environment).items()}
        return subprocess.run(
            ["bash", "-eo", "pipefail", "-c", step.script], cwd=self.folder, env=self.environment() | told | given,
            capture_output=True, encoding="utf-8", check=False, timeout=300,
        )  # fmt: skip


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    folder = tmp_path / "office/declaration"
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        folder.mkdir(parents=True, exist_ok=True)
        copy(ROOT / part, folder / part)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "remote", "add", "origin", "https://gitee.com/office/declaration.git")
    base = commit(folder)
    task = folder / "content/tasks/01-港澳与外事.md"
    task.write_text(
        task.read_text(encoding="utf-8").replace("period: ≥800人次", "period: 不低于900人次"), encoding="utf-8"
    )
    commit(folder)
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "gh").write_text(
        '#!/bin/sh -e\nprintf "%s\\n" "$@" > "$KEPT"\ncat comment.md >> "$KEPT"\n', encoding="utf-8"
    )
    (tools / "gh").chmod(0o755)
    posted: list[tuple[str, dict[str, list[str]]]] = []
    with served(posted) as api:
        yield Repository(folder, base, tools, api, posted)


def git(folder: Path, *words: str) -> str:
    told = {
        "GIT_AUTHOR_NAME": "王某",
        "GIT_AUTHOR_EMAIL": "a@b.c",
        "GIT_COMMITTER_NAME": "王某",
        "GIT_COMMITTER_EMAIL": "a@b.c",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    return subprocess.run(
        ["git", *words], cwd=folder, env=os.environ | told, capture_output=True, encoding="utf-8", check=True
    ).stdout.strip()


def commit(folder: Path) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "改")
    return git(folder, "rev-parse", "HEAD")


class served:  # noqa: N801  # read as a word after `with`
    """A platform's interface: it keeps what is posted."""

    def __init__(self, posted: list[tuple[str, dict[str, list[str]]]]) -> None:
        class Keeps(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                posted.append((self.path, parse_qs(body)))
                self.send_response(201)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Keeps)

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def whole_lines(script: str) -> list[str]:
    """Return the commands of a script, each with the lines that it goes on in."""
    return re.sub(r"(\\|\|\|)\n\s*", r"\1 ", script).replace("\\ ", "").splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_check_of_each_workflow_runs_as_written_and_names_files_from_the_root(
    name: str, repository: Repository
) -> None:
    for step in steps(name):
        if INSTALLS not in step.script:
            without = "\n".join(
                line for line in whole_lines(step.script) if SUMMARY not in line and "build.py review" not in line
            )
            ran = (
                repository.run(name, Step(without.replace("review/", ""), step.environment))
                if "check" in without
                else None
            )
            assert not ran or ran.returncode == 0, ran.stderr
    report = (repository.folder / ("check.json" if name == "gitlab" else "check.sarif")).read_text(encoding="utf-8")
    files = set(re.findall(r'"(?:uri|path)": "(.*?)"', report))
    assert json.loads(report)
    assert "content/department.md" in files
    assert all(file.startswith("content/") for file in files)


@NO_REVIEW
@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_shell_step_of_each_workflow_runs_as_written(name: str, repository: Repository) -> None:
    for step in steps(name):
        if INSTALLS not in step.script:
            ran = repository.run(name, step, REVIEW_TOKEN="token")
            assert ran.returncode == 0, ran.stderr
    summary = (repository.folder / SUMMARY).read_text(encoding="utf-8")
    assert "900" in summary
    if name == "github":
        words = (repository.folder.parent / "gh").read_text(encoding="utf-8")
        assert words.startswith("pr\ncomment\n3\n--body-file\ncomment.md\n")
        assert words.endswith(summary)
        assert (repository.folder.parent / "step.md").read_text(encoding="utf-8") == summary
    else:
        path = {"gitlab": "/projects/7/merge_requests/3/notes", "gitee": "/repos/office/declaration/pulls/3/comments"}[
            name
        ]
        [(asked, body)] = repository.posted
        assert (asked, body["body"]) == (path, [summary])


@NO_REVIEW
@pytest.mark.slow
@pytest.mark.parametrize("name", ["gitlab", "gitee"])
def test_without_a_token_no_comment_is_tried_and_the_run_goes_well(name: str, repository: Repository) -> None:
    for step in steps(name):
        if INSTALLS not in step.script:
            assert repository.run(name, step).returncode == 0
    assert repository.posted == []


@NO_REVIEW
@pytest.mark.slow
def test_the_summary_of_a_change_with_an_error_is_shown_though_the_step_fails(repository: Repository) -> None:
    task = repository.folder / "content/tasks/01-港澳与外事.md"
    task.write_text(task.read_text(encoding="utf-8").replace("funds: 163.00", "funds: 九百"), encoding="utf-8")
    [step] = [step for step in steps("github") if "build.py review" in step.script]
    assert repository.run("github", step).returncode == 1
    assert "九百" in (repository.folder.parent / "step.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_each_workflow_attaches_the_review(name: str) -> None:
    text = json.dumps(WORKFLOWS[name])
    assert text.count("build.py review") == 1
    assert re.search(r'"(path|paths)": (\[)?"(\./)?review/?"', text)


def test_github_s_workflow_uses_official_actions_only_each_pinned_by_its_commit() -> None:
    steps_ = WORKFLOWS["github"]["jobs"]["review"]["steps"]
    used = [step["uses"] for step in steps_ if "uses" in step]
    assert len(used) == 3
    assert all(PINNED.fullmatch(one) for one in used)
    assert WORKFLOWS["github"]["permissions"] == {}


def test_no_shell_step_of_github_s_workflow_holds_an_expression() -> None:
    assert not [step.script for step in steps("github") if "${{" in step.script]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_each_hook_runs_in_a_repository_of_sources_alone(
    hook: dict[str, Any], repository: Repository, tmp_path: Path
) -> None:
    script, *words = hook["entry"].split()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (script in project["scripts"], hook["language"], hook["pass_filenames"]) == (True, "python", False)
    sources = shutil.copytree(repository.folder / "content", tmp_path / "alone/content")
    ran = subprocess.run(
        [sys.executable, "-m", "shenbao", *words], cwd=sources.parent, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    task = (sources / "tasks/01-港澳与外事.md").read_text(encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    assert ("≥900人次" in task) == ("--fix" in words)
    assert re.match(hook["files"], "content/tasks/01-港澳与外事.md")
