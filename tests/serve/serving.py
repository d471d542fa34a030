"""Pages for tests: served by the server that users have, in a thread of the test."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from ptgen.serve.server import address_of, server_for, take


@dataclass(frozen=True, slots=True)
class Served:
    """Where the pages are, and the folder that they are about."""

    url: str
    folder: Path
    client: httpx.Client

    def get(self, path: str, **headers: str) -> httpx.Response:
        """The answer to a request."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers=named)

    def text(self, path: str) -> str:
        """A page that is there."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text


@contextlib.contextmanager
def serving(folder: Path, host: str = "127.0.0.1") -> Iterator[Served]:
    """Serve ``folder/projects`` on a free port, until the end."""
    listener = take("127.0.0.1", 0)
    server = server_for((folder / "projects",), host)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    url = address_of(listener, "127.0.0.1")
    try:
        with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
            yield Served(url, folder, client)
    finally:
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive()
