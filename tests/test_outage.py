"""PostgreSQL is stopped and started again under the running bot: nothing is lost, nothing comes twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import closing
from datetime import time, timedelta

import psycopg
import pytest

from bot.clock import MovableClock
from bot.library import Library
from bot.services.tools import Tools
from bot.store.database import Store
from bot.understanding.door import Understanding
from tests.conftest import START, Stage, staged
from tests.databases import KEYS, Cluster, cluster
from tests.phone import until
from tests.services.people import settle

RUNNERS, NEWCOMERS = range(1001, 1005), range(2001, 2005)


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """A server of this file's own: others would not like what is done to it."""
    with cluster(durable=False) as made:
        yield made


def opened(
    url: str, clock: MovableClock, library: Library, understanding: Understanding, *, due: time
) -> Tools:
    """Return the tools of a bot with some runners, who are reminded at a time."""
    tools = Tools(Store(url, KEYS), clock, library, understanding)
    for chat in RUNNERS:
        settle(tools, chat, at=due, sessions=[START.date()])
    return tools


async def post(stage: Stage, chat: int, text: str) -> None:
    """Type, without waiting for anything."""
    url = f"{stage.local.page_url}local/chats/{chat}/text"
    async with stage.http.post(url, json={"text": text}) as response:
        assert response.status == 200


def sent(stage: Stage, chat: int) -> list[str]:
    """Return the texts that were sent to a chat."""
    return [
        call["params"]["text"]
        for call in stage.local.calls
        if call["method"] == "sendMessage" and call["chat"] == chat and call["delivered"]
    ]


async def test_after_an_outage_everybody_has_their_answers_and_reminders_once(
    server: Cluster,
    clock: MovableClock,
    library: Library,
    understanding: Understanding,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "bot")
    url = server.url(server.migrated())
    tools = opened(url, clock, library, understanding, due=time(10))
    async with staged(tools, clock) as stage:
        for chat in RUNNERS:
            stage.local._state.open_chat(chat)
        in_hand, *arriving = NEWCOMERS
        # An answer that is on its way to Telegram while the database goes: what follows it has to wait.
        stage.local._faults.add(
            {"kind": "slow", "method": "sendMessage", "seconds": 2, "chat": in_hand, "count": 1}
        )
        await post(stage, in_hand, "/start")
        await until(lambda: any(call.get("fault") for call in stage.local.calls), "no answer is on its way")
        await asyncio.to_thread(server.stop)
        for chat in arriving:
            await post(stage, chat, "/start")
        clock.advance(timedelta(hours=1, minutes=10))
        await until(lambda: "cannot be reached" in caplog.text, "the outage was not noticed")
        assert [sent(stage, chat) for chat in (*RUNNERS, *arriving)] == [[]] * 7
        await asyncio.to_thread(server.start)
        await until(lambda: all(sent(stage, chat) for chat in RUNNERS), "the reminders do not come")
        await until(lambda: all(len(sent(stage, chat)) == 2 for chat in NEWCOMERS), "no answers")
        await stage.settled()

        await stage.phone(in_hand).say("tue intervals, thu tempo, sun long")
        assert [len(sent(stage, chat)) for chat in NEWCOMERS] == [3, 2, 2, 2]
        assert [len(sent(stage, chat)) for chat in RUNNERS] == [1, 1, 1, 1]
    said = [record for record in caplog.records if record.name.startswith("bot.")]
    assert [record for record in said if record.levelno >= logging.ERROR or record.exc_info] == []
    told = [record.getMessage() for record in said]
    assert told.count("The database cannot be reached; what is in hand waits for it") == 1
    assert told.count("The database can be reached again") == 1


async def test_a_statement_that_takes_too_long_is_told_calmly(
    server: Cluster,
    clock: MovableClock,
    library: Library,
    understanding: Understanding,
    caplog: pytest.LogCaptureFixture,
) -> None:
    url = server.url(server.migrated())
    tools = opened(
        f"{url}&options=-c%20statement_timeout%3D1000", clock, library, understanding, due=time(20)
    )
    plain = tools.store.url.set(drivername="postgresql").difference_update_query(["options"])
    async with staged(tools, clock) as stage:
        phone = stage.phone(RUNNERS[0])
        with closing(psycopg.connect(plain.render_as_string(hide_password=False))) as other:
            other.execute("LOCK TABLE runner IN ACCESS EXCLUSIVE MODE")
            assert "Something went wrong on my side" in await phone.say("/today")
        assert "QueryCanceled" in caplog.text
        assert "Something went wrong" not in await phone.say("/today")
