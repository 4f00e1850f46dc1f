"""The database of a web process is away: told once, however many deliver and look on meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from sqlalchemy.engine import Engine

from bot.store.database import Store
from tests.databases import KEYS, only_sqlite
from tests.web.hall import METRICS_KEY, Hall, message

CHAT = 1001
AUTHORIZED = {"Authorization": f"Bearer {METRICS_KEY}"}


@pytest.fixture
def nowhere() -> Iterator[Engine]:
    """The engine of a server that is not there."""
    store = Store("postgresql+psycopg://robin@127.0.0.1:1/none", KEYS)
    yield store.engine
    store.close()


async def figures(hall: Hall) -> str:
    async with hall.http.get(f"{hall.url}/metrics", headers=AUTHORIZED) as response:
        assert response.status == 200
        return await response.text()


@only_sqlite
async def test_deliveries_and_monitors_meanwhile_are_answered_and_it_is_told_once(
    hall: Hall, nowhere: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    hall.local._state.open_chat(CHAT)
    late = message(hall.number())
    assert "stridesmith_database_answers 1.0" in await figures(hall)
    with monkeypatch.context() as away:
        away.setattr(hall.processes[0].bot.desk.tools.store, "engine", nowhere)
        for _ in range(3):
            assert await hall.post(late) == 503
            found = await figures(hall)
            assert "stridesmith_updates_received_total 0.0" in found
            assert "stridesmith_database_answers 0.0" in found
            assert "stridesmith_runners" not in found
            async with hall.http.get(f"{hall.url}/calendar/somebody.ics") as response:
                assert response.status == 503
    assert await hall.post(late) == 200
    await hall.settled()
    assert len(hall.sent()) == 2
    assert "stridesmith_runners 1.0" in await figures(hall)
    told = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.getMessage() for record in told] == [
        "The database cannot be reached; what is in hand waits for it",
        "The database can be reached again",
    ]
    assert not any(record.exc_info for record in told)
