"""The clockwork: it starts at once, hears the clock being moved, and ends without losing anything."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from bot.clock import MovableClock
from bot.reminders.dispatch import Dispatcher
from bot.reminders.jobs import Clockwork
from bot.services import inbox, reminder_rows
from bot.store.tables import InboxUpdate, Reminder, Runner
from tests.phone import until
from tests.reminders.office import Office
from tests.services.people import row, settle

TOMORROW, AFTER = date(2026, 11, 21), date(2026, 11, 22)
SEVEN = datetime(2026, 11, 21, 7, tzinfo=UTC)
DUE = SEVEN + timedelta(minutes=4)
CHAT = 601
NEVER = 86_400.0  # seconds between two beats, when a test wants none


async def one_runner(office: Office) -> None:
    settle(office.tools, CHAT)
    await office.open_chat(CHAT)


async def sent(office: Office, day: date = TOMORROW) -> None:
    """Wait until a day's reminder has arrived and is noted."""
    await until(lambda: row(office.tools, CHAT).last_day == day, "the reminder is sent")
    assert len(await office.texts(CHAT)) == (day - TOMORROW).days + 1


async def test_what_is_due_already_is_sent_at_the_start(office: Office, clock: MovableClock) -> None:
    await one_runner(office)
    clock.move_to(DUE)
    clockwork = Clockwork(await office.dispatcher(), office.tools, every_seconds=NEVER)
    clockwork.start()
    await sent(office)
    await clockwork.stop()
    assert row(office.tools, CHAT).local_day == AFTER


async def test_a_moved_clock_is_heard_at_once(office: Office, clock: MovableClock) -> None:
    await one_runner(office)
    clockwork = Clockwork(await office.dispatcher(), office.tools, every_seconds=NEVER)
    clock.on_move(clockwork.wake)  # before it runs, that is no matter either
    clock.advance(timedelta(minutes=1))
    clockwork.start()
    clock.move_to(DUE)
    await sent(office)
    clock.advance(timedelta(days=1))
    await sent(office, AFTER)
    await clockwork.stop()


async def test_it_can_be_woken_from_a_thread(office: Office, clock: MovableClock) -> None:
    await one_runner(office)
    clockwork = Clockwork(await office.dispatcher(), office.tools, every_seconds=NEVER)
    clockwork.start()
    clock.move_to(DUE)
    await asyncio.to_thread(clockwork.wake)
    await sent(office)
    await clockwork.stop()


async def test_the_beat_looks_without_being_asked(office: Office, clock: MovableClock) -> None:
    await one_runner(office)
    clockwork = Clockwork(await office.dispatcher(), office.tools, every_seconds=0.05)
    clockwork.start()
    clock.move_to(DUE)
    await sent(office)
    await clockwork.stop()


class Restless(Dispatcher):
    """Counts its ticks, and how many run side by side; the first one fails."""

    ticks = running = most = 0

    async def tick(self) -> int:
        self.ticks += 1
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            if self.ticks == 1:
                raise OSError("the database is away")
            return await super().tick()
        finally:
            self.running -= 1


async def test_ticks_never_overlap_and_one_that_fails_is_not_the_last(
    office: Office, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    await one_runner(office)
    plain = await office.dispatcher()
    dispatcher = Restless(plain._bot, plain._desk, budget=plain._budget, render=plain._render)
    clockwork = Clockwork(dispatcher, office.tools, every_seconds=0.01)
    clockwork.start()
    await until(lambda: dispatcher.ticks >= 3, "the dispatcher goes on")
    clock.move_to(DUE)
    for _ in range(20):
        clockwork.wake()
    await sent(office)
    await clockwork.stop()
    assert dispatcher.most == 1
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR] == [
        "The job dispatch failed"
    ]


async def test_stopping_waits_for_what_is_in_flight_and_ends_everything(
    office: Office, clock: MovableClock
) -> None:
    await one_runner(office)
    clock.move_to(DUE)
    dispatcher, door = await office.with_door()
    door.open.clear()
    clockwork = Clockwork(dispatcher, office.tools, every_seconds=0.01)
    clockwork.start()
    await until(lambda: door.inside == 1, "the reminder leaves")
    stopping = asyncio.create_task(clockwork.stop())
    door.open.set()
    await stopping
    assert row(office.tools, CHAT).last_day == TOMORROW
    clock.advance(timedelta(days=1))
    clockwork.wake()
    assert {task.get_name() for task in asyncio.all_tasks()} & {"reminders"} == set()
    assert len(await office.texts(CHAT)) == 1


async def test_it_starts_once_and_may_be_stopped_before(office: Office) -> None:
    early = Clockwork(await office.dispatcher(), office.tools)
    await early.stop()
    clockwork = Clockwork(await office.dispatcher(), office.tools)
    clockwork.start()
    with pytest.raises(RuntimeError, match="already"):
        clockwork.start()
    await clockwork.stop()


async def test_rows_and_plans_are_brought_up_to_date(office: Office, clock: MovableClock) -> None:
    settle(office.tools, CHAT)
    with office.tools.store.writing() as session:
        session.exec(select(Reminder)).one().remind_at = SEVEN + timedelta(hours=1)
        session.exec(select(Runner)).one().planned_until = date(2026, 11, 22)
        old = clock.now() - timedelta(days=30)
        session.add(InboxUpdate(update_id=1, received_at=old, handled_at=old))
    clockwork = Clockwork(await office.dispatcher(), office.tools, every_seconds=NEVER)
    clockwork.start()
    await until(lambda: row(office.tools, CHAT).remind_at == SEVEN, "the new zone data are used")
    await clockwork._hourly()
    with office.tools.store.reading() as session:
        planned = session.exec(select(Runner.planned_until)).one()
        assert planned is not None
        assert planned > date(2026, 11, 22)
        assert session.exec(select(InboxUpdate)).all() == []
    await clockwork.stop()


async def test_a_database_that_is_away_is_told_of_once_by_all_jobs(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: object) -> int:
        raise OperationalError("SELECT 1", None, Exception("gone"), connection_invalidated=True)

    monkeypatch.setattr(reminder_rows, "recompute", away)
    monkeypatch.setattr(inbox, "clean", away)
    clockwork = Clockwork(await office.dispatcher(), office.tools)
    for _ in range(3):
        await clockwork._recompute()
        await clockwork._hourly()
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert told == ["The database cannot be reached; what is in hand waits for it"]


async def test_the_jobs_are_few_and_none_is_ever_too_late(office: Office) -> None:
    clockwork = Clockwork(await office.dispatcher(), office.tools)
    clockwork.start()
    assert clockwork._scheduler is not None
    jobs = clockwork._scheduler.get_jobs()
    await clockwork.stop()
    assert {"dispatch", "recompute", "hourly"} <= {job.id for job in jobs}
    assert {(job.max_instances, job.coalesce, job.misfire_grace_time) for job in jobs} == {(1, True, None)}
