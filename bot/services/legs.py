"""Leg sessions rest after a sign that belongs to a professional."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import Session, col, select

from bot.services import sessions
from bot.services.tools import Tools
from bot.store.tables import PlannedSession, Runner, SessionState

LEGS_REST = timedelta(days=7)  # COACHING "Red flags": then the coach asks again


def rest_legs(session: Session, tools: Tools, runner: Runner) -> date:
    """End what is under way and take the week's leg sessions out; return until when they rest."""
    today = tools.today(runner.zone)
    runner.legs_rest_until = until = today + LEGS_REST
    runner.ask_about_sign_on = until + timedelta(days=1)
    sessions.break_off(session, tools, runner)
    for row in session.exec(
        select(PlannedSession).where(
            col(PlannedSession.runner_id) == runner.id,
            col(PlannedSession.day) >= today,
            col(PlannedSession.day) <= until,
            col(PlannedSession.state) == SessionState.PLANNED,
        )
    ):
        if row.kind.leg_loading:
            session.delete(row)
    return until
