"""Logs in their rows: found by day, written, and the planned session that they complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from bot.coach.next_run import LEGS
from bot.coach.session import Part
from bot.coach.words import Level, Measure, Pattern, SessionKind, Variant
from bot.services import plans
from bot.services.learned import note_learned
from bot.services.logs.views import Lift
from bot.services.plan_rows import row_on
from bot.services.progression import packed_steps
from bot.services.session_rows import log_of
from bot.services.tools import Refusal, Tools
from bot.store.tables import ExerciseLog, PlannedSession, Runner, SessionLog, SessionState, stored_id

_MAIN = frozenset({Part.POWER, Part.MAIN})
_KINDS: tuple[tuple[frozenset[Pattern], SessionKind], ...] = (
    (frozenset({Pattern.PUSH, Pattern.PULL}), SessionKind.UPPER),
    (frozenset({Pattern.CORE_BRACE, Pattern.CORE_ROTATION}), SessionKind.CORE),
    (frozenset({Pattern.HOLD}), SessionKind.ISO),
)


def asked_on(
    session: Session, tools: Tools, runner: Runner, row: PlannedSession | None
) -> list[dict[str, Any]]:
    """Return the steps that a planned session asks for: as it was begun, else as it would be built now."""
    if row is None:
        return []
    return row.steps or packed_steps(session, tools, runner, row, Variant.FULL)


def lifts_of(steps: Sequence[dict[str, Any]], tools: Tools) -> tuple[Lift, ...]:
    """Return steps as if they had been done just as asked."""
    return tuple(
        Lift(
            step["exercise"],
            step["sets"],
            reps=step["aim"] if step["measure"] == Measure.REPS else None,
            seconds=step["aim"] if step["measure"] == Measure.SECONDS else None,
            kg=step["kg"],
            per_side=step["per_side"],
        )
        for step in steps
        if step["exercise"] in tools.library.exercises
    )


def log_on(session: Session, runner: Runner, day: date) -> SessionLog | None:
    """Return the log of a day, of its planned session or without one; None when nothing was logged."""
    row = row_on(session, runner, day)
    planned = None if row is None else log_of(session, row)
    if planned is not None:
        return planned
    return session.exec(
        select(SessionLog).where(
            col(SessionLog.runner_id) == runner.id,
            col(SessionLog.day) == day,
            col(SessionLog.session_id).is_(None),
        )
    ).first()


def own_log(session: Session, runner: Runner, log_id: int) -> SessionLog:
    """Return a log that is the runner's own.

    Raises:
        Refusal: `no-such-log` when it is not there (any more), or somebody else's.
    """
    log = session.get(SessionLog, log_id)
    if log is None or log.runner_id != runner.id or log.finished_at is None:
        raise Refusal("no-such-log")
    return log


def entries(session: Session, log: SessionLog) -> list[ExerciseLog]:
    """Return the exercises of a log in their order."""
    return list(
        session.exec(
            select(ExerciseLog).where(col(ExerciseLog.log_id) == log.id).order_by(col(ExerciseLog.step))
        )
    )


def row_of(session: Session, log: SessionLog) -> PlannedSession | None:
    """Return the planned session that a log belongs to."""
    return None if log.session_id is None else session.get(PlannedSession, log.session_id)


def title_of(session: Session, tools: Tools, log: SessionLog) -> str | None:
    """Return the title of the planned session behind a log, None for one of the runner's own."""
    row = row_of(session, log)
    return None if row is None else plans.title_of(tools, row)


def keep(
    session: Session,
    tools: Tools,
    runner: Runner,
    day: date,
    lifts: Sequence[Lift],
    rpe: float | None,
    *,
    whole: bool,
) -> SessionLog:
    """Write a log, or add to the one of that day; the day's planned session is done with it, wholly or in part."""
    row, now = row_on(session, runner, day), tools.clock.now()
    steps = {step["exercise"]: step for step in asked_on(session, tools, runner, row)}
    log = log_on(session, runner, day)
    if log is None:
        log = SessionLog(
            runner_id=stored_id(runner),
            session_id=None if row is None else row.id,
            day=day,
            kind=kind_of(tools, runner, lifts) if row is None else row.kind,
            started_at=now,
        )
        session.add(log)
        session.flush()
    told = {lift.exercise for lift in lifts}
    kept = entries(session, log)
    for entry in kept:
        if entry.exercise in told:
            session.delete(entry)
    session.flush()
    first = 1 + max((entry.step for entry in kept), default=-1)
    for number, lift in enumerate(lifts, first):
        step = steps.get(lift.exercise)
        exercise = tools.library.exercises[lift.exercise].exercise
        session.add(
            ExerciseLog(
                log_id=log.id or 0,
                step=number,
                **lift.packed(),
                low=exercise.low if step is None else step["low"],
                high=exercise.high if step is None else step["high"],
                deload=row is not None and row.deload,
                logged_at=now,
            )
        )
    session.flush()
    log.rpe = rpe if rpe is not None else log.rpe
    log.finished_at = log.finished_at or now
    if row is not None:
        complete(session, row, log, list(steps.values()), whole=whole)
    session.flush()
    note_learned(session, tools, runner)
    return log


def complete(
    session: Session, row: PlannedSession, log: SessionLog, steps: Sequence[dict[str, Any]], *, whole: bool
) -> None:
    """Let a planned session be done by a log: wholly when that was said or all its main lifts are in it."""
    done = {entry.exercise for entry in entries(session, log)}
    main = {step["exercise"] for step in steps if Part(step["part"]) in _MAIN}
    whole = whole or row.state is SessionState.DONE or bool(main and main <= done)
    row.state = SessionState.DONE if whole else SessionState.PARTIAL
    if row.steps is not None:
        row.position = len(row.steps) + 2  # over: past its steps and both questions


def reopen(row: PlannedSession, today: date) -> None:
    """A planned session whose log is gone is to be done again, or was missed."""
    row.state = SessionState.PLANNED if row.day >= today else SessionState.MISSED
    row.steps, row.position = None, 0


def kind_of(tools: Tools, runner: Runner, lifts: Sequence[Lift]) -> SessionKind:
    """Return the kind of a session that nobody planned, from what was done in it."""
    patterns = {tools.library.exercises[lift.exercise].exercise.pattern for lift in lifts}
    if patterns & LEGS:
        return SessionKind.LEARN if runner.level is Level.NEW else SessionKind.HEAVY
    return next((kind for group, kind in _KINDS if patterns & group), SessionKind.MOBILITY)


def unpacked(lifts: Sequence[dict[str, Any]], tools: Tools) -> tuple[Lift, ...]:
    """Return the lifts of a draft, without those whose exercise is not in the content any more."""
    return tuple(Lift(**each) for each in lifts if each["exercise"] in tools.library.exercises)


def merged(old: Sequence[Lift], new: Sequence[Lift]) -> tuple[Lift, ...]:
    """Return lifts with others put in: what is told again replaces what was told before."""
    again = {lift.exercise for lift in new}
    return (*(lift for lift in old if lift.exercise not in again), *new)


def changed(lift: Lift, **values: Any) -> Lift:
    """Return a lift with other numbers; a new count holds for both sides."""
    if "reps" in values or "seconds" in values:
        values = {"left": None, "right": None, **values}
    return replace(lift, **values)
