"""The inbox of a process that is not alone: what it stores is handled here or wherever the chat is in hand already."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Iterable

from telegram import Bot, Update

from bot.chat.outage import Outage
from bot.chat.processor import key_of
from bot.chat.turns import Turns
from bot.services import shared_inbox
from bot.services.inbox import CANNOT_OPEN, NotKept
from bot.services.shared_inbox import Waiting
from bot.services.tools import Tools

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
# Three times within a lease: a process that is only slow keeps its chats.
ROUND_SECONDS = shared_inbox.LEASE.total_seconds() / 3


class SharedInbox(asyncio.Queue[object]):
    """PTB's queue of updates, filled by `receive` and by what other processes left lying."""

    def __init__(self, tools: Tools, outage: Outage | None = None) -> None:
        super().__init__()
        self._tools = tools
        self._outage = outage or Outage()
        self._holder = secrets.token_hex(8)
        self._bot: Bot | None = None
        self._in_hand: dict[int, set[int]] = {}
        self._sealed: set[int] = set()  # updates that no key here opens
        # What the database says and what is in hand here change together, chat by chat.
        self._turns = Turns()
        self._rounds: asyncio.Task[None] | None = None
        self.received = self.repeated = self.finished = 0

    # --- life

    async def start(self, bot: Bot) -> None:
        """Take over what was left lying, and look again every few seconds."""
        self._bot = bot
        await self.round()
        self._rounds = asyncio.get_running_loop().create_task(self._go_round(), name="inbox")

    async def stop(self) -> None:
        """Leave the chats to the other processes; nothing may be in hand any more."""
        if self._rounds is not None:
            self._rounds.cancel()
            await asyncio.gather(self._rounds, return_exceptions=True)
            self._rounds = None
        try:
            await asyncio.to_thread(shared_inbox.give_back, self._tools, self._holder)
        except NotKept as error:
            if not self._outage.noticed(error):
                log.exception("The chats could not be given back; others take them after a while")

    # --- in

    async def receive(self, update: Update, payload: str) -> bool:
        """Keep an update and see to it that it is handled; False when its number is known already.

        Raises:
            NotKept: the database did not take it.
        """
        chat_id = key_of(update)
        async with self._turns.turn(chat_id):
            try:
                waiting = await asyncio.to_thread(
                    shared_inbox.receive, self._tools, self._holder, update.update_id, payload, chat_id
                )
            except NotKept as error:
                self._outage.noticed(error)
                raise
            self._outage.over()
            if waiting is None or update.update_id in self._in_hand.get(chat_id, ()):
                self.repeated += 1
                return False
            self.received += 1
            self._take(chat_id, waiting, update)
        return True

    async def round(self) -> None:
        """Say that this process is still at it, and take over what nobody sees to.

        Raises:
            NotKept: the database did not take it.
        """
        await asyncio.to_thread(shared_inbox.renew, self._tools, self._holder)
        while chats := await asyncio.to_thread(shared_inbox.abandoned, self._tools, tuple(self._sealed)):
            for chat_id in chats:
                async with self._turns.turn(chat_id):
                    waiting = await asyncio.to_thread(
                        shared_inbox.take_over, self._tools, self._holder, chat_id
                    )
                    self._take(chat_id, waiting)

    async def _go_round(self) -> None:
        while True:
            await asyncio.sleep(ROUND_SECONDS)
            try:
                await self.round()
            except Exception as error:  # whatever it is, without the rounds this process would lose its chats
                if not self._outage.noticed(error):
                    log.exception("The inbox could not be looked through; trying again")
            else:
                self._outage.over()

    def _take(self, chat_id: int, waiting: Iterable[Waiting], known: Update | None = None) -> None:
        """Queue what is not in hand yet."""
        for each in waiting:
            if each.payload is None:
                if each.update_id not in self._sealed:
                    self._sealed.add(each.update_id)
                    log.warning(CANNOT_OPEN, each.update_id)
                continue
            in_hand = self._in_hand.setdefault(chat_id, set())
            if each.update_id in in_hand:
                continue
            in_hand.add(each.update_id)
            if known is not None and known.update_id == each.update_id:
                self.put_nowait(known)
            else:
                self.put_nowait(Update.de_json(json.loads(each.payload), self._bot))

    # --- out

    async def handled(self, update: Update) -> None:
        """Put an update away, and queue what another process has stored for its chat meanwhile."""
        chat_id = key_of(update)
        async with self._turns.turn(chat_id):
            in_hand = self._in_hand.get(chat_id, set())
            more = await self._put_away(update.update_id, chat_id, last=in_hand <= {update.update_id})
            in_hand.discard(update.update_id)
            if not in_hand:
                self._in_hand.pop(chat_id, None)
            self.finished += 1
            self._take(chat_id, more)

    async def _put_away(self, update_id: int, chat_id: int, *, last: bool) -> list[Waiting]:
        while True:
            try:
                more = await asyncio.to_thread(
                    shared_inbox.handled, self._tools, self._holder, update_id, chat_id, last=last
                )
            except NotKept as error:
                # The chat waits here: going on would leave it claimed with nobody at it.
                if not self._outage.noticed(error):
                    log.exception("A handled update could not be noted; trying again")
                await asyncio.sleep(RETRY_SECONDS)
            else:
                self._outage.over()
                return more
