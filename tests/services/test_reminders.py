"""The reminders' rows: one a day, taken once, never lost, never twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.clock import MovableClock
from bot.services import reminders, runners
from bot.services.reminders import Nothing, ReminderView, Sent
from bot.services.tools import Tools
from bot.store.database import Store
from bot.store.tables import (
    Chat,
    Reminder,
    ReminderKind,
    Runner,
    SessionState,
)
from tests.services.people import change, hours, minutes, row, rows, set_state, settle, take, take_at, view_of

# The clock stands at Friday 20 November 2026, 09:00 UTC.
TODAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 21)
SEVEN = datetime(2026, 11, 21, 7, tzinfo=UTC)
CHAT = 501


# --- planning ---------------------------------------------------------------------------------------------------


def test_the_first_reminder_is_the_next_time_the_hour_comes(tools: Tools) -> None:
    runner = settle(tools, CHAT, at=time(7))
    settle(tools, CHAT + 1, at=time(10, 30))
    early, late = row(tools, CHAT), row(tools, CHAT + 1)
    assert (early.local_day, early.remind_at) == (TOMORROW, SEVEN)
    assert early.due_at == SEVEN + timedelta(seconds=runner)
    assert (late.local_day, late.remind_at) == (TODAY, datetime(2026, 11, 20, 10, 30, tzinfo=UTC))


def test_an_instant_is_the_runners_wall_time(tools: Tools) -> None:
    settle(tools, CHAT, zone="America/New_York")
    settle(tools, CHAT + 1, zone="Pacific/Kiritimati")
    assert row(tools, CHAT).remind_at == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert row(tools, CHAT + 1).remind_at == datetime(2026, 11, 20, 17, tzinfo=UTC)
    assert row(tools, CHAT + 1).local_day == TOMORROW


@pytest.mark.parametrize(("now", "expected"), [("05:59", TOMORROW), ("06:01", date(2026, 11, 22))])
def test_a_new_hour_counts_today_if_it_is_still_to_come(
    tools: Tools, clock: MovableClock, now: str, expected: date
) -> None:
    settle(tools, CHAT)
    clock.move_to(datetime.combine(TOMORROW, time.fromisoformat(now), tzinfo=UTC))
    change(tools, CHAT, reminder_time=time(6))
    assert row(tools, CHAT).local_day == expected


def test_a_new_hour_after_the_days_reminder_begins_tomorrow(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT)
    reminders.sent(tools, take_at(tools, clock, SEVEN), 1)
    change(tools, CHAT, reminder_time=time(20))
    assert row(tools, CHAT).remind_at == datetime(2026, 11, 22, 20, tzinfo=UTC)


def test_a_flight_west_does_not_bring_the_day_again(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, zone="Asia/Tokyo")
    reminders.sent(tools, take_at(tools, clock, datetime(2026, 11, 20, 22, tzinfo=UTC)), 1)
    change(tools, CHAT, zone="America/Los_Angeles")
    assert row(tools, CHAT).local_day == date(2026, 11, 22)
    assert row(tools, CHAT).remind_at == datetime(2026, 11, 22, 15, tzinfo=UTC)


def test_another_answer_leaves_a_reminder_that_is_due_alone(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT)
    clock.move_to(SEVEN)  # the runner's place in the spread is a little later
    change(tools, CHAT, wish=3)
    assert row(tools, CHAT).local_day == TOMORROW
    assert take_at(tools, clock, SEVEN).day == TOMORROW


def test_without_an_hour_nothing_is_sent(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT)
    change(tools, CHAT, reminder_time=None)
    clock.advance(hours(48))
    assert reminders.claim(tools) == []
    change(tools, CHAT, reminder_time=time(7))
    assert row(tools, CHAT).local_day == date(2026, 11, 23)


def test_next_due_is_the_earliest_of_all(tools: Tools) -> None:
    assert reminders.next_due(tools) is None
    settle(tools, CHAT, at=time(18))
    settle(tools, CHAT + 1, at=time(12))
    assert reminders.next_due(tools) == row(tools, CHAT + 1).due_at


# --- taking -----------------------------------------------------------------------------------------------------


def test_nothing_is_taken_before_its_time_nor_twice(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT)
    clock.move_to(SEVEN - minutes(1))
    assert reminders.claim(tools) == []
    claimed = take_at(tools, clock, SEVEN)
    assert (claimed.chat_id, claimed.day, claimed.attempts) == (CHAT, TOMORROW, 1)
    assert claimed.until == clock.now() + reminders.LEASE
    assert reminders.claim(tools) == []
    assert reminders.count_open(tools) == 1
    reminders.sent(tools, claimed, 1)
    assert reminders.count_open(tools) == 0


def test_the_longest_due_come_first_and_no_more_than_asked_for(tools: Tools, clock: MovableClock) -> None:
    for number in range(7):
        settle(tools, CHAT + number, at=time(7, 30 - number))
    clock.move_to(SEVEN + hours(1))
    taken = [each.chat_id for _ in range(4) for each in reminders.claim(tools, limit=2)]
    assert taken == [CHAT + number for number in reversed(range(7))]


def test_two_dispatchers_at_once_take_each_reminder_once(tools: Tools, clock: MovableClock) -> None:
    many = 240
    with tools.store.writing() as session:
        for number in range(many):
            settled = _bare(number, SEVEN)
            for each in settled:
                session.add(each)
                session.flush()
    clock.move_to(SEVEN + hours(1))
    stores = [Store(tools.store.url.render_as_string(hide_password=False)) for _ in range(4)]
    together = threading.Barrier(len(stores))

    def dispatcher(store: Store) -> list[int]:
        mine, own = [], replace(tools, store=store)
        together.wait()
        while batch := reminders.claim(own, limit=7):
            mine += [each.id for each in batch]
        return mine

    with ThreadPoolExecutor(len(stores)) as pool:
        taken = [id_ for ids in pool.map(dispatcher, stores) for id_ in ids]
    for store in stores:
        store.close()
    assert len(taken) == many
    assert len(set(taken)) == many


def _bare(number: int, instant: datetime) -> list[Runner | Chat | Reminder]:
    id_ = 10_000 + number
    reminder = Reminder(
        runner_id=id_, chat_id=id_, kind=ReminderKind.DAILY, zone="UTC", local_time=time(7),
        local_day=instant.date(), remind_at=instant, due_at=instant,
    )  # fmt: skip
    return [Runner(id=id_, created_at=instant), Chat(id=id_, runner_id=id_), reminder]


def test_what_a_dead_process_took_comes_again_after_the_lease(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, sessions=[TOMORROW])
    lost = take_at(tools, clock, SEVEN)
    clock.advance(reminders.LEASE - timedelta(seconds=1))
    assert reminders.claim(tools) == []
    clock.advance(timedelta(seconds=2))
    again = take(tools)
    assert (again.id, again.attempts) == (lost.id, 2)
    view = view_of(tools, again)
    assert view.repeated
    assert view.silent
    # The dead one was only slow: what it sent counts, and the day is not sent a second time by anybody else.
    assert reminders.sent(tools, lost, 11) == Sent(marked=False)
    assert reminders.compose(tools, again) is Nothing.LOST
    assert row(tools, CHAT).local_day == date(2026, 11, 22)


def test_after_too_many_tries_the_day_is_left_out(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT)
    clock.move_to(SEVEN + minutes(4))
    for _ in range(reminders.MOST_ATTEMPTS):
        assert isinstance(reminders.compose(tools, take(tools)), ReminderView)
        clock.advance(reminders.LEASE)
    assert reminders.compose(tools, take(tools)) is Nothing.TOO_OFTEN
    assert (row(tools, CHAT).local_day, row(tools, CHAT).attempts) == (date(2026, 11, 22), 0)


# --- noting -----------------------------------------------------------------------------------------------------


def test_a_sent_reminder_is_followed_by_tomorrows(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, sessions=[TOMORROW])
    assert reminders.sent(tools, take_at(tools, clock, SEVEN), 77) == Sent(marked=True)
    after = row(tools, CHAT)
    assert (after.last_day, after.last_message, after.token, after.attempts) == (TOMORROW, 77, None, 0)
    assert (after.local_day, after.remind_at) == (date(2026, 11, 22), SEVEN + hours(24))


def test_each_day_is_sent_once_over_a_change_of_the_clocks(tools: Tools, clock: MovableClock) -> None:
    clock.move_to(datetime(2027, 3, 25, 12, tzinfo=UTC))
    settle(tools, CHAT, zone="Europe/London", at=time(1, 30))
    days, instants = [], []
    while len(days) < 5:
        due = reminders.next_due(tools)
        assert due is not None
        clock.move_to(due)
        claimed = take(tools)
        days.append(claimed.day)
        instants.append(claimed.remind_at)
        assert reminders.sent(tools, claimed, len(days)).marked
    assert days == [date(2027, 3, day) for day in (26, 27, 28, 29, 30)]
    assert [f"{instant:%H:%M}" for instant in instants] == ["01:30", "01:30", "01:30", "00:30", "00:30"]


def test_a_new_time_while_one_is_in_flight_stands_and_the_day_is_not_sent_again(
    tools: Tools, clock: MovableClock
) -> None:
    settle(tools, CHAT, sessions=[TOMORROW])
    claimed = take_at(tools, clock, SEVEN)
    change(tools, CHAT, reminder_time=time(20))
    assert row(tools, CHAT).local_day == TOMORROW  # it does not know yet that the day was sent
    assert not reminders.sent(tools, claimed, 5).marked
    after = row(tools, CHAT)
    assert (after.local_day, after.local_time) == (date(2026, 11, 22), time(20))
    assert (after.last_day, after.last_message) == (TOMORROW, 5)


def test_a_new_time_before_the_send_takes_the_claim_away(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, sessions=[TOMORROW])
    claimed = take_at(tools, clock, SEVEN)
    change(tools, CHAT, reminder_time=time(20))
    assert reminders.compose(tools, claimed) is Nothing.LOST
    assert not reminders.sent(tools, claimed, None).marked
    reminders.put_back(tools, [claimed], timedelta(0))
    assert row(tools, CHAT).remind_at == datetime(2026, 11, 21, 20, tzinfo=UTC)


def test_what_was_put_back_comes_again_and_was_no_try(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT)
    claimed = take_at(tools, clock, SEVEN)
    reminders.put_back(tools, [claimed], timedelta(seconds=30))
    assert reminders.claim(tools) == []
    clock.advance(timedelta(seconds=30))
    assert take(tools).attempts == 1


def test_what_may_have_arrived_counts_as_a_try(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT)
    reminders.put_back(tools, [take_at(tools, clock, SEVEN)], timedelta(0), tried=True)
    assert take(tools).attempts == 2


# --- composing --------------------------------------------------------------------------------------------------


def test_a_session_day_is_loud_and_a_rest_day_silent(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, sessions=[TOMORROW])
    settle(tools, CHAT + 1)
    clock.move_to(SEVEN + minutes(4))
    views = {each.chat_id: view_of(tools, each) for each in reminders.claim(tools)}
    assert views[CHAT].day.session is not None
    assert (views[CHAT].silent, views[CHAT].late, views[CHAT].repeated) == (False, False, False)
    assert views[CHAT + 1].day.session is None
    assert views[CHAT + 1].silent
    assert views[CHAT].at == time(7)


def test_no_card_on_a_rest_day_for_who_switched_them_off(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, cards=False)
    assert reminders.compose(tools, take_at(tools, clock, SEVEN)) is Nothing.NOT_NEEDED
    assert row(tools, CHAT).local_day == date(2026, 11, 22)


@pytest.mark.parametrize(
    "state", [SessionState.STARTED, SessionState.DONE, SessionState.PARTIAL, SessionState.SKIPPED]
)
def test_a_session_that_is_begun_or_behind_needs_no_reminder(
    tools: Tools, clock: MovableClock, state: SessionState
) -> None:
    settle(tools, CHAT, sessions=[TOMORROW])
    set_state(tools, TOMORROW, state)
    assert reminders.compose(tools, take_at(tools, clock, SEVEN)) is Nothing.NOT_NEEDED
    assert row(tools, CHAT).local_day == date(2026, 11, 22)


@pytest.mark.parametrize(("after", "late"), [(minutes(14), False), (minutes(16), True), (minutes(119), True)])
def test_a_late_one_says_so(tools: Tools, clock: MovableClock, after: timedelta, *, late: bool) -> None:
    settle(tools, CHAT, sessions=[TOMORROW])
    clock.move_to(SEVEN + after)
    assert view_of(tools, take(tools)).late is late


def test_more_than_two_hours_late_it_is_dropped(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, sessions=[TOMORROW])
    clock.move_to(SEVEN + minutes(121))
    assert reminders.compose(tools, take(tools)) is Nothing.TOO_LATE
    assert row(tools, CHAT).remind_at == SEVEN + hours(24)


def test_of_many_days_of_downtime_none_is_made_up_for(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT)
    clock.move_to(SEVEN + timedelta(days=9, hours=5))
    assert reminders.compose(tools, take(tools)) is Nothing.TOO_LATE
    assert reminders.claim(tools) == []
    assert row(tools, CHAT).remind_at == SEVEN + timedelta(days=10)


def test_a_day_that_is_over_is_not_reminded_of(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT, at=time(23, 30), sessions=[TODAY])
    clock.move_to(datetime(2026, 11, 21, 0, 5, tzinfo=UTC))
    assert reminders.compose(tools, take(tools)) is Nothing.TOO_LATE
    assert row(tools, CHAT).local_day == TOMORROW


def test_who_left_gets_nothing(tools: Tools, clock: MovableClock) -> None:
    settle(tools, CHAT)
    claimed = take_at(tools, clock, SEVEN)
    runners.delete(tools, CHAT)
    assert reminders.compose(tools, claimed) is Nothing.LOST
    assert reminders.sent(tools, claimed, 1) == Sent(marked=False)
    assert rows(tools) == []
