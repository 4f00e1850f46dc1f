"""Whole stories with their whole series: what a runner lives through, week after week."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.coach.changes import PlannedWeek
from bot.coach.life import missed, with_things
from bot.coach.next_run import NextRun, Place, Where, consequence
from bot.coach.pauses import Comeback, Pause, PauseReason, paused, ramp, returning
from bot.coach.progress import Dose, Soreness
from bot.coach.runner import History, Race
from bot.coach.season import phase_on, week_question
from bot.coach.session import SessionQuestion, build
from bot.coach.week import place
from bot.coach.words import Complaint, Distance, Equipment, Level, Pattern, Priority, SessionKind, Unit
from tests.coach import oracle
from tests.coach.gym import COMPLAINTS, EXERCISES, TEMPLATES
from tests.coach.lifter import START, Lifter
from tests.coach.test_progress import CALF_HOLD, DOSE, GOBLET, SQUAT
from tests.coach.weeks import runs, week

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LEARN = Dose(2, 8, 12)


def season(text, weeks, *races, level=Level.SOME, wish=2, started=START, done=0):
    """Every week of a season: its phase (* for a deload) and where which sessions stand."""
    history = History(level, started, done, races)
    previous = (None,) * 7
    lived = []
    for number in range(weeks):
        monday = START + timedelta(weeks=number)
        question = replace(week_question(monday, history, runs(text), wish), previous=previous)
        plan = place(question)
        assert oracle.problems(question, plan.layout) == []
        on = phase_on(monday, history)
        sessions = " ".join(f"{DAYS[each.day]} {each.kind}" for each in plan.sessions)
        lived.append((f"{on.phase}{'*' if on.deload else ''}", sessions))
        previous = plan.layout
        history = replace(history, sessions_done=history.sessions_done + len(plan.sessions))
    return lived


class TestABeginnersFirstTwelveWeeks:
    def test_the_plan(self):
        assert season("rest easy rest tempo rest easy long", 12, level=Level.NEW) == [
            *[("learn", "Tue learn Thu learn")] * 4,
            *[("steady", "Tue heavy Thu heavy")] * 3,
            ("steady*", "Tue heavy Thu heavy"),
            *[("steady", "Tue power Thu heavy")] * 3,
            ("steady*", "Tue power Thu heavy"),
        ]

    def test_the_goblet_squat(self):
        """Two kg are a big step for 10 kg, so two repetitions beyond the range come first."""
        runner = Lifter(GOBLET, LEARN, 10)
        for number in range(4):
            runner.train(7 * number)
            runner.train(7 * number + 3)
        for number in range(4, 12):
            for day in (0, 3):
                runner.train(7 * number + day, dose=DOSE, deload=number in (7, 11))
        assert runner.series == [
            (0, "first", 10, "2×8"),
            (3, "more-reps", 10, "2×9"),
            (7, "more-reps", 10, "2×10"),
            (10, "more-reps", 10, "2×11"),
            (14, "more-reps", 10, "2×12"),
            (17, "more-reps", 10, "2×13"),
            (21, "more-reps", 10, "2×14"),
            (24, "same", 10, "2×14"),
            (28, "more-load", 12, "3×5"),
            (31, "more-reps", 12, "3×6"),
            (35, "more-reps", 12, "3×7"),
            (38, "more-reps", 12, "3×8"),
            (42, "more-reps", 12, "3×9"),
            (45, "more-reps", 12, "3×10"),
            (49, "deload", 12, "2×8"),
            (52, "deload", 12, "2×8"),
            (56, "same", 12, "3×10"),
            (59, "more-load", 14, "3×5"),
            (63, "more-reps", 14, "3×6"),
            (66, "more-reps", 14, "3×7"),
            (70, "more-reps", 14, "3×8"),
            (73, "more-reps", 14, "3×9"),
            (77, "deload", 14, "2×8"),
            (80, "deload", 14, "2×8"),
        ]

    def test_jumps_wait_for_six_weeks_of_strength(self):
        for weeks, jumps in ((4, False), (5, False), (6, True), (12, True)):
            asked = SessionQuestion(SessionKind.POWER, level=Level.SOME, strength_weeks=weeks)
            built = build(asked, EXERCISES, TEMPLATES)
            assert any(step.exercise.pattern is Pattern.JUMP for step in built.steps) is jumps


class TestAMarathonCycle:
    RACE = Race(START + timedelta(weeks=15, days=6), Distance.MARATHON)
    RUNS = "rest intervals easy tempo easy rest long"

    def test_taper_race_and_recovery(self):
        lived = season(self.RUNS, 20, self.RACE, started=START - timedelta(weeks=20), done=40)
        assert lived == [
            *[("base", "Tue heavy Thu heavy")] * 3,
            ("base*", "Tue heavy Thu heavy"),
            ("base", "Tue heavy Thu heavy"),
            *[("build", "Tue power Thu heavy")] * 2,
            ("build*", "Tue power Thu heavy"),
            *[("build", "Tue power Thu heavy")] * 3,
            *[("race", "Tue heavy")] * 4,
            ("race-week", "Tue iso"),
            ("recovery", "Thu iso"),
            ("recovery", "Tue light"),
            ("recovery", "Tue light"),
            ("steady", "Tue heavy Thu heavy"),
        ]

    def test_a_b_race_on_the_way_keeps_five_days_easy_and_the_phase(self):
        half = Race(START + timedelta(weeks=7, days=6), Distance.HALF, Priority.B)
        lived = season(self.RUNS, 9, self.RACE, half, started=START - timedelta(weeks=20), done=40)
        assert lived[6:] == [
            ("build", "Tue power Thu heavy"),
            ("build*", "Tue light Thu light"),
            ("build", "Tue power Thu heavy"),
        ]

    def test_a_c_race_is_a_hard_run(self):
        parkrun = Race(START + timedelta(weeks=1, days=5), Distance.FIVE_K, Priority.C)
        lived = season(self.RUNS, 2, self.RACE, parkrun, started=START - timedelta(weeks=20), done=40)
        assert lived == [("base", "Tue heavy Thu heavy"), ("base", "Tue heavy Thu light")]


class TestThreeWeeksOfIllness:
    ILL = Pause(PauseReason.ILLNESS, START + timedelta(weeks=3), START + timedelta(weeks=6, days=-1))
    RUNS = "rest intervals easy tempo easy rest long"

    def test_the_weeks(self):
        question = week(self.RUNS)
        planned = PlannedWeek(question, place(question))
        seen = []
        for number in range(2, 8):
            monday = START + timedelta(weeks=number)
            now = paused(planned, monday, self.ILL).after
            back = ramp(self.ILL, START + timedelta(weeks=6))
            now = returning(now, monday, back).after
            seen.append([str(each.kind) for each in now.plan.sessions])
        assert seen == [["heavy", "heavy"], [], [], [], ["light", "learn"], ["heavy", "heavy"]]

    def test_the_way_back(self):
        back = ramp(self.ILL, START + timedelta(weeks=6), last_session=START + timedelta(days=17))
        assert (back.gap_days, back.comeback, back.first_light) == (25, Comeback.RESTART, True)
        assert back.block_start == START + timedelta(weeks=6)

    def test_the_squat(self):
        runner = Lifter(SQUAT, DOSE, 60)
        for day in (0, 3, 7, 10, 14, 17, 43, 46, 50, 53, 57, 60, 64):
            runner.train(day)
        assert runner.series == [
            (0, "first", 60, "3×5"),
            (3, "more-reps", 60, "3×6"),
            (7, "more-reps", 60, "3×7"),
            (10, "more-reps", 60, "3×8"),
            (14, "same", 60, "3×8"),
            (17, "more-load", 62.5, "3×5"),
            (43, "restart", 45, "2×8"),
            (46, "same", 45, "3×8"),
            (50, "more-load", 47.5, "3×5"),
            (53, "more-reps", 47.5, "3×6"),
            (57, "more-reps", 47.5, "3×7"),
            (60, "more-reps", 47.5, "3×8"),
            (64, "same", 47.5, "3×8"),
        ]


class TestAnAnkleThatHurts:
    ANSWERS = NextRun(ran_easily=False, stride_normal=False, where=Where.JOINT, place=Place.ANKLE)

    def test_what_loads_it_stops_and_the_rest_goes_on(self):
        found = consequence(self.ANSWERS)
        assert (found.soreness, found.triage) == (Soreness.JOINT, True)
        assert found.stops == {Pattern.JUMP, Pattern.CALF, Pattern.LUNGE}
        assert found.asks == (Complaint.ACHILLES, Complaint.SHIN_SPLINTS)
        asked = SessionQuestion(
            SessionKind.HEAVY, equipment=frozenset({Equipment.BARBELL}), stopped=found.stops
        )
        built = build(asked, EXERCISES, TEMPLATES)
        assert not {step.exercise.pattern for step in built.steps} & found.stops
        assert [step.exercise.id for step in built.steps if step.part == "main"] == ["back-squat", "deadlift"]

    def test_the_calf_hold_pauses_and_comes_back_lower(self):
        runner = Lifter(CALF_HOLD, Dose(2, 15, 30))
        runner.train(0)
        runner.train(3)
        stopped = runner.asked(7, soreness=Soreness.JOINT)
        assert (str(stopped.change), stopped.sets) == ("stop", 0)
        for day in (10, 14, 17):  # the other sessions went on: this is no gap in training
            next = runner.asked(day, last_session=START + timedelta(days=day - 3))
            assert str(next.change) == "longer"
        runner.train(24)
        assert [line[1:] for line in runner.series] == [
            ("first", None, "2×15"),
            ("longer", None, "2×20"),
            ("restart", None, "2×20"),
        ]

    def test_pain_in_the_session_makes_the_next_one_lighter(self):
        runner = Lifter(SQUAT, DOSE, 60)
        for day, pain in ((0, False), (3, True), (7, False), (10, False)):
            runner.train(day, pain=pain)
        assert runner.series == [
            (0, "first", 60, "3×5"),
            (3, "more-reps", 60, "3×6"),
            (7, "back", 55, "3×5"),
            (10, "more-reps", 55, "3×6"),
        ]


class TestTravel:
    def test_a_few_days_cost_nothing(self):
        away = Pause(PauseReason.TRAVEL, date(2026, 3, 5), date(2026, 3, 9))
        back = ramp(away, date(2026, 3, 10), last_session=date(2026, 3, 4))
        assert (back.comeback, back.first_light) == (Comeback.AS_BEFORE, False)

    def test_the_hotel_room_has_no_barbell(self):
        question = SessionQuestion(SessionKind.HEAVY, equipment=frozenset({Equipment.BARBELL}))
        found = with_things(question, frozenset(), 3, EXERCISES, TEMPLATES, COMPLAINTS)
        assert [(change.day, change.what) for change in found.changes] == [
            (3, "back squat → split squat"),
            (3, "deadlift → single leg deadlift"),
        ]
        assert found.undone().after == build(question, EXERCISES, TEMPLATES, COMPLAINTS)


class TestMissedWeeks:
    def test_the_load_goes_one_step_back_and_returns(self):
        runner = Lifter(SQUAT, DOSE, 60)
        for day in (0, 3, 7, 10, 14, 17, 28, 31, 35, 38, 42):
            runner.train(day)
        assert runner.series == [
            (0, "first", 60, "3×5"),
            (3, "more-reps", 60, "3×6"),
            (7, "more-reps", 60, "3×7"),
            (10, "more-reps", 60, "3×8"),
            (14, "same", 60, "3×8"),
            (17, "more-load", 62.5, "3×5"),
            (28, "back", 55, "2×5"),
            (31, "more-load", 60, "3×5"),
            (35, "more-reps", 60, "3×6"),
            (38, "more-reps", 60, "3×7"),
            (42, "more-reps", 60, "3×8"),
        ]

    def test_all_of_a_week_missed_is_dropped_and_next_week_is_as_ever(self):
        question = week("rest intervals easy tempo easy rest long")
        planned = PlannedWeek(question, place(question))
        after_one = missed(planned, 1, 2).after
        after_both = missed(after_one, 3, 4).after
        assert not any(after_both.plan.layout)
        assert [str(gone.wanted) for gone in after_both.plan.dropped] == ["heavy", "heavy"]
        assert place(replace(question, previous=after_both.plan.layout)).layout == planned.plan.layout


@pytest.mark.parametrize(
    ("exercise", "first", "loads"),
    [
        (SQUAT, 135, [135] * 5 + [140] * 5 + [145] * 5 + [150]),
        (GOBLET, 25, [25] * 7 + [30] * 7 + [35] * 2),
    ],
)
def test_lb_plates(exercise, first, loads):
    """Five lb are a small step for the bar and a big one for the dumbbell, where two repetitions come first."""
    runner = Lifter(exercise, DOSE, first, Unit.LB)
    for number in range(8):
        runner.train(7 * number)
        runner.train(7 * number + 3)
    assert [load for _, _, load, _ in runner.series] == loads


def test_the_sentence_is_in_the_runners_unit():
    runner = Lifter(SQUAT, DOSE, 135, Unit.LB)
    for day in (0, 3, 7, 10, 14):
        runner.train(day)
    next = runner.asked(17)
    assert next.why == "Twice at the top with something left: 140 lb, and back to 5 repetitions."
    assert next.kg == pytest.approx(63.503)
