"""What the figures were measured on: date, processor, memory, and the version of everything that took part."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

_OURS = ("weasyprint", "python-docx", "lxml", "Jinja2", "pydantic", "PyYAML", "markdown-it-py")
_KIB_A_GIB = 1024 * 1024


def lines(requirements: Path) -> tuple[str, str]:
    """Return two lines: the day and the machine, then the versions; the peers' are those that they are pinned to."""
    day = datetime.now(UTC).date().isoformat()
    hardware = f"{_processor()}, {os.cpu_count()} cores, {_memory_gib():.0f} GiB"
    pinned = [line.strip().replace("==", " ") for line in requirements.read_text().splitlines() if "==" in line]
    peers = ", ".join([p for p in pinned if p.split()[0] in ("docxtpl", "python-frontmatter")] + [_office()])
    ours = ", ".join(f"{name} {version(name)}" for name in _OURS)
    return f"{day}, {hardware}, {_system()}", f"Python {platform.python_version()}, {ours}; {peers}"


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return f"{platform.system()} {platform.release()}"


def _processor() -> str:
    return _field(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine()


def _memory_gib() -> float:
    return float((_field(Path("/proc/meminfo"), "MemTotal") or "0").split()[0]) / _KIB_A_GIB


def _field(path: Path, name: str) -> str:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return ""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), "")


def _office() -> str:
    if shutil.which("soffice") is None:
        return "no LibreOffice"
    said = subprocess.run(["soffice", "--version"], capture_output=True, text=True).stdout.split()
    return " ".join(said[:2])
