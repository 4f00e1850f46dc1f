"""Double progression as a specification: what was logged, and what comes next."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coach.exercise import Exercise
from bot.coach.progress import Change, Dose, SetRecord, Soreness, carried_load, suggest
from bot.coach.words import Equipment, Level, Measure, Pattern

START = date(2026, 3, 2)
DOSE = Dose(3, 5, 8)
SQUAT = Exercise(
    "back-squat", "Back squat", Pattern.SQUAT, Level.REGULAR, Measure.REPS, 4, 12,
    equipment=(frozenset({Equipment.BARBELL}),), loaded=True, load_step_kg=2.5,
)  # fmt: skip
GOBLET = Exercise(
    "goblet-squat", "Goblet squat", Pattern.SQUAT, Level.NEW, Measure.REPS, 8, 12,
    equipment=(frozenset({Equipment.DUMBBELL}),), loaded=True, load_step_kg=2,
)  # fmt: skip
SPLIT = Exercise(
    "bulgarian-split-squat", "Split squat", Pattern.SQUAT, Level.SOME, Measure.REPS, 6, 12,
    per_side=True, loaded=True, load_step_kg=2,
)  # fmt: skip
AIR = Exercise(
    "bodyweight-squat", "Squat", Pattern.SQUAT, Level.NEW, Measure.REPS, 8, 15,
    easier="chair-squat", harder="goblet-squat",
)  # fmt: skip
PLANK = Exercise("plank", "Plank", Pattern.CORE_BRACE, Level.NEW, Measure.SECONDS, 20, 60, harder="long-plank",
                 main_muscles=("core",))  # fmt: skip
CALF_HOLD = Exercise("calf-hold", "Calf hold", Pattern.HOLD, Level.NEW, Measure.SECONDS, 15, 30, harder="one-leg",
                     main_muscles=("calves",))  # fmt: skip


def done(exercise, day, counts, kg=None, rpe=8.0, dose=DOSE, **more):
    """A session of one exercise on the n-th day."""
    when = START + timedelta(days=day)
    return tuple(
        SetRecord(exercise.id, when, count, dose.low, dose.high, kg, rpe, **more) for count in counts
    )


def after(exercise, *sessions, on, dose=DOSE, **more):
    """What comes next on the n-th day."""
    return suggest(exercise, sum(sessions, ()), START + timedelta(days=on), dose, **more)


class TestLoad:
    def test_the_first_time_asks_for_no_load(self):
        first = after(SQUAT, on=0)
        assert (first.change, first.sets, first.low, first.high, first.kg) == (Change.FIRST, 3, 5, 8, None)

    def test_two_sessions_at_the_top_raise_it_by_five_percent_and_start_at_the_bottom(self):
        next = after(SQUAT, done(SQUAT, 0, (8, 8, 8), 60), done(SQUAT, 3, (8, 8, 8), 60), on=7)
        assert (next.change, next.kg, next.aim) == (Change.MORE_LOAD, 62.5, 5)

    def test_one_session_at_the_top_is_not_enough(self):
        next = after(SQUAT, done(SQUAT, 0, (8, 8, 7), 60), done(SQUAT, 3, (8, 8, 8), 60), on=7)
        assert (next.change, next.kg) == (Change.SAME, 60)

    def test_not_when_it_was_hard(self):
        next = after(SQUAT, done(SQUAT, 0, (8, 8, 8), 60, 8.5), done(SQUAT, 3, (8, 8, 8), 60), on=7)
        assert next.kg == 60

    def test_not_without_a_logged_effort(self):
        next = after(SQUAT, done(SQUAT, 0, (8, 8, 8), 60, None), done(SQUAT, 3, (8, 8, 8), 60, None), on=7)
        assert next.kg == 60

    def test_below_the_top_one_repetition_more(self):
        next = after(SQUAT, done(SQUAT, 0, (6, 6, 6), 60), on=3)
        assert (next.change, next.aim, next.kg) == (Change.MORE_REPS, 7, 60)

    def test_a_rise_is_rounded_to_the_step(self):
        next = after(SQUAT, done(SQUAT, 0, (8, 8, 8), 110), done(SQUAT, 3, (8, 8, 8), 110), on=7)
        assert next.kg == 115

    def test_where_a_step_is_big_two_repetitions_come_first(self):
        tops = done(GOBLET, 0, (8, 8, 8), 12), done(GOBLET, 3, (8, 8, 8), 12)
        next = after(GOBLET, *tops, on=7)
        assert (next.change, next.high, next.kg) == (Change.MORE_REPS, 10, 12)
        beyond = done(GOBLET, 0, (10, 10, 10), 12), done(GOBLET, 3, (10, 10, 10), 12)
        assert after(GOBLET, *beyond, on=7).kg == 14

    def test_two_hard_sessions_take_a_tenth_off(self):
        next = after(SQUAT, done(SQUAT, 0, (5, 4, 4), 60), done(SQUAT, 3, (5, 5, 4), 60), on=7 - 1)
        assert (next.change, next.kg, next.aim) == (Change.BACK, 55, 5)

    def test_an_effort_of_nine_and_a_half_twice_too(self):
        next = after(SQUAT, done(SQUAT, 0, (6, 6, 6), 60, 9.5), done(SQUAT, 3, (6, 6, 6), 60, 10), on=6)
        assert (next.change, next.kg) == (Change.BACK, 55)

    def test_one_hard_session_changes_nothing(self):
        next = after(SQUAT, done(SQUAT, 0, (6, 6, 6), 60), done(SQUAT, 3, (5, 5, 4), 60), on=6)
        assert (next.change, next.kg) == (Change.SAME, 60)

    def test_body_weight_goes_to_the_harder_variation(self):
        dose = Dose(2, 8, 12)
        twice = (done(AIR, 0, (12, 12), None, 7, dose), done(AIR, 3, (12, 12), None, 7, dose))
        next = after(AIR, *twice, on=6, dose=dose)
        assert (next.change, next.exercise, next.aim) == (Change.HARDER, "goblet-squat", 8)

    def test_other_exercises_and_later_days_do_not_count(self):
        others = done(GOBLET, 0, (8, 8, 8), 60), done(SQUAT, 9, (8, 8, 8), 60)
        assert after(SQUAT, *others, on=5).change is Change.FIRST


class TestHolds:
    def test_five_seconds_more_each_session(self):
        dose = Dose(2, 20, 30)
        next = after(PLANK, done(PLANK, 0, (30, 30), dose=dose), on=3, dose=dose)
        assert (next.change, next.seconds) == (Change.LONGER, 35)

    def test_a_minute_is_enough(self):
        dose = Dose(2, 20, 60)
        next = after(PLANK, done(PLANK, 0, (60, 60), dose=dose), on=3, dose=dose)
        assert (next.change, next.exercise) == (Change.HARDER, "long-plank")

    def test_small_muscles_stop_at_half_a_minute(self):
        dose = Dose(2, 20, 30)
        next = after(CALF_HOLD, done(CALF_HOLD, 0, (30, 30), dose=dose), on=3, dose=dose)
        assert (next.change, next.exercise) == (Change.HARDER, "one-leg")

    def test_a_broken_hold_stays(self):
        dose = Dose(2, 30, 45)
        next = after(PLANK, done(PLANK, 0, (40, 22), dose=dose), on=3, dose=dose)
        assert next.change is Change.SAME


class TestNeverUp:
    TOPS = (done(SQUAT, 0, (8, 8, 8), 60), done(SQUAT, 3, (8, 8, 8), 60))

    def test_in_a_deload_the_weight_stays_and_a_set_goes(self):
        next = after(SQUAT, *self.TOPS, on=6, deload=True)
        assert (next.change, next.sets, next.kg) == (Change.DELOAD, 2, 60)

    def test_after_pain_it_is_lighter(self):
        next = after(SQUAT, done(SQUAT, 0, (8, 8, 8), 60), done(SQUAT, 3, (8, 8, 8), 60, pain=True), on=6)
        assert (next.change, next.kg) == (Change.BACK, 55)

    def test_after_a_gap_of_a_week_one_step_back_and_one_set_fewer(self):
        next = after(SQUAT, *self.TOPS, on=10)
        assert (next.change, next.sets, next.kg) == (Change.BACK, 2, 55)

    def test_another_session_in_between_is_no_gap(self):
        assert after(SQUAT, *self.TOPS, on=11, last_session=START + timedelta(days=7)).kg == 62.5

    def test_who_lifts_once_a_week_has_no_gap_after_a_week(self):
        tops = done(SQUAT, 0, (8, 8, 8), 60), done(SQUAT, 7, (8, 8, 8), 60)
        assert after(SQUAT, *tops, on=14, sessions_a_week=1).kg == 62.5
        assert after(SQUAT, *tops, on=21, sessions_a_week=1).change is Change.BACK

    def test_after_three_weeks_it_starts_again_with_the_doses_of_the_basics(self):
        next = after(SQUAT, *self.TOPS, on=24)
        assert (next.change, next.sets, next.low, next.high, next.kg) == (Change.RESTART, 2, 8, 12, 42.5)

    def test_after_the_comeback_it_returns_within_the_limits(self):
        comeback = done(SQUAT, 15, (6, 6), 55)
        next = after(SQUAT, *self.TOPS, comeback, on=18)
        assert (next.change, next.kg) == (Change.MORE_LOAD, 60)

    def test_very_sore_legs_cost_a_set(self):
        next = after(SQUAT, *self.TOPS, on=6, soreness=Soreness.STRONG)
        assert (next.change, next.sets, next.kg) == (Change.FEWER_SETS, 2, 60)

    def test_a_joint_stops_the_movement(self):
        next = after(SQUAT, *self.TOPS, on=6, soreness=Soreness.JOINT)
        assert (next.change, next.sets) == (Change.STOP, 0)

    def test_mild_soreness_changes_nothing(self):
        assert after(SQUAT, *self.TOPS, on=6, soreness=Soreness.MILD).kg == 62.5


class TestSwap:
    @pytest.mark.parametrize(
        ("old", "new", "kg", "carried"),
        [(SQUAT, GOBLET, 60, 54), (GOBLET, SPLIT, 20, 8), (SPLIT, GOBLET, 10, 14), (AIR, GOBLET, None, None)],
    )
    def test_a_swap_carries_a_careful_load_or_asks(self, old, new, kg, carried):
        assert carried_load(old, new, kg) == carried


sets = st.tuples(
    st.lists(st.integers(1, 14), min_size=1, max_size=4),
    st.sampled_from([None, 6.0, 7.5, 8.0, 9.0, 10.0]),
    st.integers(1, 9),
    st.booleans(),
)


@given(
    st.lists(sets, min_size=1, max_size=12),
    st.sampled_from([4.0, 12.0, 60.0, 97.5]),
    st.sampled_from([SQUAT, GOBLET]),
)
def test_a_load_never_rises_above_its_limits(history, kg, exercise):
    """The runner does what is suggested, well or badly, for weeks: no week ever adds more than the limit."""
    log: tuple[SetRecord, ...] = ()
    loads: list[tuple[date, float]] = []
    day = START
    for counts, rpe, pause, pain in history:
        log += tuple(
            SetRecord(exercise.id, day, count, 5, 8, kg, rpe, pain and rpe == 10.0) for count in counts
        )
        loads.append((day, kg))
        day += timedelta(days=pause)
        next = suggest(exercise, log, day, DOSE)
        assert next.kg is not None
        step = exercise.load_step_kg
        assert next.kg <= max(kg * 1.1, kg + step) + 1e-6
        if next.kg > kg:
            assert pause < 7
            assert not (pain and rpe == 10.0)
        in_week = [load for when, load in loads if when > day - timedelta(days=7)]
        if next.change is Change.MORE_LOAD and in_week:
            assert next.kg <= max(min(in_week) * 1.1, min(in_week) + step) + 1e-6
        assert next.kg > 0
        kg = next.kg


@given(st.lists(sets, max_size=5), st.booleans(), st.sampled_from(list(Soreness)))
def test_the_same_log_has_the_same_answer(history, deload, soreness):
    log: tuple[SetRecord, ...] = ()
    day = START
    for counts, rpe, pause, _ in history:
        log += tuple(SetRecord(SQUAT.id, day, count, 5, 8, 60, rpe) for count in counts)
        day += timedelta(days=pause)
    one = suggest(SQUAT, log, day, DOSE, deload=deload, soreness=soreness)
    assert one == suggest(SQUAT, tuple(reversed(log)), day, DOSE, deload=deload, soreness=soreness)
    if deload:
        assert one.change not in (Change.MORE_LOAD, Change.LONGER, Change.HARDER)
