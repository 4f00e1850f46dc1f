"""The guided session: exercise by exercise, kept after every tap, ended with effort and pain.

Where the runner is stands in the planned session's row (`position`): below the number of steps it is a step, then
come the question for the effort, the question for pain, and the end. Taps name the step that they were shown
for, so a tap that comes twice or late changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache

from sqlalchemy import Executable, bindparam
from sqlmodel import Session, col, select

from bot.coach import session as coach
from bot.coach.words import Measure, Variant
from bot.services import plans, runners
from bot.services.building import question_for
from bot.services.learned import note_learned
from bot.services.progression import dosed, packed_steps
from bot.services.resting import rests
from bot.services.session_rows import begun, entries_of, log_of, pack, unpack
from bot.services.session_views import (
    EffortView,
    FinishedView,
    HowView,
    LastTime,
    PainView,
    StepView,
    StoppedView,
    View,
    view_of,
)
from bot.services.tools import Refusal, Tools
from bot.store.tables import Chat, ExerciseLog, PlannedSession, Runner, SessionLog, SessionState, stored_id

PAINS = ("none", "muscle", "joint")


MOST_KG = 400.0


def start(tools: Tools, chat_id: int, day: date, variant: Variant) -> View:
    """Begin a day's session in a variant, or go on with it.

    Raises:
        Refusal: `nothing-to-do` when the day has no open session, `not-yet` when the day is still to come,
            `sign-open` for what rests after a sign, and for leg work while nobody has looked at it.
    """
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        row = plans.open_session(session, runner, day)
        if day > tools.today(runner.zone):
            raise Refusal("not-yet", day=day)
        asks_on = runner.ask_about_sign_on
        asked = row.kind.leg_loading and asks_on is not None and day >= asks_on
        if asked or rests(runner, day, row.kind):
            raise Refusal("sign-open")
        if row.state is SessionState.PLANNED:
            row.steps = packed_steps(session, tools, runner, row, variant)
            row.state, row.variant, row.position = SessionState.STARTED, variant, 0
            row.deload = question_for(session, tools, runner, row, variant).deload
            if log_of(session, row) is None:
                session.add(
                    SessionLog(
                        runner_id=stored_id(runner),
                        session_id=row.id,
                        day=day,
                        kind=row.kind,
                        started_at=tools.clock.now(),
                    )
                )
            session.flush()
        return view_of(session, tools, runner, row)


@contextmanager
def _under_way(
    tools: Tools, chat_id: int, day: date
) -> Iterator[tuple[Session, Chat, Runner, PlannedSession]]:
    """Open the session of a day that was begun, to be changed.

    Raises:
        Refusal: `nothing-to-do` when none was begun on that day.
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        yield session, chat, runner, begun(session, tools, runner, day)


def current(tools: Tools, chat_id: int, day: date) -> View:
    """Return where a session that was begun stands.

    Raises:
        Refusal: `nothing-to-do` when none was begun on that day.
    """
    with _under_way(tools, chat_id, day) as (session, _, runner, row):
        return view_of(session, tools, runner, row)


def under_way(tools: Tools, chat_id: int) -> date | None:
    """Return the day of the session that was begun and not ended, None when there is none."""
    with tools.store.reading() as session:
        found: date | None = session.execute(_finding_begun(), {"chat": chat_id}).scalar()
        return found


@cache
def _finding_begun() -> Executable:
    return (
        select(col(PlannedSession.day))
        .join(Chat, col(Chat.runner_id) == PlannedSession.runner_id)
        .where(col(Chat.id) == bindparam("chat"), col(PlannedSession.state) == SessionState.STARTED)
        .order_by(col(PlannedSession.day).desc())
    )


