"""The queue between the poll and the handlers: what enters it is on disk before Telegram hears that it came."""

from __future__ import annotations

import asyncio
import json
import logging

from telegram import Bot, Update

from bot.chat.outage import Outage
from bot.chat.processor import key_of
from bot.services import inbox
from bot.services.tools import Tools

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0


class InboxQueue(asyncio.Queue[object]):
    """PTB confirms updates with the next poll, which waits until `put` has returned for each of them."""

    def __init__(self, tools: Tools, outage: Outage | None = None) -> None:
        super().__init__()
        self._tools = tools
        self._outage = outage or Outage()

    async def put(self, item: object) -> None:
        """Keep an update and queue it; one that is known already is dropped, other things pass through."""
        if not isinstance(item, Update) or await self._kept(item):
            await super().put(item)

    async def _kept(self, update: Update) -> bool:
        while True:
            try:
                kept = await asyncio.to_thread(
                    inbox.keep, self._tools, update.update_id, update.to_json(), key_of(update)
                )
            except inbox.NotKept as error:
                # Not confirmed to Telegram until it is kept, so waiting loses nothing.
                if not self._outage.noticed(error):
                    log.exception("An update could not be kept; trying again")
                await asyncio.sleep(RETRY_SECONDS)
            else:
                self._outage.over()
                return kept

    async def handled(self, update: Update) -> None:
        """Mark an update as handled; without the mark the next start would handle it once more."""
        await self._outage.until_over(lambda: asyncio.to_thread(inbox.handled, self._tools, update.update_id))

    async def restore(self, bot: Bot) -> int:
        """Queue what an earlier process received and did not finish; return how many updates."""
        payloads = await asyncio.to_thread(inbox.pending, self._tools)
        for payload in payloads:
            await super().put(Update.de_json(json.loads(payload), bot))
        return len(payloads)
