"""Doses and time: sets and repetitions by phase, honest minutes, and what is left out when the time is
short.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.coach.exercise import Exercise
from bot.coach.session_choice import is_isolated, load_on
from bot.coach.session_parts import Item, Part, SessionQuestion, Step
from bot.coach.words import Measure, Pattern, Phase, SessionKind, Variant

MOST_CONTACTS = 40  # landings in one session (COACHING "Phases", build)
_SWITCH_SECONDS = 5  # to turn to the other side
_SET_UP_SECONDS = 15
_LOADED_SET_UP_SECONDS = 60  # to load a big lift and to try it once with less
_OPTIONAL = frozenset(
    {Pattern.PUSH, Pattern.PULL, Pattern.HOLD, Pattern.DRIVE, Pattern.FOOT, Pattern.MOBILITY}
)
_DOSE = re.compile(r"(\d+)\s*[×x]\s*(\d+)(?:\s*[–-]\s*(\d+))?\s*(s\b|sec)?")


def dosed(question: SessionQuestion, exercise: Exercise, item: Item, part: Part) -> Step:
    """Return the step for an exercise in a place, with the dose of the template, the phase and the deload."""
    equipment = exercise.needs(question.equipment) or frozenset()
    if part in (Part.WARM_UP, Part.COOL_DOWN) and frozenset() in exercise.equipment:
        equipment = frozenset()  # nobody warms up with the weights
    low, high = _range(question, exercise, item, part)
    sets = item.sets
    rir = item.rir if exercise.measure is Measure.REPS else None
    if part not in (Part.WARM_UP, Part.COOL_DOWN):
        if question.phase is Phase.RACE or (
            question.phase is Phase.TAPER and question.kind is SessionKind.LIGHT
        ):
            sets = min(sets, 2)
        if question.deload:
            sets = max(1, sets - 1)
            rir = (max(3, rir[0]), max(3, rir[1])) if rir else None
    return Step(
        exercise=exercise,
        part=part,
        sets=sets,
        low=low,
        high=high,
        measure=exercise.measure,
        per_side=exercise.per_side,
        rest_seconds=item.rest_seconds,
        rir=rir,
        equipment=equipment,
    )


def _range(question: SessionQuestion, exercise: Exercise, item: Item, part: Part) -> tuple[int, int]:
    """Repetitions or seconds of one set.

    The template's few repetitions mean a load that makes them hard. Without a load the exercise keeps
    its own range, except where little is meant (learn and light).
    """
    own = exercise.low, exercise.high
    if part is Part.WARM_UP and item.range is None and question.kind is not SessionKind.MOBILITY:
        return exercise.low, min(exercise.high, exercise.low + 2)  # a drill to get warm is no set of work
    if item.range is None or (item.measure or Measure.REPS) is not exercise.measure:
        return own
    low, high = item.range
    easy = question.kind in (SessionKind.LEARN, SessionKind.LIGHT)
    load = load_on(exercise, exercise.needs(question.equipment) or frozenset())
    if not easy and ((part is Part.MAIN and load < 2) or (part is Part.ACCESSORY and load == 0)):
        return own
    if high < exercise.low and not easy:
        return exercise.low, min(exercise.high, exercise.low + high - low)
    return low, high


def within_contacts(step: Step, left: int) -> Step | None:
    """Return a jump with as few sets and repetitions as the landings that are left ask for, or None when
    none fit.
    """
    sides = 2 if step.per_side else 1
    for sets in range(step.sets, 0, -1):
        high = min(step.high, left // (sets * sides))
        if high >= min(step.low, 5):
            return replace(step, sets=sets, low=min(step.low, high), high=high)
    return None


def contacts(step: Step) -> int:
    """Return the landings that a step has at most."""
    return step.sets * step.high * (2 if step.per_side else 1)


def prehab_step(question: SessionQuestion, exercise: Exercise, dose: str) -> Step:
    """Return the step for what helps a complaint; the dose is text such as "2 × 10, slow" or "3 × 30 s a
    side".
    """
    sets, low, high = 2, exercise.low, exercise.high
    found = _DOSE.search(dose)
    if found is not None:
        sets = int(found[1])
        if (exercise.measure is Measure.SECONDS) is bool(found[4]):
            low, high = int(found[2]), int(found[3] or found[2])
    return Step(
        exercise=exercise,
        part=Part.PREHAB,
        sets=sets,
        low=low,
        high=high,
        measure=exercise.measure,
        per_side=exercise.per_side,
        rest_seconds=20,
        rir=None,
        equipment=exercise.needs(question.equipment) or frozenset(),
    )


def step_seconds(step: Step) -> float:
    """Return how long a step takes: sets times work (both sides) and rest, and the time to get ready for
    it.
    """
    each = step.exercise.seconds_per_rep if step.measure is Measure.REPS else 1.0
    work = (step.low + step.high) / 2 * each
    if step.per_side:
        work = 2 * work + _SWITCH_SECONDS
    ready = (
        _LOADED_SET_UP_SECONDS
        if step.part is Part.MAIN and load_on(step.exercise, step.equipment) >= 2
        else _SET_UP_SECONDS
    )
    return step.sets * (work + step.rest_seconds) + ready


def trimmed(steps: tuple[Step, ...], seconds: float, variant: Variant) -> tuple[Step, ...]:
    """Return the steps cut to the time, what matters least first; the main lifts always stay.

    First go the extras (work for one muscle, push, pull, holds, the last of the cool-down), then a set of the small
    exercises, then rest between their sets, then a set of the main lifts.
    """
    kept = list(steps)
    fewest = 2 if variant is Variant.FULL else 1
    while sum(map(step_seconds, kept)) > seconds:
        shorter = _one_less(kept, fewest)
        if shorter is None:
            return tuple(kept)
        kept = shorter
    return tuple(kept)


def _one_less(steps: list[Step], fewest: int) -> list[Step] | None:
    """Leave out the least important thing, or return None when nothing can go."""
    last_first = list(reversed(list(enumerate(steps))))

    def change(index: int, step: Step | None) -> list[Step]:
        return [*steps[:index], *([step] if step else []), *steps[index + 1 :]]

    cool_down = [index for index, step in last_first if step.part is Part.COOL_DOWN]
    if len(cool_down) > 1:
        return change(cool_down[0], None)
    for index, step in last_first:
        if step.part is Part.ACCESSORY and is_isolated(step.exercise):
            return change(index, None)
    for index, step in last_first:
        if step.part in (Part.ACCESSORY, Part.HOLD, Part.CORE) and step.exercise.pattern in _OPTIONAL:
            others = [other for other in steps if other.part is step.part and other is not step]
            if others:
                return change(index, None)
    small = (Part.ACCESSORY, Part.CORE, Part.HOLD, Part.WARM_UP)
    for index, step in last_first:
        if step.part in small and step.sets > 1:
            return change(index, replace(step, sets=step.sets - 1))
    big = [(index, step) for index, step in enumerate(steps) if step.part in (Part.MAIN, Part.POWER)]
    most = max((step.sets for _, step in big), default=0)
    if most > fewest:
        index, step = next(pair for pair in reversed(big) if pair[1].sets == most)
        return change(index, replace(step, sets=step.sets - 1))
    for index, step in enumerate(steps):
        if step.rest_seconds > 90:
            return change(index, replace(step, rest_seconds=90))
    if cool_down:
        return change(cool_down[0], None)
    warm_up = [index for index, step in last_first if step.part is Part.WARM_UP]
    if len(warm_up) > 1:
        return change(warm_up[0], None)
    for index, step in enumerate(steps):
        if step.rest_seconds > 30:
            return change(index, replace(step, rest_seconds=max(30, step.rest_seconds - 15)))
    if most > 1:
        index, step = next(pair for pair in reversed(big) if pair[1].sets == most)
        return change(index, replace(step, sets=step.sets - 1))
    extra = [index for index, step in last_first if step.part in (Part.ACCESSORY, Part.HOLD, Part.CORE)]
    if extra and len(extra) + len(big) > 2:
        return change(extra[0], None)
    return None
