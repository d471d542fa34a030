"""The pages under their addresses and the stream of saves, served on a socket until Ctrl-C."""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from threading import Event
from typing import Final

import anyio
import uvicorn
from anyio import from_thread, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ptgen.core.errors import PtgenError
from ptgen.report.bugs import bug_text
from ptgen.serve.endpoints import Endpoints
from ptgen.serve.latest import LatestSnapshot
from ptgen.serve.page_templates import refusal
from ptgen.serve.security import EVERYWHERE, Hosts, SecurityMiddleware, hosts_of
from ptgen.watch import saves

_REFUSALS: Final = {
    404: ("没有这一页", "项目可能已经改名或删去。请回到首页查看。"),
    405: ("只能查看", "这里只供查看，不能修改。"),
}
_BROKEN: Final = ("程序出错", "这一页没能做出来，这是程序的问题。其他页面不受影响。")


def application(latest: LatestSnapshot, hosts: Hosts, events: SaveEvents) -> SecurityMiddleware:
    """The ASGI application; while it lives it watches the files of ``latest``."""

    async def refused(request: Request, failure: Exception) -> Response:  # noqa: ARG001 so called
        if isinstance(failure, PtgenError):
            return refusal(409, "现在不能读", str(failure))
        status = failure.status_code if isinstance(failure, HTTPException) else 500
        return refusal(status, *_REFUSALS.get(status, _BROKEN))

    async def stream(request: Request) -> Response:
        content = events.stream() if request.method == "GET" else ()
        return StreamingResponse(content, media_type="text/event-stream")

    pages = Starlette(
        routes=[*Endpoints(latest).routes, Route("/events", stream)],
        exception_handlers={HTTPException: refused, PtgenError: refused, Exception: refused},
        lifespan=lambda _: _watching(latest, events),
    )

    async def reporting_bugs(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await pages(scope, receive, send)
        except Exception as failure:
            if scope["type"] != "http":
                raise
            sys.stderr.write(bug_text(failure))  # the browser has got a page that says so

    # Outermost, so that its headers are on the page of an error of the program, too.
    return SecurityMiddleware(reporting_bugs, hosts, refusal)


@contextlib.asynccontextmanager
async def _watching(latest: LatestSnapshot, events: SaveEvents) -> AsyncIterator[None]:
    """Tell each save, and read in the background what pages do not wait for."""
    stop, saved = Event(), Event()
    seen = events.stamp.partition("-")[0]

    def publish_saves() -> None:
        for now in saves(latest.places, stop, seen):
            from_thread.run_sync(events.publish, now)
            saved.set()

    def read_on() -> None:
        while not stop.is_set():
            try:
                with contextlib.suppress(PtgenError):  # a page says so
                    while not stop.is_set() and latest.read_further():
                        from_thread.run_sync(events.publish, latest.current().stamp)
            except Exception as failure:  # noqa: BLE001 the page that asks for it fails, too
                sys.stderr.write(bug_text(failure))
            saved.wait()
            saved.clear()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(to_thread.run_sync, publish_saves)
        tasks.start_soon(to_thread.run_sync, read_on)
        try:
            yield
        finally:
            stop.set()
            saved.set()


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


class AddressError(PtgenError):
    """No socket can listen at the address."""


def take(host: str, port: int) -> socket.socket:
    """A socket that listens; ``port`` 0 takes any that is free. Raises :class:`AddressError`."""
    try:
        (family, _, _, _, address), *_ = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        return socket.create_server(address[:2], family=family)
    except socket.gaierror as failure:
        raise AddressError(f"没有地址 {host}。只在本机查看时不必写 --host") from failure
    except OSError as failure:
        raise AddressError(_reason(failure, host, port)) from failure


def _reason(failure: OSError, host: str, port: int) -> str:
    if failure.errno == errno.EADDRINUSE:
        return f"端口 {port} 已被占用。请换一个，如 --port {port + 1 if port < 65535 else 8000}"
    if failure.errno == errno.EACCES:
        return f"端口 {port} 需要管理员权限。请换一个大于 1023 的，如 --port 8000"
    if failure.errno == errno.EADDRNOTAVAIL:
        return f"{host} 不是本机的地址。只在本机查看时不必写 --host"
    return f"不能在 {host} 的端口 {port} 提供页面：{failure.strerror}"


def address_of(listener: socket.socket, host: str) -> str:
    """``http://127.0.0.1:8000/``: what a user opens."""
    name = "127.0.0.1" if host in EVERYWHERE else host
    host_name = f"[{name}]" if ":" in name else name
    return f"http://{host_name}:{listener.getsockname()[1]}/"


class Server(uvicorn.Server):
    """Ends the streams of open pages before it waits for all answers to end."""

    def __init__(self, config: uvicorn.Config, events: SaveEvents) -> None:
        super().__init__(config)
        self._events = events

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then all else."""
        self._events.close()
        await super().shutdown(sockets)


def server_for(places: tuple[Path, ...], host: str) -> Server:
    """The server of the projects below the places; it is run with a socket.

    Ctrl-C ends it and is raised as ``KeyboardInterrupt`` when all has ended.
    """
    latest = LatestSnapshot(places)
    events = SaveEvents(latest.current().stamp)
    config = uvicorn.Config(
        application(latest, hosts_of(host, socket.gethostname()), events),
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        lifespan="on",
        loop="asyncio",
        http="h11",
        ws="none",
        timeout_graceful_shutdown=5,
    )
    return Server(config, events)
