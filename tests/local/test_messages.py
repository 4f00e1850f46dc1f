from __future__ import annotations

import json

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.local.media import look

from .conftest import START
from .phone import GIF, Client, heard, png

KEYS = {
    "inline_keyboard": [
        [{"text": "Done", "callback_data": "done"}, {"text": "Stop", "callback_data": "stop"}]
    ]
}
SAME = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


async def test_text_is_sent_formatted_and_dated_by_the_movable_clock(client: Client) -> None:
    await client.say("/start")
    await client.post("clock", advance_seconds=3600)
    message = await client.call(
        "sendMessage", chat_id=7, text="<b>Hi</b> 👟", parse_mode="HTML", reply_markup=KEYS
    )
    assert message == {
        "message_id": 2,
        "from": {
            "id": 4200000001,
            "is_bot": True,
            "first_name": "Stridesmith",
            "username": "Stridesmith_bot",
        },
        "chat": {"id": 7, "first_name": "Runner", "type": "private"},
        "date": int(START.timestamp()) + 3600,
        "text": "Hi 👟",
        "entities": [{"type": "bold", "offset": 0, "length": 2}],
        "reply_markup": KEYS,
    }
    assert await client.messages(after=1) == [message]


async def test_limits_count_utf16_units_after_parsing(client: Client) -> None:
    await client.say("hello")
    await client.call("sendMessage", chat_id=7, text=f"<b>{'👟' * 2048}</b>", parse_mode="HTML")
    assert await client.refusal("sendMessage", chat_id=7, text="👟" * 2048 + "x") == (
        400,
        "Bad Request: message is too long",
    )
    photo = {"chat_id": "7", "photo": "attach://p"}

    def form(caption: str) -> aiohttp.FormData:
        data = aiohttp.FormData({**photo, "caption": caption, "parse_mode": "HTML"})
        data.add_field("p", png(), filename="p.png")
        return data

    await client.call("sendPhoto", form(f"<i>{'x' * 1024}</i>"))
    assert await client.refusal("sendPhoto", form("x" * 1025)) == (
        400,
        "Bad Request: message caption is too long",
    )


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"chat_id": 7, "text": ""}, "message text is empty"),
        ({"chat_id": 7, "text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"chat_id": 8, "text": "x"}, "chat not found"),
        ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": 7, "text": "x", "parse_mode": "RTF"}, "unsupported parse_mode"),
        (
            {"chat_id": 7, "text": "x", "reply_parameters": {"message_id": 99}},
            "message to be replied not found",
        ),
        ({"chat_id": 7, "text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"chat_id": 7, "text": "x", "reply_markup": "[]"}, "object expected as reply markup"),
        ({"chat_id": 7, "text": "\ud800"}, "strings must be encoded in UTF-8"),
    ],
)
async def test_wrong_messages_are_refused_in_telegrams_words(
    client: Client, params: dict[str, object], description: str
) -> None:
    await client.say("hello")
    assert await client.refusal("sendMessage", **params) == (400, f"Bad Request: {description}")
    assert len(await client.messages()) == 1


@pytest.mark.parametrize(
    ("button", "description"),
    [
        ({"text": "x", "callback_data": "y" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "ü" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "", "callback_data": "y"},
            'can\'t parse inline keyboard button: Field "text" must be of type String',
        ),
        (
            {"text": "x", "url": "javascript:y"},
            "inline keyboard button URL 'javascript:y' is invalid: Wrong HTTP URL",
        ),
    ],
)
async def test_buttons_are_checked(client: Client, button: dict[str, str], description: str) -> None:
    await client.say("hello")
    markup = {"inline_keyboard": [[button]]}
    got = await client.refusal("sendMessage", chat_id=7, text="x", reply_markup=markup)
    assert got == (400, f"Bad Request: {description}")


async def test_64_bytes_of_callback_data_are_allowed(client: Client) -> None:
    await client.say("hello")
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "ü" * 32}]]}
    assert (await client.call("sendMessage", chat_id=7, text="x", reply_markup=markup))[
        "reply_markup"
    ] == markup


