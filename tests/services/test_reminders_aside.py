"""The reminders beside the daily rhythm: the chat's screen, later, blocked, moved, new zone data."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import select

from bot.clock import MovableClock
from bot.coach.words import SessionKind
from bot.services import reminders, runners, snoozing
from bot.services.reminder_rows import recompute
from bot.services.reminders import Nothing, Sent
from bot.services.tools import Refusal, Tools
from bot.store.tables import (
    Chat,
    Reminder,
    ReminderKind,
    SessionLog,
    SessionState,
)
from tests.services.people import change, hours, minutes, row, rows, set_state, settle, take, take_at, view_of

# The clock stands at Friday 20 November 2026, 09:00 UTC.
TODAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 21)
SEVEN = datetime(2026, 11, 21, 7, tzinfo=UTC)
CHAT = 501


# --- the present screen -----------------------------------------------------------------------------------------


def _screen(tools: Tools, message: int, awaiting: str | None = None) -> None:
    with tools.store.writing() as session:
        chat = session.get(Chat, CHAT)
        assert chat is not None
        chat.screen_message, chat.awaiting = message, awaiting


def _begin(tools: Tools, at: datetime, day: date = TODAY) -> None:
    with tools.store.writing() as session:
        session.add(SessionLog(runner_id=_runner(tools), day=day, kind=SessionKind.HEAVY, started_at=at))


def _runner(tools: Tools) -> int:
    return row(tools, CHAT).runner_id


def _sent(tools: Tools, message: int) -> Sent:
    (claimed,) = reminders.claim(tools)
    return reminders.sent(tools, claimed, message)


def test_one_live_keyboard_remains(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT)
    clock.move_to(SEVEN + minutes(4))
    assert _sent(tools, 10).clear == ()
    assert runners.screen(tools, CHAT) == 10
    _screen(tools, 14)  # /week, say
    clock.advance(hours(24))
    assert _sent(tools, 20).clear == (10, 14)
    assert runners.screen(tools, CHAT) == 20
    clock.advance(hours(24))
    assert _sent(tools, 30).clear == (20,)


def test_an_open_question_keeps_its_buttons(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT)
    _screen(tools, 14, awaiting="race")
    clock.move_to(SEVEN + minutes(4))
    assert _sent(tools, 20).clear == ()
    assert runners.screen(tools, CHAT) == 14
    clock.advance(hours(24))
    assert _sent(tools, 30).clear == (20,)
    assert runners.screen(tools, CHAT) == 14


@pytest.mark.parametrize(("begun", "kept"), [(minutes(20), True), (hours(7), False)])
def test_a_session_under_way_keeps_its_buttons_and_a_forgotten_one_does_not(
    tools: Tools, clock: MovableClock, begun: timedelta, *, kept: bool
) -> None:
    settle(tools, CHAT)
    _screen(tools, 14)
    clock.move_to(SEVEN + minutes(4))
    _begin(tools, clock.now() - begun)
    assert _sent(tools, 20).clear == (() if kept else (14,))
    assert runners.screen(tools, CHAT) == (14 if kept else 20)


# --- later ------------------------------------------------------------------------------------------------------


def test_a_snooze_comes_once_after_the_minutes(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, sessions=[TOMORROW])
    clock.move_to(SEVEN + minutes(4))
    _sent(tools, 10)
    at = snoozing.snooze(tools, CHAT, TOMORROW, 60)
    assert at == clock.now() + hours(1)
    clock.advance(minutes(59))
    assert reminders.claim(tools) == []
    clock.advance(minutes(1))
    claimed = take(tools)
    view = view_of(tools, claimed)
    assert (view.snoozed, view.late, view.silent, view.at) == (True, False, False, time(8, 4))
    assert reminders.sent(tools, claimed, 12) == Sent(marked=True, clear=(10,))
    clock.advance(hours(10))
    assert reminders.claim(tools) == []
    assert row(tools, CHAT).remind_at == SEVEN + hours(24)


def test_a_second_snooze_replaces_the_first(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, sessions=[TOMORROW])
    clock.move_to(SEVEN + minutes(4))
    _sent(tools, 10)
    snoozing.snooze(tools, CHAT, TOMORROW, 20)
    snoozing.snooze(tools, CHAT, TOMORROW, 180)
    clock.advance(minutes(30))
    assert reminders.claim(tools) == []
    clock.advance(minutes(150))
    assert take(tools).kind is ReminderKind.SNOOZE


def test_a_snooze_of_a_done_session_falls_silent(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, sessions=[TOMORROW])
    clock.move_to(SEVEN + minutes(4))
    _sent(tools, 10)
    snoozing.snooze(tools, CHAT, TOMORROW, 60)
    set_state(tools, TOMORROW, SessionState.DONE)
    clock.advance(hours(1))
    assert reminders.compose(tools, take(tools)) is Nothing.NOT_NEEDED
    clock.advance(hours(1))
    assert reminders.claim(tools) == []


@pytest.mark.parametrize(
    ("day", "now", "for_minutes", "reason"),
    [
        (TODAY, "12:00", 60, "day-over"),
        (date(2026, 11, 22), "12:00", 60, "day-over"),
        (TOMORROW, "23:30", 60, "past-midnight"),
        (TOMORROW, "12:00", 60 * 24, "past-midnight"),
        (TOMORROW, "06:00", 50, "next-is-near"),
        (TOMORROW, "06:50", 20, "next-is-near"),
    ],
)
def test_a_snooze_that_makes_no_sense_is_refused(
    tools: Tools, clock: MovableClock, day: date, now: str, for_minutes: int, reason: str
) -> None:
    settle(tools, CHAT, sessions=[TODAY, TOMORROW, date(2026, 11, 22)])
    clock.move_to(datetime.combine(TOMORROW, time.fromisoformat(now), tzinfo=UTC))
    with pytest.raises(Refusal) as refused:
        snoozing.snooze(tools, CHAT, day, for_minutes)
    assert refused.value.reason == reason
    assert len(rows(tools)) == 1


def test_there_is_nothing_to_snooze_on_a_rest_day(tools: Tools) -> None:
    settle(tools, CHAT)
    with pytest.raises(Refusal, match="nothing-to-do"):
        snoozing.snooze(tools, CHAT, TODAY, 60)
    with pytest.raises(ValueError, match="minute"):
        snoozing.snooze(tools, CHAT, TODAY, 0)


def test_this_evening_is_an_hour_of_the_runners_day(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, zone="America/New_York", sessions=[TOMORROW])
    clock.move_to(datetime(2026, 11, 21, 12, 4, tzinfo=UTC))
    _sent(tools, 10)
    at = snoozing.snooze(tools, CHAT, TOMORROW, None)
    assert at == datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert (at.hour, at.minute) == (18, 30)
    clock.move_to(at)
    assert view_of(tools, take(tools)).snoozed
    with pytest.raises(Refusal, match="evening-already"):
        snoozing.snooze(tools, CHAT, TOMORROW, None)


@pytest.mark.parametrize(
    ("now", "possible"),
    [
        ("12:00", (20, 60, 180, None)),
        ("18:01", (20, 60, 180)),
        ("22:00", (20, 60)),
        ("23:50", ()),
    ],
)
def test_only_what_is_still_today_is_offered(
    tools: Tools, clock: MovableClock, now: str, possible: tuple[int | None, ...]
) -> None:
    settle(tools, CHAT, sessions=[TOMORROW])
    clock.move_to(datetime.combine(TOMORROW, time.fromisoformat(now), tzinfo=UTC))
    assert snoozing.snoozes(tools, CHAT, TOMORROW, (20, 60, 180, None)) == possible
    with pytest.raises(Refusal, match="day-over"):
        snoozing.snoozes(tools, CHAT, TODAY, (20,))


def test_the_next_days_reminder_ends_a_snooze(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, at=time(0, 5), sessions=[TODAY])
    snoozing.snooze(tools, CHAT, TODAY, 14 * 60)  # 23:00, while nobody runs
    clock.move_to(datetime(2026, 11, 21, 0, 9, tzinfo=UTC))
    daily = next(each for each in reminders.claim(tools) if each.kind is ReminderKind.DAILY)
    reminders.sent(tools, daily, 1)
    assert row(tools, CHAT, ReminderKind.SNOOZE).due_at is None


def test_a_new_hour_near_a_snooze_drops_it(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, at=time(20), sessions=[TODAY])
    snoozing.snooze(tools, CHAT, TODAY, 60)
    change(tools, CHAT, reminder_time=time(10, 10))
    assert row(tools, CHAT, ReminderKind.SNOOZE).due_at is None
    assert row(tools, CHAT).local_day == TODAY


# --- blocked, moved, recomputed -----------------------------------------------------------------------------------


def test_a_blocked_chat_is_quiet_until_the_runner_is_back(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT)
    claimed = take_at(tools, clock, SEVEN)
    runners.block(tools, CHAT, "forbidden")
    assert not reminders.sent(tools, claimed, None).marked
    clock.advance(hours(72))
    assert reminders.claim(tools) == []
    assert row(tools, CHAT).off_because == "forbidden"
    reminders.unblocked(tools, CHAT)
    after = row(tools, CHAT)
    assert (after.local_day, after.off_because) == (date(2026, 11, 25), None)
    reminders.unblocked(tools, 999)  # nobody there: nothing happens


def test_unblocking_on_the_same_day_does_not_bring_the_day_again(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT)
    reminders.sent(tools, take_at(tools, clock, SEVEN), 1)
    runners.block(tools, CHAT, "forbidden")
    change(tools, CHAT, reminder_time=time(20))
    reminders.unblocked(tools, CHAT)
    assert row(tools, CHAT).local_day == date(2026, 11, 22)


def test_a_chat_that_moved_keeps_its_runner(tools: Tools) -> None:
    runner = settle(tools, CHAT)
    reminders.moved_chat(tools, CHAT, -100500)
    with tools.store.reading() as session:
        found = runners.find(session, -100500)
        assert found is not None
        assert found[1].id == runner
    assert row(tools, -100500).runner_id == runner


def _overwrite(tools: Tools, **values: object) -> None:
    with tools.store.writing() as session:
        stored = session.exec(select(Reminder)).one()
        for name, value in values.items():
            setattr(stored, name, value)


def test_new_zone_data_move_the_instant_and_keep_the_day(tools: Tools) -> None:
    settle(tools, CHAT, zone="Europe/Berlin")
    right = row(tools, CHAT)
    assert recompute(tools) == 0
    _overwrite(tools, remind_at=right.remind_at + hours(1), due_at=right.remind_at + hours(1))
    assert recompute(tools) == 1
    after = row(tools, CHAT)
    assert (after.remind_at, after.due_at, after.local_day) == (
        right.remind_at,
        right.due_at,
        right.local_day,
    )


def test_what_new_zone_data_make_due_already_comes_late_rather_than_not(
    tools: Tools, clock: MovableClock
) -> None:
    settle(tools, CHAT)
    _overwrite(tools, remind_at=SEVEN + hours(1), due_at=SEVEN + hours(1))
    clock.move_to(SEVEN + minutes(30))
    assert recompute(tools) == 1
    assert view_of(tools, take(tools)).late


def test_recomputing_leaves_alone_what_the_dispatcher_holds(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT)
    claimed = take_at(tools, clock, SEVEN)
    assert recompute(tools) == 0
    reminders.put_back(tools, [claimed], minutes(5))
    _overwrite(tools, zone="Europe/Berlin")  # it would have been due an hour ago
    assert recompute(tools) == 0
    clock.advance(minutes(5))
    assert take(tools).day == TOMORROW


def test_a_zone_that_is_gone_is_reported_and_read_as_utc(
    tools: Tools, caplog: pytest.LogCaptureFixture
) -> None:
    settle(tools, CHAT, zone="Europe/Berlin")
    _overwrite(tools, zone="Europe/Atlantis")
    assert recompute(tools) == 1
    assert row(tools, CHAT).remind_at == SEVEN
    assert "UTC is used" in caplog.text
    assert str(CHAT) not in caplog.text
