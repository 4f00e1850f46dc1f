"""The whole bot travels through the changes of the clocks: one reminder a local day, at the right wall time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, update

from bot.clock import MovableClock
from bot.services import reminders
from bot.services.schedule import SPREAD_SECONDS
from bot.services.tools import Tools
from bot.store.tables import Runner
from tests.conftest import Stage, staged
from tests.services.people import settle

AROUND = 4  # days on both sides of the change
QUARTER = timedelta(minutes=15)
SECOND = timedelta(seconds=1)
FIRST_CHAT = 900_001
# The changes of 2027. Morocco's went away with its summer time; the days on which they were to be are travelled all the
# same, so that the test holds with older and newer time-zone data.
CHANGES = [
    ("America/New_York", date(2027, 3, 14), (time(1, 30), time(2, 30), time(7))),
    ("America/New_York", date(2027, 11, 7), (time(0), time(1, 30), time(7))),
    ("Europe/London", date(2027, 3, 28), (time(0, 30), time(1, 30), time(23, 30))),
    ("Europe/London", date(2027, 10, 31), (time(0, 30), time(1, 30), time(23, 30))),
    ("Australia/Lord_Howe", date(2027, 4, 4), (time(1, 30), time(1, 45), time(7))),
    ("Australia/Lord_Howe", date(2027, 10, 3), (time(0), time(2, 15), time(7))),
    ("Africa/Casablanca", date(2027, 2, 7), (time(2, 30), time(3), time(7))),
    ("Africa/Casablanca", date(2027, 3, 14), (time(2, 30), time(3), time(7))),
]


def expected(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the first instant at which the wall shows the time; where it never does, as much later as is skipped.

    Found by looking at the wall every quarter of an hour, so that nothing is taken over from the code under test.
    """
    begin = datetime.combine(day, time(0), tzinfo=UTC) - timedelta(hours=16)
    instants = [begin + number * QUARTER for number in range(4 * 56)]
    walls = [instant.astimezone(zone) for instant in instants]
    shown = {
        wall.replace(tzinfo=None, fold=0): instant
        for wall, instant in reversed(list(zip(walls, instants, strict=True)))
    }
    wanted = datetime.combine(day, at)
    today = [wall.utcoffset() or timedelta(0) for wall in walls if wall.date() == day]
    return shown[wanted] if wanted in shown else shown[wanted + today[-1] - today[0]]


# All of them on one kind of database, and one on the other: what differs between them has tests of its own.
JOURNEYS = [("sqlite", *change) for change in CHANGES] + [("postgresql", *CHANGES[1])]


@pytest.mark.parametrize(
    ("database", "name", "change", "times"),
    JOURNEYS,
    indirect=["database"],
    ids=[f"{kind}-{name}-{change}" for kind, name, change, _ in JOURNEYS],
)
async def test_every_local_day_has_its_one_reminder_at_the_right_wall_time(
    name: str, change: date, times: tuple[time, ...], tools: Tools, clock: MovableClock
) -> None:
    zone = ZoneInfo(name)
    days = [change + timedelta(days=number) for number in range(-AROUND, AROUND + 1)]
    clock.move_to(datetime.combine(days[0], time(0), tzinfo=zone).astimezone(UTC) - SECOND)
    async with staged(tools, clock) as stage:
        chats = {FIRST_CHAT + number: at for number, at in enumerate(times)}
        for chat, at in chats.items():
            settle(tools, chat, at=at, zone=name)
            await open_chat(stage, chat)
        with tools.store.writing() as session:  # the bot plans their weeks, as it does for everybody
            session.execute(update(Runner).where(col(Runner.id) > 0).values(planned_until=None))

        await travel(stage, datetime.combine(days[-1], time(23, 59), tzinfo=zone).astimezone(UTC))

        for chat, at in chats.items():
            messages = await stage.phone(chat).from_bot()
            came = [datetime.fromtimestamp(message["date"], UTC) for message in messages]
            assert [each.astimezone(zone).date() for each in came] == days
            for day, instant, message in zip(days, came, messages, strict=True):
                late = instant - expected(day, at, zone)
                assert timedelta(0) <= late < timedelta(seconds=SPREAD_SECONDS), (day, at, instant)
                assert f"{day.day} {day:%B}" in message["text"]


async def travel(stage: Stage, end: datetime) -> None:
    """Go from one reminder to the next; a second before it, nothing may have left."""
    sent = 0
    while (due := reminders.next_due(stage.tools)) is not None and due <= end:
        stage.clock.move_to(due - SECOND)
        await stage.settled()
        assert arrived(stage) == sent
        stage.clock.move_to(due)
        await stage.settled()
        assert arrived(stage) > sent
        sent = arrived(stage)
    stage.clock.move_to(end)
    await stage.settled()
    assert arrived(stage) == sent


def arrived(stage: Stage) -> int:
    """Return how many messages stand in all chats."""
    return sum(map(len, stage.local._state.messages.values()))


async def open_chat(stage: Stage, chat: int) -> None:
    """Let the bot write to a chat."""
    async with stage.http.post(f"{stage.local.page_url}local/chats", json={"id": chat}) as response:
        assert response.status == 200, await response.text()


def test_the_expected_instants_are_those_of_the_almanac() -> None:
    new_york, lord_howe = ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")
    assert expected(date(2027, 3, 14), time(2, 30), new_york) == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)
    assert expected(date(2027, 11, 7), time(1, 30), new_york) == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)
    assert expected(date(2027, 10, 3), time(2, 15), lord_howe) == datetime(2027, 10, 2, 15, 45, tzinfo=UTC)
