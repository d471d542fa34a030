"""What every request must be, and the headers of every answer.

Only reading, only by a name of this machine (a page elsewhere could let its own name point here:
DNS rebinding), and nothing runs, loads or frames that is not ours.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN_NAMES: Final = ("127.0.0.1", "localhost", "::1")
EVERYWHERE: Final = ("0.0.0.0", "::", "")  # noqa: S104 the names by which a user asks for it
"""Hosts that stand for every address of the machine."""

PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
SHEET_POLICY: Final = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""For what users' texts and templates make: it is looked at, and can do nothing."""

_HEADERS: Final = {
    "content-security-policy": PAGE_POLICY,
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-dns-prefetch-control": "off",
}
_HOST: Final = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::\d{1,5})?")

Refuse = Callable[[int, str, str], Response]


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names by which the page may be asked for; any address where it listens on all."""

    names: Collection[str]
    addresses: bool

    def allow(self, header: str | None) -> bool:
        """Whether a Host header names this machine."""
        match = _HOST.fullmatch(header or "")
        if match is None:
            return False
        name = (match[1] or match[2]).lower()
        return name in self.names or (self.addresses and _is_address(name))


def hosts_of(host: str, machine: str) -> Hosts:
    """The names for a host that a user asked for; ``machine`` is this machine's own."""
    everywhere = host in EVERYWHERE
    return Hosts((*OWN_NAMES, (machine if everywhere else host).lower()), everywhere)


def _is_address(name: str) -> bool:
    # No page elsewhere can make a browser write an address here in place of its own name.
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class SecurityMiddleware:
    """ASGI middleware: refuses what it must, and puts the headers on every answer."""

    app: ASGIApp
    hosts: Hosts
    refuse: Refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        app = self._refused(scope) or self.app
        await app(scope, receive, send_with_headers)

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not self.hosts.allow(headers.get("host")):
            return self.refuse(400, "地址不对", "请用启动 ptgen serve 时显示的地址打开。")
        if scope["method"] not in ("GET", "HEAD"):
            response = self.refuse(405, "只能查看", "这里只供查看，不能修改。")
            response.headers["allow"] = "GET, HEAD"
            return response
        if headers.get("sec-fetch-site") == "cross-site" and not _is_visit(headers):
            return self.refuse(403, "来自别的网站", "别的网站不能取这里的内容。")
        return None


def _is_visit(headers: Headers) -> bool:
    """Whether a person followed a link, which shows nothing to the page with the link."""
    mode, target = headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")
    return mode == "navigate" and target == "document"
