"""Buttons: short enough for Telegram, answered by somebody, and harmless in whatever order they are tapped."""

from __future__ import annotations

import logging
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from bot.chat.commands import ALL_COMMANDS, MENU
from bot.chat.desk import Desk
from bot.chat.reply import CALLBACK_BYTES, data
from bot.chat.router import FEATURES, Router
from bot.chat.sending import Budget
from bot.chat.text import WISHES
from bot.coach.words import Distance
from bot.library import Library
from bot.services.questions import FIRST_QUESTIONS
from bot.services.talk import DOABLE
from bot.services.tools import Tools
from tests.chat.runner import TUESDAY, move_to, settle
from tests.conftest import Stage, messages
from tests.phone import Message, Phone, buttons, until

MOST_BUTTONS_IN_A_ROW = 4
START_SCREENS = (
    *("/today", "/week", "/plan", "/move", "/settings", "/runs", "/race", "/pause"),
    *("/log", "/log goblet squats 3x10 @ 16kg", "/progress", "/season", "/exercise", "/exercise squat"),
    *("my run is on another day this week", "my intervals moved to thursday"),
    *("/calendar", "/privacy", "/admin", "/admin send Hello"),
)
MOST_TAPS = 90


@pytest.fixture
def about() -> dict[str, Any]:
    """Everything that a bot can have, and the walker is its operator."""
    return {"operators": frozenset({1001}), "public_url": "https://coach.example"}


@pytest.fixture
def router(tools: Tools) -> Router:
    """The router as the application has it."""
    return Router(Desk(tools, messages(), Budget(1000)))


# --- who answers -------------------------------------------------------------------------------------------------


def test_no_two_features_answer_the_same() -> None:
    commands = Counter(name for feature in FEATURES for name in feature.commands)
    heads = Counter(head for feature in FEATURES for head in feature.buttons)

    assert [name for name, number in (commands + heads).items() if number > 1] == []


def test_every_command_of_the_list_has_a_handler_and_every_handler_is_in_the_list(router: Router) -> None:
    assert set(router.commands) == {command.name for command in ALL_COMMANDS}
    assert len(MENU) <= 14


def test_every_action_that_can_be_done_has_a_hand_that_does_it() -> None:
    assert set(WISHES) == set(DOABLE)


def test_every_action_that_can_be_done_is_one_of_the_contents(library: Library) -> None:
    assert set(DOABLE) <= {action.name for action in library.actions}


# --- how long ----------------------------------------------------------------------------------------------------


def test_the_longest_ids_fit_a_button(library: Library) -> None:
    topic = max(library.answers, key=len)
    exercise = max(library.exercises, key=len)

    assert data("a", "src", topic)
    assert data("s", "use", "20261124", 99, exercise)
    assert data("s", "kg", "20261124", 99, "399.5")


def test_every_answer_of_every_question_fits_a_button() -> None:
    drafts: tuple[dict[str, Any], ...] = (
        {},
        {"distance": Distance.MARATHON.value},
        {"distance": Distance.MARATHON.value, "month": "2027-05"},
        {
            "guesses": [
                ["America/North_Dakota/New_Salem", "New Salem"],
                ["America/Argentina/ComodRivadavia", "Chubut"],
            ]
        },
    )
    for question in FIRST_QUESTIONS:
        for draft in drafts:
            for row in question.rows(draft, date(2026, 11, 24)):
                for choice in row:
                    assert len(data("q", question.id, choice.value)) <= CALLBACK_BYTES


def test_what_does_not_fit_is_refused_here_and_not_by_telegram() -> None:
    with pytest.raises(ValueError, match="65 bytes"):
        data("a", "x" * 63)


# --- a walk over every button ------------------------------------------------------------------------------------


@dataclass
class Walk:
    """Taps every kind of button once, wherever it appears."""

    stage: Stage
    phone: Phone
    heads: set[str]
    seen: set[str] = field(default_factory=set)

    async def tap_all(self) -> None:
        """Tap each new kind of button on the screen, then go on from where that led."""
        for _ in range(MOST_TAPS):
            message = next((each for each in reversed(await self.phone.from_bot()) if buttons(each)), None)
            new = (
                [] if message is None else [each for each in buttons(message) if kind(each) not in self.seen]
            )
            if message is None or not new:
                return
            self._look_at(message)
            self.seen.add(kind(new[0]))
            if new[0]["callback_data"] == "d:really":  # the end of everything, tested elsewhere
                continue
            self.stage.clock.advance(timedelta(seconds=1))  # as fast as thumbs are
            await self.phone.press(message["message_id"], new[0]["callback_data"])
            assert self.phone.answered_taps == 1, new[0]
            assert self.phone.replies or self.phone.files or self.phone.toast, f"{new[0]} met silence"

    def _look_at(self, message: Message) -> None:
        for row in message["reply_markup"]["inline_keyboard"]:
            assert len(row) <= MOST_BUTTONS_IN_A_ROW, row
            for button in row:
                assert len(button["callback_data"].encode()) <= CALLBACK_BYTES
                assert button["callback_data"].partition(":")[0] in self.heads
                assert button["text"].strip()


def kind(button: dict[str, str]) -> str:
    """What a button's data has in common with its like: no numbers, no ids."""
    text = re.sub(r"\d+(?:\.\d+)?", "0", button["callback_data"])
    text = re.sub(r"^(a:src|a|s:use:0:0):(?!legs).*", r"\1", text)
    return re.sub(r"^(q:runs:0|q:zone|q:equipment|q:complaints|q:time):(?!back|skip|ok|share).*", r"\1", text)


async def test_every_button_is_answered_and_none_leads_into_trouble(
    stage: Stage, router: Router, caplog: pytest.LogCaptureFixture
) -> None:
    stage.clock.move_to(TUESDAY)
    settle(stage.tools, runs="tue intervals, sat easy")
    phone = stage.phone()
    walk = Walk(stage, phone, set(router.buttons))
    with caplog.at_level(logging.WARNING, logger="bot.chat"):
        for opening in START_SCREENS:
            await phone.say(opening)
            await walk.tap_all()
            await phone.say("/cancel")
        await move_to(stage, (TUESDAY + timedelta(days=3)).replace(hour=7, minute=5))
        await walk.tap_all()
        await move_to(stage, TUESDAY + timedelta(days=4))
        await phone.say("/log 26 november: goblet squats 3x10")
        await phone.tap("Save")
        await phone.say("/today")
        await walk.tap_all()
        await phone.say("should I lift before or after my run?")
        await walk.tap_all()
        await phone.say("I think I broke my foot")
        await walk.tap_all()

    assert [each.getMessage() for each in caplog.records if each.name.startswith("bot.chat")] == []
    assert {each.partition(":")[0] for each in walk.seen} == set(router.buttons)
    texts = [str(message.get("text", "")) for message in await phone.from_bot()]
    assert not any("Something went wrong" in text for text in texts)
    refused = [
        call
        for call in stage.local.calls
        if call["ok"] is False and "not modified" not in call.get("description", "")
    ]
    assert refused == []


async def test_every_tap_is_answered_even_of_a_newcomer(stage: Stage, router: Router) -> None:
    phone = stage.phone(1002, "Kim")
    await phone.say("/start")
    await Walk(stage, phone, set(router.buttons)).tap_all()

    def answered() -> bool:
        calls = stage.local.calls
        taps = sum(call["method"] == "answerCallbackQuery" for call in calls)
        return taps == sum(call["method"] == "answerCallbackQuery" and call["ok"] is True for call in calls)

    await until(answered, "an answer of a tap failed")
    assert "Friday 20 November" in await phone.say("/today")  # on the way it came by the plan
