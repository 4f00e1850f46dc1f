"""The wire from two other sides: aiogram's models of the official documents, and python-telegram-bot itself."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import telegram as ptb
from aiogram import types
from pydantic import BaseModel, TypeAdapter
from telegram import error
from telegram.request import HTTPXRequest

from bot.local import LocalTelegram

from .phone import GIF, Client, png

RESULTS: dict[str, Any] = {
    "getMe": types.User,
    "getChat": types.ChatFullInfo,
    "getFile": types.File,
    "getWebhookInfo": types.WebhookInfo,
    "getMyCommands": list[types.BotCommand],
    "getMyDescription": types.BotDescription,
    "getMyShortDescription": types.BotShortDescription,
    "getMyName": types.BotName,
    "getChatMenuButton": types.MenuButtonCommands,
    "sendMediaGroup": list[types.Message],
    "getUpdates": list[types.Update],
} | dict.fromkeys(
    (
        "sendMessage",
        "sendPhoto",
        "sendDocument",
        "sendAnimation",
        "sendLocation",
        "editMessageText",
        "editMessageCaption",
        "editMessageMedia",
        "editMessageReplyMarkup",
    ),
    types.Message,
)


def no_more_than_documented(value: object) -> None:
    """Fail for any field the official documents do not know."""
    if isinstance(value, list):
        for one in value:
            no_more_than_documented(one)
    elif isinstance(value, BaseModel):
        assert not value.model_extra, (type(value).__name__, value.model_extra)
        for name in type(value).model_fields:
            no_more_than_documented(getattr(value, name))


@pytest.fixture
async def bot(telegram: LocalTelegram, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ptb.Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # the library warns of the older form
    plain = {"verify": False}  # no certificates to load: it is plain http on this machine
    async with ptb.Bot(
        telegram.token,
        base_url=telegram.api_url,
        base_file_url=telegram.file_url,
        request=HTTPXRequest(read_timeout=5, httpx_kwargs=plain),
        get_updates_request=HTTPXRequest(httpx_kwargs=plain),
    ) as bot:
        yield bot


async def converse(bot: ptb.Bot, client: Client) -> None:
    """One of everything, with python-telegram-bot."""
    await client.post("chats", id=7, first_name="Ada", language_code="en", username="ada")
    await client.say("/start plan")
    await client.post("chats", id=-9, type="group", title="Club")
    await client.post("chats/-9/text", text="hello all", forwarded_from="Bo")
    markup = ptb.InlineKeyboardMarkup(
        [
            [
                ptb.InlineKeyboardButton("Go", callback_data="go"),
                ptb.InlineKeyboardButton("Web", url="https://example.org"),
            ]
        ]
    )
    html = '<b>Hi</b> <a href="https://example.org">there</a><blockquote expandable>more</blockquote>'
    text = await bot.send_message(7, html, parse_mode="HTML", reply_markup=markup, disable_notification=True)
    assert text.text_html_urled.startswith("<b>Hi</b>")
    await bot.send_message(7, "reply", reply_to_message_id=text.message_id, protect_content=True)
    await bot.send_message(7, "keys", reply_markup=ptb.ReplyKeyboardMarkup([["a", "b"]], is_persistent=True))
    await bot.send_message(7, "gone", reply_markup=ptb.ReplyKeyboardRemove())
    await bot.send_message(7, "say", reply_markup=ptb.ForceReply(input_field_placeholder="Tue, Thu"))
    await bot.send_chat_action(7, "typing")
    photo = await bot.send_photo(7, png(), caption="<i>week</i>", parse_mode="HTML", reply_markup=markup)
    await bot.edit_message_caption(7, photo.message_id, caption="other", reply_markup=markup)
    await bot.edit_message_media(ptb.InputMediaPhoto(png(9, 9), caption="new"), 7, photo.message_id)
    await bot.edit_message_text("edited", 7, text.message_id, reply_markup=markup)
    await bot.edit_message_reply_markup(7, text.message_id)
    document = await bot.send_document(7, b"a,b", filename="a.csv", caption="export")
    await bot.send_animation(7, GIF, width=16, height=12, duration=2, filename="a.gif")
    await bot.send_media_group(
        7, [ptb.InputMediaPhoto(png(3, 3)), ptb.InputMediaPhoto(png(4, 4), caption="b")]
    )
    await bot.send_location(7, 51.5, -0.1)
    file = await bot.get_file(document.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"a,b"
    await bot.set_my_commands([("start", "Begin"), ("week", "The week")])
    await bot.set_my_description("A coach")
    await bot.set_my_short_description("Coach")
    await bot.set_my_name("Smith")
    await bot.set_chat_menu_button(menu_button=ptb.MenuButtonCommands())
    assert (await bot.get_my_description()).description == "A coach"
    assert (await bot.get_my_short_description()).short_description == "Coach"
    assert (await bot.get_my_name()).name == "Smith"
    assert [one.command for one in await bot.get_my_commands()] == ["start", "week"]
    assert (await bot.get_chat_menu_button()).type == "commands"
    await bot.get_webhook_info()
    await bot.pin_chat_message(7, text.message_id)
    assert (await bot.get_chat(7)).pinned_message is not None
    await bot.unpin_chat_message(7)
    await bot.get_chat(-9)
    picture = base64.b64encode(png()).decode()
    await client.post("chats/7/photo", content_base64=picture, caption="me /now")
    await client.post("chats/7/document", content_base64=picture, file_name="a.ics")
    await client.post("chats/7/location", latitude=1, longitude=2)
    await client.post("chats/7/sticker")
    await client.post("chats/7/voice")
    await client.post("chats/7/edit", message_id=1, text="/start over")
    query = await client.post("chats/7/press", message_id=text.message_id, data="go")
    await bot.answer_callback_query(query["callback_query_id"], "done", show_alert=True)
    await client.post("chats/7/block")
    await client.post("chats/7/unblock")
    await bot.delete_message(7, text.message_id)
    updates = await bot.get_updates(allowed_updates=ptb.Update.ALL_TYPES)
    assert [one.api_kwargs for one in updates] == [{}] * len(updates)
    assert updates[-1].my_chat_member is not None
    await bot.delete_my_commands()


async def test_every_answer_fits_the_official_schema(bot: ptb.Bot, client: Client) -> None:
    await converse(bot, client)
    checked = set()
    for call in client.telegram.calls:
        assert call["ok"], call
        expected = RESULTS.get(call["method"], bool)
        no_more_than_documented(TypeAdapter(expected).validate_python(call["result"]))
        checked.add(call["method"])
    assert set(RESULTS) <= checked
    for message in (await client.get("chats/7/messages"))["messages"]:
        no_more_than_documented(types.Message.model_validate(message))
        parsed = ptb.Message.de_json(message, bot)
        assert parsed.api_kwargs == {}


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        ({"kind": "429", "retry_after": 9}, error.RetryAfter),
        ({"kind": "403"}, error.Forbidden),
        ({"kind": "500"}, error.NetworkError),
        ({"kind": "500-html"}, error.NetworkError),
        ({"kind": "502"}, error.NetworkError),
        ({"kind": "drop"}, error.NetworkError),
        ({"kind": "drop-after"}, error.NetworkError),
        ({"kind": "slow", "seconds": 60}, error.TimedOut),
        ({"kind": "migrate"}, error.ChatMigrated),
        ({"kind": "401"}, error.InvalidToken),
        ({"kind": "409"}, error.Conflict),
        ({"kind": "400"}, error.BadRequest),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
async def test_faults_raise_what_the_real_server_would_make_ptb_raise(
    bot: ptb.Bot, client: Client, fault: dict[str, object], raised: type[error.TelegramError]
) -> None:
    await client.say("hello")
    await client.post("faults", **fault, method="sendMessage")
    with pytest.raises(error.TelegramError) as caught:
        await bot.send_message(7, "x", read_timeout=0.2 if fault["kind"] == "slow" else 5)
    assert type(caught.value) is raised
    if isinstance(caught.value, error.RetryAfter):
        assert caught.value.retry_after == timedelta(seconds=9)
    delivered = fault["kind"] in {"slow", "drop-after"}
    assert len(await client.messages(after=1)) == int(delivered)


async def test_ptb_knows_a_foreign_token_and_a_stale_tap(bot: ptb.Bot, client: Client) -> None:
    with pytest.raises(error.BadRequest, match="Query is too old"):
        await bot.answer_callback_query("123")
    stranger = ptb.Bot("1:wrong", base_url=client.telegram.api_url)
    with pytest.raises(error.InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()
