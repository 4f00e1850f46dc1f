"""Reads a run plan from an iCalendar file of unknown origin: which run is on which day of the next twelve weeks.

Of the file only the events' own lines are looked at, each event by itself: one that is broken spoils no other, and
nothing in the file decides how long the reading takes (time zones' own rules, alarms and nested parts are left out).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from bot.coach.season import monday_of
from bot.coach.words import RunKind
from bot.services.calendar.file import DOMAIN
from bot.services.calendar.repeats import Rule, UnknownRule, days_of, rule_of
from bot.understanding.run_titles import hardest, run_of

MOST_BYTES = 512 * 1024
MOST_EVENTS = 2000
WEEKS = 12
_WEEK = 7
_TITLES_KEPT = 3
_TITLE_CHARACTERS = 40
_LONGEST_LINE = 8000
_LONGEST = {"SUMMARY": 300, "DESCRIPTION": 2000}
_KEPT = frozenset(
    ("UID", "SUMMARY", "DESCRIPTION", "DTSTART", "RRULE", "RDATE", "EXDATE", "STATUS", "RECURRENCE-ID")
)
_FOLD = re.compile(r"\r?\n[ \t]")
_NAME = re.compile(r"[A-Za-z-]+")


class NotRead(Exception):
    """A file that gives no run plan; `reason` names the message that tells why."""

    def __init__(self, reason: str, plan: ReadPlan | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.plan = plan


@dataclass(frozen=True, slots=True)
class ReadWeek:
    """Seven run kinds from a Monday; days without an entry rest."""

    monday: date
    kinds: tuple[RunKind, ...]


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """What was found: the weeks with runs, some titles that look like no run, and what could not be read."""

    weeks: tuple[ReadWeek, ...]
    other_titles: tuple[str, ...] = ()
    others: int = 0
    unreadable: int = 0


def read(content: bytes, today: date, zone: tzinfo) -> ReadPlan:
    """Return the runs of a file from this week on, in a runner's zone.

    Raises:
        NotRead: `too-large`, `not-a-calendar`, `too-many`, `no-runs` (no entry looks like one), or `runs-over`
            (none of them is in the next twelve weeks).
    """
    if len(content) > MOST_BYTES:
        raise NotRead("too-large")
    blocks = _blocks(_text(content))
    if len(blocks) > MOST_EVENTS:
        raise NotRead("too-many")
    first = monday_of(today)
    window = (first, first + timedelta(days=WEEKS * _WEEK - 1))
    runs: dict[date, RunKind] = {}
    others: dict[str, int] = {}
    unreadable = runs_anywhere = 0
    events, unreadable = _events(blocks, zone)
    moved = {(each.uid, each.instead_of) for each in events if each.instead_of is not None}
    for event in events:
        if event.ours or event.cancelled:
            continue
        kind = run_of(event.title, event.notes)
        if kind is None:
            others[event.title] = others.get(event.title, 0) + 1
            continue
        runs_anywhere += 1
        try:
            days = event.days(*window, {day for uid, day in moved if uid == event.uid and day is not None})
        except UnknownRule:
            unreadable += 1
            continue
        for day in days:
            runs[day] = hardest(kind, runs.get(day, RunKind.REST))
    plan = ReadPlan(_weeks(runs, first), _titles(others), sum(others.values()), unreadable)
    if not runs_anywhere:
        raise NotRead("no-runs", plan)
    if not plan.weeks:
        raise NotRead("runs-over", plan)
    return plan


@dataclass(frozen=True, slots=True)
class _Entry:
    uid: str
    title: str
    notes: str
    start: date
    shift: timedelta  # from the event's own day to the runner's
    rule: Rule | None
    also: tuple[date, ...]
    without: tuple[date, ...]
    cancelled: bool
    instead_of: date | None

    @property
    def ours(self) -> bool:
        """Whether it is a session of this coach, come back."""
        return self.uid.endswith(f"@{DOMAIN}")

    def days(self, first: date, last: date, moved: set[date]) -> list[date]:
        """Return the runner's days from `first` to `last`."""
        without = self.without if self.instead_of is not None else (*self.without, *moved)
        found = days_of(
            self.start, self.rule, first - self.shift, last - self.shift, also=self.also, without=without
        )
        return [day + self.shift for day in found]


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    if "BEGIN:VCALENDAR" not in text[:2000].upper():
        raise NotRead("not-a-calendar")
    return _FOLD.sub("", text)


