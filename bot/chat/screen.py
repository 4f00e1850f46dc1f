"""Puts replies on the runner's screen: edits rather than sends, and keeps one live keyboard a chat."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.chat import photos
from bot.chat.desk import Desk, Event
from bot.chat.photos import Photo
from bot.chat.reply import Keyboard, Reply
from bot.services import runners

log = logging.getLogger(__name__)

T = TypeVar("T")
FLOOD_RETRIES = 3
MOST_REPLACED = 500  # a second tap comes within seconds of the first

# What Telegram answers when there is nothing left to do about a message: it shows this already, or it is gone.
_HARMLESS = ("message is not modified", "message to edit not found", "message can't be edited")


def inline(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """Return Telegram's form of a keyboard, None for no buttons."""
    if not keyboard:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(button.label, callback_data=button.data) for button in row]
            for row in keyboard
        ]
    )


async def show(bot: Bot, desk: Desk, event: Event, replies: Sequence[Reply]) -> None:
    """Carry out replies in their order; a tap edits the message it came from, words get a new one."""
    edited = False
    for reply in replies:
        if reply.text is None:
            continue
        new = reply.fresh or reply.document is not None
        if event.tapped and event.message_id is not None and not edited and not new:
            edited = True
            await _in_place(bot, desk, event, event.message_id, reply)
        else:
            await _send(bot, desk, event.chat_id, reply)


async def send(bot: Bot, chat_id: int, reply: Reply, photo: Photo | None = None) -> Message:
    """Send a reply as a new message, with its picture if it is handed over; errors are the caller's."""
    markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None = inline(reply.keyboard)
    if reply.location is not None:
        markup = ReplyKeyboardMarkup(
            [[KeyboardButton(reply.location, request_location=True)]],
            resize_keyboard=True,
            one_time_keyboard=True,
        )
    elif reply.location_done:
        markup = ReplyKeyboardRemove()
    if reply.document is not None:
        name, content = reply.document
        return await bot.send_document(
            chat_id,
            InputFile(content, filename=name),
            caption=reply.text,
            parse_mode=ParseMode.HTML,
            reply_markup=markup,
            disable_notification=reply.silent,
        )
    if photo is not None:
        sends = bot.send_animation if photo.moves else bot.send_photo
        return await sends(
            chat_id,
            photo.upload(),
            caption=reply.text,
            parse_mode=ParseMode.HTML,
            reply_markup=markup,
            disable_notification=reply.silent,
        )
    return await bot.send_message(
        chat_id,
        reply.text or "",
        parse_mode=ParseMode.HTML,
        reply_markup=markup,
        disable_notification=reply.silent,
    )


async def clear_keyboard(bot: Bot, chat_id: int, message_id: int | None) -> None:
    """Take the buttons off a message that is no longer the present one."""
    if message_id is None:
        return
    try:
        await bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id, reply_markup=None)
    except TelegramError as error:
        if not _harmless(error):
            log.warning("An old keyboard could not be removed: %s", type(error).__name__)


async def _in_place(bot: Bot, desk: Desk, event: Event, message_id: int, reply: Reply) -> None:
    """Change the message that was tapped."""
    photo = await photos.of(bot, desk, reply)
    reply = photos.worded(reply, photo)
    if event.pictured and photo is None:
        if reply.replaces_picture:
            await _instead(bot, desk, event, message_id, reply)
        else:
            await _send(bot, desk, event.chat_id, reply)  # below a picture of something else it would mislead
        return
    try:
        changed = await _in_turn(desk, event.chat_id, lambda: _change(bot, event, message_id, reply, photo))
    except BadRequest as error:
        if await photos.forgotten(bot, desk, photo, error):
            await _in_place(bot, desk, event, message_id, reply)
            return
        if "message is not modified" in str(error).lower():
            return
        if not _harmless(error):
            raise
        await _send(bot, desk, event.chat_id, reply)  # the message is gone: the runner still gets the answer
        return
    await photos.keep(bot, desk, photo, changed)
    if (
        reply.keyboard
        and not reply.keep_keyboard
        and await desk.call(runners.screen, event.chat_id) != message_id
    ):
        await _make_present(bot, desk, event.chat_id, message_id)


async def _instead(bot: Bot, desk: Desk, event: Event, message_id: int, reply: Reply) -> None:
    """Let words take the place of a picture, which goes once they are there; a second tap on it changes the words."""
    chat_id = event.chat_id
    picture, words = desk.replaced.get(chat_id, (None, None))
    if words is not None and picture == message_id and words == await desk.call(runners.screen, chat_id):
        try:
            await _in_turn(desk, chat_id, lambda: _change(bot, event, words, reply, None))
            return
        except BadRequest as error:
            if "message is not modified" in str(error).lower():
                return
            if not _harmless(error):
                raise
    sent = await _send(bot, desk, chat_id, reply)
    desk.replaced[chat_id] = message_id, sent
    while len(desk.replaced) > MOST_REPLACED:
        del desk.replaced[next(iter(desk.replaced))]
    try:
        await _in_turn(desk, chat_id, lambda: bot.delete_message(chat_id, message_id))
    except TelegramError as error:
        log.info("A picture stays above the words: %s", error)  # it is older than two days, say


async def _change(bot: Bot, event: Event, message_id: int, reply: Reply, photo: Photo | None) -> object:
    where: dict[str, Any] = {
        "chat_id": event.chat_id,
        "message_id": message_id,
        "reply_markup": inline(reply.keyboard),
    }
    if photo is not None:
        return await bot.edit_message_media(photo.media(reply.text), **where)
    return await bot.edit_message_text(reply.text or "", parse_mode=ParseMode.HTML, **where)


async def _send(bot: Bot, desk: Desk, chat_id: int, reply: Reply) -> int:
    """Send a reply with its picture; return the message's id."""
    photo = await photos.of(bot, desk, reply)
    reply = photos.worded(reply, photo)
    try:
        message = await _in_turn(desk, chat_id, lambda: send(bot, chat_id, reply, photo))
    except BadRequest as error:
        if not await photos.forgotten(bot, desk, photo, error):
            raise
        return await _send(bot, desk, chat_id, reply)
    await photos.keep(bot, desk, photo, message)
    if reply.keyboard and not reply.keep_keyboard:
        await _make_present(bot, desk, chat_id, message.message_id)
    return message.message_id


async def _in_turn(desk: Desk, chat_id: int, call: Callable[[], Awaitable[T]]) -> T:
    """Call Telegram in the budget's turn; a refused flood was not sent, so it waits the pause out and goes again."""
    for _ in range(FLOOD_RETRIES):
        try:
            async with desk.budget.reply(chat_id):
                return await call()
        except RetryAfter:
            continue  # the budget pauses now, and the next turn comes after that
    async with desk.budget.reply(chat_id):
        return await call()


async def _make_present(bot: Bot, desk: Desk, chat_id: int, message_id: int) -> None:
    before = await desk.call(runners.set_screen, chat_id, message_id)
    if before != message_id:
        await clear_keyboard(bot, chat_id, before)


def _harmless(error: TelegramError) -> bool:
    return any(text in str(error).lower() for text in _HARMLESS)
