"""Waiting for a database that is away: told once in the log, and once when it is back, however many wait."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from bot.services.away import is_away

log = logging.getLogger(__name__)

T = TypeVar("T")

# Seconds: a restart or a change-over takes as long as that. Whoever wrote is told afterwards that it did not work.
PAUSES = (0.1, 0.2, 0.5, 1.0, 1.0, 2.0, 2.0, 4.0, 4.0, 5.0, 5.0)
# Often enough that nobody else takes up meanwhile what only waits to be written down.
_LOOK_SECONDS = 1.0


class Outage:
    """One process's knowledge of its database: there, or away."""

    def __init__(self) -> None:
        self._away = False

    def noticed(self, error: BaseException) -> bool:
        """Tell whether an error means that the database is away, and put that into the log the first time."""
        if not is_away(error):
            return False
        if not self._away:
            self._away = True
            log.warning("The database cannot be reached; what is in hand waits for it")
        return True

    def over(self) -> None:
        """Hear that the database has answered."""
        if self._away:
            self._away = False
            log.warning("The database can be reached again")

    async def through(self, call: Callable[[], Awaitable[T]]) -> T:
        """Call something that can be done once more, and again while the database is away: twelve times in all.

        The pauses between are 25 s; where connecting has to time out, each call adds that, in a thread. The last error
        is raised.
        """
        return await self._repeated(call, PAUSES)

    async def until_over(self, call: Callable[[], Awaitable[T]]) -> T:
        """Call something that can be done once more, and again for as long as the database is away.

        Done once more means: a call whose connection broke may have been written, and is made again all the same.
        """
        return await self._repeated(call, itertools.repeat(_LOOK_SECONDS))

    async def _repeated(self, call: Callable[[], Awaitable[T]], pauses: Iterable[float]) -> T:
        waits = iter(pauses)
        while True:
            try:
                done = await call()
            except Exception as error:
                pause = next(waits, None)
                if not self.noticed(error) or pause is None:
                    raise
                await asyncio.sleep(pause)
            else:
                self.over()
                return done
