"""The dispatch loop: takes the reminders that are due, sends each, and notes at once what became of it.

A crash repeats at most what was sent and not yet noted, silently; a send whose outcome is unknown is repeated once,
silently; nothing else is ever sent twice, and nothing that was not sent is lost.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from telegram import Bot, Message
from telegram.error import TelegramError

from bot.chat import screen
from bot.chat.desk import Desk
from bot.chat.reply import Reply
from bot.chat.sending import Budget, Fate, NotNow, Outcome, classify
from bot.services import reminders, runners
from bot.services.reminders import Claimed, Nothing, ReminderView

log = logging.getLogger(__name__)

SENDS_AT_ONCE = 8
TIDY_AT_ONCE = 16
LEASE_LEFT = timedelta(seconds=45)  # a send may take its 25 seconds and the note some more
REPEAT_AFTER = timedelta(seconds=60)
FIRST_RETRY, LAST_RETRY = timedelta(seconds=5), timedelta(seconds=60)
JITTER = 0.1  # of the wait: several processes should not come back in the same instant


@dataclass(slots=True)
class Counters:
    """What the dispatcher did since it began."""

    due: int = 0
    sent: int = 0
    late: int = 0
    dropped: int = 0
    retried: int = 0
    blocked: int = 0
    unknown: int = 0
    failed: int = 0


class Dispatcher:
    """Sends what is due, tick by tick; several of them, in several processes, share the work."""

    def __init__(
        self, bot: Bot, desk: Desk, *, budget: Budget, render: Callable[[ReminderView], Reply]
    ) -> None:
        self._bot = bot
        self._desk = desk
        self._budget = budget
        self._render = render
        self._ticking = asyncio.Lock()
        self._draining = False
        self._halted: timedelta | None = None
        self._old: deque[tuple[int, int]] = deque()  # chats and messages whose buttons are to go
        self.counters = Counters()

    async def tick(self) -> int:
        """Send until nothing is due, and return how many reminders were sent.

        A tick that comes while another one runs waits for it.
        """
        async with self._ticking:
            before = self.counters.sent
            self._halted = None
            while self._goes_on():
                batch = await self._desk.call(reminders.claim)
                if batch:
                    await self._send_all(batch)
                elif self._old:
                    await self._tidy()
                else:
                    break
            return self.counters.sent - before

    async def drain(self) -> None:
        """Claim no more, let the sends in flight finish, put the rest back at once."""
        self._draining = True
        self._budget.close_reminders()
        async with self._ticking:
            log.info("No reminder is in flight any more")

    def _goes_on(self) -> bool:
        return not self._draining and self._halted is None and not self._budget.paused_seconds

    async def _send_all(self, batch: Sequence[Claimed]) -> None:
        self.counters.due += len(batch)
        waiting = deque(batch)

        async def work() -> None:
            while waiting and not self._draining and self._halted is None:
                await self._safely(waiting.popleft())

        await asyncio.gather(*(work() for _ in range(min(SENDS_AT_ONCE, len(batch)))))
        if waiting:
            await self._put_back(tuple(waiting), self._halted or timedelta(0))

    async def _safely(self, claimed: Claimed) -> None:
        """One reminder that fails must not take the others' notes with it; its own lease brings it back."""
        try:
            await self._handle(claimed)
        except Exception:
            self.counters.failed += 1
            log.exception("Reminder %s could not be handled; it comes again after its lease", claimed.id)

    async def _handle(self, claimed: Claimed) -> None:
        view = await self._desk.call(reminders.compose, claimed)
        if isinstance(view, Nothing):
            if view in (Nothing.TOO_LATE, Nothing.TOO_OFTEN):
                self.counters.dropped += 1
                log.warning("Reminder %s was dropped: %s", claimed.id, view.value)
            return
        reply = self._render(view)
        try:
            message = await self._send(claimed, reply)
        except NotNow as pause:
            await self._come_back(claimed, timedelta(seconds=pause.wait_seconds))
        except TelegramError as error:
            await self._settle(claimed, reply, classify(error), error)
        else:
            if message is not None:
                await self._note(claimed, message.message_id, late=view.late)

    async def _send(self, claimed: Claimed, reply: Reply) -> Message | None:
        """Send in the budget's turn; None when the lease would not have lasted, and the reminder was put back."""
        async with self._budget.reminder(claimed.chat_id):
            if self._desk.tools.clock.now() <= claimed.until - LEASE_LEFT:
                return await screen.send(self._bot, claimed.chat_id, reply)
        await self._put_back((claimed,), timedelta(0))
        return None

    async def _note(self, claimed: Claimed, message_id: int | None, *, late: bool = False) -> None:
        noted = await self._desk.call(reminders.sent, claimed, message_id)
        self._old.extend((claimed.chat_id, old) for old in noted.clear)
        if message_id is not None:
            self.counters.sent += 1
            self.counters.late += late
        if not noted.marked:
            log.info("Reminder %s was sent while its time was changed, or after its lease", claimed.id)

    async def _settle(self, claimed: Claimed, reply: Reply, outcome: Outcome, error: TelegramError) -> None:
        match outcome.fate:
            case Fate.BLOCKED | Fate.GONE:
                self.counters.blocked += 1
                await self._desk.call(runners.block, claimed.chat_id, outcome.fate.value)
                log.info("Reminder %s: its chat cannot be written to (%s)", claimed.id, outcome.fate.value)
            case Fate.WAIT:
                wait = outcome.wait_seconds * (1 + random.random() * JITTER)
                await self._come_back(claimed, timedelta(seconds=wait))
                log.warning("Telegram wants %.0f seconds of quiet", outcome.wait_seconds)
            case Fate.NOT_SENT:
                await self._come_back(claimed, self._patience(claimed))
                log.warning("Reminder %s was not sent: %s", claimed.id, type(error).__name__)
            case Fate.MOVED if outcome.new_chat is not None and outcome.new_chat != claimed.chat_id:
                await self._follow(claimed, reply, outcome.new_chat)
            case Fate.REFUSED | Fate.MOVED:
                self.counters.failed += 1
                log.error("Reminder %s was refused, its day is left out", claimed.id, exc_info=error)
                await self._note(claimed, None)
            case Fate.UNKNOWN:
                self.counters.unknown += 1
                log.warning("Reminder %s may have arrived: %s", claimed.id, type(error).__name__)
                await self._repeat_once(claimed)

    async def _repeat_once(self, claimed: Claimed) -> None:
        """Send again, without a sound, what may have arrived; what was repeated already counts as sent."""
        if claimed.attempts > 1:
            await self._note(claimed, None)
        else:
            self.counters.retried += 1
            await self._desk.call(reminders.put_back, (claimed,), REPEAT_AFTER, tried=True)

    async def _follow(self, claimed: Claimed, reply: Reply, new_chat: int) -> None:
        """The chat has a new id: send there at once, and this once."""
        await self._desk.call(reminders.moved_chat, claimed.chat_id, new_chat)
        moved = replace(claimed, chat_id=new_chat)
        self.counters.retried += 1
        try:
            message = await self._send(moved, reply)
        except NotNow as pause:
            await self._come_back(moved, timedelta(seconds=pause.wait_seconds))
        except TelegramError as error:
            outcome = classify(error)
            if outcome.fate is Fate.MOVED:  # twice in a row: no more chasing
                outcome = Outcome(Fate.REFUSED)
            await self._settle(moved, reply, outcome, error)
        else:
            if message is not None:
                await self._note(moved, message.message_id)

    async def _come_back(self, claimed: Claimed, after: timedelta) -> None:
        """Nothing leaves for now: put this one back, and halt the tick so that the rest of its batch follows."""
        self._halted = max(after, self._halted or timedelta(0))
        self.counters.retried += 1
        await self._put_back((claimed,), after)

    def _patience(self, claimed: Claimed) -> timedelta:
        """Wait as long again as it has been late already: the pauses double without being counted."""
        late = self._desk.tools.clock.now() - claimed.remind_at
        return min(max(late, FIRST_RETRY), LAST_RETRY)

    async def _put_back(self, claimed: Sequence[Claimed], after: timedelta) -> None:
        await self._desk.call(reminders.put_back, claimed, after)

    async def _tidy(self) -> None:
        """Take the buttons off older messages, unless one has become the chat's screen again meanwhile."""
        for _ in range(min(TIDY_AT_ONCE, len(self._old))):
            chat_id, message_id = self._old.popleft()
            if await self._desk.call(runners.screen, chat_id) == message_id:
                continue
            try:
                async with self._budget.tidying():
                    await screen.clear_keyboard(self._bot, chat_id, message_id)
            except NotNow:
                self._old.appendleft((chat_id, message_id))
                return
