"""Who knocks and says nothing, says it without an end, or guesses at links: nobody else is held up."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest
from sqlalchemy import event as events

from bot.services.calendar import feed
from bot.web import connections
from bot.web.addresses import REQUESTS
from tests.databases import only_sqlite
from tests.phone import until
from tests.services.people import settle
from tests.web.hall import CHAT, Hall, message
from tests.web.test_abuse import inbox_of


@only_sqlite
async def test_all_addresses_of_a_household_count_as_one(hall: Hall) -> None:
    async def status(address: str) -> int:
        headers = {"X-Forwarded-For": address}
        async with hall.http.get(f"{hall.url}/calendar/guess.ics", headers=headers) as response:
            return response.status

    guessed = [await status(f"2001:db8:1:2:{number:x}::{number:x}") for number in range(REQUESTS + 1)]
    assert guessed == [404] * REQUESTS + [429]
    assert await status("2001:db8:1:3::1") == 404
    assert [await status("::ffff:192.0.2.9") for _ in range(REQUESTS)] == [404] * REQUESTS
    assert await status("192.0.2.9") == 429
    assert await status("[2001:db8:1:2::9]") == 429
    assert await status("not an address" * 50) == 404


@only_sqlite
async def test_whoever_guesses_never_holds_the_database_up_and_learns_nothing_by_the_way(hall: Hall) -> None:
    """Every guess costs the same: one look by its digest, and no transaction that others would wait for."""
    settle(hall.tools, CHAT)
    token = feed.new_token(hall.tools, CHAT)
    engine = hall.tools.store.engine
    said: list[str] = []
    events.listen(engine, "before_cursor_execute", lambda *what: said.append(what[2]))
    guesses = [token[:-1] + ("A" if token[-1] != "A" else "B"), "x", token.swapcase(), token + "x", "-" * 43]
    costs = []
    for guess in guesses:
        said.clear()
        assert feed.feed(hall.tools, guess) is None
        costs.append(list(said))
    assert all(cost == costs[0] for cost in costs)
    assert not any("IMMEDIATE" in statement for statement in costs[0])
    assert feed.feed(hall.tools, token) is not None


async def dial(hall: Hall) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", hall.processes[0].server.port)


async def hung_up(reader: asyncio.StreamReader) -> bool:
    """Wait until the other side ends a connection, without a word."""
    try:
        return await reader.read() == b""
    except ConnectionResetError:
        return True


@only_sqlite
@pytest.mark.parametrize("begun", [b"", b"GET /hea", b"POST /telegram HTTP/1.1\r\nHost: x\r\nX: "])
async def test_a_head_that_does_not_end_ends_by_itself(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)
    reader, writer = await dial(hall)
    writer.write(begun)
    assert await hung_up(reader)
    writer.close()
    assert await hall.post(message(hall.number())) == 200


@only_sqlite
async def test_a_connection_is_kept_between_requests_and_not_for_good(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BETWEEN_SECONDS", 0.3)
    reader, writer = await dial(hall)
    for _ in range(3):
        writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"alive" in await reader.readuntil(b"alive\n")
    assert await hung_up(reader)
    writer.close()


@only_sqlite
async def test_too_many_connections_push_out_the_oldest_that_says_nothing(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = hall.processes[0].server
    assert server._connections is not None
    monkeypatch.setattr(server._connections, "_most", 10)
    silent = [await dial(hall) for _ in range(25)]
    await until(lambda: len(server._connections or ()) <= 10, "too many stayed")
    assert all([await hung_up(reader) for reader, _ in silent[:10]])
    for _ in range(5):
        assert await hall.post(message(hall.number())) == 200
    for _, writer in silent:
        writer.close()
    await until(lambda: len(server._connections or ()) <= 1, "not all are forgotten")


@only_sqlite
async def test_heads_without_an_end_are_cut_off(hall: Hall) -> None:
    reader, writer = await dial(hall)
    writer.write(b"POST /telegram HTTP/1.1\r\nHost: x\r\n")
    ended = asyncio.ensure_future(hung_up(reader))
    line = b"".join(b"X-%d: %s\r\n" % (number, b"y" * 4000) for number in range(20))
    while not ended.done():
        writer.write(line)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        await asyncio.sleep(0)
    assert ended.result()
    writer.close()
    assert await hall.post(message(hall.number())) == 200


@only_sqlite
@pytest.mark.parametrize(
    "head",
    [
        b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /telegram HTTP/1.1\r\nHost: x\r\n Folded: yes\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\x00" * 64 + b"\r\n\r\n",
    ],
)
async def test_what_is_no_proper_request_is_refused(hall: Hall, head: bytes) -> None:
    reader, writer = await dial(hall)
    writer.write(head)
    assert (await reader.readline()).startswith((b"HTTP/1.1 400", b"HTTP/1.0 400"))
    writer.close()
    assert json.dumps(inbox_of(hall.tools)) == "[]"
