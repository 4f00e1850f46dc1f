"""What became of reminders that were sent, noted for several at once in one transaction.

Rows are locked in the order of their ids, the chats before the reminders: two that note at once wait in turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, Update, bindparam, exists, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel

from bot.services.reminder_rows import ReminderState, plan_next, states_of, write_states
from bot.services.reminder_views import TOO_LATE, Claimed, NotNoted, Sent
from bot.services.schedule import zone_of
from bot.services.tools import Tools
from bot.store.tables import Chat, ReminderKind, SessionLog

UNDER_WAY = timedelta(hours=6)  # a session that was begun longer ago was left without a word

Note = tuple[Claimed, int | None]
"""A reminder and the message that it became; None when it was not sent, or nobody knows."""


def sent_all(tools: Tools, notes: Sequence[Note]) -> list[Sent]:
    """Note what reminders became, all of them or, with an error, none.

    A message becomes its chat's present screen, unless a session is under way or a question is open there.

    Raises:
        NotNoted: the database did not take it.
    """
    try:
        with tools.store.writing() as session:
            return _sent(session, tools, notes)
    except SQLAlchemyError as error:
        raise NotNoted from error


def finish_all(session: Session, tools: Tools, notes: Sequence[Note]) -> list[bool]:
    """Set reminders to their next day; False where the claim was lost meanwhile."""
    rows = states_of(session, {claimed.runner_id for claimed, _ in notes})
    before = {id_: replace(row) for id_, row in rows.items()}
    marked = [_finish(tools, rows, claimed, message_id) for claimed, message_id in notes]
    write_states(session, [row for id_, row in rows.items() if row != before[id_]])
    return marked


def _sent(session: Session, tools: Tools, notes: Sequence[Note]) -> list[Sent]:
    runners = list({claimed.runner_id for claimed, _ in notes})
    since = tools.clock.now() - UNDER_WAY
    chats = {
        row.runner_id: row
        for row in session.connection().execute(_read_chats(), {"runners": runners, "since": since})
    }
    rows = states_of(session, runners)
    before = {id_: replace(row) for id_, row in rows.items()}
    screens = {id_: row.screen_message for id_, row in chats.items()}
    done = []
    for claimed, message_id in notes:
        row, runner = rows.get(claimed.id), claimed.runner_id
        last = None if row is None else row.last_message
        marked = _finish(tools, rows, claimed, message_id)
        if runner not in chats or message_id is None:
            done.append(Sent(marked))
            continue
        old = {last, screens[runner]}
        if chats[runner].awaiting is not None or chats[runner].under_way:
            old.discard(screens[runner])
        else:
            screens[runner] = message_id
        clear = sorted(each for each in old if each is not None and each != message_id)
        done.append(Sent(marked, tuple(clear)))
    write_states(session, [row for id_, row in rows.items() if row != before[id_]])
    shown = [
        {"chat": row.id, "message": screens[id_]}
        for id_, row in chats.items()
        if screens[id_] != row.screen_message
    ]
    if shown:
        session.connection().execute(_write_screen(), shown)
    return done


@cache
def _read_chats() -> Select[Any]:
    chats, logs = _columns(Chat), _columns(SessionLog)
    begun = exists().where(
        logs.runner_id == chats.runner_id, logs.finished_at.is_(None), logs.started_at > bindparam("since")
    )
    return (
        select(chats.id, chats.runner_id, chats.awaiting, chats.screen_message, begun.label("under_way"))
        .where(chats.runner_id.in_(bindparam("runners", expanding=True)))
        .order_by(chats.id)
        .with_for_update()
    )


@cache
def _write_screen() -> Update:
    table = SQLModel.metadata.tables[str(Chat.__tablename__)]
    return update(table).where(table.c.id == bindparam("chat")).values(screen_message=bindparam("message"))


def _columns(model: type[SQLModel]) -> Any:
    return SQLModel.metadata.tables[str(model.__tablename__)].c


def _finish(tools: Tools, rows: dict[int, ReminderState], claimed: Claimed, message_id: int | None) -> bool:
    row = rows.get(claimed.id)
    if row is None:
        return False
    marked = row.token == claimed.token
    if not marked and (message_id is None or row.kind is ReminderKind.SNOOZE):
        return False
    row.last_message = row.last_message if message_id is None else message_id
    row.last_day = max(row.last_day or claimed.day, claimed.day)
    if marked:
        row.token, row.attempts = None, 0
    if row.kind is ReminderKind.SNOOZE:
        row.due_at = None
        return True
    # A lost claim leaves the new time alone, but what was sent was sent: not the same day once more.
    if row.due_at is not None and (marked or row.local_day <= row.last_day):
        row.token = None
        # What was not sent may be days old, after an outage: then today's may still be in time.
        since = tools.clock.now() - (TOO_LATE if message_id is None else timedelta(0))
        plan_next(row, zone_of(row.zone), since)
    for other in rows.values():
        snoozed = other.runner_id == row.runner_id and other.kind is ReminderKind.SNOOZE
        if snoozed and other.local_day < claimed.day:  # a new day's reminder ends the old day's snooze
            other.due_at, other.token = None, None
    return marked
