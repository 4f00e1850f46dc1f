"""The dispatch loop against the loopback Bot API: what arrives, and what is noted of it."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.chat.desk import Desk
from bot.clock import MovableClock
from bot.reminders.dispatch import SENDS_AT_ONCE, Dispatcher
from bot.services import reminders, runners
from bot.services.reminders import BATCH
from bot.store.database import Store
from tests.phone import until
from tests.reminders.office import Office
from tests.services.people import change, row, rows, settle

TOMORROW, AFTER = date(2026, 11, 21), date(2026, 11, 22)
SEVEN = datetime(2026, 11, 21, 7, tzinfo=UTC)
DUE = SEVEN + timedelta(minutes=4)  # everybody's place in the spread is past
CHAT = 700_001


async def settled(office: Office, clock: MovableClock, chats: int = 1) -> None:
    """Let one runner have a session tomorrow, or more of them a rest day, and be it four minutes past their hour."""
    sessions = [TOMORROW] if chats == 1 else []
    for number in range(chats):
        settle(office.tools, CHAT + number, sessions=sessions, name=f"Zebedee{number}")
        await office.open_chat(CHAT + number)
    clock.move_to(DUE)


async def test_a_reminder_arrives_once_and_is_noted(office: Office, clock: MovableClock) -> None:
    await settled(office, clock)
    dispatcher = await office.dispatcher()
    assert await dispatcher.tick() == 1
    assert await dispatcher.tick() == 0
    (message,) = await office.messages(CHAT)
    assert message["text"] == "2026-11-21 late=False repeated=False"
    assert not message["silent"]
    after = row(office.tools, CHAT)
    assert (after.last_day, after.last_message, after.local_day) == (TOMORROW, message["message_id"], AFTER)
    assert runners.screen(office.tools, CHAT) == message["message_id"]
    assert (dispatcher.counters.due, dispatcher.counters.sent) == (1, 1)


async def test_day_after_day_one_keyboard_is_alive(office: Office, clock: MovableClock) -> None:
    await settled(office, clock)
    for _ in range(3):
        await (await office.dispatcher()).tick()  # a restart a day
        clock.advance(timedelta(days=1))
    messages = await office.messages(CHAT)
    assert ["reply_markup" in message for message in messages] == [False, False, True]


async def test_a_keyboard_that_came_back_to_life_is_left_alone(office: Office, clock: MovableClock) -> None:
    await settled(office, clock)
    dispatcher = await office.dispatcher()
    await dispatcher.tick()
    (first,) = await office.messages(CHAT)
    clock.advance(timedelta(days=1))
    (claimed,) = reminders.claim(office.tools)
    await dispatcher._note(claimed, 999)  # sent; its tidying is still to come
    runners.set_screen(office.tools, CHAT, first["message_id"])  # the runner tapped the old one again
    await dispatcher.tick()
    assert "reply_markup" in (await office.messages(CHAT))[0]


async def test_more_than_a_batch_at_once_are_all_sent(office: Office, clock: MovableClock) -> None:
    many = reminders.BATCH + 5
    await settled(office, clock, chats=many)
    assert await (await office.dispatcher()).tick() == many
    assert {each.local_day for each in rows(office.tools)} == {AFTER}


async def test_two_dispatchers_share_the_work(office: Office, clock: MovableClock) -> None:
    await settled(office, clock, chats=40)
    other = Store(office.tools.store.url.render_as_string(hide_password=False))
    pair = [await office.dispatcher(), await office.dispatcher(tools=replace(office.tools, store=other))]
    shares = await asyncio.gather(*(each.tick() for each in pair))
    other.close()
    assert sum(shares) == 40
    counts = Counter([len(await office.texts(CHAT + number)) for number in range(40)])
    assert counts == {1: 40}


async def test_two_ticks_at_once_are_one_after_the_other(office: Office, clock: MovableClock) -> None:
    await settled(office, clock, chats=3)
    dispatcher = await office.dispatcher()
    assert sorted(await asyncio.gather(*(dispatcher.tick() for _ in range(3)))) == [0, 0, 3]


async def test_a_late_one_says_so_and_one_that_is_too_late_is_dropped(
    office: Office, clock: MovableClock
) -> None:
    await settled(office, clock, chats=2)
    change(office.tools, CHAT + 1, reminder_time=time(9))
    clock.move_to(SEVEN + timedelta(hours=2, minutes=20))
    dispatcher = await office.dispatcher()
    await dispatcher.tick()
    assert await office.texts(CHAT) == []
    assert await office.texts(CHAT + 1) == ["2026-11-21 late=True repeated=False"]
    assert (dispatcher.counters.late, dispatcher.counters.dropped) == (1, 1)


# --- the outcomes of a send ---------------------------------------------------------------------------------------


async def test_a_runner_who_blocked_the_bot_is_left_alone(office: Office, clock: MovableClock) -> None:
    await settled(office, clock, chats=2)
    await office.fault("403", chat=CHAT)
    dispatcher = await office.dispatcher()
    assert await dispatcher.tick() == 1
    assert (row(office.tools, CHAT).due_at, row(office.tools, CHAT).off_because) == (None, "forbidden")
    assert dispatcher.counters.blocked == 1
    reminders.unblocked(office.tools, CHAT)
    assert row(office.tools, CHAT).due_at is not None


async def test_a_chat_that_is_gone_is_switched_off(office: Office, clock: MovableClock) -> None:
    settle(office.tools, CHAT, sessions=[TOMORROW])  # no such chat at Telegram's
    clock.move_to(DUE)
    await (await office.dispatcher()).tick()
    assert (row(office.tools, CHAT).due_at, row(office.tools, CHAT).off_because) == (None, "chat-gone")


async def test_a_flood_puts_everything_back_and_nothing_is_lost(office: Office, clock: MovableClock) -> None:
    await settled(office, clock, chats=BATCH)
    await office.fault("429", retry_after=60, count=1)
    dispatcher = await office.dispatcher()
    first = await dispatcher.tick()
    assert first < SENDS_AT_ONCE
    left = [each for each in rows(office.tools) if each.local_day == TOMORROW]
    assert len(left) == BATCH - first
    wait = timedelta(seconds=60)
    for each in left:
        assert (each.token, each.attempts) == (None, 0)
        assert each.due_at is not None
        assert DUE + wait - timedelta(seconds=1) <= each.due_at <= DUE + 1.1 * wait
    assert await dispatcher.tick() == 0  # it is told to be quiet, not only that these are not due
    clock.advance(timedelta(seconds=70))
    assert await dispatcher.tick() == 0
    assert await (await office.dispatcher()).tick() == BATCH - first  # another process, another minute
    counts = Counter([len(await office.texts(CHAT + number)) for number in range(BATCH)])
    assert counts == {1: BATCH}


async def test_a_group_that_moved_is_followed_at_once(office: Office, clock: MovableClock) -> None:
    new = -100_700_001
    await settled(office, clock)
    await office.open_chat(new)
    await office.fault("migrate", chat=CHAT, migrate_to_chat_id=new)
    assert await (await office.dispatcher()).tick() == 1
    assert len(await office.texts(new)) == 1
    assert row(office.tools, new).local_day == AFTER


async def test_a_group_that_moves_on_and_on_is_not_chased(office: Office, clock: MovableClock) -> None:
    await settled(office, clock)
    await office.fault("migrate", migrate_to_chat_id=-100_700_001)
    dispatcher = await office.dispatcher()
    assert await dispatcher.tick() == 0
    assert rows(office.tools)[0].local_day == AFTER


async def test_without_a_connection_nothing_is_counted_and_the_pauses_double(
    office: Office, clock: MovableClock
) -> None:
    settle(office.tools, CHAT, sessions=[TOMORROW])
    await office.open_chat(CHAT)
    due = reminders.next_due(office.tools)
    assert due is not None
    clock.move_to(due)
    dispatcher = await office.dispatcher()
    await office.local.stop()
    pauses = []
    for _ in range(6):
        assert await dispatcher.tick() == 0
        after = row(office.tools, CHAT)
        assert (after.attempts, after.token, after.local_day) == (0, None, TOMORROW)
        assert after.due_at is not None
        pauses.append(round((after.due_at - clock.now()).total_seconds()))
        clock.move_to(after.due_at)
    assert pauses == [5, 6, 12, 24, 48, 60]
    assert dispatcher.counters.retried == 6


async def test_without_a_connection_the_rest_is_not_even_tried(office: Office, clock: MovableClock) -> None:
    await settled(office, clock, chats=20)
    dispatcher, door = await office.with_door()
    await office.local.stop()
    assert await dispatcher.tick() == 0
    assert 1 <= door.inside <= SENDS_AT_ONCE
    assert {(each.attempts, each.token, each.local_day) for each in rows(office.tools)} == {
        (0, None, TOMORROW)
    }


async def test_a_message_that_telegram_refuses_is_reported_and_the_day_left_out(
    office: Office, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    await settled(office, clock)
    await office.fault("400", description="Bad Request: can't parse entities")
    dispatcher = await office.dispatcher()
    assert await dispatcher.tick() == 0
    assert row(office.tools, CHAT).local_day == AFTER
    assert any(record.levelno == logging.ERROR for record in caplog.records)
    assert dispatcher.counters.failed == 1


async def test_one_that_cannot_be_rendered_does_not_take_the_others_with_it(
    office: Office, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    await settled(office, clock, chats=5)
    broken = row(office.tools, CHAT + 2).id
    dispatcher = await office.dispatcher()
    plain, rendered = dispatcher._render, iter(range(5))

    def render(desk: Desk, view: reminders.ReminderView):  # type: ignore[no-untyped-def]
        if next(rendered) == 2:
            raise KeyError("a label is missing")
        return plain(desk, view)

    dispatcher._render = render
    assert await dispatcher.tick() == 4
    assert dispatcher.counters.failed == 1
    assert "could not be handled" in caplog.text
    clock.advance(reminders.LEASE)
    dispatcher._render = plain
    assert await dispatcher.tick() == 1
    assert broken is not None


async def test_nothing_personal_is_logged(
    office: Office, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    await settled(office, clock, chats=9)
    for number, kind in enumerate(("403", "429", "migrate", "drop", "500", "400", "drop-after")):
        await office.fault(kind, chat=CHAT + number, count=1)
    for _ in range(4):
        await (await office.dispatcher()).tick()
        clock.advance(timedelta(seconds=61))
    ours = [record for record in caplog.records if record.name.startswith("bot.")]
    assert len(ours) >= 7
    text = "\n".join(logging.Formatter().format(record) for record in ours)
    assert "70000" not in text
    assert "Zebedee" not in text


# --- stops and starts ---------------------------------------------------------------------------------------------


async def held(office: Office, clock: MovableClock, chats: int) -> tuple[Dispatcher, asyncio.Task[int]]:
    """Return a dispatcher whose first sends are on their way, and the tick that waits for them."""
    await settled(office, clock, chats=chats)
    dispatcher, door = await office.with_door()
    door.open.clear()
    tick = asyncio.create_task(dispatcher.tick())
    await until(lambda: door.inside == SENDS_AT_ONCE, "the first messages leave")
    asyncio.get_running_loop().call_later(0.05, door.open.set)
    return dispatcher, tick


async def test_at_the_end_what_is_in_flight_arrives_and_the_rest_goes_back(
    office: Office, clock: MovableClock
) -> None:
    dispatcher, tick = await held(office, clock, chats=20)
    await dispatcher.drain()
    assert await tick == SENDS_AT_ONCE
    left = [each for each in rows(office.tools) if each.local_day == TOMORROW]
    assert len(left) == 20 - SENDS_AT_ONCE
    assert {(each.due_at, each.token, each.attempts) for each in left} == {(DUE, None, 0)}
    assert await dispatcher.tick() == 0
    assert dispatcher.counters.due == 20  # nothing more was taken
    assert await (await office.dispatcher()).tick() == 20 - SENDS_AT_ONCE
    assert Counter([len(await office.texts(CHAT + number)) for number in range(20)]) == {1: 20}


async def test_a_process_that_is_killed_loses_nothing(office: Office, clock: MovableClock) -> None:
    _, tick = await held(office, clock, chats=20)
    tick.cancel()
    with pytest.raises(asyncio.CancelledError):
        await tick
    another = await office.dispatcher()
    assert await another.tick() == 0  # the dead one's lease holds
    clock.advance(reminders.LEASE)
    assert await another.tick() == 20
    texts = [await office.texts(CHAT + number) for number in range(20)]
    assert all(each[-1].endswith("repeated=True") for each in texts)  # nobody knows which of them had arrived


async def test_a_lease_that_would_not_last_is_given_back(office: Office, clock: MovableClock) -> None:
    await settled(office, clock)
    dispatcher = await office.dispatcher()
    plain, slow = dispatcher._render, iter([timedelta(seconds=100), timedelta(0)])

    def render(desk: Desk, view: reminders.ReminderView):  # type: ignore[no-untyped-def]
        clock.advance(next(slow))  # a machine that stood still between the claim and the send
        return plain(desk, view)

    dispatcher._render = render
    assert await dispatcher.tick() == 1
    assert dispatcher.counters.due == 2
    assert await office.texts(CHAT) == ["2026-11-21 late=False repeated=False"]


async def test_a_new_hour_while_the_message_is_on_its_way(office: Office, clock: MovableClock) -> None:
    await settled(office, clock)
    dispatcher, door = await office.with_door()
    door.open.clear()
    tick = asyncio.create_task(dispatcher.tick())
    await until(lambda: door.inside == 1, "the message leaves")
    change(office.tools, CHAT, reminder_time=time(20))
    door.open.set()
    assert await tick == 1
    after = row(office.tools, CHAT)
    assert (after.local_day, after.local_time) == (AFTER, time(20))
    clock.move_to(SEVEN + timedelta(hours=14))
    assert await dispatcher.tick() == 0
    assert len(await office.texts(CHAT)) == 1
