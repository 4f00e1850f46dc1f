"""What an operator watches: how many runners there are, what became of the reminders, what waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.services import asked
from bot.services.tools import Tools
from bot.store.inserting import dialect_of, inserting
from bot.store.tables import Chat, InboxUpdate, Reminder, Runner, SessionLog, Tally

ACTIVE = timedelta(days=28)
# How late a reminder left after the instant that it was spread to, in seconds; beyond the last: more.
LAGS = (10, 60, 300)


@dataclass(frozen=True, slots=True)
class StatsView:
    """The counters of one day (UTC) and of the seven days up to it, and what waits now.

    `oldest_due` is how long the reminder that is due longest has been waiting, None when none is.
    """

    day: date
    runners: int
    planned: int
    active: int
    blocked: int
    today: Mapping[str, int]
    week: Mapping[str, int]
    due: int
    oldest_due: timedelta | None
    next_due: datetime | None
    updates_waiting: int
    questions: int


def count(tools: Tools, amounts: Mapping[str, int]) -> None:
    """Add to today's counters, for all processes together; nothing is written when all are zero."""
    rows = [(name, amount) for name, amount in sorted(amounts.items()) if amount]
    if not rows:
        return
    today = tools.clock.now().date()
    with tools.store.writing() as session:
        insert = inserting(dialect_of(session))
        for name, amount in rows:
            new = insert(Tally).values(day=today, name=name, amount=amount)
            session.execute(
                new.on_conflict_do_update(
                    index_elements=["day", "name"], set_={"amount": col(Tally.amount) + amount}
                )
            )


def lag_name(lag: timedelta) -> str:
    """Return the counter of a reminder that left so late."""
    seconds = lag.total_seconds()
    return next((f"lag-{limit}" for limit in LAGS if seconds <= limit), "lag-more")


def view(tools: Tools, asking: int = 0) -> StatsView:
    """Return what there is to watch now; `asking` is the update that asks for it, which does not count as waiting."""
    now = tools.clock.now()
    open_questions = sum(group.times for group in asked.groups(tools))
    with tools.store.reading() as session:
        oldest = session.exec(select(func.min(Reminder.due_at))).one()
        return StatsView(
            day=now.date(),
            runners=_count(session, Runner.id),
            planned=_count(session, Runner.id, col(Runner.onboarded_at).is_not(None)),
            active=session.exec(
                select(func.count(func.distinct(SessionLog.runner_id))).where(
                    col(SessionLog.started_at) > now - ACTIVE
                )
            ).one(),
            blocked=_count(session, Chat.id, col(Chat.blocked_at).is_not(None)),
            today=_tallies(session, now.date(), now.date()),
            week=_tallies(session, now.date() - timedelta(days=6), now.date()),
            due=_count(session, Reminder.id, col(Reminder.due_at) <= now),
            oldest_due=now - oldest if oldest is not None and oldest <= now else None,
            next_due=oldest,
            updates_waiting=_count(
                session,
                InboxUpdate.update_id,
                col(InboxUpdate.handled_at).is_(None),
                col(InboxUpdate.payload).is_not(None),
                col(InboxUpdate.update_id) != asking,
            ),
            questions=open_questions,
        )


def _count(session: Session, what: object, *where: object) -> int:
    return session.exec(select(func.count(what)).where(*where)).one()  # type: ignore[arg-type]


def _tallies(session: Session, first: date, last: date) -> dict[str, int]:
    rows = session.exec(
        select(Tally.name, func.sum(Tally.amount))
        .where(col(Tally.day) >= first, col(Tally.day) <= last)
        .group_by(Tally.name)
    )
    return {name: int(amount) for name, amount in rows}
