"""The eight measures, by number: what each starts, beside what, and what it must keep to."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import make
from table import Point, Result, Row
from timing import HERE, PYTHON, ROOT, Failed, Job, environment, interleaved, memory

PEER_VENV = HERE / ".venv"
REQUIREMENTS = HERE / "requirements.txt"
_FOUND_SOMETHING = frozenset({0, 1})
_IMPORTS = "import yaml, markdown_it; from pydantic import BaseModel"


@dataclass(frozen=True)
class Bench:
    """What the measures share: a folder that is thrown away afterwards, and how often to repeat."""

    folder: Path
    rounds: int
    few: int
    """rounds of what takes many seconds"""

    def program(self, name: str, *words: str, fine: frozenset[int] = frozenset({0})) -> Job:
        """Return the job that starts the program as its users do."""
        return Job(name, ((PYTHON, "build.py", *words),), fine)

    def build(self) -> Job:
        return self.program("build", *self._build("output"))

    def plain(self) -> Job:
        """Return the build that leaves out provenance and the claims of PDF/A."""
        return Job("plain build", ((PYTHON, "bench/plain.py", *self._build("plain")),))

    def _build(self, output: str) -> tuple[str, ...]:
        return "build", "--content", "content", "--output", str(self.folder / output)

    @cached_property
    def handed(self) -> Path:
        """The folder with the HTML and the rows that a build of the real declaration hands to its printers."""
        folder = self.folder / "handed"
        folder.mkdir()
        _said(PYTHON, "bench/inside.py", "handed", "content", str(folder))
        return folder

    def bare(self) -> Job:
        """Return WeasyPrint alone printing the same HTML, with the project's own libraries."""
        files = (str(self.handed / "handed.html"), str(self.folder / "bare.pdf"))
        return Job("bare WeasyPrint", ((PYTHON, "bench/peer_bare.py", *files),))

    def declaration(self, tasks: int, targets: int) -> Path:
        """Return the folder of a declaration of that size, made at the first call."""
        folder = self.folder / f"{tasks}-{targets}"
        if not folder.exists():
            make.write(folder, tasks, targets)
        return folder

    def alike(self, targets: int) -> Path:
        """Return the folder of a declaration of that many targets, nearly alike in name."""
        folder = self.folder / f"alike-{targets}"
        if not folder.exists():
            make.write_alike(folder, targets)
        return folder

    @cached_property
    def peer(self) -> str:
        """The Python of the peers' own venv, made where it is missing or its list has changed."""
        python, done = PEER_VENV / "bin" / "python", PEER_VENV / "installed"
        if not done.is_file() or done.read_bytes() != REQUIREMENTS.read_bytes():
            _said(PYTHON, "-m", "venv", "--clear", str(PEER_VENV))
            _said(str(python), "-m", "pip", "install", "--quiet", "-r", str(REQUIREMENTS))
            done.write_bytes(REQUIREMENTS.read_bytes())
        return str(python)


def _said(*command: str) -> str:
    """Run what is not timed; return what it printed."""
    ended = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True)
    if ended.returncode:
        raise Failed(f"{' '.join(command)}\n{ended.stderr[-2000:]}")
    return ended.stdout


def build_beside_bare(bench: Bench) -> Result:
    """A cold build of both files beside a bare WeasyPrint process printing the same HTML."""
    build, bare = bench.build(), bench.bare()
    ours, peer = interleaved((build, bare), bench.rounds)
    one, one_peer = interleaved((build.on_core(0), bare.on_core(0)), bench.rounds)
    rows = (
        Row("cold `build` ÷ bare WeasyPrint, same HTML", "冷启动 `build` ÷ 单独的 WeasyPrint", ours, peer, 1.6),
        Row("the same, held to one core", "同上，只用一个核", one, one_peer),
    )
    return Result(rows)


