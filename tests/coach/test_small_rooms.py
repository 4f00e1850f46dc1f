"""The smaller rules: units, the next-run check, pain in numbers, benchmarks, pauses."""

from datetime import date, timedelta

import pytest

from bot.coach.benchmarks import Benchmark, Result, compared, due, due_on
from bot.coach.next_run import NextRun, PainAnswer, Place, Where, answer_to_pain, consequence
from bot.coach.pauses import Comeback, Pause, PauseReason, paused_days, ramp
from bot.coach.progress import Soreness, carried_load
from bot.coach.runner import BadInput, History
from bot.coach.units import in_kg, in_unit, shown, step_of
from bot.coach.words import Complaint, Equipment, Level, Pattern, Phase, Unit
from tests.coach.test_progress import AIR, GOBLET, SPLIT, SQUAT

DAY = date(2026, 3, 2)


class TestUnits:
    def test_what_stands_on_the_plates_comes_back(self):
        for pounds in range(5, 500, 5):
            assert in_unit(in_kg(pounds, Unit.LB), Unit.LB) == pounds

    def test_shown(self):
        assert shown(62.5, Unit.KG) == "62.5 kg"
        assert shown(61.235, Unit.LB) == "135 lb"

    @pytest.mark.parametrize(
        ("exercise", "unit", "equipment", "step"),
        [
            (SQUAT, Unit.KG, None, 2.5),
            (SQUAT, Unit.LB, "barbell", 5),
            (GOBLET, Unit.LB, "dumbbell", 5),
            (GOBLET, Unit.KG, "kettlebell", 4),
            (GOBLET, Unit.LB, "kettlebell", 10),
            (AIR, Unit.KG, None, 0),
        ],
    )
    def test_steps_of_the_equipment(self, exercise, unit, equipment, step):
        things = None if equipment is None else frozenset({Equipment(equipment)})
        assert step_of(exercise, unit, things) == step

    def test_a_swap_in_lb_can_be_loaded(self):
        carried = carried_load(GOBLET, SPLIT, in_kg(50, Unit.LB), Unit.LB)
        assert shown(carried, Unit.LB) == "20 lb"

    def test_a_load_below_zero_is_refused(self):
        with pytest.raises(BadInput) as caught:
            in_kg(-5, Unit.LB)
        assert caught.value.field == "load"


class TestNextRun:
    @pytest.mark.parametrize(
        ("answers", "soreness", "triage"),
        [
            (NextRun(True, True), Soreness.FINE, False),
            (NextRun(False, True), Soreness.MILD, False),
            (NextRun(True, True, Where.MUSCLE), Soreness.MILD, False),
            (NextRun(False, True, Where.MUSCLE), Soreness.STRONG, False),
            (NextRun(True, True, Where.JOINT), Soreness.JOINT, True),
            (NextRun(True, True, Where.MUSCLE, sharp=True), Soreness.JOINT, True),
            (NextRun(True, False, Where.MUSCLE), Soreness.JOINT, True),
            (NextRun(True, False), Soreness.JOINT, True),
        ],
    )
    def test_what_the_answers_mean(self, answers, soreness, triage):
        found = consequence(answers)
        assert (found.soreness, found.triage) == (soreness, triage)
        assert bool(found.stops) is bool(found.asks) is triage
        assert found.why.endswith(".")

    @pytest.mark.parametrize("place", list(Place))
    def test_every_place_stops_something_and_asks_something(self, place):
        found = consequence(NextRun(True, True, Where.JOINT, place=place))
        assert found.stops
        assert found.asks

    def test_without_a_place_what_was_trained_stops_and_everything_is_asked(self):
        found = consequence(NextRun(True, False), frozenset({Pattern.SQUAT, Pattern.PUSH}))
        assert found.stops == {Pattern.SQUAT}
        assert found.asks == tuple(Complaint)

    def test_a_place_where_nothing_hurts_is_a_contradiction(self):
        with pytest.raises(BadInput) as caught:
            NextRun(True, True, place=Place.KNEE)
        assert caught.value.field == "where"

    @pytest.mark.parametrize(
        ("level", "more", "answer"),
        [
            (0, {}, PainAnswer.GO_ON),
            (3, {}, PainAnswer.LIGHTER),
            (4, {}, PainAnswer.LEAVE_OUT),
            (2, {"worse_next_morning": True}, PainAnswer.LEAVE_OUT),
            (2, {"settled_within_a_day": False}, PainAnswer.LEAVE_OUT),
            (2, {"days": 14}, PainAnswer.SEE_SOMEONE),
            (2, {"days": 13}, PainAnswer.LIGHTER),
        ],
    )
    def test_pain_in_numbers(self, level, more, answer):
        assert answer_to_pain(level, **more)[0] is answer

    @pytest.mark.parametrize(
        ("field", "more"), [("level", {"level": 11}), ("days", {"level": 1, "days": -1})]
    )
    def test_impossible_pain(self, field, more):
        with pytest.raises(BadInput) as caught:
            answer_to_pain(**more)
        assert caught.value.field == field


