// Starts the language server and hands it the declaration's files; all else is the server's.
"use strict";

const fs = require("fs");
const path = require("path");
const vscode = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

const FILES = ["department.md", "other.md", "tasks/*.md"];
const ENDED = "申报：语言服务器启动不了，请看“输出”里的 shenbao / shenbao: the language server does not start, see its output";
let client;

/** Return the words that start the server, and the folder that they are called in. */
function call() {
  const settings = vscode.workspace.getConfiguration("shenbao");
  const language = settings.get("language");
  const options = language ? ["--lang", language] : [];
  const folders = (vscode.workspace.workspaceFolders || []).map((folder) => folder.uri.fsPath);
  const home = folders.find((folder) => fs.existsSync(path.join(folder, "build.py")));
  const python = process.platform === "win32" ? "python" : "python3";
  const named = settings.get("command");
  const words = named.length ? named : home ? [python, "build.py", "lsp"] : ["shenbao", "lsp"];
  return { words: [...words, ...options], cwd: home || folders[0] };
}

async function start() {
  const { words, cwd } = call();
  const server = { command: words[0], args: words.slice(1), transport: TransportKind.stdio, options: { cwd } };
  const documentSelector = FILES.map((file) => ({ scheme: "file", pattern: `**/${file}` }));
  client = new LanguageClient("shenbao", "shenbao", server, { documentSelector });
  try {
    await client.start();
  } catch {
    vscode.window.showErrorMessage(ENDED);
  }
}

async function restart() {
  await deactivate();
  await start();
}

async function activate(context) {
  context.subscriptions.push(vscode.commands.registerCommand("shenbao.restart", restart));
  await start();
}

async function deactivate() {
  const running = client;
  client = undefined;
  if (running && running.needsStop()) {
    await running.stop();
  }
}

module.exports = { activate, deactivate };
