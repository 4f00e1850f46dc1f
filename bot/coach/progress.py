"""Double progression: from the sets of the last sessions to the next dose, one change at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from bot.coach.exercise import Exercise
from bot.coach.runner import BadInput
from bot.coach.words import Measure

EASY_ENOUGH_RPE = 8.0
TOO_HARD_RPE = 9.5
RAISE = 0.05
MOST_RAISE = 0.10
STEP_BACK = 0.10
RESTART_STEP_BACK = 0.30
GAP_DAYS = 7
GAP_DAYS_ONCE_A_WEEK = (
    10  # who lifts once a week has seven days between sessions as a rule, and is not coming back
)
RESTART_DAYS = 21
RESTART_DOSE = (2, 8, 12)  # the doses of the basics
RESTART_HOLD_SECONDS = 20
HOLD_STEP_SECONDS = 5
LONGEST_HOLD_SECONDS = 60
LONGEST_SMALL_HOLD_SECONDS = 30
SHORTEST_HOLD_SECONDS = 10
_SMALL_MUSCLES = frozenset({"calves", "soleus", "shins", "feet", "hip-rotators", "forearms"})


class Change(StrEnum):
    """What the next dose does with the last one."""

    FIRST = "first"
    SAME = "same"
    MORE_REPS = "more-reps"
    MORE_LOAD = "more-load"
    LONGER = "longer"
    HARDER = "harder"
    BACK = "back"
    RESTART = "restart"
    DELOAD = "deload"
    FEWER_SETS = "fewer-sets"
    STOP = "stop"


class Soreness(StrEnum):
    """The answers of the check on the next run: how the legs took the last session."""

    FINE = "fine"
    MILD = "mild"
    STRONG = "strong"
    JOINT = "joint"  # also sharp, or limping


@dataclass(frozen=True, slots=True)
class SetRecord:
    """One set as it was logged.

    `count` is repetitions or seconds (of the weaker side), `low` and `high` what was asked for, `kg`
    the load or None without one, `rpe` the logged effort from 1 to 10. `pain` says that the session of
    the set hurt.
    """

    exercise: str
    day: date
    count: int
    low: int
    high: int
    kg: float | None = None
    rpe: float | None = None
    pain: bool = False
    deload: bool = False


@dataclass(frozen=True, slots=True)
class Dose:
    """What a template asks for: sets, and repetitions or seconds of one set."""

    sets: int
    low: int
    high: int

    def __post_init__(self) -> None:
        if self.sets < 1 or not 1 <= self.low <= self.high:
            raise BadInput("dose", "at least one set, and a range that rises")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The next dose: `low` to `high` repetitions (or seconds), `aim` the number to go for, `kg` None
    without a load.

    `seconds` is the hold to go for, None where repetitions count. `exercise` is the variation to change
    to, where one is due. With `Change.STOP` there are no sets. `why` is one sentence for the runner.
    """

    change: Change
    sets: int
    low: int
    high: int
    aim: int
    kg: float | None
    seconds: int | None
    why: str
    exercise: str | None = None


@dataclass(frozen=True, slots=True)
class _Day:
    """All sets of one exercise on one day."""

    day: date
    sets: tuple[SetRecord, ...]

    @property
    def kg(self) -> float | None:
        loads = [each.kg for each in self.sets if each.kg is not None]
        return min(loads) if loads else None

    @property
    def fewest(self) -> int:
        return min(each.count for each in self.sets)

    @property
    def easy(self) -> bool:
        """Whether the effort was logged and low enough to ask for more."""
        return all(each.rpe is not None and each.rpe <= EASY_ENOUGH_RPE for each in self.sets)

    def topped(self, beyond: int = 0) -> bool:
        return self.easy and all(each.count >= each.high + beyond for each in self.sets)

    @property
    def failed(self) -> bool:
        return any(each.count < each.low or (each.rpe or 0) >= TOO_HARD_RPE for each in self.sets)

    @property
    def hurt(self) -> bool:
        return any(each.pain for each in self.sets)


