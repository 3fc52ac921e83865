"""Whole processes, timed in rounds: each round runs every job once, so that noise on the machine hits all alike."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent
PYTHON = str(ROOT / ".venv" / "bin" / "python")
_POLL_SECONDS = 0.002
_KIB_A_MIB = 1024

Command = tuple[str, ...]


class Failed(Exception):
    """A job ended in a way that makes its time worthless."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is timed as one: `commands` run one after another from the project's folder."""

    name: str
    commands: tuple[Command, ...]
    fine: frozenset[int] = frozenset({0})
    """exit statuses that count as done"""

    def on_core(self, core: int) -> Job:
        """Return the same job held to one core."""
        pinned = tuple(("taskset", "-c", str(core), *command) for command in self.commands)
        return Job(f"{self.name}, one core", pinned, self.fine)


def environment() -> dict[str, str]:
    """Return the environment of every job: this one's, less what changes how Python starts or keeps its bytecode."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def run(job: Job) -> float:
    """Run `job` once; return its seconds from the first start to the last end."""
    begun = time.perf_counter()
    for command in job.commands:
        ended = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True)
        if ended.returncode not in job.fine:
            raise Failed(f"{job.name}: {' '.join(command)}\n{ended.stderr.decode(errors='replace')[-2000:]}")
    return time.perf_counter() - begun


def interleaved(jobs: Sequence[Job], rounds: int) -> list[float]:
    """Return the median seconds of each job over `rounds`, after one round that only warms caches and bytecode."""
    times: list[list[float]] = [[] for _job in jobs]
    for job in jobs:
        run(job)
    for turn in range(rounds):
        numbered = list(enumerate(jobs))
        for number, job in numbered if turn % 2 == 0 else reversed(numbered):
            times[number].append(run(job))
    for job, seen in zip(jobs, times, strict=True):
        note(f"  {job.name}: {' '.join(f'{seconds:.3f}' for seconds in seen)} s")
    return [median(seen) for seen in times]


def note(text: str) -> None:
    """Say what is going on where it does not get into the table."""
    print(text, file=sys.stderr, flush=True)


# --- memory


@dataclass(frozen=True, slots=True)
class Memory:
    """What a job and the processes of its own program under it took, in MiB."""

    sum_of_peaks_mib: float
    """each process' own highest resident set (VmHWM), added up, whenever each of them came"""
    together_mib: float
    """the most that they shared out among them at one moment (sum of Pss, which counts a shared page once)"""


def memory(job: Job, rounds: int) -> Memory:
    """Return the median memory of `job` over `rounds`, read from /proc while it runs."""
    seen = [_watched(job) for _n in range(rounds)]
    peaks, together = (median(m.sum_of_peaks_mib for m in seen), median(m.together_mib for m in seen))
    note(f"  {job.name}: {' '.join(f'{m.sum_of_peaks_mib:.0f}/{m.together_mib:.0f}' for m in seen)} MiB")
    return Memory(peaks, together)


def _watched(job: Job) -> Memory:
    (command,) = job.commands
    peaks: dict[int, int] = {}
    most = 0
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        waiting = threading.Thread(target=process.wait)
        waiting.start()
        while waiting.is_alive():
            members = _family(process.pid)
            peaks.update({pid: peak for pid in members if (peak := _peak(pid))})
            most = max(most, sum(map(_share, members)))
            time.sleep(_POLL_SECONDS)
    return Memory(sum(peaks.values()) / _KIB_A_MIB, most / _KIB_A_MIB)


def _family(pid: int) -> list[int]:
    """Return a process and all that stem from it and run the same program under other arguments.

    Between fork and exec a child still is its parent, down to the memory, and would count it twice. Of the small
    tools that come and go (WeasyPrint starts a dozen compilers to look for its libraries), no two are there at once:
    their peaks would add up to what nobody ever held.
    """
    children = map(int, _text(Path(f"/proc/{pid}/task/{pid}/children")).split())
    started = [child for child in children if _program(child) == _program(pid) and _called(child) != _called(pid)]
    return [pid, *(member for child in started for member in _family(child))]


def _called(pid: int) -> str:
    return _text(Path(f"/proc/{pid}/cmdline"))


def _program(pid: int) -> Path | None:
    try:
        return Path(f"/proc/{pid}/exe").readlink()
    except OSError:
        return None


def _peak(pid: int) -> int:
    """Return the highest resident set of a process so far, in KiB; 0 where it has ended or not yet become itself."""
    return _kib(Path(f"/proc/{pid}/status"), "VmHWM:")


def _share(pid: int) -> int:
    return _kib(Path(f"/proc/{pid}/smaps_rollup"), "Pss:")


def _kib(path: Path, name: str) -> int:
    lines = _text(path).splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


def _text(path: Path) -> str:
    """Return what a file of /proc says; nothing where its process has ended."""
    try:
        return path.read_text()
    except OSError:
        return ""
