"""/admin: for operators; for everybody else there is no such command and no such button."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from bot.chat.admin import COUNTS
from bot.chat.commands import ALL_COMMANDS, MENU
from bot.reminders.dispatch import Counters
from bot.services import asked
from bot.services.broadcasts import LONGEST_TEXT
from bot.services.stats import lag_name
from bot.store.tables import AskedQuestion, Broadcast, BroadcastDelivery, PlannedSession
from tests.chat.runner import TUESDAY, move_to, rows, settle
from tests.conftest import Stage
from tests.phone import Phone, until

BOSS, KIM = 1001, 1002
TEXT = "The club run is off on Sunday.\n<b>Stay</b> home & rest."
SEEN = f"A word from whoever runs this bot\n\n{TEXT}"


@pytest.fixture
def about() -> dict[str, Any]:
    """Robin runs the bot, and a colleague who has never written to it."""
    return {"operators": frozenset({BOSS, 990_990})}


async def kims(stage: Stage) -> Phone:
    """Another runner's phone, who has written to the bot already."""
    settle(stage.tools, KIM, name="Kim")
    phone = stage.phone(KIM, "Kim")
    await phone.say("/today")
    return phone


async def finished(stage: Stage) -> None:
    """Let the broadcast be sent."""

    def done() -> bool:
        stage.bot.clockwork.wake()
        return all(row.finished_at is not None for row in rows(stage, Broadcast))

    await until(done, "the broadcast")


# --- who may -----------------------------------------------------------------------------------------------------


async def test_everybody_else_gets_the_answer_of_an_unknown_command(stage: Stage, runner: Phone) -> None:
    kim = await kims(stage)
    unknown = await kim.say("/frobnicate")
    for typed in ("/admin", f"/admin send {TEXT}", "/admin nonsense"):
        assert await kim.say(typed) == unknown
    newcomer = stage.phone(1003, "Lee")
    assert await newcomer.say("/admin") == unknown
    assert rows(stage, Broadcast) == []


async def test_forged_buttons_are_those_of_an_earlier_message(stage: Stage, runner: Phone) -> None:
    kim = await kims(stage)
    await runner.say(f"/admin send {TEXT}")
    message = await kim.keyboard_message()
    await kim.press(message["message_id"], "zz:top")
    unknown = kim.toast
    (draft,) = rows(stage, Broadcast)
    for data in (
        "ad:home",
        "ad:q:0",
        "ad:put:1:0",
        "ad:test",
        "ad:b",
        f"ad:b:go:{draft.id}",
        f"ad:b:stop:{draft.id}",
    ):
        before = await kim.messages()
        await kim.press(message["message_id"], data)
        assert kim.toast == unknown, data
        assert await kim.messages() == before
    (after,) = rows(stage, Broadcast)
    assert after == draft


async def test_it_stands_in_no_list(stage: Stage, runner: Phone) -> None:
    assert "/admin" not in await runner.say("/help")
    assert "admin" not in {command.name for command in MENU}
    assert [command.name for command in ALL_COMMANDS if command.hidden] == ["admin"]


# --- counters, questions, test reminder --------------------------------------------------------------------------


async def test_the_overview_counts(stage: Stage, runner: Phone) -> None:
    settle(stage.tools, KIM, name="Kim")
    await runner.say("what is the capital of Mongolia")
    text = await runner.say("/admin")

    assert "Runners: 2, 2 with a plan" in text
    assert "No reminder is waiting." in text
    assert "No message is waiting for an answer." in text  # the question itself is none
    assert "Questions without a good answer: 1." in text
    assert "Open questions (1)" in await runner.labels()
    await runner.say("who won the chess match")
    await runner.say("/admin")
    stage.clock.advance(timedelta(minutes=11))  # whoever was offered something has not taken it by now
    await runner.tap("Refresh")
    assert "Open questions (2)" in await runner.labels()


async def test_what_became_of_the_reminders_is_said_plainly(stage: Stage, runner: Phone) -> None:
    await runner.say("/today")
    await move_to(stage, (TUESDAY + timedelta(days=1)).replace(hour=7, minute=3))

    async def counted() -> bool:
        return "• sent: 1 / 1" in await runner.say("/admin")

    await until(counted, "the counters")
    text = await runner.last()
    assert "Reminders today / in seven days (UTC)" in text
    assert "• it was time for one: 1 / 1" in text
    assert "left within" in text
    for inside in ("due", "dropped", "lag-", "unknown", "updates"):
        assert inside not in text


