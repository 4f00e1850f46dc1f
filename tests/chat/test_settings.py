"""/settings: every switch, and every answer of the first conversation once more; /runs and /race are short ways."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.coach.words import Distance, Level, Mode
from bot.store.tables import Race, Reminder, RunWeek
from tests.chat.runner import TUESDAY, planned, rows, settle, the_runner
from tests.conftest import Stage
from tests.phone import Phone


async def test_the_screen_shows_everything_that_was_said(runner: Phone) -> None:
    text = await runner.say("/settings")

    assert "Mon rest, Tue intervals, Wed easy, Thu tempo, Fri rest, Sat rest, Sun long" in text
    assert "On and off, I know the basics" in text
    assert "bands, dumbbells, kettlebell" in text
    assert "Race: none" in text
    assert "What hurts: nothing" in text
    assert "07:00" in text
    assert "London" in text
    assert "/privacy" in text
    assert "/delete" in text


async def test_a_race_and_complaints_are_shown(stage: Stage) -> None:
    stage.clock.move_to(TUESDAY)
    settle(stage.tools, race="marathon on 11 April 2027", hurts="achilles and shins", equipment="nothing")
    text = await stage.phone().say("/settings")

    assert "Race: marathon on Sunday 11 April" in text
    assert "What hurts: achilles, shins" in text
    assert "Equipment: none" in text


@pytest.mark.parametrize("label", ["1 a week", "3 a week"])
async def test_how_many_sessions_a_week(stage: Stage, runner: Phone, label: str) -> None:
    await runner.say("/settings")
    assert "✓ 2 a week" in await runner.labels()
    await runner.tap(label)
    assert f"✓ {label}" in await runner.labels()

    assert the_runner(stage).wish == int(label[0])
    next_week = [day for day in planned(stage) if day >= date(2026, 11, 30)]
    assert len(next_week) <= int(label[0])


async def test_how_long_a_session_is(stage: Stage, runner: Phone) -> None:
    await runner.say("/settings")
    text = await runner.tap("30 min")

    assert "30 min" in text
    assert the_runner(stage).minutes == 30
    await runner.say("/today")
    full = int("".join(filter(str.isdigit, (await runner.labels())[0])))
    assert full <= 30


async def test_hard_days_or_easy_days(stage: Stage) -> None:
    stage.clock.move_to(TUESDAY)
    settle(stage.tools, runs="tue intervals, thu easy, sat easy")
    phone = stage.phone()
    before = list(planned(stage))
    await phone.say("/settings")
    await phone.tap("Lift on easy days instead")
    assert the_runner(stage).mode is Mode.SPREAD
    assert list(planned(stage)) != before
    await phone.tap("Lift on hard days instead")

    assert the_runner(stage).mode is Mode.STACK
    assert "Lift on easy days instead" in await phone.labels()


async def test_rest_day_cards_off_and_on(stage: Stage, runner: Phone) -> None:
    await runner.say("/settings")
    await runner.tap("Turn rest-day cards off")
    assert not the_runner(stage).rest_day_cards
    await runner.tap("Turn rest-day cards on")

    assert the_runner(stage).rest_day_cards


async def test_a_switch_tapped_twice_is_set_once(stage: Stage, runner: Phone) -> None:
    await runner.say("/settings")
    message = await runner.keyboard_message()
    await runner.tap("Turn rest-day cards off", message=message)
    await runner.tap("Turn rest-day cards off", message=message)

    assert not the_runner(stage).rest_day_cards


async def test_a_switch_that_there_is_none_of(runner: Phone) -> None:
    await runner.say("/settings")
    message = await runner.keyboard_message()
    for invented in ("x:set:wish:9", "x:set:mode:chaos", "x:set:colour:red"):
        await runner.press(message["message_id"], invented)
        assert "That setting does not exist any more" in runner.toast, invented


async def test_a_button_that_there_is_none_of(runner: Phone) -> None:
    await runner.say("/settings")
    message = await runner.keyboard_message()
    for invented in ("x:edit:shoe-size", "x:what", "x:set:wish"):
        await runner.press(message["message_id"], invented)
        assert "from an earlier message" in runner.toast, invented


# --- the answers once more ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["/runs", "Running week"])
async def test_the_running_week_is_edited_from_the_present_one(stage: Stage, runner: Phone, way: str) -> None:
    if way.startswith("/"):
        text = await runner.say(way)
    else:
        await runner.say("/settings")
        text = await runner.tap(way)
    assert "What does your running week look like?" in text
    assert "of 7" not in text
    assert {"Tue · intervals", "Wed · easy", "Thu · tempo", "Sun · long"} <= set(await runner.labels())
    await runner.tap("Fri · rest")
    text = await runner.tap("Looks right")

    assert "Here is your week with it" in text
    assert "Fri easy" in text
    (week,) = rows(stage, RunWeek)
    assert week.kinds == ["rest", "intervals", "easy", "tempo", "easy", "rest", "long"]


async def test_the_running_week_can_be_typed_anew(stage: Stage, runner: Phone) -> None:
    await runner.say("/runs")
    await runner.say("tempo monday, easy wednesday, long saturday")
    text = await runner.say("yes")

    assert "Mon tempo" in text
    assert rows(stage, RunWeek)[0].kinds == ["tempo", "rest", "easy", "rest", "rest", "long", "rest"]


async def test_experience(stage: Stage, runner: Phone) -> None:
    await runner.say("/settings")
    await runner.tap("Experience")
    assert "Here is your week with it" in await runner.tap("New to it")

    assert the_runner(stage).level is Level.NEW


async def test_equipment_is_edited_from_what_there_is(stage: Stage, runner: Phone) -> None:
    await runner.say("/settings")
    await runner.tap("Equipment")
    assert {"✓ Bands", "✓ Dumbbells", "✓ Kettlebell", "Barbell"} <= set(await runner.labels())
    await runner.tap("✓ Dumbbells")
    await runner.tap("Bench")
    await runner.tap("That's it")

    assert the_runner(stage).equipment == ["band", "bench", "kettlebell"]


@pytest.mark.parametrize("way", ["/race", "Race"])
async def test_a_race_is_added_and_called_off(stage: Stage, runner: Phone, way: str) -> None:
    if way.startswith("/"):
        await runner.say(way)
    else:
        await runner.say("/settings")
        await runner.tap(way)
    await runner.say("10k on 7 march")
    (race,) = rows(stage, Race)
    assert (race.distance, race.day) == (Distance.TEN_K, date(2027, 3, 7))
    await runner.say("/race")
    await runner.tap("No race for now")

    assert rows(stage, Race) == []


async def test_what_hurts_changes_the_sessions(stage: Stage, runner: Phone) -> None:
    before = await runner.say("/today")
    await runner.say("/settings")
    await runner.tap("What hurts")
    await runner.tap("Achilles")
    await runner.tap("That's it")

    assert the_runner(stage).complaints == ["achilles"]
    assert await runner.say("/today") != before
    await runner.say("/settings")
    await runner.tap("What hurts")
    await runner.tap("✓ Achilles")
    await runner.tap("Nothing hurts")
    assert the_runner(stage).complaints == []


async def test_the_reminder_time(stage: Stage, runner: Phone) -> None:
    await runner.say("/settings")
    await runner.tap("Reminder time")
    text = await runner.say("6:45 pm")

    assert "I write to you every day at 18:45 (London time)" in text
    (row,) = rows(stage, Reminder)
    assert row.local_time == time(18, 45)
    assert row.local_day == TUESDAY.date()  # still to come today


async def test_the_time_zone(stage: Stage, runner: Phone) -> None:
    await runner.say("/settings")
    await runner.tap("Time zone")
    text = await runner.tap("Auckland")

    assert "(Auckland time)" in text
    (row,) = rows(stage, Reminder)
    assert row.zone == "Pacific/Auckland"


EDITS = ("Running week", "Experience", "Equipment", "Race", "What hurts", "Reminder time", "Time zone")


async def test_every_edit_can_be_left_as_it_was(runner: Phone) -> None:
    before = await runner.say("/settings")
    for label in EDITS:
        await runner.tap(label)
        assert "‹ Back" not in await runner.labels()
        assert "Everything stays as it was" in await runner.tap("Leave it as it is")
        assert await runner.say("/settings") == before


async def test_an_edit_can_be_cancelled(runner: Phone) -> None:
    before = await runner.say("/settings")
    await runner.tap("Experience")
    text = await runner.say("/cancel")
    assert "/start" not in text

    assert await runner.say("/settings") == before


async def test_an_edit_survives_a_restart(stage: Stage, runner: Phone) -> None:
    await runner.say("/settings")
    await runner.tap("Experience")
    await stage.restart()

    assert "Here is your week with it" in await runner.tap("Regularly")


@pytest.mark.parametrize(
    ("wish", "question"),
    [
        ("change my reminder time", "When should I write to you each day?"),
        ("add a race", "Are you training for a race?"),
    ],
)
async def test_an_edit_can_be_asked_for_in_words(runner: Phone, wish: str, question: str) -> None:
    assert question in await runner.say(wish)
