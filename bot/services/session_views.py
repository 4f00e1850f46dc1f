"""What a session under way looks like: the step, the questions at its end, the end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from bot.coach import session as coach
from bot.coach.session import Part
from bot.coach.units import in_kg, step_of
from bot.coach.words import Equipment, Measure, Unit
from bot.library.objects import ExerciseCard
from bot.services import plans
from bot.services.building import question_for
from bot.services.session_rows import entries_of, log_of, unpack
from bot.services.tools import Tools
from bot.store.tables import ExerciseLog, PlannedSession, Runner, SessionLog, SessionState

# What has a weight in kg; bands and balls are chosen by feel.
WEIGHED = frozenset(
    {Equipment.DUMBBELL, Equipment.KETTLEBELL, Equipment.BARBELL, Equipment.CABLE, Equipment.MACHINE}
)


_CUES = 3
_FIRST_STEPS = 6
_STEP_WITHOUT = {Unit.KG: 2.0, Unit.LB: 5.0}


@dataclass(frozen=True, slots=True)
class LastTime:
    """What was done of the same exercise the last time; `rpe` is its own effort, where one was told."""

    day: date
    days_ago: int
    sets: int
    reps: int | None
    seconds: int | None
    kg: float | None
    rpe: float | None = None


@dataclass(frozen=True, slots=True)
class StepView:
    """One exercise of a session under way; `position` counts from 0, `target` is repetitions or seconds for one set.

    `load_step` is the smallest step of the load, counted in `unit`.
    """

    day: date
    title: str
    position: int
    total: int
    exercise: str
    name: str
    part: Part
    sets: int
    target: int
    low: int
    high: int
    measure: Measure
    per_side: bool
    rest_seconds: int
    rir: tuple[int, int] | None
    tempo: str | None
    cues: tuple[str, ...]
    stop: str
    loaded: bool
    kg: float | None
    load_step: float
    why: str | None
    last: LastTime | None
    easier: str | None
    harder: str | None
    swap: str | None
    unit: Unit = Unit.KG

    @property
    def example_kg(self) -> float:
        """A load to begin with, as an example, in kg."""
        return in_kg(_FIRST_STEPS * self.load_step, self.unit)


@dataclass(frozen=True, slots=True)
class EffortView:
    """The session is through: how hard was it?"""

    day: date
    title: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class PainView:
    """Did anything hurt?"""

    day: date
    title: str
    rpe: float | None


@dataclass(frozen=True, slots=True)
class FinishedView:
    """The session is in the log."""

    day: date
    title: str
    done: int
    total: int
    minutes: int
    rpe: float | None
    pain: str | None
    next_day: date | None
    next_title: str | None
    kept_this_week: int
    planned_this_week: int


@dataclass(frozen=True, slots=True)
class StoppedView:
    """The session was left before anything was done: it waits where it was."""

    day: date
    title: str


@dataclass(frozen=True, slots=True)
class HowView:
    """How an exercise is done."""

    day: date
    position: int
    card: ExerciseCard


View = StepView | EffortView | PainView | FinishedView | StoppedView


def view_of(session: Session, tools: Tools, runner: Runner, row: PlannedSession) -> View:
    """Return where a session stands."""
    steps = row.steps or []
    title = plans.title_of(tools, row)
    log = log_of(session, row)
    count = len(entries_of(session, row))
    if row.state is SessionState.STARTED and row.position < len(steps):
        return step_view(session, tools, runner, row)
    if row.state is SessionState.STARTED and row.position == len(steps):
        return EffortView(row.day, title, count, len(steps))
    if row.state is SessionState.STARTED:
        return PainView(row.day, title, log.rpe if log else None)
    week = plans.week_view(session, tools, runner, row.day)
    day = plans.day_view(session, tools, runner, row.day)
    ended = log.finished_at if log is not None else None
    return FinishedView(
        day=row.day,
        title=title,
        done=count,
        total=len(steps),
        minutes=0 if log is None or ended is None else round((ended - log.started_at).total_seconds() / 60),
        rpe=log.rpe if log else None,
        pain=log.pain if log else None,
        next_day=day.next_day,
        next_title=day.next_title,
        kept_this_week=sum(1 for line in week.sessions if line.state and line.state.counts),
        planned_this_week=len(week.sessions),
    )


def step_view(session: Session, tools: Tools, runner: Runner, row: PlannedSession) -> StepView:
    """Return the step that a session is at."""
    packed = (row.steps or [])[row.position]
    known = tools.workbench.exercises
    step = unpack(packed, known)
    card = tools.library.exercises[step.exercise.id]
    question = question_for(session, tools, runner, row, row.variant)
    in_session = {each["exercise"] for each in row.steps or []}
    work = tools.workbench.work
    easier = coach.easier(step, question, known, work)
    harder = coach.harder(step, question, known, work)
    others = [
        each
        for each in coach.swap(step, replace(question, avoid=question.avoid | in_session), known, work)
        if each not in (easier, harder)
    ]
    last = _last_time(session, runner, row, step.exercise.id)
    return StepView(
        day=row.day,
        title=plans.title_of(tools, row),
        position=row.position,
        total=len(row.steps or []),
        exercise=step.exercise.id,
        name=step.exercise.name,
        part=step.part,
        sets=step.sets,
        target=packed["aim"],
        low=step.low,
        high=step.high,
        measure=step.measure,
        per_side=step.per_side,
        rest_seconds=step.rest_seconds,
        rir=step.rir,
        tempo=card.tempo,
        cues=card.cues[:_CUES],
        stop=card.stop,
        loaded=step.exercise.loaded and bool(step.equipment & WEIGHED),
        kg=packed["kg"],
        load_step=step_of(step.exercise, runner.unit, step.equipment) or _STEP_WITHOUT[runner.unit],
        unit=runner.unit,
        why=packed["why"],
        last=last,
        easier=easier.id if easier else None,
        harder=harder.id if harder else None,
        swap=others[0].id if others else None,
    )


def _last_time(session: Session, runner: Runner, row: PlannedSession, exercise: str) -> LastTime | None:
    found = session.exec(
        select(ExerciseLog, SessionLog)
        .join(SessionLog)
        .where(
            col(SessionLog.runner_id) == runner.id,
            col(ExerciseLog.exercise) == exercise,
            col(SessionLog.day) < row.day,
            col(SessionLog.finished_at).is_not(None),
        )
        .order_by(col(SessionLog.day).desc())
    ).first()
    if found is None:
        return None
    entry, log = found
    ago = (row.day - log.day).days
    return LastTime(log.day, ago, entry.sets, entry.reps, entry.seconds, entry.kg, entry.rpe)
