"""Broadcasts against the loopback Bot API: what arrives, what is noted, and who is told how it ended."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest
from sqlmodel import select
from telegram import Bot

from bot.chat.desk import Desk
from bot.chat.sending import Budget
from bot.clock import MovableClock
from bot.local import DEFAULT_TOKEN
from bot.reminders.broadcasts import Broadcaster
from bot.reminders.jobs import Clockwork
from bot.services import broadcasts
from bot.services.broadcasts import LEASE, Progress
from bot.store.tables import Broadcast, BroadcastDelivery, Chat
from tests.phone import until
from tests.reminders.office import Office
from tests.services.people import settle

FIRST = 710_001
BOSS = 720_001
TEXT = "Hello <b>all</b> & everybody"
ARRIVED = f"A word from whoever runs this bot\n\n{TEXT}"


def broadcaster(office: Office, *operators: int) -> Broadcaster:
    """Return another process's broadcaster."""
    dispatcher_bot = office._doors[-1]
    bot = Bot(
        DEFAULT_TOKEN,
        base_url=office.local.api_url,
        request=dispatcher_bot,
        get_updates_request=dispatcher_bot,
    )
    budget = Budget(10_000.0, chat_seconds=0)
    return Broadcaster(bot, Desk(office.tools, office._messages, budget, operators=frozenset(operators)))


async def confirmed(office: Office, chats: int = 3) -> int:
    """Let some runners be there and a broadcast be confirmed."""
    await office.dispatcher()  # opens a way to the Bot API
    for number in range(chats):
        settle(office.tools, FIRST + number)
        await office.open_chat(FIRST + number)
    number = broadcasts.draft(office.tools, TEXT).id
    broadcasts.confirm(office.tools, number)
    return number


def outcomes(office: Office) -> list[str]:
    with office.tools.store.reading() as session:
        return sorted(row.outcome for row in session.exec(select(BroadcastDelivery)))


async def arrived(office: Office, chats: int = 3) -> list[int]:
    """How many messages arrived in each chat."""
    return [len(await office.texts(FIRST + number)) for number in range(chats)]


async def test_everybody_gets_it_once_and_the_operator_hears_of_it(office: Office) -> None:
    await confirmed(office)
    await office.open_chat(BOSS)
    assert await broadcaster(office, BOSS).tick() == 3
    assert await broadcaster(office, BOSS).tick() == 0

    assert await arrived(office) == [1, 1, 1]
    assert await office.texts(FIRST) == [ARRIVED]
    assert await office.texts(BOSS) == ["Delivered to 3."]


async def test_an_operator_without_a_chat_holds_nothing_up(office: Office) -> None:
    number = await confirmed(office)
    await broadcaster(office, 999_999).tick()
    view = broadcasts.show(office.tools, number)
    assert view is not None
    assert view.progress is Progress.FINISHED


async def test_two_processes_share_the_work(office: Office) -> None:
    await confirmed(office, chats=30)
    assert sum(await asyncio.gather(broadcaster(office).tick(), broadcaster(office).tick())) == 30
    assert await arrived(office, 30) == [1] * 30


@pytest.mark.parametrize("kind", ["403", "chat-not-found"])
async def test_who_blocked_the_bot_is_noted_and_reminded_no_more(office: Office, kind: str) -> None:
    await confirmed(office)
    if kind == "403":
        await office.fault("403", chat=FIRST + 1)
    else:
        office.local._state.chats.pop(FIRST + 1)
    await broadcaster(office).tick()
    with office.tools.store.reading() as session:
        chat = session.get(Chat, FIRST + 1)
    assert chat is not None
    assert chat.blocked_at is not None
    assert outcomes(office) == ["blocked", "sent", "sent"]


async def test_a_flood_refusal_is_waited_out_and_nobody_gets_it_twice(office: Office) -> None:
    await confirmed(office)
    await office.fault("429", chat=FIRST + 1, retry_after=1, count=1)
    first = broadcaster(office)
    await first.tick()
    assert await arrived(office) in ([1, 0, 1], [1, 0, 0], [0, 0, 1], [0, 0, 0])
    await broadcaster(office).tick()
    assert await arrived(office) == [1, 1, 1]
    assert outcomes(office) == ["sent"] * 3


async def test_what_may_have_arrived_is_repeated_once_silently(office: Office, clock: MovableClock) -> None:
    await confirmed(office, chats=1)
    await office.fault("drop", count=1)
    await broadcaster(office).tick()
    assert outcomes(office)[0].startswith("1@")
    clock.advance(LEASE + timedelta(seconds=1))
    await broadcaster(office).tick()
    messages = await office.messages(FIRST)
    assert [message["silent"] for message in messages] == [True]
    assert outcomes(office) == ["sent"]


async def test_a_crash_in_the_middle_goes_on_where_it_was(office: Office, clock: MovableClock) -> None:
    await confirmed(office, chats=5)
    broadcasts.claim(office.tools, limit=2)  # taken by a process that died
    await broadcaster(office).tick()
    assert await arrived(office, 5) == [0, 0, 1, 1, 1]
    clock.advance(LEASE + timedelta(seconds=1))
    await broadcaster(office).tick()
    assert await arrived(office, 5) == [1] * 5
    with office.tools.store.reading() as session:
        assert session.exec(select(Broadcast)).one().finished_at is not None


async def test_one_that_fails_takes_no_other_with_it(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await confirmed(office)
    note = broadcasts.note

    def broken(tools, delivery, outcome):  # type: ignore[no-untyped-def]
        if delivery.chat_id == FIRST:
            raise OSError("the disk is full")
        note(tools, delivery, outcome)

    monkeypatch.setattr(broadcasts, "note", broken)
    with caplog.at_level(logging.ERROR):
        await broadcaster(office).tick()
    assert sorted(outcomes(office))[1:] == ["sent", "sent"]
    assert "could not be handled" in caplog.text


async def test_the_clockwork_drives_it_and_stops_it_cleanly(office: Office, clock: MovableClock) -> None:
    dispatcher = await office.dispatcher()
    clockwork = Clockwork(dispatcher, office.tools, broadcaster=broadcaster(office), every_seconds=86_400.0)
    clockwork.start()
    number = await confirmed(office)

    def finished() -> bool:
        view = broadcasts.show(office.tools, number)
        return view is not None and view.progress is Progress.FINISHED

    def looked() -> bool:
        clockwork.wake()
        return finished()

    await until(looked, "the broadcast")
    await clockwork.stop()
    assert await arrived(office) == [1, 1, 1]
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "broadcasts"]


async def test_stopping_puts_back_what_waits(office: Office) -> None:
    number = await confirmed(office, chats=6)
    worker = broadcaster(office)
    worker._desk.budget.close_reminders()
    await worker.tick()
    await worker.drain()
    assert outcomes(office) == []
    assert await worker.tick() == 0
    view = broadcasts.show(office.tools, number)
    assert view is not None
    assert (view.progress, view.left) == (Progress.ON_ITS_WAY, 6)
