"""Sessions whose day passed undone: each moves to the best day that is left of its week, or is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session

from bot.coach import life
from bot.coach.changes import PlannedWeek
from bot.coach.season import monday_of
from bot.coach.week_words import day_name
from bot.services.pause_rows import unavailable
from bot.services.plan_questions import planned_week
from bot.services.plan_rows import DAYS, rows_between
from bot.services.resting import rest_on
from bot.services.tools import Tools
from bot.store.tables import PlannedSession, Runner, SessionState

MOVED_BECAUSE_MISSED = "missed"
"""Stands among the rules of a session that came to its day because it was missed before."""


def settle_missed(session: Session, tools: Tools, runner: Runner) -> None:
    """Find another day for what was planned and not begun, or leave it out with a sentence; nothing is doubled."""
    today = tools.today(runner.zone)
    for row in rows_between(session, runner, None, today - timedelta(days=1)):
        if row.state is SessionState.PLANNED:
            _settle(session, tools, runner, row, today)
            session.flush()


def _settle(session: Session, tools: Tools, runner: Runner, row: PlannedSession, today: date) -> None:
    monday = monday_of(row.day)
    row_day = row.day.weekday()
    if monday != monday_of(today) or row_day in unavailable(session, runner, monday):
        row.state, row.reason = SessionState.MISSED, ""
        return
    week = _askable(session, tools, runner, monday, today)
    found = life.missed(week, row_day, max(week.question.earliest, today.weekday()))
    layout, before = found.after.plan.layout, week.plan.layout
    to = next((day for day in range(DAYS) if layout[day] is not None and before[day] is None), None)
    if to is None:
        row.state = SessionState.MISSED
        row.reason = next((each.reason for each in reversed(found.after.plan.dropped)), row.reason)
        return
    placed = next(each for each in found.after.plan.sessions if each.day == to)
    row.day, row.run_order, row.moved = monday + timedelta(days=to), placed.order, False
    row.reason = f"You missed {day_name(row_day)}, so it moved to {day_name(to)}. {placed.reason}"
    row.rules = [MOVED_BECAUSE_MISSED, *(rule.value for rule in placed.rules)]
    row.changed_at = tools.clock.now()


def _askable(session: Session, tools: Tools, runner: Runner, monday: date, today: date) -> PlannedWeek:
    """Return the week as it stands; days whose session was skipped or missed before take no other in its place."""
    week = planned_week(session, tools, runner, monday)
    rows = rows_between(session, runner, monday, monday + timedelta(days=DAYS - 1))
    given_up = {
        (row.day - monday).days for row in rows if row.state in (SessionState.SKIPPED, SessionState.MISSED)
    }
    resting = {day for day in range(DAYS) if rest_on(runner, monday + timedelta(days=day))}
    blocked = week.question.unavailable | given_up | resting
    fixed = list(week.question.fixed)
    # Too late in the evening for a new one, but what is planned for today is still to come.
    fixed[today.weekday()] = fixed[today.weekday()] or week.plan.layout[today.weekday()]
    question = replace(week.question, unavailable=frozenset(blocked), fixed=tuple(fixed))
    return PlannedWeek(question, week.plan)
