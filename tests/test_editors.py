"""What ships for editors: the VS Code extension's own code under node, the settings for Neovim and Helix."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from shenbao import __version__
from tests.conftest import ROOT

EDITORS = ROOT / "editors"
PACKAGE = json.loads((EDITORS / "vscode/package.json").read_text(encoding="utf-8"))
PYTHON = "python" if sys.platform == "win32" else "python3"
STARTED = """
const [extension, settings, folders, fails] = process.argv.slice(1).map((word) => JSON.parse(word));
const said = [];
const vscode = {
  workspace: {
    getConfiguration: () => ({ get: (name) => settings[name] }),
    workspaceFolders: folders.map((fsPath) => ({ uri: { fsPath } })),
  },
  window: { showErrorMessage: (text) => said.push(text) },
  commands: { registerCommand: (name) => said.push(name) },
};
class LanguageClient {
  constructor(id, name, server, { documentSelector }) {
    said.push({ ...server, files: documentSelector.map((one) => one.pattern) });
  }
  async start() { if (fails) throw new Error("no such program"); }
  needsStop() { return true; }
  async stop() { said.push("stopped"); }
}
const stubs = { vscode, "vscode-languageclient/node": { LanguageClient, TransportKind: { stdio: "stdio" } } };
const Module = require("module");
const load = Module._load;
Module._load = (name, ...rest) => stubs[name] || load(name, ...rest);
const { activate, deactivate } = require(extension);
activate({ subscriptions: [] }).then(deactivate).then(() => console.log(JSON.stringify(said)));
"""
"""runs the extension over a stub of VS Code, and prints what it did"""
needs_node = pytest.mark.skipif(not shutil.which("node"), reason="no node here")


def started(*folders: Path, fails: bool = False, **settings: object) -> list[object]:
    """Return what the extension does in a workspace of `folders`: its command, the server's call, what it says."""
    told = {"command": [], "language": ""} | settings
    said_to_it = (str(EDITORS / "vscode/extension.js"), told, [str(folder) for folder in folders], fails)
    call = ["node", "-e", STARTED, *map(json.dumps, said_to_it)]
    done = subprocess.run(call, capture_output=True, encoding="utf-8", check=True)
    said: list[object] = json.loads(done.stdout)
    return said


def call(said: list[object]) -> tuple[list[str], str | None]:
    """Return the words that start the server, and the folder that they are called in."""
    [server] = [one for one in said if isinstance(one, dict)]
    return [server["command"], *server["args"]], server["options"].get("cwd")


@needs_node
def test_in_a_checkout_the_extension_starts_the_program_that_lies_there(tmp_path: Path) -> None:
    assert call(started(tmp_path, ROOT, language="en")) == ([PYTHON, "build.py", "lsp", "--lang", "en"], str(ROOT))


@needs_node
def test_elsewhere_the_extension_starts_the_installed_program_or_the_one_that_is_named(tmp_path: Path) -> None:
    assert call(started(tmp_path)) == (["shenbao", "lsp"], str(tmp_path))
    assert call(started(command=["py", "-m", "shenbao", "lsp"])) == (["py", "-m", "shenbao", "lsp"], None)


@needs_node
def test_the_extension_hands_over_the_declarations_files_alone_and_stops_with_the_editor(tmp_path: Path) -> None:
    command, server, stopped = started(tmp_path)
    assert isinstance(server, dict)
    assert server["files"] == ["**/department.md", "**/other.md", "**/tasks/*.md"]
    assert (command, stopped) == (PACKAGE["contributes"]["commands"][0]["command"], "stopped")


@needs_node
def test_a_server_that_does_not_start_is_said(tmp_path: Path) -> None:
    assert any("启动不了" in str(one) for one in started(tmp_path, fails=True))
    assert not any("启动不了" in str(one) for one in started(tmp_path))


def test_the_extension_reads_the_settings_that_it_declares() -> None:
    code = (EDITORS / "vscode/extension.js").read_text(encoding="utf-8")
    declared = PACKAGE["contributes"]["configuration"]["properties"]
    assert {f"shenbao.{name}" for name in re.findall(r'settings\.get\("(\w+)"\)', code)} == declared.keys()
    assert PACKAGE["version"] == __version__


def test_helix_and_neovim_start_the_installed_program() -> None:
    helix = tomllib.loads((EDITORS / "helix/languages.toml").read_text(encoding="utf-8"))
    server = helix["language-server"]["shenbao"]
    neovim = (EDITORS / "neovim/shenbao.lua").read_text(encoding="utf-8")
    assert [server["command"], *server["args"]] == ["shenbao", "lsp"]
    assert "shenbao" in helix["language"][0]["language-servers"]
    assert '\n  cmd = { "shenbao", "lsp" },\n' in neovim
