"""What holds for every log: the caps, never up when it must not, the same list the same answer."""

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coach.progress import Change, Dose, SetRecord, Soreness, suggest
from bot.coach.replay import corrected, recomputed, replay
from bot.coach.runner import BadInput
from bot.coach.units import in_unit, step_of
from bot.coach.words import Unit
from tests.coach.lifter import START
from tests.coach.test_progress import AIR, DOSE, GOBLET, PLANK, SPLIT, SQUAT, done

UP = {Change.MORE_LOAD, Change.LONGER, Change.HARDER}
LOADED = (SQUAT, GOBLET, SPLIT)

session = st.tuples(
    st.lists(st.integers(1, 14), min_size=1, max_size=4),
    st.sampled_from([None, 6.0, 7.5, 8.0, 9.0, 10.0]),
    st.integers(1, 30),  # days until the next one
    st.booleans(),  # pain
    st.booleans(),  # deload
)
stories = st.lists(session, min_size=1, max_size=14)


def live(exercise, story, first, unit):
    """Follow the suggestions: every (suggestion, load before in the unit, days since, pain, loads of the week)."""
    log = ()
    day, load = START, first
    loads = []
    for counts, rpe, pause, pain, deload in story:
        kg = load if unit is Unit.KG else round(load * 0.45359237, 3)
        log += tuple(SetRecord(exercise.id, day, count, 5, 8, kg, rpe, pain, deload) for count in counts)
        loads.append((day, load))
        day += timedelta(days=pause)
        next = suggest(exercise, log, day, DOSE, unit=unit)
        week = [each for when, each in loads if when > day - timedelta(days=7)]
        yield next, load, pause, pain, week
        load = in_unit(next.kg, unit)


@given(
    stories, st.sampled_from(LOADED), st.sampled_from(list(Unit)), st.sampled_from([10.0, 20.0, 60.0, 95.0])
)
@settings(max_examples=100, deadline=None)
def test_a_load_never_rises_beyond_its_caps_in_kg_or_lb(story, exercise, unit, first):
    step = step_of(exercise, unit)
    for next, load, pause, pain, week in live(exercise, story, first, unit):
        now = in_unit(next.kg, unit)
        lowest = min([load, *week])
        assert now <= max(lowest * 1.1, lowest + step) + 1e-6 or now <= load
        assert now > 0
        if now > load:
            assert pause < 7
            assert not pain
            assert abs(now / step - round(now / step)) < 1e-3, "what goes up can be loaded"


@given(stories, st.sampled_from((*LOADED, AIR, PLANK)))
@settings(max_examples=80, deadline=None)
def test_nothing_goes_up_in_a_deload_after_pain_or_after_a_gap(story, exercise):
    kg = 60.0 if exercise.loaded else None
    day = START
    log = ()
    for counts, rpe, pause, pain, deload in story:
        log += tuple(SetRecord(exercise.id, day, count, 5, 8, kg, rpe, pain, deload) for count in counts)
        last = day
        day += timedelta(days=pause)
        resting = suggest(exercise, log, day, DOSE, deload=True)
        assert resting.change not in UP
        assert (resting.kg or 0) <= (kg or 0)
        fewest = min(counts)
        if resting.change is Change.DELOAD:
            assert resting.aim <= max(
                DOSE.low, min(each.count for each in log if each.day == last), fewest
            ) or (deload)
        sore = suggest(exercise, log, day, DOSE, soreness=Soreness.STRONG)
        hurt = suggest(exercise, log, day, DOSE, soreness=Soreness.JOINT)
        assert sore.change not in UP
        assert hurt.sets == 0
        if pain or pause >= 7:
            next = suggest(exercise, log, day, DOSE)
            assert next.change in (Change.BACK, Change.RESTART)
            assert (next.kg or 0) <= (kg or 0)


