"""What a runner's day is made of, read for many runners at once: a handful of queries, however many they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlmodel import Session

from bot.coach.season import monday_of
from bot.coach.words import Pattern, Phase, RunKind, SessionKind
from bot.library.objects import Library
from bot.services import day_statements
from bot.services.checks import STILL_FELT, consequence_of
from bot.services.questions import usual_among
from bot.store.tables import (
    Pause,
    PlannedSession,
    Runner,
    stored_id,
)

LATELY = timedelta(days=21)

Asked = tuple[Runner, date]
"""Whose day is looked at."""


@dataclass(frozen=True, slots=True)
class Past:
    """What was trained before a session: exercises of three weeks (the last one last), and since when.

    `stopped` are the patterns that pause because something hurt on a run.
    """

    lately: tuple[str, ...] = ()
    first: date | None = None
    stopped: frozenset[Pattern] = frozenset()


@dataclass(slots=True)
class DayFacts:
    """The rows that a day shows; `row` and `yesterday` are its session and the one of the day before.

    Races and weeks reach some days back.
    """

    runner: Runner
    day: date
    row: PlannedSession | None = None
    yesterday: PlannedSession | None = None
    ahead: tuple[date, SessionKind, Phase] | None = None
    races: list[date] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    weeks: list[tuple[date, Sequence[str]]] = field(default_factory=list)
    singles: dict[date, Sequence[str]] = field(default_factory=dict)
    past: Past = field(default_factory=Past)
    stopped: frozenset[Pattern] = frozenset()

    def runs_on(self, day: date) -> RunKind:
        """Return what the runner runs on the day or the one after it."""
        if day in self.races:
            return RunKind.RACE
        monday = monday_of(day)
        single = self.singles.get(monday)
        if single is not None:
            return RunKind(single[day.weekday()])
        return usual_among(self.weeks, monday)[day.weekday()]


def facts_for(session: Session, library: Library, asked: Sequence[Asked]) -> list[DayFacts]:
    """Return the facts of days, in their order."""
    found = [DayFacts(runner, day) for runner, day in asked]
    if not found:
        return found
    by_runner = _by_runner(found)
    first, last = min(each.day for each in found), max(each.day for each in found)
    session.flush()  # the statements below do not look whether something is still to be written
    _put_rows(session, by_runner, first, last)
    _put_runs(session, by_runner, first, last)
    for pause in session.execute(day_statements.pauses(), {"runners": list(by_runner)}).scalars():
        for each in by_runner[pause.runner_id]:
            each.pauses.append(pause)
    stopped = _stopped(session, library, {id_: days[0].runner for id_, days in by_runner.items()})
    for each in found:
        each.stopped = stopped.get(stored_id(each.runner), frozenset())
    training = [each for each in found if each.row is not None]
    pasts = _pasts(session, [(each.runner, each.day) for each in training], stopped)
    for each, past in zip(training, pasts, strict=True):
        each.past = past
    return found


def pasts_of(session: Session, library: Library, asked: Sequence[Asked]) -> list[Past]:
    """Return what was trained before the sessions of days, in their order."""
    session.flush()
    stopped = _stopped(session, library, {stored_id(runner): runner for runner, _ in asked})
    return _pasts(session, asked, stopped)


def _pasts(session: Session, asked: Sequence[Asked], stopped: Mapping[int, frozenset[Pattern]]) -> list[Past]:
    if not asked:
        return []
    ids = {stored_id(runner) for runner, _ in asked}
    days = [day for _, day in asked]
    lately: dict[int, list[tuple[date, str]]] = {}
    connection, whose = session.connection(), list(ids)
    span = {"runners": whose, "first": min(days) - LATELY, "last": max(days)}
    for id_, day, exercise in connection.execute(day_statements.lately(), span):
        lately.setdefault(id_, []).append((day, exercise))
    rows = connection.execute(day_statements.firsts(), {"runners": whose})
    firsts: dict[int, date] = {id_: day for id_, day in rows}  # noqa: C416 - a row is no pair to the type checker
    return [
        Past(
            tuple(name for on, name in lately.get(stored_id(runner), ()) if day - LATELY <= on < day),
            firsts.get(stored_id(runner)),
            stopped.get(stored_id(runner), frozenset()),
        )
        for runner, day in asked
    ]


def _stopped(session: Session, library: Library, runners: dict[int, Runner]) -> dict[int, frozenset[Pattern]]:
    found: dict[int, frozenset[Pattern]] = {}
    for row in session.execute(day_statements.uncleared(), {"runners": list(runners)}).scalars():
        stops = consequence_of(session, library, runners[row.runner_id], row).stops
        found[row.runner_id] = found.get(row.runner_id, frozenset()) | stops
    return found


def _by_runner(found: Sequence[DayFacts]) -> dict[int, list[DayFacts]]:
    by_runner: dict[int, list[DayFacts]] = {}
    for each in found:
        by_runner.setdefault(stored_id(each.runner), []).append(each)
    return by_runner


def _put_rows(session: Session, by_runner: dict[int, list[DayFacts]], first: date, last: date) -> None:
    near = {"runners": list(by_runner), "first": first - timedelta(days=1), "last": last}
    for row in session.execute(day_statements.near(), near).scalars():
        for each in by_runner[row.runner_id]:
            if row.day == each.day:
                each.row = row
            elif row.day == each.day - timedelta(days=1):
                each.yesterday = row
    ahead = {"runners": list(by_runner), "first": first}
    for id_, day, kind, phase in session.connection().execute(day_statements.ahead(), ahead):
        for each in by_runner[id_]:
            if each.ahead is None and day > each.day:
                each.ahead = (day, kind, phase)


def _put_runs(session: Session, by_runner: dict[int, list[DayFacts]], first: date, last: date) -> None:
    connection, runners = session.connection(), list(by_runner)
    first -= STILL_FELT  # the runs since a session that the legs may still feel
    for id_, day in connection.execute(day_statements.races(), {"runners": runners, "first": first}):
        for each in by_runner[id_]:
            each.races.append(day)
    for id_, monday, kinds in connection.execute(day_statements.weeks(), {"runners": runners}):
        for each in by_runner[id_]:
            each.weeks.append((monday, kinds))
    span = {"runners": runners, "first": monday_of(first), "last": monday_of(last + timedelta(days=1))}
    for id_, monday, kinds in connection.execute(day_statements.singles(), span):
        for each in by_runner[id_]:
            each.singles.setdefault(monday, kinds)  # what the runner told goes before a calendar
