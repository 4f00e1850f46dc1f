"""A database that is away: told once, however many calls, jobs and updates meet it, and once when it is back."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError

from bot.chat import outage
from bot.chat.desk import Desk
from bot.chat.outage import Outage
from bot.chat.router import error_handler
from bot.chat.sending import Budget
from bot.services.tools import Tools
from tests.conftest import messages

AWAY = OperationalError("SELECT 1", None, Exception("gone"), connection_invalidated=True)
GONE, BACK = (
    "The database cannot be reached; what is in hand waits for it",
    "The database can be reached again",
)


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


class Calls:
    """Something that cannot reach the database the first times."""

    def __init__(self, failures: int) -> None:
        self.left = failures
        self.made = 0

    async def __call__(self) -> str:
        self.made += 1
        if self.left:
            self.left -= 1
            raise AWAY
        return "done"


@pytest.mark.parametrize("failures", [1, 2])
async def test_it_is_back_with_whichever_try_arrives(
    failures: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(outage, "PAUSES", (0.0, 0.0))
    assert await Outage().through(Calls(failures)) == "done"
    assert warnings(caplog) == [GONE, BACK]


async def test_after_the_last_try_the_error_is_the_callers(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(outage, "PAUSES", (0.0, 0.0))
    calls, knows = Calls(4), Outage()
    with pytest.raises(OperationalError):
        await knows.through(calls)
    assert calls.made == 3
    assert await knows.through(calls) == "done"
    assert warnings(caplog) == [GONE, BACK]


async def test_updates_that_cannot_be_handled_are_told_of_once(
    tools: Tools, caplog: pytest.LogCaptureFixture
) -> None:
    handle = error_handler(Desk(tools, messages(), Budget(10)))
    for _ in range(3):
        await handle(None, SimpleNamespace(error=AWAY))
    assert warnings(caplog) == [GONE]
