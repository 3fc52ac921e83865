"""Who may ask, and what a browser may do with an answer: the page is for this machine's own browser and nobody else.

A page on the web can point a name of its own at 127.0.0.1 (DNS rebinding) or send a form here; the browser then tells
the name in `Host` and where the request comes from in `Origin`. Both must be ours. What an answer may load, run or be
framed by is told with every answer.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

TOKEN = "x-shenbao-token"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
    "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
))  # fmt: skip
HEADERS = (
    ("Content-Security-Policy", _POLICY), ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"), ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)  # fmt: skip


class Guard:
    """Stands before `app`: refuses strangers, and writes its headers on every answer."""

    def __init__(self, app: App, hosts: Iterable[str], port: int, token: str, any_address: bool = False) -> None:
        """`hosts` are our names; with `any_address` so is every address in digits, which no rebinding can forge."""
        self.app, self.hosts, self.port, self.token = app, frozenset(hosts), port, token
        self.any_address = any_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return  # a WebSocket is never ours

        async def headed(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                ours = [(name.lower().encode(), value.encode()) for name, value in HEADERS]
                theirs = [pair for pair in message.get("headers", ()) if pair[0].lower() not in dict(ours)]
                message = {**message, "headers": [*theirs, *ours]}
            await send(message)

        if self.welcome(scope):
            await self.app(scope, receive, headed)
        else:
            await _refuse(headed)

    def welcome(self, scope: Scope) -> bool:
        """Say whether a request comes from our own page, or from somebody who typed our address."""
        told: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            told.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        [host], origins = told.get("host", [""])[:1], told.get("origin", [])
        if len(told.get("host", [])) != 1 or not self._ours(f"http://{host}"):
            return False
        if any(origin != f"http://{host}" for origin in origins):
            return False
        if scope["method"] in ("GET", "HEAD"):
            asked_by = told.get("sec-fetch-site", ["none"])[0]
            return asked_by in ("same-origin", "none") or told.get("sec-fetch-mode") == ["navigate"]
        given = told.get(TOKEN, [""])[0]
        return bool(origins) and secrets.compare_digest(given.encode(), self.token.encode())

    def _ours(self, address: str) -> bool:
        try:
            parts = urlsplit(address)
            name, port = parts.hostname or "", parts.port or 80
        except ValueError:  # a port that is no number, half a bracket
            return False
        plain = parts.netloc == address.removeprefix("http://") and "@" not in parts.netloc
        return plain and port == self.port and (name in self.hosts or (self.any_address and _in_digits(name)))


def _in_digits(name: str) -> bool:
    try:
        return bool(ipaddress.ip_address(name))
    except ValueError:
        return False


async def _refuse(send: Send) -> None:
    """Answer 403 with a sentence; no more is told to a stranger."""
    said = "拒绝访问：只接受本页自己的请求 / Refused: only requests of this page itself are answered\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(said)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": said})
