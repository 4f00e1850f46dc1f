"""What a week becomes when not all of it fits: step-downs, the third session, reasons, preferences."""

from bot.coach.week import RaceDay, Rule, place, why_not
from bot.coach.words import Distance, Mode, Phase, SessionKind
from tests.coach.weeks import week


def days(plan):
    return [placed.day for placed in plan.sessions]


def kinds(plan):
    return [str(placed.kind) for placed in plan.sessions]


class TestStepDown:
    def test_what_does_not_fit_becomes_light_and_says_why(self):
        plan = place(week("rest intervals easy easy tempo easy long"))
        assert kinds(plan) == ["heavy", "light"]
        lowered = plan.sessions[1]
        assert lowered.wanted is SessionKind.HEAVY
        assert lowered.rules[0] in set(Rule)
        assert lowered.reason == (
            "Friday, after your tempo run: light instead of heavy, with Sunday's long run two days later. "
            "A heavy session would fit if Tuesday's intervals changed places with Wednesday's easy run."
        )

    def test_on_the_eve_of_a_key_run_the_legs_are_left_alone(self):
        plan = place(week("hills hills hills hills hills hills easy", wish=2))
        lowered = [placed for placed in plan.sessions if placed.kind is not placed.wanted]
        assert {str(placed.kind) for placed in lowered} <= {"upper", "core"}

    def test_in_a_race_week_holds_are_left(self):
        question = week("easy easy easy easy easy easy easy", race=RaceDay(6, Distance.MARATHON), wish=1)
        assert kinds(place(question)) == ["iso"]

    def test_what_finds_no_day_is_dropped_with_its_rule(self):
        question = week("easy easy easy easy easy easy easy", unavailable=frozenset(range(6)))
        plan = place(question)
        assert days(plan) == [6]
        assert [(str(gone.wanted), gone.rule) for gone in plan.dropped] == [("heavy", Rule.NOT_AVAILABLE)]

    def test_the_change_that_makes_room_makes_room(self):
        question = week("rest intervals easy easy tempo easy long")
        lowered = place(question).sessions[1]
        assert lowered.would_help == "if Tuesday's intervals changed places with Wednesday's easy run"
        changed = place(week("rest easy intervals easy tempo easy long"))
        assert kinds(changed) == ["heavy", "heavy"]


class TestThreeSessions:
    """As many sessions that load the legs as the rules allow; what does not fit spares the legs."""

    def test_three_fit_where_the_runs_leave_room(self):
        plan = place(week("easy easy easy easy easy easy easy", wish=3))
        assert (days(plan), kinds(plan)) == ([0, 2, 4], ["heavy", "heavy", "heavy"])

    def test_the_third_is_upper_body_when_only_days_next_to_the_heavy_ones_are_left(self):
        plan = place(week("easy tempo easy easy easy easy long", wish=3))
        assert (days(plan), kinds(plan)) == ([1, 3, 6], ["heavy", "heavy", "upper"])
        assert plan.sessions[2].reason == (
            "Sunday, after your long run: upper body instead of heavy, to spare your legs."
        )

    def test_next_to_a_heavy_day_the_reason_says_so(self):
        question = week("rest easy tempo easy rest long easy", wish=3, unavailable=frozenset({5, 6}))
        plan = place(question)
        assert (days(plan), kinds(plan)) == ([0, 2, 3], ["heavy", "heavy", "upper"])
        beside = week("easy easy easy easy easy easy easy", wish=2, unavailable=frozenset({2, 3, 4, 5, 6}))
        plan = place(beside)
        assert kinds(plan) == ["heavy", "upper"]
        assert plan.sessions[1].rules[0] is Rule.LEGS_RECOVER
        assert "next to a session that loads your legs" in plan.sessions[1].reason

    def test_a_day_further_away_takes_light_work(self):
        plan = place(week("easy hills easy rest easy race long", wish=3))
        assert (days(plan), kinds(plan)) == ([1, 3, 6], ["heavy", "light", "upper"])

    def test_nobody_is_told_to_give_up_the_long_run(self):
        plan = place(week("easy tempo easy easy easy easy long", wish=3))
        assert plan.sessions[2].would_help == "if Sunday's long run were an easy run"
        assert all("long run were" not in placed.reason for placed in plan.sessions)


class TestReasons:
    def test_strength_apart_from_hard_runs_is_not_sold_as_a_hard_day(self):
        plan = place(week("rest intervals easy tempo easy rest long", mode=Mode.SPREAD))
        assert plan.sessions[0].reason == (
            "Tuesday, after your intervals: your runs leave no better day for it. "
            "Your next key run, Thursday's tempo run, is two days away."
        )

    def test_the_change_is_told_once(self):
        question = week("easy intervals easy easy easy rest long", unavailable=frozenset({1, 2, 3, 5, 6}))
        first, second = place(question).sessions
        assert first.would_help == second.would_help
        assert "A heavy session would fit if" in first.reason
        assert "would fit" not in second.reason


class TestPreferences:
    def test_stack_puts_strength_on_hard_days(self):
        assert days(place(week("rest easy tempo easy intervals rest rest"))) == [2, 4]

    def test_spread_keeps_it_away_from_them(self):
        plan = place(week("rest easy tempo easy intervals rest rest", mode=Mode.SPREAD))
        assert not {2, 4} & set(days(plan))

    def test_not_on_the_day_after_a_long_run(self):
        plan = place(week("easy easy easy easy easy easy long", wish=1))
        assert days(plan) == [1]
        assert why_not(week("easy easy easy easy easy easy long", wish=1), plan, 0).rule == "after-long-run"

    def test_two_rest_days_stay_free(self):
        plan = place(week("rest easy easy rest easy easy easy"))
        assert not {0, 3} & set(days(plan))

    def test_the_longest_smallest_gap(self):
        assert days(place(week("easy easy easy easy easy easy easy"))) == [0, 3]

    def test_the_plan_that_the_runner_saw_stays(self):
        question = week("easy easy easy easy easy easy easy", seen="- heavy - - heavy - -")
        assert days(place(question)) == [1, 4]

    def test_build_has_power_before_heavy(self):
        assert kinds(place(week("easy easy easy easy easy easy easy", phase=Phase.BUILD))) == [
            "power",
            "heavy",
        ]
