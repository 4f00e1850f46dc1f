"""Sessions out of the real content: what runners with what they have get, and what more things never take away."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import product
from pathlib import Path

import pytest

from bot.coach.exercise import Exercise
from bot.coach.session import COVERAGE, ComplaintWork, Part, SessionQuestion, build, step_seconds
from bot.coach.words import Complaint, Equipment, Level, Pattern, Phase, SessionKind
from bot.library import load_library

CONTENT = Path(__file__).parents[2] / "content"
GYM = frozenset({Equipment.BARBELL, Equipment.BENCH, Equipment.DUMBBELL, Equipment.MACHINE})
PHASES = {
    SessionKind.LEARN: Phase.LEARN,
    SessionKind.HEAVY: Phase.BASE,
    SessionKind.POWER: Phase.BUILD,
    SessionKind.LIGHT: Phase.TAPER,
}


@lru_cache(maxsize=1)
def content():
    library = load_library(CONTENT)
    exercises: Mapping[str, Exercise] = {
        id: replace(card.exercise, main_muscles=tuple(map(str, card.main_muscles)))
        for id, card in library.exercises.items()
    }
    work = {
        complaint: ComplaintWork(
            tuple((help.exercise, help.dose) for help in card.helps),
            card.leave_out_patterns,
            card.leave_out_exercises,
            tuple(card.instead.items()),
        )
        for complaint, card in library.complaints.items()
    }
    return exercises, library.templates, work


def session(kind, level, equipment=frozenset(), **more):
    kind = SessionKind(kind)
    more.setdefault("phase", PHASES.get(kind, Phase.BASE))
    return build(SessionQuestion(kind, level=Level(level), equipment=equipment, **more), *content())


def ids(built, part=None):
    return [step.exercise.id for step in built.steps if part is None or step.part is part]


class TestWhoIsNew:
    def test_without_things_the_simplest_of_each_chain_comes_first(self):
        built = session("learn", "new")
        assert ids(built, Part.MAIN) == ["box-squat", "hip-hinge", "split-squat"]

    def test_everything_new_is_the_start_of_its_chain_or_what_the_start_leads_to(self):
        exercises, _, _ = content()
        for step in session("heavy", "new").steps:
            if step.part in (Part.MAIN, Part.ACCESSORY):
                easier = step.exercise.easier
                assert easier is None or exercises[easier].easier is None, step.exercise.id

    def test_what_they_know_stays(self):
        built = session("learn", "new", recent=("bodyweight-squat", "step-up"))
        assert {"bodyweight-squat", "step-up"} <= set(ids(built, Part.MAIN))


class TestOwnRange:
    def test_a_calf_raise_without_load_has_its_own_range(self):
        exercises, _, _ = content()
        for step in session("heavy", "some").steps:
            if step.part is Part.ACCESSORY:
                own = exercises[step.exercise.id]
                assert (step.low, step.high) == (own.low, own.high)

    def test_with_a_load_the_template_says_it(self):
        calf = next(
            step
            for step in session("heavy", "some", GYM).steps
            if step.exercise.pattern is Pattern.CALF and step.part is Part.ACCESSORY
        )
        assert (calf.low, calf.high) == (8, 12)


class TestOneMuscle:
    def one_muscle(self, built):
        legs = (Pattern.HINGE, Pattern.SQUAT)
        return [
            step.exercise.id
            for step in built.steps
            if step.part is Part.ACCESSORY
            and step.exercise.pattern in legs
            and len(step.exercise.main_muscles) == 1
        ]

    def test_hamstrings_and_thighs_take_turns_in_the_base(self):
        first = session("heavy", "regular", GYM)
        second = session("heavy", "regular", GYM, recent=tuple(ids(first)))
        assert (self.one_muscle(first), self.one_muscle(second)) == (["leg-curl"], ["leg-extension"])

    def test_never_as_a_main_lift(self):
        exercises, _, _ = content()
        for kind, level in product(("learn", "heavy", "power"), Level):
            for id in ids(session(kind, level, GYM, strength_weeks=9), Part.MAIN):
                assert exercises[id].pattern is Pattern.CALF or len(exercises[id].main_muscles) > 1

    @pytest.mark.parametrize(
        ("level", "more"),
        [("new", {}), ("some", {"minutes": 15}), ("some", {"phase": Phase.BUILD}), ("some", {"minutes": 8})],
    )
    def test_not_for_who_is_new_nor_later_nor_when_time_is_short(self, level, more):
        assert self.one_muscle(session("heavy", level, GYM, **more)) == []


@pytest.mark.parametrize("kind", list(PHASES))
@pytest.mark.parametrize("level", list(Level))
def test_one_thing_more_never_empties_a_session(kind, level):
    bases = (frozenset(), frozenset({Equipment.BAND}), frozenset({Equipment.DUMBBELL, Equipment.BENCH}))
    for some in bases:
        before = session(kind, level, some, strength_weeks=8)
        for thing in Equipment:
            after = session(kind, level, some | {thing}, strength_weeks=8)
            assert len(ids(after, Part.MAIN)) >= len(ids(before, Part.MAIN))
            had = {step.exercise.pattern for step in before.steps}
            has = {step.exercise.pattern for step in after.steps}
            assert all(has & set(group) for group in COVERAGE if had & set(group)), (some, thing)


@pytest.mark.parametrize("complaint", [None, *Complaint])
@pytest.mark.parametrize("minutes", [45, 30, 15, 8])
def test_the_time_is_honest_whatever_hurts(complaint, minutes):
    hurts = frozenset() if complaint is None else frozenset({complaint})
    for equipment in (frozenset(), GYM):
        built = session("heavy", "some", equipment, complaints=hurts, minutes=minutes)
        prehab = sum(step_seconds(step) for step in built.steps if step.part is Part.PREHAB)
        assert built.minutes * 60 - prehab <= minutes * 60 * 1.2
        assert prehab <= 300
