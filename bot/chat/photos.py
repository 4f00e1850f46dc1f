"""Pictures above a text: drawn once, kept by Telegram, and left out rather than in the way of the words."""

from __future__ import annotations

import asyncio
import html
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from telegram import Bot, InputFile, InputMediaAnimation, InputMediaPhoto, Message
from telegram.constants import ParseMode

from bot.chat.desk import Desk
from bot.chat.reply import CAPTION_CHARACTERS, Reply
from bot.services import sent_pictures

if TYPE_CHECKING:
    from bot.pictures.motion import Loop
    from bot.pictures.shelf import Shelf

log = logging.getLogger(__name__)

_TAG = re.compile(r"<[^>]*>")
_NAME, _MOVING_NAME = "picture.png", "movement.mp4"
# What Telegram answers to a file id that it does not know (any more).
_UNKNOWN_FILE = (
    "wrong file identifier",
    "wrong remote file",
    "file reference",
    "failed to get http url content",
)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as Telegram takes it: the id of a file that it has already, or a PNG (`moves`: an MP4).

    `key` is the same for both.
    """

    key: str
    file: str | bytes
    moves: bool = False

    def upload(self) -> str | InputFile:
        """Return it for `sendPhoto` or `sendAnimation`."""
        return self.file if isinstance(self.file, str) else InputFile(self.file, filename=self._name)

    def media(self, text: str | None) -> InputMediaPhoto | InputMediaAnimation:
        """Return it with its words, to take another message's place."""
        kind = InputMediaAnimation if self.moves else InputMediaPhoto
        if isinstance(self.file, str):
            return kind(self.file, caption=text, parse_mode=ParseMode.HTML)
        return kind(self.file, caption=text, parse_mode=ParseMode.HTML, filename=self._name)

    @property
    def _name(self) -> str:
        return _MOVING_NAME if self.moves else _NAME


def fits(text: str | None) -> bool:
    """Tell whether a text in HTML can stand below a picture: Telegram counts UTF-16 units after parsing."""
    plain = html.unescape(_TAG.sub("", text or ""))
    return len(plain.encode("utf-16-le")) // 2 <= CAPTION_CHARACTERS


async def of(bot: Bot, desk: Desk, reply: Reply) -> Photo | None:
    """Return a reply's picture, None when it has none, when it cannot be drawn or when its words would not fit."""
    picture, shelf = reply.picture, desk.shelf
    if picture is None or shelf is None or not fits(reply.text):
        return None
    try:
        from bot.pictures.shelf import key_of  # what draws is loaded with the first picture

        if picture.loop is not None and picture.loop_key is not None:
            moving = await _moving(bot, desk, shelf, picture.loop, picture.loop_key)
            if moving is not None:
                return moving
        svg = await asyncio.to_thread(picture.svg)
        key = key_of(svg)
        known = await desk.call(sent_pictures.find, key, bot.id)
        return Photo(key, known or (await asyncio.to_thread(shelf.picture, svg)).data)
    except Exception:
        log.exception("A picture could not be drawn; the words go alone")
        return None


async def _moving(
    bot: Bot, desk: Desk, shelf: Shelf, make: Callable[[], Loop], key_of: Callable[[], str]
) -> Photo | None:
    from bot.pictures.errors import DrawingError

    def film() -> bytes:
        return shelf.film(make()).data

    try:
        key = await asyncio.to_thread(key_of)
        known = await desk.call(sent_pictures.find, key, bot.id)
        if known is not None:
            return Photo(key, known, moves=True)
        async with desk.filming:  # one thread at a time: the services need the others
            return Photo(key, await asyncio.to_thread(film), moves=True)
    except DrawingError:
        log.exception("A movement could not be drawn; its picture goes alone")
        return None


def worded(reply: Reply, photo: Photo | None) -> Reply:
    """Return a reply with the words that say everything, where its picture does not."""
    return reply if photo is not None or reply.alone is None else replace(reply, text=reply.alone)


async def keep(bot: Bot, desk: Desk, photo: Photo | None, message: object) -> None:
    """Remember under which id Telegram keeps a picture that was uploaded just now."""
    if photo is None or isinstance(photo.file, str) or not isinstance(message, Message):
        return
    kept = message.animation or (message.photo[-1] if message.photo else None)
    if kept is not None:
        await desk.call(sent_pictures.keep, photo.key, bot.id, kept.file_id)


async def forgotten(bot: Bot, desk: Desk, photo: Photo | None, error: Exception) -> bool:
    """Tell whether Telegram does not know a file any more, which is then to be uploaded again."""
    known = photo is not None and isinstance(photo.file, str)
    if photo is None or not known or not any(words in str(error).lower() for words in _UNKNOWN_FILE):
        return False
    await desk.call(sent_pictures.forget, photo.key, bot.id)
    return True
