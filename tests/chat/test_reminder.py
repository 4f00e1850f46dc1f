"""The daily message: on session days with its dose ladder, on rest days quiet and worth opening, or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.store.tables import SessionState
from tests.chat.runner import TUESDAY, begin, move_to, planned, settle, state_on
from tests.conftest import Stage
from tests.phone import Message, Phone, buttons, until

WEDNESDAY = (TUESDAY + timedelta(days=1)).replace(hour=7, minute=3)
THURSDAY = WEDNESDAY + timedelta(days=1)


async def reminded(stage: Stage, phone: Phone) -> Message:
    """The morning of the next session: its reminder."""
    await move_to(stage, WEDNESDAY)
    await move_to(stage, THURSDAY)
    return (await phone.from_bot())[-1]


def sends(stage: Stage) -> list[dict[str, Any]]:
    """What the bot has sent."""
    return [call for call in stage.local.calls if call["method"] == "sendMessage"]


@pytest.fixture
async def robin(runner: Phone) -> Phone:
    """Robin, whose chat the bot has written in before."""
    await runner.say("/today")
    return runner


async def test_a_session_day_says_what_why_how_long_and_in_which_order(stage: Stage, robin: Phone) -> None:
    message = await reminded(stage, robin)

    text = message["text"]
    assert "Thursday 26 November: Heavy strength" in text
    assert "minutes. Few repetitions" in text
    assert "tempo" in text
    assert "Run first, lift afterwards." in text
    assert "Why today: Thursday, after your tempo run" in text
    labels = [button["text"] for button in buttons(message)]
    assert labels[0].startswith("▶ Start (4")
    assert all(label.endswith("-minute version") for label in labels[1:3])
    assert labels[3:] == ["Move", "Skip", "Later"]
    assert sends(stage)[-1]["params"].get("disable_notification") in (None, False, "false")


async def test_it_comes_at_the_chosen_hour_and_once(stage: Stage, robin: Phone) -> None:
    before = len(await robin.from_bot())
    await move_to(stage, WEDNESDAY.replace(hour=6, minute=59))
    assert len(await robin.from_bot()) == before
    await move_to(stage, WEDNESDAY)
    assert len(await robin.from_bot()) == before + 1
    for minutes in (1, 30, 600):
        await move_to(stage, WEDNESDAY + timedelta(minutes=minutes))

    assert len(await robin.from_bot()) == before + 1


async def test_it_comes_at_the_runners_own_hour_elsewhere(stage: Stage) -> None:
    stage.clock.move_to(TUESDAY)
    settle(stage.tools, place="New York", at="6:30")
    phone = stage.phone()
    await phone.say("hello")
    before = len(await phone.from_bot())
    await move_to(stage, WEDNESDAY.replace(hour=11, minute=29))
    assert len(await phone.from_bot()) == before
    await move_to(stage, WEDNESDAY.replace(hour=11, minute=33))

    assert len(await phone.from_bot()) == before + 1


async def test_start_begins_in_the_reminder_itself(stage: Stage, robin: Phone) -> None:
    message = await reminded(stage, robin)
    text = await robin.tap("Start", message=message)

    assert "Heavy strength · 1 of " in text
    assert robin.sent == []
    assert planned(stage)[THURSDAY.date()].variant.value == "full"


@pytest.mark.parametrize(("button", "variant"), [(1, "short"), (2, "minimum")])
async def test_the_shorter_versions(stage: Stage, robin: Phone, button: int, variant: str) -> None:
    message = await reminded(stage, robin)
    await robin.tap(buttons(message)[button]["text"], message=message)

    assert planned(stage)[THURSDAY.date()].variant.value == variant


async def test_move_skip_and_later(stage: Stage, robin: Phone) -> None:
    message = await reminded(stage, robin)
    assert "Heavy strength on Thursday 26 November" in await robin.tap("Move", message=message)
    assert "Thursday 26 November" in await robin.tap("Back")
    await robin.tap("Skip")
    await robin.tap("‹ Back")
    assert "When shall I remind you again?" in await robin.tap("Later", message=message)
    assert "I will be back at 08:03" in await robin.tap("1 hour")
    await move_to(stage, THURSDAY + timedelta(hours=1))

    assert "Here I am again, as you asked." in await robin.last()


async def test_skip_is_confirmed(stage: Stage, robin: Phone) -> None:
    message = await reminded(stage, robin)
    await robin.tap("Skip", message=message)
    await robin.tap("Yes, skip it")

    assert state_on(stage, THURSDAY.date()) is SessionState.SKIPPED


async def test_a_rest_day_card_is_silent_and_says_what_comes(stage: Stage, robin: Phone) -> None:
    await move_to(stage, WEDNESDAY)
    text = await robin.last()

    assert "Wednesday 25 November: no strength today" in text
    assert "an easy run" in text
    assert "Heavy strength" in text
    assert [button["text"] for button in buttons((await robin.from_bot())[-1])] == ["My week"]
    assert str(sends(stage)[-1]["params"]["disable_notification"]).lower() == "true"
    assert "This week" in await robin.tap("My week")


async def test_rest_days_do_not_repeat_their_tip(stage: Stage, robin: Phone) -> None:
    tips = []
    for day in range(14):
        await move_to(stage, WEDNESDAY + timedelta(days=day))
        text = await robin.last()
        if "no strength today" in text:
            tips.append(text.rstrip().split("\n")[-1])

    assert len(tips) > 5
    assert len(set(tips)) >= len(tips) - 1


async def test_rest_day_cards_can_be_switched_off(stage: Stage, robin: Phone) -> None:
    await robin.say("/settings")
    await robin.tap("Turn rest-day cards off")
    before = len(await robin.from_bot())
    await move_to(stage, WEDNESDAY)
    assert len(await robin.from_bot()) == before
    await move_to(stage, THURSDAY)

    assert "Heavy strength" in await robin.last()
    assert len(await robin.from_bot()) == before + 1


async def test_a_started_session_is_not_reminded_of(stage: Stage, robin: Phone) -> None:
    await move_to(stage, THURSDAY.replace(hour=6, minute=0))
    await begin(robin)
    before = len(await robin.from_bot())
    await move_to(stage, THURSDAY)

    assert len(await robin.from_bot()) == before


async def test_one_that_comes_late_says_so(stage: Stage, robin: Phone) -> None:
    await stage.bot.stop()
    stage.clock.move_to(WEDNESDAY.replace(hour=8))
    stage.bot = stage.another_bot()
    await stage.bot.start()

    assert "This comes late, sorry: it was meant for 07:00." in await robin.last()


async def test_one_that_is_far_too_late_does_not_come(stage: Stage, robin: Phone) -> None:
    await stage.bot.stop()
    before = len(await robin.from_bot())
    stage.clock.move_to(WEDNESDAY.replace(hour=12))
    stage.bot = stage.another_bot()
    await stage.bot.start()
    await stage.settled()

    assert len(await robin.from_bot()) == before


async def test_after_an_outage_of_days_todays_still_comes_when_it_is_in_time(
    stage: Stage, robin: Phone
) -> None:
    before = len(await robin.from_bot())
    await stage.bot.stop()
    stage.clock.move_to(THURSDAY)
    stage.bot = stage.another_bot()
    await stage.bot.start()

    assert "Thursday 26 November: Heavy strength" in await robin.last()
    assert len(await robin.from_bot()) == before + 1


async def test_the_old_reminders_buttons_go_when_a_new_one_comes(stage: Stage, robin: Phone) -> None:
    await move_to(stage, WEDNESDAY)
    await move_to(stage, THURSDAY)

    async def one_keyboard() -> bool:
        return len([each for each in await robin.from_bot() if buttons(each)]) == 1

    await until(one_keyboard, "an old keyboard stands")


async def test_a_reminder_leaves_an_open_question_alone(stage: Stage, robin: Phone) -> None:
    await robin.say("/race")
    question = await robin.keyboard_message()
    await move_to(stage, WEDNESDAY)
    text = await robin.tap("Marathon", message=question)

    assert "When is the marathon?" in text


async def test_race_day_wishes_well(stage: Stage) -> None:
    stage.clock.move_to(TUESDAY)
    settle(stage.tools, race="10k on 29 November")
    phone = stage.phone()
    await phone.say("hello")
    for day in (28, 29):
        await move_to(stage, WEDNESDAY.replace(day=day))

    text = await phone.last()
    assert "Sunday 29 November: race day" in text
    assert "Have a good race!" in text


async def test_an_interrupted_send_is_repeated_once_and_quietly(stage: Stage, robin: Phone) -> None:
    url = f"{stage.local.page_url}local/faults"
    order = {"kind": "drop-after", "method": "sendMessage", "count": 1}
    async with stage.http.post(url, json=order) as response:
        assert response.status == 200, await response.text()
    before = len(await robin.from_bot())
    stage.clock.move_to(WEDNESDAY)

    async def arrived() -> bool:
        return len(await robin.from_bot()) == before + 1

    await until(arrived, "the first message")
    await stage.settled()
    await move_to(stage, WEDNESDAY + timedelta(minutes=3))

    assert len(await robin.from_bot()) == before + 2
    assert "I am not sure that my first message arrived" in await robin.last()
    assert str(sends(stage)[-1]["params"]["disable_notification"]).lower() == "true"
    await move_to(stage, WEDNESDAY + timedelta(minutes=30))
    assert len(await robin.from_bot()) == before + 2
