"""Choosing the exercise for each place of a template: by pattern, equipment, level, complaints and
what was used last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.coach.exercise import Exercise
from bot.coach.session_parts import ComplaintWork, Item, Part, SessionQuestion
from bot.coach.words import Complaint, Equipment, Level, Pattern, SessionKind

WEEKS_BEFORE_JUMPS = 6  # COACHING "Phases": jumps only after six weeks of strength
NO_JUMPS_WITH = frozenset({Complaint.ACHILLES, Complaint.SHIN_SPLINTS, Complaint.PLANTAR_FASCIITIS})

_LEVELS = {Level.NEW: 0, Level.SOME: 1, Level.REGULAR: 2}
# How much load a piece of equipment can put on a big lift; what holds the load (a bench, a box) adds none.
_LOAD = {
    Equipment.BARBELL: 4,
    Equipment.DUMBBELL: 3,
    Equipment.KETTLEBELL: 3,
    Equipment.MACHINE: 2,
    Equipment.CABLE: 2,
    Equipment.MEDICINE_BALL: 1,
    Equipment.BAND: 1,
}
_UPPER_MUSCLES = frozenset({"shoulders", "chest", "upper-back", "lats", "arms", "forearms"})
_LEG_PATTERNS = frozenset({Pattern.SQUAT, Pattern.LUNGE, Pattern.HINGE})
_STEADY_PARTS = frozenset({Part.MAIN, Part.POWER})


@dataclass(frozen=True, slots=True)
class Choice:
    """The exercises that are possible for a question, and the order in which a place prefers them.

    `depth` counts how many easier variations an exercise has: who is new begins with the simplest (for others it
    is empty).
    """

    question: SessionQuestion
    possible: tuple[Exercise, ...]
    preferred: frozenset[str]
    used_last: Mapping[str, int]
    depth: Mapping[str, int]
    by_pattern: Mapping[Pattern, Sequence[Exercise]]
    _ranked: dict[tuple[Item, Part], list[Exercise]] = field(default_factory=dict, compare=False, repr=False)
    _loads: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    def for_item(self, item: Item, part: Part) -> list[Exercise]:
        """Return what may fill a place, best first. The same question always gives the same list."""
        if (item, part) not in self._ranked:
            self._ranked[item, part] = self._in_order(item, part)
        return self._ranked[item, part]

    def _in_order(self, item: Item, part: Part) -> list[Exercise]:
        fitting = [
            exercise for pattern in set(item.patterns) for exercise in self.by_pattern.get(pattern, ())
        ]
        if item.measure is not None:
            fitting = [exercise for exercise in fitting if exercise.measure is item.measure]
        if part is Part.WARM_UP:
            fitting = [exercise for exercise in fitting if exercise.warm_up] or fitting
        return sorted(fitting, key=lambda exercise: self._rank(exercise, item, part))

    def load(self, exercise: Exercise) -> int:
        """Return how heavy the exercise can be made with what is at hand; 0 is body weight."""
        if exercise.id not in self._loads:
            at_hand = exercise.needs(self.question.equipment) or frozenset()
            self._loads[exercise.id] = load_on(exercise, at_hand)
        return self._loads[exercise.id]

    def _rank(self, exercise: Exercise, item: Item, part: Part) -> tuple[int | str, ...]:
        muscle = item.muscle is not None and item.muscle not in exercise.main_muscles
        level = _LEVELS[exercise.level]
        last = self.used_last.get(exercise.id, -1)
        load = self.load(exercise)
        kind = self.question.kind
        simple = kind in (SessionKind.LEARN, SessionKind.LIGHT)
        first: tuple[int | str, ...] = (muscle, exercise.id not in self.preferred)
        if part in (Part.WARM_UP, Part.COOL_DOWN):
            arms = kind is not SessionKind.UPPER and bool(exercise.main_muscles)
            arms = arms and set(exercise.main_muscles) <= _UPPER_MUSCLES
            return (*first, arms, exercise.warm_up is (part is Part.COOL_DOWN), last, level, exercise.id)
        one_leg = exercise.per_side and load == 0 and not simple
        depth = self.depth.get(exercise.id, 0) if self.question.level is Level.NEW else 0
        if part not in _STEADY_PARTS:  # what is small may change from session to session
            # Most work for the side of the hip is light enough to warm up with, and it is work all the same.
            trunk = exercise.pattern in (Pattern.CORE_BRACE, Pattern.CORE_ROTATION)
            weight = 0 if trunk else abs(load - 1) if simple else -load
            hardest = level if simple else -level
            return (
                *first,
                exercise.warm_up and part is not Part.HOLD and exercise.pattern is not Pattern.LATERAL_HIP,
                last,
                weight,
                hardest,
                depth,
                not one_leg,
                exercise.id,
            )
        isolated = is_isolated(exercise)
        wanted = item.patterns.index(exercise.pattern)
        if simple:  # familiar comes first; what is new is met in its simplest form
            return (*first, isolated, -last, level, wanted, depth, abs(load - 1), exercise.id)
        # A main lift stays for weeks, as long as nothing at hand would load it better.
        rest = (wanted, depth, not one_leg, exercise.warm_up, exercise.id)
        return (*first, isolated, -load, -last, -level, *rest)


def is_isolated(exercise: Exercise) -> bool:
    """Whether an exercise of a leg pattern works one muscle only (a leg curl): no main lift."""
    return exercise.pattern in _LEG_PATTERNS and len(exercise.main_muscles) == 1


def chain_depths(exercises: Mapping[str, Exercise]) -> dict[str, int]:
    """Return for every exercise how many easier variations lie below it."""
    depths: dict[str, int] = {}
    for id in exercises:
        passed = [id]
        below = exercises[id].easier
        while below is not None and below in exercises and below not in passed:
            passed.append(below)
            below = exercises[below].easier
        depths[id] = len(passed) - 1
    return depths


def load_on(exercise: Exercise, equipment: frozenset[Equipment]) -> int:
    """Return how heavy an exercise can be made with the equipment it uses; 0 is body weight."""
    return max((_LOAD.get(thing, 0) for thing in equipment), default=0) if exercise.loaded else 0


def choice_for(
    question: SessionQuestion,
    exercises: Mapping[str, Exercise],
    complaint_work: Mapping[Complaint, ComplaintWork],
) -> Choice:
    """Return the possible exercises for a question and their order."""
    work = [
        complaint_work[complaint] for complaint in sorted(question.complaints) if complaint in complaint_work
    ]
    possible = tuple(
        exercise
        for exercise in sorted(exercises.values(), key=lambda each: each.id)
        if is_possible(exercise, question, work)
    )
    preferred = frozenset(id for each in work for _, ids in each.instead for id in ids)
    used_last = {id: index for index, id in enumerate(question.recent)}
    by_pattern: dict[Pattern, list[Exercise]] = {}
    for exercise in possible:
        by_pattern.setdefault(exercise.pattern, []).append(exercise)
    depths = chain_depths(exercises) if question.level is Level.NEW else {}
    return Choice(question, possible, preferred, used_last, depths, by_pattern)


def is_possible(exercise: Exercise, question: SessionQuestion, work: Iterable[ComplaintWork]) -> bool:
    """Whether the runner may do an exercise: level, equipment, complaints, their own veto, and the rule
    for jumps.
    """
    if exercise.id in question.avoid or exercise.pattern in question.stopped:
        return False
    if exercise.needs(question.equipment) is None:
        return False
    if _LEVELS[exercise.level] > _LEVELS[question.level] or exercise.ruled_out_by & question.complaints:
        return False
    if exercise.pattern is Pattern.JUMP and (
        question.strength_weeks < WEEKS_BEFORE_JUMPS or question.complaints & NO_JUMPS_WITH
    ):
        return False
    return not any(
        exercise.id in each.leave_out or exercise.pattern in each.leave_out_patterns for each in work
    )
