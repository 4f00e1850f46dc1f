"""The queue between the poll and the handlers: what enters it is on disk before Telegram hears that it came."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from typing import Any

from telegram import Bot, Update
from telegram.ext import ExtBot

from bot.chat.outage import Outage
from bot.chat.processor import key_of
from bot.chat.together import Together
from bot.services import inbox
from bot.services.inbox import Arrived
from bot.services.tools import Tools

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0


class InboxQueue(asyncio.Queue[object]):
    """PTB confirms updates with the next poll, which waits until `put` has returned for each of them."""

    def __init__(self, tools: Tools, outage: Outage | None = None) -> None:
        super().__init__()
        self._tools = tools
        self._outage = outage or Outage()
        self._kept: set[int] = set()  # and not queued yet
        self._in_hand: set[int] = set()
        self._put_away = Together(self._handled)

    async def put(self, item: object) -> None:
        """Keep an update and queue it; one that is known already is dropped, other things pass through."""
        if isinstance(item, Update):
            if item.update_id not in self._kept:
                await self.keep([item])
            if item.update_id not in self._kept:
                return
            self._kept.discard(item.update_id)
            self._in_hand.add(item.update_id)
        await super().put(item)

    async def keep(self, updates: Sequence[Update]) -> None:
        """Keep updates together: `put` has nothing left to write then. While the database refuses, wait."""
        arrived = [Arrived(each.update_id, each.to_json(), key_of(each)) for each in updates]
        while True:
            try:
                to_handle = await asyncio.to_thread(inbox.keep, self._tools, arrived)
            except inbox.NotKept as error:
                # Not confirmed to Telegram until it is kept, so waiting loses nothing.
                if not self._outage.noticed(error):
                    log.exception("Updates could not be kept; trying again")
                await asyncio.sleep(RETRY_SECONDS)
            else:
                self._outage.over()
                self._kept |= to_handle - self._in_hand
                return

    async def handled(self, update: Update) -> None:
        """Mark an update as handled; without the mark the next start would handle it once more."""
        await self._put_away(update.update_id)
        self._in_hand.discard(update.update_id)

    async def _handled(self, numbers: Sequence[int]) -> Sequence[None]:
        await self._outage.until_over(lambda: asyncio.to_thread(inbox.handled, self._tools, numbers))
        return [None] * len(numbers)

    async def restore(self, bot: Bot) -> int:
        """Queue what an earlier process received and did not finish; return how many updates."""
        payloads = await asyncio.to_thread(inbox.pending, self._tools)
        for payload in payloads:
            update = Update.de_json(json.loads(payload), bot)
            self._in_hand.add(update.update_id)
            await super().put(update)
        return len(payloads)


class PollingBot(ExtBot[None]):
    """A bot that keeps what a poll brings in one transaction, before PTB puts the updates into the queue one by one."""

    def __init__(self, inbox: InboxQueue, token: str, **options: Any) -> None:
        super().__init__(token, **options)
        self._inbox = inbox

    async def get_updates(self, *args: Any, **options: Any) -> tuple[Update, ...]:
        """Return the updates that came; see `Bot.get_updates`."""
        updates = await super().get_updates(*args, **options)
        if updates:
            await self._inbox.keep(updates)
        return updates