def test_every_counter_of_the_reminders_is_told() -> None:
    names = {field.name for field in fields(Counters)}
    lags = {lag_name(timedelta(seconds=seconds)) for seconds in (0, 30, 200, 9000)}

    assert set(COUNTS) == names | lags


async def test_questions_are_paged_and_put_away(stage: Stage, runner: Phone) -> None:
    for question in (
        "what is the capital of Mongolia",
        "how do I tune a piano",
        "how do I tune a piano <now>",
    ):
        await runner.say(question)
    stage.clock.advance(timedelta(minutes=11))  # whoever was offered something has not taken it by now
    await runner.say("/admin")
    text = await runner.tap("Open questions")
    first, second = asked.groups(stage.tools)

    assert "Question 1 of 2" in text
    assert "“how do I tune a piano”" in text
    assert "“how do I tune a piano <now>”" in text
    assert "Why it is here: no" in text
    assert f"stridesmith questions draft {first.id}" in text
    assert "Mongolia" in await runner.tap("›")
    assert f"stridesmith questions draft {second.id}" in await runner.last()
    message = await runner.keyboard_message()
    assert "Question 1 of 1" in await runner.tap("Set aside")
    assert runner.toast == "Set aside."
    await runner.press(message["message_id"], f"ad:put:{second.id}:1")  # a double tap
    assert "Question 1 of 1" in await runner.last()
    assert "No question is open" in await runner.tap("Set aside")
    assert all(row.settled_at for row in rows(stage, AskedQuestion))
    assert "How it goes" in await runner.tap("‹ Overview")


async def test_the_test_reminder_is_todays_and_changes_nothing(stage: Stage, runner: Phone) -> None:
    before = [(row.day, row.state) for row in rows(stage, PlannedSession)]
    await runner.say("/admin")
    text = await runner.tap("Test reminder")

    assert "Tuesday 24 November: Heavy strength" in text
    assert "▶ Start" in (await runner.labels())[0]
    assert [(row.day, row.state) for row in rows(stage, PlannedSession)] == before


async def test_an_operator_who_does_not_run_is_told_so(stage: Stage) -> None:
    phone = stage.phone(990_990, "Sam")
    assert "How it goes" in await phone.say("/admin")
    message = await phone.keyboard_message()
    await phone.press(message["message_id"], "ad:test")
    assert "We have not met yet" in (phone.toast or await phone.last())


async def test_an_odd_button_is_an_old_one(runner: Phone) -> None:
    await runner.say("/admin")
    message = await runner.keyboard_message()
    for data in ("ad", "ad:q:x", "ad:put:1", "ad:b:go:x", "ad:b:eat:1"):
        await runner.press(message["message_id"], data)
        assert "earlier message" in runner.toast, data


# --- a word to everybody -----------------------------------------------------------------------------------------


async def test_it_is_shown_confirmed_and_sent(stage: Stage, runner: Phone) -> None:
    kim = await kims(stage)
    await runner.say("/admin")
    assert "Type /admin send" in await runner.tap("Write to everyone")
    await runner.say(f"/admin send {TEXT}")

    assert runner.sent[0] == SEEN
    assert "It goes to 2 runners" in runner.sent[1]
    assert (await kim.from_bot())[-1]["text"] != SEEN
    text = await runner.tap("Send it to 2")
    assert text.startswith(("On its way", "Delivered"))
    await finished(stage)
    assert [message["text"] for message in await kim.from_bot()].count(SEEN) == 1

    async def told() -> bool:
        return "Delivered to 2." in [message.get("text") for message in await runner.from_bot()]

    await until(told, "the result")
    mine = [message["text"] for message in await runner.from_bot()]
    assert not any("On its way" in each for each in mine)
    assert mine.count("Delivered to 2.") == 1
    assert mine.count(SEEN) == 2  # the preview, and as a runner


async def test_a_screen_that_shows_something_else_by_then_stays_as_it_is(stage: Stage, runner: Phone) -> None:
    await stage.bot.clockwork.stop()  # nothing leaves yet
    await runner.say(f"/admin send {TEXT}")
    assert "On its way" in await runner.tap("Send it to 1")
    sent_from = await runner.keyboard_message()
    overview = await runner.tap("Overview")
    await stage.restart()
    await finished(stage)

    async def told() -> bool:
        return "Delivered to 1." in [message.get("text") for message in await runner.from_bot()]

    await until(told, "the result")
    texts = {message["message_id"]: message["text"] for message in await runner.from_bot()}
    assert texts[sent_from["message_id"]] == overview


