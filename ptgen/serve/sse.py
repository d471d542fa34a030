"""Tells open pages that something was saved, as server-sent events."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio


class Feed:
    """The stamp of now for any number of listeners; lives in one event loop."""

    def __init__(self, stamp: str) -> None:
        self.stamp = stamp
        self._moved = anyio.Event()
        self._closed = False

    def publish(self, stamp: str) -> None:
        """Tell everybody of a new stamp."""
        self.stamp = stamp
        self._wake()

    def close(self) -> None:
        """End every stream."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        moved, self._moved = self._moved, anyio.Event()
        moved.set()

    async def events(self) -> AsyncIterator[str]:
        """The stamp of now, then each further one; ends when the feed is closed."""
        yield "retry: 1000\n\n"
        told = ""
        while not self._closed:
            moved = self._moved
            if self.stamp != told:
                told = self.stamp
                yield f"data: {told}\n\n"
            else:
                await moved.wait()
