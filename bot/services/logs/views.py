"""What a log looks like while it is told, and afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.coach.words import Unit
from bot.library.objects import Library
from bot.store.tables import ExerciseLog, SessionState


@dataclass(frozen=True, slots=True)
class Lift:
    """One exercise as it was done: `reps` or `seconds` of each set, the fewer of the sides where these differed.

    `rpe` is its own effort, where one was said of it alone.
    """

    exercise: str
    sets: int
    reps: int | None = None
    seconds: int | None = None
    kg: float | None = None
    per_side: bool = False
    left: int | None = None
    right: int | None = None
    rpe: float | None = None

    def packed(self) -> dict[str, Any]:
        """Return it as it is kept in the chat's draft."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What cannot go into a log as it was told: `what` names the sentence, `name` and `number` what it is about."""

    what: str
    name: str = ""
    number: float | None = None


@dataclass(frozen=True, slots=True)
class LiftLine:
    """One line of a log; `step` is its place in a log that is kept."""

    name: str
    sets: int
    reps: int | None
    seconds: int | None
    kg: float | None
    per_side: bool
    left: int | None
    right: int | None
    step: int = 0
    rpe: float | None = None


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day that can be logged: what was planned on it, and what became of it."""

    day: date
    title: str | None
    state: SessionState | None
    logged: bool


@dataclass(frozen=True, slots=True)
class DaysView:
    """Which day? The last fourteen days, the newest first; `trouble` is what was wrong with the one that was named."""

    days: tuple[DayLine, ...]
    today: date
    trouble: Trouble | None = None
    moving: int | None = None  # the log that is to go to another day


@dataclass(frozen=True, slots=True)
class WhatView:
    """What was done on the day? As planned, or in the runner's own words."""

    day: date
    today: date
    title: str | None
    lifts: tuple[LiftLine, ...]


@dataclass(frozen=True, slots=True)
class DraftView:
    """A log as it was understood, before it counts."""

    day: date
    today: date
    title: str | None
    whole: bool
    lifts: tuple[LiftLine, ...]
    rpe: float | None
    troubles: tuple[Trouble, ...]
    already: bool
    under_way: bool


@dataclass(frozen=True, slots=True)
class SavedView:
    """A log that counts now."""

    id: int
    day: date
    title: str | None
    state: SessionState | None
    lifts: int
    rpe: float | None
    kept_this_week: int
    planned_this_week: int
    next_day: date | None
    next_title: str | None


@dataclass(frozen=True, slots=True)
class LeftView:
    """The log was left; nothing was kept."""


@dataclass(frozen=True, slots=True)
class BookLine:
    """One log in the list."""

    id: int
    day: date
    title: str | None
    lifts: int


@dataclass(frozen=True, slots=True)
class BookView:
    """The logs, the newest first, a page of them."""

    lines: tuple[BookLine, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class LogView:
    """One log that is kept."""

    id: int
    day: date
    title: str | None
    lifts: tuple[LiftLine, ...]
    rpe: float | None
    pain: str | None


@dataclass(frozen=True, slots=True)
class LiftView:
    """One exercise of a log that is kept; `load_step` is counted in `unit`, `next` what a change leads to."""

    id: int
    day: date
    line: LiftLine
    exercise: str
    loaded: bool
    load_step: float
    unit: Unit
    only: bool
    next: str | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class FixView:
    """A correction as it was understood, before it counts."""

    id: int
    step: int
    day: date
    before: LiftLine
    after: LiftLine


@dataclass(frozen=True, slots=True)
class DeletedView:
    """A log is gone, and can be brought back."""

    day: date
    title: str | None


View = (
    DaysView
    | WhatView
    | DraftView
    | SavedView
    | LeftView
    | BookView
    | LogView
    | LiftView
    | FixView
    | DeletedView
)


def line_of(library: Library, lift: Lift | ExerciseLog) -> LiftLine:
    """Return a line for an exercise; one that is not in the library any more goes by its id."""
    card = library.exercises.get(lift.exercise)
    return LiftLine(
        name=lift.exercise.replace("-", " ").capitalize() if card is None else card.name,
        sets=lift.sets,
        reps=lift.reps,
        seconds=lift.seconds,
        kg=lift.kg,
        per_side=lift.per_side,
        rpe=lift.rpe,
        left=lift.left,
        right=lift.right,
        step=lift.step if isinstance(lift, ExerciseLog) else 0,
    )
