"""What is done for nobody in particular: plans brought forward before they are looked at."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from bot.services.plan_rows import DAYS
from bot.services.planning import WEEKS_AHEAD, roll
from bot.services.tools import Tools
from bot.store.tables import Runner

# The week's change comes first at UTC+14: whoever is planned this far from today's UTC date is behind nowhere.
_FAR_ENOUGH = timedelta(days=WEEKS_AHEAD * DAYS + 1)


def roll_plans(tools: Tools, after_id: int = 0, limit: int = 20) -> int | None:
    """Bring some runners' plans forward, by id; return the last id that was looked at, None after the last runner.

    Each has a transaction of their own: solving takes its time, and nobody should wait for the others' weeks.
    """
    horizon = tools.clock.now().date() + _FAR_ENOUGH
    with tools.store.reading() as session:
        ids = session.exec(
            select(Runner.id)
            .where(
                col(Runner.id) > after_id,
                col(Runner.onboarded_at).is_not(None),
                col(Runner.planned_until).is_(None) | (col(Runner.planned_until) < horizon),
            )
            .order_by(col(Runner.id))
            .limit(limit)
        ).all()
    for id_ in ids:
        with tools.store.writing() as session:
            runner = session.get(Runner, id_)
            if runner is not None:
                roll(session, tools, runner)
    return ids[-1] if ids else None
