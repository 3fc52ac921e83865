"""Takes a port of this machine and answers there until it is told to stop. The only door to uvicorn."""

from __future__ import annotations

import asyncio
import errno
import gc
import ipaddress
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from shenbao import refusal
from shenbao.message import _
from shenbao.refusal import Refused
from shenbao.serving.guard import LOOPBACK
from shenbao.serving.showing import Showing, Wanted, collect
from shenbao.serving.web import Site


def serve(wanted: Wanted, host: str, port: int, tell: Callable[[str, bool], None], opens: bool) -> None:
    """Serve the page at `host` and `port` (0: any that is free) until a signal ends it; `tell` is told the address,
    and whether others than this machine can reach it. Raises Refused."""
    door = _door(host, port)
    gc.enable()  # a command lives for a moment, this for a day
    gc.set_threshold(100_000, 50, 50)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(wanted, host, door, tell, opens))


def _door(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address. Raises Refused."""
    try:
        [family, _kind, _proto, _name, address] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        door = socket.socket(family, socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused(_("没有 {host} 这个地址；用 --host 127.0.0.1", host=host)) from None
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(address)
        door.listen(128)
    except OSError as error:
        door.close()
        if error.errno == errno.EADDRINUSE:
            says = _(
                "端口 {port} 已被占用：别的程序或另一个 serve 在用；用 --port 换一个（0 是任取一个空的）", port=port
            )
        else:
            says = _("用不了 {host} 的端口 {port}：{why}", host=host, port=port, why=refusal.why(error))
        raise Refused(says) from None
    return door


def only_here(host: str) -> bool:
    """Say whether only this machine can reach `host`."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


async def _serve(
    wanted: Wanted, host: str, door: socket.socket, tell: Callable[[str, bool], None], opens: bool
) -> None:
    port = door.getsockname()[1]
    here = only_here(host)
    site = Site(Showing(wanted))
    collect()
    app = site.app((*LOOPBACK, host), port, any_address=not here)
    config = uvicorn.Config(
        app, log_level="critical", access_log=False, lifespan="off", timeout_graceful_shutdown=1, server_header=False,
        ws="none", limit_concurrency=200, h11_max_incomplete_event_size=64 << 10, proxy_headers=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    following = asyncio.create_task(site.follow())
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown if here else door.getsockname()[0]}:{port}/"
    tell(address, here)
    if opens:
        await asyncio.to_thread(webbrowser.open, address)
    try:
        await server.serve(sockets=[door])
    finally:
        site.stop.set()
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
