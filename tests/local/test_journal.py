from __future__ import annotations

import asyncio
import signal
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bot.clock import FrozenClock, MovableClock
from bot.local import LocalTelegram

from .conftest import START
from .phone import Client, png


@asynccontextmanager
async def server(store: Path) -> AsyncIterator[tuple[LocalTelegram, Client]]:
    telegram = LocalTelegram(MovableClock(FrozenClock(START)), store=store)
    await telegram.start()
    async with aiohttp.ClientSession() as session:
        yield telegram, Client(telegram, session)
    await telegram.stop()


async def test_a_second_server_on_the_file_finds_everything_while_the_first_was_never_stopped(
    tmp_path: Path,
) -> None:
    store = tmp_path / "deep" / "chat.sqlite"
    async with server(store) as (_, client):
        await client.post("chats", id=7, first_name="Ada", language_code="de")
        await client.say("/start")
        form = aiohttp.FormData({"chat_id": "7", "caption": "week", "disable_notification": "true"})
        form.add_field("photo", png(), filename="week.png")
        sent = await client.call("sendPhoto", form)
        await client.call("sendMessage", chat_id=7, text="gone")
        await client.call("deleteMessage", chat_id=7, message_id=3)
        await client.call("sendMessage", chat_id=7, text="keys", reply_markup={"keyboard": [["Easy run"]]})
        await client.call("setMyCommands", commands=[{"command": "start", "description": "Begin"}])
        await client.call("setMyDescription", description="A coach")
        await client.call("editMessageText", chat_id=7, message_id=4, text="edited")
        seen = await client.call("getUpdates")
        await client.say("unheard")
        tap = await client.post("chats/7/press", message_id=2, data="done")
        await client.call("getUpdates", offset=seen[0]["update_id"] + 1)
        await client.post("clock", advance_seconds=90_000)
        chats, messages = await client.get("chats"), await client.get("chats/7/messages")

        async with server(store) as (second, again):
            assert await again.get("chats") == chats
            assert await again.get("chats/7/messages") == messages
            assert messages["silent"] == [sent["message_id"]]
            assert messages["keyboard"]["keyboard"] == [[{"text": "Easy run"}]]
            assert (await again.get("clock"))["utc"] == "2026-11-21T07:00:00+00:00"
            waiting = await again.call("getUpdates")
            assert [set(one) - {"update_id"} for one in waiting] == [{"message"}, {"callback_query"}]
            assert waiting[1]["callback_query"]["id"] == tap["callback_query_id"]
            assert [one["command"] for one in await again.call("getMyCommands")] == ["start"]
            file = await again.call("getFile", file_id=sent["photo"][0]["file_id"])
            async with again.session.get(f"{second.file_url}{second.token}/{file['file_path']}") as response:
                assert await response.read() == png()
            newer = await again.say("newer")
            assert newer["message_id"] > max(one["message_id"] for one in messages["messages"])
            assert (await again.call("getUpdates"))[-1]["update_id"] > waiting[-1]["update_id"]


async def test_a_webhook_is_kept(tmp_path: Path) -> None:
    store = tmp_path / "chat.sqlite"
    async with server(store) as (_, client):
        await client.call("setWebhook", url="http://127.0.0.1:9/hook", secret_token="abc")
    async with server(store) as (_, client):
        assert (await client.call("getWebhookInfo"))["url"] == "http://127.0.0.1:9/hook"


async def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    async with server(tmp_path / "chat.sqlite"):
        assert stat.S_IMODE((tmp_path / "chat.sqlite").stat().st_mode) == 0o600


async def test_without_a_store_a_new_server_is_empty_and_its_update_ids_rise(clock: MovableClock) -> None:
    numbers = []
    for _ in range(2):
        telegram = LocalTelegram(clock)
        await telegram.start()
        async with aiohttp.ClientSession() as session:
            client = Client(telegram, session)
            assert (await client.get("chats"))["chats"] == []
            numbers.append((await client.post("chats/7/text", text="x"))["update_id"])
        await telegram.stop()
        clock.advance(START - START.replace(hour=START.hour - 1))
    assert numbers[1] > numbers[0]


CHILD = """
import asyncio, sys
from pathlib import Path
from bot.clock import MovableClock
from bot.local import LocalTelegram

async def main() -> None:
    telegram = LocalTelegram(MovableClock(), store=Path(sys.argv[1]))
    await telegram.start()
    print(telegram.port, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_what_was_confirmed_before_a_sigkill_is_there_after_it(tmp_path: Path) -> None:
    store = tmp_path / "chat.sqlite"
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        CHILD,
        str(store),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdout is not None
    port = int(await child.stdout.readline())
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}/") as session:
        for number in range(30):
            async with session.post("local/chats/7/text", json={"text": f"message {number}"}) as response:
                assert response.status == 200
        child.send_signal(signal.SIGKILL)
    await child.wait()
    async with server(store) as (_, client):
        texts = [f"message {number}" for number in range(30)]
        assert [one["text"] for one in await client.messages()] == texts
        assert [one["message"]["text"] for one in await client.call("getUpdates")] == texts
