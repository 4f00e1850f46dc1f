"""Reminders that are composed and noted together: as many at once must come to what they come to one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from bot.clock import MovableClock
from bot.services import checks, reminder_batch, reminders, runners
from bot.services.reminders import Claimed, Nothing, ReminderView, Sent
from bot.services.tools import Tools
from bot.store.tables import (
    ExerciseLog,
    NextRunCheck,
    Pause,
    PlannedSession,
    Race,
    Runner,
    RunWeek,
    SessionLog,
)
from tests.services.people import change, row, settle

TOMORROW, AFTER = date(2026, 11, 21), date(2026, 11, 22)
DUE = datetime(2026, 11, 21, 7, 4, tzinfo=UTC)  # everybody's place in the spread is past
CHATS = range(800_001, 800_007)


def several(tools: Tools, clock: MovableClock) -> list[Claimed]:
    """Take the reminders of six runners of whom no two have the same day."""
    for chat in CHATS:
        settle(tools, chat, sessions=[] if chat == CHATS[0] else [TOMORROW, TOMORROW + timedelta(days=3)])
    with tools.store.writing() as session:
        second, third, fourth = (runners.need(session, chat)[1] for chat in CHATS[1:4])
        assert second.id is not None
        assert third.id is not None
        for pause in (
            Pause(runner_id=second.id, reason="illness", first=TOMORROW, told_at=clock.now()),
            Pause(
                runner_id=third.id,
                reason="travel",
                first=TOMORROW,
                last=AFTER,
                trains=True,
                things=["band"],
                told_at=clock.now(),
            ),
        ):
            session.add(pause)
        fourth.complaints, fourth.half_day_clock = ["runners-knee"], True
        log = SessionLog(
            runner_id=third.id,
            day=TOMORROW - timedelta(days=3),
            kind="heavy",
            started_at=clock.now() - timedelta(days=2),
            finished_at=clock.now() - timedelta(days=2),
        )
        session.add(log)
        session.flush()
        session.add(
            ExerciseLog(
                log_id=log.id, step=0, exercise="goblet-squat", sets=3, low=8, high=10, logged_at=clock.now()
            )
        )
    change(tools, CHATS[4], reminder_time=time(7, 1))
    clock.move_to(DUE)
    return reminders.claim(tools)


def test_a_batch_says_to_each_what_it_says_alone(tools: Tools, clock: MovableClock) -> None:
    claimed = several(tools, clock)
    assert {each.chat_id for each in claimed} == set(CHATS)
    together = reminders.compose_all(tools, claimed)
    views = [each for each in together if isinstance(each, ReminderView)]
    assert together.count(Nothing.NOT_NEEDED) == 1
    assert len({each.day.session.exercises for each in views if each.day.session is not None}) > 1
    for each, view in zip(claimed, together, strict=True):
        if isinstance(view, ReminderView):
            assert reminders.compose(tools, each) == view


def test_the_style_comes_with_the_view(tools: Tools, clock: MovableClock) -> None:
    claimed = several(tools, clock)
    views = dict(zip((each.chat_id for each in claimed), reminders.compose_all(tools, claimed), strict=True))
    styles = {
        chat for chat, view in views.items() if isinstance(view, ReminderView) and view.style.half_day_clock
    }
    assert styles == {CHATS[3]}


def test_one_that_cannot_be_composed_leaves_the_others_theirs(
    tools: Tools, clock: MovableClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    claimed = several(tools, clock)
    real = reminder_batch.day_of

    def day_of(tools: Tools, facts: reminder_batch.DayFacts) -> object:
        if facts.runner.half_day_clock:
            raise KeyError("no such exercise")
        return real(tools, facts)

    monkeypatch.setattr(reminder_batch, "day_of", day_of)
    found = reminders.compose_all(tools, claimed)
    assert found.count(Nothing.FAILED) == 1
    assert sum(isinstance(each, ReminderView) for each in found) == 4
    assert "could not be composed" in caplog.text
    assert row(tools, CHATS[3]).token is not None  # it comes again after its lease


def test_only_plans_that_are_behind_are_brought_forward(
    tools: Tools, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed = several(tools, clock)
    with tools.store.writing() as session:
        missed = runners.need(session, CHATS[4])[1]
        session.add(
            PlannedSession(
                runner_id=missed.id,
                day=TOMORROW - timedelta(days=1),
                kind="heavy",
                phase="base",
                reason="",
                rules=[],
                run_order="after-run",
            )
        )
        runners.need(session, CHATS[5])[1].planned_until = TOMORROW
    rolled: list[int | None] = []
    real = reminder_batch.planning.roll

    def roll(session: object, tools: Tools, runner: Runner) -> None:
        rolled.append(runner.id)
        real(session, tools, runner)  # type: ignore[arg-type]

    monkeypatch.setattr(reminder_batch.planning, "roll", roll)
    reminders.compose_all(tools, claimed)
    assert rolled == sorted(each.runner_id for each in claimed if each.chat_id in CHATS[4:6])
    reminders.compose_all(tools, claimed)
    assert len(rolled) == 2


def test_notes_that_are_written_together(tools: Tools, clock: MovableClock) -> None:
    claimed = several(tools, clock)
    change(tools, claimed[1].chat_id, reminder_time=time(20))  # its claim is lost
    notes = [(each, None if number == 2 else 100 + number) for number, each in enumerate(claimed)]
    marks = [each.marked for each in reminders.sent_all(tools, notes)]
    assert marks == [True, False, True, True, True, True]
    for number, each in enumerate(claimed):
        after = row(tools, each.chat_id)
        assert (after.local_day, after.last_day, after.token) == (AFTER, TOMORROW, None)
        message = None if number == 2 else 100 + number
        assert (after.last_message, runners.screen(tools, each.chat_id)) == (message, message)


def test_the_same_reminder_twice_among_the_notes_counts_once(tools: Tools, clock: MovableClock) -> None:
    claimed = several(tools, clock)[0]
    first, second = reminders.sent_all(tools, [(claimed, 5), (claimed, 6)])
    assert (first, second) == (Sent(marked=True), Sent(marked=False, clear=(5,)))
    assert row(tools, claimed.chat_id).last_message == 6


@pytest.mark.parametrize("ago", range(1, 7))
def test_whose_legs_are_asked_after(ago: int, tools: Tools, clock: MovableClock) -> None:
    claimed = several(tools, clock)
    for number, each in enumerate(claimed):  # the runs since then, a race, an answer: all differ
        kinds = ["rest" if (day + number) % 5 else "easy" for day in range(7)]
        kinds[TOMORROW.weekday()] = "rest" if number == 5 else "easy"
        with tools.store.writing() as session:
            session.exec(select(RunWeek).where(col(RunWeek.runner_id) == each.runner_id)).one().kinds = kinds
            session.add(_ended(clock, each.runner_id, TOMORROW - timedelta(days=ago)))
            if number == 4:
                session.add(Race(runner_id=each.runner_id, day=TOMORROW - timedelta(days=1), distance="10k"))
            if number == 3:
                session.add(
                    NextRunCheck(
                        runner_id=each.runner_id,
                        day=TOMORROW - timedelta(days=ago),
                        answered_at=clock.now(),
                    )
                )
    together = reminders.compose_all(tools, claimed)
    alone = []
    with tools.store.reading() as session:
        for each in claimed:
            runner = session.get_one(Runner, each.runner_id)
            alone.append(checks.check_due(session, tools, runner, each.day) is not None)
    assert [isinstance(view, ReminderView) and view.check_due for view in together] == [
        due and isinstance(view, ReminderView) for due, view in zip(alone, together, strict=True)
    ]
    assert any(alone) == (ago <= 4)


def test_a_larger_batch_takes_no_more_statements(tools: Tools, clock: MovableClock) -> None:
    claimed = [each for each in several(tools, clock) if each.chat_id in CHATS[2:]]
    with tools.store.writing() as session:  # all of them trained lately
        session.add_all(_ended(clock, each.runner_id, TOMORROW - timedelta(days=1)) for each in claimed)
    few, many = statements(tools, claimed[:1]), statements(tools, claimed)
    assert few == many > 0


def _ended(clock: MovableClock, runner: int, day: date) -> SessionLog:
    then = clock.now() - timedelta(hours=20)
    return SessionLog(runner_id=runner, day=day, kind="heavy", started_at=then, finished_at=then)


def statements(tools: Tools, claimed: list[Claimed]) -> int:
    """Count what a batch asks of the database."""
    seen: list[object] = []

    def note(*words: object) -> None:
        seen.append(words[2])

    event.listen(tools.store.engine, "before_cursor_execute", note)
    try:
        reminders.compose_all(tools, claimed)
    finally:
        event.remove(tools.store.engine, "before_cursor_execute", note)
    return len(seen)
