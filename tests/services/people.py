"""Runners put straight into the database, with just the days a test is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlmodel import col, select

from bot.clock import MovableClock
from bot.coach.words import Level, Order, Phase, RunKind, SessionKind
from bot.services import reminders
from bot.services.reminders import Claimed, ReminderView
from bot.services.tools import Tools
from bot.store.tables import Chat, PlannedSession, Reminder, ReminderKind, Runner, RunWeek, SessionState

_E, _R = RunKind.EASY, RunKind.REST
RUNS = (_R, RunKind.INTERVALS, _R, _E, _R, _E, RunKind.LONG)


def settle(
    tools: Tools,
    chat_id: int,
    *,
    at: time = time(7),
    zone: str = "UTC",
    sessions: Sequence[date] = (),
    cards: bool = True,
    name: str = "Robin",
) -> int:
    """Put a runner in whose first conversation is over; return the runner's id."""
    with tools.store.writing() as session:
        runner = Runner(
            created_at=tools.clock.now(),
            name=name,
            level=Level.SOME,
            equipment=[],
            complaints=[],
            zone=zone,
            reminder_time=at,
            rest_day_cards=cards,
            onboarded_at=tools.clock.now(),
            planned_until=date(2199, 12, 31),  # the test alone says what is planned
        )
        session.add(runner)
        session.flush()
        chat = Chat(id=chat_id, runner_id=runner.id)
        session.add(chat)
        session.add(
            RunWeek(runner_id=runner.id, monday=date(2026, 1, 5), kinds=[kind.value for kind in RUNS])
        )
        for day in sessions:
            session.add(
                PlannedSession(
                    runner_id=runner.id,
                    day=day,
                    kind=SessionKind.HEAVY,
                    phase=Phase.BASE,
                    reason="It follows your intervals.",
                    rules=[],
                    run_order=Order.AFTER_RUN,
                )
            )
        session.flush()
        reminders.schedule(session, tools, chat, runner)
        assert runner.id is not None
        return runner.id


def row(tools: Tools, chat_id: int, kind: ReminderKind = ReminderKind.DAILY) -> Reminder:
    """Return a chat's reminder as it stands."""
    with tools.store.reading() as session:
        return session.exec(
            select(Reminder).where(col(Reminder.chat_id) == chat_id, col(Reminder.kind) == kind)
        ).one()


def rows(tools: Tools) -> list[Reminder]:
    """Return all reminders as they stand."""
    with tools.store.reading() as session:
        return list(session.exec(select(Reminder).order_by(col(Reminder.id))).all())


def change(tools: Tools, chat_id: int, **values: object) -> None:
    """Change a runner's answers and plan the reminder anew, as /settings does."""
    with tools.store.writing() as session:
        chat = session.get(Chat, chat_id)
        assert chat is not None
        runner = session.get(Runner, chat.runner_id)
        assert runner is not None
        for name, value in values.items():
            setattr(runner, name, value)
        session.flush()
        reminders.schedule(session, tools, chat, runner)


def take(tools: Tools) -> Claimed:
    """Take the one reminder that is due."""
    (claimed,) = reminders.claim(tools)
    return claimed


def take_at(tools: Tools, clock: MovableClock, instant: datetime) -> Claimed:
    """Take the one reminder that is due at an instant, its place in the spread included."""
    clock.move_to(instant + timedelta(seconds=5))
    return take(tools)


def view_of(tools: Tools, claimed: Claimed) -> ReminderView:
    """Return what a reminder would say."""
    view = reminders.compose(tools, claimed)
    assert isinstance(view, ReminderView)
    return view


def set_state(tools: Tools, day: date, state: SessionState) -> None:
    """Let the one session of a day be begun or over."""
    with tools.store.writing() as session:
        session.exec(select(PlannedSession).where(col(PlannedSession.day) == day)).one().state = state


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)
