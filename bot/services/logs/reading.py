"""Reads a log that was typed: which day, what was lifted, how hard it was; and what of it cannot be right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.coach.units import KG_PER_LB, in_kg
from bot.coach.words import Measure, Unit, Weekday
from bot.library.objects import Library
from bot.services.logs.views import Lift, Trouble
from bot.services.tools import Tools
from bot.understanding.slots import Day, LoggedSet, Slots

DAYS_BACK = 14
MOST_SETS, MOST_REPS, MOST_SECONDS, MOST_KG = 20, 200, 1800, 400.0
MOST_LIFTS = 20
_HALF_A_YEAR = timedelta(days=182)
_WHOLE = re.compile(
    r"\b(?:done|did (?:it|all|everything|the (?:lot|session|workout|short|full)|my (?:strength|session|workout))"
    r"|finished|completed|everything|all of it|as (?:planned|asked)|ticked|nailed|smashed|crushed|in the bag)\b",
    re.IGNORECASE,
)
_SETS = re.compile(r"\b\d{1,3} ?[x×] ?\d{1,3}\b", re.IGNORECASE)
_EFFORT = re.compile(
    r"\b(?:rpe|effort)\b\D{0,12}?(\d{1,3}(?:[.,]\d)?)(?![\d.,]*\d| ?(?:x|kg|lb))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a message says of a log; `correct` is one exercise that was logged wrongly."""

    lifts: tuple[Lift, ...]
    rpe: float | None
    day: date | None
    whole: bool
    troubles: tuple[Trouble, ...]
    correct: LoggedSet | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it to log."""
        return not (self.lifts or self.rpe or self.day or self.whole or self.troubles or self.correct)


def read(tools: Tools, text: str, today: date, unit: Unit) -> Told:
    """Return what a message says; never raises. Loads without a unit are counted in the runner's."""
    slots = tools.understanding.actions.lifted(text, today)
    lifts, troubles = [], []
    for said in slots.sets[:MOST_LIFTS]:
        for lift in _lifts(said, tools.library, unit):
            trouble = impossible(lift, tools.library)
            if isinstance(lift, Lift) and trouble is None:
                lifts.append(lift)
            else:
                troubles.append(trouble or Trouble("count"))
    day, out = _day(slots, today)
    if out is not None:
        troubles.append(out)
    rpe, beyond = _effort(slots, text, lifts)
    if beyond is not None:
        troubles.append(beyond)
    if not slots.sets and slots.correct is None and (nameless := _SETS.search(text)):
        troubles.append(Trouble("which", nameless[0]))
    whole = bool(_WHOLE.search(text)) and not any(each.what == "which" for each in troubles)
    return Told(tuple(lifts), rpe, day, whole, tuple(troubles), slots.correct)


def kg_of(said: LoggedSet, unit: Unit) -> float | None:
    """Return a load that was typed, in kg.

    What was read as pounds came rounded to 0.1 kg, so that half a pound tells what was meant.
    """
    if said.kg is None:
        return None
    if said.unit is Unit.LB:
        return in_kg(round(said.kg / KG_PER_LB * 2) / 2, Unit.LB)
    return in_kg(said.kg, unit) if said.unit is None else said.kg


def impossible(lift: Lift | Trouble, library: Library) -> Trouble | None:
    """Return what is impossible about an exercise, None when all of it may be true."""
    if isinstance(lift, Trouble):
        return lift
    name = library.exercises[lift.exercise].name
    most = max(lift.left or 0, lift.right or 0)
    if not 1 <= lift.sets <= MOST_SETS:
        return Trouble("sets", name, lift.sets)
    if lift.reps is not None and not 1 <= max(lift.reps, most) <= MOST_REPS:
        return Trouble("reps", name, max(lift.reps, most))
    if lift.seconds is not None and not 1 <= max(lift.seconds, most) <= MOST_SECONDS:
        return Trouble("seconds", name, max(lift.seconds, most))
    if lift.kg is not None and not 0 <= lift.kg <= MOST_KG:
        return Trouble("load", name, lift.kg)
    return None


def _lifts(said: LoggedSet, library: Library, unit: Unit) -> list[Lift | Trouble]:
    """The lines of an exercise: one, or one for each run of sets alike ("10, 8, 8")."""
    card = library.exercises.get(said.exercise or "")
    if card is None:
        return [Trouble("which", _counted(said))]
    exercise, kg = card.exercise, kg_of(said, unit)
    per_side = said.per_side or exercise.per_side
    if said.reps_by_set:
        return [
            Lift(card.id, sets, reps=reps, kg=kg, per_side=per_side, rpe=said.rpe)
            for reps, sets in _runs(said.reps_by_set)
        ]
    if said.reps is None and said.seconds is None:
        return [Trouble("count", card.name)]
    seconds, reps = said.seconds, said.reps
    if exercise.measure is Measure.SECONDS and seconds is None:
        seconds, reps = reps, None  # "side plank left 40 right 35"
    return [
        Lift(
            card.id,
            1 if said.sets is None else said.sets,
            reps=None if seconds is not None else reps,
            seconds=seconds,
            kg=kg,
            per_side=per_side,
            left=said.left,
            right=said.right,
            rpe=said.rpe,
        )
    ]


def _counted(said: LoggedSet) -> str:
    """Sets of an exercise that is not known, as far as they were named."""
    each = said.reps or said.seconds
    return " × ".join(str(number) for number in (said.sets, each) if number is not None)


def _runs(counts: tuple[int, ...]) -> list[tuple[int, int]]:
    """Each count with the number of sets in a row that had it."""
    runs: list[tuple[int, int]] = []
    for count in counts:
        if runs and runs[-1][0] == count:
            runs[-1] = (count, runs[-1][1] + 1)
        else:
            runs.append((count, 1))
    return runs


def _day(slots: Slots, today: date) -> tuple[date | None, Trouble | None]:
    """The day that was named, looking back; or what is wrong with it."""
    named: Day | None = slots.date or slots.day
    if named is None:
        return None, None
    if isinstance(named, Weekday):
        return today - timedelta(days=(today.weekday() - named.value) % 7), None
    if named > today:  # "12 november" without a year means the one that was
        before = _a_year_before(named)
        if before is None or not today - _HALF_A_YEAR <= before <= today:
            return None, Trouble("future")
        named = before
    if named < today - timedelta(days=DAYS_BACK):
        return None, Trouble("old")
    return named, None


def _a_year_before(day: date) -> date | None:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return None


def _effort(slots: Slots, text: str, lifts: Sequence[Lift]) -> tuple[float | None, Trouble | None]:
    """The effort of the whole session; what was said of single exercises is theirs, unless there is only one."""
    typed = [float(each[1].replace(",", ".")) for each in _EFFORT.finditer(text)]
    own = [said.rpe for said in slots.sets if said.rpe is not None]
    for each in own:
        if each in typed:
            typed.remove(each)
    if typed:
        return (typed[0], None) if 1 <= typed[0] <= 10 else (None, Trouble("effort", number=typed[0]))
    if own:
        return (own[0] if len({lift.exercise for lift in lifts}) == 1 else None), None
    return slots.rpe, None
