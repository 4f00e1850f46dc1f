"""The reminders' rows: when the next one falls, who takes it, what became of it.

One row a runner and kind; the claim moves `due_at` on, so that a row whose sender died comes up again by itself.
Transactions that change a row lock it first, and after the chat and the sessions: otherwise PostgreSQL would let a
claim slip in between reading and writing, or two transactions wait for each other.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, update
from sqlmodel import Session, col, select

from bot.services import runners
from bot.services.reminder_batch import LATE, MOST_ATTEMPTS, compose_all
from bot.services.reminder_notes import UNDER_WAY, sent_all
from bot.services.reminder_rows import SNOOZE_APART, plan_next, row_of
from bot.services.reminder_views import TOO_LATE, Claimed, Nothing, NotNoted, ReminderView, Sent
from bot.services.schedule import zone_of
from bot.services.tools import Tools
from bot.store.tables import Chat, Reminder, ReminderKind, Runner, stored_id

BATCH = 25  # about a second at the usual pace: what is composed is sent before it is out of date
LEASE = timedelta(seconds=120)  # much longer than a batch takes to be sent


def schedule(session: Session, tools: Tools, chat: Chat, runner: Runner) -> None:
    """Set the runner's next daily reminder from their zone and time; a send in flight loses its claim.

    Nothing changes when neither the zone nor the time did, so that one that is due right now still comes.
    """
    at = runner.reminder_time
    row = row_of(session, stored_id(runner), ReminderKind.DAILY)
    if at is None or runner.onboarded_at is None or not runner.reminders:
        if row is not None:
            row.due_at, row.token = None, None
            row.off_because = "no time" if runner.reminders else "switched off"
        _end_snooze(session, runner)
        return
    zone, name = zone_of(runner.zone), runner.zone or "UTC"
    ahead = 1 if runner.evening_before else 0
    if row is None:
        row = Reminder(
            runner_id=stored_id(runner),
            chat_id=chat.id,
            kind=ReminderKind.DAILY,
            zone=name,
            local_time=at,
            local_day=tools.today(runner.zone),
            remind_at=tools.clock.now(),
        )
        session.add(row)
    elif row.due_at is not None and (row.zone, row.local_time, row.days_ahead, row.chat_id) == (
        name,
        at,
        ahead,
        chat.id,
    ):
        return
    row.chat_id, row.zone, row.local_time, row.days_ahead = chat.id, name, at, ahead
    row.token, row.off_because = None, None
    plan_next(row, zone, tools.clock.now())
    _drop_snooze_near(session, runner, row.remind_at)


def resume(session: Session, tools: Tools, chat: Chat, runner: Runner) -> None:
    """The runner writes again after the chat could not be reached: remind again."""
    row = row_of(session, stored_id(runner), ReminderKind.DAILY)
    if chat.blocked_at is not None or (row is not None and row.due_at is None):
        chat.blocked_at = None
        schedule(session, tools, chat, runner)


def unblocked(tools: Tools, chat_id: int) -> None:
    """The runner let the bot write again: remind again."""
    with tools.store.writing() as session:
        found = runners.find(session, chat_id)
        if found is not None:
            resume(session, tools, *found)


def claim(tools: Tools, limit: int = BATCH, lease: timedelta = LEASE) -> list[Claimed]:
    """Take what is due, the longest due first.

    No other process sends it for as long as the lease; after a crash of this one, another takes it then.
    """
    now, token = tools.clock.now(), secrets.token_hex(8)
    due = (
        select(Reminder.id)
        .where(col(Reminder.due_at) <= now)
        .order_by(col(Reminder.due_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = (
        update(Reminder)
        .where(col(Reminder.id).in_(select(due.c.id)))
        .values(due_at=now + lease, token=token, attempts=col(Reminder.attempts) + 1)
        .returning(Reminder)
    )
    with tools.store.writing() as session:
        rows = session.scalars(taken, execution_options={"synchronize_session": False}).all()
        return [_claimed(row, token, now + lease) for row in sorted(rows, key=lambda row: row.remind_at)]


def compose(tools: Tools, claimed: Claimed) -> ReminderView | Nothing:
    """Return what to send for one claimed reminder, or why nothing is sent; see `compose_all`."""
    (view,) = compose_all(tools, [claimed])
    return view


def sent(tools: Tools, claimed: Claimed, message_id: int | None) -> Sent:
    """Note that a reminder was sent, or may have been (no message id); see `sent_all`.

    Raises:
        NotNoted: the database did not take it.
    """
    (done,) = sent_all(tools, [(claimed, message_id)])
    return done


def put_back(tools: Tools, claimed: Sequence[Claimed], after: timedelta, *, tried: bool = False) -> None:
    """Look again after a while; the try is counted only when it may have arrived (`tried`)."""
    due_at = tools.clock.now() + after
    with tools.store.writing() as session:
        for each in sorted(claimed, key=lambda each: each.id):
            session.execute(
                update(Reminder)
                .where(col(Reminder.id) == each.id, col(Reminder.token) == each.token)
                .values(due_at=due_at, token=None, attempts=each.attempts - (0 if tried else 1))
            )


def moved_chat(tools: Tools, old: int, new: int) -> None:
    """A group became a supergroup: its chat has a new id."""
    with tools.store.writing() as session:
        if session.get(Chat, new) is None:  # else the bot was begun anew there already
            session.execute(update(Chat).where(col(Chat.id) == old).values(id=new))
        session.execute(update(Reminder).where(col(Reminder.chat_id) == old).values(chat_id=new))


def next_due(tools: Tools) -> datetime | None:
    """Return the instant at which the next reminder of anybody is due, None when none is."""
    with tools.store.reading() as session:
        return session.exec(select(func.min(Reminder.due_at))).one()


def count_open(tools: Tools) -> int:
    """Return how many reminders are due now, or taken and not finished."""
    with tools.store.reading() as session:
        return session.exec(
            select(func.count())
            .select_from(Reminder)
            .where(
                col(Reminder.due_at).is_not(None),
                or_(col(Reminder.due_at) <= tools.clock.now(), col(Reminder.token).is_not(None)),
            )
        ).one()


def _end_snooze(session: Session, runner: Runner) -> None:
    row = row_of(session, stored_id(runner), ReminderKind.SNOOZE)
    if row is not None:
        row.due_at, row.token = None, None


def _drop_snooze_near(session: Session, runner: Runner, daily: datetime) -> None:
    row = row_of(session, stored_id(runner), ReminderKind.SNOOZE)
    if row is not None and row.due_at is not None and abs(row.remind_at - daily) < SNOOZE_APART:
        row.due_at, row.token = None, None


def _claimed(row: Reminder, token: str, until: datetime) -> Claimed:
    if row.id is None:
        raise ValueError("a claimed row comes from the database")
    return Claimed(
        id=row.id,
        runner_id=row.runner_id,
        chat_id=row.chat_id,
        kind=row.kind,
        day=row.local_day,
        remind_at=row.remind_at,
        token=token,
        attempts=row.attempts,
        until=until,
    )


__all__ = [
    "BATCH",
    "LATE",
    "LEASE",
    "MOST_ATTEMPTS",
    "TOO_LATE",
    "UNDER_WAY",
    "Claimed",
    "NotNoted",
    "Nothing",
    "ReminderView",
    "Sent",
    "claim",
    "compose",
    "compose_all",
    "count_open",
    "moved_chat",
    "next_due",
    "put_back",
    "resume",
    "schedule",
    "sent",
    "sent_all",
    "unblocked",
]
