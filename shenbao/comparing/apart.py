"""The PDFs are read in a process of its own: PDFium is fast because it is C, and a hostile file may break it, keep it
busy or make it hungry. What comes back is plain JSON, of which nothing is run.
"""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from shenbao import refusal
from shenbao.comparing import streams
from shenbao.comparing.agreement import Agreement, Count, Difference, compare
from shenbao.comparing.paper import Box, Sheet
from shenbao.message import Message, _
from shenbao.refusal import Refused

_SECONDS, _MEMORY = 120, 3 << 30  # a form of 1,200 rows takes four seconds and 200 MB
_ROOT = Path(__file__).resolve().parents[2]
_CHILD = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from shenbao.comparing.apart import serve; serve()"
_WHY: Mapping[str, Message] = {
    "locked": _("{file} 加了密码或限制，读不了：用没有加密的 PDF"),
    "damaged": _("{file} 不是 PDF，或已损坏：重新取得这个文件"),
    "too large": _("{file} 的页数或一页上的字超过限度，不比较"),
}
_LACKING = re.compile(r"^ModuleNotFoundError: No module named '(\w+)", re.MULTILINE)
_LIBRARIES = {"PIL": "Pillow"}
"""the libraries that are not called as their modules are"""


def fonts(pdf: Path, seconds: float = _SECONDS) -> dict[str, Counter[str]]:
    """Return the characters that `pdf` prints in each face. Raises Refused."""
    said = _asked({"do": "fonts", "ours": str(pdf)}, pdf, seconds)
    return {str(name): Counter(characters) for name, characters in said.items()}


def compared(ours: Path, theirs: Path, picture: Path | None, seconds: float = _SECONDS) -> Agreement:
    """Compare two PDFs, and draw their first difference into the file `picture` where one is named. Raises Refused."""
    order = {"do": "compare", "ours": str(ours), "theirs": str(theirs), "picture": str(picture or "")}
    return _agreement(_asked(order, ours, seconds))


def look(pdf: Path, seconds: float = _SECONDS) -> None:
    """Raise Refused where `pdf` is damaged, locked or no PDF at all."""
    _asked({"do": "look", "ours": str(pdf)}, pdf, seconds)


def changes(old: Path, new: Path, folder: Path, most: int, seconds: float = _SECONDS) -> tuple[int, int]:
    """Draw the first `most` pairs of pages that changed from `old` to `new` into the empty `folder`, as 1.png, 2.png …;
    return how many pairs changed, and how many were drawn. Raises Refused."""
    order = {"do": "changes", "ours": str(old), "theirs": str(new), "picture": str(folder), "most": str(most)}
    said = _asked(order, new, seconds)
    return int(said["pairs"]), int(said["drawn"])


def _agreement(said: Mapping[str, Any]) -> Agreement:
    """Return the agreement that was written as JSON."""
    plain, dashed = Count(**said["plain"]), Count(**said["dashed"])
    pages, rows, unlike = tuple(said["pages"]), tuple(said["rows"]), tuple(said["unlike"])
    return Agreement(
        pages, rows, plain, dashed, said["continued"], said["edges_mm"], unlike, _difference(said["first"]),
        tuple(said["pictures"]), tuple(said["changed"]),
    )  # fmt: skip


def _difference(said: Mapping[str, Any] | None) -> Difference | None:
    if not said:
        return None
    ours, theirs = (Box(**said[side]) if said[side] else None for side in ("ours", "theirs"))
    return Difference(said["page"], ours, theirs, tuple(said["said"]))


def _asked(order: Mapping[str, str], file: Path, seconds: float) -> dict[str, Any]:
    """Return what a child answers to `order`. Raises Refused, in the name of `file`, where it cannot."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _CHILD], input=json.dumps(order), capture_output=True, encoding="utf-8",
            timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Refused(_("读 {file} 超过 {seconds} 秒，已停止", file=file, seconds=round(seconds))) from None
    if lacking := _LACKING.search(done.stderr):
        library = _LIBRARIES.get(lacking[1], lacking[1])
        raise Refused(_("缺少程序库 {library}；在项目文件夹里运行 make build", library=library))
    if done.returncode:
        says = _("读 {file} 的进程异常退出（{status}），文件可能已损坏", file=file, status=done.returncode)
        raise Refused(says)
    answer: dict[str, Any] = json.loads(done.stdout)
    if number := answer.get("unwritable"):
        why = refusal.why(OSError(number, os.strerror(number)))
        raise Refused(_("写不了图片 {file}：{why}", file=order["picture"], why=why))
    if reason := answer.get("unreadable"):
        raise Refused(Message(_WHY[reason].text, (("file", answer["file"]),)))
    return answer


def serve() -> None:
    """Answer the one order on stdin: what a child does."""
    _bound()
    order = json.loads(sys.stdin.read())
    print(json.dumps(_answer(order), ensure_ascii=True))


def _answer(order: Mapping[str, str]) -> Mapping[str, Any]:
    from shenbao.comparing import sheets  # PDFium, which only the child loads

    file = order["ours"]
    try:
        if order["do"] == "look":
            return _looked(Path(file))
        if order["do"] == "fonts":
            return sheets.fonts(Path(file))
        ours = sheets.read(Path(file))
        file = order["theirs"]
        theirs = sheets.read(Path(file))
        return (_changes if order["do"] == "changes" else _compared)(order, ours, theirs)
    except sheets.Unreadable as error:
        return {"unreadable": error.why, "file": file}


def _compared(order: Mapping[str, str], ours: Sequence[Sheet], theirs: Sequence[Sheet]) -> Mapping[str, Any]:
    found = compare(ours, theirs)
    if order["picture"] and found.first:
        from shenbao.comparing import picture  # Pillow, which few comparisons need

        drawn = picture.draw(found.first, Path(order["ours"]), Path(order["theirs"]))
        if number := _written(Path(order["picture"]), drawn):
            return {"unwritable": number}
    return asdict(found)


def _changes(order: Mapping[str, str], old: Sequence[Sheet], new: Sequence[Sheet]) -> Mapping[str, Any]:
    from shenbao.comparing import changed, picture

    found = changed.pairs(old, new)
    drawn = found[: int(order["most"])]
    for n, data in enumerate(picture.changes(drawn, Path(order["ours"]), Path(order["theirs"])), 1):
        (Path(order["picture"]) / f"{n}.png").write_bytes(data)
    return {"pairs": len(found), "drawn": len(drawn)}


def _written(path: Path, data: bytes) -> int:
    """Write `data` to `path`; return the number of the system's error, 0 where there was none."""
    try:
        path.write_bytes(data)
    except OSError as error:
        return error.errno or errno.EIO
    return 0


def _looked(pdf: Path) -> Mapping[str, Any]:
    from shenbao.comparing import sheets

    sheets.look(pdf)
    return {} if streams.whole(pdf.read_bytes()) else {"unreadable": sheets.DAMAGED, "file": str(pdf)}


def _bound() -> None:
    """Bound the memory of this process, where the system knows how."""
    if sys.platform != "win32":
        import resource  # no other system has it

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