class TestBenchmarks:
    CALVES = Result(Benchmark.CALF_RAISES, DAY, 20, 18)

    def test_at_the_start_and_every_six_weeks(self):
        assert due_on(Benchmark.CALF_RAISES, (), DAY) == DAY
        assert due_on(Benchmark.CALF_RAISES, (self.CALVES,), DAY) == DAY + timedelta(days=42)
        assert Benchmark.CALF_RAISES not in due((self.CALVES,), DAY, DAY + timedelta(days=41))
        assert Benchmark.CALF_RAISES in due((self.CALVES,), DAY, DAY + timedelta(days=42))

    @pytest.mark.parametrize("phase", [Phase.TAPER, Phase.RACE_WEEK, Phase.RECOVERY])
    def test_not_around_a_race(self, phase):
        assert due((), DAY, DAY, phase) == ()

    def test_nobody_tests_what_hurts(self):
        found = due((), DAY, DAY, complaints=frozenset({Complaint.ACHILLES}))
        assert found == (Benchmark.SIDE_PLANK, Benchmark.SINGLE_LEG_BRIDGE, Benchmark.WALL_SIT)

    def test_the_first_result_is_a_start_and_25_is_no_pass_mark(self):
        found = compared(self.CALVES, ())
        assert (found.change_left, found.weaker) == (None, None)
        assert found.text == (
            "Calf raises: left 20, right 18. That is your start: the next one in six weeks shows where it goes. "
            "About 25 is the middle of many people tested: half do fewer, and it is no pass mark."
        )

    @pytest.mark.parametrize(
        ("left", "right", "says"),
        [
            (21, 19, "About the same as last time"),
            (25, 23, "More than last time."),
            (15, 14, "Less than last time: one tired day"),
            (25, 12, "One side more, one side less"),
        ],
    )
    def test_against_the_last_one(self, left, right, says):
        now = Result(Benchmark.CALF_RAISES, DAY + timedelta(days=42), left, right)
        found = compared(now, (self.CALVES,))
        assert says in found.text
        assert (found.change_left, found.change_right) == (left - 20, right - 18)

    def test_between_the_sides(self):
        found = compared(Result(Benchmark.SIDE_PLANK, DAY, 60, 40), ())
        assert (found.weaker, found.gap_percent) == ("right", 33)
        assert "Your right side is 33 % behind" in found.text
        assert compared(Result(Benchmark.SIDE_PLANK, DAY, 60, 55), ()).weaker is None

    def test_the_wall_sit_has_one_number(self):
        now = Result(Benchmark.WALL_SIT, DAY + timedelta(days=50), 70)
        found = compared(now, (Result(Benchmark.WALL_SIT, DAY, 50),))
        assert (found.change_left, found.change_right) == (20, None)
        assert found.text == "Wall sit: 70 s. More than last time."

    @pytest.mark.parametrize(
        ("field", "result"),
        [
            ("right", (Benchmark.CALF_RAISES, DAY, 20)),
            ("right", (Benchmark.WALL_SIT, DAY, 20, 20)),
            ("result", (Benchmark.WALL_SIT, DAY, -1)),
        ],
    )
    def test_impossible_results(self, field, result):
        with pytest.raises(BadInput) as caught:
            Result(*result)
        assert caught.value.field == field


class TestPauses:
    def test_the_days_of_a_week(self):
        pause = Pause(PauseReason.HOLIDAY, DAY + timedelta(days=4), DAY + timedelta(days=8))
        assert paused_days((pause,), DAY) == {4, 5, 6}
        assert paused_days((pause,), DAY + timedelta(days=7)) == {0, 1}
        assert paused_days((Pause(PauseReason.ILLNESS, DAY),), DAY + timedelta(days=70)) == set(range(7))

    def test_only_an_open_pause_is_asked_about_and_once_a_week(self):
        days = [DAY + timedelta(days=number) for number in range(-8, 30)]
        asked = [(day - DAY).days for day in days if Pause(PauseReason.ILLNESS, DAY).asks_back(day)]
        assert asked == [7, 14, 21, 28]
        assert not any(
            Pause(PauseReason.ILLNESS, DAY, DAY + timedelta(days=40)).asks_back(day) for day in days
        )

    @pytest.mark.parametrize(
        ("days_off", "a_week", "comeback"),
        [
            (5, 2, Comeback.AS_BEFORE),
            (6, 2, Comeback.STEP_BACK),
            (8, 1, Comeback.AS_BEFORE),
            (19, 2, Comeback.STEP_BACK),
            (20, 2, Comeback.RESTART),
        ],
    )
    def test_the_ramp_by_the_gap(self, days_off, a_week, comeback):
        pause = Pause(PauseReason.TRAVEL, DAY, DAY + timedelta(days=days_off - 1))
        back = ramp(pause, DAY + timedelta(days=days_off), sessions_a_week=a_week)
        assert (back.gap_days, back.comeback) == (days_off + 1, comeback)
        assert (back.block_start is not None) is (comeback is Comeback.RESTART)

    def test_after_the_shortest_illness_the_first_session_is_light(self):
        ill = Pause(PauseReason.ILLNESS, DAY).ended(DAY + timedelta(days=2))
        assert ramp(ill, DAY + timedelta(days=2)).first_light

    @pytest.mark.parametrize(
        ("field", "make"),
        [
            ("last", lambda: Pause(PauseReason.ILLNESS, DAY, DAY - timedelta(days=1))),
            ("day", lambda: Pause(PauseReason.ILLNESS, DAY).ended(DAY)),
            ("back", lambda: ramp(Pause(PauseReason.ILLNESS, DAY), DAY + timedelta(days=9))),
            ("back", lambda: ramp(Pause(PauseReason.ILLNESS, DAY, DAY), DAY)),
            (
                "last_session",
                lambda: ramp(
                    Pause(PauseReason.INJURY, DAY, DAY), DAY + timedelta(days=1), DAY + timedelta(days=1)
                ),
            ),
            ("learned", lambda: History(Level.NEW, DAY, learned=DAY - timedelta(days=1))),
        ],
    )
    def test_contradictions_name_their_field(self, field, make):
        with pytest.raises(BadInput) as caught:
            make()
        assert caught.value.field == field
