"""Every hard rule by its name, in weeks that a runner could have."""

import pytest

from bot.coach.week import (
    BadInput,
    RaceDay,
    Rule,
    WeekQuestion,
    legal_days,
    moves,
    place,
    violations,
)
from bot.coach.words import Distance, Level, Order, Phase, Priority, RunKind
from tests.coach.weeks import runs, sessions, week


def days(plan):
    return [placed.day for placed in plan.sessions]


def kinds(plan):
    return [str(placed.kind) for placed in plan.sessions]


def rules(question, layout):
    return [(broken.day, broken.rule) for broken in violations(question, sessions(layout))]


class TestTheExamplesOfTheRules:
    def test_two_hard_days_and_a_saturday_long_run_give_tuesday_and_sunday(self):
        assert days(place(week("rest intervals easy tempo rest long easy"))) == [1, 6]

    def test_two_hard_days_and_a_sunday_long_run_give_both_hard_days(self):
        assert days(place(week("rest intervals easy tempo easy rest long"))) == [1, 3]

    def test_seven_days_of_running_give_the_fast_day_and_two_days_on(self):
        assert days(place(week("easy tempo easy easy easy easy long"))) == [1, 3]

    def test_the_reason_names_the_days(self):
        plan = place(week("easy intervals easy easy easy easy long", wish=1))
        assert plan.sessions[0].reason == (
            "Tuesday, after your intervals: your hard day stays hard and Wednesday stays easy. "
            "Your next key run, Sunday's long run, is five days away."
        )


class TestEveOfKey:
    def test_no_leg_loading_session_on_the_day_before_a_hard_run(self):
        question = week("easy easy easy tempo easy easy easy")
        assert rules(question, "- - heavy - - - -") == [(2, Rule.EVE_OF_KEY)]

    def test_basics_load_the_legs_too(self):
        question = week("easy easy easy tempo easy easy easy", phase=Phase.LEARN, level=Level.NEW)
        assert rules(question, "- - learn - - - -") == [(2, Rule.EVE_OF_KEY)]

    def test_sunday_looks_at_next_monday(self):
        question = week("easy easy easy easy easy easy easy", next_runs="hills easy easy easy easy easy easy")
        assert rules(question, "- - - - - - heavy") == [(6, Rule.EVE_OF_KEY)]

    def test_a_week_repeats_when_nothing_else_is_known(self):
        assert rules(week("hills easy easy easy easy easy easy"), "- - - - - - heavy") == [
            (6, Rule.EVE_OF_KEY)
        ]

    def test_gentle_work_may_stand_there(self):
        assert rules(week("easy easy easy tempo easy easy easy"), "- - upper - - - -") == []


class TestTwoDaysBeforeLong:
    def test_no_heavy_session_two_days_before_the_long_run(self):
        question = week("rest easy easy easy easy easy long")
        assert rules(question, "- - - - heavy - -") == [(4, Rule.TWO_DAYS_BEFORE_LONG)]
        assert rules(question, "- - - heavy - - -") == []

    def test_basics_may_stand_two_days_before(self):
        question = week("rest easy easy easy easy easy long", phase=Phase.LEARN, level=Level.NEW)
        assert rules(question, "- - - - learn - -") == []

    def test_a_race_counts_as_a_long_run(self):
        question = week("rest easy easy easy easy easy race")
        assert rules(question, "- - - - power - -") == [(4, Rule.TWO_DAYS_BEFORE_LONG)]

    def test_the_weekend_looks_at_next_week(self):
        question = week("easy easy easy easy easy easy easy", next_runs="easy long easy easy easy easy easy")
        assert rules(question, "- - - - - - heavy") == [(6, Rule.TWO_DAYS_BEFORE_LONG)]
        question = week("easy easy easy easy easy easy easy", next_runs="long easy easy easy easy easy easy")
        assert rules(question, "- - - - - heavy -") == [(5, Rule.TWO_DAYS_BEFORE_LONG)]


class TestLongRunDay:
    def test_nothing_heavy_on_the_day_of_the_long_run(self):
        assert rules(week("rest easy easy long easy easy easy"), "- - - heavy - - -") == [
            (3, Rule.LONG_RUN_DAY)
        ]

    def test_gentle_work_comes_after_it(self):
        question = week("rest long rest long rest long rest", wish=3, unavailable=frozenset({0, 2, 4, 6}))
        plan = place(question)
        assert plan.sessions[0].order is Order.AFTER_RUN
        assert not any(placed.kind.leg_loading for placed in plan.sessions)


