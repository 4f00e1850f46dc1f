"""Corrected and backdated logs: what follows from the whole record list, played again from the beginning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.coach.exercise import Exercise
from bot.coach.progress import suggest
from bot.coach.progress_parts import Dose, SetRecord, Soreness, Suggestion
from bot.coach.runner import BadInput
from bot.coach.units import shown
from bot.coach.words import Measure, Unit


@dataclass(frozen=True, slots=True)
class Played:
    """One training day of an exercise: what the rules asked for on that day, and what was done."""

    day: date
    asked: Suggestion
    done: tuple[SetRecord, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """An exercise from its first day on, and what comes next."""

    days: tuple[Played, ...]
    next: Suggestion


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a corrected log changes about the next dose; `why` is one sentence, also when nothing changes."""

    before: Suggestion
    after: Suggestion
    why: str

    @property
    def differs(self) -> bool:
        """Whether the next dose is another one."""
        return (self.before.sets, self.before.low, self.before.high, self.before.aim, self.before.kg) != (
            self.after.sets,
            self.after.low,
            self.after.high,
            self.after.aim,
            self.after.kg,
        ) or self.before.exercise != self.after.exercise


def replay(
    exercise: Exercise,
    records: tuple[SetRecord, ...],
    today: date,
    dose: Dose,
    *,
    deload: bool = False,
    checks: Mapping[date, Soreness] | None = None,
    sessions_a_week: int = 2,
    unit: Unit = Unit.KG,
) -> Replay:
    """Return what the rules asked for on every day of an exercise, and what they ask for today.

    `records` is the whole list, in any order and with other exercises in it: their days tell a gap in
    training from a gap in one exercise. `checks` is the answer of the next-run check that was known on a
    day. Nothing is kept from one call to the next, so that a corrected list gives the corrected plan.
    """
    known = dict(checks or {})
    trained = sorted({each.day for each in records if each.day < today})

    def asked(day: date, resting: bool) -> Suggestion:
        return suggest(
            exercise,
            tuple(each for each in records if each.day < day),
            day,
            dose,
            deload=resting,
            soreness=known.get(day, Soreness.FINE),
            last_session=max((each for each in trained if each < day), default=None),
            sessions_a_week=sessions_a_week,
            unit=unit,
        )

    played = []
    for day in trained:
        done = tuple(each for each in records if each.exercise == exercise.id and each.day == day)
        if done:
            played.append(Played(day, asked(day, all(each.deload for each in done)), done))
    return Replay(tuple(played), asked(today, deload))


def corrected(
    records: tuple[SetRecord, ...], exercise: str, day: date, sets: tuple[SetRecord, ...]
) -> tuple[SetRecord, ...]:
    """Return the records with one exercise's day as it really was; no sets: it was not done.

    A day without records before is a backdated log. Raises BadInput("sets", …) when a set belongs to
    another exercise or day.
    """
    if any(each.exercise != exercise or each.day != day for each in sets):
        raise BadInput("sets", "all sets of a correction belong to one exercise and one day")
    rest = tuple(each for each in records if each.exercise != exercise or each.day != day)
    return tuple(sorted((*rest, *sets), key=lambda each: each.day))


def recomputed(
    exercise: Exercise,
    before: tuple[SetRecord, ...],
    after: tuple[SetRecord, ...],
    today: date,
    dose: Dose,
    *,
    sessions_a_week: int = 2,
    unit: Unit = Unit.KG,
) -> Recomputed:
    """Return what a correction of the log changes about the next dose of an exercise."""
    old = replay(exercise, before, today, dose, sessions_a_week=sessions_a_week, unit=unit).next
    new = replay(exercise, after, today, dose, sessions_a_week=sessions_a_week, unit=unit).next
    both = Recomputed(old, new, "")
    if not both.differs:
        return Recomputed(old, new, f"{exercise.name}: the next dose stays as it was.")
    was, now = _told(exercise, old, unit), _told(exercise, new, unit)
    return Recomputed(old, new, f"{exercise.name}: {now} instead of {was}. {new.why}")


def _told(exercise: Exercise, dose: Suggestion, unit: Unit) -> str:
    counted = f"{dose.sets} × {dose.aim}{' s' if exercise.measure is Measure.SECONDS else ''}"
    return counted if dose.kg is None else f"{counted} with {shown(dose.kg, unit)}"
