"""Which days of a short window an event falls on: its own day and its repeats, without counting through the years.

Each day of the window is tried against the rule, so that no rule, however odd, costs more than the window is long.
Understood are daily, weekly, monthly and yearly repeats with INTERVAL, COUNT, UNTIL, BYDAY (weekly, without
numbers), BYMONTHDAY and BYMONTH, EXDATE and RDATE (RFC 5545, 3.3.10 and 3.8.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_KNOWN = frozenset(("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST"))
_WEEK = 7


class UnknownRule(Exception):
    """A repeat of a kind that is not understood."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A repeat: `every` counts days, weeks, months or years; a set that is empty says nothing."""

    unit: str
    every: int = 1
    count: int | None = None
    until: date | None = None
    weekdays: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    week_start: int = 0


def rule_of(parts: Mapping[str, list[object]], until: date | None) -> Rule:
    """Return a rule from its parts, `until` as a day.

    Raises:
        UnknownRule: it is none of those that are understood.
    """
    unit = _word(parts, "FREQ")
    if unit not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY") or set(parts) - _KNOWN:
        raise UnknownRule(unit)
    weekdays = [str(each).upper() for each in parts.get("BYDAY", [])]
    if not set(weekdays) <= set(_WEEKDAYS) or (weekdays and unit not in ("WEEKLY", "DAILY")):
        raise UnknownRule("BYDAY")
    if parts.get("COUNT") and any(parts.get(name) for name in ("BYMONTHDAY", "BYMONTH")):
        raise UnknownRule("COUNT")
    every = _number(parts, "INTERVAL") if parts.get("INTERVAL") else 1
    if every is None or every < 1:
        raise UnknownRule("INTERVAL")
    start = _word(parts, "WKST") or "MO"
    if start not in _WEEKDAYS:
        raise UnknownRule("WKST")
    return Rule(
        unit=unit,
        every=every,
        count=_number(parts, "COUNT"),
        until=until,
        weekdays=frozenset(_WEEKDAYS.index(day) for day in weekdays),
        month_days=frozenset(_numbers(parts, "BYMONTHDAY")),
        months=frozenset(_numbers(parts, "BYMONTH")),
        week_start=_WEEKDAYS.index(start),
    )


def days_of(
    start: date,
    rule: Rule | None,
    first: date,
    last: date,
    *,
    also: Iterable[date] = (),
    without: Iterable[date] = (),
) -> tuple[date, ...]:
    """Return the days from `first` to `last` on which an event that began on `start` takes place."""
    days = {start, *also} if rule is None else {*_repeats(start, rule, first, last), *also}
    return tuple(sorted(day for day in days - set(without) if first <= day <= last))


def _repeats(start: date, rule: Rule, first: date, last: date) -> Iterator[date]:
    until = last if rule.until is None else min(last, rule.until)
    window = (max(first, start) + timedelta(days=number) for number in range((last - first).days + 1))
    for day in takewhile(lambda day: day <= until, window):
        place = _place(start, rule, day)
        if place is not None and (rule.count is None or place < rule.count):
            yield day


def _place(start: date, rule: Rule, day: date) -> int | None:
    """Return the how-manieth repeat (from 0) a day is, None when it is none."""
    if rule.months and day.month not in rule.months:
        return None
    if rule.month_days and not _on_month_day(day, rule.month_days):
        return None
    match rule.unit:
        case "DAILY":
            return _daily(start, rule, day)
        case "WEEKLY":
            return _weekly(start, rule, day)
        case "MONTHLY":
            apart, on = (day.year - start.year) * 12 + day.month - start.month, day.day == start.day
        case _:
            apart, on = day.year - start.year, (day.month, day.day) == (start.month, start.day)
    if apart % rule.every or not (on or rule.month_days):
        return None
    return apart // rule.every


def _daily(start: date, rule: Rule, day: date) -> int | None:
    apart = (day - start).days
    if apart % rule.every or (rule.weekdays and day.weekday() not in rule.weekdays):
        return None
    if rule.count is not None and rule.weekdays:
        raise UnknownRule("COUNT")
    return apart // rule.every


def _weekly(start: date, rule: Rule, day: date) -> int | None:
    weekdays = rule.weekdays or frozenset((start.weekday(),))
    if day.weekday() not in weekdays:
        return None

    def place_in_week(weekday: int) -> int:
        return (weekday - rule.week_start) % _WEEK

    def week_of(each: date) -> date:
        return each - timedelta(days=place_in_week(each.weekday()))

    weeks = (week_of(day) - week_of(start)).days // _WEEK
    if weeks % rule.every:
        return None
    # Repeats before the event's own day in its first week do not take place and do not count.
    missed = sum(place_in_week(each) < place_in_week(start.weekday()) for each in weekdays)
    before = sum(place_in_week(each) < place_in_week(day.weekday()) for each in weekdays)
    return weeks // rule.every * len(weekdays) + before - missed


def _on_month_day(day: date, month_days: frozenset[int]) -> bool:
    from_the_end = day.day - 1 - _length(day)
    return day.day in month_days or from_the_end in month_days


def _length(day: date) -> int:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return (following - timedelta(days=1)).day


def _word(parts: Mapping[str, list[object]], name: str) -> str:
    values = parts.get(name) or [""]
    return str(values[0]).upper()


def _number(parts: Mapping[str, list[object]], name: str) -> int | None:
    numbers = _numbers(parts, name)
    return numbers[0] if numbers else None


def _numbers(parts: Mapping[str, list[object]], name: str) -> list[int]:
    try:
        return [int(str(each)) for each in parts.get(name, [])]
    except ValueError as error:
        raise UnknownRule(name) from error
