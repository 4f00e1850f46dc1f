from __future__ import annotations

import base64
import io
from datetime import datetime, timedelta

import aiohttp
import pytest

from bot.clock import MovableClock
from bot.local import LocalTelegram

from .phone import Client, Json, Refused, png


async def updates(client: Client) -> list[Json]:
    found: list[Json] = await client.call("getUpdates")
    return found


async def test_chats_are_opened_by_hand_or_by_the_first_message(client: Client) -> None:
    made = (await client.post("chats", first_name="Ada", language_code="de", username="ada_runs"))["chat"]
    assert (made["id"], made["first_name"], made["language_code"]) == (500_001, "Ada", "de")
    assert (await client.post("chats", id=made["id"], first_name="Other"))["chat"]["first_name"] == "Ada"
    await client.say("hi", chat=made["id"])
    await client.say("hello", chat=9)
    assert [one["message"]["from"] for one in await updates(client)] == [
        {"id": 500_001, "is_bot": False, "first_name": "Ada", "username": "ada_runs", "language_code": "de"},
        {"id": 9, "is_bot": False, "first_name": "Runner"},
    ]
    chats = (await client.get("chats"))["chats"]
    assert [(one["id"], one["last_message"]["text"]) for one in chats] == [(500_001, "hi"), (9, "hello")]


async def test_groups_have_negative_ids_and_members(client: Client) -> None:
    await client.post("chats", id=-5, type="group", title="Club")
    await client.post("chats", id=9, first_name="Bo")
    await client.post("chats/-5/text", text="my knee hurts", user=9)
    await client.post("chats/-5/text", text="mine too")
    joined, first, second = await updates(client)
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert first["message"]["chat"] == {"id": -5, "title": "Club", "type": "group"}
    assert (first["message"]["from"]["first_name"], second["message"]["from"]["first_name"]) == (
        "Bo",
        "Member",
    )
    assert (await client.call("sendMessage", chat_id=-5, text="x"))["chat"]["type"] == "group"
    await client.post("chats/-5/block")
    assert await client.refusal("sendMessage", chat_id=-5, text="x") == (
        403,
        "Forbidden: bot was kicked from the group chat",
    )


async def test_all_that_a_phone_can_send(client: Client) -> None:
    content = base64.b64encode(b"BEGIN:VCALENDAR").decode()
    await client.post("chats/7/location", latitude=51.5, longitude=-0.125)
    await client.post("chats/7/document", file_name="runs.ics", content_base64=content, caption="my /plan")
    await client.post("chats/7/photo", content_base64=base64.b64encode(png()).decode())
    await client.post("chats/7/sticker", emoji="💪")
    await client.post("chats/7/voice", duration=4)
    await client.post("chats/7/text", text="copied", forwarded_from="A friend", reply_to_message_id=1)
    location, document, photo, sticker, voice, forwarded = [one["message"] for one in await updates(client)]
    assert location["location"] == {"latitude": 51.5, "longitude": -0.125}
    assert (document["document"]["file_name"], document["document"]["mime_type"]) == (
        "runs.ics",
        "text/calendar",
    )
    assert document["caption_entities"] == [{"type": "bot_command", "offset": 3, "length": 5}]
    assert photo["photo"][-1]["width"] == 8
    assert sticker["sticker"]["emoji"] == "💪"
    assert voice["voice"]["duration"] == 4
    assert forwarded["forward_origin"]["sender_user_name"] == "A friend"
    assert forwarded["reply_to_message"]["message_id"] == location["message_id"]


async def test_a_file_comes_as_a_form_too_and_the_bot_can_fetch_it(client: Client) -> None:
    form = aiohttp.FormData({"caption": "mine"})
    form.add_field("file", b"x" * 1000, filename="runs.ics")
    async with client.session.post(
        f"{client.telegram.page_url}local/chats/7/document", data=form
    ) as response:
        message = (await response.json())["message"]
    assert message["caption"] == "mine"
    file = await client.call("getFile", file_id=message["document"]["file_id"])
    assert file["file_path"] == "documents/file_0.ics"
    url = f"{client.telegram.file_url}{client.telegram.token}/{file['file_path']}"
    async with client.session.get(url) as response:
        assert await response.read() == b"x" * 1000
    async with client.session.get(f"{url}x") as response:
        assert response.status == 404


