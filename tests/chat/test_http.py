"""The way to the Bot API over a real socket, in good weather and in bad."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.chat.http import AiohttpRequest, NotSent
from bot.chat.sending import Fate, classify, wait_seconds
from bot.clock import MovableClock
from bot.local import LocalTelegram
from tests.phone import until

CHAT = 7


@pytest.fixture(autouse=True)
def _as_assembled(monkeypatch: pytest.MonkeyPatch) -> None:
    """PTB's durations as `bot/app.py` chooses them."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def local(clock: MovableClock) -> AsyncIterator[LocalTelegram]:
    """A Telegram with one chat."""
    local = LocalTelegram(clock)
    await local.start()
    local._state.open_chat(CHAT, first_name="Robin")
    yield local
    await local.stop()


@pytest.fixture
async def bot(local: LocalTelegram) -> AsyncIterator[Bot]:
    """A bare PTB bot over our request."""
    async with make(local.api_url, local) as bot:
        yield bot


def make(url: str, local: LocalTelegram, **request: Any) -> Bot:
    return Bot(
        local.token,
        base_url=url,
        base_file_url=local.file_url,
        request=AiohttpRequest(**request),
        get_updates_request=AiohttpRequest(connections=1),
    )


def fault(local: LocalTelegram, kind: str, **more: object) -> None:
    local._faults.add({"kind": kind, "method": "sendMessage", "count": 1, **more})


def listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def texts(local: LocalTelegram) -> list[str]:
    return [message["text"] for message in local._state.messages.get(CHAT, {}).values()]


async def test_a_message_goes_out_and_comes_back(local: LocalTelegram, bot: Bot) -> None:
    message = await bot.send_message(CHAT, "<b>héllo</b> &amp; 🏃", parse_mode="HTML")
    assert message.text == "héllo & 🏃"
    assert message.text_html == "<b>héllo</b> &amp; 🏃"
    assert texts(local) == ["héllo & 🏃"]


@pytest.mark.parametrize(
    ("kind", "more", "error", "fate"),
    [
        ("429", {"retry_after": 7}, RetryAfter, Fate.WAIT),
        ("403", {}, Forbidden, Fate.BLOCKED),
        ("400", {}, BadRequest, Fate.REFUSED),
        ("400", {"description": "Bad Request: chat not found"}, BadRequest, Fate.GONE),
        ("401", {}, InvalidToken, Fate.NOT_SENT),
        ("409", {}, Conflict, Fate.UNKNOWN),
        ("500", {}, NetworkError, Fate.UNKNOWN),
        ("500-html", {}, NetworkError, Fate.UNKNOWN),
        ("502", {}, NetworkError, Fate.UNKNOWN),
        ("migrate", {"migrate_to_chat_id": -1009}, ChatMigrated, Fate.MOVED),
        ("drop", {}, NetworkError, Fate.UNKNOWN),
    ],
)
async def test_each_trouble_is_one_error_with_one_fate_and_nothing_is_delivered(
    local: LocalTelegram, bot: Bot, kind: str, more: dict[str, Any], error: type[TelegramError], fate: Fate
) -> None:
    fault(local, kind, **more)
    with pytest.raises(TelegramError) as raised:
        await bot.send_message(CHAT, "x")
    assert type(raised.value) is error
    assert classify(raised.value).fate is fate
    assert texts(local) == []
    assert (await bot.send_message(CHAT, "again")).text == "again", "the pool is none the worse for it"


async def test_the_seconds_of_a_refusal_are_read(local: LocalTelegram, bot: Bot) -> None:
    fault(local, "429", retry_after=7)
    with pytest.raises(RetryAfter) as raised:
        await bot.send_message(CHAT, "x")
    assert wait_seconds(raised.value) == 7


async def test_a_connection_that_breaks_after_the_delivery_is_unknown(local: LocalTelegram, bot: Bot) -> None:
    fault(local, "drop-after")
    with pytest.raises(NetworkError) as raised:
        await bot.send_message(CHAT, "x")
    assert not isinstance(raised.value, NotSent)
    assert classify(raised.value).fate is Fate.UNKNOWN
    assert texts(local) == ["x"]


