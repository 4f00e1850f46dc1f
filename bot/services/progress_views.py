"""What has come of it: kept weeks, the main lifts over time, benchmarks by side; honest when there is little."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from bot.coach.season import monday_of
from bot.coach.words import Measure
from bot.services import plans, runners
from bot.services.benchmarking import BenchmarksView, benchmarks_view
from bot.services.plan_rows import DAYS, rows_between
from bot.services.tools import Tools
from bot.store.tables import ExerciseLog, Pause, Runner, SessionLog

WEEKS = 8
LIFTS = 4
LITTLE = 3  # sessions: below that there is nothing to compare yet


@dataclass(frozen=True, slots=True)
class WeekKept:
    """One week: sessions done of those that were planned; `paused` weeks do not count either way."""

    monday: date
    done: int
    planned: int
    paused: bool
    running: bool  # the present one, which is not over

    @property
    def kept(self) -> bool:
        """Whether all that was planned was done."""
        return not self.paused and self.planned > 0 and self.done >= self.planned

    @property
    def counts(self) -> bool:
        """Whether the week says anything: it is over (or kept already), and something was planned in it."""
        return not self.paused and self.planned > 0 and (not self.running or self.kept)


@dataclass(frozen=True, slots=True)
class Point:
    """The best set of an exercise on a day: the heaviest load, then the most repetitions or seconds."""

    day: date
    kg: float | None
    count: int


@dataclass(frozen=True, slots=True)
class LiftTrend:
    """One lift over time."""

    exercise: str
    name: str
    measure: Measure
    points: tuple[Point, ...]

    @property
    def first(self) -> Point:
        """Where it began."""
        return self.points[0]

    @property
    def last(self) -> Point:
        """Where it stands."""
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class ProgressView:
    """What has come of it so far; `little` says that there is not enough yet to see anything."""

    today: date
    since: date
    sessions: int
    weeks: tuple[WeekKept, ...]
    lifts: tuple[LiftTrend, ...]
    benchmarks: BenchmarksView
    little: bool

    @property
    def kept(self) -> int:
        """How many of the weeks that count were kept."""
        return sum(week.kept for week in self.weeks)

    @property
    def counted(self) -> int:
        """How many weeks count."""
        return sum(week.counts for week in self.weeks)

    @property
    def paused(self) -> int:
        """How many weeks were paused."""
        return sum(week.paused for week in self.weeks)


def progress(tools: Tools, chat_id: int) -> ProgressView:
    """Return what has come of a runner's training.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        plans.roll(session, tools, runner)
        return progress_view(session, tools, runner)


def progress_view(session: Session, tools: Tools, runner: Runner) -> ProgressView:
    """Return what has come of a runner's training."""
    today = tools.today(runner.zone)
    logs = session.exec(
        select(SessionLog).where(
            col(SessionLog.runner_id) == runner.id, col(SessionLog.finished_at).is_not(None)
        )
    ).all()
    lifts = _lifts(session, tools, runner)
    return ProgressView(
        today=today,
        since=runner.created_at.date(),
        sessions=len(logs),
        weeks=_weeks(session, runner, logs, today),
        lifts=lifts,
        benchmarks=benchmarks_view(session, tools, runner),
        little=len(logs) < LITTLE,
    )


def _weeks(session: Session, runner: Runner, logs: Sequence[SessionLog], today: date) -> tuple[WeekKept, ...]:
    pauses = session.exec(select(Pause).where(col(Pause.runner_id) == runner.id)).all()

    def away(day: date) -> bool:
        return any(
            pause.first <= day and (pause.last is None or day <= pause.last) and not pause.trains
            for pause in pauses
        )

    this = monday_of(today)
    first = max(this - timedelta(weeks=WEEKS - 1), monday_of(runner.created_at.date()))
    weeks = []
    for number in range((this - first).days // DAYS + 1):
        monday = first + timedelta(weeks=number)
        days = [monday + timedelta(days=each) for each in range(DAYS)]
        rows = rows_between(session, runner, monday, days[-1])
        done = sum(row.state.counts for row in rows)
        own = sum(log.session_id is None and log.day in days for log in logs)
        planned = sum(row.state.counts or not away(row.day) for row in rows)
        gone = [day for day in days if away(day)]
        weeks.append(
            WeekKept(
                monday=monday,
                done=min(planned, done + own) if planned else done + own,
                planned=planned,
                paused=not done and (len(gone) == DAYS or (bool(gone) and not planned)),
                running=monday == this,
            )
        )
    return tuple(weeks)


def _lifts(session: Session, tools: Tools, runner: Runner) -> tuple[LiftTrend, ...]:
    """The lifts with a load that were done most often, at least on two days."""
    found = session.exec(
        select(ExerciseLog, col(SessionLog.day))
        .join(SessionLog)
        .where(
            col(SessionLog.runner_id) == runner.id,
            col(SessionLog.finished_at).is_not(None),
            col(ExerciseLog.kg).is_not(None),
        )
        .order_by(col(SessionLog.day))
    )
    best: dict[str, dict[date, Point]] = defaultdict(dict)
    for entry, day in found:
        point = Point(day, entry.kg, entry.reps or entry.seconds or 0)
        before = best[entry.exercise].get(day)
        if before is None or (point.kg or 0, point.count) > (before.kg or 0, before.count):
            best[entry.exercise][day] = point
    trends = []
    for id_, points in best.items():
        card = tools.library.exercises.get(id_)
        if card is not None and len(points) > 1:
            trends.append(LiftTrend(id_, card.name, card.exercise.measure, tuple(points.values())))
    trends.sort(key=lambda trend: (-len(trend.points), trend.name))
    return tuple(trends[:LIFTS])
