# Two commands do it all: `make` sets up what is missing and builds the documents, `make test` tests the program.
# What one call set up the next one finds, so a second call asks for no network. Options: make ARGS="--strict --lang en"

VENV_PYTHON = .venv/bin/python
ARGS =
# The Python that .venv is made with; empty: the first of python3, python3.14 … that is 3.11 or newer.
PYTHON ?=
export PYTHON

.DEFAULT_GOAL = build
.PHONY: build check test quick lint format docs bench set-up lock wheel vscode clean distclean help

build: ## 生成 Word 与 PDF（默认）/ set up, check, print both documents into output/
	@tools/set-up.sh build
	@$(VENV_PYTHON) build.py build $(ARGS)

check: ## 只检查 / check the sources, print nothing
	@tools/set-up.sh build
	@$(VENV_PYTHON) build.py check $(ARGS)

test: lint ## 全部测试 / linters, types and all tests
	@$(VENV_PYTHON) -m pytest -n 2 $(ARGS)

quick: ## 快的测试 / the tests that take no seconds
	@tools/set-up.sh test
	@$(VENV_PYTHON) -m pytest -n 2 -m "not slow" $(ARGS)

lint: ## 代码检查 / style, format, types
	@tools/set-up.sh test
	@$(VENV_PYTHON) -m ruff check
	@$(VENV_PYTHON) -m ruff format --check
	@$(VENV_PYTHON) -m mypy

format: ## 整理代码格式 / put the code into the one format
	@tools/set-up.sh test
	@$(VENV_PYTHON) -m ruff check --fix
	@$(VENV_PYTHON) -m ruff format

docs: ## 更新译文目录、README 里的表和图 / messages to translate, the READMEs' tables and pictures
	@tools/set-up.sh test
	@$(VENV_PYTHON) tools/messages.py
	@$(VENV_PYTHON) -m tools.readme
	@$(VENV_PYTHON) -m tools.pictures

bench: ## 测速 / times and memory beside the peers'
	@tools/set-up.sh test
	@$(VENV_PYTHON) bench/run.py $(ARGS)

set-up: ## 只安装 / set up only, and try again to fetch fonts
	@rm -f .venv/fonts-not-fetched
	@tools/set-up.sh build

lock: ## 更新锁文件（UPGRADE=1 取新版本）/ write both locks from pyproject.toml
	@tools/lock.sh

wheel: ## 打包 / build the wheel into dist/
	@tools/set-up.sh test
	@$(VENV_PYTHON) -m hatchling build -t wheel

vscode: ## VS Code 插件（要有 npm）/ pack the VS Code extension into dist/ (needs npm)
	@tools/vscode.sh

clean: ## 清理缓存 / remove caches and dist/; the documents in output/ stay
	@rm -rf dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name .venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## 连 .venv 一起清理 / clean, and remove .venv
	@rm -rf .venv bench/.venv editors/vscode/node_modules

help: ## 本页 / this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1	/p' Makefile | while IFS='	' read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done