async def test_a_dropped_connection_is_not_tried_again_behind_our_back(
    local: LocalTelegram, bot: Bot
) -> None:
    """aiohttp repeats what it takes to be idempotent; a message sent twice is not."""
    await bot.send_message(CHAT, "so that a connection is kept open")
    fault(local, "drop-after")
    with pytest.raises(NetworkError):
        await bot.send_message(CHAT, "once")
    assert texts(local).count("once") == 1


async def test_an_answer_that_does_not_come_in_time(local: LocalTelegram) -> None:
    async with make(local.api_url, local, read_seconds=0.05) as bot:
        fault(local, "slow", seconds=60)
        with pytest.raises(TimedOut) as raised:
            await bot.send_message(CHAT, "x")
        assert classify(raised.value).fate is Fate.UNKNOWN
        assert texts(local) == ["x"], "it was delivered, which the bot cannot know"


async def test_a_calls_own_patience_comes_first(local: LocalTelegram, bot: Bot) -> None:
    fault(local, "slow", seconds=60)
    with pytest.raises(TimedOut):
        await bot.send_message(CHAT, "x", read_timeout=0.05)


async def test_nobody_listens(local: LocalTelegram) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: refused for sure
        request = AiohttpRequest()
        await request.initialize()
        bot = Bot(local.token, base_url=f"http://127.0.0.1:{nobody.getsockname()[1]}/bot", request=request)
        try:
            with pytest.raises(NotSent) as raised:
                await bot.send_message(CHAT, "x")
        finally:
            await request.shutdown()
    assert classify(raised.value).fate is Fate.NOT_SENT


async def test_a_name_that_is_none_was_never_reached(local: LocalTelegram) -> None:
    request = AiohttpRequest()
    await request.initialize()
    bot = Bot(local.token, base_url="http://nowhere.invalid/bot", request=request)
    try:
        with pytest.raises(NotSent):
            await bot.send_message(CHAT, "x")
    finally:
        await request.shutdown()


async def test_a_server_that_is_away_for_a_while(local: LocalTelegram, bot: Bot) -> None:
    local.refuse(3600)
    await until(lambda: not listens(local.port), "it still listens")
    with pytest.raises(NetworkError):  # on the connection that the pool still had, it may not be known
        await bot.send_message(CHAT, "x")
    with pytest.raises(NotSent):
        await bot.send_message(CHAT, "x")
    assert texts(local) == []


async def test_files_go_up_and_come_down(local: LocalTelegram, bot: Bot) -> None:
    content = bytes(range(256)) * 400
    message = await bot.send_document(
        CHAT, InputFile(content, filename="plän.bin"), caption="Your plan & more", disable_notification=True
    )
    assert message.document is not None
    assert message.caption == "Your plan & more"
    assert (message.document.file_name, message.document.file_size) == ("plän.bin", len(content))
    file = await bot.get_file(message.document.file_id)
    assert bytes(await file.download_as_bytearray()) == content


async def test_many_calls_share_the_pool(local: LocalTelegram, bot: Bot) -> None:
    sent = await asyncio.gather(*(bot.send_message(CHAT, str(number)) for number in range(200)))
    assert sorted(int(message.text or "") for message in sent) == list(range(200))


async def test_before_the_start_and_after_the_end_it_says_what_is_wrong() -> None:
    request = AiohttpRequest()
    for _ in range(2):
        with pytest.raises(RuntimeError, match="not initialized"):
            await request.do_request("http://127.0.0.1:9/", "POST")
        await request.initialize()
        await request.initialize()
        await request.shutdown()
        await request.shutdown()


def test_how_long_an_answer_may_take_is_told() -> None:
    assert AiohttpRequest().read_timeout == 25.0
    assert AiohttpRequest(read_seconds=3).read_timeout == 3


async def test_an_answer_larger_than_anything_of_use_is_not_taken(
    local: LocalTelegram, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = InputFile(b"x" * 300_000, filename="a.bin", read_file_handle=False)
    sent = await bot.send_document(CHAT, document)
    assert sent.document is not None
    file = await bot.get_file(sent.document.file_id)
    monkeypatch.setattr("bot.chat.http.LARGEST_ANSWER", 299_999)
    with pytest.raises(NetworkError, match="more than 299999 bytes"):
        await file.download_as_bytearray()
    monkeypatch.setattr("bot.chat.http.LARGEST_ANSWER", 300_000)
    assert len(await file.download_as_bytearray()) == 300_000