@given(stories, st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_log_does_not_matter(story, dice):
    log = []
    day = START
    for counts, rpe, pause, pain, deload in story:
        log += [SetRecord(SQUAT.id, day, count, 5, 8, 60, rpe, pain, deload) for count in counts]
        day += timedelta(days=pause)
    mixed = list(log)
    dice.shuffle(mixed)
    assert replay(SQUAT, tuple(mixed), day, DOSE).next == replay(SQUAT, tuple(log), day, DOSE).next


class TestReplay:
    TOPS = (*done(SQUAT, 0, (8, 8, 8), 60), *done(SQUAT, 3, (8, 8, 8), 60), *done(SQUAT, 7, (5, 5, 5), 62.5))
    TODAY = START + timedelta(days=10)

    def test_every_day_says_what_was_asked(self):
        played = replay(SQUAT, self.TOPS, self.TODAY, DOSE)
        assert [(each.day - START).days for each in played.days] == [0, 3, 7]
        assert [str(each.asked.change) for each in played.days] == ["first", "same", "more-load"]
        assert played.days[2].asked.kg == 62.5
        assert played.next.aim == 6

    def test_a_corrected_log_changes_all_that_follows(self):
        """The second session was hard in truth: then nothing was to go up."""
        hard = done(SQUAT, 3, (8, 8, 8), 60, 9.0)
        right = corrected(self.TOPS, SQUAT.id, START + timedelta(days=3), hard)
        played = replay(SQUAT, right, self.TODAY, DOSE)
        assert [each.asked.kg for each in played.days] == [None, 60, 60]

    def test_a_backdated_session_closes_the_gap(self):
        log = (*done(SQUAT, 0, (8, 8, 8), 60), *done(SQUAT, 3, (8, 8, 8), 60))
        today = START + timedelta(days=12)
        assert replay(SQUAT, log, today, DOSE).next.change is Change.BACK
        forgotten = done(SQUAT, 8, (8, 8, 8), 60)
        found = recomputed(
            SQUAT, log, corrected(log, SQUAT.id, START + timedelta(days=8), forgotten), today, DOSE
        )
        assert found.differs
        assert (found.before.kg, found.after.kg) == (55, 62.5)
        assert found.why == (
            "Back squat: 3 × 5 with 62.5 kg instead of 2 × 5 with 55 kg. "
            "Twice at the top with something left: 62.5 kg, and back to 5 repetitions."
        )

    def test_another_exercise_of_the_list_tells_that_there_was_no_gap(self):
        log = (*done(SQUAT, 0, (6, 6, 6), 60), *done(GOBLET, 6, (8, 8), 12))
        assert replay(SQUAT, log, START + timedelta(days=10), DOSE).next.change is Change.MORE_REPS

    def test_no_change_is_said_too(self):
        found = recomputed(SQUAT, self.TOPS, self.TOPS, self.TODAY, DOSE)
        assert not found.differs
        assert found.why == "Back squat: the next dose stays as it was."

    def test_a_session_that_was_none_is_taken_out(self):
        day = START + timedelta(days=7)
        assert corrected(self.TOPS, SQUAT.id, day, ()) == self.TOPS[:6]

    def test_a_correction_of_two_days_is_refused(self):
        with pytest.raises(BadInput) as caught:
            corrected((), SQUAT.id, START, done(SQUAT, 1, (5,), 60))
        assert caught.value.field == "sets"

    def test_the_checks_count_on_their_day(self):
        checks = {self.TODAY: Soreness.STRONG}
        assert replay(SQUAT, self.TOPS, self.TODAY, DOSE, checks=checks).next.change is Change.FEWER_SETS


class TestBadInput:
    @pytest.mark.parametrize(
        ("field", "more"),
        [("count", {"count": -1}), ("kg", {"kg": -5.0}), ("rpe", {"rpe": 11.0}), ("rpe", {"rpe": 0.0})],
    )
    def test_an_impossible_set_names_its_field(self, field, more):
        with pytest.raises(BadInput) as caught:
            SetRecord(**{"exercise": "x", "day": START, "count": 5, "low": 5, "high": 8, **more})
        assert caught.value.field == field

    @pytest.mark.parametrize("dose", [(0, 5, 8), (3, 8, 5), (3, 0, 8)])
    def test_an_impossible_dose(self, dose):
        with pytest.raises(BadInput):
            Dose(*dose)

    def test_no_session_a_week(self):
        with pytest.raises(BadInput):
            suggest(SQUAT, (), START, DOSE, sessions_a_week=0)


def test_a_long_life_of_random_logs_is_quick_to_replay():
    dice = random.Random(3)
    log = ()
    for number in range(100):
        log += done(SQUAT, number * 3, [dice.randint(4, 9) for _ in range(3)], 60, dice.choice([7, 9, 10]))
    assert len(replay(SQUAT, log, START + timedelta(days=303), DOSE).days) == 100
