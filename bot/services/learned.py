"""When a new lifter has the basics behind them: four weeks and six sessions (COACHING "Phases")."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import Session, col, select

from bot.coach.season import LEARN_DAYS, LEARN_SESSIONS
from bot.coach.words import Level
from bot.services.tools import Tools
from bot.store.tables import Runner, SessionLog


def note_learned(session: Session, tools: Tools, runner: Runner) -> date | None:
    """Note the day, once it has come, on which a new lifter had the basics behind them; return it.

    It stays when the numbers change later: nobody is sent back to the basics by a corrected log.
    """
    if runner.learned_on is not None or runner.level is not Level.NEW:
        return runner.learned_on
    sixth = session.exec(
        select(col(SessionLog.day))
        .where(col(SessionLog.runner_id) == runner.id, col(SessionLog.finished_at).is_not(None))
        .order_by(col(SessionLog.day))
        .offset(LEARN_SESSIONS - 1)
    ).first()
    if sixth is None:
        return None
    day = max(sixth, runner.created_at.date() + timedelta(days=LEARN_DAYS))
    if day > tools.today(runner.zone):
        return None
    runner.learned_on = day
    return day