def latest(tools: Tools, chat_id: int) -> date | None:
    """Return the day of the session that was walked through last, ended or not; None when none ever was."""
    with tools.store.reading() as session:
        found = runners.find(session, chat_id)
        if found is None:
            return None
        return session.exec(
            select(col(SessionLog.day))
            .join(PlannedSession)
            .where(col(SessionLog.runner_id) == found[1].id, col(PlannedSession.steps).is_not(None))
            .order_by(col(SessionLog.started_at).desc())
        ).first()


def done(tools: Tools, chat_id: int, day: date, position: int, *, update_id: int | None = None) -> View:
    """Log a step as shown and go to the next; a step that is passed already changes nothing.

    Words do not say which step they are about, as a button does: with `update_id` they count once.

    Raises:
        Refusal: `nothing-to-do` when no session was begun on that day.
    """
    with _under_way(tools, chat_id, day) as (session, chat, runner, row):
        again = update_id is not None and runners.applied(chat, update_id)
        steps = row.steps or []
        log = log_of(session, row)
        if not again and position == row.position < len(steps) and log is not None:
            shown = unpack(steps[position], tools.workbench.exercises)
            entry = session.exec(
                select(ExerciseLog).where(
                    col(ExerciseLog.log_id) == log.id, col(ExerciseLog.step) == position
                )
            ).first()
            if entry is None:
                entry = ExerciseLog(
                    log_id=log.id or 0,
                    step=position,
                    exercise=shown.exercise.id,
                    sets=shown.sets,
                    low=shown.low,
                    high=shown.high,
                    logged_at=tools.clock.now(),
                )
                session.add(entry)
            entry.exercise, entry.sets, entry.per_side = shown.exercise.id, shown.sets, shown.per_side
            aim, entry.kg = steps[position]["aim"], steps[position]["kg"]
            entry.reps = aim if shown.measure is Measure.REPS else None
            entry.seconds = aim if shown.measure is Measure.SECONDS else None
            entry.low, entry.high, entry.deload = shown.low, shown.high, row.deload
            entry.logged_at = tools.clock.now()
            row.position += 1
            session.flush()
        return view_of(session, tools, runner, row)


def back(tools: Tools, chat_id: int, day: date, position: int) -> View:
    """Go to the step before; what was logged of it stays until it is done again.

    Raises:
        Refusal: `nothing-to-do` when no session was begun on that day.
    """
    with _under_way(tools, chat_id, day) as (session, _, runner, row):
        if position == row.position > 0:
            row.position = min(row.position, len(row.steps or [])) - 1
        return view_of(session, tools, runner, row)


def use(tools: Tools, chat_id: int, day: date, position: int, exercise: str) -> View:
    """Do another exercise at a step: an easier or harder one, or one for other things at hand.

    Raises:
        Refusal: `nothing-to-do` when no session was begun on that day, `unknown-exercise` when there is no such.
    """
    with _under_way(tools, chat_id, day) as (session, _, runner, row):
        steps = list(row.steps or [])
        if position == row.position < len(steps):
            known = tools.workbench.exercises
            if exercise not in known:
                raise Refusal("unknown-exercise")
            question = question_for(session, tools, runner, row, row.variant)
            step = coach.with_exercise(unpack(steps[position], known), known[exercise], question)
            before = (steps[position]["exercise"], steps[position]["kg"])
            steps[position] = pack(*dosed(session, tools, runner, row, question, step, before))
            row.steps = steps
            session.flush()
        return view_of(session, tools, runner, row)


def load(tools: Tools, chat_id: int, day: date, position: int, kg: float) -> View:
    """Set the load of a step, in kg.

    Raises:
        Refusal: `nothing-to-do` when no session was begun on that day, `impossible-load` for a load that is none.
    """
    if not 0 <= kg <= MOST_KG:
        raise Refusal("impossible-load")
    with _under_way(tools, chat_id, day) as (session, _, runner, row):
        steps = list(row.steps or [])
        if position == row.position < len(steps):
            steps[position] = {**steps[position], "kg": kg}
            row.steps = steps
            session.flush()
        return view_of(session, tools, runner, row)


