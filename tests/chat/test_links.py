"""Links into the chat, other devices and other languages: every way in leads somewhere."""

from __future__ import annotations

import re

import pytest

from bot.chat import links
from bot.library import Library
from bot.store.tables import Chat, Reminder, Runner
from tests.chat.runner import begin, rows
from tests.conftest import Stage
from tests.phone import Phone


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        ("today", "Tuesday 24 November"),
        ("session", "Heavy strength"),
        ("week", "This week"),
        ("calendar", "Your plan in your calendar"),
        ("settings", "Your settings"),
        ("ask_lift-before-or-after-run", "Should the lift come before"),
    ],
)
async def test_a_link_leads_to_its_place(runner: Phone, payload: str, says: str) -> None:
    assert says in await runner.say(f"/start {payload}")


def test_every_place_is_tested() -> None:
    assert set(links.PLACES) == {"today", "session", "week", "calendar", "settings"}


def test_every_entry_can_be_linked_to(library: Library) -> None:
    for topic in library.answers:
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", links.ASK + topic), topic


async def test_the_session_under_way_goes_on(runner: Phone) -> None:
    await begin(runner)
    assert "Heavy strength · 1 of" in await runner.say("/start session")


@pytest.mark.parametrize(
    "payload",
    [
        "nonsense",
        "ask_",
        "ask_no-such-thing",
        "ask_../../etc",
        "q:runs:ok",
        "admin",
        "d_really",
        "A" * 64,
        "_",
        "<b>",
    ],
)
async def test_any_other_payload_is_a_plain_start(stage: Stage, runner: Phone, payload: str) -> None:
    plain = await runner.say("/start")
    assert await runner.say(f"/start {payload}") == plain
    assert len(rows(stage, Runner)) == 1


@pytest.mark.parametrize("payload", ["session", "calendar", "nonsense", "ask_no-such-thing"])
async def test_a_newcomer_is_asked_the_first_question_whatever_the_link(phone: Phone, payload: str) -> None:
    await phone.say(f"/start {payload}")
    assert "1 of 7" in phone.replies[-1]


async def test_a_newcomer_reads_the_answer_first(stage: Stage, phone: Phone) -> None:
    await phone.say("/start ask_lift-before-or-after-run")
    assert "Should the lift come before" in phone.replies[0]
    assert "1 of 7" in phone.replies[-1]
    assert [row.awaiting for row in rows(stage, Chat)] == ["runs"]


async def test_a_link_lets_the_bot_write_again(stage: Stage, runner: Phone) -> None:
    await runner.say("/today")
    await runner.send("block", {})
    await runner.send("unblock", {})
    await runner.say("/start week")
    assert all(row.due_at is not None for row in rows(stage, Reminder))


async def test_start_from_a_second_device_goes_on_where_it_was(stage: Stage, phone: Phone) -> None:
    await phone.say("/start")
    await phone.say("tue intervals, thu tempo, sun long")
    tablet = stage.phone()  # the same account: the same chat
    await tablet.say("/start")
    assert "1 of 7" in tablet.replies[-1]
    assert "Tue · intervals" in await tablet.labels()
    await tablet.tap("Looks right")
    assert "2 of 7" in await phone.last()
    assert len(rows(stage, Runner)) == len(rows(stage, Chat)) == 1


async def test_start_on_a_second_device_with_a_plan_shows_today(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    text = await stage.phone().say("/start")
    assert "Tuesday 24 November" in text
    assert len(rows(stage, Runner)) == 1


@pytest.mark.parametrize("language", ["en", "de", "pt-br", "xx", None])
async def test_whatever_the_telephones_language_it_speaks(stage: Stage, language: str | None) -> None:
    about = {"id": 3003, "first_name": "Mo"} | ({"language_code": language} if language else {})
    async with stage.http.post(f"{stage.local.page_url}local/chats", json=about) as response:
        assert response.status == 200
    phone = stage.phone(3003, "Mo")
    await phone.say("/start")
    assert "1 of 7" in phone.replies[-1]
    assert "I do not know that command" in await phone.say("/hilfe")
