"""A week after a sign the coach asks again, and no leg session begins before the answer."""

from __future__ import annotations

from datetime import timedelta

from tests.chat.runner import TUESDAY, move_to, planned, settle, the_runner
from tests.conftest import Stage
from tests.phone import Phone

FLAG = "I think I broke my foot"
ASKS = "Has somebody looked at it"
# The rest ends on Tuesday 1 December: the question comes from Wednesday on, the next leg session on Thursday.
WEDNESDAY, THURSDAY = TUESDAY + timedelta(days=8), TUESDAY + timedelta(days=9)


async def test_the_question_comes_after_the_week_and_not_before(stage: Stage, runner: Phone) -> None:
    await runner.say(FLAG)
    await move_to(stage, TUESDAY + timedelta(days=7))
    assert ASKS not in await runner.say("/today")
    await move_to(stage, WEDNESDAY)
    assert ASKS in await runner.last()  # on the day's own card
    assert ASKS in await runner.say("/today")


async def test_a_leg_session_waits_for_the_answer(stage: Stage, runner: Phone) -> None:
    await runner.say(FLAG)
    await move_to(stage, THURSDAY)
    assert planned(stage)[THURSDAY.date()].kind.leg_loading
    await runner.say("/today")
    await runner.tap("Start")
    assert "First tell me" in runner.toast
    assert "back in your plan" in await runner.tap("all clear")
    assert the_runner(stage).ask_about_sign_on is None
    text = await runner.say("/today")
    assert ASKS not in text
    await runner.tap("Start")
    assert "1 of" in await runner.last()


async def test_not_yet_is_another_week_of_rest(stage: Stage, runner: Phone) -> None:
    await runner.say(FLAG)
    await move_to(stage, THURSDAY)
    await runner.say("/today")
    message = await runner.keyboard_message()
    text = await runner.tap("Not yet", message=message)
    assert "rest until Thursday 10 December" in text
    rested = THURSDAY.date() + timedelta(days=7)
    assert not any(
        row.kind.leg_loading for day, row in planned(stage, THURSDAY.date()).items() if day <= rested
    )
    assert ASKS not in await runner.say("/today")
    await move_to(stage, THURSDAY + timedelta(days=8))
    assert ASKS in await runner.say("/today")


async def test_the_answers_are_harmless_where_nothing_was_asked(stage: Stage) -> None:
    stage.clock.move_to(TUESDAY)
    settle(stage.tools)
    phone = stage.phone()
    await phone.say("/today")
    message = await phone.keyboard_message()
    before = {day: row.kind for day, row in planned(stage).items()}
    await phone.press(message["message_id"], "a:rest")
    assert "from an earlier message" in phone.toast
    assert {day: row.kind for day, row in planned(stage).items()} == before
