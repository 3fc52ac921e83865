"""What a check came to, as the formats are handed it: joined with the sources' lines, and held against a baseline."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

from shenbao import intake, mistyped, waiving
from shenbao.engine import Examined
from shenbao.message import Message, _
from shenbao.pipeline import Assembled
from shenbao.reports.report import Baseline, Lines, Report


def report(
    assembled: Assembled, examined: Examined, lang: str, *, strict: bool = False, lists_waivers: bool = False
) -> Report:
    """Return what the check of `assembled` came to."""
    read, agreed = assembled.reading, examined.agreed
    return Report(
        examined.findings,
        examined.waived,
        waiving.standings(read.waivers, examined.findings, examined.waived, agreed, read.declaration),
        lists_waivers,
        read.declaration,
        lines(assembled),
        (assembled.sources.folder, assembled.form.folder.parent.as_posix()),
        strict=strict,
        lang=lang,
    )


def lines(assembled: Assembled) -> Lines:
    """Return a function that gives the lines of a source, or of a file of the form."""
    raw = {f"{assembled.sources.folder}/{name}": data for name, data in assembled.sources.raw}

    @cache
    def of(file: str) -> Sequence[str]:
        data = raw.get(file, b"")
        if not data and Path(file).parent == assembled.form.folder:
            with suppress(OSError):  # then the finding goes without its line
                data = intake.read(Path(file))
        return mistyped.decoded(data).replace("\r\n", "\n").replace("\r", "\n").split("\n") if data else ()

    return of


def baseline_beside(content: Path) -> Path:
    """Return where the baseline of the folder `content` stands when nobody names a file."""
    from shenbao import baseline  # few checks have one

    return Path(os.path.normpath(content.absolute())).parent / baseline.NAME


def against(report: Report, path: Path, renew: bool) -> tuple[Report, tuple[Message, ...]]:
    """Return `report` without what stands in the baseline at `path`, which is written first where `renew` says so, and
    what was done. Raises Refused."""
    from shenbao import baseline

    told: tuple[Message, ...] = ()
    if renew:
        count = baseline.write(path, report.findings, report.folders)
        told = (_("写好基线 {path}：{count} 项", path=path, count=count),)
    held = baseline.compare(report.findings, baseline.read(path), report.folders)
    # What a file that is left out would have shown is not gone.
    gone = held.gone if report.declaration and report.declaration.whole else 0
    return replace(report, findings=held.new, baseline=Baseline(held.hidden, gone)), told
