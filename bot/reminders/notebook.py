"""Writes down what was sent: what ends while a note is being written goes into the next one, together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.chat.desk import Desk
from bot.chat.together import Together
from bot.services import reminders
from bot.services.reminder_notes import Note
from bot.services.reminders import Claimed, Sent


class Notebook:
    """One transaction at a time, for all sends that wait for their note."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._written = Together(self._write)

    async def note(self, claimed: Claimed, message_id: int | None) -> Sent:
        """Note what became of a reminder; see `reminders.sent_all`.

        Raises:
            NotNoted: the database did not take it.
        """
        return await self._written((claimed, message_id))

    async def _write(self, notes: Sequence[Note]) -> list[Sent]:
        # For as long as the database is away: what is sent and not noted would be sent once more.
        return await self._desk.outage.until_over(
            lambda: asyncio.to_thread(reminders.sent_all, self._desk.tools, notes)
        )
