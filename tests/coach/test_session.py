"""Sessions filled by rule: what a runner gets with what they have, know and feel."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coach.session import (
    COVERAGE,
    BadInput,
    Part,
    SessionQuestion,
    build,
    easier,
    harder,
    ladder,
    step_seconds,
    swap,
    with_exercise,
)
from bot.coach.words import Complaint, Equipment, Level, Measure, Pattern, Phase, SessionKind, Variant
from tests.coach.gym import COMPLAINTS, EXERCISES, TEMPLATES


def question(kind="heavy", equipment="", complaints="", **more):
    return SessionQuestion(
        SessionKind(kind),
        equipment=frozenset(Equipment(thing) for thing in equipment.split()),
        complaints=frozenset(Complaint(each) for each in complaints.split()),
        **more,
    )


def session(kind="heavy", equipment="", complaints="", **more):
    return build(question(kind, equipment, complaints, **more), EXERCISES, TEMPLATES, COMPLAINTS)


def ids(built, part=None):
    return [step.exercise.id for step in built.steps if part is None or step.part == part]


def step_of(built, pattern):
    return next(step for step in built.steps if step.exercise.pattern == pattern and step.part != "warm-up")


class TestFilling:
    def test_main_lifts_take_the_heaviest_that_is_at_hand(self):
        assert ids(session(equipment="barbell dumbbell"), "main") == ["back-squat", "deadlift"]
        assert ids(session(equipment="dumbbell"), "main") == ["split-squat", "deadlift"]
        assert ids(session(equipment="dumbbell", level=Level.NEW), "main") == ["goblet-squat", "hip-hinge"]

    def test_without_equipment_the_harder_body_weight_moves(self):
        assert ids(session(), "main") == ["split-squat", "single-leg-deadlift"]

    def test_a_machine_for_one_muscle_is_no_main_lift(self):
        assert ids(session(equipment="machine"), "main")[0] == "split-squat"

    def test_a_beginner_gets_what_a_beginner_may_do(self):
        built = session("learn", "barbell dumbbell", level=Level.NEW, phase=Phase.LEARN)
        assert ids(built, "main") == ["bodyweight-squat", "hip-hinge"]
        assert all(step.exercise.level is Level.NEW for step in built.steps)

    def test_a_main_lift_stays_while_small_exercises_rotate(self):
        first = session(equipment="dumbbell band")
        second = session(equipment="dumbbell band", recent=tuple(ids(first)))
        assert ids(second, "main") == ids(first, "main")
        assert step_of(second, Pattern.LATERAL_HIP).exercise != step_of(first, Pattern.LATERAL_HIP).exercise

    def test_the_parts_come_in_order_and_nothing_comes_twice(self):
        built = session("power", "dumbbell band", strength_weeks=8)
        order = [list(Part).index(step.part) for step in built.steps]
        assert order == sorted(order)
        assert len(set(ids(built))) == len(ids(built))

    def test_a_warm_up_for_the_legs_moves_the_legs(self):
        assert ids(session(), "warm-up") == ["leg-swings", "glute-bridge"]

    def test_what_the_template_leaves_out_is_added(self):
        covered = {step.exercise.pattern for step in session("light").steps}
        assert all(covered & set(group) for group in COVERAGE)

    def test_the_runners_veto_counts(self):
        assert "split-squat" not in ids(session(avoid=frozenset({"split-squat"})))

    def test_no_template_is_said_by_name(self):
        with pytest.raises(BadInput) as caught:
            session("mobility")
        assert caught.value.field == "kind"

    def test_a_template_for_the_phase_comes_first(self):
        assert session(phase=Phase.RACE).title == "Keep it"
        assert session(phase=Phase.BASE).title == "Heavy"


class TestDoses:
    def test_few_repetitions_where_there_is_a_load(self):
        squat = step_of(session(equipment="barbell"), Pattern.SQUAT)
        assert (squat.sets, squat.low, squat.high, squat.rir) == (3, 5, 8, (1, 3))

    def test_the_own_range_where_there_is_none(self):
        lunge = step_of(session(), Pattern.LUNGE)
        assert (lunge.low, lunge.high) == (8, 12)

    def test_a_deload_has_one_set_fewer_and_three_in_reserve(self):
        squat = step_of(session(equipment="barbell", deload=True), Pattern.SQUAT)
        assert (squat.sets, squat.low, squat.high, squat.rir) == (2, 5, 8, (3, 3))

    def test_the_race_phase_cuts_sets(self):
        assert step_of(session(equipment="barbell", phase=Phase.RACE), Pattern.SQUAT).sets == 2

    def test_holds_are_counted_in_seconds(self):
        plank = next(step for step in session(recent=("dead-bug",)).steps if step.exercise.id == "plank")
        assert (plank.measure, plank.low, plank.high, plank.rir) == (Measure.SECONDS, 20, 60, None)


class TestJumps:
    def landings(self, built):
        jumps = [step for step in built.steps if step.exercise.pattern is Pattern.JUMP]
        return sum(step.sets * step.high * (2 if step.per_side else 1) for step in jumps)

    def test_only_after_six_weeks_of_strength(self):
        assert self.landings(session("power", strength_weeks=5, phase=Phase.BUILD)) == 0
        assert self.landings(session("power", strength_weeks=6, phase=Phase.BUILD)) > 0

    @pytest.mark.parametrize("complaint", ["achilles", "shin-splints", "plantar-fasciitis"])
    def test_never_with_tendon_shin_or_heel(self, complaint):
        assert self.landings(session("power", complaints=complaint, strength_weeks=20)) == 0

    def test_at_most_forty_landings(self):
        assert 0 < self.landings(session("power", strength_weeks=20)) <= 40


class TestComplaints:
    def test_what_hurts_is_left_out_and_replaced(self):
        built = session(complaints="achilles")
        assert not {"heel-drop", "single-leg-calf-raise"} & set(ids(built))
        assert "calf-raise" in ids(built)

    def test_what_is_ruled_out_by_a_complaint_stays_out(self):
        assert "reverse-lunge" not in ids(session(complaints="runners-knee", level=Level.NEW))

    def test_what_helps_is_added_with_its_dose(self):
        built = session(complaints="achilles")
        assert [(step.exercise.id, step.sets, step.low) for step in built.steps if step.part == "prehab"] == [
            ("wall-sit", 3, 30)
        ]

    @pytest.mark.parametrize("minutes", [45, 30, 15, 8])
    def test_it_adds_five_minutes_at_most(self, minutes):
        built = session(complaints="achilles hip", minutes=minutes)
        assert sum(step_seconds(step) for step in built.steps if step.part == "prehab") <= 300

    def test_each_complaint_gets_its_share(self):
        built = session(equipment="band", complaints="achilles hip")
        assert {"wall-sit", "band-walk"} <= set(ids(built)) or "side-lying-raise" in ids(built)


class TestTime:
    @pytest.mark.parametrize("equipment", ["", "band", "dumbbell band", "barbell dumbbell band bench"])
    @pytest.mark.parametrize("minutes", [30, 15, 8])
    def test_a_session_keeps_to_its_time(self, minutes, equipment):
        built = session(equipment=equipment, minutes=minutes)
        assert built.minutes <= minutes * 1.2

    def test_the_short_ones_keep_the_main_lifts(self):
        for minutes in (30, 15, 8):
            assert ids(session(equipment="barbell", minutes=minutes), "main") == ["back-squat", "deadlift"]

    def test_both_sides_are_counted(self):
        one = step_of(session(), Pattern.LUNGE)
        assert one.per_side
        assert step_seconds(one) > one.sets * (2 * 10 * 3 + one.rest_seconds)

    def test_other_minutes_are_refused(self):
        with pytest.raises(BadInput):
            question(minutes=20)


class TestSwap:
    def test_same_pattern_and_possible(self):
        asked = question(equipment="dumbbell", complaints="achilles")
        calf = step_of(build(asked, EXERCISES, TEMPLATES, COMPLAINTS), Pattern.CALF)
        assert swap(calf, asked, EXERCISES, COMPLAINTS) == ()
        lunge = step_of(build(asked, EXERCISES, TEMPLATES, COMPLAINTS), Pattern.LUNGE)
        assert [each.id for each in swap(lunge, asked, EXERCISES)] == ["reverse-lunge"]

    def test_easier_and_harder_walk_the_chain(self):
        asked = question()
        built = build(asked, EXERCISES, TEMPLATES)
        lunge = step_of(built, Pattern.LUNGE)
        assert easier(lunge, asked, EXERCISES).id == "bodyweight-squat"
        assert harder(lunge, asked, EXERCISES) is None

    def test_a_harder_one_is_not_offered_against_a_complaint(self):
        asked = question(complaints="achilles")
        calf = step_of(build(asked, EXERCISES, TEMPLATES, COMPLAINTS), Pattern.CALF)
        assert calf.exercise.id == "calf-raise"
        assert harder(calf, asked, EXERCISES, COMPLAINTS) is None

    def test_a_swapped_step_has_a_dose_that_suits_it(self):
        asked = question(equipment="barbell")
        squat = step_of(build(asked, EXERCISES, TEMPLATES), Pattern.SQUAT)
        changed = with_exercise(squat, EXERCISES["bodyweight-squat"], asked)
        assert (changed.sets, changed.low, changed.high) == (3, 8, 15)


things = st.frozensets(st.sampled_from(list(Equipment)))
hurts = st.frozensets(st.sampled_from(list(Complaint)), max_size=2)
kinds = st.sampled_from(["heavy", "power", "learn", "light"])
levels = st.sampled_from(list(Level))
lengths = st.sampled_from([45, 30, 15, 8])


@given(kinds, levels, things, hurts, lengths, st.sampled_from(list(Phase)), st.integers(0, 20))
def test_any_runner_gets_a_session_that_is_right_for_them(
    kind, level, equipment, complaints, minutes, phase, weeks
):
    asked = SessionQuestion(
        SessionKind(kind), phase, level, equipment, complaints, minutes, strength_weeks=weeks
    )
    built = build(asked, EXERCISES, TEMPLATES, COMPLAINTS)
    assert built == build(asked, dict(reversed(EXERCISES.items())), tuple(reversed(TEMPLATES)), COMPLAINTS)
    assert ids(built, "main")
    for step in built.steps:
        assert step.equipment <= equipment
        assert not step.exercise.ruled_out_by & complaints
        assert 1 <= step.low <= step.high
        assert step.sets >= 1


@given(kinds, levels, things, things, hurts, lengths)
def test_more_equipment_never_empties_a_session(kind, level, some, more, complaints, minutes):
    less = SessionQuestion(SessionKind(kind), Phase.BASE, level, some, complaints, minutes)
    full = SessionQuestion(SessionKind(kind), Phase.BASE, level, some | more, complaints, minutes)
    before = build(less, EXERCISES, TEMPLATES, COMPLAINTS)
    after = build(full, EXERCISES, TEMPLATES, COMPLAINTS)
    assert len(ids(after, "main")) >= len(ids(before, "main"))
    covered = {step.exercise.pattern for step in after.steps}
    if minutes >= 30:
        for group in COVERAGE:
            if {step.exercise.pattern for step in before.steps} & set(group):
                assert covered & set(group)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("kind", ["learn", "heavy", "power", "light"])
def test_a_ladder_has_on_each_rung_what_is_built_alone(kind, level):
    full = question(kind, "dumbbell band", "achilles", level=level, recent=("calf-raise",))
    minutes = {Variant.FULL: 45, Variant.SHORT: 15, Variant.MINIMUM: 8}
    rungs = {variant: replace(full, minutes=each) for variant, each in minutes.items()}
    alone = {variant: build(each, EXERCISES, TEMPLATES, COMPLAINTS) for variant, each in rungs.items()}
    assert ladder(rungs, EXERCISES, TEMPLATES, COMPLAINTS) == alone
