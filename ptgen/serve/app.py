"""The pages under their addresses, the stream of saves, and errors in Chinese."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event
from typing import Final

import anyio
from anyio import from_thread, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ptgen.report.bugs import bug_text
from ptgen.serve.endpoints import Endpoints
from ptgen.serve.page_templates import PageTemplates
from ptgen.serve.security import Hosts, SecurityMiddleware
from ptgen.serve.snapshot import LatestSnapshot
from ptgen.watch import saves

_REFUSALS: Final = {
    404: ("没有这一页", "项目可能已经改名或删去。请回到首页查看。"),
    405: ("只能查看", "这里只供查看，不能修改。"),
}
_BROKEN: Final = ("程序出错", "这一页没能做出来，这是程序的问题。其他页面不受影响。")


def application(latest: LatestSnapshot, hosts: Hosts, events: SaveEvents) -> SecurityMiddleware:
    """The ASGI application; while it lives it watches the files of ``latest``."""
    templates = PageTemplates()

    async def refused(request: Request, failure: Exception) -> Response:  # noqa: ARG001 so called
        status = failure.status_code if isinstance(failure, HTTPException) else 500
        return templates.refusal(status, *_REFUSALS.get(status, _BROKEN))

    async def stream(request: Request) -> Response:
        content = events.stream() if request.method == "GET" else ()
        return StreamingResponse(content, media_type="text/event-stream")

    @asynccontextmanager
    async def watching(app: Starlette) -> AsyncIterator[None]:  # noqa: ARG001 so called
        stop = Event()

        def publish_saves() -> None:
            for stamp in saves(latest.places, stop, events.stamp):
                from_thread.run_sync(events.publish, stamp)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(to_thread.run_sync, publish_saves)
            try:
                yield
            finally:
                stop.set()

    pages = Starlette(
        routes=[*Endpoints(latest, templates).routes, Route("/events", stream)],
        exception_handlers={HTTPException: refused, Exception: refused},
        lifespan=watching,
    )

    async def reporting_bugs(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await pages(scope, receive, send)
        except Exception as failure:
            if scope["type"] != "http":
                raise
            sys.stderr.write(bug_text(failure))  # the browser has got a page that says so

    # Outermost, so that its headers are on the page of an error of the program, too.
    return SecurityMiddleware(reporting_bugs, hosts, templates.refusal)


class SaveEvents:
    """The stamp of the files for any number of listeners; lives in one event loop."""

    def __init__(self, stamp: str) -> None:
        self.stamp = stamp
        self._changed = anyio.Event()
        self._closed = False

    def publish(self, stamp: str) -> None:
        """Send everybody a new stamp."""
        self.stamp = stamp
        self._wake()

    def close(self) -> None:
        """End every stream."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        changed, self._changed = self._changed, anyio.Event()
        changed.set()

    async def stream(self) -> AsyncIterator[str]:
        """The stamp as it is, then each further one; ends when the events are closed."""
        yield "retry: 1000\n\n"
        sent = ""
        while not self._closed:
            changed = self._changed
            if self.stamp != sent:
                sent = self.stamp
                yield f"data: {sent}\n\n"
            else:
                await changed.wait()
