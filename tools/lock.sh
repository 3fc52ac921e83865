#!/bin/sh -eu
# Write requirements.lock and requirements-dev.lock from pyproject.toml: every package that is needed, at one version,
# with the hashes of its files, for every system and Python from 3.11 on. `make lock UPGRADE=1` takes newer versions.
#
# uv resolves for all systems at once, which pip cannot; it works in a folder of its own, because nobody needs it to run
# or to test the program. The locks are plain requirements files: pip alone installs from them.

cd -- "$(dirname -- "$0")/.."
work=$(mktemp -d "${TMPDIR:-/tmp}/shenbao-lock.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
trap 'exit 130' INT TERM

"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check uv

# Named by hand instead of by uv, which would write down the paths of this machine.
compile() {
    "$work/venv/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-config \
        --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock' \
        ${UPGRADE:+--upgrade} "$@"
}

# The development lock first: the other one follows it, so that `make test` never changes what `make build` installed.
compile --extra dev --output-file requirements-dev.lock pyproject.toml
compile --constraint requirements-dev.lock --output-file requirements.lock pyproject.toml
