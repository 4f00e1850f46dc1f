"""What was asked for in words, with its days: read against the plan, and shown back before anything changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from bot.coach.season import monday_of
from bot.services import plans, runners
from bot.services.bends import Bend, MoveSession, SkipWeek, SwapSessions
from bot.services.changing import Difference, propose
from bot.services.plan_rows import DAYS, row_on, rows_between
from bot.services.planning import last_planned, roll
from bot.services.run_wishes import ready_runs, swapped
from bot.services.tools import Refusal, Tools
from bot.store.tables import Runner
from bot.understanding.slots import Day, Slots

_SWAP = re.compile(r"\b(?:swap\w*|switch\w*|exchang\w+|trad(?:e|ing)|flip\w*|chang\w+ (?:places|round))\b")
_SESSION = re.compile(r"\b(?:strength|session\w*|workout\w*|lift\w*|gym|leg day\w*|weights|training)\b")


@dataclass(frozen=True, slots=True)
class Ready:
    """A change that was understood, to be confirmed; `others` are what may have been meant as well."""

    bend: Bend
    difference: Difference
    others: tuple[Bend, ...] = ()


@dataclass(frozen=True, slots=True)
class AskWhere:
    """A session to move, and the days that are open to it; `tried` is the day that was named and is not."""

    view: plans.MoveView
    tried: date | None = None


@dataclass(frozen=True, slots=True)
class AskSkip:
    """A session to leave out; only today's could be done in a shorter version instead."""

    day: date
    is_today: bool


@dataclass(frozen=True, slots=True)
class AskWhat:
    """Two days that shall change places: their runs, or their sessions."""

    runs: Bend
    sessions: Bend


@dataclass(frozen=True, slots=True)
class NoSession:
    """A day that was named and has no session; None: there is none at all."""

    day: date | None


Answer = Ready | AskWhere | AskSkip | AskWhat | NoSession


def move(tools: Tools, chat_id: int, slots: Slots, text: str) -> Answer:
    """Read a wish to move a session, or to let two days change places.

    Raises:
        Refusal: as `changing.propose` does.
    """
    open_days = _open_days(tools, chat_id)
    today = open_days.today
    origin = open_days.meant(slots.from_ or slots.day or slots.date)
    to = slots.to
    if origin is not None and to is not None and _SWAP.search(text.lower()):
        other = _in_week(to, origin, today)
        if other is not None:
            return _swap(tools, chat_id, origin, other, text)
    if origin is None:
        origin = next(iter(open_days.days), None)
    if origin is None or origin not in open_days.days:
        return NoSession(origin)
    target = _in_week(to, origin, today)
    if slots.days is not None:
        target = origin + timedelta(days=slots.days)
    if target is None:
        return AskWhere(plans.where_to(tools, chat_id, origin))
    bend = MoveSession(origin, target)
    try:
        return Ready(bend, propose(tools, chat_id, bend))
    except Refusal as refusal:
        if refusal.reason != "no-room":
            raise
        return AskWhere(plans.where_to(tools, chat_id, origin), tried=target)


def skip(tools: Tools, chat_id: int, slots: Slots) -> Answer:
    """Read a wish to leave a session out, or all of a week.

    Raises:
        Refusal: as `changing.propose` does.
    """
    open_days = _open_days(tools, chat_id)
    if slots.week in ("this", "next"):
        ahead = DAYS if slots.week == "next" else 0
        bend = SkipWeek(monday_of(open_days.today) + timedelta(days=ahead))
        return Ready(bend, propose(tools, chat_id, bend))
    day = open_days.meant(slots.day or slots.date)
    if day is None:
        day = next(iter(open_days.days), None)
    if day is None or day not in open_days.days:
        return NoSession(day)
    return AskSkip(day, day == open_days.today)


def _swap(tools: Tools, chat_id: int, one: date, other: date, text: str) -> Answer:
    first, second = sorted((one, other))
    sessions = _session_swap(tools, chat_id, first, second)
    runs = swapped(tools, chat_id, first, second)
    about_sessions = bool(_SESSION.search(text.lower()))
    if about_sessions or runs is None:
        if sessions is None:
            raise Refusal("same-days")
        return Ready(sessions, propose(tools, chat_id, sessions))
    if sessions is None or re.search(r"\bruns?\b", text.lower()):
        ready = ready_runs(tools, chat_id, runs)
        return Ready(*ready)
    return AskWhat(runs, sessions)


def _session_swap(tools: Tools, chat_id: int, one: date, other: date) -> Bend | None:
    """Return what changing the sessions of two days round comes to; None where nothing would change or may."""
    with tools.store.reading() as session:
        _, runner = runners.need(session, chat_id)
        here, there = row_on(session, runner, one), row_on(session, runner, other)
    waiting = [row for row in (here, there) if row is not None and row.state.open]
    bend: Bend | None = None
    if len(waiting) == 2 and waiting[0].kind is not waiting[1].kind:
        bend = SwapSessions(one, other)
    elif len(waiting) == 1:
        bend = MoveSession(waiting[0].day, other if waiting[0].day == one else one)
    if bend is None:
        return None
    try:
        propose(tools, chat_id, bend)
    except Refusal:
        return None
    return bend


@dataclass(frozen=True, slots=True)
class _OpenDays:
    """The days from today on whose sessions are still to be done."""

    today: date
    days: tuple[date, ...]

    def meant(self, day: Day | None) -> date | None:
        """Return the date of a named day: of a weekday the next one with a session, else the next one."""
        if day is None or isinstance(day, date):
            return day
        with_session = (each for each in self.days if each.weekday() == day)
        return next(with_session, self.today + timedelta(days=(day - self.today.weekday()) % DAYS))


def _open_days(tools: Tools, chat_id: int) -> _OpenDays:
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        roll(session, tools, runner)
        return _open_days_of(session, tools, runner)


def _open_days_of(session: Session, tools: Tools, runner: Runner) -> _OpenDays:
    today = tools.today(runner.zone)
    rows = rows_between(session, runner, today, last_planned(runner, today))
    return _OpenDays(today, tuple(row.day for row in rows if row.state.open))


def _in_week(day: Day | None, of: date, today: date) -> date | None:
    """Return the date of a named day in the week of a date, which may not have passed; None when none is named."""
    if day is None or isinstance(day, date):
        return day
    found = monday_of(of) + timedelta(days=int(day))
    return found if found >= today else found + timedelta(days=DAYS)