def suggest(
    exercise: Exercise,
    records: tuple[SetRecord, ...],
    today: date,
    dose: Dose,
    *,
    deload: bool = False,
    soreness: Soreness = Soreness.FINE,
    last_session: date | None = None,
    sessions_a_week: int = 2,
) -> Suggestion:
    """Return the next dose of an exercise. Rules: COACHING "Progress"; one change at a time.

    `records` may hold other exercises and any order. `last_session` is the day of the last strength
    session of any kind: a gap is a gap in training, not in one exercise (default: the last day with
    this one). Nothing goes up in a deload, after pain, or in the first session after a gap, and never
    by more than ten percent or one step of the equipment in a week.
    """
    days = _days(exercise, records, today)
    if soreness is Soreness.JOINT:
        why = "A joint, a sharp pain or a limp: this movement pauses until we know more."
        return Suggestion(Change.STOP, 0, dose.low, dose.high, dose.low, None, None, why)
    if not days:
        why = "The first time: take it light enough that three more would have been possible."
        return _answer(exercise, Change.FIRST, dose, dose.low, None, why)
    last = days[-1]
    gap = (today - max(last.day, last_session or last.day)).days
    if gap >= RESTART_DAYS:
        return _restart(exercise, last, gap)
    if gap >= (GAP_DAYS if sessions_a_week > 1 else GAP_DAYS_ONCE_A_WEEK):
        why = f"{gap} days without strength: one step back for this session, then on as before."
        return _back(exercise, last, dose, why, fewer=1)
    if deload:
        easier = replace(dose, sets=max(1, dose.sets - 1))
        why = "Deload: the same weight with one set fewer, so that the legs catch up."
        return _answer(exercise, Change.DELOAD, easier, _held(exercise, last, dose), last.kg, why)
    if last.hurt:
        return _back(exercise, last, dose, "It hurt last time, so it goes on lighter.")
    if soreness is Soreness.STRONG:
        easier = replace(dose, sets=max(1, dose.sets - 1))
        why = "Your legs were very sore, so one set fewer this time."
        return _answer(exercise, Change.FEWER_SETS, easier, _held(exercise, last, dose), last.kg, why)
    if len(days) > 1 and last.failed and days[-2].failed:
        return _back(
            exercise, last, dose, "Two sessions in a row were too hard, so it becomes a little lighter."
        )
    if exercise.measure is Measure.SECONDS:
        return _longer(exercise, last, dose)
    return _more(exercise, days, dose, today, sessions_a_week)


def carried_load(old: Exercise, new: Exercise, kg: float | None) -> float | None:
    """Return a careful load in kg for an exercise that replaces another, or None where it is better to ask.

    Only within one pattern. On one leg instead of two less than half, the other way half as much again,
    else a tenth less; always rounded down to the equipment's step.
    """
    if (
        kg is None
        or not (old.loaded and new.loaded)
        or old.pattern is not new.pattern
        or new.load_step_kg <= 0
    ):
        return None
    share = 0.9 if old.per_side is new.per_side else 0.4 if new.per_side else 1.5
    return max(new.load_step_kg, _steps(kg * share, new.load_step_kg, down=True))


def _days(exercise: Exercise, records: tuple[SetRecord, ...], today: date) -> list[_Day]:
    """The days with the exercise up to today, the oldest first; sets of a deload do not count for or
    against.
    """
    mine = sorted(
        (each for each in records if each.exercise == exercise.id and each.day <= today),
        key=lambda each: each.day,
    )
    days = [_Day(day, tuple(sets)) for day, sets in groupby(mine, key=lambda each: each.day)]
    worked = [day for day in days if not all(each.deload for each in day.sets)]
    return worked or days


