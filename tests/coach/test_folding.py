"""Run kinds that mean the same to every rule may stand for each other in the exhaustive check."""

import random
from dataclasses import fields, replace

import pytest

from bot.coach.week import place
from bot.coach.week_rules import View, view_of
from bot.coach.words import RunKind
from tests.coach import oracle
from tests.coach.weeks import random_question, week

SAME = {
    RunKind.TEMPO: RunKind.INTERVALS,
    RunKind.HILLS: RunKind.INTERVALS,
    RunKind.CROSS: RunKind.EASY,
}


def masks(view: View):
    return [getattr(view, field.name) for field in fields(View) if field.name not in ("runs", "after")]


@pytest.mark.parametrize("day", range(7))
@pytest.mark.parametrize("kind", SAME)
def test_to_the_planner_the_kinds_are_the_same_on_every_day(kind, day):
    """The masks are joined day by day, so what holds for each day alone holds for all weeks."""
    empty = week("rest rest rest rest rest rest rest")
    for other in RunKind:
        one = replace(empty, runs=tuple(kind if each == day else other for each in range(7)))
        two = replace(empty, runs=tuple(SAME[kind] if each == day else other for each in range(7)))
        assert masks(view_of(one)) == masks(view_of(two))


def test_to_the_oracle_the_kinds_are_the_same():
    for kind, same in SAME.items():
        assert oracle.key(kind) == oracle.key(same)
        assert str(kind) not in ("long", "race")
        assert str(same) not in ("long", "race")


def test_a_folded_week_has_the_same_plan():
    dice = random.Random(5)
    for _ in range(800):
        question = random_question(dice)
        folded = replace(question, runs=tuple(SAME.get(run, run) for run in question.runs))
        if question.next_runs is not None:
            folded = replace(folded, next_runs=tuple(SAME.get(run, run) for run in question.next_runs))
        assert place(folded).layout == place(question).layout
