"""What the plan looks like to a runner: a day, a session, a week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from bot.coach import season, week
from bot.coach.season import monday_of
from bot.coach.words import Order, Phase, RunKind, SessionKind, Variant
from bot.services.bends import SkipReason
from bot.services.building import build_ladder
from bot.services.day_facts import DayFacts, facts_for
from bot.services.missing import MOVED_BECAUSE_MISSED
from bot.services.pause_rows import PauseView, covering_among, days_off, paused_on, pauses_of, view_of
from bot.services.plan_questions import question_of_week
from bot.services.plan_rows import (
    DAYS,
    history,
    rows_between,
    true_runs,
)
from bot.services.questions import run_week, usual_week
from bot.services.resting import Rest, rest_on
from bot.services.tools import Tools
from bot.store.tables import PlannedSession, Runner, SessionState


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session on its day; `minutes` by variant, `exercises` by name in the full variant."""

    day: date
    kind: SessionKind
    title: str
    purpose: str
    reason: str
    order: Order
    state: SessionState
    phase: Phase
    deload: bool
    minutes: dict[Variant, int]
    exercises: tuple[str, ...]
    moved: bool

    @property
    def open(self) -> bool:
        """Whether it can still be done."""
        return self.state.open


@dataclass(frozen=True, slots=True)
class DayView:
    """One day of a runner: the run, the session if there is one, and what comes next.

    `missed` says what became of the session of the day before, where it was missed and found no other day. `sign_due`
    asks whether somebody has looked at the sign for which sessions rested, `rest` is what still rests for it.
    """

    day: date
    is_today: bool
    run: RunKind
    tomorrow: RunKind
    session: SessionView | None
    next_day: date | None
    next_title: str | None
    days_to_next: int
    race_day: date | None
    days_to_race: int | None
    pause: PauseView | None = None
    missed: tuple[str, ...] = ()
    sign_due: bool = False
    rest: Rest | None = None


@dataclass(frozen=True, slots=True)
class DayLine:
    """One line of the week."""

    day: date
    is_today: bool
    is_past: bool
    run: RunKind
    kind: SessionKind | None
    title: str | None
    state: SessionState | None
    reason: str | None
    order: Order | None
    paused: bool = False
    off: bool = False
    moved: bool = False


@dataclass(frozen=True, slots=True)
class WeekView:
    """Seven days, why each session stands where it does, what found no room and what became of what was missed.

    They begin on the `first`, a Monday or a Sunday as the runner counts; the plan itself goes by weeks from Monday on.
    `other_runs` says that the runs of this week are not the usual ones.
    """

    first: date
    days: tuple[DayLine, ...]
    phase: Phase
    phase_why: str
    deload: bool
    weeks_to_race: int | None
    left_out: tuple[str, ...]
    would_help: tuple[str, ...]
    is_this_week: bool
    rest: Rest | None
    pauses: tuple[PauseView, ...] = ()
    missed: tuple[str, ...] = ()
    other_runs: bool = False

    @property
    def sessions(self) -> tuple[DayLine, ...]:
        """The days that have a session."""
        return tuple(line for line in self.days if line.kind is not None)


@dataclass(frozen=True, slots=True)
class WhyView:
    """Why a day has its session (`title` says which) or has none, as while sessions rest after a sign."""

    day: date
    run: RunKind
    state: SessionState | None
    title: str | None
    text: str
    moved: bool
    rest: Rest | None = None


@dataclass(frozen=True, slots=True)
class MoveView:
    """Where a session may go: legal days with the run of each, and why the others may not."""

    day: date
    title: str
    days: tuple[tuple[date, RunKind], ...]
    refused: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """What was changed."""

    title: str
    before: date
    after: date
    order: Order
    run: RunKind
    change: int = 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """A session that is left out, and the day as it looks without it; `change` undoes it."""

    day: DayView
    reason: SkipReason
    change: int = 0


def day_view(session: Session, tools: Tools, runner: Runner, day: date) -> DayView:
    """Return one day of a runner."""
    (facts,) = facts_for(session, tools.library, [(runner, day)])
    return day_of(tools, facts)


