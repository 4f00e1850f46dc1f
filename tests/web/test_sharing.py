"""Several web processes on one database: one answer to each message, in order, through crashes and restarts."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Update

from bot.services import inbox as inbox_service
from bot.services import shared_inbox
from bot.services.shared_inbox import LEASE, abandoned
from bot.web.reading import read_update
from tests.databases import breaks_once_committed
from tests.phone import until
from tests.web.hall import Hall, message

CHAT = 1001


@pytest.fixture
def handled(hall: Hall) -> list[int]:
    """The numbers of the messages as any process handles them; opened chats answer."""
    hall.local._state.open_chat(CHAT)
    return []


def watch(hall: Hall, seen: list[tuple[int, int]]) -> None:
    """Note which process finishes which update."""
    for index, process in enumerate(hall.processes):
        after = process.bot.processor._after
        assert after is not None

        async def noted(update: Update, index: int = index, after=after) -> None:  # type: ignore[no-untyped-def]
            seen.append((index, update.update_id))
            await after(update)

        process.bot.processor._after = noted


async def test_two_processes_share_one_chat_without_doubling_or_reordering(hall: Hall) -> None:
    hall.local._state.open_chat(CHAT)
    await hall.open()
    seen: list[tuple[int, int]] = []
    watch(hall, seen)
    numbers = [hall.number() for _ in range(14)]
    for index, number in enumerate(numbers):
        # As Telegram does: the next one of a chat when the one before is confirmed, whoever confirmed it.
        assert await hall.post(message(number, f"nonsense number {number}"), to=index % 2) == 200
    await hall.settled()
    assert [number for _, number in seen] == numbers
    assert len(hall.sent()) == len(numbers) + 1  # a stranger's first words bring the welcome and the question
    assert hall.inbox(0).received == hall.inbox(1).received == 7


async def test_many_chats_are_spread_over_the_processes(hall: Hall) -> None:
    await hall.open()
    seen: list[tuple[int, int]] = []
    watch(hall, seen)
    chats = range(2000, 2012)
    for chat in chats:
        hall.local._state.open_chat(chat)
    await asyncio.gather(*(hall.post(message(hall.number(), "/start", chat), to=chat % 2) for chat in chats))
    await hall.settled()
    assert {index for index, _ in seen} == {0, 1}
    assert [len(hall.sent(chat)) for chat in chats] == [2] * len(chats)


async def test_a_message_that_comes_twice_to_two_processes_is_answered_once(hall: Hall) -> None:
    hall.local._state.open_chat(CHAT)
    await hall.open()
    update = message(hall.number())
    assert await asyncio.gather(*(hall.post(update, to=index % 2) for index in range(6))) == [200] * 6
    await hall.settled()
    assert len(hall.sent()) == 2
    assert hall.inbox(0).received + hall.inbox(1).received == 1


async def test_what_the_database_took_without_saying_so_is_answered_when_it_comes_again(hall: Hall) -> None:
    hall.local._state.open_chat(CHAT)
    await hall.open()
    update = message(hall.number())
    with breaks_once_committed(hall.processes[0].bot.desk.tools.store):
        assert await hall.post(update) == 503
    assert await hall.post(update) == 200
    await hall.settled()
    assert len(hall.sent()) == 2
    assert await hall.post(update) == 200
    await hall.settled()
    assert len(hall.sent()) == 2
    assert abandoned(hall.tools) == []


async def test_what_a_dead_process_left_is_handled_by_another_after_a_while(hall: Hall) -> None:
    hall.local._state.open_chat(CHAT)
    number = hall.number()
    update = message(number)
    assert shared_inbox.receive(hall.tools, "dead", number, str_of(update), CHAT)
    await hall.inbox().round()
    assert hall.sent() == []
    # A new message of the chat waits behind the old one, whose process may still be at it.
    assert await hall.post(message(hall.number(), "how sore is normal?")) == 200
    hall.clock.advance(LEASE)
    await hall.inbox().round()
    await hall.settled()
    assert "?" in hall.sent()[1], "the first question, and only then"
    assert len(hall.sent()) >= 3


async def test_what_was_stored_while_nobody_listened_is_handled_at_the_next_start(hall: Hall) -> None:
    hall.local._state.open_chat(CHAT)
    await hall.end(hall.processes[0])
    number = hall.number()
    arrived = inbox_service.Arrived(number, str_of(message(number)), CHAT)
    inbox_service.keep(hall.tools, [arrived])  # by a process that polled
    await hall.open()
    await hall.settled()
    assert len(hall.sent()) == 2


async def test_a_process_that_stops_leaves_what_waits_to_the_others(hall: Hall) -> None:
    """It finishes what is in hand; the rest of the chat goes to the other process, in order."""
    hall.local._state.open_chat(CHAT)
    other = await hall.open()
    first = hall.processes[0]
    hall.local._faults.add(
        {"kind": "slow", "method": "sendMessage", "seconds": 0.5, "chat": CHAT, "count": 1}
    )
    numbers = [hall.number() for _ in range(5)]
    for number in numbers:
        assert await hall.post(message(number, f"nonsense {number}")) == 200
    await until(lambda: bool(hall.sent()), "the first is in hand")
    await hall.end(first)
    assert len(hall.sent()) < 5
    assert hall.processes == [other]
    await hall.inbox().round()
    await hall.settled()
    assert len(hall.sent()) == 6  # the first words bring the welcome, too


async def test_what_does_not_end_in_time_is_broken_off_and_handled_anew(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.app.STOP_SECONDS", 0.3)
    hall.local._state.open_chat(CHAT)
    hall.local._faults.add(
        {"kind": "slow-before", "method": "sendMessage", "seconds": 300, "chat": CHAT, "count": 1}
    )
    assert await hall.post(message(hall.number())) == 200
    await until(lambda: any(call.get("fault") for call in hall.local.calls), "the answer is on its way")
    await hall.end(hall.processes[0])
    assert "did not end in time" in caplog.text
    hall.local._faults.clear()
    await hall.open()
    await hall.settled()
    assert len(hall.sent()) == 2


async def test_a_rolling_restart_in_the_middle_of_a_conversation_loses_nothing(hall: Hall) -> None:
    phone = hall.phone()
    await phone.say("/start")
    for text in ("tue intervals, thu tempo, sun long", "regularly", "dumbbells"):
        await hall.open()  # it tells Telegram to deliver to it
        saying = asyncio.create_task(phone.say(text))
        await hall.end(hall.processes[0])
        await saying
        if text.startswith("tue"):
            await phone.tap("Looks right")
    assert "race" in (await phone.last()).lower()
    assert hall.local.waiting_updates == 0


def str_of(update: dict[str, object]) -> str:
    """Return an update's JSON."""
    read = read_update(update, None)
    assert read is not None
    return read.to_json()
