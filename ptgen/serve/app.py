"""The pages under their addresses, the stream of saves, and errors in Chinese."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
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
from ptgen.serve.endpoints import Site
from ptgen.serve.page_templates import Printer
from ptgen.serve.security import Guard, Hosts
from ptgen.serve.snapshot import Library
from ptgen.serve.sse import Feed
from ptgen.watch import saves

_REFUSALS: Final = {
    404: ("没有这一页", "项目可能已经改名或删去。请回到首页查看。"),
    405: ("只能查看", "这里只供查看，不能修改。"),
}
_BROKEN: Final = ("程序出错", "这一页没能做出来，这是程序的问题。其他页面不受影响。")


def application(library: Library, hosts: Hosts, feed: Feed) -> Guard:
    """The ASGI application; while it lives it watches the files of ``library``."""
    site, printer = Site(library), Printer()

    async def refused(request: Request, failure: Exception) -> Response:  # noqa: ARG001 so called
        status = failure.status_code if isinstance(failure, HTTPException) else 500
        return printer.refusal(status, *_REFUSALS.get(status, _BROKEN))

    async def events(request: Request) -> Response:
        content = feed.events() if request.method == "GET" else ()
        return StreamingResponse(content, media_type="text/event-stream")

    @asynccontextmanager
    async def watching(app: Starlette) -> AsyncIterator[None]:  # noqa: ARG001 so called
        stop = Event()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(to_thread.run_sync, partial(_listen, library, feed, stop))
            try:
                yield
            finally:
                stop.set()

    pages = Starlette(
        routes=[
            Route("/", site.overview),
            Route("/findings", site.findings),
            Route("/source", site.source),
            Route("/changes", site.changes),
            Route("/rules/{code}", site.rule),
            Route("/projects/{key:path}", site.project),
            Route("/documents/{kind}/{key:path}", site.document),
            Route("/sheets/{kind}/{key:path}", site.sheet),
            Route("/downloads/{kind}.{style}/{key:path}", site.download),
            Route("/folders/{name}.{style}", site.folder_download),
            Route("/static/{name}", site.static),
            Route("/events", events),
        ],
        exception_handlers={HTTPException: refused, Exception: refused},
        lifespan=watching,
    )

    async def telling(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await pages(scope, receive, send)
        except Exception as failure:
            if scope["type"] != "http":
                raise
            sys.stderr.write(bug_text(failure))  # the page has told that there is no page

    # Outside of all, so that its headers are on the page of an error of the program, too.
    return Guard(telling, hosts, printer.refusal)


def _listen(library: Library, feed: Feed, stop: Event) -> None:
    """Pass each save on to the feed, from a thread of its own."""
    for now in saves(library.places, stop, feed.stamp):
        from_thread.run_sync(feed.publish, now)
