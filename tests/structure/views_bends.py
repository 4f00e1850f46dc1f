"""The views of changes of the plan and of pauses, in all their forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta

from bot.coach.pauses import PauseReason
from bot.coach.words import Equipment, RunKind
from bot.services.bends import (
    Bend,
    ChangeRuns,
    ComeBack,
    DayWithout,
    MoveSession,
    Skip,
    SkipReason,
    SkipWeek,
    SwapSessions,
    TakePause,
)
from bot.services.changing import DayChange, Difference
from bot.services.pause_rows import PauseView
from bot.services.pause_wishes import PauseDraft, PauseState
from bot.services.reminders import ReminderView
from bot.services.run_wishes import RunDay
from tests.structure.samples import DAY, FREE, LINE, RESTS, SESSION, TODAY, WEEK, Case

MONDAY, LATER = DAY - timedelta(days=1), DAY + timedelta(days=5)
RUNS = (RunKind.REST,) * 7

PAUSES = tuple(
    PauseView(reason, DAY, last, trains=False, things=())
    for reason in PauseReason
    for last in (None, DAY, LATER)
)
TRIPS = (
    PauseView(PauseReason.TRAVEL, DAY, LATER, trains=True, things=("band",)),
    PauseView(PauseReason.TRAVEL, DAY, None, trains=True, things=()),
)


def bends() -> Iterator[tuple[str, Bend]]:
    """Every kind of change in its forms, with its name."""
    yield "move", MoveSession(DAY, LATER)
    yield "swap", SwapSessions(DAY, LATER)
    yield "skip", Skip(DAY)
    yield "skip-week", SkipWeek(MONDAY)
    for flag in (False, True):
        yield "runs", ChangeRuns(MONDAY, RUNS, RUNS, always=flag)
        yield "day-off", DayWithout(DAY, free=flag)
        yield "resume", ComeBack(DAY, travelled=flag)
    for each in PAUSES:
        yield "pause", TakePause(each.reason, each.first, each.last)
    for things in (frozenset[Equipment](), frozenset({Equipment.BAND, Equipment.DUMBBELL})):
        yield "pause", TakePause(PauseReason.TRAVEL, DAY, LATER, trains=True, things=things)


def bend_cases() -> Iterator[Case]:
    """Every template of a change in every form."""
    days = (
        DayChange(DAY, RunKind.INTERVALS, RunKind.EASY, "Heavy strength", None),
        DayChange(LATER, RunKind.EASY, RunKind.INTERVALS, None, "Heavy strength"),
    )
    for what, bend in bends():
        for changed in (days, ()):
            for reasons in ((), ("Your intervals moved to Thursday.", "Your hard day stays hard.")):
                change = Difference(what, changed, reasons)
                yield "proposal", {"change": change, "bend": bend}
                yield "bent", {"change": change, "bend": bend}
                yield "undone", {"change": change}
    yield "which-swap", {}
    for day in (DAY, None):
        yield "no-session", {"day": day}


def run_cases() -> Iterator[Case]:
    """What is asked of changed runs."""
    for weeks_on in (0, 1):
        yield "runs-of-week", {"weeks_on": weeks_on}
    for moves in ((), ((LATER, ChangeRuns(MONDAY, RUNS, RUNS)),)):
        yield "run-of-day", {"found": RunDay(DAY, RunKind.TEMPO, (), moves)}
    yield "which-run", {}
    yield "runs-swap", {"reason": "Thursday has its own key run: swap the two days."}
    for reason in ("", "A race has its own date."):
        yield "runs-how", {"reason": reason}


def pause_cases() -> Iterator[Case]:
    """Every screen of /pause, and how the day and the week show a pause."""
    for now in (None, *PAUSES, *TRIPS):
        for ahead in ((), PAUSES):
            yield "pause", {"state": PauseState(DAY, now, ahead, ())}
        pauses = () if now is None else (now,)
        yield "week", {"week": replace(WEEK, pauses=pauses), "lines": "Mon rest"}
        yield "today", {"day": replace(TODAY, session=None, pause=now)}
    for reason in (None, *PauseReason):
        draft = PauseDraft(reason, DAY)
        for name in ("pause-reason", "pause-until", "pause-date", "pause-trains", "pause-things"):
            yield name, {"draft": draft}
    yield from _asked_after()
    yield "which-day-off", {}
    yield (
        "week",
        {"week": replace(WEEK, missed=("You missed Monday.",), other_runs=True), "lines": "Mon rest"},
    )
    yield "today", {"day": replace(TODAY, missed=("A heavy session found no other day.",))}
    for line in (replace(FREE, paused=True), replace(FREE, off=True), LINE):
        yield (
            "_week_lines",
            {"week": replace(WEEK, days=(line,)), "only_ahead": False, "only_sessions": False},
        )


def skip_cases() -> Iterator[Case]:
    """A session that is left out, by its reasons."""
    for is_today in (False, True):
        yield "skip", {"day": DAY, "is_today": is_today}
    for reason in SkipReason:
        for next_day in (None, LATER):
            day = replace(TODAY, session=SESSION, next_day=next_day)
            yield "skipped", {"day": day, "reason": reason}


def _asked_after() -> Iterator[Case]:
    """The question that an open pause gets once a week, and what is said when it goes on."""
    for pause in PAUSES:
        yield "pause-still", {"pause": pause}
        for days, eve in ((7, False), (14, True)):
            day = replace(TODAY, day=DAY + timedelta(days), session=None, pause=pause, sign_due=eve)
            view = ReminderView(
                day, time(7), eve=eve, late=eve, snoozed=False, repeated=False, silent=True, asks_after=pause
            )
            for rest in (None, *RESTS):
                yield "reminder-pause", {"reminder": view, "day": replace(day, rest=rest), "pause": pause}
