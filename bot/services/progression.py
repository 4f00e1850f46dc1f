"""The next dose of an exercise for one runner: their log, handed to the coach's rules of progress."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from bot.coach import session as coach
from bot.coach.progress import Change, Dose, SetRecord, Suggestion, carried_load, suggest
from bot.coach.session import Part, SessionQuestion, Step
from bot.coach.words import Variant
from bot.services.building import build_for, question_for
from bot.services.checks import soreness_for
from bot.services.session_rows import pack
from bot.services.tools import Tools
from bot.store.tables import ExerciseLog, PlannedSession, Runner, SessionLog

LOOKED_AT = 60  # log entries of one exercise, newest first: half a year at two sessions a week
_UNPROGRESSED = frozenset({Part.WARM_UP, Part.COOL_DOWN})
_JOINT = "joint"


def packed_steps(
    session: Session, tools: Tools, runner: Runner, row: PlannedSession, variant: Variant
) -> list[dict[str, Any]]:
    """Return a planned session's steps as they are asked for now, in the form in which a row keeps them."""
    built = build_for(session, tools, runner, row, variant)
    question = question_for(session, tools, runner, row, variant)
    doses = [dosed(session, tools, runner, row, question, step) for step in built.steps]
    return [
        pack(step, suggestion)
        for step, suggestion in doses
        if suggestion is None or suggestion.change is not Change.STOP
    ]


def dosed(
    session: Session,
    tools: Tools,
    runner: Runner,
    row: PlannedSession,
    question: SessionQuestion,
    step: Step,
    before: tuple[str, float | None] | None = None,
) -> tuple[Step, Suggestion | None]:
    """Return a step with the dose that the runner's log calls for, and the suggestion behind it.

    Where the log says so, the step is a harder variation. `before` is the exercise (and its kg) that this one
    replaces just now: its load is carried over as far as that makes sense. Warm-up and cool-down stay as they are.
    """
    if step.part in _UNPROGRESSED:
        return step, None
    suggestion = _suggest(session, tools, runner, row, question, step)
    known = tools.workbench.exercises
    if suggestion.exercise is not None:
        harder = coach.harder(step, question, known, tools.workbench.work)
        if harder is not None and harder.id == suggestion.exercise:
            changed = coach.with_exercise(step, harder, question)
            first = _suggest(session, tools, runner, row, question, changed)
            return changed, replace(first, why=suggestion.why)
    if suggestion.change is Change.FIRST and before is not None and before[0] in known:
        suggestion = replace(
            suggestion, kg=carried_load(known[before[0]], step.exercise, before[1], runner.unit)
        )
    sets = suggestion.sets or step.sets
    return replace(step, sets=sets, low=suggestion.low, high=max(suggestion.low, suggestion.high)), suggestion


def _suggest(
    session: Session,
    tools: Tools,
    runner: Runner,
    row: PlannedSession,
    question: SessionQuestion,
    step: Step,
) -> Suggestion:
    # The builder has taken the deload's set off already; the rule takes it off once.
    dose = Dose(step.sets + 1 if question.deload else step.sets, step.low, step.high)
    last_session = session.exec(
        select(func.max(SessionLog.day)).where(
            col(SessionLog.runner_id) == runner.id,
            col(SessionLog.finished_at).is_not(None),
            col(SessionLog.day) < row.day,
        )
    ).one()
    return suggest(
        step.exercise,
        records_of(session, runner, step.exercise.id, row.day),
        row.day,
        dose,
        deload=question.deload,
        soreness=soreness_for(session, tools.library, runner, row.day, step.exercise.pattern),
        last_session=last_session,
        sessions_a_week=runner.wish,
        unit=runner.unit,
        equipment=step.equipment,
    )


def records_of(
    session: Session, runner: Runner, exercise: str, before: date | None = None
) -> tuple[SetRecord, ...]:
    """Return the logged sets of an exercise, up to a day (not included)."""
    query = (
        select(ExerciseLog, SessionLog)
        .join(SessionLog)
        .where(
            col(SessionLog.runner_id) == runner.id,
            col(ExerciseLog.exercise) == exercise,
            col(SessionLog.finished_at).is_not(None),
        )
        .order_by(col(SessionLog.day).desc())
        .limit(LOOKED_AT)
    )
    if before is not None:
        query = query.where(col(SessionLog.day) < before)
    return tuple(
        SetRecord(
            exercise=entry.exercise,
            day=log.day,
            count=entry.reps or entry.seconds or 0,
            low=entry.low,
            high=entry.high,
            kg=entry.kg,
            rpe=log.rpe if entry.rpe is None else entry.rpe,
            pain=log.pain == _JOINT,
            deload=entry.deload,
        )
        for entry, log in session.exec(query)
        for _ in range(entry.sets)
    )
