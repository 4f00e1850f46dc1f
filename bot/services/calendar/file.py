"""The plan as an iCalendar file (RFC 5545): sessions at a likely hour of the day, races as whole days.

An event is known by runner and day, so that a calendar which reads the file again changes what it has; what was
left out or moved away is cancelled, and SEQUENCE grows with every change.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from bot.coach.season import monday_of
from bot.coach.words import Distance, Order, RunKind, Variant
from bot.services.building import build_for
from bot.services.plan_rows import DAYS, rows_between, runs_on
from bot.services.planning import WEEKS_AHEAD, roll
from bot.services.schedule import zone_of
from bot.services.tools import Tools
from bot.store.tables import PlanChange, PlannedSession, Race, Runner, SessionState

if TYPE_CHECKING:
    from icalendar import Event

FILE_NAME = "stridesmith-plan.ics"
DOMAIN = "stridesmith"
REFRESH_HOURS = 6
_FIRST_HOUR = time(7)  # where no reminder tells when the day begins
# How long a run takes until one can lift after it; the calendar knows no better.
_RUN_MINUTES = 60
_LONG_MINUTES = 120
_DAY_MINUTES = 24 * 60
_ORDERS = {
    Order.AFTER_RUN: "Run first, lift afterwards.",
    Order.BEFORE_RUN: "Lift first, run afterwards.",
    Order.ANY: "Lift before the run or after it, as you like.",
    Order.NO_RUN: "No run today.",
}
_RACES = {
    Distance.FIVE_K: "5 km race",
    Distance.TEN_K: "10 km race",
    Distance.HALF: "Half marathon",
    Distance.MARATHON: "Marathon",
    Distance.ULTRA: "Ultra",
}
_ANY_HOUR = "The hour is only a suggestion. The chat always has the latest plan."


def plan_file(session: Session, tools: Tools, runner: Runner) -> bytes:
    """Return this week and next as a file in a runner's zone, with the races to come.

    The plan is brought forward first, so the transaction has to be a writing one.
    """
    roll(session, tools, runner)
    zone, today = zone_of(runner.zone), tools.today(runner.zone)
    first = monday_of(today)
    last = first + timedelta(days=WEEKS_AHEAD * DAYS - 1)
    from icalendar import Calendar, Timezone  # loaded with the first file: most runners never want one

    calendar = Calendar()
    for name, value in (
        ("prodid", "-//Stridesmith//Plan//EN"),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("x-wr-calname", "Strength plan"),
        ("x-wr-timezone", zone.key),
        ("x-published-ttl", f"PT{REFRESH_HOURS}H"),
    ):
        calendar.add(name, value)
    calendar.add("refresh-interval", timedelta(hours=REFRESH_HOURS), parameters={"VALUE": "DURATION"})
    if zone.key != "UTC":
        calendar.add_component(
            Timezone.from_tzinfo(zone, first_date=first, last_date=last + timedelta(days=1))
        )
    rows = rows_between(session, runner, first, last)
    for row in rows:
        calendar.add_component(_session(session, tools, runner, row))
    for day, changed in _emptied(session, runner, first, last, {row.day for row in rows}).items():
        calendar.add_component(_cancelled(tools, runner, day, changed))
    races = (
        select(Race).where(col(Race.runner_id) == runner.id, col(Race.day) >= first).order_by(col(Race.day))
    )
    for race in session.exec(races):
        calendar.add_component(_race(tools, runner, race))
    return bytes(calendar.to_ical())


def key_of(runner: Runner) -> str:
    """Return what a runner's events are known by: it points at nobody and stays for as long as they are here."""
    return hashlib.sha256(f"{runner.id} {runner.created_at.isoformat()}".encode()).hexdigest()[:20]


def _event(tools: Tools, runner: Runner, day: date, changed: datetime | None, **values: Any) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{day:%Y%m%d}-{key_of(runner)}@{DOMAIN}")
    event.add("dtstamp", tools.clock.now())
    since = changed - runner.created_at if changed is not None else timedelta(0)
    event.add("sequence", max(0, int(since.total_seconds())))
    if changed is not None:
        event.add("last-modified", changed)
    for name, value in values.items():
        event.add(name, value)
    return event


def _session(session: Session, tools: Tools, runner: Runner, row: PlannedSession) -> Event:
    built = build_for(session, tools, runner, row, Variant.FULL)
    start, end = _hours(runner, row, runs_on(session, runner, row.day), built.minutes)
    left_out = row.state in (SessionState.SKIPPED, SessionState.MISSED)
    lines = [
        row.reason,
        built.purpose,
        f"About {built.minutes} minutes. {_ORDERS[row.run_order]}",
        ", ".join(step.exercise.name for step in built.steps),
        _ANY_HOUR,
    ]
    return _event(
        tools,
        runner,
        row.day,
        row.changed_at,
        summary=f"✓ {built.title}" if row.state.counts else built.title,
        description="\n\n".join(line for line in lines if line),
        dtstart=start,
        dtend=end,
        status="CANCELLED" if left_out else "CONFIRMED",
        transp="TRANSPARENT",  # a suggestion blocks nobody's hour
    )


def _hours(runner: Runner, row: PlannedSession, run: RunKind, minutes: int) -> tuple[datetime, datetime]:
    """Return when a session may stand in the calendar: at the runner's hour, or an hour or two after it for the run."""
    hour = runner.reminder_time if runner.reminder_time and not runner.evening_before else _FIRST_HOUR
    start = hour.hour * 60 + hour.minute
    if row.run_order is Order.AFTER_RUN:
        start += _LONG_MINUTES if run in (RunKind.LONG, RunKind.RACE) else _RUN_MINUTES
    start = max(0, min(start, _DAY_MINUTES - 1 - minutes))  # never past midnight
    begin = datetime.combine(row.day, time(start // 60, start % 60), tzinfo=zone_of(runner.zone))
    return begin, begin + timedelta(minutes=minutes)


def _emptied(
    session: Session, runner: Runner, first: date, last: date, taken: set[date]
) -> dict[date, datetime]:
    """Return the days which a change took the session from, with when it was made."""
    changes = session.exec(
        select(PlanChange).where(col(PlanChange.runner_id) == runner.id).order_by(col(PlanChange.made_at))
    )
    emptied: dict[date, datetime] = {}
    for change in changes:
        for day in (*_days(change.before.get("was")), *_days(change.before.get("now"))):
            if first <= day <= last and day not in taken:
                emptied[day] = change.undone_at or change.made_at
    return emptied


def _days(kept: Any) -> list[date]:
    """Return the days of the sessions among kept rows (see `kept_rows.Kept`)."""
    rows = (kept or {}).get("planned_session", {}).values()
    return [date.fromisoformat(row["day"]) for row in rows]


def _cancelled(tools: Tools, runner: Runner, day: date, changed: datetime) -> Event:
    return _event(
        tools,
        runner,
        day,
        changed,
        summary="Strength",
        dtstart=day,
        dtend=day + timedelta(days=1),
        status="CANCELLED",
        transp="TRANSPARENT",
    )


def _race(tools: Tools, runner: Runner, race: Race) -> Event:
    event = _event(
        tools,
        runner,
        race.day,
        None,
        summary=race.name or _RACES[race.distance],
        dtstart=race.day,
        dtend=race.day + timedelta(days=1),
        transp="TRANSPARENT",
    )
    event["uid"] = f"race-{event['uid']}"
    return event
