"""What decides a runner's week, gathered from the rows: the season, the runs, what was done, which days are free."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session

from bot.coach import season, week
from bot.coach.changes import PlannedWeek
from bot.services.pause_rows import unavailable
from bot.services.plan_rows import DAYS, history, layout_of, loads, rows_between, true_runs
from bot.services.tools import Tools
from bot.store.tables import PlannedSession, Runner, SessionState

LAST_HOUR_TO_START = 20  # a plan made later in the evening begins with the next day

_FORGONE = frozenset({SessionState.SKIPPED, SessionState.MISSED})


def question_of_week(
    session: Session, tools: Tools, runner: Runner, monday: date, seen: week.Layout | None
) -> week.WeekQuestion:
    """Return all that decides where the sessions of a runner's week stand.

    A session that was skipped or missed is not made up for: it counts towards the number of the week.
    """
    now = tools.local_now(runner.zone)
    first = now.date() + timedelta(days=1 if now.hour >= LAST_HOUR_TO_START else 0)
    before = monday - timedelta(days=DAYS)
    this_week = rows_between(session, runner, monday, monday + timedelta(days=DAYS - 1))
    last_week = rows_between(session, runner, before, monday - timedelta(days=1))
    by_season = season.week_question(
        monday, history(session, runner), true_runs(session, runner, monday), runner.wish, runner.mode
    )
    wanted = season.sessions_wanted(by_season.phase, by_season.level, by_season.wish, by_season.deload)
    left = wanted - sum(row.state in _FORGONE for row in this_week)
    return replace(
        by_season,
        wish=max(1, min(by_season.wish, left)),
        unavailable=unavailable(session, runner, monday) if left > 0 else frozenset(range(DAYS)),
        previous=layout_of((row for row in last_week if loads(row)), before),
        next_runs=true_runs(session, runner, monday + timedelta(days=DAYS)),
        previous_runs=true_runs(session, runner, before),
        seen=seen,
        earliest=max(0, min(DAYS, (first - monday).days)),
        fixed=layout_of(
            (row for row in this_week if row.state.counts or row.state is SessionState.STARTED), monday
        ),
    )


def planned_week(session: Session, tools: Tools, runner: Runner, monday: date) -> PlannedWeek:
    """Return a week as it stands in the rows, with what found no room in it; the week after stands, too."""
    rows, after = _standing(session, runner, monday), monday + timedelta(days=DAYS)
    question = question_of_week(session, tools, runner, monday, layout_of(rows, monday))
    dropped = week.place(replace(question, seen=None)).dropped
    sessions = tuple(placed_of(row, monday) for row in rows if row.state is SessionState.PLANNED)
    wanted = tuple(placed.wanted for placed in sessions)
    # What moves within this week must leave the next one's Monday alone: nobody solves that week again.
    question = replace(question, next_sessions=layout_of(_standing(session, runner, after), after))
    return PlannedWeek(question, week.WeekPlan(sessions, dropped, layout_of(rows, monday), wanted))


def _standing(session: Session, runner: Runner, monday: date) -> list[PlannedSession]:
    rows = rows_between(session, runner, monday, monday + timedelta(days=DAYS - 1))
    return [row for row in rows if loads(row)]


def placed_of(row: PlannedSession, monday: date) -> week.Placed:
    """Return a stored session as the coach knows it; its rules stay in the row."""
    return week.Placed((row.day - monday).days, row.kind, row.kind, row.reason, (), row.run_order)
