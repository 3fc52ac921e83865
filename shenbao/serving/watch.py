"""Tells when files change. The only door to watchfiles.

A watch that the system gives up (a folder deleted and made again, a drive that tells nothing) must not leave the page
standing still: at the latest after two seconds there is a sign to look again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path

from watchfiles import awatch

_QUIET_MS, _LATEST_MS, _TICK_MS = 15, 150, 2000


async def signs(folders: Callable[[], Iterable[Path]], stop: asyncio.Event) -> AsyncIterator[None]:
    """Yield at each change below the folders, a burst as one, and every two seconds; until `stop`."""
    while not stop.is_set():
        there = _there(folders())
        if not there:
            yield None
            await asyncio.sleep(_TICK_MS / 4000)
            continue
        try:
            async for _changes in awatch(
                *(path for path, _node in there), watch_filter=None, step=_QUIET_MS, debounce=_LATEST_MS,
                rust_timeout=_TICK_MS, yield_on_timeout=True, stop_event=stop, raise_interrupt=False,
            ):  # fmt: skip
                yield None
                if _there(folders()) != there:
                    break  # another folder, or the same name made anew: watch that one
        except (OSError, RuntimeError):  # gone between the look and the watch
            yield None
            await asyncio.sleep(_TICK_MS / 4000)


def _there(folders: Iterable[Path]) -> list[tuple[Path, tuple[int, int]]]:
    """Return those of the folders that exist, each with what tells it from another of its name."""
    found = []
    for path in dict.fromkeys(folders):
        try:
            stat = path.stat()
        except OSError:
            continue
        found.append((path, (stat.st_dev, stat.st_ino)))
    return found
