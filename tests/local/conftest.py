from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.clock import FrozenClock, MovableClock
from bot.local import LocalTelegram

from .phone import Client

START = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(FrozenClock(START))


@pytest.fixture
async def telegram(clock: MovableClock) -> AsyncIterator[LocalTelegram]:
    server = LocalTelegram(clock)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def client(telegram: LocalTelegram) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(telegram, session)
