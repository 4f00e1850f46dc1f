"""The whole journey over HTTP, held against aiogram's models of the official documents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from aiogram import methods, types
from aiogram.methods import TelegramMethod
from pydantic import BaseModel, TypeAdapter

from bot.local.wire import Json
from bot.services import reminders
from tests.conftest import Stage
from tests.phone import Phone, buttons

METHODS: dict[str, type[TelegramMethod[Any]]] = {
    name.lower(): getattr(methods, name) for name in methods.__all__ if name != "TelegramMethod"
}
USED = {
    "getMe",
    "deleteWebhook",
    "getUpdates",
    "setMyCommands",
    "setMyDescription",
    "setMyShortDescription",
    "sendMessage",
    "editMessageText",
    "editMessageReplyMarkup",
    "answerCallbackQuery",
}
QUESTION = "should I lift before or after my run?"
HOME = {"latitude": 52.52, "longitude": 13.405}
REMINDERS_AT_MOST = 8
STEPS_AT_MOST = 30


def undocumented(value: object, where: str = "") -> list[str]:
    """Return every field, however deep, that the official documents do not know."""
    if isinstance(value, list):
        return [each for part in value for each in undocumented(part, where)]
    if not isinstance(value, BaseModel):
        return []
    here = f"{where}/{type(value).__name__}"
    found = [f"{here}.{name}" for name in value.model_extra or {}]
    for name in type(value).model_fields:
        found += undocumented(getattr(value, name), here)
    return found


def as_called(call: Json) -> TelegramMethod[Any]:
    """Return a call of the bot as aiogram's method.

    Raises:
        ValidationError: something is missing or of another type than documented.
    """
    return METHODS[call["method"].lower()].model_validate(call["params"])


def as_answered(call: Json) -> object:
    """Return the answer to a call as the type that the documents promise.

    Raises:
        ValidationError: the answer is something else.
    """
    return TypeAdapter(METHODS[call["method"].lower()].__returning__).validate_python(call["result"])


async def live_through(stage: Stage, phone: Phone) -> None:
    """Everything that a runner does in the first days, and some things that go wrong."""
    await phone.say("hello")
    await phone.say("/start")
    await phone.say("banana")
    await phone.tap("5 runs")
    await phone.tap("Looks right")
    await phone.say("how sore is normal?")
    await phone.tap("On and off")
    await phone.tap("Dumbbells")
    await phone.tap("Dumbbells")
    await phone.tap("Bands")
    await phone.tap("Back")
    await phone.tap("On and off")
    await phone.say("two dumbbells and a <b>band</b> & more")
    await phone.tap("Half")
    await phone.say("20 june")
    await phone.tap("Kneecap")
    await phone.tap("Achilles")
    await phone.tap("That's it")
    await phone.say("7:30")
    await phone.tap("Share my location")
    assert "Your plan is ready" in await phone.send("location", HOME)
    assert "In your week" in await phone.say(QUESTION)
    await phone.tap("Sources")
    await phone.tap("Back to the answer")
    for command in (
        "today",
        "week",
        "plan",
        "move",
        "runs",
        "race",
        "ask",
        "settings",
        "help",
        "privacy",
        "nonsense",
    ):
        await phone.say(f"/{command}")
    await phone.say("/cancel")
    await train(stage, phone)
    await phone.say("/settings")
    await phone.tap("rest-day cards")
    await phone.say("my calf is swollen and hot and I cannot breathe")
    await phone.send("sticker", {})
    await phone.send("block", {})
    await phone.send("unblock", {})
    await phone.say("/delete")
    await phone.tap("Yes")


async def train(stage: Stage, phone: Phone) -> None:
    """Wait for a reminder with a session, put it off once, then do it."""
    for _ in range(REMINDERS_AT_MOST):
        await next_reminder(stage)
        await phone.last()
        if any(label.startswith("▶") for label in await phone.labels()):
            break
    await phone.tap("Later")
    await phone.tap("20 min")
    await next_reminder(stage)
    await phone.tap("Start")
    start = await phone.keyboard_message()
    await phone.tap("How?")
    await phone.tap("Back to the exercise")
    for _ in range(STEPS_AT_MOST):
        labels = await phone.labels()
        if "✓ Done" not in labels:
            break
        stage.clock.advance(timedelta(seconds=10))  # nobody taps all this in one second
        loads = [label for label in labels if label.endswith(" kg")]
        if loads:
            await phone.tap(loads[0])
        if "Swap" in labels:
            await phone.tap("Swap")
        await phone.tap("Done")
    await phone.tap("7")
    await phone.tap("Muscles")
    assert "is in the log" in await phone.last()
    # A button of a screen that is long gone.
    await phone.press(start["message_id"], buttons(start)[0]["callback_data"])
    await phone.press(start["message_id"], "no:such:button")


async def next_reminder(stage: Stage) -> None:
    """Move the clock to where the page's button would."""
    due = reminders.next_due(stage.tools)
    assert due is not None
    stage.clock.move_to(due + timedelta(seconds=1))
    await stage.settled()


async def test_every_call_answer_and_update_is_as_documented(stage: Stage, phone: Phone) -> None:
    await live_through(stage, phone)
    calls = stage.local.calls
    assert {call["method"] for call in calls} >= USED
    kinds: set[str] = set()
    for call in calls:
        assert undocumented(as_called(call)) == []
        if not call["ok"]:  # a second tap that asks for what is on the screen already
            assert "message is not modified" in call["description"], call
            continue
        answer = as_answered(call)
        assert undocumented(answer) == []
        if isinstance(answer, list):
            kinds |= {update.event_type for update in answer if isinstance(update, types.Update)}
    assert kinds == {"message", "callback_query", "my_chat_member"}
    for message in await phone.messages():
        assert undocumented(types.Message.model_validate(message)) == []


def test_the_schema_sees_what_is_wrong() -> None:
    call: Json = {
        "method": "sendMessage",
        "params": {
            "chat_id": 1,
            "text": "x",
            "reply_markup": {"inline_keyboard": [[{"text": "a", "colour": 1}]]},
        },
        "result": {"message_id": 1, "chat": {"id": 1}},
    }
    assert undocumented(as_called(call)) == ["/SendMessage/InlineKeyboardMarkup/InlineKeyboardButton.colour"]
    with pytest.raises(ValueError, match=r"chat\.type"):
        as_answered(call)
    with pytest.raises(ValueError, match="text"):
        as_called({"method": "sendMessage", "params": {"chat_id": 1}})
