"""The checks on the next run in their rows: when one is due, and what the answers change until they are cleared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from bot.coach.next_run import LEGS, Consequence, NextRun, consequence
from bot.coach.progress_parts import Soreness
from bot.coach.words import Pattern
from bot.library.objects import Library
from bot.services import day_statements
from bot.services.plan_rows import runs_on
from bot.services.tools import Tools
from bot.store.tables import ExerciseLog, NextRunCheck, Runner, SessionLog


@dataclass(frozen=True, slots=True)
class Standing:
    """What a day's screen has to offer: the session to ask about, and whether something is left out."""

    due: date | None
    stopped: bool


STILL_FELT = timedelta(days=4)  # soreness is over by then, so a later run says nothing about the session


def check_due(session: Session, tools: Tools, runner: Runner, day: date) -> date | None:  # noqa: ARG001 - as all services are called
    """Return the day of the leg session that the run of `day` tells about; None when there is nothing to ask.

    It is asked on the first running day after the session, and once.
    """
    last = last_legs(session, runner, day)
    if last is None or day - last > STILL_FELT or not runs_on(session, runner, day).runs:
        return None
    between = [last + timedelta(days=number) for number in range(1, (day - last).days)]
    if any(runs_on(session, runner, each).runs for each in between):
        return None
    row = check_on(session, runner, last)
    return None if row is not None and row.answered_at is not None else last


def last_legs(session: Session, runner: Runner, before: date) -> date | None:
    """Return the day of the last leg session before a day."""
    session.flush()  # the statement does not look whether something is still to be written
    logs = session.connection().execute(day_statements.ended(), {"runner": runner.id, "day": before})
    return next((day for day, kind in logs if kind.leg_loading), None)


def check_on(session: Session, runner: Runner, day: date) -> NextRunCheck | None:
    """Return the check about the session of a day, None when it was never begun."""
    return session.exec(
        select(NextRunCheck).where(col(NextRunCheck.runner_id) == runner.id, col(NextRunCheck.day) == day)
    ).first()


def consequence_of(session: Session, library: Library, runner: Runner, row: NextRunCheck) -> Consequence:
    """Return what the answers of a check change."""
    answers = NextRun(
        ran_easily=bool(row.ran_easily),
        stride_normal=bool(row.stride_normal),
        where=row.felt,
        sharp=row.sharp,
        place=row.place,
    )
    return consequence(answers, _trained(session, library, runner, row.day))


def stopped(session: Session, library: Library, runner: Runner) -> frozenset[Pattern]:
    """Return the patterns that pause because something hurt on a run, until the runner says that it is fine."""
    found: frozenset[Pattern] = frozenset()
    for row in open_stops(session, runner):
        found |= consequence_of(session, library, runner, row).stops
    return found


def open_stops(session: Session, runner: Runner) -> list[NextRunCheck]:
    """Return the answered checks that are not cleared yet, the newest first."""
    return list(session.execute(day_statements.uncleared(), {"runners": [runner.id]}).scalars())


def soreness_for(session: Session, library: Library, runner: Runner, day: date, pattern: Pattern) -> Soreness:
    """Return how the legs took the last session, as far as it concerns a pattern on a day."""
    if pattern not in LEGS:
        return Soreness.FINE
    last = last_legs(session, runner, day)
    row = None if last is None else check_on(session, runner, last)
    if row is None or row.answered_at is None:
        return Soreness.FINE
    told = consequence_of(session, library, runner, row)
    if told.soreness is Soreness.JOINT and (row.cleared_on is not None or pattern not in told.stops):
        return Soreness.FINE
    return told.soreness


def _trained(session: Session, library: Library, runner: Runner, day: date) -> frozenset[Pattern]:
    ids = session.exec(
        select(ExerciseLog.exercise)
        .join(SessionLog)
        .where(col(SessionLog.runner_id) == runner.id, col(SessionLog.day) == day)
    )
    return frozenset(library.exercises[each].exercise.pattern for each in ids if each in library.exercises)