async def test_an_edit_without_markup_takes_the_buttons_away(client: Client) -> None:
    await client.say("hello")
    sent = await client.call("sendMessage", chat_id=7, text="x", reply_markup=KEYS)
    where = {"chat_id": 7, "message_id": sent["message_id"]}
    assert await client.refusal("editMessageText", **where, text="x", reply_markup=KEYS) == (400, SAME)
    edited = await client.call("editMessageText", **where, text="x")
    assert "reply_markup" not in edited
    assert edited["edit_date"] == int(START.timestamp())
    assert await client.refusal("editMessageText", **where, text="x") == (400, SAME)
    assert (await client.call("editMessageReplyMarkup", **where, reply_markup=KEYS))["reply_markup"] == KEYS
    assert await client.refusal("editMessageReplyMarkup", **where, reply_markup=KEYS) == (400, SAME)
    keyboard = {"keyboard": [["x"]]}
    assert await client.refusal("editMessageReplyMarkup", **where, reply_markup=keyboard) == (
        400,
        "Bad Request: inline keyboard expected",
    )
    assert "reply_markup" not in await client.call("editMessageReplyMarkup", **where)
    assert (await client.messages())[1]["text"] == "x"


@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("editMessageText", {"message_id": 99, "text": "y"}, "message to edit not found"),
        ("editMessageText", {"message_id": 1, "text": "y"}, "message can't be edited"),
        ("editMessageText", {"message_id": 2, "text": "y" * 4097}, "MESSAGE_TOO_LONG"),
        ("editMessageText", {"message_id": 2, "text": " "}, "message text is empty"),
        ("editMessageText", {"text": "y"}, "message identifier is not specified"),
        (
            "editMessageCaption",
            {"message_id": 2, "caption": "y"},
            "there is no caption in the message to edit",
        ),
        ("deleteMessage", {"message_id": 99}, "message to delete not found"),
        ("pinChatMessage", {"message_id": 99}, "message to pin not found"),
        ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
        ("sendPhoto", {"photo": "AgACnope"}, "wrong file identifier/HTTP URL specified"),
        ("sendPhoto", {"photo": "https://example.org/p.png"}, "failed to get HTTP URL content"),
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendMediaGroup", {"media": []}, "wrong number of media in the album, 2-10 items expected"),
        ("sendLocation", {"latitude": 91, "longitude": 0}, "wrong location specified"),
    ],
)
async def test_wrong_changes_are_refused(
    client: Client, method: str, params: dict[str, object], description: str
) -> None:
    await client.say("hello")
    await client.call("sendMessage", chat_id=7, text="x")
    assert await client.refusal(method, chat_id=7, **params) == (400, f"Bad Request: {description}")


async def test_both_sides_of_a_private_chat_can_be_deleted_for_48_hours(client: Client) -> None:
    for text in ("one", "two"):
        await client.say(text)
    sent = await client.call("sendMessage", chat_id=7, text="three")
    assert await client.call("deleteMessage", chat_id=7, message_id=sent["message_id"])
    assert await client.call("deleteMessages", chat_id=7, message_ids=[1, 99])
    assert [one["text"] for one in await client.messages()] == ["two"]
    await client.post("clock", advance_seconds=48 * 3600 + 1)
    got = await client.refusal("deleteMessage", chat_id=7, message_id=2)
    assert got == (400, "Bad Request: message can't be deleted for everyone")


