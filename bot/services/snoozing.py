"""Putting a day's reminder off: by minutes, or to the evening. The next day's reminder is never shifted by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.services import plans, runners
from bot.services.reminder_rows import SNOOZE_APART, row_of
from bot.services.schedule import local_to_utc, zone_of
from bot.services.tools import Refusal, Tools
from bot.store.tables import Reminder, ReminderKind, Runner, stored_id

MOST_SNOOZE = timedelta(hours=16)
EVENING = time(18, 30)


def snooze(tools: Tools, chat_id: int, day: date, minutes: int | None) -> datetime:
    """Remind once more of a day's session after some minutes (None: this evening); return when, in wall time.

    Raises:
        Refusal: `day-over` when the day is behind or not yet reminded of, `nothing-to-do` when its session is done
            or there is none, `past-midnight` when the day is over by then, `next-is-near` when the next daily
            reminder comes about then anyway, `evening-already` when there is no evening left to wait for.
        ValueError: not a minute at least.
    """
    if minutes is not None and minutes < 1:
        raise ValueError("a reminder is put off by a minute at least")
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        now, zone = tools.clock.now(), zone_of(runner.zone)
        _can_wait(session, tools, runner, day)
        at = (
            _this_evening(now, zone)
            if minutes is None
            else now + min(timedelta(minutes=minutes), MOST_SNOOZE)
        )
        if at is None:
            raise Refusal("evening-already", day=day)
        local = at.astimezone(zone)
        if local.date() > day:
            raise Refusal("past-midnight", day=day, at=local)
        daily = row_of(session, stored_id(runner), ReminderKind.DAILY)
        if daily is not None and daily.due_at is not None and abs(daily.remind_at - at) < SNOOZE_APART:
            raise Refusal("next-is-near", at=daily.remind_at.astimezone(zone))
        row = row_of(session, stored_id(runner), ReminderKind.SNOOZE)
        if row is None:
            row = Reminder(
                runner_id=stored_id(runner),
                chat_id=chat.id,
                kind=ReminderKind.SNOOZE,
                zone=zone.key,
                local_time=time(0),
                local_day=day,
                remind_at=at,
            )
            session.add(row)
        row.chat_id, row.zone, row.local_day = chat.id, zone.key, day
        row.local_time = local.time().replace(microsecond=0)
        row.remind_at = row.due_at = at
        row.token, row.attempts, row.off_because = None, 0, None
        return local


def snoozes(tools: Tools, chat_id: int, day: date, among: Sequence[int | None]) -> tuple[int | None, ...]:
    """Return by which of the minutes (None: this evening) a day's reminder can still be put off.

    Raises:
        Refusal: `day-over` or `nothing-to-do`, as `snooze` does.
    """
    with tools.store.reading() as session:
        _, runner = runners.need(session, chat_id)
        now, zone = tools.clock.now(), zone_of(runner.zone)
        _can_wait(session, tools, runner, day)
        found = []
        for minutes in among:
            at = _this_evening(now, zone) if minutes is None else now + timedelta(minutes=minutes)
            if at is not None and at.astimezone(zone).date() <= day:
                found.append(minutes)
        return tuple(found)


def _can_wait(session: Session, tools: Tools, runner: Runner, day: date) -> None:
    today = tools.today(runner.zone)
    # On the evening before, tomorrow's reminder is the one at hand.
    if not today <= day <= today + timedelta(days=1 if runner.evening_before else 0):
        raise Refusal("day-over", day=day)
    view = plans.day_view(session, tools, runner, day)
    if view.session is None or not view.session.open:
        raise Refusal("nothing-to-do", day=day)


def _this_evening(now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return today's hour of the evening, None when it has come or is about to."""
    evening = local_to_utc(now.astimezone(zone).date(), EVENING, zone)
    return evening if evening - now >= SNOOZE_APART else None
