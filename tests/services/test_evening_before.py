"""Reminded on the evening before: the day it is for is its identity, whichever way the runner changes their mind."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import MovableClock
from bot.services import reminder_rows, reminders, snoozing
from bot.services.schedule import next_reminder
from bot.services.tools import Refusal, Tools
from tests.services.people import change, hours, minutes, row, settle, take, take_at, view_of

CHAT = 501
TODAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 21)
EIGHT = datetime(2026, 11, 20, 20, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "local", "after", "instant", "day"),
    [
        ("UTC", "20:00", "2026-11-20 09:00", "2026-11-20 20:00", "2026-11-21"),
        ("UTC", "20:00", "2026-11-20 20:00", "2026-11-21 20:00", "2026-11-22"),
        ("America/New_York", "02:30", "2027-03-13 12:00", "2027-03-14 07:30", "2027-03-15"),
        ("America/New_York", "01:30", "2027-11-06 12:00", "2027-11-07 05:30", "2027-11-08"),
        ("Pacific/Apia", "20:00", "2011-12-29 12:00", "2011-12-30 06:00", "2011-12-31"),
        ("America/Sao_Paulo", "00:15", "2018-11-03 12:00", "2018-11-04 03:15", "2018-11-05"),
    ],
)
def test_it_comes_on_the_existing_day_before(
    zone: str, local: str, after: str, instant: str, day: str
) -> None:
    found = next_reminder(ZoneInfo(zone), time.fromisoformat(local), at(after), None, 1)
    assert found == (at(instant), date.fromisoformat(day))


def test_each_day_is_reminded_of_once(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, at=time(20))
    change(tools, CHAT, evening_before=True)
    days = []
    for number in range(4):
        claimed = take_at(tools, clock, EIGHT + timedelta(days=number))
        days.append(claimed.day)
        reminders.sent(tools, claimed, number + 1)
    assert days == [TOMORROW + timedelta(days=number) for number in range(4)]


def test_it_speaks_of_tomorrow_and_can_be_put_off(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, at=time(20), sessions=[TODAY, TOMORROW])
    change(tools, CHAT, evening_before=True)
    claimed = take_at(tools, clock, EIGHT)
    view = view_of(tools, claimed)
    assert (view.eve, view.day.day, view.late) == (True, TOMORROW, False)
    reminders.sent(tools, claimed, 1)
    snoozing.snooze(tools, CHAT, TOMORROW, 60)
    clock.move_to(clock.now() + hours(1))
    again = view_of(tools, take(tools))
    assert (again.eve, again.snoozed, again.day.day) == (True, True, TOMORROW)
    with pytest.raises(Refusal, match="day-over"):
        snoozing.snooze(tools, CHAT, TOMORROW + timedelta(days=1), 60)


def test_from_the_morning_to_the_evening_before_loses_no_day(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, at=time(10))
    reminders.sent(tools, take_at(tools, clock, datetime(2026, 11, 20, 10, tzinfo=UTC)), 1)
    change(tools, CHAT, reminder_time=time(20), evening_before=True)
    assert (row(tools, CHAT).local_day, row(tools, CHAT).remind_at) == (TOMORROW, EIGHT)


def test_back_to_the_morning_repeats_no_day(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, at=time(20))
    change(tools, CHAT, evening_before=True)
    reminders.sent(tools, take_at(tools, clock, EIGHT), 1)
    change(tools, CHAT, reminder_time=time(7), evening_before=False)
    assert row(tools, CHAT).local_day == TOMORROW + timedelta(days=1)


def test_late_by_hours_it_still_speaks_of_the_day_ahead_and_after_that_it_is_dropped(
    tools: Tools, clock: MovableClock
) -> None:
    settle(tools, CHAT, at=time(20), sessions=[TOMORROW])
    change(tools, CHAT, evening_before=True)
    claimed = take_at(tools, clock, EIGHT + minutes(90))
    assert view_of(tools, claimed).late
    clock.move_to(EIGHT + hours(3))
    assert reminders.compose(tools, claimed) is reminders.Nothing.TOO_LATE


def test_new_time_zone_data_keep_the_evening(tools: Tools) -> None:
    settle(tools, CHAT, at=time(20))
    change(tools, CHAT, evening_before=True)
    before = row(tools, CHAT)
    with tools.store.writing() as session:
        stored = session.get(type(before), before.id)
        assert stored is not None
        stored.remind_at += hours(1)
    assert reminder_rows.recompute(tools) == 1
    assert row(tools, CHAT).remind_at == before.remind_at


def test_switched_off_nothing_is_due_and_switched_on_it_comes_again(
    tools: Tools, clock: MovableClock
) -> None:
    settle(tools, CHAT, sessions=[TODAY])
    snoozing.snooze(tools, CHAT, TODAY, 60)
    change(tools, CHAT, reminders=False)
    assert (row(tools, CHAT).due_at, row(tools, CHAT).off_because) == (None, "switched off")
    clock.move_to(clock.now() + timedelta(days=2))
    assert reminders.claim(tools) == []
    change(tools, CHAT, reminders=True)
    assert row(tools, CHAT).local_day == date(2026, 11, 23)
