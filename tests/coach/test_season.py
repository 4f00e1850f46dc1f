"""The season by exact days: phases, windows, blocks and deloads."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coach.runner import BadInput, History, Race, distance_for
from bot.coach.season import (
    kinds_wanted,
    monday_of,
    phase_on,
    races_in_view,
    season_view,
    sessions_wanted,
    week_question,
)
from bot.coach.week import place
from bot.coach.words import Distance, Level, Phase, Priority, SessionKind
from tests.coach.weeks import runs

RACE_DAY = date(2026, 10, 11)  # a Sunday
LONG_AGO = date(2026, 1, 5)  # a Monday


def history(*races, level=Level.SOME, started=LONG_AGO, **more):
    return History(level, started, races=races, **more)


def before(distance, days, **more):
    """The phase so many days before an A race on a Sunday."""
    return phase_on(RACE_DAY - timedelta(days=days), history(Race(RACE_DAY, Distance(distance)), **more))


class TestTowardsARace:
    @pytest.mark.parametrize(
        ("distance", "days", "phase"),
        [
            ("marathon", 200, "base"),
            ("marathon", 77, "base"),  # eleven weeks
            ("marathon", 76, "build"),
            ("marathon", 35, "build"),  # five weeks
            ("marathon", 34, "race"),
            ("marathon", 10, "race"),  # the last day for a heavy session
            ("marathon", 9, "taper"),
            ("marathon", 7, "taper"),
            ("marathon", 6, "race-week"),  # the Monday before a Sunday race
            ("marathon", 0, "race-week"),
            ("ultra", 10, "race"),
            ("ultra", 9, "taper"),
            ("half", 7, "race"),
            ("half", 6, "race-week"),
            ("10k", 5, "race"),
            ("10k", 4, "race-week"),
            ("5k", 5, "race"),
            ("5k", 4, "race-week"),
        ],
    )
    def test_the_phase_by_days_to_the_race(self, distance, days, phase):
        assert before(distance, days).phase == phase

    @pytest.mark.parametrize(
        ("distance", "days"), [("5k", 7), ("10k", 7), ("half", 14), ("marathon", 21), ("ultra", 28)]
    )
    def test_recovery_by_distance(self, distance, days):
        assert before(distance, -1).phase is Phase.RECOVERY
        assert before(distance, -days).phase is Phase.RECOVERY
        assert before(distance, -days - 1).phase is Phase.STEADY

    def test_the_weeks_of_recovery_are_counted(self):
        assert [before("half", -day).recovery_week for day in (1, 7, 8, 14)] == [1, 1, 2, 2]

    def test_a_race_soon_after_another_gets_its_race_week_but_no_heavy_work(self):
        second = RACE_DAY + timedelta(days=14)
        both = history(Race(RACE_DAY, Distance.MARATHON), Race(second, Distance.TEN_K))
        phases = [phase_on(RACE_DAY + timedelta(days=day), both).phase for day in range(1, 15)]
        assert phases == [Phase.RECOVERY] * 9 + [Phase.RACE_WEEK] * 5

    def test_only_an_a_race_shapes_the_season(self):
        for priority in (Priority.B, Priority.C):
            on = phase_on(RACE_DAY, history(Race(RACE_DAY, Distance.HALF, priority)))
            assert on.phase is Phase.STEADY

    def test_a_b_race_announces_its_five_easy_days(self):
        race = Race(RACE_DAY, Distance.TEN_K, Priority.B)
        easing = [phase_on(RACE_DAY - timedelta(days=day), history(race)).easing_for for day in range(7)]
        assert easing == [None, race, race, race, race, race, None]

    def test_the_reason_is_a_sentence_about_the_race(self):
        assert (
            before("marathon", 84).why
            == "Your marathon is 12 weeks away: time to build strength with heavy lifts."
        )


class TestLearn:
    START = date(2026, 3, 2)

    def on(self, day, done, *races):
        return phase_on(
            self.START + timedelta(days=day),
            History(Level.NEW, self.START, sessions_done=done, races=races),
        ).phase

    def test_four_weeks_and_six_sessions(self):
        assert self.on(27, 8) is Phase.LEARN
        assert self.on(28, 5) is Phase.LEARN
        assert self.on(28, 6) is Phase.STEADY

    def test_whatever_the_race(self):
        assert self.on(10, 3, Race(self.START + timedelta(days=100), Distance.MARATHON)) is Phase.LEARN

    def test_nothing_heavier_when_the_race_is_closer_than_six_weeks(self):
        near = Race(self.START + timedelta(days=28 + 41), Distance.HALF)
        assert self.on(28, 8, near) is Phase.LEARN
        assert self.on(28 + 34, 14, near) is Phase.LEARN
        assert self.on(28 + 35, 14, near) is Phase.RACE_WEEK
        far = Race(self.START + timedelta(days=28 + 42), Distance.HALF)
        assert self.on(28, 8, far) is Phase.BUILD

    def test_after_the_race_it_goes_on(self):
        near = Race(self.START + timedelta(days=40), Distance.TEN_K)
        assert self.on(41, 8, near) is Phase.RECOVERY
        assert self.on(48, 9, near) is Phase.STEADY

    def test_who_learned_before_the_season_does_not_go_back(self):
        race = Race(self.START + timedelta(days=140), Distance.HALF)
        assert self.on(140 - 30, 30, race) is Phase.RACE

    def test_others_never_learn(self):
        assert phase_on(self.START, History(Level.SOME, self.START)).phase is Phase.STEADY


class TestSteady:
    def weeks(self, count, **more):
        return [phase_on(LONG_AGO + timedelta(weeks=week), history(**more)) for week in range(count)]

    def test_base_and_build_alternate_in_blocks_of_four(self):
        assert [str(on.block) for on in self.weeks(12)] == ["base"] * 4 + ["build"] * 4 + ["base"] * 4

    def test_every_fourth_week_is_a_deload(self):
        assert [on.deload for on in self.weeks(8)] == [False, False, False, True] * 2
        assert [on.week_in_phase for on in self.weeks(8)] == [1, 2, 3, 4] * 2

    def test_a_new_block_may_be_started(self):
        start = LONG_AGO + timedelta(weeks=2)
        assert [on.deload for on in self.weeks(7, block_start=start)] == [False] * 5 + [True] + [False]

    def test_every_fourth_week_towards_a_race_too(self):
        race = Race(LONG_AGO + timedelta(weeks=20, days=6), Distance.HALF)
        weeks = [phase_on(LONG_AGO + timedelta(weeks=week), history(race)) for week in range(21)]
        assert [week for week, on in enumerate(weeks) if on.deload] == [3, 7, 11, 15]
        phases = [str(on.phase) for on in weeks]
        assert phases == ["base"] * 10 + ["build"] * 6 + ["race"] * 4 + ["race-week"]


class TestNumbers:
    @pytest.mark.parametrize("wish", [1, 2, 3])
    @pytest.mark.parametrize("level", list(Level))
    @pytest.mark.parametrize("phase", list(Phase))
    def test_the_wish_caps_every_phase_and_the_kinds_are_as_many(self, phase, level, wish):
        count = sessions_wanted(phase, level, wish)
        assert 1 <= count <= wish
        assert sessions_wanted(phase, level, wish, deload=True) == count
        assert len(kinds_wanted(phase, level, count)) == count

    def test_the_kinds_of_a_phase(self):
        assert kinds_wanted(Phase.BUILD, Level.SOME, 2) == (SessionKind.POWER, SessionKind.HEAVY)
        assert kinds_wanted(Phase.RECOVERY, Level.SOME, 1, recovery_week=1) == (SessionKind.ISO,)
        assert kinds_wanted(Phase.RECOVERY, Level.SOME, 1, recovery_week=2) == (SessionKind.LIGHT,)
        assert kinds_wanted(Phase.BASE, Level.SOME, 2) == (SessionKind.HEAVY, SessionKind.HEAVY)

    def test_a_wish_of_four_is_refused(self):
        with pytest.raises(BadInput):
            sessions_wanted(Phase.BASE, Level.SOME, 4)

    @pytest.mark.parametrize(
        ("kilometres", "distance"),
        [
            (3, "5k"),
            (5, "5k"),
            (8, "10k"),
            (15, "half"),
            (21.0975, "half"),
            (30, "marathon"),
            (42.195, "marathon"),
            (50, "ultra"),
        ],
    )
    def test_other_distances_count_as_the_next_longer(self, kilometres, distance):
        assert distance_for(kilometres) == distance


class TestView:
    def test_a_marathon_season(self):
        race = Race(LONG_AGO + timedelta(weeks=15, days=6), Distance.MARATHON, name="Spring marathon")
        view = season_view(LONG_AGO, 19, history(race))
        assert [str(week.on.phase) for week in view] == (
            ["base"] * 5 + ["build"] * 6 + ["race"] * 4 + ["race-week"] + ["recovery"] * 3
        )
        assert view[14].phases == (Phase.RACE, Phase.TAPER)
        assert view[15].races == (race,)
        assert all(week.monday.weekday() == 0 for week in view)

    def test_a_beginners_sessions_to_come_are_taken_as_done(self):
        view = season_view(LONG_AGO, 8, History(Level.NEW, LONG_AGO))
        assert [str(week.on.phase) for week in view] == ["learn"] * 4 + ["steady"] * 4

    def test_with_one_session_a_week_learning_takes_six(self):
        view = season_view(LONG_AGO, 8, History(Level.NEW, LONG_AGO), wish=1)
        assert [str(week.on.phase) for week in view] == ["learn"] * 6 + ["steady"] * 2

    def test_the_races_of_a_week_question(self):
        races = (
            Race(RACE_DAY, Distance.HALF),
            Race(RACE_DAY - timedelta(days=7), Distance.TEN_K, Priority.B),
            Race(RACE_DAY - timedelta(days=3), Distance.FIVE_K, Priority.C),
        )
        main, others = races_in_view(monday_of(RACE_DAY), races)
        assert main is not None
        assert (main.day, main.distance) == (6, Distance.HALF)
        assert [other.day for other in others] == [-1, 3]


class TestWeekQuestion:
    RUNS = runs("easy intervals easy tempo rest rest easy")

    def test_the_day_after_a_race_in_the_week_is_recovery(self):
        saturday = Race(RACE_DAY - timedelta(days=1), Distance.TEN_K)
        question = week_question(monday_of(RACE_DAY), history(saturday), self.RUNS)
        assert question.recovering == frozenset({6})
        assert not any(placed.kind.leg_loading for placed in place(question).sessions)

    def test_a_steady_week_is_planned_as_its_block(self):
        assert week_question(LONG_AGO, history(), self.RUNS).phase is Phase.BASE
        assert week_question(LONG_AGO + timedelta(weeks=4), history(), self.RUNS).phase is Phase.BUILD

    def test_the_week_after_a_marathon_starts_late_and_gently(self):
        question = week_question(
            RACE_DAY + timedelta(days=1), history(Race(RACE_DAY, Distance.MARATHON)), self.RUNS
        )
        assert [(placed.day > 1, str(placed.kind)) for placed in place(question).sessions] == [(True, "iso")]

    def test_a_week_begins_on_a_monday(self):
        with pytest.raises(BadInput):
            week_question(RACE_DAY, history(), self.RUNS)


days = st.dates(date(2025, 1, 1), date(2028, 1, 1))
races = st.builds(Race, days, st.sampled_from(list(Distance)), st.sampled_from(list(Priority)))


@given(
    days,
    st.lists(races, max_size=4, unique_by=lambda race: race.day),
    st.sampled_from(list(Level)),
    st.integers(0, 30),
)
def test_any_day_has_a_phase_that_respects_the_nearest_race(day, all_races, level, done):
    on = phase_on(day, History(level, date(2025, 1, 1), done, tuple(all_races)))
    assert on.week_in_phase >= 1
    assert on.why.endswith(".")
    main = [race for race in all_races if race.priority is Priority.A]
    if any(
        0 <= (race.day - day).days < {"5k": 5, "10k": 5, "half": 7}.get(race.distance, 10) for race in main
    ):
        assert on.phase in (Phase.TAPER, Phase.RACE_WEEK, Phase.RECOVERY)
    if on.deload:
        assert on.phase in (Phase.BASE, Phase.BUILD, Phase.STEADY)
    if on.phase is Phase.LEARN:
        assert level is Level.NEW
