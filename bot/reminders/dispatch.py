"""The dispatch loop: takes the reminders that are due, sends each, and notes at once what became of it.

A crash repeats at most what was sent and not yet noted, silently; a send whose outcome is unknown is repeated,
silently and ever more seldom; nothing else is ever sent twice, and nothing that was not sent is lost.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from telegram import Bot, Message
from telegram.error import TelegramError, TimedOut

from bot.chat import screen
from bot.chat.desk import Desk
from bot.chat.reply import Reply
from bot.chat.sending import Budget, Fate, NotNow, Outcome, classify
from bot.reminders.notebook import Notebook
from bot.services import reminders, runners, stats
from bot.services.reminders import Claimed, Nothing, NotNoted, ReminderView, Sent

log = logging.getLogger(__name__)

SENDS_AT_ONCE = 16
LARGEST_BATCH = 250
TIDY_AT_ONCE = 16
LEASE_LEFT = timedelta(seconds=45)  # a send may take its 25 seconds and the note some more
REPEAT_AFTER, LAST_REPEAT = timedelta(seconds=60), timedelta(minutes=15)
NOTE_PAUSES = (0.1, 0.5, 2.0, 5.0, 10.0)  # seconds; together with the send they stay within the lease
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
        self, bot: Bot, desk: Desk, *, budget: Budget, render: Callable[[Desk, ReminderView], Reply]
    ) -> None:
        self._bot = bot
        self._desk = desk
        self._budget = budget
        # About a second's worth: fewer queries a reminder where more leave in a second.
        self._batch = min(max(round(budget.per_second), reminders.BATCH), LARGEST_BATCH)
        self._render = render
        self._notebook = Notebook(desk)
        self._ticking = asyncio.Lock()
        self._draining = False
        self._halted: timedelta | None = None
        self._old: deque[tuple[int, int]] = deque()  # chats and messages whose buttons are to go
        self.counters = Counters()
        self._kept: Counter[str] = Counter()
        self._lags: Counter[str] = Counter()

    async def tick(self) -> int:
        """Send until nothing is due, and return how many reminders were sent.

        A tick that comes while another one runs waits for it.
        """
        async with self._ticking:
            before = self.counters.sent
            self._halted = None
            while self._goes_on():
                batch = await self._desk.call(reminders.claim, self._batch)
                if batch:
                    await self._send_all(batch)
                    await self._keep_counters()
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
        try:
            views = await self._desk.call(reminders.compose_all, batch)
        except Exception:
            self.counters.failed += len(batch)
            log.exception("%d reminders could not be composed; they come again after their lease", len(batch))
            return
        waiting = deque(zip(batch, views, strict=True))

        async def work() -> None:
            while waiting and not self._draining and self._halted is None:
                await self._safely(*waiting.popleft())

        await asyncio.gather(*(work() for _ in range(min(SENDS_AT_ONCE, len(batch)))))
        if waiting:
            await self._put_back([claimed for claimed, _ in waiting], self._halted or timedelta(0))

    async def _keep_counters(self) -> None:
        """Add what was counted since the last time to the day's counters of all processes."""
        counted = Counter(asdict(self.counters)) + self._lags
        new = counted - self._kept
        try:
            await self._desk.call(stats.count, new)
        except Exception:
            log.exception("The counters could not be kept; they follow with the next ones")
        else:
            self._kept = counted

    async def _safely(self, claimed: Claimed, view: ReminderView | Nothing) -> None:
        """One reminder that fails must not take the others' notes with it; its own lease brings it back."""
        try:
            await self._handle(claimed, view)
        except Exception:
            self.counters.failed += 1
            log.exception("Reminder %s could not be handled; it comes again after its lease", claimed.id)

    async def _handle(self, claimed: Claimed, view: ReminderView | Nothing) -> None:
        if isinstance(view, Nothing):
            if view is Nothing.FAILED:
                self.counters.failed += 1
            elif view in (Nothing.TOO_LATE, Nothing.TOO_OFTEN):
                self.counters.dropped += 1
                log.warning("Reminder %s was dropped: %s", claimed.id, view.value)
            return
        reply = self._render(self._desk.styled(view.style), view)
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
        noted = await self._noted(claimed, message_id)
        self._old.extend((claimed.chat_id, old) for old in noted.clear)
        if message_id is not None:
            self.counters.sent += 1
            self.counters.late += late
            self._lags[stats.lag_name(self._desk.tools.clock.now() - claimed.meant_at)] += 1
        if not noted.marked:
            log.info("Reminder %s was sent while its time was changed, or after its lease", claimed.id)

    async def _noted(self, claimed: Claimed, message_id: int | None) -> Sent:
        """Note it, also when the database is locked or full for a while: what is not noted is sent again."""
        for pause in NOTE_PAUSES:
            try:
                return await self._notebook.note(claimed, message_id)
            except NotNoted as error:
                log.warning(
                    "Reminder %s could not be noted yet: %s", claimed.id, type(error.__cause__).__name__
                )
                await asyncio.sleep(pause)
        # Alone, should another one's note be what the database does not take.
        return await self._desk.call(reminders.sent, claimed, message_id)

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
                await self._repeat(claimed, error)

    async def _repeat(self, claimed: Claimed, error: TelegramError) -> None:
        """Send again, without a sound, what may have arrived; each pause is twice as long as the one before.

        An error of the server or a broken connection comes with outages, of which nothing is delivered for minutes.
        But an answer that only takes too long was mostly given: of two such messages, one counts as sent.
        """
        if isinstance(error, TimedOut) and claimed.attempts > 1:
            await self._note(claimed, None)
            return
        self.counters.retried += 1
        after = min(REPEAT_AFTER * 2 ** (claimed.attempts - 1), LAST_REPEAT)
        await self._desk.call(reminders.put_back, (claimed,), after, tried=True)

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
