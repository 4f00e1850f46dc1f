"""Whether the process is alive, and whether it can work."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.services.health import trouble
from bot.services.tools import Tools

PATIENCE_SECONDS = 5.0
REMEMBERED_SECONDS = 1.0  # whoever asks more often gets the same answer: the path is open to everybody


class Health:
    """Answers a platform's questions; `ready` says whether the process has started and does not stop."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self.ready = False
        self._looked_at = float("-inf")
        self._trouble: str | None = None
        self._looking = asyncio.Lock()

    async def alive(self, _request: web.Request) -> web.Response:
        """Say that the process runs."""
        return web.Response(text="alive\n")

    async def readiness(self, _request: web.Request) -> web.Response:
        """Say whether updates can be handled: 503 while the process starts or stops, or without its database."""
        problem = await self._look() if self.ready else "starting or stopping"
        if problem is None:
            return web.Response(text="ready\n")
        return web.Response(status=503, text=f"not ready: {problem}\n")

    async def _look(self) -> str | None:
        loop = asyncio.get_running_loop()
        async with self._looking:
            if loop.time() - self._looked_at >= REMEMBERED_SECONDS:
                try:
                    async with asyncio.timeout(PATIENCE_SECONDS):
                        self._trouble = await asyncio.to_thread(trouble, self._tools)
                except TimeoutError:
                    self._trouble = "the database does not answer"
                self._looked_at = loop.time()
            return self._trouble