async def test_a_bot_cannot_fetch_more_than_20_megabytes(client: Client) -> None:
    form = aiohttp.FormData()
    form.add_field("file", io.BytesIO(bytes(20 * 1024 * 1024 + 1)), filename="film.mov")
    async with client.session.post(
        f"{client.telegram.page_url}local/chats/7/document", data=form
    ) as response:
        file_id = (await response.json())["message"]["document"]["file_id"]
    assert await client.refusal("getFile", file_id=file_id) == (400, "Bad Request: file is too big")


async def test_an_edited_text_reaches_the_bot(client: Client) -> None:
    message = await client.say("intervals tue")
    await client.post("chats/7/edit", message_id=message["message_id"], text="intervals wed")
    edited = (await updates(client))[1]["edited_message"]
    assert (edited["message_id"], edited["text"]) == (message["message_id"], "intervals wed")
    assert "edit_date" in edited
    assert [one["text"] for one in await client.messages()] == ["intervals wed"]


async def test_a_blocked_bot_is_told_and_cannot_write(client: Client) -> None:
    await client.say("hello")
    await client.post("chats/7/block")
    await client.post("chats/7/block")  # no second update
    for method, params in (("sendMessage", {"text": "x"}), ("sendChatAction", {"action": "typing"})):
        got = await client.refusal(method, chat_id=7, **params)
        assert got == (403, "Forbidden: bot was blocked by the user")
    with pytest.raises(Refused, match="409 The bot is blocked"):
        await client.say("anyone?")
    await client.post("chats/7/unblock")
    await client.call("sendMessage", chat_id=7, text="back")
    changes = [one["my_chat_member"] for one in (await updates(client))[1:]]
    assert [(one["old_chat_member"]["status"], one["new_chat_member"]["status"]) for one in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("chats/7/text", {}, "400 text must be a text."),
        ("chats/7/text", {"text": " \n "}, "400 The text is empty."),
        ("chats/7/text", {"text": "x" * 4097}, "400 The text is longer than 4096 characters."),
        ("chats/7/text", {"text": "x", "user": "me"}, "400 user is the id of a person."),
        (
            "chats/7/text",
            {"text": "x", "reply_to_message_id": 9},
            "400 There is no message of that id to reply to.",
        ),
        ("chats/7/press", {"message_id": 9, "data": "x"}, "400 There is no message with that message_id."),
        ("chats/7/press", {"message_id": [1], "data": "x"}, "400 There is no message with that message_id."),
        ("chats/7/press", {"message_id": 1}, "400 data must be the button's callback data."),
        (
            "chats/7/location",
            {"latitude": 91, "longitude": 0},
            "400 latitude must be a number between -90 and 90.",
        ),
        ("chats/7/location", {"latitude": 1}, "400 longitude must be a number between -180 and 180."),
        ("chats/7/document", {}, "400 A file is missing: a multipart part, or file_name and content_base64."),
        ("chats/7/document", {"content_base64": "?"}, "400 content_base64 is not base64."),
        ("chats/7/photo", {"content_base64": "eHg="}, "400 Bad Request: IMAGE_PROCESS_FAILED"),
        (
            "chats/7/edit",
            {"message_id": 9, "text": "x"},
            "400 There is no text of yours with that message_id.",
        ),
        ("chats/8/block", {}, "404 There is no such chat."),
        ("chats", {"id": "x"}, "400 id must be a whole number other than 0."),
        ("chats", {"type": "channel"}, "400 type must be private, group or supergroup."),
        ("chats", {"id": 5, "type": "group"}, "400 A group needs a negative id."),
        ("clock", {"advance_seconds": -1}, "400 The clock moves forward only, by ten years at most."),
        ("clock", {"advance_seconds": "1"}, "400 advance_seconds must be a number."),
        ("clock", {}, '400 Say {"advance_seconds": number} or {"to": "next-reminder"}.'),
        ("clock", {"to": "next-reminder"}, "409 No reminder is planned yet. Set one up in the chat first."),
        ("limits", {"enforce": "yes"}, "400 enforce is true or false."),
    ],
)
async def test_wrong_control_calls_get_a_sentence(
    client: Client, path: str, body: Json, sentence: str
) -> None:
    with pytest.raises(Refused) as caught:
        await client.post(path, **body)
    assert str(caught.value) == sentence