def _answer(
    exercise: Exercise,
    change: Change,
    dose: Dose,
    aim: int,
    kg: float | None,
    why: str,
    other: str | None = None,
) -> Suggestion:
    seconds = aim if exercise.measure is Measure.SECONDS else None
    return Suggestion(change, dose.sets, dose.low, dose.high, aim, kg, seconds, why, other)


def _restart(exercise: Exercise, last: _Day, gap: int) -> Suggestion:
    sets, low, high = RESTART_DOSE
    why = f"{gap} days without strength: back to the doses of the basics, and up again from there."
    if exercise.measure is Measure.SECONDS:
        low, high = RESTART_HOLD_SECONDS, RESTART_HOLD_SECONDS + 10
    kg = _lighter(last.kg, exercise.load_step_kg, RESTART_STEP_BACK)
    return _answer(exercise, Change.RESTART, Dose(sets, low, high), low, kg, why)


def _back(exercise: Exercise, last: _Day, dose: Dose, why: str, fewer: int = 0) -> Suggestion:
    """One step back: a tenth less load, or five seconds, or the easier variation's repetitions."""
    easier = replace(dose, sets=max(1, dose.sets - fewer))
    if exercise.measure is Measure.SECONDS:
        aim = max(SHORTEST_HOLD_SECONDS, min(last.fewest, dose.high) - HOLD_STEP_SECONDS)
        return _answer(exercise, Change.BACK, easier, aim, last.kg, why)
    other = exercise.easier if last.kg is None and last.failed else None
    return _answer(
        exercise,
        Change.BACK,
        easier,
        dose.low,
        _lighter(last.kg, exercise.load_step_kg, STEP_BACK),
        why,
        other,
    )


def _longest(exercise: Exercise) -> int:
    small = bool(exercise.main_muscles) and set(exercise.main_muscles) <= _SMALL_MUSCLES
    return LONGEST_SMALL_HOLD_SECONDS if small else LONGEST_HOLD_SECONDS


def _longer(exercise: Exercise, last: _Day, dose: Dose) -> Suggestion:
    """Holds: five seconds more a session up to the longest sensible hold, then the harder variation."""
    longest = _longest(exercise)
    held = min(last.fewest, longest)
    if last.failed or any((each.rpe or 0) > EASY_ENOUGH_RPE for each in last.sets):
        return _answer(
            exercise,
            Change.SAME,
            dose,
            max(min(held, dose.high), dose.low),
            last.kg,
            "The same hold once more.",
        )
    if held >= longest and exercise.harder is not None:
        why = f"{longest} seconds are enough: the harder variation comes next."
        return _answer(exercise, Change.HARDER, dose, dose.low, last.kg, why, exercise.harder)
    aim = min(held + HOLD_STEP_SECONDS, longest)
    longer = replace(dose, high=max(dose.high, aim))
    if aim <= held:
        return _answer(
            exercise, Change.SAME, longer, aim, last.kg, "The longest hold that makes sense: keep it."
        )
    return _answer(
        exercise, Change.LONGER, longer, aim, last.kg, f"You held {held} seconds: five more this time."
    )


