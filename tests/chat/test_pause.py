"""/pause: ill, injured, travelling, on holiday, no time; what it does to the plan, and the way back."""

from __future__ import annotations

from datetime import date, timedelta

from bot.coach.pauses import PauseReason
from bot.coach.words import SessionKind
from bot.services.pause_rows import paused_on
from bot.services.runners import need
from bot.store.tables import Chat, Pause, SessionState
from tests.chat.runner import TUESDAY, begin, move_to, planned, rows, the_runner, work_through
from tests.conftest import Stage
from tests.phone import Phone, buttons

DAY = TUESDAY.date()
MONDAY = DAY - timedelta(days=1)


def pause_of(stage: Stage) -> Pause:
    (row,) = rows(stage, Pause)
    return row


def waiting(stage: Stage) -> list[date]:
    """The days whose sessions are still to come."""
    return [day for day, row in planned(stage).items() if row.state is SessionState.PLANNED]


def the_awaited(stage: Stage) -> str | None:
    (chat,) = rows(stage, Chat)
    return chat.awaiting


async def test_by_buttons_from_the_menu(stage: Stage, runner: Phone) -> None:
    text = await runner.say("/pause")
    assert "I plan nothing and keep quiet" in text
    assert "Until when, from Tuesday 24 November" in await runner.tap("I'm ill")
    text = await runner.tap("A few days")
    assert "From Tuesday 24 November, until Thursday 26 November" in text
    assert "Tue 24 Nov: intervals + Heavy strength → intervals" in text
    assert "the first session is light" in text
    assert rows(stage, Pause) == []
    text = await runner.tap("Yes")
    assert "Rest well, until Thursday 26 November" in text
    assert "belongs to a doctor" in text

    row = pause_of(stage)
    assert (row.reason, row.first, row.last, row.trains) == (
        PauseReason.ILLNESS,
        DAY,
        DAY + timedelta(days=2),
        False,
    )
    assert min(waiting(stage)) > DAY + timedelta(days=2)


async def test_today_and_the_week_show_it(runner: Phone) -> None:
    await runner.say("I'm ill until friday")
    await runner.tap("Yes")
    text = await runner.say("/today")
    assert "You are paused (ill) until Friday 27 November" in text
    assert "nothing is owed" in text
    assert (await runner.labels())[:2] == ["I'm back", "Change the pause"]
    text = await runner.say("/week")
    assert "Tue intervals · pause" in text
    assert "Paused (ill) from Tuesday 24 November, until Friday 27 November" in text
    assert "Change the pause" in await runner.labels()


async def test_ill_by_words_is_asked_for_its_end_and_takes_a_typed_day(stage: Stage, runner: Phone) -> None:
    assert "Until when" in await runner.say("I'm ill")
    assert "Which day is the last one" in await runner.tap("A date")
    text = await runner.say("friday")
    assert "until Friday 27 November" in text
    await runner.tap("Yes")
    assert pause_of(stage).last == DAY + timedelta(days=3)
    assert the_awaited(stage) is None


async def test_words_about_something_else_are_answered_and_the_date_is_asked_no_more(
    stage: Stage, runner: Phone
) -> None:
    await runner.say("I'm ill")
    await runner.tap("A date")
    assert "/today" in await runner.say("help")
    assert the_awaited(stage) is None
    await runner.say("I'm ill")
    await runner.tap("A date")
    await runner.say("/cancel")
    assert the_awaited(stage) is None
    await runner.say("I'm ill")
    await runner.tap("A date")
    assert "Until when" in await runner.tap("Back")


async def test_a_red_flag_goes_before_the_date_that_is_awaited(stage: Stage, runner: Phone) -> None:
    await runner.say("I'm ill")
    await runner.tap("A date")
    text = await runner.say("I have chest pain and cannot breathe")
    assert "emergency" in text.lower()
    assert rows(stage, Pause) == []


