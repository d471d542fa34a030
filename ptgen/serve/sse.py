"""Server-sent events: open pages hear that a file was saved."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio


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
