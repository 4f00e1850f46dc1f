"""Writes down what was sent: what ends while a note is being written goes into the next one, together."""

from __future__ import annotations

import asyncio

from bot.chat.desk import Desk
from bot.services import reminders
from bot.services.reminders import Claimed, Sent


class Notebook:
    """One transaction at a time, for all sends that wait for their note: many sends share one commit.

    Whoever sent waits until the note is written, so that a crash leaves no more unnoted than were in flight.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._waiting: list[tuple[Claimed, int | None, asyncio.Future[Sent]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def note(self, claimed: Claimed, message_id: int | None) -> Sent:
        """Note what became of a reminder; see `reminders.sent_all`.

        Raises:
            NotNoted: the database did not take it.
        """
        written: asyncio.Future[Sent] = asyncio.get_running_loop().create_future()
        self._waiting.append((claimed, message_id, written))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        return await written

    async def _write(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting, []
                await self._write_group(group)
        finally:
            self._writer = None

    async def _write_group(self, group: list[tuple[Claimed, int | None, asyncio.Future[Sent]]]) -> None:
        notes = [(claimed, message_id) for claimed, message_id, _ in group]
        try:
            # For as long as the database is away: what is sent and not noted would be sent once more.
            done = await self._desk.outage.until_over(
                lambda: asyncio.to_thread(reminders.sent_all, self._desk.tools, notes)
            )
        except Exception as error:  # noqa: BLE001 - each sender decides what to do about it
            for _, _, written in group:
                if not written.done():
                    written.set_exception(error)
        else:
            for (_, _, written), sent in zip(group, done, strict=True):
                if not written.done():
                    written.set_result(sent)
        finally:
            for _, _, written in group:
                written.cancel()  # only where the writer itself was ended
