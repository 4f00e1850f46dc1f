"""Whether the database can be worked with, and what a monitor asks it every few seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from bot.services.tools import Tools
from bot.store.database import StoreError
from bot.store.migrate import current, newest
from bot.store.tables import InboxUpdate, Reminder, Runner, Tally


@dataclass(frozen=True, slots=True)
class Pulse:
    """What waits and since when (seconds, 0: nothing), the runners, and today's counters (UTC)."""

    runners: int
    updates_waiting: int
    oldest_update_seconds: float
    reminders_due: int
    oldest_due_seconds: float
    today: Mapping[str, int]


def trouble(tools: Tools) -> str | None:
    """Return what keeps this process from working, None when nothing does.

    A newer database does not: while a new version takes over, the processes of the one before go on with it.
    """
    try:
        tools.store.probe()
        at = current(tools.store)
    except (StoreError, SQLAlchemyError):
        return "the database cannot be reached"
    return "the database is at another revision than this code" if (at or "") < newest() else None


def felt(tools: Tools) -> Pulse | None:
    """Return what there is to watch, None while the database cannot be asked."""
    try:
        return pulse(tools)
    except SQLAlchemyError:
        return None


def pulse(tools: Tools) -> Pulse:
    """Return what there is to watch; only what an index or a few rows answer."""
    now = tools.clock.now()
    with tools.store.reading() as session:
        waiting, since = session.exec(
            select(func.count(col(InboxUpdate.update_id)), func.min(InboxUpdate.received_at)).where(
                col(InboxUpdate.handled_at).is_(None)
            )
        ).one()
        due, due_since = session.exec(
            select(func.count(col(Reminder.id)), func.min(Reminder.due_at)).where(col(Reminder.due_at) <= now)
        ).one()
        tallies = session.exec(select(Tally.name, Tally.amount).where(col(Tally.day) == now.date())).all()
        return Pulse(
            runners=session.exec(select(func.count(col(Runner.id)))).one(),
            updates_waiting=waiting,
            oldest_update_seconds=max(0.0, (now - since).total_seconds()) if since else 0.0,
            reminders_due=due,
            oldest_due_seconds=(now - due_since).total_seconds() if due_since else 0.0,
            today=dict(tallies),
        )
