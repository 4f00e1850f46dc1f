"""Placing sessions: the plan is kept two weeks ahead, and solved again when something about the runner changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session, col, delete

from bot.coach import season, week
from bot.coach.season import monday_of
from bot.services.plan_rows import (
    DAYS,
    history,
    layout_of,
    loads,
    rows_between,
    true_runs,
)
from bot.services.tools import Tools
from bot.store.tables import PlannedSession, Runner, SessionState, stored_id

WEEKS_AHEAD = 2


LAST_HOUR_TO_START = 20  # a plan made later in the evening begins with the next day


def roll(session: Session, tools: Tools, runner: Runner) -> None:
    """Bring the plan forward: past sessions that were not done are missed, the next two weeks are planned."""
    if runner.onboarded_at is None:
        return
    today = tools.today(runner.zone)
    for row in rows_between(session, runner, None, today - timedelta(days=1)):
        if row.state is SessionState.PLANNED:
            row.state = SessionState.MISSED
    last = monday_of(today) + timedelta(days=WEEKS_AHEAD * DAYS - 1)
    if runner.planned_until is not None and runner.planned_until >= last:
        return
    first = max(
        monday_of(today), monday_of((runner.planned_until or today - timedelta(days=DAYS)) + timedelta(1))
    )
    for monday in mondays(first, last):
        plan_week(session, tools, runner, monday, seen=None)
    runner.planned_until = last


def replan(session: Session, tools: Tools, runner: Runner) -> None:
    """Solve the future again after something about the runner changed; what is done or begun stays."""
    if runner.onboarded_at is None:
        return
    today = tools.today(runner.zone)
    last = monday_of(today) + timedelta(days=WEEKS_AHEAD * DAYS - 1)
    for monday in mondays(monday_of(today), last):
        seen = layout_of(rows_between(session, runner, monday, monday + timedelta(days=DAYS - 1)), monday)
        open_rows = (col(PlannedSession.state) == SessionState.PLANNED, col(PlannedSession.day) >= today)
        session.exec(
            delete(PlannedSession).where(
                col(PlannedSession.runner_id) == runner.id,
                col(PlannedSession.day) >= monday,
                col(PlannedSession.day) < monday + timedelta(days=DAYS),
                *open_rows,
            )
        )
        plan_week(session, tools, runner, monday, seen=seen)
    runner.planned_until = last


def plan_week(session: Session, tools: Tools, runner: Runner, monday: date, seen: week.Layout | None) -> None:
    """Place the sessions of a week on its days that have none yet; `seen` is the plan that the runner knows."""
    question = question_of_week(session, tools, runner, monday, seen)
    taken = {row.day for row in rows_between(session, runner, monday, monday + timedelta(days=DAYS - 1))}
    for placed in week.place(question).sessions:
        day = monday + timedelta(days=placed.day)
        resting = runner.legs_rest_until is not None and day <= runner.legs_rest_until
        if day in taken or (resting and placed.kind.leg_loading):
            continue
        session.add(
            PlannedSession(
                runner_id=stored_id(runner),
                day=day,
                kind=placed.kind,
                phase=question.phase,
                deload=question.deload,
                reason=placed.reason,
                rules=[rule.value for rule in placed.rules],
                run_order=placed.order,
            )
        )
    session.flush()


def question_of_week(
    session: Session, tools: Tools, runner: Runner, monday: date, seen: week.Layout | None
) -> week.WeekQuestion:
    """Return all that decides where the sessions of a runner's week stand."""
    now = tools.local_now(runner.zone)
    first = now.date() + timedelta(days=1 if now.hour >= LAST_HOUR_TO_START else 0)
    before = monday - timedelta(days=DAYS)
    this_week = rows_between(session, runner, monday, monday + timedelta(days=DAYS - 1))
    last_week = rows_between(session, runner, before, monday - timedelta(days=1))
    by_season = season.week_question(
        monday, history(session, runner), true_runs(session, runner, monday), runner.wish, runner.mode
    )
    return replace(
        by_season,
        previous=layout_of((row for row in last_week if loads(row)), before),
        next_runs=true_runs(session, runner, monday + timedelta(days=DAYS)),
        previous_runs=true_runs(session, runner, before),
        seen=seen,
        earliest=max(0, min(DAYS, (first - monday).days)),
        fixed=layout_of(
            (row for row in this_week if row.state.counts or row.state is SessionState.STARTED), monday
        ),
    )


def mondays(first: date, last: date) -> list[date]:
    """Return the Mondays from one date on until another."""
    return [first + timedelta(days=days) for days in range(0, (last - first).days + 1, DAYS)]
