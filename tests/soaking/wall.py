"""When a reminder is to come, worked out from the wall clock alone: nothing of the bot's own reckoning is used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wishes:
    """When a runner wants to be written to; `ahead` 1 means on the evening before the day."""

    zone: str
    at: time | None
    ahead: int
    on: bool

    def instant(self, day: date) -> datetime | None:
        """Return when a day's reminder is to come, in UTC; None when none is wanted."""
        if self.at is None or not self.on:
            return None
        return instant(datetime.combine(day - self.ahead * DAY, self.at), ZoneInfo(self.zone))

    def first(self, after: datetime, last_day: date | None) -> tuple[date, datetime] | None:
        """Return the first day later than `last_day` whose reminder comes after an instant, and when that is."""
        day = after.astimezone(ZoneInfo(self.zone)).date() - DAY
        if last_day is not None:
            day = max(day, last_day + DAY)
        for _ in range(5):
            at = self.instant(day)
            if at is None:
                return None
            if at > after:
                return day, at
            day += DAY
        raise AssertionError("no reminder in five days")


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) of a naive wall time: of two the first, a skipped one later by what was skipped.

    Looks at which of the offsets in force around that day really shows this wall time.
    """
    around = [wall.replace(tzinfo=UTC) + hours * timedelta(hours=1) for hours in (-30, -18, 18, 30)]
    offsets = [moment.astimezone(zone).utcoffset() or timedelta(0) for moment in around]
    shown = [wall.replace(tzinfo=UTC) - offset for offset in offsets]
    right = [moment for moment in shown if moment.astimezone(zone).replace(tzinfo=None) == wall]
    # In a gap the offset before it holds on: half past two comes an hour after half past one.
    return min(right) if right else shown[0]


def today(now: datetime, zone: str) -> date:
    """Return the date on a runner's wall."""
    return now.astimezone(ZoneInfo(zone)).date()
