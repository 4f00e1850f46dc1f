from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.chat.messages import Messages
from bot.clock import MovableClock
from bot.local import LocalTelegram
from bot.services.tools import Tools
from bot.settings import PROJECT_FOLDER
from tests.databases import database
from tests.reminders.office import Office, opened

__all__ = ["database"]


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let python-telegram-bot give durations as such; else every flood refusal also warns."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture(scope="session")
def messages() -> Messages:
    """The real words."""
    return Messages(PROJECT_FOLDER / "content" / "messages" / "en")


@pytest.fixture
async def office(tools: Tools, messages: Messages, clock: MovableClock) -> AsyncIterator[Office]:
    """A loopback Telegram for the dispatchers of a test."""
    async with opened(tools, messages, LocalTelegram(clock)) as office:
        yield office
