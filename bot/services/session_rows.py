"""A session under way in its rows: the steps as they were built, and what was logged of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from bot.coach.progress import Suggestion
from bot.coach.session import Part, Step
from bot.coach.words import Equipment, Measure
from bot.services.tools import Refusal, Tools
from bot.store.tables import ExerciseLog, PlannedSession, Runner, SessionLog


def begun(session: Session, tools: Tools, runner: Runner, day: date) -> PlannedSession:
    """Return the session of a day that was begun (and perhaps ended).

    Raises:
        Refusal: `nothing-to-do` when none was begun on that day.
    """
    row = session.exec(
        select(PlannedSession).where(
            col(PlannedSession.runner_id) == runner.id, col(PlannedSession.day) == day
        )
    ).first()
    if row is None or row.steps is None:
        raise Refusal("nothing-to-do", day=day, state=None if row is None else row.state)
    gone = [step["exercise"] not in tools.library.exercises for step in row.steps]
    if any(gone):  # the operator took an exercise out of the content while the session was under way
        row.position -= sum(gone[: row.position])
        row.steps = [step for step, missing in zip(row.steps, gone, strict=True) if not missing]
    return row


def log_of(session: Session, row: PlannedSession) -> SessionLog | None:
    """Return the log of a session, None when it was never begun."""
    return session.exec(select(SessionLog).where(col(SessionLog.session_id) == row.id)).first()


def entries_of(session: Session, row: PlannedSession) -> list[ExerciseLog]:
    """Return what was logged of a session, exercise by exercise."""
    return list(
        session.exec(select(ExerciseLog).join(SessionLog).where(col(SessionLog.session_id) == row.id)).all()
    )


def pack(step: Step, suggestion: Suggestion | None) -> dict[str, Any]:
    """Return a step as it is kept in the row, with the number to go for, the load and the reason for both."""
    return {
        "exercise": step.exercise.id,
        "part": step.part.value,
        "sets": step.sets,
        "low": step.low,
        "high": step.high,
        "measure": step.measure.value,
        "per_side": step.per_side,
        "rest_seconds": step.rest_seconds,
        "rir": None if step.rir is None else list(step.rir),
        "equipment": sorted(thing.value for thing in step.equipment),
        "aim": step.low if suggestion is None else suggestion.aim,
        "kg": None if suggestion is None else suggestion.kg,
        "why": None if suggestion is None else suggestion.why,
    }


def unpack(packed: dict[str, Any], known: Any) -> Step:
    """Return a kept step as the coach knows it."""
    return Step(
        exercise=known[packed["exercise"]],
        part=Part(packed["part"]),
        sets=packed["sets"],
        low=packed["low"],
        high=packed["high"],
        measure=Measure(packed["measure"]),
        per_side=packed["per_side"],
        rest_seconds=packed["rest_seconds"],
        rir=None if packed["rir"] is None else (packed["rir"][0], packed["rir"][1]),
        equipment=frozenset(Equipment(thing) for thing in packed["equipment"]),
    )
