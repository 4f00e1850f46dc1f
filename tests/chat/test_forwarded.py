"""Forwarded messages and whatever else is no plain word of the runner's own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Chat as TelegramChat
from telegram import Location, Message, Update, User

from bot.chat.desk import Desk
from bot.chat.router import Router
from bot.chat.sending import Budget
from bot.services.tools import Tools
from bot.store.tables import AskedQuestion, Chat, Reminder, Runner, SessionLog
from tests.chat.runner import TUESDAY, begin, planned, rows, settle, the_runner
from tests.conftest import Stage, messages
from tests.phone import Phone

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="


async def forward(phone: Phone, text: str) -> str:
    """Forward somebody's message; return the bot's last text."""
    return await phone.send("text", {"text": text, "forwarded_from": "Kim"})


async def test_a_forwarded_question_is_answered(runner: Phone) -> None:
    assert "Should the lift come before" in await forward(
        runner, "should I lift before or after my run?"
    ) or ("Is it one of these" in await runner.last())


async def test_a_forwarded_sign_is_answered_but_is_not_the_runners_own(stage: Stage, runner: Phone) -> None:
    before = {day: row.kind for day, row in planned(stage).items()}
    own = await forward(runner, "I think I broke my foot, I cannot put any weight on it")

    assert the_runner(stage).legs_rest_until is None
    assert {day: row.kind for day, row in planned(stage).items()} == before
    assert "Leg sessions rest" not in own
    said = await runner.say("I think I broke my foot, I cannot put any weight on it")
    assert said.startswith(own)  # the same fixed text
    assert the_runner(stage).legs_rest_until is not None


@pytest.mark.parametrize(
    "text", ["/delete", "/pause", "skip today's session", "delete my data", "/start", "/admin"]
)
async def test_nothing_that_is_forwarded_is_obeyed(stage: Stage, runner: Phone, text: str) -> None:
    before = {day: row.state for day, row in planned(stage).items()}
    said = await forward(runner, text)

    assert said
    assert "Delete everything" not in said
    assert {day: row.state for day, row in planned(stage).items()} == before
    assert len(rows(stage, Runner)) == 1


async def test_nothing_of_it_is_logged_or_kept(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    await forward(runner, "done, felt like an 8, goblet squats 3x10 @ 16kg")
    await forward(runner, "what is the capital of Mongolia")

    (log,) = rows(stage, SessionLog)
    assert log.rpe is None
    assert log.finished_at is None
    assert rows(stage, AskedQuestion) == []


async def test_it_answers_no_open_question(stage: Stage, phone: Phone) -> None:
    await phone.say("/start")
    await forward(phone, "tue intervals, thu tempo, sun long")

    assert "1 of 7" in phone.replies[-1]
    (chat,) = rows(stage, Chat)
    assert chat.awaiting == "runs"
    assert "Tue · rest" in await phone.labels()


async def test_a_stranger_who_forwards_is_answered(phone: Phone) -> None:
    assert await forward(phone, "what is the capital of Mongolia")


async def test_a_forwarded_photos_words(runner: Phone) -> None:
    said = await runner.send(
        "photo",
        {
            "caption": "I have chest pain and cannot breathe",
            "forwarded_from": "Kim",
            "file_name": "a.png",
            "content_base64": PIXEL,
        },
    )
    assert "I cannot see pictures" not in said


# --- what else comes by -------------------------------------------------------------------------------------------


async def test_a_location_that_nobody_asked_for(stage: Stage, runner: Phone) -> None:
    zone = the_runner(stage).zone
    assert "I need no location now" in await runner.share(52.5, 13.4)
    assert the_runner(stage).zone == zone


async def test_a_location_of_a_stranger(phone: Phone) -> None:
    assert "I need no location now" in await phone.share(52.5, 13.4)


async def test_a_location_while_another_question_is_open(stage: Stage, phone: Phone) -> None:
    await phone.say("/start")
    assert "I need no location now" in await phone.share(52.5, 13.4)
    assert [row.awaiting for row in rows(stage, Chat)] == ["runs"]


async def test_a_sign_in_an_edited_message_is_answered(stage: Stage, runner: Phone) -> None:
    await runner.say("hello")
    text = await runner.correct("I think I broke my foot, I cannot put any weight on it")
    assert "send it as a new message" not in text
    assert the_runner(stage).legs_rest_until is not None


async def test_files_and_photos_in_a_group_are_none_of_its_business(stage: Stage) -> None:
    about = {"id": -100300, "type": "group", "title": "Sunday runners"}
    await stage.http.post(f"{stage.local.page_url}local/chats", json=about)
    phone = stage.phone(-100300)
    for what in ("sticker", "voice"):
        await phone.send(what, {})
    await phone.photo()
    await phone.send("document", {"file_name": "plan.ics", "content_base64": "QkVHSU4="})
    await phone.send("text", {"text": "my knee hurts", "forwarded_from": "Kim"})
    assert await phone.from_bot() == []
    assert "private chat" in await phone.say("/calendar")
    assert "private chat" in await phone.say("/admin")
    assert rows(stage, Runner) == []


def _update(**content: Any) -> Update:
    chat = TelegramChat(1001, TelegramChat.PRIVATE)
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    message = Message(1, at, chat, from_user=User(1001, "Robin", is_bot=False), **content)
    return Update(1, edited_message=message)


def test_a_live_location_is_not_answered_at_each_step(tools: Tools) -> None:
    handlers = Router(Desk(tools, messages(), Budget(1000))).handlers()
    walking = _update(location=Location(13.4, 52.5, live_period=900))

    assert not [each for each in handlers if each.check_update(walking)]
    assert [each for each in handlers if each.check_update(_update(text="hello"))]


async def test_two_runners_do_not_meet(stage: Stage, runner: Phone) -> None:
    settle(stage.tools, 1002, name="Kim")
    kim = stage.phone(1002, "Kim")
    await kim.say("/start today")
    assert {row.chat_id for row in rows(stage, Reminder)} == {1001, 1002}
    assert stage.clock.now() == TUESDAY
