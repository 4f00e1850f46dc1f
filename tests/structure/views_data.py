"""The views of calendars, of a runner's own data and of the operator's screens, in all their forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.coach.words import RunKind
from bot.services.asked import Group, Reason, Wording
from bot.services.broadcasts import LONGEST_TEXT, BroadcastView, Progress
from bot.services.calendar.feed import CalendarView
from bot.services.calendar.imports import FoundView, FoundWeek
from bot.services.calendar.reading import ReadPlan
from bot.services.stats import StatsView
from tests.structure.samples import DAY, Case

MONDAY = DAY - timedelta(days=1)
KINDS = (
    *(
        RunKind.REST,
        RunKind.INTERVALS,
        RunKind.EASY,
        RunKind.TEMPO,
        RunKind.CROSS,
        RunKind.HILLS,
        RunKind.LONG,
    ),
)
WEEK = FoundWeek(MONDAY, KINDS, (RunKind.REST, *KINDS[:6]), taken=True)
FOUND = FoundView((WEEK, WEEK), (), 0, 0)
BROADCAST = BroadcastView(1, "The club run is off.", Progress.DRAFT, 0, 0, 0, 0, 2)
STATS = StatsView(
    day=DAY,
    runners=12,
    planned=10,
    active=7,
    blocked=1,
    today={"sent": 3},
    week={"sent": 40, "lag-10": 38},
    due=2,
    oldest_due=timedelta(minutes=3),
    next_due=datetime(2026, 11, 24, 7, tzinfo=UTC),
    updates_waiting=1,
    questions=4,
)
GROUP = Group(
    id=7,
    wordings=(Wording("how do I tune <b>a piano</b>", 2), Wording("x" * 300, 1)),
    reasons=tuple(Reason),
    topics=("order", "soreness-normal"),
    last=datetime(2026, 11, 24, 7, tzinfo=UTC),
    ids=(7, 8, 9),
)
PLAIN_DATA = (
    *("admin-no-questions", "admin-thrown-away", "calendar-dropped", "calendar-file", "calendar-how"),
    *("calendar-new", "calendar-off", "calendar-out", "calendar-removed", "calendar-revoked", "delete-sure"),
    *("forwarded", "media-file", "media-picture", "media-sticker", "media-voice"),
)


def data_cases() -> Iterator[Case]:
    for name in PLAIN_DATA:
        yield name, {}
    for plan in (True, False):
        yield "export", {"plan": plan}
    yield from _calendars()
    yield from _imports()
    yield from _operators()


def _calendars() -> Iterator[Case]:
    for links in (True, False):
        for linked in (True, False):
            for weeks in (0, 1, 2):
                yield "calendar", {"view": CalendarView(linked, weeks), "links": links}
    yield "calendar-link", {"url": "https://coach.example/calendar/Abc-_123.ics"}


def _imports() -> Iterator[Case]:
    changes: list[dict[str, Any]] = [
        {},
        {"unreadable": 1},
        {"unreadable": 2},
        {"others": 1},
        {"others": 2},
        {"others": 1, "other_titles": ("Dentist <b>",)},
        {"others": 9, "other_titles": ("Dentist", "Lunch & tea", "Party")},
    ]
    for change in changes:
        for taken in (True, False):
            week = replace(WEEK, taken=taken)
            yield "calendar-found", {"view": replace(FOUND, **change), "week": week, "page": 1}
    for weeks in (1, 2):
        yield "calendar-taken", {"weeks": weeks}
    plans = (
        None,
        *(ReadPlan((), titles, 3, bad) for titles in ((), ("Tea",), ("Tea", "Oh")) for bad in (0, 1, 2)),
    )
    for reason in ("too-large", "too-many", "not-a-calendar", "not-fetched", "runs-over", "no-runs"):
        for plan in plans:
            yield "calendar-not-read", {"reason": reason, "plan": plan}


def _operators() -> Iterator[Case]:
    for change in ({}, {"due": 0, "oldest_due": None}, {"oldest_due": None}, {"week": {}, "today": {}}):
        yield "admin", {"stats": replace(STATS, **change), "counts": tuple(change.get("week", STATS.week))}
    yield "admin", {"stats": replace(STATS, week={}, updates_waiting=0), "counts": ()}
    groups: list[dict[str, Any]] = [
        {},
        {"topics": (), "reasons": (Reason.UNANSWERED,)},
        {"wordings": GROUP.wordings[1:], "topics": ("order",)},
    ]
    for change in groups:
        group = replace(GROUP, **change)
        yield "admin-question", {"group": group, "wordings": group.wordings, "page": 1, "pages": 3}
    for latest in (None, replace(BROADCAST, sent=1), replace(BROADCAST, sent=2)):
        yield "admin-write", {"latest": latest, "longest": LONGEST_TEXT}
    for left in (1, 2):
        yield "admin-broadcast", {"view": replace(BROADCAST, left=left)}
    for progress in (Progress.ON_ITS_WAY, Progress.STOPPED, Progress.FINISHED):
        for numbers in ((0, 0, 0, 0, 2), (3, 0, 0, 0, 0), (3, 1, 1, 1, 1)):
            sent, blocked, unsure, refused, left = numbers
            view = BroadcastView(1, "Hello", progress, sent, blocked, unsure, refused, left)
            yield "admin-broadcast", {"view": view}
    for text in ("Hello <b>all</b> & everybody", "&" * (LONGEST_TEXT - 1) + "!"):
        yield "broadcast", {"text": text}
