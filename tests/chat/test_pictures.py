"""Pictures in the chat: shown above the words, swapped in place, uploaded once, and never in the way."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest

from bot.chat.cards import Exercises
from bot.chat.cards.exercise import EVERYBODY, figure_of
from bot.chat.reply import CAPTION_CHARACTERS, Picture
from bot.library import Library
from bot.pictures.errors import DrawingError
from bot.pictures.shelf import Shelf
from bot.store.tables import SentPicture
from tests.chat.runner import TUESDAY, begin, planned, rows, settle, work_through
from tests.conftest import CONTENT, Stage
from tests.phone import Message, Phone, buttons

SHOWS = ("sendPhoto", "editMessageMedia")


@pytest.fixture
def about(tmp_path: Path, library: Library) -> dict[str, Any]:
    """A desk that draws, as it does when the bot is run."""
    return {
        "shelf": Shelf(tmp_path / "pictures"),
        "exercises": Exercises(CONTENT, library.exercises).picture,
    }


def shown(phone: Phone) -> list[str]:
    """The methods by which pictures came on the screen just now."""
    return [call["method"] for call in phone.calls if call["method"] in SHOWS and call["delivered"]]


def uploads(phone: Phone) -> int:
    """How many of the pictures had to be uploaded."""
    return sum(bool(call.get("files")) for call in phone.calls if call["method"] in SHOWS)


async def pictured(phone: Phone) -> Message:
    """Return the newest message that has a picture."""
    found = [each for each in await phone.from_bot() if "photo" in each]
    assert found, "there is no picture in the chat"
    return found[-1]


@pytest.mark.parametrize(
    ("command", "says"), [("/week", "This week"), ("/season", "Your season"), ("/progress", "Your progress")]
)
async def test_the_week_the_season_and_the_progress_are_pictures(
    runner: Phone, command: str, says: str
) -> None:
    text = await runner.say(command)

    assert text.startswith(says)
    assert shown(runner) == ["sendPhoto"]
    message = await pictured(runner)
    assert message["photo"][-1]["width"] == 1080
    assert message["reply_markup"]["inline_keyboard"]


async def test_next_week_takes_its_place(runner: Phone) -> None:
    await runner.say("/week")
    first = await pictured(runner)
    await runner.tap("Next week")

    assert shown(runner) == ["editMessageMedia"]
    second = await pictured(runner)
    assert second["message_id"] == first["message_id"]
    assert second["photo"][-1]["file_unique_id"] != first["photo"][-1]["file_unique_id"]


async def test_the_same_picture_is_uploaded_once(stage: Stage, runner: Phone) -> None:
    await runner.say("/week")
    kept = {row.digest: row.file_id for row in rows(stage, SentPicture)}
    assert len(kept) == 1
    first = await pictured(runner)
    await runner.say("/week")

    assert (await pictured(runner))["photo"] == first["photo"]
    assert {row.digest: row.file_id for row in rows(stage, SentPicture)} == kept


async def test_a_file_that_telegram_has_lost_is_uploaded_again(stage: Stage, runner: Phone) -> None:
    await runner.say("/week")
    with stage.tools.store.writing() as session:
        (row,) = [session.get(SentPicture, (each.digest, each.bot_id)) for each in rows(stage, SentPicture)]
        assert row is not None
        row.file_id = "AgAC-nobody-knows-this"

    assert (await runner.say("/week")).startswith("This week")
    assert shown(runner) == ["sendPhoto"]
    assert "nobody" not in rows(stage, SentPicture)[0].file_id


async def test_the_guided_session_is_one_message_with_the_pictures_changing(runner: Phone) -> None:
    await begin(runner)
    messages = {(await runner.keyboard_message())["message_id"]}
    pictures = set()
    while "How hard was it" not in await runner.last():
        message = await runner.keyboard_message()
        messages.add(message["message_id"])
        if "photo" in message:
            pictures.add(message["photo"][-1]["file_unique_id"])
        await runner.tap("Done")

    assert len(messages) == 1
    assert len(pictures) >= 3


async def test_other_words_than_the_pictures_go_below_it(runner: Phone) -> None:
    await runner.say("/week")
    before = await pictured(runner)
    text = await runner.tap("Why these days?")

    assert runner.sent == [text]
    assert "caption" in before
    assert not any(each.get("reply_markup") for each in await runner.from_bot() if "photo" in each)


async def test_what_cannot_be_drawn_comes_as_words_and_is_logged(
    stage: Stage, runner: Phone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> str:
        raise DrawingError("no ink")

    monkeypatch.setattr("bot.chat.cards.week.week_card", broken)
    with caplog.at_level(logging.ERROR):
        text = await runner.say("/week")

    assert text.startswith("This week")
    assert shown(runner) == []
    assert "could not be drawn" in caplog.text


async def test_an_exercise_without_a_pose_is_words(tmp_path: Path, library: Library) -> None:
    assert Exercises(tmp_path, library.exercises).picture("plank", "") is None
    assert Exercises(CONTENT, library.exercises).picture("no-such-exercise", "") is None


def test_a_runner_sees_the_figure_of_their_choice_and_else_the_same_for_the_same_exercise() -> None:
    names = {f"{figure.shape}-{figure.skin}" for figure in EVERYBODY}
    assert {f"{figure_of(name, 'plank').shape}-{figure_of(name, 'plank').skin}" for name in names} == names
    assert figure_of("", "plank") == figure_of("", "plank")
    assert len({figure_of("", f"exercise-{number}") for number in range(40)}) == len(EVERYBODY)


async def test_words_too_long_for_a_caption_come_alone(stage: Stage, runner: Phone) -> None:
    from bot.chat.desk import Event
    from bot.chat.reply import Reply
    from bot.chat.screen import show

    drawn = Picture(lambda: '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"/>')
    bot, desk = stage.bot.application.bot, stage.bot.desk
    await runner.say("/today")
    event = Event(chat_id=runner.chat_id, update_id=1)
    await show(bot, desk, event, [Reply("&amp;" * CAPTION_CHARACTERS, picture=drawn)])
    await runner.last()
    assert "photo" in (await runner.from_bot())[-1]
    await show(bot, desk, event, [Reply("&amp;" * (CAPTION_CHARACTERS + 1), picture=drawn)])
    assert "text" in (await runner.from_bot())[-1]


async def test_the_effort_question_takes_the_place_of_the_last_exercises_picture(runner: Phone) -> None:
    await runner.say("hello")
    there = len(await runner.from_bot())
    await begin(runner)
    assert "photo" in (await runner.from_bot())[-1]
    text = await work_through(runner)

    assert text.startswith("Heavy strength: ")
    shown = (await runner.from_bot())[there:]
    assert [each.get("text") for each in shown[-1:]] == [text]
    assert not any("photo" in each for each in shown)
    asked = await runner.keyboard_message()
    await runner.tap("7")
    await runner.tap("No, all good")
    after = await runner.keyboard_message()
    assert after["message_id"] == asked["message_id"]
    assert "is in the log" in after["text"]
    assert len(await runner.from_bot()) == there + len(shown)


async def test_two_quick_taps_on_the_last_picture_ask_once(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    steps = len(planned(stage)[TUESDAY.date()].steps or [])
    for _ in range(steps - 1):
        await runner.tap("Done")
    last = await runner.keyboard_message()
    assert "photo" in last
    done = next(each for each in buttons(last) if "Done" in each["text"])
    press = {"message_id": last["message_id"], "data": done["callback_data"]}
    there = len(await runner.from_bot())
    url = f"{runner.page_url}local/chats/{runner.chat_id}/press"

    async def tap() -> None:
        async with runner.http.post(url, json=press) as response:
            assert response.status == 200, await response.text()

    await asyncio.gather(tap(), tap())

    assert "How hard was it" in await runner.last()
    assert len(await runner.from_bot()) == there
    assert [each["text"] for each in buttons(await runner.keyboard_message())][:3] == ["5", "6", "7"]


async def test_a_season_too_long_for_its_card_is_told_in_words(stage: Stage) -> None:
    stage.clock.move_to(TUESDAY)
    settle(stage.tools, race="marathon on 19 december 2027")
    phone = stage.phone()
    text = await phone.say("/season")

    assert "photo" not in (await phone.from_bot())[-1]
    assert "Race week 13 Dec – 19 Dec" in text


async def test_words_that_cannot_be_sent_leave_the_picture_and_its_buttons(
    stage: Stage, runner: Phone
) -> None:
    await begin(runner)
    await runner.tap("Done")
    picture = await runner.keyboard_message()
    url = f"{stage.local.page_url}local/faults"
    async with stage.http.post(url, json={"kind": "500", "method": "sendMessage", "count": 2}) as response:
        assert response.status == 200, await response.text()
    await runner.tap("Stop", message=picture)
    assert runner.replies == []
    left = await runner.keyboard_message()
    assert left["message_id"] == picture["message_id"]

    assert "How hard was it" in await runner.tap("Stop", message=left)
    assert picture["message_id"] not in [each["message_id"] for each in await runner.from_bot()]


async def test_a_second_tap_on_a_picture_that_is_gone_leaves_other_screens_alone(
    stage: Stage, runner: Phone
) -> None:
    from bot.chat.desk import Event
    from bot.chat.reply import Button, Reply
    from bot.chat.screen import show

    async def tapped(words: str) -> dict[int, str]:
        reply = Reply(words, keyboard=((Button("On", "t:show"),),), replaces_picture=True)
        await show(stage.bot.application.bot, stage.bot.desk, event, [reply])
        return {each["message_id"]: each.get("text", "") for each in await runner.from_bot()}

    await begin(runner)
    picture = (await runner.keyboard_message())["message_id"]
    event = Event(chat_id=runner.chat_id, update_id=1, message_id=picture, tapped=True, pictured=True)
    first = await tapped("Words in its place")
    assert picture not in first
    assert list((await tapped("Other words")).values()) == [*list(first.values())[:-1], "Other words"]

    settings = await runner.say("/settings")
    after = await tapped("Yet other words")
    assert list(after.values())[-3:] == ["Other words", settings, "Yet other words"]
    assert after == await tapped("Yet other words")


async def test_a_picture_too_old_to_be_deleted_stays_without_its_buttons(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    await runner.tap("Done")
    picture = await runner.keyboard_message()
    url = f"{stage.local.page_url}local/faults"
    order = {"kind": "400", "method": "deleteMessage", "description": "Bad Request: message can't be deleted"}
    async with stage.http.post(url, json=order) as response:
        assert response.status == 200, await response.text()
    text = await runner.tap("Stop", message=picture)

    assert "How hard was it" in text
    assert runner.sent == [text]
    left = next(each for each in await runner.from_bot() if each["message_id"] == picture["message_id"])
    assert "photo" in left
    assert not buttons(left)
