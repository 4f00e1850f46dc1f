"""Double progression: from the sets of the last sessions to the next dose, one change at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from bot.coach.exercise import Exercise
from bot.coach.progress_parts import (
    BEYOND_FOR_A_BIG_STEP,
    EASY_ENOUGH_RPE,
    GAP_DAYS,
    GAP_DAYS_ONCE_A_WEEK,
    HOLD_STEP_SECONDS,
    LONGEST_HOLD_SECONDS,
    LONGEST_SMALL_HOLD_SECONDS,
    MOST_RAISE,
    MOST_REPETITIONS,
    RAISE,
    RESTART_DAYS,
    RESTART_DOSE,
    RESTART_HOLD_SECONDS,
    RESTART_STEP_BACK,
    SHORTEST_HOLD_SECONDS,
    STEP_BACK,
    Change,
    Day,
    Dose,
    SetRecord,
    Soreness,
    Suggestion,
)
from bot.coach.runner import BadInput
from bot.coach.units import floor_to, in_kg, in_unit, nearest_to, step_of
from bot.coach.words import Equipment, Measure, Unit

_SMALL_MUSCLES = frozenset({"calves", "soleus", "shins", "feet", "hip-rotators", "forearms"})


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
    unit: Unit = Unit.KG,
    equipment: frozenset[Equipment] | None = None,
) -> Suggestion:
    """Return the next dose of an exercise. Rules: COACHING "Progress"; one change at a time.

    `records` may hold other exercises and any order. `last_session` is the day of the last strength
    session of any kind: a gap is a gap in training, not in one exercise (default: the last day with
    this one). Nothing goes up in a deload, after pain, or in the first session after a gap, and never
    by more than ten percent or one step of the equipment in a week. `unit` is what the runner's weights
    are counted in: loads go in steps that can be loaded in it (`equipment`: what is used; default the
    exercise's own step), while `kg` stays kg here and in the answer. Raises BadInput("sessions_a_week", …).
    """
    if sessions_a_week < 1:
        raise BadInput("sessions_a_week", f"one session a week or more, not {sessions_a_week}")
    exercise = replace(
        exercise, load_step_kg=step_of(exercise, unit, equipment)
    )  # a step of the unit from here
    counted = tuple(
        each if each.kg is None else replace(each, kg=in_unit(each.kg, unit))
        for each in records
        if each.exercise == exercise.id and each.day <= today
    )
    found = _next(exercise, counted, today, dose, deload, soreness, last_session, sessions_a_week, unit)
    return found if found.kg is None else replace(found, kg=in_kg(found.kg, unit))


def _next(
    exercise: Exercise,
    records: tuple[SetRecord, ...],
    today: date,
    dose: Dose,
    deload: bool,
    soreness: Soreness,
    last_session: date | None,
    sessions_a_week: int,
    unit: Unit,
) -> Suggestion:
    if soreness is Soreness.JOINT:
        why = "A joint, a sharp pain or a limp: this movement pauses until we know more."
        return Suggestion(Change.STOP, 0, dose.low, dose.high, dose.low, None, None, why)
    all_days = _days(records)
    if not all_days:
        why = "The first time: take it light enough that three more would have been possible."
        return _answer(exercise, Change.FIRST, dose, dose.low, None, why)
    days = _worked(all_days)
    last = days[-1]
    gap = (today - max(all_days[-1].day, last_session or all_days[-1].day)).days
    if gap >= RESTART_DAYS:
        return _restart(exercise, last, gap)
    if gap >= (GAP_DAYS if sessions_a_week > 1 else GAP_DAYS_ONCE_A_WEEK):
        why = f"{gap} days without strength: one step back for this session, then on as before."
        return _back(exercise, last, dose, why, fewer=1)
    if all_days[-1].hurt:
        return _back(
            exercise, last, dose, "It hurt last time, so it goes on lighter.", fewer=1 if deload else 0
        )
    easier = replace(dose, sets=max(1, dose.sets - 1))
    if deload:
        why = "Deload: the same weight with one set fewer, so that your legs catch up."
        return _answer(exercise, Change.DELOAD, easier, _kept(last, dose), last.kg, why)
    if soreness is Soreness.STRONG:
        why = "Your legs were very sore, so one set fewer this time."
        return _answer(exercise, Change.FEWER_SETS, easier, _kept(last, dose), last.kg, why)
    if len(days) > 1 and last.failed and days[-2].failed:
        return _back(
            exercise, last, dose, "Two sessions in a row were too hard, so it becomes a little lighter."
        )
    if exercise.measure is Measure.SECONDS:
        return _longer(exercise, last, dose)
    return _more(exercise, days, dose, today, sessions_a_week, unit)


def carried_load(old: Exercise, new: Exercise, kg: float | None, unit: Unit = Unit.KG) -> float | None:
    """Return a careful load in kg for an exercise that replaces another, or None where it is better to ask.

    Only within one pattern. On one leg instead of two less than half, the other way half as much again,
    else a tenth less; always rounded down to the equipment's step in the runner's unit.
    """
    step = step_of(new, unit)
    if kg is None or not (old.loaded and new.loaded) or old.pattern is not new.pattern or step <= 0:
        return None
    share = 0.9 if old.per_side is new.per_side else 0.4 if new.per_side else 1.5
    return in_kg(max(step, floor_to(in_unit(kg, unit) * share, step)), unit)


def _days(records: tuple[SetRecord, ...]) -> list[Day]:
    """The days with the exercise, the oldest first."""
    mine = sorted(records, key=lambda each: each.day)
    return [Day(day, tuple(sets)) for day, sets in groupby(mine, key=lambda each: each.day)]


def _worked(all_days: list[Day]) -> list[Day]:
    """The days that count for and against: not those of a deload, unless the load became another one there."""
    days: list[Day] = []
    for day in all_days:
        if not all(each.deload for each in day.sets) or (days and day.kg != days[-1].kg):
            days.append(day)
    return days or all_days


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


def _restart(exercise: Exercise, last: Day, gap: int) -> Suggestion:
    sets, low, high = RESTART_DOSE
    why = f"{gap} days without strength: back to the doses of the basics, and up again from there."
    if exercise.measure is Measure.SECONDS:
        low, high = RESTART_HOLD_SECONDS, RESTART_HOLD_SECONDS + 10
    kg = _lighter(last.kg, exercise.load_step_kg, RESTART_STEP_BACK)
    return _answer(exercise, Change.RESTART, Dose(sets, low, high), low, kg, why)


def _back(exercise: Exercise, last: Day, dose: Dose, why: str, fewer: int = 0) -> Suggestion:
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


def _longer(exercise: Exercise, last: Day, dose: Dose) -> Suggestion:
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


def _more(
    exercise: Exercise, days: list[Day], dose: Dose, today: date, sessions_a_week: int, unit: Unit
) -> Suggestion:
    """Repetitions first, then load: up when two sessions running reached the top at no more than RPE 8."""
    last = days[-1]
    before = days[-2] if len(days) > 1 else None
    if last.failed:
        why = "It was hard last time: the same once more."
        return _answer(exercise, Change.SAME, dose, dose.low, last.kg, why)
    if before is not None and _came_back(before, last, sessions_a_week):
        return _regain(exercise, before, last, dose, unit)
    step = exercise.load_step_kg
    raised = None
    if last.kg is not None and step > 0:  # five percent more in whole steps, one step at least
        raised = max(floor_to(last.kg * (1 + RAISE), step), floor_to(last.kg, step) + step)
    big = last.kg is not None and raised is not None and raised - last.kg > last.kg * MOST_RAISE + 1e-9
    top = dose.high + BEYOND_FOR_A_BIG_STEP if big else dose.high
    ready = (
        before is not None
        and before.kg == last.kg
        and all(day.easy and day.fewest >= top for day in (last, before))
    )
    if before is None or not ready:
        return _same_load(exercise, last, dose, top)
    if last.kg is None or raised is None:
        return _beyond_body_weight(exercise, min(last.fewest, before.fewest), last.kg, dose)
    week_ago = today - timedelta(days=7)
    lowest = min(day.kg for day in days if day.kg is not None and (day.day > week_ago or day is last))
    if raised > max(lowest * (1 + MOST_RAISE), lowest + step) + 1e-9:
        why = "It went up within the last seven days: the same weight once more."
        return _answer(exercise, Change.SAME, dose, dose.high, last.kg, why)
    why = (
        f"Twice at the top with something left: {raised:g} {unit.value}, and back to {dose.low} repetitions."
    )
    return _answer(exercise, Change.MORE_LOAD, dose, dose.low, raised, why)


def _beyond_body_weight(exercise: Exercise, done: int, kg: float | None, dose: Dose) -> Suggestion:
    """What comes when body weight has become easy: the harder variation, else more repetitions."""
    if exercise.harder is not None:
        why = "Twice at the top with something left: the harder variation comes next."
        return _answer(exercise, Change.HARDER, dose, dose.low, kg, why, exercise.harder)
    if done >= MOST_REPETITIONS:
        why = f"{done} repetitions are plenty: keep it, or slow it down."
        return _answer(exercise, Change.SAME, replace(dose, high=max(dose.high, done)), done, kg, why)
    more = replace(dose, high=max(dose.high, done + 2))
    why = "Twice at the top with something left: two repetitions more, or a stronger band."
    return _answer(exercise, Change.MORE_REPS, more, more.high, kg, why)


def _came_back(before: Day, last: Day, sessions_a_week: int) -> bool:
    """Whether the last session was the lighter one after a short gap."""
    gap = (last.day - before.day).days
    first = GAP_DAYS if sessions_a_week > 1 else GAP_DAYS_ONCE_A_WEEK
    return (
        first <= gap < RESTART_DAYS and last.kg is not None and before.kg is not None and last.kg < before.kg
    )


def _regain(exercise: Exercise, before: Day, last: Day, dose: Dose, unit: Unit) -> Suggestion:
    """Back towards the load before the gap, within the same limits as any rise."""
    assert last.kg is not None  # noqa: S101 - both loads are known here
    assert before.kg is not None  # noqa: S101 - as above
    step = exercise.load_step_kg
    limit = max(floor_to(last.kg * (1 + MOST_RAISE), step), last.kg + step)
    kg = min(before.kg, limit)
    why = f"The comeback went well: {kg:g} {unit.value} again."
    return _answer(exercise, Change.MORE_LOAD, dose, dose.low, kg, why)


def _same_load(exercise: Exercise, last: Day, dose: Dose, top: int) -> Suggestion:
    """The same load: one repetition more up to the top, there once more."""
    if last.fewest < dose.high:
        aim = max(dose.low, min(dose.high, last.fewest + 1))
        why = f"The same load, and {aim} repetitions a set to go for."
        return _answer(exercise, Change.MORE_REPS, dose, aim, last.kg, why)
    if last.fewest < top:
        why = f"The next weight is a big step, so {top} repetitions come first."
        return _answer(exercise, Change.MORE_REPS, replace(dose, high=top), last.fewest + 1, last.kg, why)
    why = "At the top of the range: once more like this with something left, and it goes up."
    if not last.easy:
        why = "At the top of the range: it goes up after two sessions at an effort of 8 or below."
    aim = min(last.fewest, max(top, MOST_REPETITIONS))
    return _answer(exercise, Change.SAME, replace(dose, high=max(dose.high, aim)), aim, last.kg, why)


def _kept(last: Day, dose: Dose) -> int:
    """The number to go for when nothing may go up."""
    return max(dose.low, min(dose.high, last.fewest))


def _lighter(kg: float | None, step: float, share: float) -> float | None:
    """A load lowered by a share, rounded down to the step, and lower by a step at least where that is
    possible.
    """
    if kg is None or step <= 0:
        return kg
    lower = min(nearest_to(kg * (1 - share), step), floor_to(kg - step, step))
    return max(lower, min(kg, step))


__all__ = [
    "Change",
    "Dose",
    "SetRecord",
    "Soreness",
    "Suggestion",
    "carried_load",
    "suggest",
]