def stop(tools: Tools, chat_id: int, day: date, position: int) -> View:
    """Leave a session early: what was done is kept; with nothing done it waits as it was.

    Raises:
        Refusal: `nothing-to-do` when no session was begun on that day.
    """
    with _under_way(tools, chat_id, day) as (session, _, runner, row):
        if position == row.position < len(row.steps or []):
            log = log_of(session, row)
            if not entries_of(session, row):
                if log is not None:
                    session.delete(log)
                row.state, row.steps, row.position = SessionState.PLANNED, None, 0
                session.flush()
                return StoppedView(day, plans.title_of(tools, row))
            row.position = len(row.steps or [])
            session.flush()
        return view_of(session, tools, runner, row)


def effort(tools: Tools, chat_id: int, day: date, rpe: float | None, *, update_id: int | None = None) -> View:
    """Note how hard the session was (RPE 1 to 10, None: not said).

    Raises:
        Refusal: `nothing-to-do` when no session was begun on that day, `impossible-effort` beyond the scale.
    """
    if rpe is not None and not 1 <= rpe <= 10:
        raise Refusal("impossible-effort")
    with _under_way(tools, chat_id, day) as (session, chat, runner, row):
        again = update_id is not None and runners.applied(chat, update_id)
        log = log_of(session, row)
        if not again and row.position == len(row.steps or []) and log is not None:
            log.rpe = rpe
            row.position += 1
            session.flush()
        return view_of(session, tools, runner, row)


def pain(
    tools: Tools,
    chat_id: int,
    day: date,
    what: str,
    note: str | None = None,
    *,
    update_id: int | None = None,
) -> View:
    """Note what hurt (one of `PAINS`), and with that end the session.

    Raises:
        Refusal: `nothing-to-do` when no session was begun on that day.
    """
    with _under_way(tools, chat_id, day) as (session, chat, runner, row):
        again = update_id is not None and runners.applied(chat, update_id)
        log = log_of(session, row)
        steps = row.steps or []
        if not again and row.position == len(steps) + 1 and log is not None and what in PAINS:
            log.pain, log.pain_note, log.finished_at = what, note, tools.clock.now()
            row.position += 1
            whole = len(entries_of(session, row)) == len(steps)
            row.state = SessionState.DONE if whole else SessionState.PARTIAL
            session.flush()
            note_learned(session, tools, runner)
        return view_of(session, tools, runner, row)


def break_off(session: Session, tools: Tools, runner: Runner) -> None:
    """End a session that is under way, as it stands: nobody is coached past a warning sign."""
    for row in session.exec(
        select(PlannedSession).where(
            col(PlannedSession.runner_id) == runner.id, col(PlannedSession.state) == SessionState.STARTED
        )
    ):
        log = log_of(session, row)
        if log is not None and entries_of(session, row):
            row.state, log.finished_at = SessionState.PARTIAL, tools.clock.now()
        else:
            row.state = SessionState.SKIPPED
            if log is not None:
                session.delete(log)
    session.flush()


def how(tools: Tools, chat_id: int, day: date, position: int) -> HowView:
    """Return how the exercise of a step is done.

    Raises:
        Refusal: `nothing-to-do` when that step is not there (any more).
    """
    with tools.store.reading() as session:
        _, runner = runners.need(session, chat_id)
        row = begun(session, tools, runner, day)
        steps = row.steps or []
        if not 0 <= position < len(steps):
            raise Refusal("nothing-to-do", day=day)
        return HowView(day, position, tools.library.exercises[steps[position]["exercise"]])


__all__ = [
    "PAINS",
    "EffortView",
    "FinishedView",
    "HowView",
    "LastTime",
    "PainView",
    "StepView",
    "StoppedView",
    "View",
    "back",
    "break_off",
    "current",
    "done",
    "effort",
    "how",
    "load",
    "pain",
    "start",
    "stop",
    "under_way",
    "use",
]
