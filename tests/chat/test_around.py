"""Everything around the coaching: privacy and deletion, being blocked, groups, media, trouble."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, text
from sqlmodel import SQLModel, col, select

from bot.chat.commands import COMMANDS, MENU
from bot.local import DEFAULT_TOKEN
from bot.services import plans, talk
from bot.store.tables import InboxUpdate, Reminder, Runner
from tests.chat.runner import TUESDAY, begin, move_to, rows, settle
from tests.conftest import Stage
from tests.phone import Phone, until


def counts(stage: Stage) -> dict[str, int]:
    """How many rows each table has."""
    with stage.tools.store.reading() as session:
        return {
            table.name: session.connection().execute(select(func.count()).select_from(table)).scalar_one()
            for table in SQLModel.metadata.sorted_tables
        }


# --- help, menu, privacy -----------------------------------------------------------------------------------------


async def test_help_names_every_command(phone: Phone) -> None:
    text_ = await phone.say("/help")

    named = re.findall(r"/([a-z]+)", text_)
    assert sorted(named) == sorted(command.name for command in COMMANDS)
    lines = [line for line in text_.splitlines() if "/" in line]
    assert [line.partition(":")[0] for line in lines] == [
        *("Every day", "Your plan", "When life changes", "Questions", "You and your data")
    ]
    assert "Not medical advice" in text_
    assert len(text_) < 640


async def test_every_command_of_the_list_is_answered(runner: Phone) -> None:
    for command in COMMANDS:
        assert "I do not know that command" not in await runner.say(f"/{command.name}")
        assert runner.replies or runner.files


async def test_the_menu_is_told_to_telegram(stage: Stage, phone: Phone) -> None:
    def told() -> bool:
        return any(call["method"] == "setMyCommands" and call["ok"] for call in stage.local.calls)

    await until(told, "the menu")
    assert len(MENU) <= 14
    async with stage.http.get(f"{stage.local.page_url}local/chats") as response:
        assert (await response.json())["bot"]["description"].startswith("A strength coach for runners")


async def test_privacy_says_what_is_stored_and_offers_deletion(runner: Phone) -> None:
    text_ = await runner.say("/privacy")

    assert "What is stored about you" in text_
    assert "/delete" in text_
    assert "Delete everything about you?" in await runner.tap("Delete everything")


async def test_deletion_is_real(stage: Stage, runner: Phone) -> None:
    await runner.say("/race")
    await runner.say("10k on 7 march")
    await begin(runner)
    await runner.tap("Done")
    await runner.say("/delete")
    full = counts(stage)
    assert {
        "runner",
        "chat",
        "run_week",
        "race",
        "planned_session",
        "session_log",
        "exercise_log",
        "reminder",
    } <= {table for table, number in full.items() if number}
    await runner.tap("Yes, delete it all")
    text_ = await runner.tap("Delete it for good")

    assert "Everything about you is deleted" in text_
    left = {table for table, number in counts(stage).items() if number}
    assert left <= {"inbox_update", "alembic_version"}
    assert all(row.payload is None for row in rows(stage, InboxUpdate))
    before = len(await runner.from_bot())
    await move_to(stage, TUESDAY + timedelta(days=2))
    assert len(await runner.from_bot()) == before


async def test_deletion_leaves_others_alone(stage: Stage, runner: Phone) -> None:
    settle(stage.tools, 1002, name="Kim")
    await runner.say("/delete")
    await runner.tap("Yes, delete it all")
    await runner.tap("Delete it for good")

    assert [row.name for row in rows(stage, Runner)] == ["Kim"]
    assert "Heavy strength" in await stage.phone(1002).say("/today")


async def test_deletion_can_be_thought_over(stage: Stage, runner: Phone) -> None:
    await runner.say("/delete")
    assert "Nothing was deleted" in await runner.tap("No, keep it")

    assert len(rows(stage, Runner)) == 1


async def test_deleting_twice_is_harmless(runner: Phone) -> None:
    await runner.say("/delete")
    await runner.tap("Yes, delete it all")
    message = await runner.keyboard_message()
    await runner.tap("Delete it for good", message=message)
    await runner.tap("Delete it for good", message=message)

    assert runner.answered_taps == 1
    assert "We have not met yet" in await runner.say("/today")


async def test_who_deleted_can_come_back(runner: Phone) -> None:
    await runner.say("/delete")
    await runner.tap("Yes, delete it all")
    await runner.tap("Delete it for good")
    await runner.say("/start")

    assert "1 of 7" in runner.replies[-1]


# --- blocked -----------------------------------------------------------------------------------------------------


async def test_who_blocks_the_bot_is_not_written_to_and_start_resumes(stage: Stage, runner: Phone) -> None:
    await runner.say("/today")
    await runner.send("block", {})
    (reminder,) = rows(stage, Reminder)
    assert reminder.due_at is None
    before = len(stage.local.calls)
    await move_to(stage, TUESDAY + timedelta(days=2))
    assert not [call for call in stage.local.calls[before:] if call["method"] == "sendMessage"]
    await runner.send("unblock", {})
    await runner.say("/start")

    (reminder,) = rows(stage, Reminder)
    assert reminder.due_at is not None
    await move_to(stage, (TUESDAY + timedelta(days=3)).replace(hour=7, minute=3))
    assert "Friday 27 November" in await runner.last()


async def test_unblocking_alone_resumes_too(stage: Stage, runner: Phone) -> None:
    await runner.say("/today")
    await runner.send("block", {})
    await runner.send("unblock", {})

    (reminder,) = rows(stage, Reminder)
    assert reminder.due_at is not None


async def test_a_chat_that_turns_out_to_be_blocked_is_left_alone(stage: Stage, runner: Phone) -> None:
    await runner.say("/today")
    async with stage.http.post(
        f"{stage.local.page_url}local/faults", json={"kind": "403", "method": "sendMessage", "chat": 1001}
    ) as response:
        assert response.status == 200, await response.text()
    await runner.say("/week")

    (reminder,) = rows(stage, Reminder)
    assert reminder.due_at is None
    assert reminder.off_because == "forbidden"


# --- groups, media, edits ----------------------------------------------------------------------------------------


async def test_in_a_group_it_asks_for_a_private_chat(stage: Stage) -> None:
    about = {"id": -100200, "type": "group", "title": "Sunday runners"}
    await stage.http.post(f"{stage.local.page_url}local/chats", json=about)
    phone = stage.phone(-100200)
    for command in ("/start", "/today", "/ask my knee hurts", "/nonsense"):
        assert "private chat" in await phone.say(command)
    before = len(await phone.from_bot())
    await phone.say("does lifting help my knee?")

    assert len(await phone.from_bot()) == before  # talk among people is none of its business
    assert rows(stage, Runner) == []


@pytest.mark.parametrize(("what", "says"), [("sticker", "Nice one!"), ("voice", "I cannot listen to that")])
async def test_what_it_cannot_read_it_says(runner: Phone, what: str, says: str) -> None:
    assert says in await runner.send(what, {})


async def test_a_photo_without_words(runner: Phone) -> None:
    assert "I cannot see pictures" in await runner.photo()


async def test_a_photos_words_are_read(runner: Phone) -> None:
    assert "Should the lift come before" in await runner.photo("should I lift before or after my run?")


async def test_an_edited_message_is_not_read_twice(stage: Stage, runner: Phone) -> None:
    await runner.say("hello")
    text_ = await runner.correct("skip today's session")

    assert "send it as a new message" in text_


async def test_an_unknown_command(runner: Phone) -> None:
    assert "I do not know that command. /help" in await runner.say("/frobnicate now")


async def test_a_very_long_message_is_answered(runner: Phone) -> None:
    assert await runner.say("squat " * 600)


async def test_strange_characters_are_answered(runner: Phone) -> None:
    for odd in (
        "🏃‍♀️🏃‍♀️🏃‍♀️",
        "<b>bold</b> & <script>",
        "...",
        "'; DROP TABLE runner; --",
        "\u202eabc",
        "%s {0} {{ x }}",
    ):
        assert await runner.say(odd)
        assert "Something went wrong" not in await runner.last()


async def test_a_button_of_a_feature_that_is_gone(runner: Phone) -> None:
    await runner.say("/today")
    message = await runner.keyboard_message()
    await runner.press(message["message_id"], "zz:top")

    assert "from an earlier message" in runner.toast


# --- trouble -----------------------------------------------------------------------------------------------------

SECRET = "my mysterious left elbow"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that is logged, from the chattiest level on."""
    with caplog.at_level(logging.DEBUG):
        yield caplog


