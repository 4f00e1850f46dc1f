"""The order of updates: one after the other within a chat, many chats side by side."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.chat.turns import Turns

log = logging.getLogger(__name__)

CHATS_AT_ONCE = 32
_UPDATES_IN_HAND = 100_000  # PTB's own limit counts waiting updates too: a flood must not use it up


class ChatOrderProcessor(BaseUpdateProcessor):
    """Keeps each chat's order and gives a chat one place at most, so that a flood cannot starve the others."""

    def __init__(
        self, after: Callable[[Update], Awaitable[None]] | None = None, chats_at_once: int = CHATS_AT_ONCE
    ) -> None:
        """Take a coroutine function that is called after each handled update, in the chat's order."""
        super().__init__(_UPDATES_IN_HAND)
        self._after = after
        self._places = asyncio.Semaphore(chats_at_once)
        self._turns = Turns()
        self._in_hand: set[asyncio.Task[Any]] = set()
        self._closed = False

    def close(self) -> None:
        """Begin no more updates: those that wait are left to whoever looks into the inbox next."""
        self._closed = True

    def abandon(self) -> None:
        """Break off what is in hand; it is not noted as handled."""
        for task in self._in_hand:
            task.cancel()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's turn, then for a place, then handle."""
        try:
            async with self._turns.turn(key_of(update)), self._places:
                if not self._closed:
                    await self._handle(update, coroutine)
        finally:
            if isinstance(coroutine, Coroutine):
                coroutine.close()  # one that was cancelled while it waited never began; any other has ended

    async def _handle(self, update: object, coroutine: Awaitable[Any]) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._in_hand.add(task)
        try:
            await coroutine
            if isinstance(update, Update):
                await self._note(update)
        finally:
            if task is not None:
                self._in_hand.discard(task)

    async def _note(self, update: Update) -> None:
        try:
            if self._after is not None:
                await self._after(update)
        except Exception:
            # The update is handled; without the note it is only handled once more after a restart.
            log.exception("A handled update could not be noted")

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""


def key_of(update: object) -> int:
    """Return whose order an update belongs to: its chat's, or its sender's where it has none (0: nobody's)."""
    if isinstance(update, Update):
        if update.effective_chat is not None:
            return update.effective_chat.id
        if update.effective_user is not None:
            return update.effective_user.id
    return 0
