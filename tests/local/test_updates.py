from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from .phone import Client, Json, heard

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def test_updates_come_in_order_and_stay_until_acknowledged(client: Client) -> None:
    for text in ("/start", "two", "three"):
        await client.say(text)
    updates = await client.call("getUpdates", limit=2)
    assert [one["message"]["text"] for one in updates] == ["/start", "two"]
    assert updates[0]["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert updates[1]["update_id"] == updates[0]["update_id"] + 1
    assert await client.call("getUpdates", limit=2) == updates
    rest = await client.call("getUpdates", offset=updates[1]["update_id"] + 1)
    assert [one["message"]["text"] for one in rest] == ["three"]
    assert await client.call("getUpdates", offset=rest[0]["update_id"] + 1) == []


async def test_a_negative_offset_keeps_the_last_ones(client: Client) -> None:
    for text in ("one", "two", "three"):
        await client.say(text)
    assert [one["message"]["text"] for one in await client.call("getUpdates", offset=-2)] == ["two", "three"]
    assert len(await client.call("getUpdates")) == 2


async def test_a_long_poll_ends_with_the_first_message(client: Client) -> None:
    poll = asyncio.create_task(client.call("getUpdates", timeout=30))
    await client.say("news")
    async with asyncio.timeout(5):
        assert [one["message"]["text"] for one in await poll] == ["news"]


async def test_a_quiet_poll_returns_nothing_after_its_time(client: Client) -> None:
    assert await client.call("getUpdates", timeout=0.05) == []


async def test_the_later_of_two_polls_ends_the_first(client: Client) -> None:
    first = asyncio.create_task(client.raw("getUpdates", timeout=30))
    await client.get("clock")  # the first poll is at the server by now
    second = asyncio.create_task(client.raw("getUpdates", timeout=30))
    async with asyncio.timeout(5):
        done, _ = await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED)
        status, answer = done.pop().result()
        assert (status, answer["error_code"]) == (409, 409)
        assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
        await client.say("news")
        results = await asyncio.gather(first, second)
    assert sorted(status for status, _ in results) == [200, 409]


async def test_only_wanted_kinds_of_update_are_queued(client: Client) -> None:
    await client.call("getUpdates", allowed_updates=["callback_query"])
    await client.say("not wanted")
    sent = await client.call("sendMessage", chat_id=7, text="x")
    await client.post("chats/7/press", message_id=sent["message_id"], data="y")
    assert [set(one) - {"update_id"} for one in await client.call("getUpdates")] == [{"callback_query"}]
    await client.call("getUpdates", allowed_updates=[])
    await client.say("wanted again")
    assert len(await client.call("getUpdates")) == 2


async def test_a_tap_is_delivered_answered_once_and_shown(client: Client) -> None:
    await client.say("hello")
    sent = await client.call("sendMessage", chat_id=7, text="x")
    async with client.events() as events:
        # The message shows no such button: a phone with an old picture of it can still press it.
        query_id = (await client.post("chats/7/press", message_id=sent["message_id"], data="gone"))[
            "callback_query_id"
        ]
        query = (await client.call("getUpdates", offset=-1))[0]["callback_query"]
        assert (query["id"], query["data"], query["from"]["id"]) == (query_id, "gone", 7)
        assert query["message"] == sent
        assert query["chat_instance"].lstrip("-").isdecimal()
        await client.call("answerCallbackQuery", callback_query_id=query_id, text="Saved", show_alert=True)
        assert await heard(events, "answer") == {
            "type": "answer",
            "chat": 7,
            "message_id": sent["message_id"],
            "callback_query_id": query_id,
            "text": "Saved",
            "show_alert": True,
            "url": None,
        }
    assert await client.refusal("answerCallbackQuery", callback_query_id=query_id) == (400, TOO_OLD)
    assert await client.refusal("answerCallbackQuery", callback_query_id="1") == (400, TOO_OLD)


async def test_a_late_answer_is_refused(client: Client) -> None:
    await client.say("hello")
    sent = await client.call("sendMessage", chat_id=7, text="x")
    query = await client.post("chats/7/press", message_id=sent["message_id"], data="y")
    await client.post("clock", advance_seconds=3600)
    got = await client.refusal("answerCallbackQuery", callback_query_id=query["callback_query_id"])
    assert got == (400, TOO_OLD)


class Hook:
    """A bot's webhook that remembers what it got and answers as told."""

    def __init__(self) -> None:
        self.url = ""
        self.statuses: list[int] = []
        self.got: asyncio.Queue[tuple[str | None, Json]] = asyncio.Queue()

    async def take(self, request: web.Request) -> web.Response:
        self.got.put_nowait((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def next(self) -> tuple[str | None, Json]:
        async with asyncio.timeout(5):
            return await self.got.get()


@asynccontextmanager
async def listening() -> AsyncIterator[Hook]:
    hook = Hook()
    application = web.Application()
    application.router.add_post("/hook", hook.take)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield hook
    finally:
        await runner.cleanup()


async def test_a_webhook_gets_each_update_with_the_secret_until_it_says_200(client: Client) -> None:
    async with listening() as hook:
        hook.statuses = [500]
        await client.say("before")
        assert await client.call("setWebhook", url=hook.url, secret_token="s3cret_-")
        for _ in range(2):  # refused once, delivered again
            secret, update = await hook.next()
            assert (secret, update["message"]["text"]) == ("s3cret_-", "before")
        await client.say("after")
        assert (await hook.next())[1]["message"]["text"] == "after"
        info = await client.call("getWebhookInfo")
        assert info["url"] == hook.url
        assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
        assert await client.refusal("getUpdates") == (
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
        assert await client.call("deleteWebhook", drop_pending_updates=True)
        await client.say("polled")
        assert [one["message"]["text"] for one in await client.call("getUpdates")] == ["polled"]
        assert hook.got.empty()
    assert await client.call("getWebhookInfo") == {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": 1,
    }


async def test_a_webhook_ends_a_poll_and_is_checked(client: Client) -> None:
    poll = asyncio.create_task(client.refusal("getUpdates", timeout=30))
    await client.get("clock")
    async with listening() as hook:
        await client.call("setWebhook", url=hook.url)
        async with asyncio.timeout(5):
            assert (await poll)[0] == 409
        await client.call("setWebhook", url="")
    assert (await client.call("getWebhookInfo"))["url"] == ""
    assert (await client.refusal("setWebhook", url="ftp://x"))[0] == 400
    got = await client.refusal("setWebhook", url="https://example.org/", secret_token="no spaces")
    assert got == (400, "Bad Request: secret token contains unallowed characters")


@pytest.mark.parametrize("method", ["getupdates", "GETUPDATES", "getUpdates"])
async def test_methods_are_known_in_any_case(client: Client, method: str) -> None:
    assert await client.call(method) == []
