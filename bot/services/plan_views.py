"""What the plan looks like to a runner: a day, a session, a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from bot.coach import season, week
from bot.coach.season import monday_of
from bot.coach.words import Order, Phase, RunKind, SessionKind, Variant
from bot.services.building import build_for
from bot.services.plan_rows import (
    DAYS,
    history,
    row_on,
    rows_between,
    runs_on,
)
from bot.services.planning import question_of_week
from bot.services.tools import Tools
from bot.store.tables import PlannedSession, Race, Runner, SessionState


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
    """One day of a runner: the run, the session if there is one, and what comes next."""

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


@dataclass(frozen=True, slots=True)
class WeekView:
    """Seven days, why each session stands where it does, and what found no room."""

    monday: date
    days: tuple[DayLine, ...]
    phase: Phase
    phase_why: str
    deload: bool
    weeks_to_race: int | None
    left_out: tuple[str, ...]
    would_help: tuple[str, ...]
    is_this_week: bool
    legs_rest_until: date | None

    @property
    def sessions(self) -> tuple[DayLine, ...]:
        """The days that have a session."""
        return tuple(line for line in self.days if line.kind is not None)


@dataclass(frozen=True, slots=True)
class WhyView:
    """Why a day has its session (`title` says which) or has none."""

    day: date
    run: RunKind
    state: SessionState | None
    title: str | None
    text: str
    moved: bool


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


def day_view(session: Session, tools: Tools, runner: Runner, day: date) -> DayView:
    """Return one day of a runner."""
    row = row_on(session, runner, day)
    ahead = session.exec(
        select(PlannedSession)
        .where(
            col(PlannedSession.runner_id) == runner.id,
            col(PlannedSession.day) > day,
            col(PlannedSession.state).in_([SessionState.PLANNED, SessionState.STARTED]),
        )
        .order_by(col(PlannedSession.day))
    ).first()
    race = session.exec(
        select(Race).where(col(Race.runner_id) == runner.id, col(Race.day) >= day).order_by(col(Race.day))
    ).first()
    return DayView(
        day=day,
        is_today=day == tools.today(runner.zone),
        run=runs_on(session, runner, day),
        tomorrow=runs_on(session, runner, day + timedelta(days=1)),
        session=None if row is None else session_view(session, tools, runner, row),
        next_day=None if ahead is None else ahead.day,
        next_title=None if ahead is None else title_of(tools, ahead),
        days_to_next=0 if ahead is None else (ahead.day - day).days,
        race_day=None if race is None else race.day,
        days_to_race=None if race is None else (race.day - day).days,
    )


def session_view(session: Session, tools: Tools, runner: Runner, row: PlannedSession) -> SessionView:
    """Return a planned session as the runner sees it."""
    built = {variant: build_for(session, tools, runner, row, variant) for variant in Variant}
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


def _resting(runner: Runner, monday: date, today: date) -> date | None:
    """Until when leg sessions rest after a red flag, where that is still to come and touches the week."""
    until = runner.legs_rest_until
    return until if until is not None and until >= max(monday, today) else None


def week_view(session: Session, tools: Tools, runner: Runner, day: date) -> WeekView:
    """Return the week of a date."""
    monday, now = monday_of(day), tools.today(runner.zone)
    rows = {row.day: row for row in rows_between(session, runner, monday, monday + timedelta(days=DAYS - 1))}
    phase = season.phase_on(max(monday, now), history(session, runner))
    dropped = week.place(question_of_week(session, tools, runner, monday, None)).dropped
    lines = []
    for number in range(DAYS):
        each = monday + timedelta(days=number)
        row = rows.get(each)
        lines.append(
            DayLine(
                day=each,
                is_today=each == now,
                is_past=each < now,
                run=runs_on(session, runner, each),
                kind=None if row is None else row.kind,
                title=None if row is None else title_of(tools, row),
                state=None if row is None else row.state,
                reason=None if row is None else row.reason,
                order=None if row is None else row.run_order,
            )
        )
    return WeekView(
        monday=monday,
        days=tuple(lines),
        phase=phase.phase,
        phase_why=phase.why,
        deload=phase.deload,
        weeks_to_race=phase.weeks_to_race,
        left_out=tuple(each.reason for each in dropped),
        would_help=tuple(dict.fromkeys(each.would_help for each in dropped if each.would_help)),
        is_this_week=monday == monday_of(now),
        legs_rest_until=_resting(runner, monday, now),
    )


def title_of(tools: Tools, row: PlannedSession) -> str:
    """Return the title of a planned session, from the template that serves it."""
    serving = [
        template
        for template in tools.library.templates
        if template.kind is row.kind and (not template.phases or row.phase in template.phases)
    ]
    # The template for just this phase goes before the one for any phase.
    return min(serving, key=lambda template: not template.phases).title if serving else row.kind.value
