"""The page's addresses and what each answers. The only door to Starlette.

| address | answers |
|---|---|
| `/` | the page as it is now |
| `/page.css`, `/page.js`, `/icon.svg`, `/look.css` | what ships with the package, and the form's own look |
| `/events?since=` | server-sent events: the parts that changed, the news of a build |
| `/source?at=` or `?file=&line=&column=` | the lines around a place |
| `/output/‹name›` | a file that a build from this page wrote |
| POST `/build` | build |
| POST `/field`, `/target`, `/task`, `/other` | with `--edit`: write one value, a target more or less, a task more |
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from shenbao import refusal
from shenbao.finding import Place
from shenbao.message import Message, _
from shenbao.model.address import Address
from shenbao.refusal import Refused
from shenbao.serving import editors, saving, view, watch
from shenbao.serving.building import News, Workshop
from shenbao.serving.guard import App, Guard
from shenbao.serving.showing import Showing, Wanted, bug, collect

T = TypeVar("T")
_MOST_BYTES = 1 << 20  # of what a page may send
_SHIPPED = {"/page.css": "text/css", "/page.js": "text/javascript", "/icon.svg": "image/svg+xml"}
_ACTS = {"add": saving.add_target, "drop": saving.drop_target}
_IDLE_SECONDS = 5
_LONG = 8  # digits of a line


class Site:
    """All that answers: one declaration, its page and its workshop."""

    def __init__(self, showing: Showing) -> None:
        self.showing, self.workshop = showing, Workshop(showing.wanted)
        self.stop = asyncio.Event()
        self._idle: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def app(self, hosts: tuple[str, ...], port: int, any_address: bool = False) -> App:
        """Return the whole site behind its guard, for who asks for one of `hosts` at `port`."""
        routes = [
            Route("/", self.page), Route("/look.css", self.look), Route("/events", self.events),
            Route("/source", self.source), Route("/output/{name}", self.output),
            Route("/build", self.build, methods=["POST"]), Route("/field", self.field, methods=["POST"]),
            Route("/target", self.target, methods=["POST"]), Route("/task", self.task, methods=["POST"]),
            Route("/other", self.other, methods=["POST"]),
            *(Route(path, self.shipped) for path in _SHIPPED),
        ]  # fmt: skip
        inner = Starlette(routes=routes, exception_handlers={HTTPException: self.refused, Exception: self.failed})
        return Guard(inner, hosts, port, self.showing.token, any_address)

    # -- the page ----------------------------------------------------------------------------------------------------

    async def page(self, _request: Request) -> Response:
        now, showing = self.showing.now, self.showing
        form, edits = now.assembled.form.form, showing.wanted.edits
        other = form is not None and form.prints("other")
        html = await asyncio.to_thread(view.page, now.view, now.revision, showing.token, edits, other)
        return HTMLResponse(html)

    async def look(self, _request: Request) -> Response:
        return Response(self.showing.now.view.look, media_type="text/css")

    async def shipped(self, request: Request) -> Response:
        path = request.url.path
        return Response((view.FOLDER / path[1:]).read_bytes(), media_type=_SHIPPED[path])

    async def events(self, request: Request) -> Response:
        since = request.headers.get("last-event-id") or request.query_params.get("since", "")
        return StreamingResponse(self._events(since), media_type="text/event-stream")

    async def _events(self, since: str) -> AsyncIterator[str]:
        with suppress(ClientDisconnect):
            async for event in self.showing.events(since):
                yield event

    async def output(self, request: Request) -> Response:
        path = self.workshop.files.get(request.path_params["name"])
        if path is None or not path.is_file():
            raise HTTPException(404)
        return FileResponse(path, filename=path.name)

    # -- the source --------------------------------------------------------------------------------------------------

    async def source(self, request: Request) -> Response:
        asked = request.query_params
        at = asked.get("at", "")
        found = self.showing.place(at) if at else None
        place = _place(asked) if asked.get("file") else found[1] if found else None
        around = self.showing.lines(place) if place else None
        if place is None or around is None:
            raise HTTPException(404, self._says(_("没有这个文件，或它不属于这份申报表")))
        lines, path = around
        wanted = self.showing.wanted
        pane = saving.pane(self.showing.now.assembled, found[0]) if found and wanted.edits else saving.Pane()
        link = editors.link(wanted.editor, path, place.line, place.column)
        told = self._says(pane.why) if pane.why else ""
        html = view.pane(wanted.lang, file=place.file, line=place.line, link=link, lines=lines, pane=pane, why=told)
        return HTMLResponse(html)

    # -- acts --------------------------------------------------------------------------------------------------------

    async def build(self, _request: Request) -> Response:
        if self.workshop.busy:
            raise HTTPException(409, self._says(_("正在生成，请等它完成")))
        self.workshop.busy = True
        loop = asyncio.get_running_loop()

        def tell(news: News) -> None:
            loop.call_soon_threadsafe(self.showing.tell, news)

        self._begin(asyncio.to_thread(self.workshop.build, tell))
        return JSONResponse({}, 202)

    async def field(self, request: Request) -> Response:
        """Write one value; answer with what is left to do."""
        asked = await self._asked(request, "at", "text", "digest")
        left = await self._edited(partial(saving.save, text=asked["text"], digest=asked["digest"]), asked["at"])
        return JSONResponse({"says": self._says(left)} if left else {})

    async def target(self, request: Request) -> Response:
        """Put a target to fill in behind one, or take one away; answer with the address to go to."""
        asked = await self._asked(request, "at", "act", "digest")
        if (act := _ACTS.get(asked["act"])) is None:
            raise HTTPException(400, self._says(_("请求不完整")))
        made = await self._edited(partial(act, digest=asked["digest"]), asked["at"])
        return JSONResponse({"at": f"{made / 'name'}"} if made else {})

    async def task(self, request: Request) -> Response:
        """Make the file of a task; answer with the address to go to."""
        asked = await self._asked(request, "title")
        made = await self._done(partial(saving.new_task, self.showing.wanted, asked["title"]))
        return JSONResponse({"at": str(made)})

    async def other(self, request: Request) -> Response:
        """Make the file of 其他需完成的任务 where there is none; answer with the address to go to."""
        await self._asked(request)
        made = await self._done(partial(saving.other, self.showing.wanted))
        return JSONResponse({"at": str(made)})

    async def _asked(self, request: Request, *names: str) -> dict[str, str]:
        """Return the texts that a page sent under these names."""
        if not self.showing.wanted.edits:
            raise HTTPException(403, self._says(_("这个页面只看不改；要在页面里修改，用 --edit 启动")))
        sent = await self._json(request)
        asked = {name: text for name in names if isinstance(text := sent.get(name), str)}
        if len(asked) < len(names):
            raise HTTPException(400, self._says(_("请求不完整")))
        return asked

    async def _edited(self, act: Callable[[Wanted, Address], T], at: str) -> T:
        found = self.showing.place(at)
        if found is None:
            raise HTTPException(404, self._says(_("没有这个文件，或它不属于这份申报表")))
        return await self._done(partial(act, self.showing.wanted, found[0]))

    async def _done(self, act: Callable[[], T]) -> T:
        """Change the files, and look at them again."""
        try:
            result = await asyncio.to_thread(act)
        except saving.Outdated as refused:
            raise HTTPException(409, self._says(refused.says)) from None
        except Refused as refused:
            raise HTTPException(422, self._says(refused.says)) from None
        except OSError as error:
            raise HTTPException(422, self._says(refusal.why(error))) from None
        await self.look_again()
        return result

    async def _json(self, request: Request) -> dict[str, object]:
        """Return what a page sent; never more than the limit is read."""
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise HTTPException(415, self._says(_("请求不完整")))
        data = bytearray()
        async for chunk in request.stream():
            data += chunk
            if len(data) > _MOST_BYTES:
                raise HTTPException(413, self._says(_("内容太长：一次最多 {limit} 字节", limit=f"{_MOST_BYTES:,}")))
        try:
            read = json.loads(data)
        except (ValueError, RecursionError):
            read = None
        if not isinstance(read, dict):
            raise HTTPException(400, self._says(_("请求不完整")))
        return read

    # -- files -------------------------------------------------------------------------------------------------------

    async def look_again(self) -> None:
        """Look at the files; where they changed, tell every page."""
        loop = asyncio.get_running_loop()
        before = self.showing.now
        try:
            await asyncio.to_thread(self.showing.refresh, partial(loop.call_soon_threadsafe, self.showing.tell))
        except OSError as error:  # the folder is not to be had just now: what is shown stays
            self.showing.tell({"says": self._says(refusal.why(error)), "busy": False})
        except Exception as error:  # a bug of ours, or of a rule that is installed: the next save may be without it
            self.showing.tell({"says": self._says(bug(error)), "busy": False})
        if self.showing.now is not before:
            if self._idle:
                self._idle.cancel()
            self._idle = loop.call_later(_IDLE_SECONDS, collect)

    async def follow(self) -> None:
        """Follow the files until the site stops."""
        async for _sign in watch.signs(self._folders, self.stop):
            await self.look_again()

    def _folders(self) -> list[Path]:
        form = self.showing.now.assembled.form.folder
        return [self.showing.wanted.content, form]

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # -- refusals ----------------------------------------------------------------------------------------------------

    def _says(self, says: Message) -> str:
        return view.sendable(says.within(self.showing.wanted.lang))

    async def refused(self, _request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return JSONResponse({"says": error.detail}, error.status_code)

    async def failed(self, _request: Request, error: Exception) -> Response:
        """Answer a bug of ours with its sentence; the server goes on."""
        return JSONResponse({"says": self._says(bug(error))}, 500)


def _place(asked: Mapping[str, str]) -> Place:
    """Return the place that the words of an address name; what is no line or column is the first."""
    line, column = (_number(asked.get(name, "")) for name in ("line", "column"))
    return Place(asked.get("file", ""), line, column, line, column)


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < _LONG else 1
