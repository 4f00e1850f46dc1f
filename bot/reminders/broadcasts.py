"""Sends what an operator has to say to everybody: behind the replies, among the reminders, a few at a time."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import replace

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.chat import admin, screen
from bot.chat.desk import Desk
from bot.chat.outage import Outage
from bot.chat.reply import Reply
from bot.chat.sending import Fate, NotNow, classify
from bot.services import broadcasts, reminders, runners
from bot.services.broadcasts import BroadcastView, Delivery, Outcome

log = logging.getLogger(__name__)

SENDS_AT_ONCE = 4


class Broadcaster:
    """Works through the broadcasts that are confirmed; several of them, in several processes, share the work."""

    def __init__(self, bot: Bot, desk: Desk) -> None:
        self._bot = bot
        self._desk = desk
        self._halted = False
        self._draining = False
        self._working = asyncio.Lock()

    @property
    def outage(self) -> Outage:
        """What this process knows of its database."""
        return self._desk.outage

    async def tick(self) -> int:
        """Send until nothing is left or nothing may leave; return how many messages were sent."""
        async with self._working:
            sent, self._halted = 0, False
            while not self._halted and not self._draining and await self._desk.call(broadcasts.waiting):
                batch = await self._desk.call(broadcasts.claim)
                if batch:
                    sent += await self._send_all(batch)
                    continue
                done = await self._desk.call(broadcasts.finish)
                if done is None:
                    break
                await self._tell(done)
            return sent

    async def drain(self) -> None:
        """Claim no more and let the sends in flight finish; the budget is closed by now."""
        self._draining = True
        async with self._working:
            log.info("No broadcast is in flight any more")

    async def _send_all(self, batch: list[Delivery]) -> int:
        waiting, sent = deque(batch), 0

        async def work() -> None:
            nonlocal sent
            while waiting and not self._halted and not self._draining:
                arrived = await self._safely(waiting.popleft())  # the others count on meanwhile
                sent += arrived

        await asyncio.gather(*(work() for _ in range(min(SENDS_AT_ONCE, len(batch)))))
        if waiting:
            await self._desk.call(broadcasts.put_back, tuple(waiting))
        return sent

    async def _safely(self, delivery: Delivery) -> bool:
        """One message that fails must not take the others with it; its claim brings it back, once."""
        try:
            return await self._send(delivery)
        except Exception:
            log.exception("A message of broadcast %s could not be handled", delivery.broadcast_id)
            return False

    async def _send(self, delivery: Delivery) -> bool:
        reply = replace(admin.broadcast(self._desk, delivery.text), silent=delivery.tries > 1)
        try:
            async with self._desk.budget.reminder(delivery.chat_id):
                await screen.send(self._bot, delivery.chat_id, reply)
        except NotNow:
            await self._come_back(delivery)
        except TelegramError as error:
            await self._settle(delivery, error)
        else:
            await self._desk.call(broadcasts.note, delivery, Outcome.SENT)
            return True
        return False

    async def _settle(self, delivery: Delivery, error: TelegramError) -> None:
        outcome = classify(error)
        match outcome.fate:
            case Fate.BLOCKED | Fate.GONE:
                await self._desk.call(runners.block, delivery.chat_id, outcome.fate.value)
                await self._desk.call(broadcasts.note, delivery, Outcome.BLOCKED)
            case Fate.WAIT | Fate.NOT_SENT:
                await self._come_back(delivery)
                log.warning("A broadcast pauses: %s", type(error).__name__)
            case Fate.MOVED if outcome.new_chat is not None and outcome.new_chat != delivery.chat_id:
                # Its claim brings it back, once: whoever moves on and on is not chased.
                await self._desk.call(reminders.moved_chat, delivery.chat_id, outcome.new_chat)
            case Fate.REFUSED | Fate.MOVED:
                log.error("A message of broadcast %s was refused", delivery.broadcast_id, exc_info=error)
                await self._desk.call(broadcasts.note, delivery, Outcome.REFUSED)
            case Fate.UNKNOWN:  # it may have arrived: its claim brings it back, once and silently
                log.warning("A broadcast's message may have arrived: %s", type(error).__name__)

    async def _come_back(self, delivery: Delivery) -> None:
        """Nothing leaves for now: the next tick goes on."""
        self._halted = True
        await self._desk.call(broadcasts.put_back, (delivery,))

    async def _tell(self, done: BroadcastView) -> None:
        """Tell every operator how it ended; whoever cannot be reached finds it on the screen."""
        confirmed_by = await self._told_in_place(done)
        reply = Reply(self._desk.say("admin-broadcast", view=done))
        for operator in sorted(self._desk.operators - {confirmed_by}):
            try:
                async with self._desk.budget.reminder(operator):
                    await screen.send(self._bot, operator, reply)
            except (TelegramError, NotNow) as error:
                log.info("An operator could not be told of a broadcast: %s", type(error).__name__)

    async def _told_in_place(self, done: BroadcastView) -> int | None:
        """Let the screen that says that it is on its way say how it ended; return whose it is, None if it is gone."""
        if done.screen is None:
            return None
        chat_id, message_id = done.screen
        reply = admin.state(self._desk, done)
        present = await self._desk.call(runners.screen, chat_id) == message_id
        try:
            async with self._desk.budget.reminder(chat_id):
                await self._bot.edit_message_text(
                    reply.text or "",
                    chat_id=chat_id,
                    message_id=message_id,
                    parse_mode=ParseMode.HTML,
                    reply_markup=screen.inline(reply.keyboard) if present else None,
                )
        except (TelegramError, NotNow) as error:
            log.info("The screen of a broadcast could not be changed: %s", type(error).__name__)
            return None
        return chat_id
