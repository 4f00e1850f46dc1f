"""The webhook: what Telegram sends is stored before it hears that it arrived."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web
from telegram import Bot, Update

from bot.services.away import is_away
from bot.services.inbox import NotKept
from bot.web.reading import Unreadable, read_json, read_update

log = logging.getLogger(__name__)

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
_PURPOSE = b"stridesmith webhook"

Receive = Callable[[Update, str], Awaitable[bool]]
"""Stores an update with its JSON text; False when its number is known already. Raises NotKept."""


def secret_from(token: str) -> str:
    """Return a secret that is the same at every start and tells nothing about the bot's token."""
    return hmac.new(token.encode(), _PURPOSE, hashlib.sha256).hexdigest()


def same(given: str, secret: str) -> bool:
    """Compare without telling by the time it takes how much is right."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), secret.encode())


class Webhook:
    """Answers Telegram's deliveries."""

    def __init__(self, secret: str, receive: Receive, bot: Bot | None) -> None:
        self._secret, self._receive, self._bot = secret, receive, bot

    async def take(self, request: web.Request) -> web.Response:
        """Store an update and say so; 403 for whoever does not know the secret, 4xx for what is no update."""
        if not same(request.headers.get(SECRET_HEADER, ""), self._secret):
            return web.Response(status=403)
        if request.content_type != "application/json":
            return web.Response(status=415)
        try:
            data = read_json(await request.read())
        except Unreadable:
            return web.Response(status=400)
        update = read_update(data, self._bot)
        if update is None:
            # Refused, it would come again for a day and hold up all that follows in its chat.
            log.error("An update could not be read and is dropped")
            return web.Response()
        try:
            await self._receive(update, json.dumps(data))
        except NotKept as error:
            if not is_away(error):  # which is told once, and not for each delivery
                log.exception("An update could not be kept; Telegram sends it again")
            return web.Response(status=503)
        return web.Response()
