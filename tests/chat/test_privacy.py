"""/privacy, /export and /delete, as a runner meets them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store.tables import InboxUpdate, Reminder, Runner
from tests.chat.files import documents, events, latest, tables, unzipped
from tests.chat.runner import TUESDAY, begin, move_to, rows, settle, work_through
from tests.conftest import Stage
from tests.phone import Phone


async def gone(phone: Phone) -> str:
    """Delete everything, with both confirmations."""
    await phone.say("/delete")
    await phone.tap("Yes, delete it all")
    return await phone.tap("Delete it for good")


# --- /privacy ----------------------------------------------------------------------------------------------------


async def test_privacy_says_what_how_long_and_both_ways_out(runner: Phone) -> None:
    text = await runner.say("/privacy")

    for said in (
        "your first name",
        "stays until you delete it",
        "without your name",
        "about a week",
        "left after a week",
        "after two months",
        "are encrypted in the database",
        "/export",
        "/delete",
        "calendar",
    ):
        assert said in text
    assert await runner.labels() == ["Export my data", "Delete everything"]
    assert "Delete everything about you?" in await runner.tap("Delete everything")


async def test_words_lead_to_privacy_and_to_the_export(runner: Phone) -> None:
    assert "What is stored about you" in await runner.say("what do you store about me?")
    await runner.say("export my data")
    assert (await latest(runner))[0] == "stridesmith-data.zip"


# --- /export -----------------------------------------------------------------------------------------------------


async def test_the_export_has_the_log_the_plan_and_every_row(runner: Phone) -> None:
    await begin(runner)
    await work_through(runner)
    await runner.tap("8")
    await runner.say("my quads are sore")
    await runner.say("/export")
    name, data = await latest(runner)
    files, stored = unzipped(data), tables(data)

    assert name == "stridesmith-data.zip"
    assert set(files) == {"data.json", "sessions.csv", "exercises.csv", "stridesmith-plan.ics"}
    assert stored["runner"][0]["name"] == "Robin"
    assert stored["chat"][0]["id"] == runner.chat_id
    assert len(stored["exercise_log"]) == len(files["exercises.csv"].strip().splitlines()) - 1 > 5
    assert "my quads are sore" in files["sessions.csv"]
    assert "Heavy strength" in str(events(files["stridesmith-plan.ics"])[0]["SUMMARY"])
    caption = (await documents(runner))[-1]["caption"]
    assert "every row as JSON" in caption
    assert "calendar (ICS)" in caption


async def test_the_export_leaves_the_screen_and_its_buttons(runner: Phone) -> None:
    await runner.say("/delete")
    await runner.tap("Export my data first")

    assert len(await documents(runner)) == 1
    assert "Yes, delete it all" in await runner.labels()
    assert runner.answered_taps == 1


async def test_nobody_elses_rows_are_exported(stage: Stage, runner: Phone) -> None:
    settle(stage.tools, 1002, name="Kim", runs="mon easy, sat long")
    await runner.say("/export")
    stored = tables((await latest(runner))[1])

    assert len(stored["runner"]) == len(stored["chat"]) == len(stored["run_week"]) == 1
    assert "Kim" not in str(stored)


async def test_a_stranger_has_nothing_to_export(phone: Phone) -> None:
    assert "We have not met yet" in await phone.say("/export")
    assert await documents(phone) == []


async def test_in_the_middle_of_the_first_questions(phone: Phone) -> None:
    await phone.say("/start")
    await phone.say("/export")
    data = (await latest(phone))[1]

    assert set(unzipped(data)) == {"data.json", "sessions.csv", "exercises.csv"}
    assert "calendar" not in (await documents(phone))[-1]["caption"]
    assert tables(data)["chat"][0]["awaiting"] == "runs"


# --- /delete -----------------------------------------------------------------------------------------------------


async def test_deletion_is_confirmed_twice(stage: Stage, runner: Phone) -> None:
    await runner.say("/delete")
    assert "Are you sure?" in await runner.tap("Yes, delete it all")
    assert len(rows(stage, Runner)) == 1
    assert "Everything about you is deleted" in await runner.tap("Delete it for good")

    assert rows(stage, Runner) == []
    assert rows(stage, Reminder) == []
    assert all((row.payload, row.chat_id) == (None, 0) for row in rows(stage, InboxUpdate))


@pytest.mark.parametrize("step", [0, 1])
async def test_each_confirmation_can_be_thought_over(stage: Stage, runner: Phone, step: int) -> None:
    await runner.say("/delete")
    if step:
        await runner.tap("Yes, delete it all")
    assert "Nothing was deleted" in await runner.tap("No, keep it")

    assert len(rows(stage, Runner)) == 1


async def test_an_unknown_button_of_it_deletes_nothing(stage: Stage, runner: Phone) -> None:
    await runner.say("/delete")
    message = await runner.keyboard_message()
    await runner.press(message["message_id"], "d:everybody")

    assert "earlier message" in runner.toast
    assert len(rows(stage, Runner)) == 1


async def test_no_reminder_comes_afterwards(stage: Stage, runner: Phone) -> None:
    await gone(runner)
    before = len(await runner.from_bot())
    await move_to(stage, TUESDAY + timedelta(days=3))

    assert len(await runner.from_bot()) == before
