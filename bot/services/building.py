"""Sessions made for one runner: the coach's builder with this runner's level, things, complaints and history."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session

from bot.coach.session import Session as BuiltSession
from bot.coach.session import SessionQuestion, build
from bot.coach.words import Complaint, Equipment, Level, Variant
from bot.services.day_facts import DayFacts, Past, pasts_of
from bot.services.pause_rows import equipment_among, equipment_for
from bot.services.tools import Tools
from bot.store.tables import PlannedSession, Runner

MINUTES = {Variant.SHORT: 15, Variant.MINIMUM: 8}


def question_for(
    session: Session, tools: Tools, runner: Runner, row: PlannedSession, variant: Variant
) -> SessionQuestion:
    """Return what decides the content of a planned session for this runner."""
    (past,) = pasts_of(session, tools.library, [(runner, row.day)])
    return _question(runner, row, variant, equipment_for(session, runner, row.day), past)


def build_for(
    session: Session, tools: Tools, runner: Runner, row: PlannedSession, variant: Variant
) -> BuiltSession:
    """Return a planned session, built for this runner in one of its variants."""
    question = question_for(session, tools, runner, row, variant)
    return build(question, tools.workbench.exercises, tools.library.templates, tools.workbench.work)


def build_ladder(tools: Tools, row: PlannedSession, facts: DayFacts) -> Mapping[Variant, BuiltSession]:
    """Return the planned session of a day in all its variants; the facts are of its day."""
    equipment = equipment_among(facts.runner, facts.pauses, row.day)
    questions = {variant: _question(facts.runner, row, variant, equipment, facts.past) for variant in Variant}
    return tools.workbench.ladder(questions)


def _question(
    runner: Runner, row: PlannedSession, variant: Variant, equipment: frozenset[Equipment], past: Past
) -> SessionQuestion:
    return SessionQuestion(
        kind=row.kind,
        phase=row.phase,
        level=runner.level or Level.NEW,
        equipment=equipment,
        complaints=frozenset(Complaint(part) for part in runner.complaints or ()),
        minutes=MINUTES.get(variant, runner.minutes),
        deload=row.deload,
        recent=past.lately,
        stopped=past.stopped,
        # A calendar goes back to days before the first session.
        strength_weeks=0 if past.first is None else max(0, (row.day - past.first).days // 7),
    )
