"""A look at a declaration: the folders and the day that a call means, where it names them and where it does not."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from shenbao import form, waiving
from shenbao.commands.call import cannot, language, misused
from shenbao.message import _
from shenbao.model.form import Form

_SECONDS = re.compile("[0-9]{1,12}")


class Look(NamedTuple):
    """What a look at a declaration needs: its folder and the forms', the folder that results stand in, the language of
    messages, and the day."""

    content: Path
    templates: Path
    root: Path
    lang: str
    day: date | None


def look(content: Path | None, templates: Path | None, lang: str | None, today: str | None) -> Look:
    """Return the look that a call's options ask for. Ends the run where they name what is not there."""
    said, root = lang or language(), root_of(content)
    folder, told = content_in(root, content, said), day(today, said)
    return Look(folder, templates_in(root, templates, said), root, said, told)


def root_of(content: Path | None) -> Path:
    """Return the folder that the default folders stand in: the current one, or build.py's own where only that has
    content."""
    home = Path(sys.argv[0]).resolve().parent
    beside = content is None and not Path("content").is_dir() and Path(sys.argv[0]).name == "build.py"
    return home if beside and (home / "content").is_dir() else Path()


def content_in(root: Path, content: Path | None, lang: str) -> Path:
    """Return the content folder: `content`, or the usual one in `root`."""
    chosen = content or root / "content"
    if not _is_folder(chosen):
        raise misused(_("没有内容文件夹 {folder}；用 --content 指明", folder=chosen), lang)
    return chosen


def templates_in(root: Path, templates: Path | None, lang: str) -> Path:
    """Return the forms' folder: `templates`, or the one in `root`, or the program's own."""
    if templates is not None and not _is_folder(templates):
        raise misused(_("没有表样文件夹 {folder}；用 --templates 指明", folder=templates), lang)
    return templates or (root / "templates" if (root / "templates").is_dir() else form.shipped())


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name too long for any folder
        return False


def form_called(name: str, templates: Path, lang: str) -> Form:
    """Return the form called `name`, or end the run."""
    known = form.names(templates)
    found = form.read(templates, name).form if name in known else None
    if found is None:
        cannot(_("没有表样“{name}”；有 {known}", name=name, known=tuple(known)), lang)
    return found


def epoch(lang: str) -> datetime | None:
    """Return the time that SOURCE_DATE_EPOCH tells, which documents are dated by."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not told:
        return None
    with suppress(ValueError, OverflowError, OSError):  # beyond the year 9999, or what the system counts to
        if _SECONDS.fullmatch(told):  # int takes signs, and more for digits
            return datetime.fromtimestamp(int(told), UTC).replace(tzinfo=None)
    says = _("SOURCE_DATE_EPOCH 是“{text}”：要写 1970 年以来的秒数，只用 0 到 9，比如 1735689600", text=told[:40])
    raise misused(says, lang)


def day(text: str | None, lang: str) -> date | None:
    """Return the day that is told: by the option, or by SOURCE_DATE_EPOCH; the clock is never asked."""
    if not text:
        made = epoch(lang)
        return made.date() if made else None
    try:
        return waiving.day(text)
    except ValueError:
        raise misused(_("“{text}”不是日期：--today 写成 2025-12-31 的样子", text=text), lang) from None
