from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.clock import MovableClock
from bot.local import DEFAULT_TOKEN, LocalTelegram

from .phone import Client, heard


async def test_a_taken_port_is_an_oserror_and_another_one_can_be_tried(
    telegram: LocalTelegram, clock: MovableClock
) -> None:
    second = LocalTelegram(clock)
    with pytest.raises(OSError, match="address already in use"):
        await second.start(port=telegram.port)
    await second.start()
    assert second.port != telegram.port
    assert second.page_url == f"http://127.0.0.1:{second.port}/"
    assert second.api_url == f"{second.page_url}bot"
    assert second.file_url == f"{second.page_url}file/bot"
    await second.stop()


async def test_it_listens_on_this_machine_only(clock: MovableClock) -> None:
    telegram = LocalTelegram(clock)
    with pytest.raises(ValueError, match=r"127\.0\.0\.1 only"):
        await telegram.start(host="0.0.0.0")
    await telegram.stop()
    with pytest.raises(ValueError, match="token"):
        LocalTelegram(clock, token="secret")


async def test_stopping_ends_polls_and_streams_at_once(client: Client, telegram: LocalTelegram) -> None:
    async with client.events() as events:
        poll = asyncio.create_task(client.call("getUpdates", timeout=50))
        wait = asyncio.create_task(client.post("chats/7/text", text="x"))
        await heard(events, "message")
        await wait
        assert len(await poll) == 1
        poll = asyncio.create_task(client.call("getUpdates", timeout=50, offset=2**31 - 1))
        await client.get("clock")
        async with asyncio.timeout(5):
            await telegram.stop()
            assert await poll == []
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.get("clock")


async def test_a_wrong_token_is_401_and_an_unknown_method_404(client: Client) -> None:
    base = client.telegram.api_url
    for address, status, description in (
        (f"{base}1:wrong/getMe", 401, "Unauthorized"),
        (f"{base}{DEFAULT_TOKEN}/getEverything", 404, "Not Found"),
    ):
        async with client.session.post(address) as response:
            assert response.status == status
            assert await response.json() == {"ok": False, "error_code": status, "description": description}
    async with client.session.get(f"{client.telegram.file_url}1:wrong/photos/file_0.jpg") as response:
        assert response.status == 401


async def test_parameters_come_as_query_form_multipart_or_json(client: Client) -> None:
    await client.say("hello")
    url = f"{client.telegram.api_url}{client.telegram.token}/sendMessage"
    fields = {
        "chat_id": "7",
        "text": "x",
        "reply_markup": '{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}',
    }
    multipart = aiohttp.MultipartWriter("form-data")
    for name, value in fields.items():
        multipart.append(value).set_content_disposition("form-data", name=name)
    native = fields | {
        "chat_id": 7,
        "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]},
    }
    requests = [
        client.session.get(url, params=fields),
        client.session.post(url, data=fields),
        client.session.post(url, data=multipart),
        client.session.post(url, json=native),
        client.session.post(url, json=fields),
    ]
    markups = []
    for request in requests:
        async with request as response:
            assert response.status == 200
            markups.append((await response.json())["result"]["reply_markup"]["inline_keyboard"][0][0])
    assert markups == [{"text": "a", "callback_data": "b"}] * 5


@pytest.mark.parametrize("data", [b"{", b"[]", b"\xff", b'"x"'])
async def test_a_body_that_is_no_object_is_400(client: Client, data: bytes) -> None:
    url = f"{client.telegram.api_url}{client.telegram.token}/getMe"
    async with client.session.post(url, data=data, headers={"Content-Type": "application/json"}) as response:
        assert response.status == 400
        assert (await response.json())["description"].startswith("Bad Request: ")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:1234"}, 200),
        ({"Host": "stridesmith.example"}, 403),
        ({"Host": "127.0.0.1.example:80"}, 403),
        ({"Host": "[127.0.0.1"}, 403),
        ({"Host": "127.0.0.1:8000", "Origin": "http://127.0.0.1:8000"}, 200),
        ({"Host": "127.0.0.1:8000", "Origin": "http://127.0.0.1:9000"}, 403),
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
async def test_foreign_pages_are_kept_out(client: Client, headers: dict[str, str], status: int) -> None:
    url = f"{client.telegram.page_url}local/clock"
    async with client.session.post(url, json={"advance_seconds": 1}, headers=headers) as response:
        assert response.status == status
    bot = f"{client.telegram.api_url}{client.telegram.token}/getMe"
    async with client.session.get(bot, headers=headers) as response:
        assert response.status == status


async def test_the_page_comes_with_a_strict_policy_and_nothing_beside_it(client: Client) -> None:
    page = client.telegram.page_url
    async with client.session.get(page, headers={"Sec-Fetch-Site": "cross-site"}) as response:
        assert (response.status, response.content_type) == (200, "text/html")
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        text = await response.text()
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    for name in ("app.js", "style.css", "icon.svg"):
        async with client.session.get(f"{page}page/{name}") as response:
            assert response.status == 200
            assert response.headers["X-Content-Type-Options"] == "nosniff"
    for name in ("nothing.js", "..%2Fserver.py", "server.py"):
        async with client.session.get(f"{page}page/{name}") as response:
            assert response.status == 404


async def test_files_that_are_no_pictures_are_saved_not_shown(client: Client) -> None:
    form = aiohttp.FormData()
    form.add_field("file", b"<script>", filename="x.html", content_type="text/html")
    async with client.session.post(
        f"{client.telegram.page_url}local/chats/7/document", data=form
    ) as response:
        file_id = (await response.json())["message"]["document"]["file_id"]
    async with client.session.get(f"{client.telegram.page_url}local/files/{file_id}") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "attachment"
    async with client.session.get(f"{client.telegram.page_url}local/files/none") as response:
        assert response.status == 404
