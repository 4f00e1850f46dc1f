"""An effort for each exercise: typed behind its figures, kept, shown the next time, and used for the next load."""

from __future__ import annotations

import pytest

from bot.store.tables import ExerciseLog, SessionLog
from tests.chat.runner import TUESDAY, begin, move_to, rows
from tests.conftest import Stage
from tests.phone import Phone

THURSDAY = TUESDAY.replace(day=26)


def efforts(stage: Stage) -> dict[str, float | None]:
    """The efforts of the exercises in the log."""
    return {entry.exercise: entry.rpe for entry in rows(stage, ExerciseLog)}


async def goblet_squat(phone: Phone) -> str:
    """Begin today's session and go on to the goblet squat; return its screen."""
    text = await begin(phone)
    while "Goblet squat" not in text:
        text = await phone.tap("Done")
    return text


async def test_each_exercise_keeps_its_own(stage: Stage, runner: Phone) -> None:
    text = await runner.say("goblet squats 3x8 @ 16 rpe 8, planks 2x45s rpe 6")

    assert "Goblet squat 3 × 8 with 16 kg, effort 8" in text
    assert "Plank 2 × 45 s, effort 6" in text
    assert "Effort: not said yet" in text
    await runner.tap("7")
    await runner.tap("Save")
    assert efforts(stage) == {"goblet-squat": 8.0, "plank": 6.0}
    assert [log.rpe for log in rows(stage, SessionLog)] == [7.0]


@pytest.mark.parametrize(
    ("text", "own", "whole"),
    [
        ("squats 3x8 @ 40 rpe 8", 8.0, 8.0),
        ("3 sets of 8 squats @ 40 rpe 8", 8.0, 8.0),
        ("squats 3x8 @ 40kg (rpe 8.5), felt fine", 8.5, 8.5),
        ("squats 3x8 @ 40, rpe 8", None, 8.0),
        ("squats 3x8 @ 40 rpe 9, overall effort 7", 9.0, 7.0),
    ],
)
async def test_of_one_exercise_alone_it_is_the_sessions_too(
    stage: Stage, runner: Phone, text: str, own: float | None, whole: float
) -> None:
    await runner.say(text)
    await runner.tap("Save")

    assert list(efforts(stage).values()) == [own]
    (entry,) = rows(stage, ExerciseLog)
    assert (entry.kg, entry.sets, entry.reps) == (40.0, 3, 8)
    assert [log.rpe for log in rows(stage, SessionLog)] == [whole]


async def test_it_stands_under_last_time(stage: Stage, runner: Phone) -> None:
    await runner.say("goblet squats 3x8 @ 16 rpe 7.5, planks 2x45s")
    await runner.tap("9")
    await runner.tap("Save")
    await move_to(stage, THURSDAY)

    assert "Last time (2 days ago): 3 × 8 with 16 kg, effort 7.5." in await goblet_squat(runner)


@pytest.mark.parametrize(("own", "more"), [("rpe 7", True), ("rpe 9", False)])
async def test_the_next_load_follows_the_exercises_own_effort(
    stage: Stage, runner: Phone, own: str, more: bool
) -> None:
    for day, whole in ((24, "9"), (26, "9")):
        await move_to(stage, TUESDAY.replace(day=day))
        await runner.say(f"goblet squats 3x8 @ 40 {own}, planks 2x45s")
        await runner.tap(whole)
        await runner.tap("Save")
    await move_to(stage, TUESDAY.replace(day=24) + (THURSDAY - TUESDAY) * 3.5)

    text = await goblet_squat(runner)

    assert ("with 42 kg" in text) is more, text


async def test_it_can_be_corrected(stage: Stage, runner: Phone) -> None:
    await runner.say("goblet squats 3x8 @ 16 rpe 8")
    await runner.tap("Save")
    await runner.say("my logs")
    await runner.tap("Heavy strength")
    await runner.tap("Goblet squat")
    text = await runner.say("3x8 @ 16 rpe 9")

    assert "3 × 8 with 16 kg, effort 9" in text
    assert efforts(stage) == {"goblet-squat": 9.0}
