"""A report or a comparison as a file, which never goes among the sources."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from shenbao import refusal, terminal, whole
from shenbao.commands.call import cannot, misused, tell
from shenbao.message import _
from shenbao.reports import Line


def save(lines: Iterable[Line], file: Path, content: Path, lang: str) -> None:
    """Write a report to `file` and say so; never among the sources in the folder `content`."""
    if among(file, content, lang):
        raise misused(_("报告不写进内容文件夹：{file}；换一个地方", file=file), lang)
    text = io.StringIO()
    terminal.show(lines, text)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        whole.write(file, text.getvalue().encode(errors="backslashreplace"))
    except OSError as error:
        cannot(_("写不了报告 {file}：{why}", file=file, why=refusal.why(error)), lang)
    tell(_("报告写到 {file}", file=file), lang)


def among(file: Path, content: Path, lang: str) -> bool:
    """Say whether `file` lies among the sources."""
    try:
        return file.resolve().is_relative_to(content.resolve())
    except (OSError, RuntimeError):  # a link that leads round in a circle
        cannot(_("写不了 {path}：{why}", path=file, why=_("链接绕成了圈")), lang)
