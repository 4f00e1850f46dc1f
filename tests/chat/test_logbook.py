"""Logs that are kept: corrected, moved, deleted and brought back; later loads follow them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store.tables import ExerciseLog, SessionLog, SessionState
from tests.chat.runner import TUESDAY, move_to, rows, state_on
from tests.conftest import Stage
from tests.phone import Phone

TODAY = TUESDAY.date()
YESTERDAY = TODAY - timedelta(days=1)


async def logged(runner: Phone, said: str = "goblet squats 3x10 @ 16kg, planks 2x45s, rpe 8") -> None:
    await runner.say(said)
    await runner.tap("Save")


async def opened(runner: Phone) -> str:
    """Open the newest log by buttons."""
    await runner.say("/log")
    await runner.tap("Correct a log")
    return await runner.tap((await runner.labels())[0])


def entry(stage: Stage, exercise: str = "goblet-squat") -> ExerciseLog:
    return next(each for each in rows(stage, ExerciseLog) if each.exercise == exercise)


async def test_the_list_is_empty_at_first(runner: Phone) -> None:
    await runner.say("/log")
    text = await runner.tap("Correct a log")

    assert "empty so far" in text


async def test_numbers_are_corrected_by_taps(stage: Stage, runner: Phone) -> None:
    await logged(runner)
    text = await opened(runner)
    assert "Goblet squat 3 × 10 with 16 kg" in text
    assert "Effort: 8" in text
    await runner.tap("Goblet squat")
    text = await runner.tap("+ 1 set")
    assert "4 × 10 with 16 kg" in text
    await runner.tap("− 1 rep")
    text = await runner.tap("+ 2 kg")

    assert "4 × 9 with 18 kg" in text
    assert (entry(stage).sets, entry(stage).reps, entry(stage).kg) == (4, 9, 18.0)


async def test_numbers_are_corrected_by_words(stage: Stage, runner: Phone) -> None:
    await logged(runner)
    await opened(runner)
    await runner.tap("Goblet squat")
    text = await runner.say("3x8 @ 24 kg")
    assert "3 × 8 with 24 kg" in text
    assert (entry(stage).reps, entry(stage).kg) == (8, 24.0)
    text = await runner.say("3x8 @ 999 kg")

    assert "cannot be right" in text
    assert entry(stage).kg == 24.0


async def test_a_hold_is_corrected_in_seconds(stage: Stage, runner: Phone) -> None:
    await logged(runner)
    await opened(runner)
    await runner.tap("Plank")
    text = await runner.tap("+ 5 s")

    assert "2 × 50 s" in text


async def test_a_correction_in_words_is_shown_before_it_counts(stage: Stage, runner: Phone) -> None:
    await logged(runner)
    text = await runner.say("actually goblet squats were 24 kg not 16")
    assert "Before: 3 × 10 with 16 kg" in text
    assert "After: 3 × 10 with 24 kg" in text
    assert entry(stage).kg == 16.0
    text = await runner.tap("Change it")

    assert "3 × 10 with 24 kg" in text
    assert entry(stage).kg == 24.0


async def test_a_correction_of_nothing_says_so(runner: Phone) -> None:
    text = await runner.say("actually goblet squats were 24 kg not 16")

    assert "did not find anything of yours to correct" in text


async def test_a_correction_changes_the_next_load(stage: Stage, runner: Phone) -> None:
    for back in (7, 4):
        day = TODAY - timedelta(days=back)
        await logged(runner, f"log {day.day} november: goblet squats 3x15 @ 16kg, rpe 7")
    await runner.say("/log")
    await runner.tap("Correct a log")
    await runner.tap((await runner.labels())[0])
    await runner.tap("Goblet squat")
    text = await runner.say("3x4 @ 16 kg")

    assert "instead of" in text


async def test_effort_and_pain_are_corrected(stage: Stage, runner: Phone) -> None:
    await logged(runner)
    await opened(runner)
    await runner.tap("Effort")
    text = await runner.tap("6")
    assert "Effort: 6" in text
    await runner.tap("Pain")
    text = await runner.tap("Muscles")
    assert "Pain: muscles a bit sore" in text

    (log,) = rows(stage, SessionLog)
    assert (log.rpe, log.pain) == (6.0, "muscle")


async def test_an_exercise_is_taken_out_but_not_the_last(stage: Stage, runner: Phone) -> None:
    await logged(runner)
    await opened(runner)
    await runner.tap("Plank")
    message = await runner.keyboard_message()
    await runner.tap("Remove this exercise")
    assert [each.exercise for each in rows(stage, ExerciseLog)] == ["goblet-squat"]
    await runner.press(message["message_id"], "k:drop:1:0")

    assert "only exercise" in runner.toast
    assert len(rows(stage, ExerciseLog)) == 1


async def test_a_log_moves_to_the_day_it_really_was(stage: Stage, runner: Phone) -> None:
    await logged(runner, "log yesterday: goblet squats 3x10 @ 16kg, planks 2x45s, rpe 8")
    await opened(runner)
    text = await runner.tap("Other day")
    assert "On which day was it really?" in text
    text = await runner.tap("Today")

    assert "Tuesday 24 November: Heavy strength" in text
    assert state_on(stage, TODAY) is SessionState.PARTIAL
    await runner.tap("Other day")
    await runner.tap("Yesterday")
    assert state_on(stage, TODAY) is SessionState.PLANNED
    (log,) = rows(stage, SessionLog)
    assert (log.day, log.session_id) == (YESTERDAY, None)


async def test_a_day_takes_one_log(stage: Stage, runner: Phone) -> None:
    await logged(runner)
    await logged(runner, "log yesterday: goblet squats 3x10 @ 16kg")
    await opened(runner)
    await runner.tap("Other day")
    await runner.tap("Yesterday")

    assert "There is a log of that day already" in runner.toast


async def test_a_log_is_deleted_and_brought_back(stage: Stage, runner: Phone) -> None:
    await logged(runner)
    await opened(runner)
    text = await runner.tap("Delete")
    assert "Delete the log of Tuesday 24 November" in text
    await runner.tap("No, keep it")
    assert len(rows(stage, SessionLog)) == 1
    await runner.tap("Delete")
    text = await runner.tap("Yes, delete it")
    assert "is deleted" in text
    assert rows(stage, SessionLog) == rows(stage, ExerciseLog) == []
    assert state_on(stage, TODAY) is SessionState.PLANNED
    await stage.restart()
    text = await runner.tap("Undo")

    assert "Goblet squat 3 × 10 with 16 kg" in text
    assert state_on(stage, TODAY) is SessionState.PARTIAL
    assert len(rows(stage, ExerciseLog)) == 2


async def test_what_was_deleted_on_a_past_day_was_missed(stage: Stage, runner: Phone) -> None:
    await logged(runner)
    await move_to(stage, TUESDAY + timedelta(days=1))
    await opened(runner)
    await runner.tap("Delete")
    await runner.tap("Yes, delete it")

    assert state_on(stage, TODAY) is SessionState.MISSED


@pytest.mark.parametrize("said", ["correct yesterday's log", "delete my log", "my log"])
async def test_the_list_opens_by_words(runner: Phone, said: str) -> None:
    await logged(runner)

    assert "Your log" in await runner.say(said)


async def test_somebody_elses_log_is_none(stage: Stage, runner: Phone) -> None:
    await logged(runner)
    other = stage.phone(1002, "Kim")
    await other.say("/start")
    await other.press((await other.keyboard_message())["message_id"], "k:show:1")

    assert other.toast or other.replies
    assert not any("Goblet" in str(message) for message in await other.messages())


async def test_more_logs_than_a_page_are_paged(runner: Phone) -> None:
    for back in range(1, 7):
        day = TODAY - timedelta(days=back)
        await logged(runner, f"log {day.day} november: goblet squats 3x10 @ 16kg")
    await runner.say("/log")
    text = await runner.tap("Correct a log")
    assert "page 1 of 2" in text
    assert "page 2 of 2" in await runner.tap("Older")
    assert "page 1 of 2" in await runner.tap("Newer")
