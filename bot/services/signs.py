"""What a sign that belongs to a professional does to the plan: sessions rest, and the coach asks after a week."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session, col, select

from bot.services import sessions
from bot.services.resting import Rest, rests
from bot.services.tools import Refusal, Tools
from bot.store.tables import PlannedSession, Runner, SessionState

ASKED_AFTER = timedelta(days=7)  # COACHING "Red flags": then the coach asks again


def rest(session: Session, tools: Tools, runner: Runner, *, everything: bool) -> Rest:
    """End what is under way and take out the sessions that rest now: those for the legs, or `everything`.

    A rest of everything that is in force stays one, whatever sign comes later.
    """
    today = tools.today(runner.zone)
    runner.all_rests = runner.all_rests or everything
    runner.legs_rest_until = until = today + ASKED_AFTER
    runner.ask_about_sign_on = until + timedelta(days=1)
    sessions.break_off(session, tools, runner)
    for row in session.exec(
        select(PlannedSession).where(
            col(PlannedSession.runner_id) == runner.id,
            col(PlannedSession.day) >= today,
            col(PlannedSession.state) == SessionState.PLANNED,
        )
    ):
        if rests(runner, row.day, row.kind):
            session.delete(row)
    return Rest(until, runner.all_rests)


def clear(runner: Runner, *, everything: bool) -> bool:
    """End the rest: it was something else, or somebody looked at it. False when nothing rested.

    What was said of an earlier sign does not end a rest of `everything`.

    Raises:
        Refusal: `sign-open` when everything rests and only the legs are spoken of.
    """
    if runner.legs_rest_until is None:
        return False
    if runner.all_rests and not everything:
        raise Refusal("sign-open")
    runner.legs_rest_until = runner.ask_about_sign_on = None
    runner.all_rests = False
    return True