def _more(exercise: Exercise, days: list[_Day], dose: Dose, today: date, sessions_a_week: int) -> Suggestion:
    """Repetitions first, then load: up when two sessions running reached the top at no more than RPE 8."""
    last = days[-1]
    before = days[-2] if len(days) > 1 else None
    if before is not None and _came_back(before, last, sessions_a_week) and not last.failed:
        return _regain(exercise, before, last, dose)
    same_load = before is not None and before.kg == last.kg
    if last.failed or before is None or not same_load or not (last.topped() and before.topped()):
        return _same_load(exercise, last, dose)
    if last.kg is None or exercise.load_step_kg <= 0:
        if exercise.harder is not None:
            why = "Twice at the top with something left: the harder variation comes next."
            return _answer(exercise, Change.HARDER, dose, dose.low, last.kg, why, exercise.harder)
        more = replace(dose, high=max(dose.high, last.fewest + 2))
        why = "Twice at the top with something left: two repetitions more, or a stronger band."
        return _answer(exercise, Change.MORE_REPS, more, more.high, last.kg, why)
    step = exercise.load_step_kg
    if step > last.kg * MOST_RAISE + 1e-9 and not _beyond(last, before, dose):
        more = replace(dose, high=dose.high + 2)
        why = f"The next weight is a big step, so {more.high} repetitions come first."
        return _answer(exercise, Change.MORE_REPS, more, min(more.high, last.fewest + 1), last.kg, why)
    raised = last.kg + max(step, _steps(last.kg * RAISE, step, down=True))
    week_ago = today - timedelta(days=7)
    recent = [day.kg for day in days if day.day > week_ago and day.kg is not None]
    lowest = min([*recent, last.kg])
    if raised > max(lowest * (1 + MOST_RAISE), lowest + step) + 1e-9:
        why = "It went up within the last seven days: the same weight once more."
        return _answer(exercise, Change.SAME, dose, dose.high, last.kg, why)
    why = f"Twice at the top with something left: {raised:g} kg, and back to {dose.low} repetitions."
    return _answer(exercise, Change.MORE_LOAD, dose, dose.low, raised, why)


def _beyond(last: _Day, before: _Day, dose: Dose) -> bool:
    """Whether two sessions went two repetitions beyond the range, as a big step of load asks for."""
    return all(day.easy and day.fewest >= dose.high + 2 for day in (last, before))


def _came_back(before: _Day, last: _Day, sessions_a_week: int) -> bool:
    """Whether the last session was the lighter one after a short gap."""
    gap = (last.day - before.day).days
    first = GAP_DAYS if sessions_a_week > 1 else GAP_DAYS_ONCE_A_WEEK
    return (
        first <= gap < RESTART_DAYS and last.kg is not None and before.kg is not None and last.kg < before.kg
    )


def _regain(exercise: Exercise, before: _Day, last: _Day, dose: Dose) -> Suggestion:
    """Back towards the load before the gap, within the same limits as any rise."""
    assert last.kg is not None  # noqa: S101 - both loads are known here
    assert before.kg is not None  # noqa: S101
    step = exercise.load_step_kg
    limit = max(_steps(last.kg * (1 + MOST_RAISE), step, down=True), last.kg + step)
    kg = min(before.kg, limit)
    why = f"The comeback went well: {kg:g} kg again."
    return _answer(exercise, Change.MORE_LOAD, dose, dose.low, kg, why)


def _same_load(exercise: Exercise, last: _Day, dose: Dose) -> Suggestion:
    aim = _held(exercise, last, dose)
    if last.failed:
        return _answer(
            exercise, Change.SAME, dose, dose.low, last.kg, "It was hard last time: the same once more."
        )
    if last.fewest >= dose.high:
        why = "At the top of the range: once more like this with something left, and it goes up."
        return _answer(exercise, Change.SAME, dose, dose.high, last.kg, why)
    return _answer(
        exercise,
        Change.MORE_REPS,
        dose,
        aim,
        last.kg,
        f"The same load, and {aim} repetitions a set to go for.",
    )


def _held(exercise: Exercise, last: _Day, dose: Dose) -> int:
    """The number to go for when nothing but a repetition may change."""
    more = 0 if exercise.measure is Measure.SECONDS else 1
    return max(dose.low, min(dose.high, last.fewest + more))


def _lighter(kg: float | None, step: float, share: float) -> float | None:
    """A load lowered by a share, rounded down to the step, and lower by a step at least where that is
    possible.
    """
    if kg is None or step <= 0:
        return kg
    lower = min(_steps(kg * (1 - share), step, down=False), kg - step)
    return max(lower, min(kg, step))


def _steps(kg: float, step: float, *, down: bool) -> float:
    """Round a load to whole steps of the equipment."""
    if step <= 0:
        return kg
    count = math.floor(kg / step + 1e-9) if down else round(kg / step)
    return round(count * step, 3)
