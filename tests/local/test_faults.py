from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.local import LocalTelegram
from bot.local.faults import Limits
from bot.local.wire import BotError

from .phone import Client, Refused


async def test_ordered_refusals_have_telegrams_form_and_deliver_nothing(client: Client) -> None:
    await client.say("hello")
    await client.post("faults", kind="429", method="sendMessage", retry_after=7, count=1)
    status, answer = await client.raw("sendMessage", chat_id=7, text="x")
    assert (status, answer) == (
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        },
    )
    await client.post("faults", kind="migrate", migrate_to_chat_id=-1009, count=1)
    status, answer = await client.raw("sendMessage", chat_id=7, text="x")
    assert (status, answer["parameters"]) == (400, {"migrate_to_chat_id": -1009})
    for kind, description in (
        ("403", "Forbidden: bot was blocked by the user"),
        ("500", "Internal Server Error"),
        ("401", "Unauthorized"),
        ("400", "Bad Request: wrong request"),
    ):
        await client.post("faults", kind=kind, count=1)
        assert await client.refusal("sendMessage", chat_id=7, text="x") == (int(kind), description)
    assert len(await client.messages()) == 1
    assert (await client.call("sendMessage", chat_id=7, text="x"))["text"] == "x"


@pytest.mark.parametrize(("kind", "status"), [("500-html", 500), ("502", 502)])
async def test_a_proxy_answers_in_html(client: Client, kind: str, status: int) -> None:
    await client.post("faults", kind=kind)
    url = f"{client.telegram.api_url}{client.telegram.token}/getMe"
    async with client.session.get(url) as response:
        assert (response.status, response.content_type) == (status, "text/html")


async def test_faults_are_for_a_chat_a_method_and_a_number_of_times(client: Client) -> None:
    for chat in (7, 8):
        await client.say("hello", chat=chat)
    await client.post("faults", kind="500", chat=7, method="SEND*", count=2)
    outcomes = []
    for chat in (8, 7, 7, 7):
        outcomes.append((await client.raw("sendMessage", chat_id=chat, text="x"))[0])
    assert outcomes == [200, 500, 500, 200]
    assert (await client.get("faults"))["faults"][0]["hits"] == 2
    assert [one.get("fault") for one in client.telegram.calls] == [None, "500", "500", None]
    await client.post("faults", kind="500", method="getMe", probability=0)
    assert (await client.raw("getMe"))[0] == 200
    await client.post("faults", kind="500", method="getMe")
    async with client.session.delete(f"{client.telegram.page_url}local/faults") as response:
        assert await response.json() == {"faults": []}
    assert (await client.raw("getMe"))[0] == 200


async def test_chance_is_repeatable_by_its_seed(client: Client) -> None:
    async def series() -> list[int]:
        async with client.session.delete(f"{client.telegram.page_url}local/faults"):
            pass
        await client.post("faults", kind="500", probability=0.5, seed="a")
        return [(await client.raw("getMe"))[0] for _ in range(12)]

    first = await series()
    assert set(first) == {200, 500}
    assert await series() == first


@pytest.mark.parametrize(("kind", "delivered"), [("drop", 0), ("drop-after", 1)])
async def test_the_connection_closes_before_or_after_delivery(
    client: Client, kind: str, delivered: int
) -> None:
    await client.say("hello")
    await client.post("faults", kind=kind, count=1)
    with pytest.raises(aiohttp.ClientError):
        await client.raw("sendMessage", chat_id=7, text="x")
    assert len(await client.messages(after=1)) == delivered
    call = client.telegram.calls[-1]
    assert (call["fault"], call["delivered"]) == (kind, bool(delivered))


async def test_a_slow_answer_has_delivered_and_ends_with_the_server(client: Client) -> None:
    await client.say("hello")
    await client.post("faults", kind="slow", seconds=60)
    call = asyncio.create_task(client.raw("sendMessage", chat_id=7, text="x"))
    assert [one["text"] for one in await client.messages(after=1, wait=5)] == ["x"]
    assert not call.done()
    async with asyncio.timeout(5):
        await client.telegram.stop()
        assert (await call)[0] == 200


async def test_a_refused_connection_comes_back(client: Client) -> None:
    await client.post("faults", kind="refuse", seconds=0.2)
    refused = False
    async with asyncio.timeout(5):
        while True:
            try:
                await client.call("getMe")
            except aiohttp.ClientConnectionError:
                refused = True
                await asyncio.sleep(0.01)
                continue
            if refused:
                break


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        ({"kind": "503"}, "kind must be one of"),
        ({}, "kind must be one of"),
        ({"kind": "429", "retry_after": "soon"}, "are numbers"),
        ({"kind": "429", "probability": 2}, "probability lies between 0 and 1"),
        ({"kind": "429", "chats": 7}, "not known here: chats"),
    ],
)
async def test_wrong_orders_get_a_sentence(client: Client, order: dict[str, object], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        await client.post("faults", **order)


# --- limits


def allowed(limits: Limits, chat: int, now: float) -> int:
    """How many messages go through at an instant."""
    count = 0
    while count < 100:
        try:
            limits.check("sendmessage", chat, now)
        except BotError:
            return count
        count += 1
    return count


def test_nothing_is_limited_until_it_is_switched_on() -> None:
    assert allowed(Limits(), 7, 0.0) == 100


def test_a_chat_gets_one_a_second_after_a_short_burst() -> None:
    limits = Limits()
    limits.enforce(True)
    assert allowed(limits, 7, 10.0) == 5
    assert allowed(limits, 7, 10.5) == 0
    assert allowed(limits, 7, 11.0) == 1
    assert allowed(limits, 7, 60.0) == 5
    assert allowed(limits, 8, 60.0) == 5


def test_a_group_gets_twenty_a_minute() -> None:
    limits = Limits()
    limits.enforce(True)
    assert allowed(limits, -7, 0.0) == 20
    with pytest.raises(BotError) as caught:
        limits.check("sendmessage", -7, 0.0)
    assert caught.value.parameters == {"retry_after": 3}
    assert allowed(limits, -7, 3.0) == 1


def test_all_chats_together_get_thirty_a_second() -> None:
    limits = Limits()
    limits.enforce(True)
    assert sum(allowed(limits, chat, 0.0) for chat in range(1, 20)) == 30
    assert sum(allowed(limits, chat, 1.0) for chat in range(101, 120)) == 30


def test_reading_and_answering_a_tap_are_free() -> None:
    limits = Limits()
    limits.enforce(True)
    for _ in range(50):
        for method in ("getchat", "answercallbackquery", "sendchataction", "deletemessage"):
            limits.check(method, 7, 0.0)
    limits.check("sendmessage", None, 0.0)


async def test_limits_answer_429_over_http(client: Client, telegram: LocalTelegram) -> None:
    await client.say("hello")
    await client.post("limits", enforce=True)
    assert await client.get("limits") == {"enforce": True}
    statuses = [(await client.raw("sendMessage", chat_id=7, text="x"))[0] for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    await client.post("limits", enforce=False)
    assert (await client.raw("sendMessage", chat_id=7, text="x"))[0] == 200