async def test_the_colleague_is_told_and_who_is_unreachable_is_counted(stage: Stage, runner: Phone) -> None:
    await kims(stage)
    colleague = stage.phone(990_990, "Sam")
    await colleague.say("/admin")
    async with stage.http.post(
        f"{stage.local.page_url}local/faults", json={"kind": "403", "chat": KIM}
    ) as done:
        assert done.status == 200, await done.text()
    await runner.say(f"/admin send {TEXT}")
    await runner.tap("Send it to 2")
    await finished(stage)
    result = "Delivered to 1, 1 unreachable."

    async def told() -> bool:
        mine = [message.get("text") for message in await runner.from_bot()]
        return result in mine and await colleague.last() == result

    await until(told, "the result")
    (row,) = rows(stage, Broadcast)
    assert (row.screen_chat, row.screen_message) == (None, None)


async def test_a_second_tap_sends_nothing_twice(stage: Stage, runner: Phone) -> None:
    kim = await kims(stage)
    await runner.say(f"/admin send {TEXT}")
    message = await runner.keyboard_message()
    (draft,) = rows(stage, Broadcast)
    for _ in range(2):
        await runner.press(message["message_id"], f"ad:b:go:{draft.id}")
        await finished(stage)

    assert [each["text"] for each in await kim.from_bot()].count(SEEN) == 1
    assert "Delivered to 2" in await runner.last()


async def test_it_can_be_thrown_away(stage: Stage, runner: Phone) -> None:
    await runner.say(f"/admin send {TEXT}")
    message = await runner.keyboard_message()
    (draft,) = rows(stage, Broadcast)
    assert "Nobody got it" in await runner.tap("Throw it away")
    await runner.press(message["message_id"], f"ad:b:go:{draft.id}")

    assert "Nobody got it" in await runner.last()
    assert rows(stage, Broadcast) == []


async def test_one_on_its_way_can_be_stopped(stage: Stage, runner: Phone) -> None:
    kim = await kims(stage)
    stage.bot.desk.budget.pause(60)  # nothing leaves for now
    number = await confirmed_past_the_chat(stage)
    stage.bot.desk.budget._paused_until = 0.0
    await runner.say("/admin")
    await runner.tap("Write to everyone")
    text = await runner.tap("The last message")
    if "On its way" in text:
        text = await runner.tap("Stop it")
        assert text.startswith(("Stopped", "Delivered"))
    await finished(stage)
    (row,) = rows(stage, Broadcast)
    assert row.id == number
    assert [each["text"] for each in await kim.from_bot()].count(SEEN) <= 1


async def confirmed_past_the_chat(stage: Stage) -> int:
    """Confirm a broadcast without a tap."""
    from bot.services import broadcasts

    number = broadcasts.draft(stage.tools, TEXT).id
    broadcasts.confirm(stage.tools, number)
    return number


@pytest.mark.parametrize("text", ["", "   ", "x" * (LONGEST_TEXT + 1)])
async def test_no_text_or_too_much_of_it_shows_how(stage: Stage, runner: Phone, text: str) -> None:
    assert f"at most {LONGEST_TEXT} characters" in await runner.say(f"/admin send {text}")
    assert rows(stage, Broadcast) == []


async def test_the_longest_text_is_sent(stage: Stage, runner: Phone) -> None:
    await runner.say(f"/admin send {'&' * LONGEST_TEXT}")
    await runner.tap("Send it to 1")
    await finished(stage)

    assert [row.outcome for row in rows(stage, BroadcastDelivery)] == ["sent"]


async def test_signs_in_it_are_not_the_operators_own(stage: Stage, runner: Phone) -> None:
    warning = "If you feel chest pain on a run, stop and call for help."
    await runner.say(f"/admin send {warning}")

    assert warning in runner.sent[0]
    assert [row.text for row in rows(stage, Broadcast)] == [warning]


async def test_lines_stay_lines(runner: Phone) -> None:
    await runner.say("/admin send\nDear all,\n\nthe club run is off.")

    assert runner.sent[0].endswith("Dear all,\n\nthe club run is off.")


async def test_it_goes_on_after_a_restart(stage: Stage, runner: Phone) -> None:
    kim = await kims(stage)
    await stage.bot.clockwork.stop()  # the process dies before anything leaves
    await confirmed_past_the_chat(stage)
    await stage.restart()
    await finished(stage)

    assert [each["text"] for each in await kim.from_bot()].count(SEEN) == 1
    assert stage.clock.now() >= TUESDAY - timedelta(days=1)
