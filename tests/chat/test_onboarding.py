"""The first conversation as a runner sees it: seven questions, by button or typed, and then the plan."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.coach.words import Distance, Level
from bot.store.tables import Race, RunWeek
from tests.chat.first_questions import QUESTIONS, TYPED, WEEK, at_question, kinds
from tests.chat.runner import planned, rows, the_runner
from tests.conftest import Stage
from tests.phone import Phone, buttons, words

# --- the whole of it ---------------------------------------------------------------------------------------------


async def test_start_greets_says_what_it_is_and_asks_the_first_question(phone: Phone) -> None:
    await phone.say("/start")

    hello, question = phone.sent
    assert "strength coach for runners" in hello
    assert "not medical advice" in hello
    assert "Ask your doctor first" in hello
    assert QUESTIONS[0] in question
    assert "1 of 7" in question


async def test_all_seven_by_button(stage: Stage, phone: Phone) -> None:
    await phone.say("/start")
    for label in (
        "5 runs",
        "Looks right",
        "On and off",
        "Dumbbells",
        "Kettlebell",
        "That's it",
        "Half",
        "Apr 2027",
        "Sun 18 Apr",
        "Kneecap",
        "That's it",
        "07:30",
    ):
        await phone.tap(label)
    text = await phone.tap("Berlin")

    assert "Your plan is ready, Runner." in text
    assert "every day at 07:30 (Berlin time)" in text
    runner = the_runner(stage)
    assert kinds(stage) == ["rest", "intervals", "easy", "tempo", "rest", "easy", "long"]
    assert runner.level is Level.SOME
    assert runner.equipment == ["dumbbell", "kettlebell"]
    assert runner.complaints == ["runners-knee"]
    assert (runner.reminder_time, runner.zone) == (time(7, 30), "Europe/Berlin")
    (race,) = rows(stage, Race)
    assert (race.distance, race.day) == (Distance.HALF, date(2027, 4, 18))
    assert planned(stage)


async def test_all_seven_by_typing(stage: Stage, phone: Phone) -> None:
    await phone.say("/start")
    for text in TYPED[:-1]:
        await phone.say(text)
    text = await phone.say(TYPED[-1])

    assert "Your plan is ready" in text
    runner = the_runner(stage)
    assert kinds(stage) == ["rest", "intervals", "rest", "tempo", "rest", "rest", "long"]
    assert runner.level is Level.SOME
    assert runner.equipment == ["band", "dumbbell"]
    assert runner.complaints == []
    assert (runner.reminder_time, runner.zone) == (time(7, 30), "Europe/Berlin")
    assert rows(stage, Race) == []


async def test_the_first_plan_comes_after_seven_answers_at_most(phone: Phone) -> None:
    await phone.say("/start")
    text = ""
    for _ in range(7):
        text = await phone.tap("Skip")

    assert "Your plan is ready" in text


async def test_skipping_everything_still_leads_to_a_careful_plan(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 7)
    text = await phone.tap("Skip")

    runner = the_runner(stage)
    assert (runner.level, runner.equipment, runner.complaints) == (Level.NEW, [], [])
    assert (runner.reminder_time, runner.zone) == (time(7), "UTC")
    assert "every day at 07:00 (UTC time)" in text
    assert planned(stage)


async def test_the_plan_shows_the_week_and_says_why(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 7)
    text = await phone.tap("London")

    assert "The rest of this week" in text  # it is a Friday
    assert "Next week" in text
    assert "🏋️" in text
    assert "• Tuesday, " in text  # the reasons, day by day
    assert await phone.labels() == ["Today", "Week", "Why these days?"]


async def test_one_message_is_edited_from_tap_to_tap(phone: Phone) -> None:
    await phone.say("/start")
    for label in ("4 runs", "Looks right", "New to it", "Nothing, just the floor"):
        await phone.tap(label)
        assert phone.sent == []

    assert len(await phone.from_bot()) == 2


async def test_only_the_open_question_has_buttons(phone: Phone) -> None:
    await phone.say("/start")
    for text in TYPED:
        await phone.say(text)
        assert len([each for each in await phone.from_bot() if buttons(each)]) == 1


# --- the run week ------------------------------------------------------------------------------------------------


async def test_a_run_week_by_tapping_day_after_day(stage: Stage, phone: Phone) -> None:
    await phone.say("/start")
    for _ in range(3):  # rest, easy, long, tempo
        await phone.tap("Tue ·")
    await phone.tap("Thu ·")
    for _ in range(2):
        await phone.tap("Sun ·")
    assert {"Tue · tempo", "Thu · easy", "Sun · long", "Mon · rest"} <= set(await phone.labels())
    await phone.tap("Looks right")

    assert kinds(stage) == ["rest", "tempo", "rest", "easy", "rest", "rest", "long"]


async def test_a_day_comes_round_to_rest_again(phone: Phone) -> None:
    await phone.say("/start")
    seen = []
    for _ in range(8):
        await phone.tap("Wed ·")
        seen += [label.removeprefix("Wed · ") for label in await phone.labels() if label.startswith("Wed")]

    assert seen == ["easy", "long", "tempo", "intervals", "hills", "race", "cross", "rest"]


@pytest.mark.parametrize("runs", [3, 6])
async def test_a_typical_week_is_a_start_that_can_be_changed(stage: Stage, phone: Phone, runs: int) -> None:
    await phone.say("/start")
    await phone.tap(f"{runs} runs")
    assert sum(" · " in label and "rest" not in label for label in await phone.labels()) == runs
    await phone.tap("Sun · long")
    await phone.tap("Looks right")

    assert kinds(stage)[6] == "tempo"


async def test_a_typed_week_is_shown_before_it_is_taken(stage: Stage, phone: Phone) -> None:
    await phone.say("/start")
    text = await phone.say(WEEK)

    assert "This is how I read it" in text
    assert {"Mon · rest", "Tue · intervals", "Thu · tempo", "Sun · long"} <= set(await phone.labels())
    assert rows(stage, RunWeek) == []
    text = await phone.tap("Looks right")
    assert QUESTIONS[1] in text


@pytest.mark.parametrize("word", ["yes", "That's right!"])
async def test_a_typed_week_is_taken_by_a_typed_yes(stage: Stage, phone: Phone, word: str) -> None:
    await phone.say("/start")
    await phone.say(WEEK)
    text = await phone.say(word)

    assert QUESTIONS[1] in text
    assert kinds(stage) == ["rest", "intervals", "rest", "tempo", "rest", "rest", "long"]


async def test_a_week_without_a_run_is_no_run_week(stage: Stage, phone: Phone) -> None:
    await phone.say("/start")
    text = await phone.tap("Looks right")

    assert "There is no run in this week yet" in text
    assert "There is no run in this week yet" in phone.toast
    assert rows(stage, RunWeek) == []


# --- names -------------------------------------------------------------------------------------------------------


async def test_a_name_with_markup_is_shown_as_it_is(stage: Stage) -> None:
    name = "<b>Bo</b> & <script>"
    await stage.http.post(f"{stage.local.page_url}local/chats", json={"id": 1002, "first_name": name})
    phone = stage.phone(1002)
    await phone.say("/start")
    assert f"Hello {name}!" in phone.replies[0]
    for _ in range(7):
        text = await phone.tap("Skip")

    assert f"your plan is ready, {words(name)}" in words(text)
