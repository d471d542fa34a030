"""A watch over a process: which files it opens, which addresses it reaches, what it runs.

Python tells its own audit hooks of each (PEP 578). A hook stays for the life of the process, so
there is one, which tells whoever watches.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_REACHING = frozenset(
    {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto",
     "socket.bind", "urllib.Request", "ftplib.connect", "http.client.connect"}
)  # fmt: skip
_RUNNING = frozenset({"os.system", "os.exec", "os.posix_spawn", "os.fork", "subprocess.Popen"})


@dataclass(slots=True)
class Watch:
    """What was seen: paths opened, and all that reaches out or runs, as texts."""

    opened: list[str] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)

    def tell(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            self.opened.append(os.fsdecode(arguments[0]))
        elif event in _REACHING or event in _RUNNING:
            self.reached.append(f"{event} {arguments}")


_WATCHING: list[Watch] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    for one in _WATCHING:
        one.tell(event, arguments)


sys.addaudithook(_hook)


@contextmanager
def watch() -> Iterator[Watch]:
    """Everything that Python opens or reaches inside."""
    seen = Watch()
    _WATCHING.append(seen)
    try:
        yield seen
    finally:
        _WATCHING.remove(seen)
