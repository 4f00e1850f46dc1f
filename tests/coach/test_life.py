"""When life moves the week: what changes, what stays, and the way back."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coach.changes import PlannedWeek
from bot.coach.life import Things, days_off, equipment_on, missed, moved_run, swapped_runs
from bot.coach.pauses import Pause, PauseReason, paused, ramp, returning
from bot.coach.runner import BadInput
from bot.coach.week import place, violations
from bot.coach.words import Equipment, RunKind
from tests.coach import oracle
from tests.coach.weeks import random_question, runs, week

WEEK = "rest intervals easy tempo easy rest long"

questions = st.integers(0, 2**32).map(lambda seed: random_question(random.Random(seed)))


def planned(text=WEEK, **more):
    question = week(text, **more)
    return PlannedWeek(question, place(question))


def days(found):
    return [each.day for each in found.after.plan.sessions]


def told(found):
    return [change.what for change in found.changes]


class TestMissed:
    def test_it_moves_to_a_legal_day_of_this_week(self):
        found = missed(planned("easy tempo easy easy easy easy long", wish=1), 1, 2)
        assert days(found) == [2]
        assert told(found) == ["Heavy session: Tuesday → Wednesday"]
        assert found.changes[0].why.startswith("Wednesday, after your easy run")

    def test_the_other_sessions_stay_where_they_are(self):
        before = planned("easy easy easy easy easy easy easy")
        assert [each.day for each in before.plan.sessions] == [0, 3]
        found = missed(before, 0, 1)
        assert days(found) == [3, 6]
        assert found.after.plan.sessions[0] == before.plan.sessions[1]

    def test_without_a_legal_day_it_is_dropped_and_nothing_is_owed(self):
        found = missed(planned(), 1, 2)
        assert days(found) == [3]
        assert told(found) == ["Heavy session on Tuesday is left out"]
        assert found.changes[0].why.endswith("Nothing is owed for it.")

    def test_it_is_never_doubled_up(self):
        question = week("easy easy easy easy easy easy easy", wish=3)
        now = PlannedWeek(question, place(question))
        after = missed(now, 0, 1).after
        assert sum(kind is not None for kind in after.plan.layout) <= 3

    def test_it_can_be_taken_back(self):
        before = planned("easy tempo easy easy easy easy long", wish=1)
        assert missed(before, 1, 2).undone().after == before

    @pytest.mark.parametrize(
        ("day", "today", "field"), [(0, 2, "day"), (1, 1, "day"), (9, 2, "day"), (1, 8, "today")]
    )
    def test_what_cannot_be_missed_is_refused_by_field(self, day, today, field):
        with pytest.raises(BadInput) as caught:
            missed(planned(), day, today)
        assert caught.value.field == field

    @given(questions, st.integers(0, 7))
    @settings(max_examples=120, deadline=None)
    def test_whatever_the_week_it_breaks_no_rule_and_adds_nothing(self, question, today):
        plan = place(question)
        for placed in plan.sessions:
            if placed.day >= today or question.earliest > placed.day:
                continue
            after = missed(PlannedWeek(question, plan), placed.day, today).after
            left = [kind if day >= today else None for day, kind in enumerate(after.plan.layout)]
            assert (
                sum(kind is not None for kind in left)
                <= sum(kind is not None for kind in plan.layout[today:]) + 1
            )
            assert violations(after.question, after.plan.layout) == ()
            assert oracle.problems(after.question, after.plan.layout) == []


class TestMovedRun:
    def test_my_intervals_moved_to_wednesday(self):
        found = moved_run(planned("rest intervals easy easy easy rest long"), 1, 2)
        assert found.after.question.runs == runs("rest easy intervals easy easy rest long")
        assert told(found)[:2] == ["Tuesday: easy run", "Wednesday: intervals"]
        assert days(found)[0] == 0 or 2 in days(found)

    def test_only_this_week_changes(self):
        found = moved_run(planned(), 1, 2)
        assert found.after.question.next_runs == runs(WEEK)
        assert found.after.question.previous_runs == runs(WEEK)

    def test_a_day_that_is_over_stays_without(self):
        found = moved_run(planned("rest intervals easy easy easy rest long"), 1, 3, today=2)
        assert found.after.question.runs == runs("rest rest easy intervals easy rest long")

    def test_it_can_be_taken_back(self):
        before = planned()
        assert moved_run(before, 1, 2).undone().after == before

    @pytest.mark.parametrize(
        ("day", "to", "today", "field"),
        [(0, 2, 0, "day"), (1, 3, 0, "to"), (1, 1, 0, "to"), (3, 2, 3, "to"), (1, 8, 0, "to")],
    )
    def test_what_cannot_move_is_refused_by_field(self, day, to, today, field):
        with pytest.raises(BadInput) as caught:
            moved_run(planned(), day, to, today)
        assert caught.value.field == field

    def test_a_race_has_its_date(self):
        with pytest.raises(BadInput):
            moved_run(planned("rest easy easy easy easy easy race"), 6, 5)


class TestSwappedRuns:
    def test_two_key_runs_change_places(self):
        found = swapped_runs(planned(), 1, 3)
        assert found.after.question.runs == runs("rest tempo easy intervals easy rest long")

    def test_a_day_that_is_over_is_refused(self):
        with pytest.raises(BadInput) as caught:
            swapped_runs(planned(), 1, 3, today=2)
        assert caught.value.field == "day"

    @given(questions, st.integers(0, 6), st.integers(0, 6))
    @settings(max_examples=120, deadline=None)
    def test_whatever_the_week_it_breaks_no_rule(self, question, one, other):
        now = PlannedWeek(question, place(question))
        try:
            found = swapped_runs(now, one, other, question.earliest)
        except BadInput:
            return
        assert oracle.problems(found.after.question, found.after.plan.layout) == []
        assert {run: question.runs.count(run) for run in RunKind} == {
            run: found.after.question.runs.count(run) for run in RunKind
        }


class TestDaysOff:
    def test_days_without_time_are_left_out(self):
        found = days_off(planned("easy tempo easy easy easy easy long"), frozenset({1, 2}), 0, "No time.")
        assert not {1, 2} & set(days(found))

    def test_what_is_done_stays(self):
        now = planned(fixed="- heavy - - - - -", earliest=2)
        found = days_off(now, frozenset(range(7)), 2, "You are ill.")
        assert [str(kind) for kind in found.after.plan.layout if kind] == ["heavy"]
        assert found.changes[-1].why


class TestThings:
    USUAL = frozenset({Equipment.BARBELL})
    HOTEL = Things(date(2026, 3, 5), date(2026, 3, 9), frozenset({Equipment.BAND}))

    @pytest.mark.parametrize(("day", "there"), [(4, "barbell"), (5, "band"), (9, "band"), (10, "barbell")])
    def test_other_things_on_some_days(self, day, there):
        assert equipment_on(date(2026, 3, day), self.USUAL, (self.HOTEL,)) == {there}

    def test_what_was_said_last_counts(self):
        gym = replace(self.HOTEL, equipment=frozenset({Equipment.MACHINE}))
        assert equipment_on(date(2026, 3, 6), self.USUAL, (self.HOTEL, gym)) == {"machine"}

    def test_an_end_before_the_beginning_is_refused(self):
        with pytest.raises(BadInput) as caught:
            Things(date(2026, 3, 5), date(2026, 3, 4), frozenset())
        assert caught.value.field == "last"


@given(
    questions, st.integers(0, 6), st.integers(0, 6), st.sampled_from(list(PauseReason)), st.integers(0, 30)
)
@settings(max_examples=120, deadline=None)
def test_whatever_the_pause_it_breaks_no_rule_and_the_way_back_is_gentler(question, first, last, reason, gap):
    """A pause of some days in a week, and the ramp in the days that are left of it."""
    if not first <= last < 6:
        return
    monday = date(2026, 3, 2)
    pause = Pause(reason, monday + timedelta(days=first), monday + timedelta(days=last))
    before = PlannedWeek(question, place(question))
    off = paused(before, monday, pause, question.earliest)
    assert oracle.problems(off.after.question, off.after.plan.layout) == []
    assert not any(first <= placed.day <= last for placed in off.after.plan.sessions)
    back = pause.last + timedelta(days=1)
    way = ramp(pause, back, last_session=back - timedelta(days=max(gap, last - first + 2)))
    home = returning(off.after, monday, way)
    assert oracle.problems(home.after.question, home.after.plan.layout) == []
    pairs = zip(off.after.plan.sessions, home.after.plan.sessions, strict=True)
    for was, now in pairs:
        assert now.kind is was.kind or (was.kind.leg_loading and str(now.kind) in ("light", "learn"))
        assert now.kind is was.kind or now.day > last
    assert home.undone().after == off.after
    later = [placed for placed in home.after.plan.sessions if placed.day > last]
    if way.first_light and later:
        assert not later[0].kind.leg_loading
