"""What a runner's day is made of, read for many runners at once: a handful of queries, however many they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlmodel import Session, col, func, select

from bot.coach.season import monday_of
from bot.coach.words import Pattern, Phase, RunKind, SessionKind
from bot.library.objects import Library
from bot.services.checks import consequence_of
from bot.services.questions import usual_among
from bot.store.tables import (
    ExerciseLog,
    NextRunCheck,
    Pause,
    PlannedSession,
    Race,
    Runner,
    RunWeek,
    SessionLog,
    SessionState,
    SingleRunWeek,
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
    """The rows that a day shows; `row` and `yesterday` are its session and the one of the day before."""

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
    _put_rows(session, by_runner, first, last)
    _put_runs(session, by_runner, first, last)
    for pause in session.exec(
        select(Pause).where(col(Pause.runner_id).in_(by_runner)).order_by(col(Pause.told_at), col(Pause.id))
    ):
        for each in by_runner[pause.runner_id]:
            each.pauses.append(pause)
    training = [each for each in found if each.row is not None]
    pasts = pasts_of(session, library, [(each.runner, each.day) for each in training])
    for each, past in zip(training, pasts, strict=True):
        each.past = past
    return found


def pasts_of(session: Session, library: Library, asked: Sequence[Asked]) -> list[Past]:
    """Return what was trained before the sessions of days, in their order."""
    if not asked:
        return []
    ids = {stored_id(runner) for runner, _ in asked}
    days = [day for _, day in asked]
    lately: dict[int, list[tuple[date, str]]] = {}
    for id_, day, exercise in session.exec(
        select(col(SessionLog.runner_id), col(SessionLog.day), col(ExerciseLog.exercise))
        .join(ExerciseLog, col(ExerciseLog.log_id) == SessionLog.id)
        .where(
            col(SessionLog.runner_id).in_(ids),
            col(SessionLog.day) >= min(days) - LATELY,
            col(SessionLog.day) < max(days),
        )
        .order_by(col(SessionLog.day), col(ExerciseLog.step))
    ):
        lately.setdefault(id_, []).append((day, exercise))
    firsts: dict[int, date] = dict(
        session.exec(
            select(col(SessionLog.runner_id), func.min(SessionLog.day))
            .where(col(SessionLog.runner_id).in_(ids), col(SessionLog.finished_at).is_not(None))
            .group_by(col(SessionLog.runner_id))
        ).all()
    )
    stopped = _stopped(session, library, {stored_id(runner): runner for runner, _ in asked})
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
    rows = session.exec(
        select(NextRunCheck).where(
            col(NextRunCheck.runner_id).in_(runners),
            col(NextRunCheck.answered_at).is_not(None),
            col(NextRunCheck.cleared_on).is_(None),
        )
    ).all()
    for row in rows:
        stops = consequence_of(session, library, runners[row.runner_id], row).stops
        found[row.runner_id] = found.get(row.runner_id, frozenset()) | stops
    return found


def _by_runner(found: Sequence[DayFacts]) -> dict[int, list[DayFacts]]:
    by_runner: dict[int, list[DayFacts]] = {}
    for each in found:
        by_runner.setdefault(stored_id(each.runner), []).append(each)
    return by_runner


def _put_rows(session: Session, by_runner: dict[int, list[DayFacts]], first: date, last: date) -> None:
    near = select(PlannedSession).where(
        col(PlannedSession.runner_id).in_(by_runner),
        col(PlannedSession.day) >= first - timedelta(days=1),
        col(PlannedSession.day) <= last,
    )
    for row in session.exec(near):
        for each in by_runner[row.runner_id]:
            if row.day == each.day:
                each.row = row
            elif row.day == each.day - timedelta(days=1):
                each.yesterday = row
    ahead = (
        select(
            col(PlannedSession.runner_id),
            col(PlannedSession.day),
            col(PlannedSession.kind),
            col(PlannedSession.phase),
        )
        .where(
            col(PlannedSession.runner_id).in_(by_runner),
            col(PlannedSession.day) > first,
            col(PlannedSession.state).in_([SessionState.PLANNED, SessionState.STARTED]),
        )
        .order_by(col(PlannedSession.day))
    )
    for id_, day, kind, phase in session.exec(ahead):
        for each in by_runner[id_]:
            if each.ahead is None and day > each.day:
                each.ahead = (day, kind, phase)


def _put_runs(session: Session, by_runner: dict[int, list[DayFacts]], first: date, last: date) -> None:
    mondays = {monday_of(first), monday_of(last + timedelta(days=1))}
    races = (
        select(col(Race.runner_id), col(Race.day))
        .where(col(Race.runner_id).in_(by_runner), col(Race.day) >= first)
        .order_by(col(Race.day))
    )
    for id_, day in session.exec(races):
        for each in by_runner[id_]:
            each.races.append(day)
    weeks = (
        select(col(RunWeek.runner_id), col(RunWeek.monday), col(RunWeek.kinds))
        .where(col(RunWeek.runner_id).in_(by_runner))
        .order_by(col(RunWeek.monday))
    )
    for id_, monday, kinds in session.exec(weeks):
        for each in by_runner[id_]:
            each.weeks.append((monday, kinds))
    singles = (
        select(col(SingleRunWeek.runner_id), col(SingleRunWeek.monday), col(SingleRunWeek.kinds))
        .where(
            col(SingleRunWeek.runner_id).in_(by_runner),
            col(SingleRunWeek.monday) >= min(mondays),
            col(SingleRunWeek.monday) <= max(mondays),
        )
        .order_by(col(SingleRunWeek.imported))  # what the runner told goes before a calendar
    )
    for id_, monday, kinds in session.exec(singles):
        for each in by_runner[id_]:
            each.singles.setdefault(monday, kinds)
