"""One after the other in each chat, in the order in which they came; different chats do not wait for each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Locks by chat, kept only while somebody wants them."""

    def __init__(self) -> None:
        self._locks: dict[int, asyncio.Lock] = {}
        self._wanted: dict[int, int] = {}

    def __len__(self) -> int:
        """Return in how many chats somebody has the turn or waits for it."""
        return len(self._locks)

    @asynccontextmanager
    async def turn(self, chat_id: int) -> AsyncIterator[None]:
        """Wait for the chat's turn and have it."""
        lock = self._locks.setdefault(chat_id, asyncio.Lock())
        self._wanted[chat_id] = self._wanted.get(chat_id, 0) + 1
        try:
            async with lock:  # asyncio's lock is first come, first served
                yield
        finally:
            self._wanted[chat_id] -= 1
            if not self._wanted[chat_id]:
                del self._wanted[chat_id], self._locks[chat_id]
