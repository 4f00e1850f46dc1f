"""Sends of which nobody knows whether they arrived: repeated without a sound, ever more seldom, and counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.clock import MovableClock
from bot.reminders import dispatch
from bot.reminders.dispatch import REPEAT_AFTER
from bot.services import reminders
from tests.reminders.office import Office
from tests.reminders.test_dispatch import AFTER, CHAT, settled
from tests.services.people import row


@pytest.mark.parametrize("trouble", ["drop-after", "500", "502", "500-html"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_what_may_have_arrived_is_repeated_once_without_a_sound(
    office: Office, clock: MovableClock, trouble: str
) -> None:
    await settled(office, clock)
    await office.fault(trouble, count=1)
    dispatcher = await office.dispatcher()
    assert await dispatcher.tick() == 0
    clock.advance(REPEAT_AFTER)
    assert await dispatcher.tick() == 1
    last = (await office.messages(CHAT))[-1]
    assert last["silent"]
    assert last["text"].endswith("repeated=True")
    assert row(office.tools, CHAT).local_day == AFTER
    assert (dispatcher.counters.unknown, dispatcher.counters.retried) == (1, 1)


async def test_an_answer_that_comes_too_late_is_an_unknown_outcome(
    office: Office, clock: MovableClock
) -> None:
    await settled(office, clock)
    await office.fault("slow", seconds=3600, count=1)
    dispatcher = await office.dispatcher(read_seconds=0.05)
    assert await dispatcher.tick() == 0
    assert len(await office.texts(CHAT)) == 1
    assert row(office.tools, CHAT).attempts == 1
    assert dispatcher.counters.unknown == 1


async def test_an_answer_that_is_late_twice_counts_as_sent(office: Office, clock: MovableClock) -> None:
    await settled(office, clock)
    await office.fault("slow", seconds=3600)
    dispatcher = await office.dispatcher(read_seconds=0.05)
    for _ in range(3):
        await dispatcher.tick()
        clock.advance(REPEAT_AFTER)
    assert [each["silent"] for each in await office.messages(CHAT)] == [False, True]
    assert row(office.tools, CHAT).local_day == AFTER
    assert dispatcher.counters.unknown == 2


async def test_a_server_that_fails_for_minutes_is_tried_ever_more_seldom(
    office: Office, clock: MovableClock
) -> None:
    await settled(office, clock)
    await office.fault("502", count=6)
    dispatcher = await office.dispatcher()
    pauses = []
    for _ in range(6):
        assert await dispatcher.tick() == 0
        due = row(office.tools, CHAT).due_at
        assert due is not None
        pauses.append(round((due - clock.now()) / timedelta(minutes=1)))
        clock.move_to(due)
    assert pauses == [1, 2, 4, 8, 15, 15]
    assert await dispatcher.tick() == 1
    (message,) = await office.messages(CHAT)
    assert message["silent"]
    assert row(office.tools, CHAT).local_day == AFTER


async def test_what_never_gets_a_clear_answer_is_given_up(office: Office, clock: MovableClock) -> None:
    await settled(office, clock)
    await office.fault("drop-after")
    dispatcher = await office.dispatcher()
    for _ in range(120):
        await dispatcher.tick()
        clock.advance(REPEAT_AFTER)
    silent = [each["silent"] for each in await office.messages(CHAT)]
    assert silent == [False] + [True] * (reminders.MOST_ATTEMPTS - 1)
    assert row(office.tools, CHAT).local_day == AFTER
    assert dispatcher.counters.dropped == 1


async def test_a_note_that_the_database_does_not_take_at_once_is_written_later(
    office: Office, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await settled(office, clock)
    monkeypatch.setattr(dispatch, "NOTE_PAUSES", (0.0, 0.0, 0.0))
    real, failures = reminders.sent_all, iter([True, True, False])

    def sent_all(*words: Any) -> list[reminders.Sent]:
        if next(failures):
            raise reminders.NotNoted
        return real(*words)

    monkeypatch.setattr(reminders, "sent_all", sent_all)
    assert await (await office.dispatcher()).tick() == 1
    assert row(office.tools, CHAT).local_day == AFTER
    assert len(await office.texts(CHAT)) == 1
