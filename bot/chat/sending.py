"""When a message may leave, and what became of it: one budget for the token, one table of outcomes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.chat.http import NotSent

_MOST_CHATS = 1000
CHAT_SECONDS = 1.0  # core.telegram.org/bots/faq: avoid more than one message a second in a chat

# What Telegram answers about a chat that no longer exists for the bot.
_GONE = ("chat not found", "user not found", "peer_id_invalid")
# Connections that were never made, by the names that httpx (python-telegram-bot's default) has for them.
_UNCONNECTED = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout"})


class Fate(StrEnum):
    """What became of a send that raised an error."""

    BLOCKED = "forbidden"
    GONE = "chat-gone"
    WAIT = "wait"
    MOVED = "moved"
    NOT_SENT = "not-sent"
    UNKNOWN = "unknown"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate with its facts: seconds to wait for WAIT, the new chat's id for MOVED."""

    fate: Fate
    wait_seconds: float = 0.0
    new_chat: int | None = None


def classify(error: TelegramError) -> Outcome:
    """Return what became of a send.

    UNKNOWN may have arrived (a broken connection, no answer in time, a server's error): sending again doubles it.
    """
    match error:
        case Forbidden():
            return Outcome(Fate.BLOCKED)
        case RetryAfter():
            return Outcome(Fate.WAIT, wait_seconds=wait_seconds(error))
        case ChatMigrated():
            return Outcome(Fate.MOVED, new_chat=error.new_chat_id)
        case BadRequest():  # before NetworkError, of which it is a subclass
            gone = any(text in str(error).lower() for text in _GONE)
            return Outcome(Fate.GONE if gone else Fate.REFUSED)
        case NotSent() | InvalidToken():
            return Outcome(Fate.NOT_SENT)
        case NetworkError() if type(error.__cause__).__name__ in _UNCONNECTED:
            return Outcome(Fate.NOT_SENT)
        case _:
            return Outcome(Fate.UNKNOWN)


def wait_seconds(error: RetryAfter) -> float:
    """Return how long Telegram wants to be left alone; the library gives a number or a duration."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


class NotNow(Exception):
    """A reminder may not leave for some seconds, or from this process at all (zero): back to the database with it."""

    def __init__(self, wait_seconds: float) -> None:
        super().__init__(f"no reminder leaves for {wait_seconds:.0f} s")
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True, eq=False)
class _Turn:
    """A message that waits to leave; `patient` means that it also waits for its chat to be quiet."""

    future: asyncio.Future[None]
    chat: int | None
    patient: bool


class Budget:
    """How many messages a second leave, over all chats: replies first, then reminders, evenly spaced.

    A reminder also waits until its chat has been quiet for a second. Telegram's refusal of a flood, inside any of
    the contexts, pauses all: replies wait the pause out, reminders are sent back to where they came from.
    """

    def __init__(self, per_second: float, chat_seconds: float = CHAT_SECONDS) -> None:
        """Let `per_second` messages leave.

        Raises:
            ValueError: not a positive number.
        """
        if per_second <= 0:
            raise ValueError("a budget has to let something leave")
        self.per_second = per_second
        self._gap = 1 / per_second
        self._chat_seconds = chat_seconds
        self._free_at = 0.0  # all instants here are the event loop's seconds
        self._paused_until = 0.0
        self._quiet_at: dict[int, float] = {}
        self._replies: deque[_Turn] = deque()
        self._reminders: deque[_Turn] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    @asynccontextmanager
    async def reply(self, chat_id: int) -> AsyncIterator[None]:
        """Wait for the next turn, before all reminders."""
        async with self._turn(self._replies, chat_id, patient=False):
            yield

    @asynccontextmanager
    async def reminder(self, chat_id: int) -> AsyncIterator[None]:
        """Wait for a turn that no reply wants, and for the chat's quiet second.

        Raises:
            NotNow: there is a pause, or `close_reminders` was called: nothing may be sent.
        """
        async with self._turn(self._reminders, chat_id, patient=True):
            yield

    @asynccontextmanager
    async def tidying(self) -> AsyncIterator[None]:
        """Wait like a reminder, but for no chat: an old message changes and nobody's telephone rings.

        Raises:
            NotNow: there is a pause, or `close_reminders` was called.
        """
        async with self._turn(self._reminders, None, patient=False):
            yield

    def pause(self, seconds: float) -> None:
        """Let nothing leave for so long."""
        self._paused_until = max(self._paused_until, asyncio.get_running_loop().time() + seconds)
        self._send_away()
        self._arrange()

    @property
    def paused_seconds(self) -> float:
        """How long nothing may leave, zero when there is no pause."""
        return max(0.0, self._paused_until - asyncio.get_running_loop().time())

    def close_reminders(self) -> None:
        """Let no more reminders leave; replies go on."""
        self._closed = True
        self._send_away()

    def _send_away(self) -> None:
        for turn in self._reminders:
            if not turn.future.done():
                turn.future.set_exception(self._not_now())
        self._reminders.clear()

    def _not_now(self) -> NotNow:
        return NotNow(0.0 if self._closed else self.paused_seconds)

    @asynccontextmanager
    async def _turn(self, queue: deque[_Turn], chat: int | None, *, patient: bool) -> AsyncIterator[None]:
        if queue is self._reminders and (self._closed or self.paused_seconds):
            raise self._not_now()
        turn = _Turn(asyncio.get_running_loop().create_future(), chat, patient)
        queue.append(turn)
        self._arrange()
        await turn.future
        try:
            yield
        except RetryAfter as error:
            self.pause(wait_seconds(error))
            raise

    def _arrange(self) -> None:
        """Set the timer for the instant at which the next message may leave."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        waiting = [turn for turn in (*self._replies, *self._reminders) if not turn.future.done()]
        if waiting:
            free = max(self._free_at, self._paused_until)
            instant = max(free, min(self._instant(turn) for turn in waiting))
            self._timer = asyncio.get_running_loop().call_at(instant, self._next)

    def _next(self) -> None:
        """Give the turn to one message."""
        self._timer = None
        now = asyncio.get_running_loop().time()
        turn = self._pick(now)
        if turn is not None:
            self._free_at = now + self._gap
            if turn.chat is not None:
                self._quiet_at[turn.chat] = now + self._chat_seconds
            turn.future.set_result(None)
            self._forget(now)
        self._arrange()

    def _pick(self, now: float) -> _Turn | None:
        for queue in (self._replies, self._reminders):
            for turn in tuple(queue):
                if turn.future.done():  # whoever waited was cancelled
                    queue.remove(turn)
                elif self._instant(turn) <= now:
                    queue.remove(turn)
                    return turn
        return None

    def _instant(self, turn: _Turn) -> float:
        return self._quiet_at.get(turn.chat, 0.0) if turn.patient and turn.chat is not None else 0.0

    def _forget(self, now: float) -> None:
        """Drop the chats that are quiet, now and then."""
        if len(self._quiet_at) > _MOST_CHATS:
            self._quiet_at = {chat: instant for chat, instant in self._quiet_at.items() if instant > now}
