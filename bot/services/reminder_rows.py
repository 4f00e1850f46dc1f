"""A reminder's row: found, set to its next instant, and set anew when time zones change their rules."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, Table, Update, bindparam, update
from sqlalchemy import select as core_select
from sqlmodel import Session, SQLModel, col, select

from bot.services.schedule import (
    instant_for,
    local_day_exists,
    next_reminder,
    spread,
    zone_names,
    zone_of,
)
from bot.services.tools import Tools
from bot.store.tables import Reminder, ReminderKind

log = logging.getLogger(__name__)

_ROWS_AT_ONCE = 500
SNOOZE_APART = timedelta(minutes=30)  # a put-off reminder this close to the next daily one is dropped


@dataclass(slots=True)
class ReminderState:
    """What a note looks at and changes of a row: several at once are read and written without the ORM."""

    id: int
    runner_id: int
    kind: ReminderKind
    zone: str
    local_time: time
    days_ahead: int
    local_day: date
    remind_at: datetime
    due_at: datetime | None
    token: str | None
    attempts: int
    last_day: date | None
    last_message: int | None


_STATE = tuple(each.name for each in fields(ReminderState))
_CHANGES = _STATE[_STATE.index("local_day") :]  # the others are what the runner chose


def states_of(session: Session, runner_ids: Iterable[int]) -> dict[int, ReminderState]:
    """Return runners' reminders of both kinds by id, locked in that order, as they stand now."""
    rows = session.connection().execute(_read_states(), {"runners": list(runner_ids)})
    return {row[0]: ReminderState(*row) for row in rows}


def write_states(session: Session, states: Iterable[ReminderState]) -> None:
    """Write back what `states_of` locked."""
    values = [{name: getattr(each, name) for name in _CHANGES} | {"row": each.id} for each in states]
    if values:
        session.connection().execute(_write_state(), values)


@cache
def _read_states() -> Select[Any]:
    columns = _table().c
    return (
        core_select(*(columns[name] for name in _STATE))
        .where(columns.runner_id.in_(bindparam("runners", expanding=True)))
        .order_by(columns.id)
        .with_for_update()
    )


@cache
def _write_state() -> Update:
    changes: dict[str, Any] = {name: bindparam(name) for name in _CHANGES}
    return update(_table()).where(_table().c.id == bindparam("row")).values(changes)


def _table() -> Table:
    return SQLModel.metadata.tables[str(Reminder.__tablename__)]


def row_of(session: Session, runner_id: int, kind: ReminderKind) -> Reminder | None:
    """Return a runner's row of a kind, locked and as it stands now."""
    return session.exec(
        select(Reminder)
        .where(col(Reminder.runner_id) == runner_id, col(Reminder.kind) == kind)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def plan_next(row: Reminder | ReminderState, zone: ZoneInfo, now: datetime) -> None:
    """Set a row to its next instant and day, later than the last one that was reminded of."""
    row.remind_at, row.local_day = next_reminder(zone, row.local_time, now, row.last_day, row.days_ahead)
    row.due_at = spread(row.remind_at, zone, row.runner_id)
    row.attempts = 0


def recompute(tools: Tools) -> int:
    """Compute again when the daily reminders fall, as after new time-zone data; return how many changed.

    The day stays: if its instant turns out to be past, it is due at once. A row whose instant is past
    belongs to the dispatcher.
    """
    changed, last_id = 0, 0
    while True:
        with tools.store.writing() as session:
            rows = session.exec(
                select(Reminder)
                .where(
                    col(Reminder.id) > last_id,
                    col(Reminder.kind) == ReminderKind.DAILY,
                    col(Reminder.due_at).is_not(None),
                    col(Reminder.token).is_(None),
                    col(Reminder.remind_at) > tools.clock.now(),
                )
                .order_by(col(Reminder.id))
                .limit(_ROWS_AT_ONCE)
                .with_for_update()
            ).all()
            if not rows:
                return changed
            changed += sum(_recompute(row, tools.clock.now()) for row in rows)
            last_id = rows[-1].id or 0


def _recompute(row: Reminder, now: datetime) -> bool:
    if row.zone not in zone_names():
        log.error("Reminder %s has a zone that the time-zone data does not know; UTC is used", row.id)
    zone = zone_of(row.zone)
    if local_day_exists(row.local_day, zone):
        day = row.local_day
        instant = instant_for(day, row.local_time, zone, row.days_ahead)
    else:
        instant, day = next_reminder(zone, row.local_time, now, row.last_day, row.days_ahead)
    if (instant, day) == (row.remind_at, row.local_day):
        return False
    row.remind_at, row.local_day = instant, day
    row.due_at = spread(instant, zone, row.runner_id)
    return True
