"""Local days and instants: when the next reminder falls, by zone, wall time and the last day reminded of."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

# Names in the tz database that are no place: the machine's own zone, a placeholder, and copies of the files.
_NOT_A_PLACE = frozenset({"localtime", "posixrules", "Factory"})

SPREAD_SECONDS = 180
LAST_MINUTE = timedelta(minutes=1)  # what is due in the last seconds of a day would be looked at on the next


def use_packaged_zones() -> None:
    """Read time zones from the pinned tzdata package only, as a machine's own are often years old.

    Call it before anything looks at a zone.

    Raises:
        ZoneInfoNotFoundError: the package is not installed.
    """
    zoneinfo.reset_tzpath(to=())
    ZoneInfo.clear_cache()
    zone_names.cache_clear()
    ZoneInfo("Europe/London")


@cache
def zone_names() -> frozenset[str]:
    """Return the zones that a runner can have."""
    return frozenset(
        name
        for name in available_timezones()
        if name not in _NOT_A_PLACE and not name.startswith(("posix/", "right/", "SystemV/"))
    )


def zone_of(name: str | None) -> ZoneInfo:
    """Return a stored zone, UTC when it is unset or the tz data no longer has it."""
    if not name:
        return ZoneInfo("UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name is a directory of the tz data
        return ZoneInfo("UTC")


def local_now(now: datetime, zone: str | None) -> datetime:
    """Return the runner's wall time at an instant."""
    return now.astimezone(zone_of(zone))


def local_to_utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the instant of a wall time; of two the first, and a skipped one as much later as the gap is long."""
    return datetime.combine(day, at.replace(fold=0, tzinfo=None), tzinfo=zone).astimezone(UTC)


def local_day_exists(day: date, zone: ZoneInfo) -> bool:
    """Tell whether a zone had the date at all: Samoa skipped 30 December 2011."""
    noon = datetime.combine(day, time(12), tzinfo=zone)
    return noon.astimezone(UTC).astimezone(zone).date() == day


def next_reminder(
    zone: ZoneInfo, at: time, after: datetime, last_day: date | None = None, days_ahead: int = 0
) -> tuple[datetime, date]:
    """Return the first reminder later than `after` (aware) for a day later than `last_day`.

    The answer is the instant in UTC and the local day that it is for, which is the reminder's identity: a runner
    who flies from Tokyo to Los Angeles does not get the same date twice. With `days_ahead` 1 it comes on the
    evening before that day.

    Raises:
        OverflowError: the answer lies outside the years 1 to 9999.
    """
    # A day early, because 23:30 inside a gap at midnight lands on the next date.
    day = after.astimezone(zone).date() - timedelta(days=1)
    if last_day is not None and last_day >= day:
        day = last_day + timedelta(days=1)
    while True:
        if local_day_exists(day, zone):
            instant = instant_for(day, at, zone, days_ahead)
            if instant > after:  # in UTC: within one zone Python compares wall times and ignores the fold
                return instant, day
        day += timedelta(days=1)


def instant_for(day: date, at: time, zone: ZoneInfo, days_ahead: int = 0) -> datetime:
    """Return the instant of a day's reminder: on the day itself, or so many existing days before it."""
    on = day
    for _ in range(days_ahead):
        on -= timedelta(days=1)
        while not local_day_exists(on, zone):
            on -= timedelta(days=1)
    return local_to_utc(on, at, zone)


def spread_seconds(runner_id: int) -> int:
    """Return a runner's fixed delay after the wall time they chose.

    Most choose a full hour: without it all of them would be due in one second.
    """
    return runner_id % SPREAD_SECONDS


def spread(instant: datetime, zone: ZoneInfo, runner_id: int) -> datetime:
    """Return when to look at a reminder: its instant with the runner's delay, unless midnight is near then.

    A reminder of 23:59 would otherwise come when its day, and with it the session, is over.
    """
    delayed = instant + timedelta(seconds=spread_seconds(runner_id))
    same_day = (delayed + LAST_MINUTE).astimezone(zone).date() == instant.astimezone(zone).date()
    return delayed if same_day else instant
