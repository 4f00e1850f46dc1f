"""A reminder's row: found, set to its next instant, and set anew when time zones change their rules."""

from __future__ import annotations

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.services.schedule import (
    local_day_exists,
    local_to_utc,
    next_reminder,
    spread,
    zone_names,
    zone_of,
)
from bot.services.tools import Tools
from bot.store.tables import Reminder, ReminderKind

log = logging.getLogger(__name__)

_ROWS_AT_ONCE = 500


def row_of(session: Session, runner_id: int, kind: ReminderKind) -> Reminder | None:
    """Return a runner's row of a kind, locked and as it stands now."""
    return session.exec(
        select(Reminder)
        .where(col(Reminder.runner_id) == runner_id, col(Reminder.kind) == kind)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def plan_next(row: Reminder, zone: ZoneInfo, now: datetime) -> None:
    """Set a row to its next instant and day, later than the last one that was reminded of."""
    row.remind_at, row.local_day = next_reminder(zone, row.local_time, now, row.last_day)
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
        instant, day = local_to_utc(row.local_day, row.local_time, zone), row.local_day
    else:
        instant, day = next_reminder(zone, row.local_time, now, row.last_day)
    if (instant, day) == (row.remind_at, row.local_day):
        return False
    row.remind_at, row.local_day = instant, day
    row.due_at = spread(instant, zone, row.runner_id)
    return True
