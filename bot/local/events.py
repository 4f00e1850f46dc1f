"""What has just happened, told to every open page and to whoever waits for it."""

from __future__ import annotations

import asyncio

from bot.local.wire import Json


class Hub:
    """Hands each event to all who listen at that moment."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Json | None]] = set()
        self._closed = False

    def publish(self, event: Json) -> None:
        """Hand an event (`{"type": …}`) to all listeners."""
        for listener in self._listeners:
            listener.put_nowait(event)

    def listen(self) -> asyncio.Queue[Json | None]:
        """Return a queue of the events from now on; None in it means the end."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        if self._closed:
            queue.put_nowait(None)
        self._listeners.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[Json | None]) -> None:
        """Stop listening."""
        self._listeners.discard(queue)

    def close(self) -> None:
        """End all listening."""
        self._closed = True
        for listener in self._listeners:
            listener.put_nowait(None)
