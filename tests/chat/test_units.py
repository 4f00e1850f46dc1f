"""Kilograms or pounds, twelve hours or twenty-four: the runner's choice, wherever a load or a time is shown."""

from __future__ import annotations

import re
from datetime import time

import pytest

from bot.coach.words import Unit
from bot.settings import PROJECT_FOLDER
from bot.store.tables import ExerciseLog, Reminder
from tests.chat.runner import begin, rows, the_runner
from tests.conftest import Stage
from tests.phone import Phone

MESSAGES = PROJECT_FOLDER / "content" / "messages" / "en"


async def more(runner: Phone) -> str:
    await runner.say("/settings")
    return await runner.tap("More settings")


async def to_a_load(runner: Phone) -> str:
    """Go on in the session until a load can be chosen."""
    text = await begin(runner)
    while not any(re.search(r"\d (?:kg|lb)$", label) for label in await runner.labels()):
        text = await runner.tap("Done")
    return text


async def test_the_guided_session_counts_in_pounds(stage: Stage, runner: Phone) -> None:
    assert "kilograms" in await more(runner)
    text = await runner.tap("Weights in lb")
    assert "pounds" in text
    assert the_runner(stage).unit is Unit.LB
    text = await to_a_load(runner)
    labels = await runner.labels()
    assert not any("kg" in label for label in labels)
    assert "kg" not in text
    first = next(label for label in labels if label.endswith(" lb"))
    text = await runner.tap(first)
    assert f"with {first}" in text
    text = await runner.tap("+ ")
    assert re.search(r"with \d+ lb", text)
    await runner.tap("Done")

    loads = [entry.kg for entry in rows(stage, ExerciseLog) if entry.kg is not None]
    assert loads
    assert all(abs(kg / 0.45359237 / 5 - round(kg / 0.45359237 / 5)) < 0.01 for kg in loads)


async def test_a_typed_load_is_shown_in_the_runners_unit(runner: Phone) -> None:
    await more(runner)
    await runner.tap("Weights in lb")
    await to_a_load(runner)

    assert "with 35 lb" in await runner.say("35 lb")


async def test_the_clock(stage: Stage, runner: Phone) -> None:
    assert "07:00" in await more(runner)
    text = await runner.tap("12-hour clock")
    assert "7:00 am" in text
    assert "7:00 am" in await runner.say("/settings")
    await runner.tap("Reminder time")
    assert "6:00 pm" in await runner.labels()
    text = await runner.tap("6:00 pm")
    assert "6:00 pm" in text
    await more(runner)

    assert "18:00" in await runner.tap("24-hour clock")


async def test_the_daily_message_can_be_switched_off_and_on(stage: Stage, runner: Phone) -> None:
    await more(runner)
    text = await runner.tap("Turn the daily message off")
    assert "Daily message: off" in text
    assert [row.due_at for row in rows(stage, Reminder)] == [None]
    await runner.tap("Turn the daily message on")

    assert all(row.due_at is not None for row in rows(stage, Reminder))


async def test_the_evening_before(stage: Stage, runner: Phone) -> None:
    await more(runner)
    text = await runner.tap("Tell me the evening before")
    assert "on the evening before" in text
    assert the_runner(stage).evening_before
    text = await runner.tap("Tell me on the day itself")

    assert "on the day itself" in text


@pytest.mark.parametrize("data", ["x:set:unit:stone", "x:set:clock:13", "x:set:evening:x"])
async def test_a_value_that_there_is_none_of(runner: Phone, data: str) -> None:
    await runner.say("/settings")
    await runner.press((await runner.keyboard_message())["message_id"], data)

    assert runner.toast


def test_no_text_writes_a_unit_or_a_time_by_itself() -> None:
    """Loads and times pass the filters, which know the runner's style."""
    wrong = [
        (path.name, line)
        for path in sorted(MESSAGES.iterdir())
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\}\}? ?(?:kg|lb|lbs)\b|\d ?(?:kg|lb)\b|%H|strftime", line)
    ]

    assert wrong == []


async def test_the_figure_in_the_drawings(stage: Stage, runner: Phone) -> None:
    await runner.say("/settings")
    await runner.tap("More settings")
    await runner.tap("Figure in the drawings")
    text = await runner.tap("Woman, dark skin")
    assert "Drawings: woman, dark skin" in text
    assert the_runner(stage).figure == "woman-dark"
    await runner.tap("Figure in the drawings")
    assert "Drawings: a mix of people" in await runner.tap("A mix of people")
    assert the_runner(stage).figure == ""


async def test_a_morning_hour_becomes_an_evening_one_on_the_evening_before(
    stage: Stage, runner: Phone
) -> None:
    await runner.say("/settings")
    await runner.tap("More settings")
    assert "at 20:00" in await runner.tap("Tell me the evening before")
    assert the_runner(stage).reminder_time == time(20)