async def test_until_they_say_so(stage: Stage, runner: Phone) -> None:
    await runner.say("/pause")
    await runner.tap("I'm injured")
    await runner.tap("Until I say so")
    text = await runner.tap("Yes")
    assert "until you say that you are back" in text
    assert "have it looked at today; if it hurts at night or at rest, in the next days" in text
    assert "Tell me what hurts" in await runner.labels()
    assert waiting(stage) == []
    await move_to(stage, TUESDAY + timedelta(days=25))
    assert waiting(stage) == []
    assert "You are paused (injured)" in await runner.say("/today")


async def test_back_after_three_weeks_begins_with_the_basics(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    await work_through(runner)
    await runner.tap("7")
    await runner.tap("No, all good")
    await runner.say("/pause")
    await runner.tap("On holiday")
    await runner.tap("Until I say so")
    await runner.tap("Yes")
    back = TUESDAY + timedelta(days=27)  # a Monday
    await move_to(stage, back)
    text = await runner.say("I'm back")
    assert "Welcome back!" in text
    assert "27 days off: back to the basics first" in text
    assert pause_of(stage).last is None
    assert "Good to have you back" in await runner.tap("Yes")

    assert pause_of(stage).last == back.date() - timedelta(days=1)
    assert the_runner(stage).block_start == back.date()
    week = [row.kind for day, row in planned(stage, back.date()).items() if (day - back.date()).days < 7]
    assert set(week) == {SessionKind.LEARN}


async def test_the_return_can_be_taken_back(stage: Stage, runner: Phone) -> None:
    await runner.say("I'm ill until sunday")
    await runner.tap("Yes")
    await move_to(stage, TUESDAY + timedelta(days=1))
    before = waiting(stage)
    await runner.say("/today")
    text = await runner.tap("I'm back")
    assert "Thu 26 Nov: tempo → tempo + Light and familiar" in text
    await runner.tap("Yes")
    assert waiting(stage) != before
    await runner.tap("Undo")

    assert waiting(stage) == before
    assert pause_of(stage).last == DAY + timedelta(days=5)


async def test_a_pause_taken_back_on_its_first_day_never_was(stage: Stage, runner: Phone) -> None:
    before = waiting(stage)
    await runner.say("I'm ill until sunday")
    await runner.tap("Yes")
    await runner.say("well again")
    await runner.tap("Yes")

    assert rows(stage, Pause) == []
    assert waiting(stage) == before


async def test_back_without_a_pause_shows_what_there_is(stage: Stage, runner: Phone) -> None:
    assert "What is it?" in await runner.say("I'm back")
    assert rows(stage, Pause) == []


async def test_travelling_with_a_hotel_room_keeps_training_on_the_floor(stage: Stage, runner: Phone) -> None:
    text = await runner.say("travelling till monday, hotel room")
    assert "Training while you travel" in text
    assert "until Monday 30 November" in text
    assert "nothing but the floor" in text
    text = await runner.tap("Yes")
    assert "Is your clock another one there?" in text
    row = pause_of(stage)
    assert (row.reason, row.trains, row.things) == (PauseReason.TRAVEL, True, [])
    text = await runner.say("/today")
    assert "Heavy strength" in text
    assert "Goblet squat" not in text
    await runner.say("/pause")
    assert "train with what is there" in await runner.last()


async def test_travelling_by_buttons_asks_what_is_there_and_for_the_clock(
    stage: Stage, runner: Phone
) -> None:
    await runner.say("/pause")
    await runner.tap("I'm travelling")
    assert "Can you train there?" in await runner.tap("A week")
    await runner.tap("Yes, I can train there")
    await runner.tap("Bands")
    await runner.tap("Dumbbells")
    await runner.tap("✓ Dumbbells")
    text = await runner.tap("That's it")
    assert "with bands" in text
    await runner.tap("Yes")
    assert pause_of(stage).things == ["band"]
    await runner.tap("Set my time zone")
    assert "Leave it as it is" in await runner.labels()


async def test_travelling_without_training_is_a_pause(stage: Stage, runner: Phone) -> None:
    await runner.say("travelling next week")
    text = await runner.tap("No, a real break")
    assert "From Monday 30 November, until Sunday 6 December" in text
    await runner.tap("Yes")
    assert not any(MONDAY + timedelta(7) <= day < MONDAY + timedelta(14) for day in waiting(stage))
    assert "To come: travelling from Monday 30 November" in await runner.say("/pause")
    await runner.tap("Cancel the pause from 30 Nov")
    await runner.tap("Yes")
    assert rows(stage, Pause) == []


async def test_a_holiday_with_its_dates_is_taken_as_it_was_said(stage: Stage, runner: Phone) -> None:
    text = await runner.say("on holiday from 3 to 17 december")
    assert "From Thursday 3 December, until Thursday 17 December" in text
    await runner.tap("Yes")
    row = pause_of(stage)
    assert (row.reason, row.first, row.last) == (PauseReason.HOLIDAY, date(2026, 12, 3), date(2026, 12, 17))


async def test_who_only_says_pause_is_asked_why(stage: Stage, runner: Phone) -> None:
    await runner.say("pause for two weeks")
    assert "What kind of pause is it?" in await runner.last()
    text = await runner.tap("On holiday")
    assert "until Monday 7 December" in text
    await runner.tap("Leave it")
    assert "What is it?" in await runner.last()
    assert rows(stage, Pause) == []


async def test_a_new_pause_takes_the_place_of_the_one_that_holds(stage: Stage, runner: Phone) -> None:
    await runner.say("I'm ill until friday")
    await runner.tap("Yes")
    await runner.say("I'm ill until sunday")
    await runner.tap("Yes")

    assert pause_of(stage).last == DAY + timedelta(days=5)


async def test_the_pause_of_a_day_is_there_for_the_reminders(stage: Stage, runner: Phone) -> None:
    await runner.say("I'm ill until friday")
    await runner.tap("Yes")
    with stage.tools.store.reading() as session:
        _, row = need(session, runner.chat_id)
        assert paused_on(session, row, DAY + timedelta(days=3)) is not None
        assert paused_on(session, row, DAY + timedelta(days=4)) is None


async def test_a_double_tap_on_yes_pauses_once(stage: Stage, runner: Phone) -> None:
    await runner.say("I'm ill until friday")
    message = await runner.keyboard_message()
    await runner.tap("Yes")
    await runner.tap("Yes", message=message)

    assert "That is so already" in runner.toast
    assert len(rows(stage, Pause)) == 1


async def test_one_day_without_time_is_chosen_from_the_next(stage: Stage, runner: Phone) -> None:
    await runner.say("/pause")
    await runner.tap("No time on one day")
    text = await runner.tap("Thu 26")
    assert "Thursday 26 November without strength" in text
    await runner.tap("Yes")
    assert DAY + timedelta(days=2) not in waiting(stage)


async def open_pause(runner: Phone, reason: str) -> None:
    """Pause until further notice."""
    await runner.say("/pause")
    await runner.tap(reason)
    assert "only once a week, to ask how you are" in await runner.tap("Until I say so")
    await runner.tap("Yes")


async def mornings(stage: Stage, runner: Phone, days: range) -> dict[int, str]:
    """What the bot sent on the mornings of so many days after the first, by day."""
    said = {}
    for number in days:
        before = len(await runner.from_bot())
        await move_to(stage, (TUESDAY + timedelta(days=number)).replace(hour=7, minute=3))
        new = (await runner.from_bot())[before:]
        if new:
            said[number] = "\n".join(each["text"] for each in new)
    return said


async def test_an_open_pause_is_asked_about_once_a_week_and_quiet_otherwise(
    stage: Stage, runner: Phone
) -> None:
    await open_pause(runner, "I'm ill")

    said = await mornings(stage, runner, range(1, 23))

    assert list(said) == [7, 14, 21]
    assert said[7].startswith("How are you?")
    assert "You have been ill since Tuesday 24 November" in said[7]
    assert "we begin with a light session" in said[7]
    assert await runner.labels() == ["Carry on today", "A few more days", "Still ill"]
    call = [call for call in stage.local.calls if call["method"] == "sendMessage"][-1]
    assert str(call["params"]["disable_notification"]).lower() == "true"


async def test_a_pause_with_an_end_is_never_asked_about(stage: Stage, runner: Phone) -> None:
    await runner.say("on holiday until 20 december")
    await runner.tap("Yes")

    assert await mornings(stage, runner, range(1, 16)) == {}


async def test_still_ill_leaves_all_as_it_is(stage: Stage, runner: Phone) -> None:
    await open_pause(runner, "I'm ill")
    await mornings(stage, runner, range(1, 8))

    text = await runner.tap("Still ill")

    assert "I ask again in a week." in text
    assert runner.sent == []
    assert pause_of(stage).last is None
    assert await runner.labels() == ["I'm back", "Change the pause"]
    assert list(await mornings(stage, runner, range(8, 16))) == [14]


async def test_carrying_on_after_an_illness_begins_lightly_today(stage: Stage, runner: Phone) -> None:
    await open_pause(runner, "I'm ill")
    await mornings(stage, runner, range(1, 8))

    text = await runner.tap("Carry on today")

    assert "Welcome back!" in text
    assert "8 days off: one session a step lighter" in text
    assert "After an illness the first session is light." in text
    assert pause_of(stage).last is None
    await runner.tap("Yes")
    back = DAY + timedelta(days=7)
    assert pause_of(stage).last == back - timedelta(days=1)
    kinds = [row.kind for row in planned(stage, back).values()]
    assert kinds[0] is SessionKind.LIGHT
    assert list(await mornings(stage, runner, range(8, 10))) == [8, 9]


async def test_a_few_more_days_give_the_pause_an_end_and_the_way_back(stage: Stage, runner: Phone) -> None:
    await open_pause(runner, "I'm injured")
    await mornings(stage, runner, range(1, 8))
    assert await runner.labels() == ["Carry on today", "A few more days", "Still injured"]

    text = await runner.tap("A few more days")

    assert "From Tuesday 24 November, until Thursday 3 December" in text
    assert "Leave out what still hurts" in text
    await runner.tap("Yes")
    assert pause_of(stage).last == DAY + timedelta(days=9)
    assert min(waiting(stage)) > DAY + timedelta(days=9)
    assert list(await mornings(stage, runner, range(8, 11))) == [10]


async def test_an_answer_to_an_old_question_shows_how_things_stand(stage: Stage, runner: Phone) -> None:
    await open_pause(runner, "On holiday")
    await mornings(stage, runner, range(1, 8))
    asked = await runner.keyboard_message()
    await runner.say("I'm back")
    await runner.tap("Yes")

    for label in ("Still on holiday", "A few more days", "Carry on today"):
        data = {each["text"]: each["callback_data"] for each in buttons(asked)}[label]
        await runner.press(asked["message_id"], data)
        assert "What is it?" in await runner.last()


async def test_who_is_told_the_evening_before_carries_on_tomorrow(stage: Stage, runner: Phone) -> None:
    await runner.say("/settings")
    await runner.tap("More settings")
    await runner.tap("Tell me the evening before")
    await open_pause(runner, "I'm ill")
    await move_to(stage, (TUESDAY + timedelta(days=5)).replace(hour=20, minute=3))
    before = len(await runner.from_bot())

    await move_to(stage, (TUESDAY + timedelta(days=6)).replace(hour=20, minute=3))

    assert len(await runner.from_bot()) == before + 1
    await runner.tap("Carry on tomorrow")
    await runner.tap("Yes")
    assert pause_of(stage).last == DAY + timedelta(days=6)
