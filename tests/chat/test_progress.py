"""/progress, benchmarks and /season: what has come of it, and where it goes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.coach.benchmarks import Benchmark
from bot.coach.pauses import PauseReason
from bot.store.tables import BenchmarkResult, Pause, PlannedSession, SessionState
from tests.chat.runner import TUESDAY, move_to, planned, rows, settle
from tests.conftest import Stage
from tests.phone import Phone

TODAY = TUESDAY.date()


async def logged(runner: Phone, said: str) -> None:
    await runner.say(said)
    await runner.tap("Save")


def set_states(stage: Stage, state: SessionState, first: date, last: date) -> None:
    with stage.tools.store.writing() as session:
        for day, row in planned(stage).items():
            if first <= day <= last:
                found = session.get(PlannedSession, row.id)
                assert found is not None
                found.state = state


# --- progress ----------------------------------------------------------------------------------------------------


async def test_a_beginning_is_told_honestly(runner: Phone) -> None:
    text = await runner.say("/progress")

    assert "0 sessions since Tuesday 24 November" in text
    assert "No week is over yet" in text
    assert "too early" in text
    assert "Due:" in text


async def test_it_opens_by_words(runner: Phone) -> None:
    assert "Your progress" in await runner.say("show my progress")


async def test_lifts_over_time(runner: Phone) -> None:
    await logged(runner, "log 16 november: goblet squats 3x8 @ 16kg")
    await logged(runner, "log 19 november: goblet squats 3x10 @ 18kg, push-ups 3x10")
    await logged(runner, "log yesterday: goblet squats 3x6 @ 20kg")
    text = await runner.say("/progress")

    assert "3 sessions" in text
    assert "Goblet squat: 16 kg × 8 on 16 Nov → 20 kg × 6 on 23 Nov" in text


async def test_sessions_without_a_load_are_told_as_such(runner: Phone) -> None:
    for day in (16, 18, 20):
        await logged(runner, f"log {day} november: push-ups 3x10")

    assert "None of your lifts has a load" in await runner.say("/progress")


async def test_kept_weeks_are_counted_and_missed_ones_owe_nothing(stage: Stage, runner: Phone) -> None:
    week = TODAY - timedelta(days=1)
    set_states(stage, SessionState.DONE, week, week + timedelta(days=6))
    await move_to(stage, TUESDAY + timedelta(days=14))
    text = await runner.say("/progress")

    assert "Kept weeks: 1 of 2" in text
    assert "23 Nov: 2 of 2 ✅" in text
    assert "30 Nov: 0 of 2" in text
    assert "streak" not in text


async def test_a_paused_week_counts_neither_way(stage: Stage, runner: Phone) -> None:
    week = TODAY - timedelta(days=1)
    set_states(stage, SessionState.DONE, week, week + timedelta(days=6))
    with stage.tools.store.writing() as session:
        session.add(
            Pause(
                runner_id=1,
                reason=PauseReason.ILLNESS,
                first=week + timedelta(days=7),
                last=week + timedelta(days=13),
                told_at=TUESDAY,
            )
        )
    await move_to(stage, TUESDAY + timedelta(days=14))
    text = await runner.say("/progress")

    assert "Kept weeks: 1 of 1, with 1 paused" in text
    assert "30 Nov: paused" in text


# --- benchmarks --------------------------------------------------------------------------------------------------


async def at(runner: Phone, name: str) -> str:
    await runner.say("/progress")
    await runner.tap("Benchmarks")
    return await runner.tap(name)


async def test_instructions_are_shown_before_a_result_is_asked_for(runner: Phone) -> None:
    text = await at(runner, "Single-leg calf raise")

    assert "Stand on one foot beside a wall" in text
    assert "As a test:" in text
    assert "weaker one first" in text
    assert "Stop if" in text


async def test_a_result_by_side_by_taps(stage: Stage, runner: Phone) -> None:
    await at(runner, "Single-leg calf raise")
    text = await runner.tap("Enter my result")
    assert "left 20, right 20" in text
    await runner.tap("L +1")
    text = await runner.tap("R −5")
    assert "left 21, right 15" in text
    text = await runner.tap("Save")
    assert "left 21, right 15" in text
    assert "right side is 29 % behind" in text
    assert "That is your start" in text

    (row,) = rows(stage, BenchmarkResult)
    assert (row.benchmark, row.day, row.left, row.right) == (Benchmark.CALF_RAISES, TODAY, 21, 15)
    text = await runner.tap("Benchmarks")
    assert "next from 5 Jan" in text


@pytest.mark.parametrize(
    ("name", "typed", "sides"),
    [
        ("Side plank", "left 40 s, right 35 s", (40, 35)),
        ("Side plank", "right 35 left 40", (40, 35)),
        ("Single-leg calf raise", "20/18", (20, 18)),
        ("Wall sit", "75", (75, None)),
        ("Wall sit", "1:15", (75, None)),
    ],
)
async def test_a_result_in_numbers(
    stage: Stage, runner: Phone, name: str, typed: str, sides: tuple[int, int | None]
) -> None:
    await at(runner, name)
    await runner.tap("Enter my result")
    text = await runner.say(typed)

    assert "kept" in text
    (row,) = rows(stage, BenchmarkResult)
    assert (row.left, row.right) == sides


async def test_an_impossible_result_is_refused_and_can_be_typed_again(stage: Stage, runner: Phone) -> None:
    await at(runner, "Wall sit")
    await runner.tap("Enter my result")

    text = await runner.say("9999")
    assert "cannot be right" in text
    assert "kept" in await runner.say("80")

    assert len(rows(stage, BenchmarkResult)) == 1


async def test_the_next_one_is_compared_honestly(stage: Stage, runner: Phone) -> None:
    await at(runner, "Wall sit")
    await runner.tap("Enter my result")
    await runner.say("60")
    await move_to(stage, TUESDAY + timedelta(weeks=6))
    text = await at(runner, "Wall sit")
    await runner.tap("Enter my result")
    text = await runner.say("63")

    assert "About the same as last time" in text


async def test_a_result_can_be_taken_back(stage: Stage, runner: Phone) -> None:
    await at(runner, "Wall sit")
    await runner.tap("Enter my result")
    await runner.tap("Save")
    text = await runner.tap("Undo")

    assert "due now" in text
    assert rows(stage, BenchmarkResult) == []


async def test_they_open_by_words(runner: Phone) -> None:
    assert "Four short tests" in await runner.say("benchmarks")


# --- the season --------------------------------------------------------------------------------------------------


async def test_a_season_without_a_race(runner: Phone) -> None:
    text = await runner.say("/season")

    assert "No race is set" in text
    assert "Steady (base)" in text
    assert "a week" in text
    assert "easier from" in text
    text = await runner.tap("Why steady blocks?")
    assert "take turns" in text
    assert "Your season" in await runner.tap("Season")


async def test_a_season_up_to_a_race(stage: Stage) -> None:
    stage.clock.move_to(TUESDAY)
    settle(stage.tools, race="half marathon on 18 april")
    runner = stage.phone()
    text = await runner.say("when does my taper start")

    assert "Half marathon on Sunday 18 April." in text
    for phase in ("Base", "Build", "Race phase", "Race week", "Recovery"):
        assert phase in text
    assert "The taper begins on Monday 12 April" in text
    assert "Sunday 11 April at the latest" in text
    assert "Race week 12 Apr – 18 Apr" in text
    text = await runner.tap("Why base weeks?")
    assert "real strength" in text


@pytest.mark.parametrize(
    "data", ["se:nothing", "se:learn", "be:nothing", "be:set:x", "be:save:wall-sit:x", "pr:x:y"]
)
async def test_stale_buttons_do_no_harm(runner: Phone, data: str) -> None:
    await runner.say("/season")
    await runner.press((await runner.keyboard_message())["message_id"], data)

    assert runner.toast or runner.replies
