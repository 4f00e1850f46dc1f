"""Every zone of the time-zone data, every day from 2020 to 2035: `python -m tests.zones` asks for the next reminder.

Each local day that exists has exactly one reminder, they rise, and 19 to 50 hours lie between two of them. Zones that
are the same under another name are asked once.
"""

from __future__ import annotations

import argparse
import sys
import time as clock
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from importlib.resources import files
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.services.schedule import local_to_utc, next_reminder, use_packaged_zones, zone_names

FIRST, LAST = date(2020, 1, 1), date(2035, 12, 31)
TIMES = (time(0), time(0, 30), time(1, 30), time(2, 30), time(7), time(23, 30))
LEAST, MOST = timedelta(hours=19), timedelta(hours=50)
_DAY = timedelta(days=1)


def different_zones() -> list[str]:
    """Return one name for each set of rules: most of the six hundred names are other names of the same."""
    rules: dict[bytes, str] = {}
    for name in sorted(zone_names()):
        rules.setdefault(files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes(), name)
    return sorted(rules.values())


def problems(zone: ZoneInfo, at: time, first: date = FIRST, last: date = LAST) -> list[str]:
    """Return what is wrong with a zone's reminders from one local day to another."""
    found: list[str] = []
    expected = list(days_of(zone, first, last))
    instant, day = next_reminder(zone, at, local_to_utc(first, at, zone) - timedelta(minutes=1))
    instants, days = [instant], [day]
    while day < last:
        instant, day = next_reminder(zone, at, instant, day)
        instants.append(instant)
        days.append(day)
    if days != expected:
        odd = sorted(set(days) ^ set(expected))
        found.append(f"{zone.key} {at:%H:%M}: not one each for {odd or 'every day'}")
    for one, two in pairwise(instants):
        if not LEAST <= two - one <= MOST:
            found.append(f"{zone.key} {at:%H:%M}: {two - one} between {one:%F %R} and {two:%F %R}")
    return found


def days_of(zone: ZoneInfo, first: date, last: date) -> Iterator[date]:
    """Return the local days that exist, seen by looking at the wall every twelve hours."""
    moment, seen = datetime.combine(first, time(12), tzinfo=UTC) - 2 * _DAY, first - _DAY
    while seen < last:
        day = moment.astimezone(zone).date()
        if seen < day:
            if first <= day <= last:
                yield day
            seen = day
        moment += timedelta(hours=12)


def changes(zone: ZoneInfo, first: date = FIRST, last: date = LAST) -> Iterator[date]:
    """Return the days on which a zone's wall clock is put forward or back."""
    moment, end = datetime.combine(first, time(0), tzinfo=UTC), datetime.combine(last, time(0), tzinfo=UTC)
    offset = moment.astimezone(zone).utcoffset()
    while moment < end:
        moment += _DAY
        now = moment.astimezone(zone).utcoffset()
        if now != offset:
            yield moment.date()
        offset = now


def around_changes(name: str, times: Iterable[time] = TIMES, around: int = 3) -> list[str]:
    """Return what is wrong in the days around each change of a zone's clocks."""
    zone, width = ZoneInfo(name), timedelta(days=around)
    return [
        each
        for change in changes(zone)
        for at in times
        for each in problems(zone, at, change - width, change + width)
    ]


def every_day(name: str, times: Iterable[time] = TIMES) -> tuple[str, list[str]]:
    """Return a zone's name and what is wrong on any day."""
    use_packaged_zones()
    return name, [each for at in times for each in problems(ZoneInfo(name), at)]


def main() -> int:
    """Ask for all of them; exit status 1 when something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    use_packaged_zones()
    names, began, wrong = different_zones(), clock.perf_counter(), 0
    with ProcessPoolExecutor(chosen.processes) as pool:
        for _, found in pool.map(partial(every_day), names, chunksize=4):
            wrong += len(found)
            for each in found:
                print(each)
    days = (LAST - FIRST).days + 1
    print(
        f"{len(names)} different zones of {len(zone_names())}, {len(TIMES)} times of day, {days} days: "
        f"{len(names) * len(TIMES) * days:,} reminders, {wrong} wrong, {clock.perf_counter() - began:.0f} s"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