class TestLegsRecover:
    def test_leg_loading_sessions_are_two_days_apart(self):
        question = week("easy easy easy easy easy easy easy", wish=3)
        assert rules(question, "heavy heavy - - - - -") == [(1, Rule.LEGS_RECOVER)]
        assert rules(question, "heavy - heavy - - - -") == []

    def test_last_sunday_keeps_monday_free(self):
        question = week("easy easy easy easy easy easy easy", previous="- - - - - - heavy")
        assert rules(question, "heavy - - - - - -") == [(0, Rule.LEGS_RECOVER)]

    def test_last_sundays_upper_body_session_does_not(self):
        question = week("easy easy easy easy easy easy easy", previous="- - - - - - upper")
        assert rules(question, "heavy - - - - - -") == []

    def test_a_settled_next_monday_keeps_sunday_free(self):
        question = week("easy easy easy easy easy easy easy", next_sessions="power - - - - - -")
        assert rules(question, "- - - - - - heavy") == [(6, Rule.LEGS_RECOVER)]

    def test_a_session_that_is_done_counts(self):
        question = week("easy easy easy easy easy easy easy", fixed="- heavy - - - - -", earliest=2)
        assert rules(question, "- heavy heavy - - - -") == [(2, Rule.LEGS_RECOVER)]


class TestOneEasyDay:
    def test_the_last_day_without_a_key_run_stays_without_strength(self):
        question = week("hills tempo hills tempo hills tempo easy", wish=1)
        assert rules(question, "- - - - - - upper") == [(6, Rule.ONE_EASY_DAY)]

    def test_two_such_days_may_hold_one_session(self):
        question = week("hills tempo hills easy hills tempo easy", wish=1)
        assert rules(question, "- - - - - - upper") == []

    def test_a_week_of_seven_key_days_cannot_have_one(self):
        question = week("hills tempo hills tempo hills tempo hills", wish=1)
        assert place(question).sessions
        assert rules(question, "- - - - - - upper") == []


class TestTaper:
    @pytest.mark.parametrize(
        ("distance", "days_before"),
        [("5k", 5), ("10k", 5), ("half", 7), ("marathon", 10), ("ultra", 10)],
    )
    def test_the_last_heavy_session_by_distance(self, distance, days_before):
        for day in range(7):
            for left in (days_before, days_before - 1):
                race = RaceDay(day + left, Distance(distance))
                question = week("rest rest rest rest rest rest rest", race=race)
                layout = " ".join("heavy" if each == day else "-" for each in range(7))
                broken = [rule for _, rule in rules(question, layout)]
                assert (Rule.TAPER in broken) is (left < days_before)

    def test_basics_end_with_it_too(self):
        question = week(
            "rest rest rest rest rest rest rest", race=RaceDay(9, Distance.MARATHON), phase=Phase.LEARN
        )
        assert (0, Rule.TAPER) in rules(question, "learn - - - - - -")

    def test_gentle_work_until_three_days_before_then_mobility(self):
        question = week("rest rest rest rest rest rest rest", race=RaceDay(6, Distance.HALF))
        assert rules(question, "- - - iso - - -") == []
        assert rules(question, "- - - - iso - -") == [(4, Rule.TAPER)]
        assert rules(question, "- - - - - core -") == [(5, Rule.TAPER)]
        assert rules(question, "- - - - - mobility -") == []

    def test_nothing_on_race_day(self):
        question = week("rest rest rest rest rest rest rest", race=RaceDay(6, Distance.HALF))
        assert rules(question, "- - - - - - mobility") == [(6, Rule.RACE_DAY)]

    def test_a_b_race_gets_five_easy_days(self):
        race = RaceDay(6, Distance.HALF, Priority.B)
        question = week("rest rest rest rest rest rest rest", other_races=(race,))
        assert (1, Rule.TAPER) in rules(question, "- heavy - - - - -")
        assert rules(question, "heavy - - - - - -") == []

    def test_a_c_race_is_a_hard_run(self):
        race = RaceDay(6, Distance.HALF, Priority.C)
        question = week("rest rest rest rest rest rest rest", other_races=(race,))
        assert rules(question, "- - - heavy - - -") == []
        assert rules(question, "- - - - heavy - -") == [(4, Rule.TWO_DAYS_BEFORE_LONG)]


