"""What holds for every week: a large slice against the oracle, and properties."""

import random
import re
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coach.week import BadInput, legal_days, moves, place, violations, why_not
from bot.coach.week_search import _subsets, legs_that_fit
from bot.coach.words import RunKind, SessionKind
from tests.coach import oracle
from tests.coach.audit import complaints_about
from tests.coach.weeks import random_question, week

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SLICES = 10
WEEKS_A_SLICE = 5_000

questions = st.integers(0, 2**32).map(lambda seed: random_question(random.Random(seed)))


@pytest.mark.parametrize("seed", range(SLICES))
def test_a_slice_of_all_weeks_breaks_no_rule_and_leaves_no_session_out(seed):
    dice = random.Random(1_000 + seed)
    for _ in range(WEEKS_A_SLICE):
        question = random_question(dice)
        assert complaints_about(question) == [], question


def test_the_oracle_sees_what_is_wrong():
    """An oracle that finds nothing would let everything pass: each rule is broken once before its eyes."""
    found = set()
    dice = random.Random(4)
    kinds = ("heavy", "learn", "upper", None, None)
    for _ in range(3_000):
        question = random_question(dice)
        layout = [done if done is not None else dice.choice(kinds) for done in question.fixed]
        found |= {rule for _, rule in oracle.problems(question, layout)}
    assert found == {
        "eve-of-key",
        "two-days-before-long",
        "long-run-day",
        "legs-recover",
        "one-easy-day",
        "taper",
        "frequency",
        "not-available",
        "race-day",
    }


@given(questions)
@settings(max_examples=100, deadline=None)
def test_the_same_question_has_the_same_plan(question):
    assert place(question) == place(replace(question))


@given(questions, st.integers(0, 6))
@settings(max_examples=100, deadline=None)
def test_making_a_hard_run_easy_never_leaves_fewer_leg_loading_sessions(question, day):
    if not question.runs[day].hard:
        return
    easier = replace(question, runs=(*question.runs[:day], RunKind.EASY, *question.runs[day + 1 :]))
    assert _legs(place(easier)) >= _legs(place(question))


@given(questions)
@settings(max_examples=100, deadline=None)
def test_a_session_moved_to_a_legal_day_breaks_nothing(question):
    plan = place(question)
    for placed in plan.sessions:
        for move in moves(question, plan, placed.day):
            layout = list(plan.layout)
            layout[move.day], layout[placed.day] = move.kind, None
            assert oracle.problems(question, layout) == []


@given(questions)
@settings(max_examples=100, deadline=None)
def test_every_other_day_breaks_something(question):
    plan = place(question)
    for placed in plan.sessions:
        legal = legal_days(question, plan, placed.day)
        for day in range(7):
            if day in legal or plan.layout[day] is not None:
                continue
            layout = list(plan.layout)
            layout[day], layout[placed.day] = layout[placed.day], None
            assert oracle.problems(question, layout)


@given(questions)
@settings(max_examples=100, deadline=None)
def test_light_work_stands_clear_of_what_loads_the_legs_and_reasons_are_short(question):
    plan = place(question)
    loads = [kind is not None and kind.leg_loading for kind in plan.layout]
    for placed in plan.sessions:
        if placed.kind is SessionKind.LIGHT:
            assert not any(loads[day] for day in (placed.day - 1, placed.day + 1) if day in range(7))
        assert placed.reason.count(". ") <= 1
        assert len(placed.reason) <= 220, placed.reason
    for gone in plan.dropped:
        assert len(gone.reason) <= 220, gone.reason


@given(questions)
@settings(max_examples=100, deadline=None)
def test_every_free_day_can_say_why_not(question):
    plan = place(question)
    for day in range(7):
        if plan.layout[day] is None:
            refusal = why_not(question, plan, day)
            assert refusal.day == day
            assert refusal.text.endswith(".")
        else:
            with pytest.raises(BadInput):
                why_not(question, plan, day)


@given(questions)
@settings(max_examples=100, deadline=None)
def test_a_plan_already_seen_is_kept(question):
    """Preference five works: planning again with the own plan in view changes nothing."""
    plan = place(question)
    again = place(replace(question, seen=plan.layout))
    if question.seen is None:
        assert again.layout == plan.layout


@given(questions, st.lists(st.sampled_from(["heavy", "upper", "learn", None]), min_size=7, max_size=7))
@settings(max_examples=100, deadline=None)
def test_both_checkers_agree_on_any_layout(question, kinds):
    layout = tuple(
        done if done is not None else SessionKind(kind) if kind else None
        for done, kind in zip(question.fixed, kinds, strict=True)
    )
    ours = {str(broken.rule) for broken in violations(question, layout)}
    theirs = {rule for _, rule in oracle.problems(question, layout)}
    assert ours == theirs


@given(questions)
@settings(max_examples=100, deadline=None)
def test_the_change_that_would_help_helps(question):
    plan = place(question)
    for session in (*plan.sessions, *plan.dropped):
        if not session.would_help:
            continue
        named = [DAYS.index(day) for day in re.findall("|".join(DAYS), session.would_help)]
        runs = list(question.runs)
        if "changed places" in session.would_help:
            one, two = named
            runs[one], runs[two] = runs[two], runs[one]
        elif "easy run" in session.would_help:
            runs[named[0]] = RunKind.EASY
        else:
            question = replace(question, unavailable=question.unavailable - {named[0]})
        assert _legs(place(replace(question, runs=tuple(runs)))) > _legs(plan)


def test_the_small_tables_are_right():
    for mask in range(128):
        days = [day for day in range(7) if mask >> day & 1]
        assert all(sub & ~mask == 0 and sub.bit_count() <= 3 for sub in _subsets()[mask])
        apart = max(
            sum(pick >> day & 1 for day in days)
            for pick in _subsets()[mask]
            if all(b - a > 1 for a, b in pairwise([day for day in days if pick >> day & 1]))
        )
        assert legs_that_fit(mask, 0, 3) == apart


def test_a_placement_is_fast():
    """Generous against a busy machine; `python -m tests.exhaustive` prints the real figures."""
    dice = random.Random(9)
    times = []
    for _ in range(400):
        question = random_question(dice)
        start = time.perf_counter()
        place(question)
        times.append(time.perf_counter() - start)
    times.sort()
    assert times[200] < 0.003


def test_a_moved_plan_still_answers_why_not():
    question = week("easy easy easy easy easy easy easy")
    plan = place(question)
    moved = list(plan.layout)
    day = plan.sessions[0].day
    moved[day + 1], moved[day] = moved[day], None
    refusal = why_not(question, replace(plan, layout=tuple(moved)), day)
    assert refusal.text


def _legs(plan):
    return sum(placed.kind.leg_loading for placed in plan.sessions)
