"""What was named beside a wish: days, times, runs, sets and the rest, as the field's own types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum, StrEnum
from typing import TypeAlias

from bot.coach.pauses import PauseReason
from bot.coach.words import Complaint, Distance, Equipment, RunKind, Unit, Weekday

Day: TypeAlias = Weekday | dt.date
"""A weekday that was named, which is any such day of the plan, or a date."""

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json]"

EVENING_BEFORE = "evening-before"
"""What stands for a time where the runner wants to be told the evening before."""


class BodyPart(StrEnum):
    """Where it hurts, as runners name it."""

    KNEE = "knee"
    IT_BAND = "it-band"
    SHIN = "shin"
    HEEL = "heel"
    FOOT = "foot"
    TOE = "toe"
    ANKLE = "ankle"
    ACHILLES = "achilles"
    CALF = "calf"
    HAMSTRING = "hamstring"
    QUAD = "quad"
    GLUTE = "glute"
    GROIN = "groin"
    HIP = "hip"
    LOWER_BACK = "lower-back"
    BACK = "back"
    SHOULDER = "shoulder"
    NECK = "neck"
    ELBOW = "elbow"
    WRIST = "wrist"

    @property
    def complaint(self) -> Complaint | None:
        """The complaint of the content that it most likely is; None where the content has none."""
        return _COMPLAINTS.get(self)


_COMPLAINTS: Mapping[BodyPart, Complaint] = {
    BodyPart.KNEE: Complaint.RUNNERS_KNEE,
    BodyPart.IT_BAND: Complaint.IT_BAND,
    BodyPart.SHIN: Complaint.SHIN_SPLINTS,
    BodyPart.HEEL: Complaint.PLANTAR_FASCIITIS,
    BodyPart.FOOT: Complaint.PLANTAR_FASCIITIS,
    BodyPart.ACHILLES: Complaint.ACHILLES,
    BodyPart.CALF: Complaint.CALF,
    BodyPart.HAMSTRING: Complaint.HAMSTRING,
    BodyPart.GLUTE: Complaint.HIP,
    BodyPart.GROIN: Complaint.HIP,
    BodyPart.HIP: Complaint.HIP,
    BodyPart.LOWER_BACK: Complaint.LOW_BACK,
    BodyPart.BACK: Complaint.LOW_BACK,
}


@dataclass(frozen=True, slots=True)
class LoggedSet:
    """Sets of one exercise (its id); None is not said. `kg` is what one hand holds where `per_hand`.

    `reps` are those of every set, `reps_by_set` those of each where they differ. `left` and `right` are
    given where the sides were counted apart, and the fewer stand as `reps` or `seconds` too. `unit` is the unit that
    the load was typed in, `rpe` the effort that was said of this exercise alone.
    """

    exercise: str | None = None
    sets: int | None = None
    reps: int | None = None
    reps_by_set: tuple[int, ...] = ()
    seconds: int | None = None
    kg: float | None = None
    per_side: bool = False
    per_hand: bool = False
    left: int | None = None
    right: int | None = None
    unit: Unit | None = field(default=None, compare=False)
    rpe: float | None = field(default=None, compare=False)

    def said(self) -> dict[str, Json]:
        """Return what was named, ready for JSON."""
        found: dict[str, Json] = {}
        for field_ in fields(self):
            value = getattr(self, field_.name)
            if value is None or value is False or value == () or field_.name in ("unit", "rpe"):
                continue
            found["reps" if field_.name == "reps_by_set" else field_.name] = _json(value)
        return found


@dataclass(frozen=True, slots=True)
class Race:
    """How far a race is: the distance that the taper rules know, and what was typed where it is another."""

    distance: Distance
    named: str = ""

    def said(self) -> str:
        """Return the distance in one word."""
        if self.named:
            return self.named
        return "half-marathon" if self.distance is Distance.HALF else str(self.distance)


@dataclass(frozen=True, slots=True)
class Slots:
    """What was named; None, False and empty are not said.

    `day` and `date` exclude each other. `runs` is a week or the part of it that was named, `dates` the same by date.
    `pause` is the coach's kind of the reason and also known where `reason`, which changes the way back, is not.
    """

    day: Weekday | None = None
    date: dt.date | None = None
    days_named: tuple[Day, ...] = ()
    from_: Day | None = None
    to: Day | None = None
    until: Day | dt.time | None = None
    since: Day | None = None
    days: int | None = None
    week: str | None = None
    scope: str | None = None
    time: dt.time | str | None = None
    minutes: int | None = None
    place: str | None = None
    zone: str | None = None
    equipment: frozenset[Equipment] | None = None
    kg: float | None = None
    reason: str | None = None
    pause: PauseReason | None = None
    run: RunKind | None = None
    swap: tuple[RunKind, ...] = ()
    runs: tuple[tuple[Weekday, RunKind], ...] = ()
    dates: tuple[tuple[dt.date, RunKind], ...] = ()
    session: str | None = None
    done: bool = False
    rpe: float | None = None
    sets: tuple[LoggedSet, ...] = ()
    correct: LoggedSet | None = None
    exercise: str | None = None
    part: BodyPart | None = None
    side: str | None = None
    score: int | None = None
    worse: bool = False
    better: bool = False
    resolved: bool = False
    distance: Race | None = None
    cancelled: bool = False
    setting: str | None = None
    value: str | int | bool | None = None
    format: str | None = None

    def said(self) -> dict[str, Json]:
        """Return the slots that were named, ready for JSON: days as lower-case names or ISO dates, times as hh:mm."""
        found: dict[str, Json] = {}
        for field_ in fields(self):
            name, value = field_.name, getattr(self, field_.name)
            if value is None or value == () or (value is False and name != "value") or name == "pause":
                continue
            found[_NAMES.get(name, name)] = _json(value)
        return found


_NAMES = {"from_": "from", "days_named": "to", "runs": "week"}


def _json(value: object) -> Json:
    if isinstance(value, (LoggedSet, Race)):
        return value.said()
    if isinstance(value, bool):
        return value
    if isinstance(value, Weekday):
        return value.name.lower()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, frozenset):
        return [*sorted(str(each) for each in value)]
    if isinstance(value, tuple):
        if value and isinstance(value[0], tuple):
            return {str(_json(key)): _json(each) for key, each in value}
        return [_json(each) for each in value]
    return value if isinstance(value, int) else str(value)