class TestFrequencyAndDays:
    @pytest.mark.parametrize(
        ("phase", "level", "wish", "count"),
        [
            (Phase.LEARN, Level.NEW, 3, 2),
            (Phase.BASE, Level.NEW, 3, 2),
            (Phase.BASE, Level.SOME, 3, 3),
            (Phase.BASE, Level.SOME, 1, 1),
            (Phase.BUILD, Level.REGULAR, 3, 2),
            (Phase.RACE, Level.SOME, 3, 1),
            (Phase.RACE, Level.REGULAR, 3, 2),
            (Phase.TAPER, Level.REGULAR, 3, 1),
            (Phase.RACE_WEEK, Level.REGULAR, 3, 1),
            (Phase.RECOVERY, Level.REGULAR, 3, 1),
            (Phase.STEADY, Level.REGULAR, 3, 3),
        ],
    )
    def test_the_phase_and_the_wish_cap_the_number(self, phase, level, wish, count):
        question = week("easy easy easy easy easy easy easy", phase=phase, level=level, wish=wish)
        assert len(place(question).sessions) == count

    def test_what_is_done_counts(self):
        question = week("easy easy easy easy easy easy easy", fixed="heavy - - - - - -", earliest=1)
        assert len(place(question).sessions) == 1
        assert rules(question, "heavy - heavy - heavy - -") == [(4, Rule.FREQUENCY)]

    def test_nothing_on_days_ruled_out_or_over(self):
        question = week("easy easy easy easy easy easy easy", unavailable=frozenset({4}), earliest=2)
        assert rules(question, "heavy - - - heavy - -") == [(0, Rule.NOT_AVAILABLE), (4, Rule.NOT_AVAILABLE)]

    def test_a_missed_session_is_not_doubled_up(self):
        question = week("easy easy easy easy easy easy easy", earliest=5)
        assert len({placed.day for placed in place(question).sessions}) == len(place(question).sessions)
        done = week("easy easy easy easy easy easy easy", earliest=5, fixed="- - - - - heavy -")
        assert rules(done, "- - - - - upper -") == [(5, Rule.ONE_A_DAY)]

    def test_race_days_of_the_run_week_stay_free(self):
        assert rules(week("easy easy easy race easy easy easy"), "- - - upper - - -") == [(3, Rule.RACE_DAY)]


class TestMoves:
    def test_a_session_moves_as_it_is_or_steps_down(self):
        question = week("rest intervals easy tempo rest long easy")
        plan = place(question)
        assert legal_days(question, plan, 1) == ()
        assert [(move.day, str(move.kind)) for move in moves(question, plan, 1)] == [
            (0, "upper"),
            (2, "upper"),
            (3, "light"),
            (4, "upper"),
            (5, "upper"),
        ]

    def test_a_legal_day_keeps_the_kind(self):
        question = week("easy tempo easy easy easy easy long", wish=1)
        assert legal_days(question, place(question), 1) == (2, 3)

    def test_a_session_that_is_done_stays(self):
        question = week("easy tempo easy easy easy easy long", fixed="- heavy - - - - -", earliest=2)
        with pytest.raises(BadInput):
            moves(question, place(question), 1)
        with pytest.raises(BadInput):
            moves(question, place(question), 5)


class TestOrder:
    @pytest.mark.parametrize(
        ("run", "order"),
        [("tempo", "after-run"), ("easy", "after-run"), ("rest", "no-run"), ("cross", "any")],
    )
    def test_how_run_and_lift_follow_each_other(self, run, order):
        question = week(f"{run} rest rest rest rest rest rest", wish=1, unavailable=frozenset(range(1, 7)))
        assert place(question).sessions[0].order == order

    def test_gentle_work_goes_either_side_of_an_easy_run(self):
        question = week(
            "easy rest rest rest rest rest rest", phase=Phase.RECOVERY, unavailable=frozenset(range(1, 7))
        )
        assert place(question).sessions[0].order is Order.ANY


class TestBadInput:
    @pytest.mark.parametrize(
        ("field", "more"),
        [
            ("runs", {"runs": (RunKind.EASY,) * 6}),
            ("wish", {"wish": 4}),
            ("wish", {"wish": 0}),
            ("unavailable", {"unavailable": frozenset({7})}),
            ("previous", {"previous": (None,) * 8}),
            ("next", {"next_runs": (RunKind.EASY,)}),
            ("earliest", {"earliest": 9}),
            ("recovery_week", {"recovery_week": 0}),
            (
                "race",
                {
                    "race": RaceDay(3, Distance.HALF),
                    "other_races": (RaceDay(3, Distance.TEN_K, Priority.B),),
                },
            ),
        ],
    )
    def test_the_field_is_named(self, field, more):
        with pytest.raises(BadInput) as caught:
            WeekQuestion(**{"runs": runs("easy easy easy easy easy easy easy"), **more})
        assert caught.value.field == field
        assert caught.value.message
