"""Placing sessions: the plan is kept two weeks ahead, and solved again when something about the runner changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot.coach import week
from bot.coach.changes import PlannedWeek
from bot.coach.season import monday_of
from bot.services import day_statements
from bot.services.missing import settle_missed
from bot.services.pause_rows import with_ramp
from bot.services.plan_questions import LAST_HOUR_TO_START, question_of_week
from bot.services.plan_rows import DAYS, forget_steps, layout_of, loads, rows_between
from bot.services.resting import rests
from bot.services.tools import Tools
from bot.store.tables import PlannedSession, Runner, SessionState, stored_id

WEEKS_AHEAD = 2


def roll(session: Session, tools: Tools, runner: Runner) -> None:
    """Bring the plan forward: what was missed finds another day or is dropped, the next two weeks are planned."""
    if runner.onboarded_at is None:
        return
    _plan_alone(session, runner)
    today = tools.today(runner.zone)
    settle_missed(session, tools, runner)
    last = last_planned(runner, today)
    if runner.planned_until is not None and runner.planned_until >= last:
        return
    first = max(
        monday_of(today), monday_of((runner.planned_until or today - timedelta(days=DAYS)) + timedelta(1))
    )
    for monday in mondays(first, last):
        plan_week(session, tools, runner, monday, seen=None)
    runner.planned_until = last
    forget_steps(session, runner, today)


def behind(session: Session, tools: Tools, runners: Sequence[Runner]) -> list[Runner]:
    """Return those whose plan `roll` would change: it ends too early, or a day of it passed undone."""
    ids = {"runners": [runner.id for runner in runners]}
    rows = session.connection().execute(day_statements.undone(), ids)
    undone: dict[int, date] = {id_: day for id_, day in rows}  # noqa: C416 - a row is no pair to the type checker
    found = []
    for runner in runners:
        today = tools.today(runner.zone)
        ends = runner.planned_until is None or runner.planned_until < last_planned(runner, today)
        if runner.onboarded_at is not None and (ends or undone.get(stored_id(runner), today) < today):
            found.append(runner)
    return found


def replan(session: Session, tools: Tools, runner: Runner) -> None:
    """Solve the future again after something about the runner changed; what is done or begun stays."""
    if runner.onboarded_at is None:
        return
    _plan_alone(session, runner)
    today = tools.today(runner.zone)
    settle_missed(session, tools, runner)  # first: what passed undone counts towards the number of its week
    last = last_planned(runner, today)
    for monday in mondays(monday_of(today), last):
        rows = rows_between(session, runner, monday, monday + timedelta(days=DAYS - 1))
        seen = layout_of((row for row in rows if loads(row)), monday)
        plan_week(session, tools, runner, monday, seen=seen)
    runner.planned_until = last


def last_planned(runner: Runner, today: date) -> date:
    """Return the last day that is planned: the Sunday of next week.

    For whom a week begins on Sunday, the next one is planned a day earlier: then it can be shown to its end.
    """
    begun = today + timedelta(days=1) if runner.sunday_first else today
    return monday_of(begun) + timedelta(days=WEEKS_AHEAD * DAYS - 1)


def forget_beyond(session: Session, tools: Tools, runner: Runner) -> None:
    """Take out what is planned beyond the last day that is to be, after the runner's week begins on another day."""
    last = last_planned(runner, tools.today(runner.zone))
    if runner.planned_until is None or runner.planned_until <= last:
        return
    for row in rows_between(session, runner, last + timedelta(days=1), runner.planned_until):
        if row.state is SessionState.PLANNED:
            session.delete(row)
    runner.planned_until = last
    session.flush()


def plan_week(session: Session, tools: Tools, runner: Runner, monday: date, seen: week.Layout | None) -> None:
    """Place the sessions of a week anew; `seen` is the plan that the runner knows.

    A row that stays what it is stays the row it is, so that calendars and logs keep hold of it.
    """
    today, now = tools.today(runner.zone), tools.clock.now()
    question = question_of_week(session, tools, runner, monday, seen)
    plan = with_ramp(session, runner, monday, PlannedWeek(question, week.place(question))).plan
    rows = rows_between(session, runner, monday, monday + timedelta(days=DAYS - 1))
    free = {row.day: row for row in rows if row.state is SessionState.PLANNED and row.day >= today}
    taken = {row.day for row in rows} - set(free)
    placed = {
        day: each
        for each in plan.sessions
        if (day := monday + timedelta(days=each.day)) not in taken and not rests(runner, day, each.kind)
    }
    gone = [row for day, row in free.items() if day not in placed]
    for day, each in placed.items():
        row = free.get(day) or next((row for row in gone if row.kind is each.kind), None)
        if row is None:
            row = _new_row(runner, day, each, question, now)
            session.add(row)
        elif row in gone:
            gone.remove(row)
        _write(row, day, each, question, now)
    for row in gone:
        session.delete(row)
    session.flush()


def mondays(first: date, last: date) -> list[date]:
    """Return the Mondays from one date on until another."""
    return [first + timedelta(days=days) for days in range(0, (last - first).days + 1, DAYS)]


def _plan_alone(session: Session, runner: Runner) -> None:
    """Wait until nobody else plans for this runner, and see what they planned.

    A reminder, a tap and the hourly upkeep may come at once: on PostgreSQL each would place the same sessions.
    """
    session.flush()  # what was just told of the runner must not be read over
    session.refresh(runner, with_for_update=True)


def _new_row(
    runner: Runner, day: date, placed: week.Placed, question: week.WeekQuestion, now: datetime
) -> PlannedSession:
    return PlannedSession(
        runner_id=stored_id(runner),
        day=day,
        kind=placed.kind,
        phase=question.phase,
        deload=question.deload,
        reason=placed.reason,
        rules=[rule.value for rule in placed.rules],
        run_order=placed.order,
        changed_at=now,
    )


def _write(
    row: PlannedSession, day: date, placed: week.Placed, question: week.WeekQuestion, now: datetime
) -> None:
    """Let a row say what was placed; only what a calendar would show counts as a change of it."""
    shown = (row.day, row.kind, row.phase, row.deload, row.run_order)
    if shown != (day, placed.kind, question.phase, question.deload, placed.order):
        row.changed_at = now
    row.day, row.kind, row.run_order = day, placed.kind, placed.order
    row.phase, row.deload = question.phase, question.deload
    row.reason, row.rules, row.moved = placed.reason, [rule.value for rule in placed.rules], False


__all__ = [
    "LAST_HOUR_TO_START",
    "WEEKS_AHEAD",
    "behind",
    "forget_beyond",
    "last_planned",
    "mondays",
    "plan_week",
    "question_of_week",
    "replan",
    "roll",
]
