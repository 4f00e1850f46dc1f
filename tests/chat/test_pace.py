"""Too fast: one kind sentence, silence until it is calmer, and a red flag is answered all the same."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.chat.pace import AT_ONCE, CALM, FILE, WINDOW, Pace, Pacer
from tests.conftest import START, Stage
from tests.phone import Phone

SECOND = timedelta(seconds=1)
SENTENCE = "a lot at once"


def said(
    pacer: Pacer, count: int, at: datetime = START, chat: int = 7, *, tapped: bool = False
) -> list[Pace]:
    return [pacer.heard(chat, at, tapped=tapped) for _ in range(count)]


def test_twenty_in_ten_seconds_are_fine_and_the_next_is_told_once() -> None:
    pacer = Pacer()
    assert set(said(pacer, AT_ONCE)) == {Pace.FINE}
    assert said(pacer, 3) == [Pace.TOO_FAST, Pace.STILL_TOO_FAST, Pace.STILL_TOO_FAST]


def test_chats_and_their_taps_are_counted_by_themselves() -> None:
    pacer = Pacer()
    said(pacer, AT_ONCE)
    assert set(said(pacer, AT_ONCE, chat=8)) == {Pace.FINE}
    assert set(said(pacer, AT_ONCE, tapped=True)) == {Pace.FINE}
    assert said(pacer, 1, tapped=True) == [Pace.TOO_FAST]


def test_it_is_calm_again_after_ten_seconds_of_silence() -> None:
    pacer = Pacer()
    said(pacer, 100)
    assert said(pacer, 1, START + WINDOW - SECOND) == [Pace.STILL_TOO_FAST]
    assert said(pacer, 1, START + 2 * WINDOW) == [Pace.FINE]


def test_a_flood_that_does_not_end_is_told_once_only() -> None:
    pacer = Pacer()
    told = [pacer.heard(7, START + number * SECOND / 2.1) for number in range(500)]
    assert told.count(Pace.TOO_FAST) == 1
    assert told[-1] is Pace.STILL_TOO_FAST


def test_it_ends_when_half_as_much_comes() -> None:
    pacer = Pacer()
    said(pacer, 30)
    later = START + 2 * WINDOW
    calm = [pacer.heard(7, later + number * 2 * SECOND) for number in range(CALM)]
    assert set(calm) == {Pace.FINE}


def test_instants_that_come_in_disorder_do_no_harm() -> None:
    pacer = Pacer()
    instants = [START + timedelta(seconds=(number * 7919) % 601 - 300) for number in range(2000)]
    assert {pacer.heard(7, at) for at in instants} <= set(Pace)


def test_chats_that_are_quiet_are_forgotten() -> None:
    pacer = Pacer()
    for chat in range(3000):
        said(pacer, 1, START + chat * SECOND, chat=chat)
    assert len(pacer._seen) <= 1001


def test_a_file_counts_as_some_messages() -> None:
    pacer = Pacer()
    told = [pacer.heard(7, START, weight=FILE) for _ in range(AT_ONCE // FILE + 2)]
    assert told == [Pace.FINE] * (AT_ONCE // FILE) + [Pace.TOO_FAST, Pace.STILL_TOO_FAST]


def test_a_crowd_costs_no_more_for_each_of_them() -> None:
    """Looking for the quiet ones goes through all of them: not at every message of a crowd that is not quiet."""
    pacer = Pacer()
    looks = 0

    class Counted(dict[tuple[int, bool], deque[datetime]]):
        def items(self) -> Any:
            nonlocal looks
            looks += 1
            return super().items()

    for chat in range(20_000):
        if not isinstance(pacer._seen, Counted):
            pacer._seen = Counted(pacer._seen)
        said(pacer, 1, START, chat=chat)
    assert 0 < looks < 10
    said(pacer, 1, START + 2 * WINDOW, chat=-1)
    for chat in range(50_000):
        said(pacer, 1, START + chat * SECOND, chat=chat)
    assert len(pacer._seen) < 40_000


# --- in the chat -------------------------------------------------------------------------------------------------


async def flood(stage: Stage, phone: Phone, texts: list[str]) -> list[dict[str, Any]]:
    """Type all at once; return what the bot sent."""
    before = len(stage.local.calls)
    for text in texts:
        url = f"{stage.local.page_url}local/chats/{phone.chat_id}/text"
        async with stage.http.post(url, json={"text": text}) as response:
            assert response.status == 200
    await stage.settled()
    return [call for call in stage.local.calls[before:] if call["method"] == "sendMessage"]


@pytest.fixture
async def newcomer(stage: Stage) -> Phone:
    phone = stage.phone()
    await phone.say("/start")
    stage.clock.advance(WINDOW)
    return phone


async def test_a_flood_gets_one_sentence_and_then_silence(stage: Stage, newcomer: Phone) -> None:
    sent = await flood(stage, newcomer, ["nonsense 123"] * (AT_ONCE + 15))
    texts = [call["params"]["text"] for call in sent]
    assert sum(SENTENCE in text for text in texts) == 1
    assert SENTENCE in texts[-1]
    stage.clock.advance(2 * WINDOW)
    assert SENTENCE not in await newcomer.say("/help")
    assert newcomer.replies


async def test_a_red_flag_is_answered_in_the_middle_of_a_flood(stage: Stage, newcomer: Phone) -> None:
    await flood(stage, newcomer, ["nonsense 123"] * (AT_ONCE + 5))
    for said in ("I have chest pain and my left arm is numb", "/ask chest pain and I cannot breathe"):
        answer = await newcomer.say(said)
        assert SENTENCE not in answer
        assert "emergency" in answer.lower() or "112" in answer
        assert newcomer.replies


async def test_a_flooding_chat_does_not_silence_another(stage: Stage, newcomer: Phone) -> None:
    await flood(stage, newcomer, ["nonsense 123"] * (AT_ONCE + 5))
    other = stage.phone(1002, "Sam")
    assert SENTENCE not in await other.say("/start")
    assert other.replies


async def test_drumming_on_a_button_is_answered_by_a_toast_once_and_every_tap_is_answered(
    stage: Stage, newcomer: Phone
) -> None:
    message = await newcomer.keyboard_message()
    before = len(stage.local.calls)
    url = f"{stage.local.page_url}local/chats/{newcomer.chat_id}/press"
    for _ in range(AT_ONCE + 6):
        tap = {"message_id": message["message_id"], "data": "nothing:here"}
        async with stage.http.post(url, json=tap) as response:
            assert response.status == 200
    await stage.settled()
    answers = [call for call in stage.local.calls[before:] if call["method"] == "answerCallbackQuery"]
    assert len(answers) == AT_ONCE + 6
    toasts = [call["params"].get("text") for call in answers]
    assert sum(SENTENCE in (toast or "") for toast in toasts) == 1
    assert toasts[-5:] == [None] * 5


async def test_what_was_written_while_the_bot_was_away_is_no_flood(stage: Stage, newcomer: Phone) -> None:
    """One message every five seconds: it all arrives at once when the bot is back, and is answered."""
    await stage.bot.stop()
    url = f"{stage.local.page_url}local/chats/{newcomer.chat_id}/text"
    before = len(stage.local.calls)
    for _ in range(AT_ONCE + 5):
        stage.clock.advance(5 * SECOND)
        async with stage.http.post(url, json={"text": "nonsense 123"}) as response:
            assert response.status == 200
    stage.bot = stage.another_bot()
    await stage.bot.start()
    await stage.settled()
    texts = [call["params"]["text"] for call in stage.local.calls[before:] if call["method"] == "sendMessage"]
    assert len(texts) == AT_ONCE + 5
    assert not any(SENTENCE in text for text in texts)


async def test_many_calendars_at_once_are_too_fast_and_other_files_are_not(
    stage: Stage, newcomer: Phone
) -> None:
    async def files(name: str, count: int) -> list[str]:
        before = len(stage.local.calls)
        url = f"{stage.local.page_url}local/chats/{newcomer.chat_id}/document"
        for _ in range(count):
            body = {"file_name": name, "content_base64": "QkVHSU46VkNBTEVOREFSCg=="}
            async with stage.http.post(url, json=body) as response:
                assert response.status == 200
        await stage.settled()
        return [c["params"]["text"] for c in stage.local.calls[before:] if c["method"] == "sendMessage"]

    assert not any(SENTENCE in text for text in await files("notes.pdf", AT_ONCE // FILE + 4))
    stage.clock.advance(2 * WINDOW)
    told = await files("plan.ics", AT_ONCE // FILE + 4)
    assert sum(SENTENCE in text for text in told) == 1
    assert len(told) == AT_ONCE // FILE + 1
