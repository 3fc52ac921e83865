"""What a comparison costs beside a check: of the declaration in content/, and of 300 tasks with one changed.

    python bench/diff.py [ROUNDS]

Both are put into a git repository of their own. Exit 1 where a limit is missed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import make
from timing import ROOT, Job, interleaved

_LIMITS = (("real", 2.0), ("300 tasks", 1.3))
_FINE = frozenset({0, 1})


def _repository(folder: Path) -> None:
    """Commit what `folder` holds to a repository of its own."""
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "base")):
        author = ("-c", "user.name=bench", "-c", "user.email=bench@example.com")
        subprocess.run(("git", "-C", str(folder), *author, *words), check=True)


def _changed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("funds: ", "funds: 1", 1), encoding="utf-8")


def _jobs(content: Path) -> list[Job]:
    words = (sys.executable, "build.py")
    check = Job("check", ((*words, "check", "--content", str(content)),), _FINE)
    return [check, Job("diff", ((*words, "diff", "HEAD", "--content", str(content)),), _FINE)]


def main() -> None:
    rounds, missed = int(sys.argv[1]) if len(sys.argv) > 1 else 15, False
    with tempfile.TemporaryDirectory() as where:
        folders = {name: Path(where) / name.replace(" ", "-") for name, _limit in _LIMITS}
        shutil.copytree(ROOT / "content", folders["real"] / "content")
        make.write(folders["300 tasks"] / "content", 300, 6)
        for name, limit in _LIMITS:
            content = folders[name] / "content"
            _repository(folders[name])
            _changed(sorted((content / "tasks").iterdir())[0])
            check, diff = interleaved(_jobs(content), rounds)
            missed |= diff > limit * check
            print(f"{name}: check {check:.3f} s, diff {diff:.3f} s, {diff / check:.2f} times, at most {limit}")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
