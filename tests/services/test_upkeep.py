"""Plans are brought forward before anybody looks."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import col, select

from bot.clock import MovableClock
from bot.services.tools import Tools
from bot.services.upkeep import roll_plans
from bot.store.tables import Chat, PlannedSession, Runner, SessionState
from tests.services.people import settle


def _planned_until(tools: Tools, day: date | None) -> None:
    with tools.store.writing() as session:
        for runner in session.exec(select(Runner)):
            runner.planned_until = day


def _roll_all(tools: Tools) -> int:
    steps, last = 0, roll_plans(tools, limit=2)
    while last is not None:
        steps, last = steps + 1, roll_plans(tools, last, limit=2)
    return steps


def test_everybody_who_is_behind_gets_the_next_weeks(tools: Tools, clock: MovableClock) -> None:
    for number in range(5):
        settle(tools, 901 + number, zone=("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago")[number % 3])
    _planned_until(tools, date(2026, 11, 22))
    assert _roll_all(tools) == 3
    with tools.store.reading() as session:
        for runner, chat in session.exec(select(Runner, Chat).join(Chat)):
            assert runner.planned_until is not None
            assert runner.planned_until >= clock.now().date() + timedelta(days=7), chat.id
            days = session.exec(
                select(PlannedSession.day).where(col(PlannedSession.runner_id) == runner.id)
            ).all()
            assert any(day > date(2026, 11, 22) for day in days)


def test_what_was_not_done_is_missed_then(tools: Tools, clock: MovableClock) -> None:
    settle(tools, 901, sessions=[clock.now().date()])
    clock.advance(timedelta(days=2))
    _planned_until(tools, date(2026, 11, 22))
    _roll_all(tools)
    with tools.store.reading() as session:
        old = session.exec(select(PlannedSession).where(col(PlannedSession.day) == date(2026, 11, 20))).one()
        assert old.state is SessionState.MISSED


def test_who_is_planned_far_ahead_or_has_not_begun_is_left_alone(tools: Tools, clock: MovableClock) -> None:
    settle(tools, 901)
    with tools.store.writing() as session:
        session.add(Runner(created_at=clock.now()))
    assert roll_plans(tools) is None
