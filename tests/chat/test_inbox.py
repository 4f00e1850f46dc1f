"""The queue that keeps what it is handed: before Telegram hears of it, once, in order, whatever the database does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

import pytest
from sqlalchemy import text
from telegram import Bot, Update

from bot.chat import inbox as chat_inbox
from bot.chat.inbox import InboxQueue
from bot.services import inbox
from bot.services.tools import Tools
from tests.conftest import Stage
from tests.databases import breaks_once_committed
from tests.phone import until

CHAT = {"id": 7, "type": "private", "first_name": "Robin"}


def update(number: int, said: str = "hello") -> Update:
    made = Update.de_json(
        {
            "update_id": number,
            "message": {
                "message_id": number,
                "date": 1_795_000_000,
                "chat": CHAT,
                "from": {**CHAT, "is_bot": False},
                "text": said,
            },
        },
        None,
    )
    assert made is not None
    return made


def queued(queue: asyncio.Queue[object]) -> list[int]:
    """Take everything out of a queue; return the numbers of the updates."""
    found = []
    while not queue.empty():
        item = queue.get_nowait()
        assert isinstance(item, Update)
        found.append(item.update_id)
    return found


@pytest.fixture
def bot() -> Bot:
    return Bot("123456:a-token-for-nothing-at-all")


async def test_what_was_put_is_on_disk_when_put_returns(tools: Tools) -> None:
    queue = InboxQueue(tools)
    await queue.put(update(5, "the very words"))
    (payload,) = inbox.pending(tools)
    assert json.loads(payload)["message"]["text"] == "the very words"
    assert queued(queue) == [5]


async def test_a_known_number_is_dropped_before_and_after_it_was_handled(tools: Tools) -> None:
    queue = InboxQueue(tools)
    await queue.put(update(5))
    await queue.put(update(5))
    assert queued(queue) == [5]
    await queue.handled(update(5))
    await queue.put(update(5))
    assert queued(queue) == []
    assert inbox.pending(tools) == []


async def test_what_is_no_update_passes_through_and_is_not_kept(tools: Tools) -> None:
    queue = InboxQueue(tools)
    await queue.put("a word of PTB's own")
    assert queue.get_nowait() == "a word of PTB's own"
    assert inbox.pending(tools) == []


async def test_nothing_personal_stays_once_it_is_handled(tools: Tools) -> None:
    queue = InboxQueue(tools)
    await queue.put(update(5, "my knee hurts"))
    await queue.handled(update(5))
    with tools.store.reading() as session:
        rows = session.connection().execute(text("SELECT update_id, payload FROM inbox_update")).all()
    assert rows == [(5, None)]


async def test_after_a_restart_what_was_not_handled_comes_back_in_order_and_whole(
    tools: Tools, bot: Bot
) -> None:
    before = InboxQueue(tools)
    for number in (12, 10, 11, 9):
        await before.put(update(number, f"said {number}"))
    await before.handled(update(10))
    after = InboxQueue(tools)
    assert await after.restore(bot) == 3
    assert after.get_nowait() == update(9, "said 9")
    restored = after.get_nowait()
    assert isinstance(restored, Update)
    assert restored.message is not None
    assert restored.message.text == "said 11"
    assert restored.message.get_bot() is bot, "so that it can be answered"
    assert queued(after) == [12]


async def test_what_comes_again_after_a_restart_is_dropped(tools: Tools, bot: Bot) -> None:
    await InboxQueue(tools).put(update(5))
    after = InboxQueue(tools)
    await after.restore(bot)
    await after.put(update(5))  # Telegram never heard that it arrived
    assert queued(after) == [5]


def rename(tools: Tools, old: str, new: str) -> None:
    """Take the table away, so that the database refuses, or put it back."""
    with tools.store.writing() as session:
        session.connection().execute(text(f"ALTER TABLE {old} RENAME TO {new}"))


async def test_while_the_database_fails_it_waits_and_tries_again(
    tools: Tools, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing gets into the queue, so nothing is confirmed, and nothing is lost."""
    monkeypatch.setattr(chat_inbox, "RETRY_SECONDS", 0.0)
    rename(tools, "inbox_update", "away")
    queue = InboxQueue(tools)
    putting = asyncio.create_task(queue.put(update(5)))
    await until(lambda: len(caplog.records) >= 2, "it was not tried again")
    assert not putting.done()
    assert queue.empty()
    rename(tools, "away", "inbox_update")
    await putting
    assert queued(queue) == [5]
    assert len(inbox.pending(tools)) == 1
    assert "could not be kept" in caplog.text
    assert "Robin" not in caplog.text


async def test_what_the_database_took_without_saying_so_is_queued_once(
    tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_inbox, "RETRY_SECONDS", 0.0)
    queue = InboxQueue(tools)
    with breaks_once_committed(tools.store):
        await queue.put(update(5))
    await queue.put(update(5))
    assert queued(queue) == [5]
    await queue.handled(update(5))
    await queue.put(update(5))
    assert queued(queue) == []


async def test_what_a_poll_brings_is_kept_together_and_queued_in_its_order(tools: Tools) -> None:
    queue = InboxQueue(tools)
    await queue.put(update(4))
    await queue.keep([update(number) for number in (4, 6, 5)])
    assert len(inbox.pending(tools)) == 3
    assert queued(queue) == [4], "it is PTB that puts them in"
    for number in (4, 6, 5):
        await queue.put(update(number))
    assert queued(queue) == [6, 5]


async def test_a_poll_is_kept_in_one_transaction(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []
    real = inbox.keep

    def keep(tools: Tools, arrived: Sequence[inbox.Arrived]) -> set[int]:
        kept.append(len(arrived))
        return real(tools, arrived)

    monkeypatch.setattr(inbox, "keep", keep)
    calls = [
        stage.http.post(f"{stage.local.page_url}local/chats/{chat}/text", json={"text": "/start"})
        for chat in range(7001, 7006)
    ]
    for response in await asyncio.gather(*calls):
        assert response.status == 200
    await stage.settled()
    assert sum(kept) == 5
    assert len(kept) < 5


async def test_telegram_hears_that_an_update_came_only_when_it_is_kept(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(chat_inbox, "RETRY_SECONDS", 0.0)
    rename(stage.bot.desk.tools, "inbox_update", "away")
    url = f"{stage.local.page_url}local/chats/7/text"
    async with stage.http.post(url, json={"text": "/start"}) as response:
        assert response.status == 200
    await until(lambda: len(caplog.records) >= 2, "it was not tried again")
    assert stage.local.waiting_updates == 1
    assert not any(call["method"] == "sendMessage" for call in stage.local.calls)
    rename(stage.bot.desk.tools, "away", "inbox_update")
    await stage.settled()
    assert stage.local.waiting_updates == 0
    assert any(call["method"] == "sendMessage" and call["chat"] == 7 for call in stage.local.calls)
