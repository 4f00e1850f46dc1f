"""How updates reach the bot: long polling, or deliveries to its webhook until it says 200."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

from bot.local.delivery import Deliveries
from bot.local.state import State
from bot.local.wire import BotError, Json, Params, bad_request

LONGEST_POLL = 50
"""Seconds a getUpdates may wait, as on the real server."""

_KINDS = {
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
}
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class Feed:
    """Hands out the updates that wait in the state, in order, each until it is acknowledged."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._poll: asyncio.Future[str] | None = None
        self._news = asyncio.Event()
        self._closing = asyncio.Event()
        self._deliveries = Deliveries(state)
        state.on_update.append(self._news.set)

    def methods(self) -> dict[str, Callable[[Params], object]]:
        """Return the Bot API methods of this part by name."""
        return {
            "getupdates": self.get_updates,
            "setwebhook": self.set_webhook,
            "deletewebhook": self.delete_webhook,
            "getwebhookinfo": self.webhook_info,
        }

    # --- polling

    async def get_updates(self, params: Params) -> list[Json]:
        """Wait for updates. A second poll ends the first with 409; so does a webhook."""
        offset, limit = params.integer("offset") or 0, params.integer("limit")
        limit = 100 if limit is None or not 1 <= limit <= 100 else limit
        seconds = min(max(params.number("timeout") or 0, 0), LONGEST_POLL)
        if self._state.bot.webhook is not None:
            raise BotError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._end_poll(
            "Conflict: terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )
        self._allow(params)
        if offset < 0:
            waiting = list(self._state.updates)
            offset = waiting[max(offset, -len(waiting))] if waiting else 0
        self._state.forget_updates(before=offset)
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            await self._wait_for_news(poll, seconds)
            if poll.done():
                raise BotError(409, poll.result())
        finally:
            if self._poll is poll:
                self._poll = None
        return list(self._state.updates.values())[:limit]

    async def _wait_for_news(self, poll: asyncio.Future[str], seconds: float) -> None:
        if self._state.updates or not seconds or self._closing.is_set():
            return
        self._news.clear()
        news = asyncio.create_task(self._news.wait())
        closing = asyncio.create_task(self._closing.wait())
        try:
            any_of: set[asyncio.Future[Any]] = {poll, news, closing}
            await asyncio.wait(any_of, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            news.cancel()
            closing.cancel()

    def _end_poll(self, reason: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(reason)

    def _allow(self, params: Params) -> None:
        """Keep which kinds of update the bot wants: not given keeps the choice, an empty list is all."""
        wanted = params.nested("allowed_updates", "allowed_updates")
        if wanted is None:
            return
        if not isinstance(wanted, list):
            raise bad_request("expected an Array of String as allowed updates")
        names = [name for name in wanted if name in _KINDS] or (["none"] if wanted else [])
        if names != self._state.bot.allowed_updates:
            self._state.bot.allowed_updates = names
            self._state.save_bot()

    # --- webhook

    def set_webhook(self, params: Params) -> bool:
        """Deliver to an address from now on; an empty one ends it."""
        url = params.text("url") or ""
        if not url:
            return self.delete_webhook(params)
        if not re.match(r"https?://[^/\s]+", url):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        secret = params.text("secret_token") or ""
        if secret and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        self._allow(params)
        if params.flag("drop_pending_updates"):
            self._state.forget_updates()
        self._state.bot.webhook = {
            "url": url,
            "secret": secret,
            "max_connections": params.integer("max_connections") or 40,
        }
        self._state.save_bot()
        self._end_poll("Conflict: terminated by setWebhook request")
        self.start()
        return True

    def delete_webhook(self, params: Params) -> bool:
        """Go back to polling."""
        if params.flag("drop_pending_updates"):
            self._state.forget_updates()
        if self._state.bot.webhook is not None:
            self._state.bot.webhook = None
            self._state.save_bot()
        self._deliveries.wake()
        return True

    def webhook_info(self, _params: Params) -> Json:
        """Tell how delivery goes."""
        hook = self._state.bot.webhook or {}
        info: Json = {
            "url": hook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self._state.updates),
        }
        for name in ("max_connections", "last_error_date", "last_error_message"):
            if name in hook:
                info[name] = hook[name]
        if self._state.bot.allowed_updates:
            info["allowed_updates"] = self._state.bot.allowed_updates
        return info

    def start(self) -> None:
        """Begin delivering if there is a webhook (also one from before a restart)."""
        self._deliveries.start()

    async def stop(self) -> None:
        """End polls and deliveries at once."""
        self._closing.set()
        await self._deliveries.stop()
