"""/today in every state of the day, and what its buttons do: shorten, move, skip, be reminded later."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.store.tables import SessionState
from tests.chat.runner import TUESDAY, begin, move_to, planned, settle, state_on, work_through
from tests.conftest import Stage
from tests.phone import Phone

TODAY = TUESDAY.date()
WEDNESDAY, THURSDAY = TODAY + timedelta(1), TODAY + timedelta(2)


MORE = ("Log a session", "Progress")


async def test_a_session_day_says_what_how_long_in_which_order_and_why(runner: Phone) -> None:
    text = await runner.say("/today")

    assert "Tuesday 24 November" in text
    assert "intervals" in text
    assert "Heavy strength" in text
    assert "lift after the run" in text
    assert "Your next key run, Thursday's tempo run, is two days away" in text
    assert "1. " in text  # the exercises
    labels = await runner.labels()
    assert labels[0].startswith("▶ Start (")
    assert labels[1].endswith("-min version")
    assert labels[2].endswith("-min version")
    assert labels[3:] == ["Move", "Skip", "Week", *MORE]


async def test_the_three_lengths_are_a_ladder(runner: Phone) -> None:
    await runner.say("/today")
    full, short, minimum = [int("".join(filter(str.isdigit, label))) for label in (await runner.labels())[:3]]

    assert full > short > minimum
    assert full <= 45
    assert short <= 15
    assert minimum <= 8


async def test_a_day_without_a_session_names_the_next_one(stage: Stage, runner: Phone) -> None:
    await move_to(stage, TUESDAY + timedelta(days=1))
    text = await runner.say("/today")

    assert "No strength today" in text
    assert "Next: Heavy strength on Thursday 26 November" in text
    assert await runner.labels() == ["Week", "Why no session?", *MORE]


async def test_a_day_without_a_session_can_say_why(stage: Stage, runner: Phone) -> None:
    await move_to(stage, TUESDAY + timedelta(days=1))
    await runner.say("/today")
    text = await runner.tap("Why no session?")

    assert "Wednesday is the day before Thursday's tempo run" in text
    assert "This week" in await runner.tap("‹ Week")


async def test_a_rest_day_says_so(stage: Stage, runner: Phone) -> None:
    await move_to(stage, TUESDAY + timedelta(days=3))

    assert "No strength today: let it all sink in" in await runner.say("/today")


async def test_a_session_under_way_waits_where_it_was(runner: Phone) -> None:
    await begin(runner)
    step = await runner.tap("Done")
    text = await runner.say("/today")
    assert "is under way" in text
    assert await runner.labels() == ["▶ Go on", "Week", *MORE]

    assert await runner.tap("Go on") == step


async def test_a_done_session_is_done(runner: Phone) -> None:
    await begin(runner)
    await work_through(runner)
    await runner.tap("7")
    await runner.tap("No, all good")
    text = await runner.say("/today")

    assert "Heavy strength is done" in text
    assert "Next: Heavy strength on Thursday 26 November" in text
    assert await runner.labels() == ["Week", *MORE]


async def test_a_session_done_in_part_counts(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    await runner.tap("Done")
    await runner.tap("Stop")
    await runner.tap("6")
    await runner.tap("No, all good")

    assert state_on(stage, TODAY) is SessionState.PARTIAL
    assert "done in part, and that counts" in await runner.say("/today")


async def test_the_race_is_counted_down(stage: Stage) -> None:
    stage.clock.move_to(TUESDAY)
    settle(stage.tools, race="10k on 6 December")
    phone = stage.phone()
    assert "12 days to your race." in await phone.say("/today")
    await move_to(stage, TUESDAY + timedelta(days=11))
    assert "1 day to your race." in await phone.say("/today")
    await move_to(stage, TUESDAY + timedelta(days=12))

    assert "It is race day. Have a good one!" in await phone.say("/today")


# --- shorter versions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("button", "shorter"), [(1, "short"), (2, "minimum")])
async def test_a_shorter_version_is_started(stage: Stage, runner: Phone, button: int, shorter: str) -> None:
    await runner.say("/today")
    await runner.tap((await runner.labels())[button])

    row = planned(stage)[TODAY]
    assert row.variant.value == shorter
    assert row.state is SessionState.STARTED


# --- skip --------------------------------------------------------------------------------------------------------


async def test_skipping_is_confirmed_and_owes_nothing(stage: Stage, runner: Phone) -> None:
    await runner.say("/today")
    text = await runner.tap("Skip")
    assert "Skip the session of Tuesday 24 November?" in text
    assert state_on(stage, TODAY) is SessionState.PLANNED
    labels = await runner.labels()
    assert labels[0] == "The shortest version instead"
    assert labels[-4:] == ["Yes, skip it", "Move", "No time: plan around it", "‹ Back"]
    text = await runner.tap("Yes, skip it")

    assert "Nothing is owed for it" in text
    assert "Next: Heavy strength on Thursday 26 November" in text
    assert state_on(stage, TODAY) is SessionState.SKIPPED
    assert "was left out. Nothing is owed for it" in await runner.say("/today")


async def test_skipping_can_be_thought_over(stage: Stage, runner: Phone) -> None:
    before = await runner.say("/today")
    await runner.tap("Skip")

    assert await runner.tap("Back") == before
    assert state_on(stage, TODAY) is SessionState.PLANNED


async def test_the_shortest_version_instead_of_skipping(stage: Stage, runner: Phone) -> None:
    await runner.say("/today")
    await runner.tap("Skip")
    await runner.tap("The shortest version instead")

    assert planned(stage)[TODAY].variant.value == "minimum"


async def test_skipping_twice_is_skipping_once(stage: Stage, runner: Phone) -> None:
    await runner.say("/today")
    await runner.tap("Skip")
    message = await runner.keyboard_message()
    await runner.tap("Yes, skip it", message=message)
    await runner.tap("Yes, skip it", message=message)

    assert "That session was left out" in runner.toast
    assert state_on(stage, TODAY) is SessionState.SKIPPED


async def test_skip_can_be_typed_and_is_confirmed_too(stage: Stage, runner: Phone) -> None:
    text = await runner.say("skip today's session")

    assert "Skip the session of Tuesday 24 November?" in text
    assert state_on(stage, TODAY) is SessionState.PLANNED


# --- move --------------------------------------------------------------------------------------------------------


@pytest.fixture
def easy_going(stage: Stage) -> Phone:
    """A runner with room to move: one fast day, one long run."""
    stage.clock.move_to(TUESDAY)
    settle(stage.tools, runs="tue intervals, sat easy")
    return stage.phone()


async def test_moving_offers_the_legal_days_and_explains_the_others(stage: Stage, easy_going: Phone) -> None:
    await easy_going.say("/today")
    text = await easy_going.tap("Move")

    assert "Heavy strength on Tuesday 24 November" in text
    assert "These days of the same week keep your key runs fresh" in text
    labels = await easy_going.labels()
    assert labels[-2:] == ["‹ Back", "Skip"]
    days = [label.split()[0] for label in labels[:-2]]
    assert days
    refused = [each.split(":")[0] for each in text.split("\n") if each[3:4] == ":"]
    assert refused
    assert not set(days) & set(refused)
    assert "Thu: then Friday is next to another session that loads the legs" in text


async def test_a_session_moves_to_a_legal_day(stage: Stage, easy_going: Phone) -> None:
    await easy_going.say("/today")
    await easy_going.tap("Move")
    label = (await easy_going.labels())[0]
    text = await easy_going.tap(label)

    to = date(2026, 11, int(label.split()[1]))
    assert f"Heavy strength moved from Tuesday to {to:%A} {to.day} November" in text
    row = planned(stage)[to]
    assert row.moved
    assert state_on(stage, TODAY) is None
    assert "🏋️ Heavy strength" in await easy_going.tap("Week")


async def test_moving_twice_moves_once(stage: Stage, easy_going: Phone) -> None:
    await easy_going.say("/today")
    await easy_going.tap("Move")
    message = await easy_going.keyboard_message()
    label = (await easy_going.labels())[0]
    await easy_going.tap(label, message=message)
    before = list(planned(stage))
    await easy_going.tap(label, message=message)

    assert easy_going.toast
    assert list(planned(stage)) == before


async def test_a_day_that_became_illegal_is_refused(stage: Stage, easy_going: Phone) -> None:
    await easy_going.say("/today")
    await easy_going.tap("Move")
    message = await easy_going.keyboard_message()
    await easy_going.press(message["message_id"], "t:to:20261124:20261128")

    assert "cannot go there any more without spoiling a key run" in easy_going.toast
    assert state_on(stage, TODAY) is SessionState.PLANNED


async def test_where_no_day_is_legal_each_says_why(runner: Phone) -> None:
    await runner.say("/today")
    text = await runner.tap("Move")

    assert "No other day this week" in text
    assert "Wed: Wednesday is the day before Thursday's tempo run, and that wants fresh legs." in text
    assert "Sun: Sunday is your long run's day: gentle work at most, after it." in text
    assert await runner.labels() == ["‹ Back", "Skip"]


async def test_move_without_a_session_today_is_about_the_next_one(stage: Stage, runner: Phone) -> None:
    await move_to(stage, TUESDAY + timedelta(days=1))

    assert "Heavy strength on Thursday 26 November" in await runner.say("/move")


async def test_a_moved_session_says_that_it_was_moved(stage: Stage, easy_going: Phone) -> None:
    await easy_going.say("/today")
    await easy_going.tap("Move")
    label = (await easy_going.labels())[0]
    await easy_going.tap(label)
    await move_to(stage, TUESDAY.replace(day=int(label.split()[1])))

    assert "You moved it here." in await easy_going.say("/today")


# --- later -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("label", "minutes"), [("20 min", 20), ("1 hour", 60), ("3 hours", 180)])
async def test_later_comes_back_once(stage: Stage, runner: Phone, label: str, minutes: int) -> None:
    await runner.say("remind me later today")
    assert "When shall I remind you again?" in await runner.last()
    at = TUESDAY + timedelta(minutes=minutes)
    text = await runner.tap(label)
    assert f"I will be back at {at:%H:%M}" in text
    before = len(await runner.from_bot())
    await move_to(stage, at - timedelta(seconds=1))
    assert len(await runner.from_bot()) == before
    await move_to(stage, at)

    assert "Here I am again, as you asked." in await runner.last()
    await move_to(stage, at + timedelta(hours=2))
    assert len(await runner.from_bot()) == before + 1


async def test_later_is_not_beyond_midnight(stage: Stage, runner: Phone) -> None:
    await move_to(stage, TUESDAY.replace(hour=20, minute=50))
    await runner.say("remind me later today")
    message = await runner.keyboard_message()
    assert "3 hours" in await runner.labels()
    await move_to(stage, TUESDAY.replace(hour=22))
    await runner.tap("3 hours", message=message)  # offered an hour ago
    assert "At 01:00 this day would be over" in runner.toast
    await runner.say("remind me later today")
    assert await runner.labels() == ["20 min", "1 hour", "‹ Back"]


async def test_this_evening_is_half_past_six(stage: Stage, runner: Phone) -> None:
    await runner.say("remind me later today")
    assert "18:30" in await runner.tap("This evening")
    await move_to(stage, TUESDAY.replace(hour=18, minute=30))
    assert "Here I am again" in await runner.last()
