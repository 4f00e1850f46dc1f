"""When a new lifter has the basics behind them, and on which day the check on the next run is asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.clock import MovableClock
from bot.coach.words import Level, SessionKind
from bot.services.checks import check_due
from bot.services.learned import note_learned
from bot.services.tools import Tools
from bot.store.tables import NextRunCheck, Runner, SessionLog
from tests.services.people import settle

CHAT = 1001
START = date(2026, 11, 20)  # a Friday; the runner runs on Tuesdays, Thursdays, Saturdays and Sundays


def log(tools: Tools, day: date, kind: SessionKind = SessionKind.LEARN) -> None:
    with tools.store.writing() as session:
        now = tools.clock.now()
        session.add(SessionLog(runner_id=1, day=day, kind=kind, started_at=now, finished_at=now))


def learned(tools: Tools) -> date | None:
    with tools.store.writing() as session:
        runner = session.get(Runner, 1)
        assert runner is not None
        return note_learned(session, tools, runner)


def due(tools: Tools, day: date) -> date | None:
    with tools.store.reading() as session:
        runner = session.get(Runner, 1)
        assert runner is not None
        return check_due(session, tools, runner, day)


@pytest.fixture
def newcomer(tools: Tools) -> Tools:
    """The tools, with somebody new to lifting in the database."""
    settle(tools, CHAT)
    with tools.store.writing() as session:
        runner = session.get(Runner, 1)
        assert runner is not None
        runner.level = Level.NEW
    return tools


def test_four_weeks_and_six_sessions_are_needed(newcomer: Tools, clock: MovableClock) -> None:
    for number in range(5):
        log(newcomer, START + timedelta(days=3 * number))
    clock.advance(timedelta(days=30))
    assert learned(newcomer) is None
    log(newcomer, START + timedelta(days=29))

    assert learned(newcomer) == START + timedelta(days=29)


def test_six_sessions_in_two_weeks_are_too_early(newcomer: Tools, clock: MovableClock) -> None:
    for number in range(6):
        log(newcomer, START + timedelta(days=2 * number))
    clock.advance(timedelta(days=14))
    assert learned(newcomer) is None
    clock.advance(timedelta(days=14))

    assert learned(newcomer) == START + timedelta(days=28)


def test_it_stays_when_the_log_changes_later(newcomer: Tools, clock: MovableClock) -> None:
    for number in range(6):
        log(newcomer, START + timedelta(days=2 * number))
    clock.advance(timedelta(days=28))
    day = learned(newcomer)
    with newcomer.store.writing() as session:
        gone = session.get(SessionLog, 1)
        assert gone is not None
        session.delete(gone)

    assert day is not None
    assert learned(newcomer) == day


def test_somebody_who_lifts_already_has_no_such_day(tools: Tools) -> None:
    settle(tools, CHAT)
    for number in range(8):
        log(tools, START - timedelta(days=40 + number))

    assert learned(tools) is None


SATURDAY, SUNDAY, TUESDAY = date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("trained", "day", "asked"),
    [
        (START, SATURDAY, True),
        (START, START, False),  # the same day
        (START, SUNDAY, False),  # Saturday was the first run after it
        (SUNDAY, date(2026, 11, 23), False),  # no run on Mondays
        (SUNDAY, TUESDAY, True),
    ],
)
def test_it_is_asked_on_the_first_running_day(tools: Tools, trained: date, day: date, asked: bool) -> None:
    settle(tools, CHAT)
    log(tools, trained, SessionKind.HEAVY)

    assert due(tools, day) == (trained if asked else None)


def test_only_leg_sessions_are_asked_about(tools: Tools) -> None:
    settle(tools, CHAT)
    log(tools, START, SessionKind.UPPER)

    assert due(tools, SATURDAY) is None


def test_what_is_answered_is_not_asked_again(tools: Tools) -> None:
    settle(tools, CHAT)
    log(tools, START, SessionKind.HEAVY)
    with tools.store.writing() as session:
        session.add(NextRunCheck(runner_id=1, day=START, answered_at=tools.clock.now()))

    assert due(tools, SATURDAY) is None