def day_of(tools: Tools, facts: DayFacts) -> DayView:
    """Return a day whose facts are at hand."""
    day, runner = facts.day, facts.runner
    next_day, kind, phase = facts.ahead or (None, None, None)
    race_day = next((race for race in facts.races if race >= facts.day), None)
    pause = next(iter(covering_among(facts.pauses, day)), None)
    yesterday = facts.yesterday
    return DayView(
        day=day,
        is_today=day == tools.today(runner.zone),
        run=facts.runs_on(day),
        tomorrow=facts.runs_on(day + timedelta(days=1)),
        session=None if facts.row is None else _session_view(tools, facts.row, facts),
        next_day=next_day,
        next_title=None if kind is None or phase is None else title_for(tools, kind, phase),
        days_to_next=0 if next_day is None else (next_day - day).days,
        race_day=race_day,
        days_to_race=None if race_day is None else (race_day - day).days,
        pause=None if pause is None else view_of(pause),
        missed=_missed([yesterday]) if yesterday is not None and not yesterday.state.counts else (),
        sign_due=runner.ask_about_sign_on is not None and day >= runner.ask_about_sign_on,
        rest=rest_on(runner, day),
    )


def _session_view(tools: Tools, row: PlannedSession, facts: DayFacts) -> SessionView:
    built = build_ladder(tools, row, facts)
    full = built[Variant.FULL]
    return SessionView(
        day=row.day,
        kind=row.kind,
        title=full.title,
        purpose=full.purpose,
        reason=row.reason,
        order=row.run_order,
        state=row.state,
        phase=row.phase,
        deload=row.deload,
        minutes={variant: session_.minutes for variant, session_ in built.items()},
        exercises=tuple(step.exercise.name for step in full.steps),
        moved=row.moved,
    )


def _missed(rows: Iterable[PlannedSession]) -> tuple[str, ...]:
    """What became of the sessions that were missed: left out with a reason, or moved."""
    return tuple(
        row.reason
        for row in rows
        if row.reason and (row.state is SessionState.MISSED or MOVED_BECAUSE_MISSED in row.rules)
    )


def week_start(runner: Runner, day: date) -> date:
    """Return the day on which the week of a date begins for a runner."""
    return day - timedelta(days=(day.weekday() + 1) % DAYS) if runner.sunday_first else monday_of(day)


def week_view(session: Session, tools: Tools, runner: Runner, day: date) -> WeekView:
    """Return the week of a date; of a week from Sunday on, six days decide about phase and reasons."""
    first, now = week_start(runner, day), tools.today(runner.zone)
    last = first + timedelta(days=DAYS - 1)
    monday = first + timedelta(days=-first.weekday() % DAYS)
    rows = {row.day: row for row in rows_between(session, runner, first, last)}
    phase = season.phase_on(max(monday, now), history(session, runner))
    dates = [first + timedelta(days=number) for number in range(DAYS)]
    resting = {day for day in dates if paused_on(session, runner, day)}
    off = days_off(session, runner, first, last)
    dropped = week.place(question_of_week(session, tools, runner, monday, None)).dropped
    mondays = sorted({monday_of(first), monday})
    runs = {each: true_runs(session, runner, each) for each in mondays}
    usual = [run_week(session, runner, each) == usual_week(session, runner, each) for each in mondays]
    lines = []
    for each in dates:
        row = rows.get(each)
        lines.append(
            DayLine(
                day=each,
                is_today=each == now,
                is_past=each < now,
                run=runs[monday_of(each)][each.weekday()],
                kind=None if row is None else row.kind,
                title=None if row is None else title_of(tools, row),
                state=None if row is None else row.state,
                reason=None if row is None else row.reason,
                order=None if row is None else row.run_order,
                paused=each in resting,
                off=each in off,
                moved=row is not None and row.moved,
            )
        )
    return WeekView(
        first=first,
        days=tuple(lines),
        phase=phase.phase,
        phase_why=phase.why,
        deload=phase.deload,
        weeks_to_race=phase.weeks_to_race,
        # Who pauses knows why a session found no day.
        left_out=() if resting else tuple(each.reason for each in dropped),
        would_help=tuple(dict.fromkeys(each.would_help for each in dropped if each.would_help)),
        is_this_week=first <= now <= last,
        rest=rest_on(runner, max(first, now)),
        pauses=tuple(
            view_of(row)
            for row in pauses_of(session, runner)
            if row.first <= last and (row.last is None or row.last >= max(first, now))
        ),
        missed=_missed(rows.values()),
        other_runs=not all(usual),
    )


def title_of(tools: Tools, row: PlannedSession) -> str:
    """Return the title of a planned session, from the template that serves it."""
    return title_for(tools, row.kind, row.phase)


def title_for(tools: Tools, kind: SessionKind, phase: Phase) -> str:
    """Return the title of a kind of session in a phase."""
    serving = [
        template
        for template in tools.library.templates
        if template.kind is kind and (not template.phases or phase in template.phases)
    ]
    # The template for just this phase goes before the one for any phase.
    return min(serving, key=lambda template: not template.phases).title if serving else kind.value
