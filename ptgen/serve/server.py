"""A socket on which the pages are served until Ctrl-C."""

from __future__ import annotations

import errno
import socket
from pathlib import Path

import uvicorn

from ptgen.core.errors import PtgenError
from ptgen.serve.app import SaveEvents, application
from ptgen.serve.security import EVERYWHERE, hosts_of
from ptgen.serve.snapshot import LatestSnapshot
from ptgen.watch import stamp


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
    events = SaveEvents(stamp(places))
    config = uvicorn.Config(
        application(LatestSnapshot(places), hosts_of(host, socket.gethostname()), events),
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
