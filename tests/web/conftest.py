from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.clock import MovableClock
from bot.local import LocalTelegram
from bot.services.tools import Tools
from tests.databases import database
from tests.web.hall import Hall

__all__ = ["database"]


@pytest.fixture
async def hall(tools: Tools, clock: MovableClock) -> AsyncIterator[Hall]:
    """A loopback Telegram and one web process that it delivers to."""
    local = LocalTelegram(clock)
    await local.start()
    async with aiohttp.ClientSession() as http:
        hall = Hall(local, http, clock, tools)
        try:
            await hall.open()
            yield hall
        finally:
            await hall.close()
            await local.stop()
