#!/bin/sh
# Packs the VS Code extension into dist/: fetches vscode-languageclient, and vsce for the packing, through npm.
set -eu
cd "$(dirname "$0")/../editors/vscode"
if ! command -v npm >/dev/null 2>&1; then
    echo "没有 npm：安装 Node.js（Debian、Ubuntu：apt-get install npm）再运行 make vscode" >&2
    echo "npm is missing: install Node.js (Debian, Ubuntu: apt-get install npm), then run make vscode" >&2
    exit 2
fi
mkdir -p ../../dist
npm install --silent --no-fund --no-audit --omit=dev --ignore-scripts --no-package-lock
npx --yes @vscode/vsce@3 package --allow-missing-repository --skip-license --out ../../dist/shenbao.vsix
