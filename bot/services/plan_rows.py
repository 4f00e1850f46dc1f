"""The plan's rows, and what else the planner looks at: runs, races, what was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import null, update
from sqlmodel import Session, col, func, select

from bot.coach import week
from bot.coach.runner import History
from bot.coach.runner import Race as CoachRace
from bot.coach.season import monday_of
from bot.coach.words import Level, RunKind, SessionKind
from bot.services.questions import run_week
from bot.services.tools import Refusal
from bot.store.tables import PlannedSession, Race, Runner, SessionLog, SessionState

DAYS = 7
KEPT_STEPS = timedelta(days=60)


def runs_on(session: Session, runner: Runner, day: date) -> RunKind:
    """Return what the runner runs on a day: the race on a race day, else the run week's kind."""
    race = session.exec(select(Race.id).where(col(Race.runner_id) == runner.id, col(Race.day) == day)).first()
    return RunKind.RACE if race is not None else run_week(session, runner, monday_of(day))[day.weekday()]


def history(session: Session, runner: Runner) -> History:
    """Return what the season looks at: races, level and how many sessions were done."""
    done = session.exec(
        select(func.count())
        .select_from(SessionLog)
        .where(col(SessionLog.runner_id) == runner.id, col(SessionLog.finished_at).is_not(None))
    ).one()
    races = session.exec(select(Race).where(col(Race.runner_id) == runner.id).order_by(col(Race.day)))
    started = runner.created_at.date()
    learned = runner.learned_on
    return History(
        level=runner.level or Level.NEW,
        started=started,
        sessions_done=done,
        races=tuple(CoachRace(race.day, race.distance, race.priority) for race in races),
        block_start=runner.block_start,
        learned=None if learned is None else max(learned, started),
    )


def open_session(session: Session, runner: Runner, day: date) -> PlannedSession:
    """Return the session of a day that can still be done.

    Raises:
        Refusal: `nothing-to-do` when there is none.
    """
    row = row_on(session, runner, day)
    if row is None or not row.state.open:
        raise Refusal("nothing-to-do", day=day, state=None if row is None else row.state)
    return row


def rows_between(
    session: Session, runner: Runner, first: date | None, last: date
) -> Sequence[PlannedSession]:
    """Return the sessions of a runner from one day (None: from the beginning) to another, both included."""
    query = select(PlannedSession).where(
        col(PlannedSession.runner_id) == runner.id, col(PlannedSession.day) <= last
    )
    if first is not None:
        query = query.where(col(PlannedSession.day) >= first)
    return session.exec(query.order_by(col(PlannedSession.day))).all()


def row_on(session: Session, runner: Runner, day: date) -> PlannedSession | None:
    """Return the session of a day, None when there is none."""
    rows = rows_between(session, runner, day, day)
    return rows[0] if rows else None


def true_runs(session: Session, runner: Runner, monday: date) -> tuple[RunKind, ...]:
    """Return what the runner runs on the seven days from a Monday, races included."""
    kinds, sunday = run_week(session, runner, monday), monday + timedelta(days=DAYS - 1)
    query = select(col(Race.day)).where(
        col(Race.runner_id) == runner.id, col(Race.day).between(monday, sunday)
    )
    races = {day.weekday() for day in session.exec(query)}
    return tuple(RunKind.RACE if number in races else kind for number, kind in enumerate(kinds))


def layout_of(rows: Iterable[PlannedSession], monday: date) -> week.Layout:
    """Return sessions as the coach's week: a kind or None for each day from Monday."""
    kinds: list[SessionKind | None] = [None] * DAYS
    for row in rows:
        kinds[(row.day - monday).days] = row.kind
    return tuple(kinds)


def loads(row: PlannedSession) -> bool:
    """A session that was left out does not load the legs."""
    return row.state.open or row.state.counts


def forget_steps(session: Session, runner: Runner, today: date) -> None:
    """Forget what sessions long over were made of: what was done stands in the log.

    It is half of what a runner would leave in the database; a correction of an old log builds it anew.
    """
    session.execute(
        update(PlannedSession)
        .where(
            col(PlannedSession.runner_id) == runner.id,
            col(PlannedSession.day) < today - KEPT_STEPS,
            col(PlannedSession.state) != SessionState.STARTED,
            col(PlannedSession.steps).is_not(None),
        )
        .values(steps=null()),
        execution_options={"synchronize_session": False},
    )
