"""The order of updates: one after the other within a chat, many chats side by side."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

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
        self._turns: dict[int, asyncio.Lock] = {}
        self._waiting: dict[int, int] = {}

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's turn, then for a place, then handle."""
        key = _key(update)
        turn = self._turns.setdefault(key, asyncio.Lock())
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            async with turn, self._places:  # asyncio's lock is first come, first served
                await coroutine
                if isinstance(update, Update):
                    await self._note(update)
        finally:
            if isinstance(coroutine, Coroutine):
                coroutine.close()  # one that was cancelled while it waited never began; any other has ended
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._turns[key]

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


def _key(update: object) -> int:
    if isinstance(update, Update):
        if update.effective_chat is not None:
            return update.effective_chat.id
        if update.effective_user is not None:
            return update.effective_user.id
    return 0
