"""Sessions made for one runner: the coach's builder with this runner's level, things, complaints and history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlmodel import Session, col, func, select

from bot.coach.exercise import Exercise
from bot.coach.session import ComplaintWork, SessionQuestion, build
from bot.coach.session import Session as BuiltSession
from bot.coach.words import Complaint, Equipment, Level, Variant
from bot.library.objects import Library
from bot.services.tools import Tools
from bot.store.tables import ExerciseLog, PlannedSession, Runner, SessionLog, stored_id

MINUTES = {Variant.SHORT: 15, Variant.MINIMUM: 8}
LATELY = timedelta(days=21)


def exercises_of(library: Library) -> Mapping[str, Exercise]:
    """Return the library's exercises as the rules see them."""
    return {id_: card.exercise for id_, card in library.exercises.items()}


def complaint_work(library: Library) -> Mapping[Complaint, ComplaintWork]:
    """Return what each complaint changes, as the rules see it."""
    return {
        complaint: ComplaintWork(
            helps=tuple((help_.exercise, help_.dose) for help_ in card.helps),
            leave_out_patterns=card.leave_out_patterns,
            leave_out=card.leave_out_exercises,
            instead=tuple(card.instead.items()),
        )
        for complaint, card in library.complaints.items()
    }


def question_for(session: Session, runner: Runner, row: PlannedSession, variant: Variant) -> SessionQuestion:
    """Return what decides the content of a planned session for this runner."""
    id_ = stored_id(runner)
    lately = session.exec(
        select(ExerciseLog.exercise)
        .join(SessionLog)
        .where(
            col(SessionLog.runner_id) == id_,
            col(SessionLog.day) >= row.day - LATELY,
            col(SessionLog.day) < row.day,
        )
        .order_by(col(SessionLog.day), col(ExerciseLog.step))
    ).all()
    first = session.exec(
        select(func.min(SessionLog.day)).where(
            col(SessionLog.runner_id) == id_, col(SessionLog.finished_at).is_not(None)
        )
    ).one()
    return SessionQuestion(
        kind=row.kind,
        phase=row.phase,
        level=runner.level or Level.NEW,
        equipment=frozenset(Equipment(thing) for thing in runner.equipment or ()),
        complaints=frozenset(Complaint(part) for part in runner.complaints or ()),
        minutes=MINUTES.get(variant, runner.minutes),
        deload=row.deload,
        recent=tuple(lately),
        strength_weeks=0 if first is None else (row.day - first).days // 7,
    )


def build_for(
    session: Session, tools: Tools, runner: Runner, row: PlannedSession, variant: Variant
) -> BuiltSession:
    """Return a planned session, built for this runner in one of its variants."""
    question = question_for(session, runner, row, variant)
    return build(
        question, exercises_of(tools.library), tools.library.templates, complaint_work(tools.library)
    )
