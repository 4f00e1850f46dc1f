"""A key is lost, and updates that it sealed wait: everything else goes on, and they stay for the day it is back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text
from telegram import Bot

from bot.chat.inbox import InboxQueue
from bot.chat.shared_inbox import SharedInbox
from bot.clock import MovableClock
from bot.services import inbox, shared_inbox
from bot.services.shared_inbox import LEASE, Waiting
from bot.services.tools import Tools
from bot.store.database import Store
from bot.store.sealing import KeyRing
from tests.chat.test_inbox import queued, update
from tests.databases import KEY, key_of

HERE = KeyRing([key_of("here")])
BOTH = KeyRing([key_of("here"), KEY])
ME, OTHER = "a" * 16, "b" * 16
CHAT = 7


@pytest.fixture
def bot() -> Bot:
    return Bot("123456:a-token-for-nothing-at-all")


@pytest.fixture
def keyless(tools: Tools) -> Iterator[Tools]:
    """The tools of a process that has another key than the one of `tools`."""
    store = Store(tools.store.url, HERE)
    yield replace(tools, store=store)
    store.close()


def keep(tools: Tools, *numbers: int, chat: int = CHAT) -> None:
    for number in numbers:
        inbox.keep(tools, [inbox.Arrived(number, update(number, f"Boston {number}").to_json(), chat)])


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    assert "Boston" not in caplog.text
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def left(tools: Tools) -> int:
    with tools.store.reading() as session:
        query = "SELECT count(*) FROM inbox_update WHERE handled_at IS NULL AND payload IS NOT NULL"
        return int(session.connection().execute(text(query)).scalar_one())


async def test_a_process_that_polls_starts_without_them(
    tools: Tools, keyless: Tools, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    keep(tools, 1, 3)
    keep(keyless, 2)
    queue = InboxQueue(keyless)
    assert await queue.restore(bot) == 1
    assert queued(queue) == [2]
    assert [each.split(" cannot be opened")[0] for each in told(caplog)] == ["Update 1", "Update 3"]
    await queue.handled(update(2))
    assert left(tools) == 2
    keyless.store.use(BOTH)
    assert await queue.restore(bot) == 2, "the key is back"


async def test_processes_that_share_the_chats_start_without_them_and_say_it_once(
    tools: Tools, keyless: Tools, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    keep(tools, 1, 3)
    keep(tools, 5, chat=8)
    keep(keyless, 2)
    shared = SharedInbox(keyless)
    await shared.start(bot)
    try:
        assert queued(shared) == [2]
        await shared.handled(update(2))
        for _ in range(3):
            await shared.round()
        assert sorted(each.split(" cannot be opened")[0] for each in told(caplog)) == [
            "Update 1",
            "Update 3",
            "Update 5",
        ]
        assert await shared.receive(update(9), update(9).to_json())
        assert queued(shared) == [9], "the chat goes on"
        await shared.handled(update(9))
        assert len(told(caplog)) == 3
        assert left(tools) == 3
        keyless.store.use(BOTH)
        assert await shared.receive(update(10), update(10).to_json())
        assert queued(shared) == [1, 3, 10], "the key is back"
    finally:
        await shared.stop()


def test_a_chat_in_which_nothing_can_be_opened_belongs_to_nobody(
    tools: Tools, keyless: Tools, clock: MovableClock
) -> None:
    keep(tools, 1)
    assert shared_inbox.abandoned(keyless) == [CHAT]
    assert shared_inbox.take_over(keyless, ME, CHAT) == [Waiting(1, None)]
    assert shared_inbox.abandoned(keyless) == [CHAT]
    assert shared_inbox.abandoned(keyless, [1]) == []
    waiting = shared_inbox.receive(keyless, OTHER, 2, "{}", CHAT)
    assert waiting == [Waiting(1, None), Waiting(2, "{}")], "whoever comes next has the chat"
    assert shared_inbox.handled(keyless, OTHER, 2, CHAT, last=True) == [Waiting(1, None)]
    assert shared_inbox.receive(keyless, ME, 3, "{}", CHAT), "and gives it back"
    clock.advance(LEASE)
    assert shared_inbox.abandoned(keyless, [1]) == [CHAT], "what can be opened is still taken over"


def test_one_that_somebody_has_changed_is_left_where_it_is(
    tools: Tools, caplog: pytest.LogCaptureFixture
) -> None:
    keep(tools, 1, 2)
    with tools.store.writing() as session:
        session.connection().execute(
            text("UPDATE inbox_update SET payload = 'plain Boston' WHERE update_id = 1")
        )
    assert len(inbox.pending(tools)) == 1
    assert len(told(caplog)) == 1
    assert left(tools) == 2
