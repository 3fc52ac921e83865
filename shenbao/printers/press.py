"""A process that prints one PDF while this one still reads.

WeasyPrint takes longer to load than to print, so a child loads it from the first moment on; it also keeps a crash, a
hang or a hunger for memory in Pango away from the build. This module loads next to nothing itself: whoever starts a
press before anything else is loaded gains that time.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from shenbao.finding import ERROR, Finding, Place
from shenbao.message import Message, _
from shenbao.papers import NO_PAPERS, Papers
from shenbao.printers.order import Order

if TYPE_CHECKING:  # names of what travels through; the child loads them
    from shenbao.faces import Chosen
    from shenbao.layout import Layout
    from shenbao.style import Styles

_SECONDS, _SECONDS_A_ROW = 120, 0.5  # a limit for what hangs: a form takes one second, a row a fiftieth
_MEMORY = 4 << 30  # of address space; a form of 1,200 rows takes an eighth
_RETURNED = {"MALLOC_MMAP_THRESHOLD_": str(128 << 10), "MALLOC_ARENA_MAX": "1"}
"""for glibc: a face that is read and freed would raise its threshold, and what is freed later would go back no more;
and the threads that look for faces need no stores of their own"""
_ROOT = Path(__file__).resolve().parents[2]
_CHILD = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from shenbao.printers.press import serve; serve()"


class Press:
    """A process that prints one PDF. It starts to load at once and ends unheard where nothing is to be printed.

    >>> with Press() as press:                          # doctest: +SKIP
    ...     findings = press.write(layout, styles, faces, path, place, papers=papers)
    """

    def __init__(self, seconds: float = _SECONDS) -> None:
        """Start the child. It may take `seconds` for the order, and half a second more for each row."""
        self.seconds = seconds
        self.child = subprocess.Popen(
            [sys.executable, "-P", "-c", _CHILD],
            env={**_RETURNED, **os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> Press:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.child.kill()
        self.child.communicate()

    def write(
        self,
        layout: Layout,
        styles: Styles,
        faces: Mapping[str, Chosen],
        path: Path,
        place: Place,
        folder: Path | None = None,
        papers: Papers = NO_PAPERS,
    ) -> list[Finding]:
        """Write `layout` as a PDF to `path` as `pdf.write` does; a child that fails is a finding."""
        extra = _SECONDS_A_ROW * sum(len(table.rows) for table in layout.tables)
        order = pickle.dumps(Order(layout, styles, faces, path.absolute(), place, folder and folder.absolute(), papers))
        try:
            said, _noise = self.child.communicate(order, timeout=self.seconds + extra)
        except subprocess.TimeoutExpired:
            self.child.kill()
            return [_failed(_("制作 PDF 超过 {seconds:.0f} 秒，已停止", seconds=self.seconds + extra), place)]
        except BrokenPipeError:
            said = b""
        if self.child.returncode or not said:
            return [_failed(_("制作 PDF 的进程异常退出（{status}）", status=self.child.returncode), place)]
        findings: list[Finding] = pickle.loads(said)  # written by our own child
        return findings


def _failed(message: Message, place: Place) -> Finding:
    return Finding("P004", ERROR, message, place, _("重试一次；仍然这样时，检查有没有特别长的一格、内存够不够"), "PDF")


def printed(order: Order) -> list[Finding]:
    """Print `order` in this process; return what there is to say about it."""
    try:
        from shenbao.printers import render  # here: loading it is what a Press is for, and it fails without Pango
    except (ImportError, OSError) as error:
        return [_missing(str(error).splitlines()[0] if str(error) else type(error).__name__, order.place)]
    return render.write(order)


def _missing(what: str, place: Place) -> Finding:
    debian = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    mend = _("运行 {debian}（Debian、Ubuntu）或 {mac}（macOS）", debian=debian, mac="brew install pango")
    return Finding("P005", ERROR, _("缺少制作 PDF 的程序库：{what}", what=what), place, mend, "PDF", environment=True)


def serve() -> None:
    """Be the child: load WeasyPrint, wait for an order, print, say what there is to say, and go."""
    channel = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not be taken for an answer
    _limit_memory()
    _hurry()
    said = sys.stdin.buffer.read()
    if said:
        findings = printed(pickle.loads(said))  # from our own parent
        with open(channel, "wb") as answer:  # noqa: PTH123  # a descriptor, no path
            pickle.dump(findings, answer)
    os._exit(0)  # freeing a rendered document takes longer than printing a page of it


def _hurry() -> None:
    """Load WeasyPrint before the order comes. What it lacks is found again, and said, when the order is here."""
    gc.disable()  # the child lives for one document: collecting its garbage costs more than it frees
    try:
        from shenbao.printers import render  # noqa: F401
    except (ImportError, OSError):
        return
    gc.freeze()  # what is loaded stays: the printer, where it does collect, need not look through it


def _limit_memory() -> None:
    """Take no more memory than a form can need, where the system lets a process say so."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    with suppress(ValueError, OSError):  # macOS has the call and refuses it
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
