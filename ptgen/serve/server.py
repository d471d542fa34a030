"""Stage serve: a place on the network is taken, and answered at until Ctrl-C."""

from __future__ import annotations

import errno
import socket
from pathlib import Path

import uvicorn

from ptgen.core.errors import PtgenError
from ptgen.serve.app import application
from ptgen.serve.security import EVERYWHERE, hosts_of
from ptgen.serve.snapshot import Library
from ptgen.serve.sse import Feed
from ptgen.watch import stamp


class AddressError(PtgenError):
    """The place cannot be taken; ``str()`` says why and what to do, in Chinese."""


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
    shown = f"[{name}]" if ":" in name else name
    return f"http://{shown}:{listener.getsockname()[1]}/"


class Server(uvicorn.Server):
    """Ends the streams of open pages before it waits for all answers to end."""

    def __init__(self, config: uvicorn.Config, feed: Feed) -> None:
        super().__init__(config)
        self._feed = feed

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then all else."""
        self._feed.close()
        await super().shutdown(sockets)


def server_for(places: tuple[Path, ...], host: str) -> Server:
    """What answers for the projects below the places, on a socket that it is run with.

    Ctrl-C ends it and is raised as ``KeyboardInterrupt`` when all has ended.
    """
    library, feed = Library(places), Feed(stamp(places))
    config = uvicorn.Config(
        application(library, hosts_of(host, socket.gethostname()), feed),
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
    return Server(config, feed)