def _blocks(text: str) -> list[list[str]]:
    """Return the lines of each event that are of use; parts within an event are left out."""
    blocks: list[list[str]] = []
    lines: list[str] | None = None
    inner = 0
    for line in text.splitlines():
        head = line[:40].strip().upper()
        if lines is None:
            if head == "BEGIN:VEVENT":
                lines, inner = [], 0
        elif head.startswith("BEGIN:"):
            inner += 1
        elif head == "END:VEVENT" or (head.startswith("END:") and not inner):
            blocks.append(lines)
            lines = None
        elif head.startswith("END:"):
            inner -= 1
        elif not inner:
            name = _NAME.match(line)
            kept = name.group().upper() if name else ""
            if kept in _KEPT:
                lines.append(line[: _LONGEST.get(kept, _LONGEST_LINE)])
    return blocks


def _events(blocks: list[list[str]], zone: tzinfo) -> tuple[list[_Entry], int]:
    events, unreadable = [], 0
    for lines in blocks:
        try:
            events.append(_entry(lines, zone))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, UnknownRule):
            unreadable += 1  # the library has no one error for what is malformed
    return events, unreadable


def _entry(lines: list[str], zone: tzinfo) -> _Entry:
    from icalendar import Event

    event: Any = Event.from_ical("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""]))
    begins = _one(event.get("DTSTART")).dt
    start = _own_day(begins)
    rule = _one(event.get("RRULE"))
    instead = _one(event.get("RECURRENCE-ID"))
    uid = str(_one(event.get("UID")) or "")
    return _Entry(
        uid=uid,
        title=_clean(_one(event.get("SUMMARY"))),
        notes=str(_one(event.get("DESCRIPTION")) or ""),
        start=start,
        shift=_runners_day(begins, zone) - start,
        rule=None if rule is None else _rule(rule),
        also=tuple(_listed(event.get("RDATE"))),
        without=tuple(_listed(event.get("EXDATE"))),
        cancelled=str(_one(event.get("STATUS")) or "").upper() == "CANCELLED",
        instead_of=None if instead is None else _own_day(instead.dt),
    )


def _rule(rule: Any) -> Rule:
    parts = {str(name).upper(): list(values) for name, values in rule.items()}
    untils = parts.get("UNTIL")
    return rule_of(parts, _own_day(untils[0]) if untils else None)


def _one(value: Any) -> Any:
    """Return a property that should be there once; of several the first."""
    return value[0] if isinstance(value, list) else value


def _listed(value: Any) -> Iterator[date]:
    for dates in value if isinstance(value, list) else [] if value is None else [value]:
        for each in dates.dts:
            if isinstance(each.dt, date):
                yield _own_day(each.dt)


def _own_day(moment: object) -> date:
    if isinstance(moment, datetime):
        return moment.date()
    if isinstance(moment, date):
        return moment
    raise ValueError("a time without a day")


def _runners_day(moment: object, zone: tzinfo) -> date:
    """Return the runner's day of an event; one without a zone is at their own hour."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(zone).date()
    return _own_day(moment)


def _weeks(runs: dict[date, RunKind], first: date) -> tuple[ReadWeek, ...]:
    found = []
    for number in range(WEEKS):
        monday = first + timedelta(days=number * _WEEK)
        kinds = tuple(runs.get(monday + timedelta(days=day), RunKind.REST) for day in range(_WEEK))
        if any(kind.runs for kind in kinds):
            found.append(ReadWeek(monday, kinds))
    return tuple(found)


def _titles(others: dict[str, int]) -> tuple[str, ...]:
    named = sorted((title for title in others if title), key=lambda title: -others[title])
    return tuple(named[:_TITLES_KEPT])


def _clean(title: object) -> str:
    """Return a title as one short line of signs that can be seen."""
    words = "".join(sign if sign.isprintable() else " " for sign in str(title or "")).split()
    text = " ".join(words)
    return text if len(text) <= _TITLE_CHARACTERS else text[: _TITLE_CHARACTERS - 1].rstrip() + "…"