async def test_a_photo_is_uploaded_sent_again_by_id_and_fetched(client: Client) -> None:
    await client.say("hello")
    form = aiohttp.FormData({"chat_id": "7", "caption": "week", "disable_notification": "true"})
    form.add_field("photo", png(30, 20), filename="week.png", content_type="image/png")
    sent = await client.call("sendPhoto", form)
    size = sent["photo"][-1]
    assert (size["width"], size["height"], size["file_size"]) == (30, 20, len(png(30, 20)))
    again = await client.call("sendPhoto", chat_id=7, photo=size["file_id"])
    assert again["photo"] == sent["photo"]
    assert "caption" not in again
    assert await client.refusal("sendDocument", chat_id=7, document=size["file_id"]) == (
        400,
        "Bad Request: can't use file of type Photo as Document",
    )
    file = await client.call("getFile", file_id=size["file_id"])
    async with client.session.get(
        f"{client.telegram.file_url}{client.telegram.token}/{file['file_path']}"
    ) as response:
        assert (response.status, await response.read()) == (200, png(30, 20))
    assert (await client.get("chats/7/messages"))["silent"] == [sent["message_id"]]


async def test_photos_that_are_none_are_refused(client: Client) -> None:
    await client.say("hello")
    for data, description in (
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (b"", "file must be non-empty"),
        (png(210, 10), "PHOTO_INVALID_DIMENSIONS"),
    ):
        form = aiohttp.FormData({"chat_id": "7"})
        form.add_field("photo", data, filename="p.png")
        assert await client.refusal("sendPhoto", form) == (400, f"Bad Request: {description}")
    form = aiohttp.FormData({"chat_id": "7", "photo": "attach://missing"})
    assert await client.refusal("sendPhoto", form) == (400, "Bad Request: can't find file attach://missing")


async def test_documents_and_animations_keep_name_and_type(client: Client) -> None:
    await client.say("hello")
    form = aiohttp.FormData({"chat_id": "7"})
    form.add_field("document", b"a,b\n", filename="export.csv")
    document = (await client.call("sendDocument", form))["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"]) == (
        "export.csv",
        "text/csv",
        4,
    )
    form = aiohttp.FormData({"chat_id": "7", "duration": "3"})
    form.add_field("animation", GIF, filename="squat.gif")
    sent = await client.call("sendAnimation", form)
    assert (sent["animation"]["width"], sent["animation"]["height"], sent["animation"]["duration"]) == (
        16,
        12,
        3,
    )
    assert sent["document"]["file_id"] == sent["animation"]["file_id"]


async def test_an_album_shares_one_group_id(client: Client) -> None:
    await client.say("hello")
    media = [{"type": "photo", "media": "attach://one", "caption": "<b>1</b>", "parse_mode": "HTML"}]
    media.append({"type": "photo", "media": "attach://two"})
    form = aiohttp.FormData({"chat_id": "7", "media": json.dumps(media)})
    form.add_field("one", png(5, 5), filename="one.png")
    form.add_field("two", png(6, 6), filename="two.png")
    first, second = await client.call("sendMediaGroup", form)
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], second["photo"][0]["width"]) == ("1", 6)


async def test_media_is_exchanged_in_place(client: Client) -> None:
    await client.say("hello")
    sent = await client.call("sendMessage", chat_id=7, text="x", reply_markup=KEYS)
    media = {"type": "photo", "media": "attach://new", "caption": "start"}
    form = aiohttp.FormData(
        {"chat_id": "7", "message_id": str(sent["message_id"]), "media": json.dumps(media)}
    )
    form.add_field("new", png(), filename="new.png")
    edited = await client.call("editMessageMedia", form)
    assert (edited["caption"], "text" in edited, "reply_markup" in edited) == ("start", False, False)
    where = {"chat_id": 7, "message_id": sent["message_id"]}
    again = {"type": "photo", "media": edited["photo"][0]["file_id"], "caption": "start"}
    assert await client.refusal("editMessageMedia", **where, media=again) == (400, SAME)
    assert (await client.call("editMessageCaption", **where, caption="end"))["caption"] == "end"
    assert await client.refusal("editMessageText", **where, text="x") == (
        400,
        "Bad Request: there is no text in the message to edit",
    )


