"""After the runner's own emergency no strength is offered until they say that somebody cleared them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.coach.words import Variant
from bot.services import sessions
from bot.services.tools import Refusal
from bot.store.tables import PlannedSession, Runner, SessionState
from tests.chat.runner import TUESDAY, begin, move_to, planned, rows, the_runner
from tests.conftest import Stage
from tests.phone import Phone

EMERGENCY = "chest pain while running"
WEAKER = "my knee keeps locking"
MORNING = (TUESDAY + timedelta(days=1)).replace(hour=7, minute=3)


def open_days(stage: Stage) -> list[PlannedSession]:
    """All sessions that are still to be done, of every kind."""
    return [row for row in planned(stage, TUESDAY.date()).values() if row.state is SessionState.PLANNED]


async def test_nothing_is_planned_after_an_emergency(stage: Stage, runner: Phone) -> None:
    assert open_days(stage)
    await runner.say(EMERGENCY)
    assert open_days(stage) == []
    for days in (1, 7, 9, 20):
        await move_to(stage, MORNING + timedelta(days=days))
        text = await runner.say("/today")
        assert "No strength today" in text, days
        assert "Start" not in str(await runner.labels()), days
        assert open_days(stage) == [], days


async def test_every_screen_says_that_all_strength_rests(stage: Stage, runner: Phone) -> None:
    await runner.say(EMERGENCY)
    for command in ("/week", "/today"):
        assert "All strength rests, because of the warning sign you told me about." in await runner.say(
            command
        )
        assert "All clear, bring my sessions back" in await runner.labels()
    assert "All strength rests" in await runner.tap("Why no session?")
    await move_to(stage, MORNING)
    card = await runner.last()
    assert "no strength today" in card
    assert "All strength rests" in card
    assert "All clear, bring my sessions back" in await runner.labels()


async def test_the_button_of_an_earlier_sign_does_not_clear_an_emergency(stage: Stage, runner: Phone) -> None:
    await runner.say(WEAKER)
    weaker = await runner.keyboard_message()
    await runner.say(EMERGENCY)
    await runner.press(weaker["message_id"], "a:legs")
    assert the_runner(stage).all_rests
    assert open_days(stage) == []
    assert "has somebody looked at the warning sign" in runner.toast


async def test_the_runners_word_brings_everything_back(stage: Stage, runner: Phone) -> None:
    before = {row.day: row.kind for row in open_days(stage)}
    await runner.say(EMERGENCY)
    await runner.say("/today")
    assert "Your sessions are back in your plan" in await runner.tap("All clear")
    assert {row.day: row.kind for row in open_days(stage)} == before
    assert not the_runner(stage).all_rests
    assert "All strength rests" not in await runner.say("/today")


async def test_after_a_week_it_asks_and_not_yet_goes_on_resting(stage: Stage, runner: Phone) -> None:
    await runner.say(EMERGENCY)
    await move_to(stage, MORNING + timedelta(days=8))
    assert "Has a doctor cleared you" in await runner.say("/today")
    text = await runner.tap("Not yet")
    assert "All strength rests, mobility too, until a doctor has cleared you" in text
    await move_to(stage, MORNING + timedelta(days=14))
    assert open_days(stage) == []
    assert "Has a doctor cleared you" not in await runner.say("/today")


async def test_a_weaker_sign_never_weakens_the_rest(stage: Stage, runner: Phone) -> None:
    await runner.say(EMERGENCY)
    text = await runner.say(WEAKER)
    assert "All strength goes on resting until a doctor has cleared you." in text
    with pytest.raises(AssertionError, match="no message with buttons"):
        await runner.labels()
    assert the_runner(stage).all_rests
    assert open_days(stage) == []


async def test_a_stronger_sign_strengthens_it(stage: Stage, runner: Phone) -> None:
    await runner.say(WEAKER)
    assert not the_runner(stage).all_rests
    assert open_days(stage)
    await runner.say(EMERGENCY)
    assert the_runner(stage).all_rests
    assert open_days(stage) == []


@pytest.mark.parametrize(
    "text", ["I want to kill myself", "my friend is having a seizure", "my wife has chest pain, what do I do"]
)
async def test_what_is_none_of_the_trainings_lets_it_go_on(stage: Stage, runner: Phone, text: str) -> None:
    before = {row.day: row.kind for row in open_days(stage)}
    assert "112" in await runner.say(text)
    assert {row.day: row.kind for row in open_days(stage)} == before
    assert the_runner(stage).legs_rest_until is None
    assert the_runner(stage).ask_about_sign_on is None
    assert "warning sign" not in await runner.say("/week")


async def test_a_session_under_way_ends_for_the_writers_own_sign_alone(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    await runner.tap("Done")
    await runner.say("my friend is having a seizure")
    assert "Go on" in str(await runner.say("/today")) + str(await runner.labels())
    await runner.say(EMERGENCY)
    assert [row.state for row in rows(stage, PlannedSession) if row.state is SessionState.STARTED] == []


async def test_a_session_that_stands_in_the_way_of_a_rest_cannot_be_begun(
    stage: Stage, runner: Phone
) -> None:
    with stage.tools.store.writing() as session:
        row = session.get(Runner, the_runner(stage).id)
        assert row is not None
        row.all_rests, row.legs_rest_until = True, TUESDAY.date()
    with pytest.raises(Refusal, match="sign-open"):
        sessions.start(stage.tools, runner.chat_id, TUESDAY.date(), Variant.FULL)