async def test_bodies_that_are_no_object_get_a_sentence(client: Client) -> None:
    for body in (b"{", b"[]"):
        async with client.session.post(f"{client.telegram.page_url}local/clock", data=body) as response:
            assert response.status == 400
            assert "JSON" in (await response.json())["error"]


async def test_the_clock_moves_to_one_second_past_the_next_reminder(
    client: Client, telegram: LocalTelegram, clock: MovableClock
) -> None:
    due = clock.now() + timedelta(hours=25)

    async def next_reminder() -> datetime | None:
        return due

    telegram.next_reminder = next_reminder
    moves: list[datetime] = []
    clock.on_move(lambda: moves.append(clock.now()))
    assert await client.post("clock", to="next-reminder") == {"utc": (due + timedelta(seconds=1)).isoformat()}
    assert moves == [due + timedelta(seconds=1)]
    await client.post("clock", to="next-reminder")
    assert clock.now() == due + timedelta(seconds=1)  # one that is due already does not turn the clock back


async def test_waiting_for_the_bots_next_message(client: Client) -> None:
    await client.say("hello")
    assert len(await client.messages(wait=0.02)) == 1
    await client.call("sendMessage", chat_id=7, text="x")
    assert [one["text"] for one in await client.messages(after=1, wait=5)] == ["x"]


async def test_every_call_is_logged_with_its_chat_and_outcome(
    client: Client, telegram: LocalTelegram
) -> None:
    await client.say("hello")
    sent = await client.call("sendMessage", chat_id=7, text="x")
    query = await client.post("chats/7/press", message_id=sent["message_id"], data="y")
    await client.call("answerCallbackQuery", callback_query_id=query["callback_query_id"])
    await client.refusal("editMessageText", chat_id=7, message_id=99, text="y")
    calls = (await client.get("calls?chat=7"))["calls"]
    assert [(one["method"], one["ok"]) for one in calls] == [
        ("sendMessage", True),
        ("answerCallbackQuery", True),
        ("editMessageText", False),
    ]
    assert calls[0]["result"] == sent
    assert calls[2]["description"] == "Bad Request: message to edit not found"
    answers = (await client.get("calls?method=answercallbackquery"))["calls"]
    assert [one["params"]["callback_query_id"] for one in answers] == [query["callback_query_id"]]
    assert (await client.get(f"calls?after={calls[1]['id']}&chat=7"))["calls"] == calls[2:]
    assert telegram.calls == calls


async def test_commands_are_listed_by_scope_and_language(client: Client) -> None:
    await client.post("chats", id=7, language_code="de")
    default = [{"command": "start", "description": "Begin"}]
    german = [{"command": "start", "description": "Anfangen"}]
    await client.call("setMyCommands", commands=default)
    await client.call("setMyCommands", commands=german, language_code="de")
    assert (await client.get("chats"))["chats"][0]["commands"] == german
    assert await client.call("getMyCommands") == default
    await client.call("setMyCommands", commands=default, scope={"type": "chat", "chat_id": 7})
    assert (await client.get("chats"))["chats"][0]["commands"] == default
    await client.call("deleteMyCommands", scope={"type": "chat", "chat_id": 7})
    assert await client.call("getMyCommands", scope={"type": "chat", "chat_id": 7}) == []
    for commands, reason in (
        ([{"command": "Start", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "start", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": f"c{n}", "description": "x"} for n in range(101)], "BOT_COMMANDS_TOO_MUCH"),
    ):
        assert await client.refusal("setMyCommands", commands=commands) == (400, f"Bad Request: {reason}")