async def test_reply_keyboards_stand_over_the_input_until_removed(client: Client) -> None:
    await client.say("hello")
    keyboard = {
        "keyboard": [["Intervals", {"text": "Where I am", "request_location": True}]],
        "is_persistent": True,
    }
    sent = await client.call("sendMessage", chat_id=7, text="x", reply_markup=keyboard)
    assert "reply_markup" not in sent
    shown = (await client.get("chats/7/messages"))["keyboard"]
    assert shown["keyboard"] == [[{"text": "Intervals"}, {"text": "Where I am", "request_location": True}]]
    await client.call("sendMessage", chat_id=7, text="x", reply_markup=KEYS)
    assert (await client.get("chats/7/messages"))["keyboard"] == shown
    await client.call("sendMessage", chat_id=7, text="x", reply_markup={"remove_keyboard": True})
    assert (await client.get("chats/7/messages"))["keyboard"] is None
    await client.call(
        "sendMessage", chat_id=7, text="x", reply_markup={"keyboard": [["y"]], "one_time_keyboard": True}
    )
    await client.say("y")
    assert (await client.get("chats/7/messages"))["keyboard"] is None
    assert await client.refusal("sendMessage", chat_id=7, text="x", reply_markup={"keyboard": []}) == (
        400,
        "Bad Request: reply keyboard must be non-empty",
    )


async def test_replies_carry_the_original(client: Client) -> None:
    original = await client.say("hello")
    reply = await client.call("sendMessage", chat_id=7, text="x", reply_parameters={"message_id": 1})
    assert reply["reply_to_message"] == original
    lenient = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await client.call(
        "sendMessage", chat_id=7, text="x", reply_parameters=lenient
    )


async def test_the_page_is_told_of_everything(client: Client) -> None:
    await client.say("hello")
    async with client.events() as events:
        await client.call("sendChatAction", chat_id=7, action="typing")
        assert await heard(events, "typing") == {"type": "typing", "chat": 7, "action": "typing"}
        sent = await client.call("sendMessage", chat_id=7, text="x", disable_notification=True)
        assert await heard(events, "message") == {
            "type": "message",
            "chat": 7,
            "message": sent,
            "silent": True,
        }
        edited = await client.call("editMessageText", chat_id=7, message_id=sent["message_id"], text="y")
        assert (await heard(events, "edit"))["message"] == edited
        await client.call("deleteMessage", chat_id=7, message_id=sent["message_id"])
        assert await heard(events, "delete") == {
            "type": "delete",
            "chat": 7,
            "message_id": sent["message_id"],
        }
        await client.post("clock", advance_seconds=60)
        assert (await heard(events, "clock"))["utc"] == "2026-11-20T06:01:00+00:00"


@settings(deadline=None)
@given(
    st.binary(max_size=64)
    | st.sampled_from([b"\xff\xd8", b"GIF89a", b"RIFF1234WEBPVP8 "]).flatmap(
        lambda head: st.binary(max_size=40).map(lambda tail: head + tail)
    )
)
def test_no_bytes_upset_the_look_at_an_image(data: bytes) -> None:
    mime, width, height = look(data)
    assert width >= 0
    assert height >= 0
    assert mime or (width, height) == (0, 0)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (png(7, 9), ("image/png", 7, 9)),
        (GIF, ("image/gif", 16, 12)),
        (bytes.fromhex("ffd8ffe00004aabbffc0000b08000900070101110000"), ("image/jpeg", 7, 9)),
        (b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\x06\0\0\x08\0\0", ("image/webp", 7, 9)),
        (b"%PDF-1.7", ("application/pdf", 0, 0)),
        (b"text", ("", 0, 0)),
    ],
)
def test_images_are_known_by_their_first_bytes(data: bytes, found: tuple[str, int, int]) -> None:
    assert look(data) == found
