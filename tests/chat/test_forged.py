"""What no honest phone sends: made-up buttons, buttons of others, odd deep links. Nothing changes, nothing fails."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest
from sqlmodel import SQLModel, select

from bot.chat.router import FEATURES
from tests.chat.runner import settle
from tests.conftest import Stage
from tests.phone import Phone, buttons

HEADS = (*sorted({head for feature in FEATURES for head in feature.buttons}), "x", "")
TAILS = (
    "",
    ":",
    "::::",
    "../../etc/passwd",
    "2026-11-24:99999999999999999999",
    "-1:-1:-1",
    "٣:٤",
    "nan:inf:1e9",
    "%00:\x00",
    "<b>:{{7*7}}",
    "' OR 1=1 --",
    "done:20261124:0:0:0:0:0",
    # signs that are digits and no numbers
    "done:20261124:²",
    "kg:20261124:0:²",
    "undo:²",
    "set:wish:²",
    "set:minutes:²",
    "runs:start:²",
    "go:9999-99-99:full",
    "🏃" * 12,
)
LINKS = (
    "..%2F..%2Fetc%2Fpasswd",
    "../../../etc/passwd",
    "/etc/passwd",
    "C:\\Windows\\win.ini",
    "a" * 64,
    "a" * 3000,
    "answer-../../x",
    "ask_",
    "ask_../../etc/passwd",
    "ask_" + "a" * 60,
    "ask_lift-before-or-after-run.md",
    "ask_/lift-before-or-after-run",
    "ask_ask_ask_",
    "ask_\u202e",
    "ask_' OR 1=1 --",
    "TODAY ; today",
    "__class__",
    "admin",
    "delete",
    "answer_lift-before-or-after-run/../../x",
    "\x00",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "%s%s%n",
    "🏃",
)
FLEETING = {"applied_update", "screen_message", "zone", "token"}


def state(stage: Stage) -> str:
    """Return everything that is stored about runners, but for what every message changes."""
    with stage.tools.store.reading() as session:
        rows = {
            table.name: [
                {key: value for key, value in row.items() if key not in FLEETING}
                for row in session.execute(select(table)).mappings()
            ]
            for table in SQLModel.metadata.sorted_tables
            if table.name not in ("inbox_update", "tally", "asked_question", "chat_claim")
        }
    return json.dumps(rows, default=str, sort_keys=True)


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What was logged of trouble."""
    caplog.set_level(logging.WARNING)
    return caplog.records


async def test_made_up_buttons_change_nothing_and_are_answered(
    stage: Stage, runner: Phone, quiet: list[logging.LogRecord]
) -> None:
    await runner.say("/today")
    message = await runner.keyboard_message()
    before = state(stage)
    for head in HEADS:
        for tail in TAILS:
            stage.clock.advance(timedelta(seconds=1))  # not for its speed is it to be refused
            forged = f"{head}:{tail}".encode()[:64].decode(errors="ignore")
            await runner.press(message["message_id"], forged)
            assert runner.answered_taps == 1, forged
    assert state(stage) == before
    assert [record.getMessage() for record in quiet] == []


async def test_a_button_of_another_chat_does_nothing_there(
    stage: Stage, runner: Phone, quiet: list[logging.LogRecord]
) -> None:
    await runner.say("/today")
    shown = [button["callback_data"] for button in buttons(await runner.keyboard_message())]
    stranger = stage.phone(666, "Mallory")
    await stranger.say("/start")
    own = await stranger.keyboard_message()
    before = state(stage)
    for data in shown:
        await stranger.press(own["message_id"], data)
        assert stranger.answered_taps == 1
    assert state(stage) == before
    assert [record.getMessage() for record in quiet] == []


async def test_odd_deep_links_lead_to_the_beginning_and_to_nothing_else(
    stage: Stage, runner: Phone, quiet: list[logging.LogRecord]
) -> None:
    await runner.say("/start")
    before = state(stage)
    for link in LINKS:
        stage.clock.advance(timedelta(seconds=1))
        said = await runner.say(f"/start {link}"[:4096])
        assert runner.replies, link
        assert "root:" not in said
    assert state(stage) == before
    assert [record.getMessage() for record in quiet] == []


async def test_a_session_of_somebody_else_cannot_be_worked_or_ended(
    stage: Stage, runner: Phone, quiet: list[logging.LogRecord]
) -> None:
    """The buttons of a session name a day and no runner: whoever taps them works on their own, or on nothing."""
    await runner.say("/today")
    await runner.tap("Start")
    shown = [button["callback_data"] for button in buttons(await runner.keyboard_message())]
    assert shown
    settle(stage.tools, 666, name="Mallory")
    mallory = stage.phone(666, "Mallory")
    await mallory.say("/help")
    await mallory.say("/today")
    own = await mallory.keyboard_message()
    robins = await runner.keyboard_message()
    before = state_of(stage, "session_log", "exercise_log", "planned_session")
    for data in (*shown, *(data.replace(":", ":666:", 1) for data in shown)):
        for message_id in (own["message_id"], robins["message_id"]):
            stage.clock.advance(timedelta(seconds=1))
            url = f"{mallory.page_url}local/chats/{mallory.chat_id}/press"
            async with mallory.http.post(url, json={"message_id": message_id, "data": data}) as response:
                assert response.status in (200, 400, 404)
            await stage.settled()
    assert state_of(stage, "session_log", "exercise_log", "planned_session") == before
    assert await runner.keyboard_message() == robins
    assert [record.getMessage() for record in quiet] == []


async def test_a_message_that_is_changed_into_an_order_is_not_obeyed(stage: Stage, runner: Phone) -> None:
    await runner.say("/help")
    before = state(stage)
    for changed in ("/delete", "/pause", "skip today's session", "delete my data", "/admin", "/start ask_x"):
        said = await runner.correct(changed)
        assert "send it as a new message" in said
        assert state(stage) == before


async def test_a_forwarded_order_of_an_operators_is_nobodys(stage: Stage, runner: Phone) -> None:
    before = state(stage)
    for text in ("/admin", "/admin send The run is off", "/delete", "/start calendar"):
        stage.clock.advance(timedelta(seconds=5))
        said = await runner.send("text", {"text": text, "forwarded_from": "Boss"})
        assert "How it goes" not in said
        assert "Delete everything" not in said
    assert state(stage) == before


def state_of(stage: Stage, *tables: str) -> str:
    """Return the rows of some tables."""
    everything = json.loads(state(stage))
    return json.dumps({name: everything[name] for name in tables})