def build_beside_office(bench: Bench) -> Result:
    """A cold build beside docxtpl and LibreOffice making the same two files."""
    folder = bench.folder / "docxtpl"
    folder.mkdir()
    rows, template, filled = (
        str(path) for path in (bench.handed / "rows.json", folder / "form.docx", folder / "a.docx")
    )
    _said(bench.peer, "bench/peer_docxtpl.py", "template", rows, template)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    fill = (bench.peer, "bench/peer_docxtpl.py", "fill", rows, template, filled)
    convert = ("soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), filled)
    ours, peer = interleaved((bench.build(), Job("docxtpl + LibreOffice", (fill, convert))), bench.rounds)
    if not (folder / "a.pdf").is_file():
        raise Failed("LibreOffice wrote no PDF")
    return Result(
        (Row("cold `build` ÷ docxtpl + LibreOffice", "冷启动 `build` ÷ docxtpl + LibreOffice", ours, peer, 1),)
    )


def peak_memory(bench: Bench) -> Result:
    """The memory of a build with its press beside the bare process."""
    ours, peer = (memory(job, max(3, bench.few)) for job in (bench.build(), bench.bare()))
    peaks = (ours.sum_of_peaks_mib, peer.sum_of_peaks_mib)
    together = (ours.together_mib, peer.together_mib)
    rows = (
        Row("peak memory of `build`, peak RSS of both its processes added up ÷ bare WeasyPrint",
            "`build` 两个进程的内存峰值（RSS）之和 ÷ 单独的 WeasyPrint", *peaks, 1.5, "MiB"),
        Row("the same, the most held at one moment, shared pages once (PSS)",
            "同上，同一时刻的最大占用，共享页只计一次（PSS）", *together, 0, "MiB"),
    )  # fmt: skip
    return Result(rows)


def check_beside_imports(bench: Bench) -> Result:
    """A cold check of the real declaration beside loading the libraries that any such check needs."""
    check = bench.program("check", "check", "--content", "content", fine=_FOUND_SOMETHING)
    ours, peer = interleaved((check, Job("imports", ((PYTHON, "-c", _IMPORTS),))), bench.rounds)
    return Result((Row("cold `check` ÷ importing its libraries", "冷启动 `check` ÷ 只导入所用的库", ours, peer, 2.5),))


def check_of_thousands(bench: Bench) -> Result:
    """A check of many files beside only reading them, beside one with the first rules, and beside half as many."""
    half, whole = bench.declaration(5000, 6), bench.declaration(10000, 6)
    jobs = (
        Job("5,000, first rules", ((PYTHON, "bench/inside.py", "first", str(half)),), _FOUND_SOMETHING),
        Job("reading 5,000", ((bench.peer, "bench/peer_reading.py", str(half)),)),
        bench.program("check of 5,000", "check", "--content", str(half), fine=_FOUND_SOMETHING),
        bench.program("check of 10,000", "check", "--content", str(whole), fine=_FOUND_SOMETHING),
    )
    first, peer, ours, twice = interleaved(jobs, bench.few)
    rows = (
        Row("`check` of 5,000 task files, the rules of 0.1.0 ÷ python-frontmatter + markdown-it-py reading them",
            "`check` 5,000 个任务文件（0.1.0 的规则）÷ 只用 python-frontmatter 和 markdown-it-py 读",
            first, peer, 3),
        Row("`check` of 5,000, all rules ÷ the rules of 0.1.0",
            "`check` 5,000 个，全部规则 ÷ 0.1.0 的规则", ours, first, 1.5),
        Row("`check` of 10,000 ÷ of 5,000", "`check` 10,000 个 ÷ 5,000 个", twice, ours, 2.2),
    )  # fmt: skip
    return Result(rows)


def targets_alike(bench: Bench) -> Result:
    """A check of many targets of one category whose names are nearly the same, beside one of half as many."""
    jobs = tuple(
        bench.program(f"{count} targets", "check", "--content", str(bench.alike(count)), fine=_FOUND_SOMETHING)
        for count in (10_000, 5_000)
    )
    twice, once = interleaved(jobs, bench.few)
    row = Row("`check` of 10,000 targets of one category, nearly alike ÷ of 5,000",
              "`check` 10,000 个同类、名称相近的指标 ÷ 5,000 个", twice, once, 2.5)  # fmt: skip
    return Result((row,))


def printers_by_size(bench: Bench) -> Result:
    """The Word printer on a large declaration, and both printers' time against size."""
    large = _printers(bench, 300, 3, bench.few)
    word = Row("Word, 300 tasks and 900 targets ÷ 2 s", "Word，300 项任务、900 个指标 ÷ 2 秒", large.word, 2, 1)
    points = [_printers(bench, tasks, 3, bench.few) for tasks in (2, 25, 250)]  # and three targets each
    return Result((word,), tuple(points))


def provenance(bench: Bench) -> Result:
    """A cold build that asks for no compare beside one that says and claims nothing."""
    ours, without = interleaved((bench.build(), bench.plain()), 2 * bench.rounds - 1)  # they are close to each other
    row = Row("cold `build` ÷ the same without provenance, PDF/A and what is mended in the PDF",
              "冷启动 `build` ÷ 不写来源、不做 PDF/A 也不修补 PDF 的同一构建", ours, without, 1.15)  # fmt: skip
    return Result((row,))


def _printers(bench: Bench, tasks: int, targets: int, rounds: int) -> Point:
    told = _said(PYTHON, "bench/inside.py", "printers", str(bench.declaration(tasks, targets)), str(rounds))
    seen = json.loads(told)
    return Point(tasks * (targets + 1), seen["word"], seen["pdf"])


MEASURES: dict[int, Callable[[Bench], Result]] = {
    1: build_beside_bare,
    2: build_beside_office,
    3: peak_memory,
    4: check_beside_imports,
    5: check_of_thousands,
    6: printers_by_size,
    7: targets_alike,
    8: provenance,
}
