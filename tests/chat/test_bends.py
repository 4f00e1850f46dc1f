"""Sessions and days that bend: moved, skipped, swapped and kept free, by words and by buttons, and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store.tables import DayOff, PlanChange, PlannedSession, SessionState
from tests.chat.runner import TUESDAY, begin, move_to, pass_by, planned, rows, settle, state_on
from tests.conftest import Stage
from tests.phone import Phone

DAY = TUESDAY.date()
THURSDAY, FRIDAY = DAY + timedelta(days=2), DAY + timedelta(days=3)


def bare(stage: Stage) -> list[dict[str, object]]:
    """The sessions as they stand, but for when they were changed."""
    found = (row.model_dump(exclude={"changed_at"}) for row in rows(stage, PlannedSession))
    return sorted(found, key=lambda row: str(row["day"]))


@pytest.fixture
async def loose(stage: Stage) -> Phone:
    """A runner whose week leaves room: fast on Tuesday, easy on Saturday, and nothing else."""
    stage.clock.move_to(TUESDAY)
    settle(stage.tools, runs="tue intervals, sat easy")
    return stage.phone()


# --- moved -------------------------------------------------------------------------------------------------------


async def test_a_session_moved_by_words_is_shown_before_it_is_done(stage: Stage, loose: Phone) -> None:
    before = bare(stage)
    text = await loose.say("move today's session to wednesday")
    assert "Before → after" in text
    assert "Tue 24 Nov: intervals + Heavy strength → intervals" in text
    assert "Wed 25 Nov: rest → rest + Heavy strength" in text
    assert bare(stage) == before

    assert "Done." in await loose.tap("Yes")
    assert state_on(stage, DAY) is None
    assert planned(stage)[DAY + timedelta(days=1)].moved
    assert "Taken back" in await loose.tap("Undo")
    assert bare(stage) == before


async def test_a_session_moved_by_its_buttons_can_be_taken_back(stage: Stage, loose: Phone) -> None:
    before = bare(stage)
    await loose.say("/move")
    await loose.tap("Wed 25")
    assert bare(stage) != before
    await loose.tap("Undo")

    assert bare(stage) == before
    assert await loose.labels() == ["Today", "Week"]


async def test_a_day_that_a_rule_forbids_is_answered_with_the_days_that_are_free(
    stage: Stage, runner: Phone
) -> None:
    before = bare(stage)
    text = await runner.say("move tomorrow's session to friday")
    assert "no session on Wednesday" in text  # there is none: it may stay so

    text = await runner.say("move thursday's session to friday")
    assert "Friday is not possible" in text
    assert "Sunday's long run is two days after Friday" in text
    assert bare(stage) == before


async def test_a_move_that_does_not_say_where_to_asks_with_buttons(loose: Phone) -> None:
    text = await loose.say("can we move today's session?")
    assert "Where shall it go?" in text
    assert "Wed 25 · rest" in await loose.labels()


# --- skipped -----------------------------------------------------------------------------------------------------


async def test_a_day_named_is_skipped_with_its_reason_and_undone(stage: Stage, runner: Phone) -> None:
    before = bare(stage)
    assert "Skip the session of Thursday 26 November?" in await runner.say("skip thursday")
    assert not any("shortest" in label for label in await runner.labels())  # that day has not come
    assert "Left out" in await runner.tap("Tired")
    row = planned(stage)[THURSDAY]
    assert (row.state, row.skip_reason) == (SessionState.SKIPPED, "tired")
    await runner.tap("Undo")

    assert bare(stage) == before


async def test_who_is_ill_is_asked_for_how_long(stage: Stage, runner: Phone) -> None:
    await runner.say("skip today")
    text = await runner.tap("Ill")
    assert "Shall I pause everything" in text
    text = await runner.tap("Pause for a while")
    assert "Until when" in text
    assert planned(stage)[DAY].skip_reason == "ill"


async def test_what_hurts_comes_with_the_signs_for_a_doctor_and_the_question(runner: Phone) -> None:
    await runner.say("skip today")
    text = await runner.tap("Something hurts")
    assert "cannot put weight on" in text
    assert "doctor" in text
    await runner.tap("Tell me what hurts")
    assert "Achilles" in await runner.labels()


async def test_a_day_without_a_session_can_be_kept_free(stage: Stage, runner: Phone) -> None:
    assert "no session on Friday" in await runner.say("skip friday")
    await runner.tap("Keep the day free")
    await runner.tap("Yes")
    assert [row.day for row in rows(stage, DayOff)] == [FRIDAY]
    assert "Fri rest · no time" in await runner.say("/week")

    await runner.say("/pause")
    await runner.tap("I have time on Friday after all")
    await runner.tap("Yes")
    assert rows(stage, DayOff) == []


async def test_no_time_is_planned_around(stage: Stage, runner: Phone) -> None:
    await runner.say("no time on thursday")
    text = await runner.tap("plan around it")
    assert "Thu 26 Nov: tempo + Heavy strength → tempo" in text
    assert "Fri 27 Nov: rest → rest + Light and familiar" in text
    assert "light instead of heavy" in text
    await runner.tap("Yes")
    assert state_on(stage, THURSDAY) is None
    await runner.tap("Undo")
    assert state_on(stage, THURSDAY) is SessionState.PLANNED


async def test_a_whole_week_is_left_out_and_nothing_is_made_up_for(stage: Stage, runner: Phone) -> None:
    text = await runner.say("no strength this week")
    assert "Nothing is owed for it" in text
    await runner.tap("Yes")
    assert {state_on(stage, day) for day in (DAY, THURSDAY)} == {SessionState.SKIPPED}
    await runner.say("my long run moved to saturday")
    await runner.tap("Yes")
    waiting = [day for day, row in planned(stage, DAY).items() if row.state is SessionState.PLANNED]

    assert min(waiting) > FRIDAY + timedelta(days=2)
    await runner.say("/plan")
    assert "one session more than this phase" in await runner.tap("Why not Wed?")


# --- swapped -----------------------------------------------------------------------------------------------------


async def test_two_days_that_change_places_are_asked_about_where_both_can_be_meant(
    stage: Stage, loose: Phone
) -> None:
    before = bare(stage)
    assert "Two days change places" in await loose.say("swap tuesday and wednesday this week")
    assert await loose.labels() == ["Swap the runs", "Swap the strength sessions", "No, leave it"]
    assert "Tue 24 Nov: intervals" in await loose.tap("Swap the runs")
    await loose.say("swap tuesday and wednesday this week")
    text = await loose.tap("Swap the strength sessions")
    assert "Wed 25 Nov: rest → rest + Heavy strength" in text
    assert bare(stage) == before
    await loose.tap("Yes")
    assert planned(stage)[DAY + timedelta(days=1)].moved


async def test_two_days_alike_say_so(runner: Phone) -> None:
    assert "alike" in await runner.say("swap tuesday and thursday's strength")


# --- stale, double and late --------------------------------------------------------------------------------------


async def test_a_second_tap_on_yes_changes_nothing_and_says_why(stage: Stage, runner: Phone) -> None:
    await runner.say("skip thursday")
    await runner.tap("plan around it")
    message = await runner.keyboard_message()
    await runner.tap("Yes")
    after = bare(stage)
    await runner.tap("Yes", message=message)

    assert "That is so already" in runner.toast
    assert bare(stage) == after
    assert len(rows(stage, PlanChange)) == 1


async def test_a_second_undo_and_one_that_is_not_the_last_say_why(stage: Stage, runner: Phone) -> None:
    await runner.say("skip today")
    await runner.tap("No time")
    first = await runner.keyboard_message()
    await runner.say("skip thursday")
    await runner.tap("No time")
    second = await runner.keyboard_message()
    await runner.tap("Undo", message=first)
    assert "Another change came after it" in runner.toast
    await runner.tap("Undo", message=second)
    await runner.tap("Undo", message=second)
    assert "taken back already" in runner.toast
    await runner.tap("Undo", message=first)

    assert state_on(stage, DAY) is SessionState.PLANNED


async def test_an_undo_the_day_after_is_refused_kindly(stage: Stage, runner: Phone) -> None:
    await runner.say("skip today")
    await runner.tap("No time")
    message = await runner.keyboard_message()
    await move_to(stage, TUESDAY + timedelta(days=1))
    await runner.tap("Undo", message=message)

    assert "The day has passed by now" in runner.toast


async def test_an_undo_after_the_moved_session_was_begun_is_refused(stage: Stage, loose: Phone) -> None:
    await loose.say("move today's session to wednesday")
    await loose.tap("Yes")
    message = await loose.keyboard_message()
    await pass_by(stage, days=1)
    await begin(loose)
    await loose.tap("Undo", message=message)

    assert "Your plan has moved on" in loose.toast
    assert state_on(stage, DAY + timedelta(days=1)) is SessionState.STARTED


async def test_invented_buttons_are_old_ones(stage: Stage, runner: Phone) -> None:
    await runner.say("/week")
    message = await runner.keyboard_message()
    before = bare(stage)
    for invented in (
        "b",
        "b:undo:x",
        "b:do:m:20261124",
        "b:do:s:20261124:bored",
        "b:do:r:20261123:rrrrrrr:zzzzzzz:w",
        "b:do:r:20261124:rrrrrrr:eeeeeee:w",
        "b:do:w:20261124",
        "b:do:e:20261124",
        "b:do:p:i:20261124:20261120:q:q",
        "b:do:p:t:20261124:q:q:q",
        "b:do:p:t:20261124:o:1:fffff",
        "b:do:p:t:20261124:o:1:zz",
        "r:day:1",
        "r:week:4",
        "p:next:x",
        "p:tick:q:20261124:q:q",
        "p:what",
    ):
        await runner.press(message["message_id"], invented)
        assert "from an earlier message" in runner.toast, invented
    await runner.press(message["message_id"], "b:undo:99")
    assert "no longer know that change" in runner.toast
    assert bare(stage) == before


# --- missed ------------------------------------------------------------------------------------------------------


async def test_a_missed_session_moves_to_the_best_day_that_is_left(stage: Stage, loose: Phone) -> None:
    kinds = [row.kind for day, row in planned(stage).items() if day < DAY + timedelta(days=6)]
    await move_to(stage, TUESDAY + timedelta(days=1))
    text = await loose.say("/week")
    assert "You missed Tuesday, so it moved to" in text
    this_week = {day: row for day, row in planned(stage).items() if day < DAY + timedelta(days=6)}

    assert [row.kind for row in this_week.values()] == kinds  # nothing is doubled, nothing is lost
    assert DAY not in this_week
    moved_to = next(day for day, row in this_week.items() if "missed" in row.rules)
    await move_to(stage, TUESDAY + (moved_to - DAY))
    assert "You missed Tuesday" in await loose.say("/today")


async def test_a_missed_session_without_room_is_left_out_with_its_sentence(
    stage: Stage, runner: Phone
) -> None:
    await move_to(stage, TUESDAY + timedelta(days=1))
    for where in ("/week", "/today"):
        assert "found no other day this week" in await runner.say(where)
    assert "Nothing is owed for it" in await runner.say("/plan")
    assert state_on(stage, DAY) is SessionState.MISSED
    await move_to(stage, TUESDAY + timedelta(days=7))
    assert "found no other day" not in await runner.say("/week")
