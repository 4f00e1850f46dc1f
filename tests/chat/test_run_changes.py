"""Runs that are different this week or from now on: moved, swapped, called off, by words and by buttons."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.coach.words import RunKind
from bot.store.tables import RunWeek, SingleRunWeek
from tests.chat.runner import TUESDAY, move_to, rows
from tests.conftest import Stage
from tests.phone import Phone

MONDAY = TUESDAY.date() - timedelta(days=1)


def single(stage: Stage) -> list[str]:
    """The runs of the one week that is not like the others."""
    (row,) = rows(stage, SingleRunWeek)
    assert not row.imported
    return row.kinds


async def test_intervals_moved_this_week_are_this_weeks_alone(stage: Stage, runner: Phone) -> None:
    text = await runner.say("my intervals moved to wednesday")
    assert "Your runs in the week of Monday 23 November" in text
    assert "Tue 24 Nov: intervals + Heavy strength → easy" in text
    assert rows(stage, SingleRunWeek) == []
    await runner.tap("this week only")
    assert single(stage)[1:3] == ["easy", "intervals"]
    undo = await runner.keyboard_message()
    assert "Wed intervals" in await runner.say("/week")
    assert "Not your usual runs." in await runner.last()
    assert "Tue intervals" in await runner.tap("Next week")
    await runner.tap("Undo", message=undo)

    assert rows(stage, SingleRunWeek) == []


async def test_from_now_on_holds_for_every_week(stage: Stage, runner: Phone) -> None:
    await runner.say("my long run moved to saturday")
    text = await runner.tap("From now on")
    assert "Your runs from Monday 23 November on" in text
    assert "Sun 6 Dec: long" in text
    await runner.tap("Yes")
    assert rows(stage, RunWeek)[-1].kinds[5:] == ["long", "rest"]
    await move_to(stage, TUESDAY + timedelta(days=28))
    assert "Sat long" in await runner.say("/week")


async def test_said_for_good_it_is_asked_for_good(stage: Stage, runner: Phone) -> None:
    text = await runner.say("my long run moved to saturday from now on")
    assert "on" in text
    assert "Sat 5 Dec: rest → long" in text
    await runner.tap("Yes")

    assert rows(stage, SingleRunWeek) == []
    assert rows(stage, RunWeek)[-1].kinds[5] == "long"


async def test_a_day_with_its_own_key_run_is_offered_as_a_swap(stage: Stage, runner: Phone) -> None:
    text = await runner.say("my intervals moved to thursday")
    assert "Thursday has its own key run" in text
    text = await runner.tap("Swap the two days")
    assert "Tuesday and Thursday changed places" in text
    await runner.tap("Yes")

    assert single(stage)[1:4] == ["tempo", "easy", "intervals"]


async def test_two_days_swapped_by_words(stage: Stage, runner: Phone) -> None:
    text = await runner.say("swap Tuesday and Thursday this week")
    assert "Tuesday and Thursday changed places" in text
    await runner.tap("Yes")
    assert single(stage)[1:4] == ["tempo", "easy", "intervals"]


async def test_two_kinds_swapped_by_words(runner: Phone) -> None:
    assert "Tuesday and Thursday changed places" in await runner.say("swap my intervals and my tempo")


async def test_no_long_run_this_weekend(stage: Stage, runner: Phone) -> None:
    text = await runner.say("no long run this weekend")
    assert "Sun 29 Nov: long → rest" in text
    await runner.tap("Yes")
    assert single(stage)[6] == RunKind.REST


async def test_only_easy_runs_this_week(stage: Stage, runner: Phone) -> None:
    text = await runner.say("only easy runs this week")
    assert "Thu 26 Nov: tempo" in text
    await runner.tap("Yes")
    assert single(stage) == ["rest", "easy", "easy", "easy", "rest", "rest", "easy"]


async def test_a_kind_that_is_there_twice_is_asked_about(stage: Stage, runner: Phone) -> None:
    await runner.say("/week")
    await runner.tap("Edit a run")
    await runner.tap("Thu · tempo")
    await runner.tap("intervals")
    await runner.tap("Yes")
    text = await runner.say("my intervals moved to saturday")
    assert "more than one of them" in text
    await runner.tap("Thursday")
    assert "Thu 26 Nov: intervals" in await runner.last()


async def test_what_is_not_clear_is_asked_for(runner: Phone) -> None:
    text = await runner.say("my running week is different now")
    assert "How do your runs change?" in text
    assert "Your runs this week" in await runner.tap("Just one week")


async def test_a_run_is_changed_by_buttons_from_the_week(stage: Stage, runner: Phone) -> None:
    await runner.say("/week")
    text = await runner.tap("Edit a run")
    assert "Your runs this week" in text
    labels = await runner.labels()
    assert not any(label.startswith("Mon") for label in labels)  # that day is over
    assert "tempo" in await runner.tap("Thu · tempo")
    text = await runner.tap("⇄ Sat")
    assert "Thursday's tempo run moved to Saturday" in text
    await runner.tap("Yes")
    assert single(stage)[3:6] == ["rest", "rest", "tempo"]


async def test_every_step_of_it_has_a_way_back(runner: Phone) -> None:
    await runner.say("/week")
    await runner.tap("Edit a run")
    assert "Your runs next week" in await runner.tap("Next week")
    await runner.tap("This week")
    await runner.tap("Thu · tempo")
    assert "Your runs this week" in await runner.tap("Back")
    assert "Why these days?" in (await runner.tap("‹ Week"), await runner.labels())[1]


async def test_runs_lead_to_the_one_week_as_well(runner: Phone) -> None:
    await runner.say("/runs")
    assert "Your runs this week" in await runner.tap("Just one week")


async def test_an_old_proposal_is_refused_when_the_runs_have_changed_since(
    stage: Stage, runner: Phone
) -> None:
    await runner.say("no long run this weekend")
    old = await runner.keyboard_message()
    await runner.say("only easy runs this week")
    await runner.tap("Yes")
    after = single(stage)
    await runner.tap("Yes", message=old)

    assert "Your runs have changed since" in runner.toast
    assert single(stage) == after


async def test_a_new_usual_week_goes_for_this_week_too(stage: Stage, runner: Phone) -> None:
    await runner.say("only easy runs this week")
    await runner.tap("Yes")
    await runner.say("/runs")
    await runner.say("mon easy, wed tempo, sat long")
    await runner.tap("Looks right")

    assert rows(stage, SingleRunWeek) == []
    assert "Wed tempo" in await runner.say("/week")


@pytest.mark.parametrize("said", ["my tempo moved to monday", "my long run moved to yesterday"])
async def test_a_day_that_is_over_is_not_taken(stage: Stage, runner: Phone, said: str) -> None:
    text = await runner.say(said)
    assert "is over" in text or "30 November" in text or "How do your runs change?" in text
    assert rows(stage, SingleRunWeek) == []