async def test_trouble_is_logged_without_secrets_and_answered_calmly(
    stage: Stage, runner: Phone, monkeypatch: pytest.MonkeyPatch, lines: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the roof is on fire")

    monkeypatch.setattr(talk, "hear", broken)
    lines.clear()
    text_ = await runner.say(SECRET)

    assert "Something went wrong on my side" in text_
    assert "Nothing of yours is lost" in text_
    assert "roof" not in text_
    assert all(row.handled_at is not None and row.payload is None for row in rows(stage, InboxUpdate))
    errors = [record for record in lines.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert "the roof is on fire" in lines.text
    ours = "\n".join(lines.handler.format(each) for each in lines.records if each.levelno >= logging.INFO)
    assert DEFAULT_TOKEN not in ours
    assert SECRET not in ours
    assert "1001" not in errors[0].getMessage()


async def test_trouble_after_a_tap_stops_the_waiting_sign(
    runner: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await runner.say("/today")

    def broken(*_: object) -> None:
        raise RuntimeError("the roof is on fire")

    monkeypatch.setattr(plans, "week_of", broken)
    text_ = await runner.tap("Week")

    assert "Something went wrong on my side" in text_
    assert runner.answered_taps == 1


async def test_trouble_of_one_leaves_the_next_message_alone(
    runner: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(talk, "hear", lambda *_: 1 / 0)
        await runner.say("hello")

    assert "good to see you" in await runner.say("hello")


async def test_the_databases_trouble_does_not_show_what_was_said(
    stage: Stage, runner: Phone, monkeypatch: pytest.MonkeyPatch, lines: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        with stage.tools.store.reading() as session:
            session.connection().execute(text("SELECT * FROM nowhere WHERE said = :said"), {"said": SECRET})

    monkeypatch.setattr(talk, "hear", broken)
    lines.clear()
    await runner.say(SECRET)

    errors = [lines.handler.format(each) for each in lines.records if each.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert "nowhere" in errors[0]
    assert SECRET not in errors[0]


async def test_nothing_personal_is_logged_on_the_way(stage: Stage, lines: pytest.LogCaptureFixture) -> None:
    stage.clock.move_to(TUESDAY)
    settle(stage.tools, hurts="achilles")
    phone = stage.phone()
    lines.clear()
    await phone.say("my achilles hurts like hell since Boston")
    await phone.say(SECRET)
    await begin(phone)
    await move_to(stage, TUESDAY + timedelta(days=1))

    ours = "\n".join(
        lines.handler.format(each)
        for each in lines.records
        if each.name.startswith("bot.") or each.levelno > logging.DEBUG
    )
    for private in ("achilles", "Boston", "elbow", "Robin", DEFAULT_TOKEN):
        assert private not in ours
    assert col(Runner.id) is not None
