"""The few fixed jobs: look for due reminders every five seconds, and bring rows and plans up to date.

The jobs are made anew at every start, and what is due stands in the database: a restart forgets nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.chat.outage import Outage
from bot.reminders.broadcasts import Broadcaster
from bot.reminders.dispatch import Dispatcher
from bot.services import asked, inbox, reminder_rows, upkeep
from bot.services.tools import Tools

log = logging.getLogger(__name__)

EVERY_SECONDS = 5
# One run at a time, several missed ones make one, and none is ever too late to run (the default is one second).
JOB_DEFAULTS = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}


class Clockwork:
    """Runs the dispatcher and the upkeep from `start` until `stop`."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        tools: Tools,
        *,
        broadcaster: Broadcaster | None = None,
        every_seconds: float = EVERY_SECONDS,
    ) -> None:
        self._dispatcher = dispatcher
        self._broadcaster = broadcaster
        self._outage = Outage() if broadcaster is None else broadcaster.outage
        self._broadcasting: asyncio.Task[None] | None = None
        self._tools = tools
        self._every_seconds = every_seconds
        self._scheduler: AsyncIOScheduler | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wanted = asyncio.Event()
        self._upkeep = asyncio.Lock()
        self._dispatching: asyncio.Task[None] | None = None
        self._stopping = False

    def start(self) -> None:
        """Begin, in the running event loop; what is due already is sent at once.

        Raises:
            RuntimeError: it was started before.
        """
        if self._loop is not None:
            raise RuntimeError("the clockwork runs already")
        self._loop = asyncio.get_running_loop()
        scheduler = AsyncIOScheduler(event_loop=self._loop, timezone=UTC, job_defaults=JOB_DEFAULTS)
        # The job only asks for a tick: a long one is not reported as missed runs, and there are never two.
        scheduler.add_job(self._ask_for_a_tick, "interval", seconds=self._every_seconds, id="dispatch")
        scheduler.add_job(self._broadcast, "interval", seconds=self._every_seconds, id="broadcasts")
        scheduler.add_job(self._recompute, "interval", hours=24, id="recompute")
        scheduler.add_job(self._recompute, id="recompute-now")
        scheduler.add_job(self._hourly, "interval", hours=1, id="hourly")
        scheduler.start()
        self._scheduler = scheduler
        self._dispatching = self._loop.create_task(self._dispatch(), name="reminders")
        self.wake()

    def wake(self) -> None:
        """Look for due reminders now, from any thread; while a tick runs, one more follows it."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wanted.set)
            self._loop.call_soon_threadsafe(self._broadcast_now)

    async def stop(self) -> None:
        """Let what is in flight finish and put the rest back; nothing runs afterwards."""
        if self._loop is None:
            return
        self._stopping = True
        if self._scheduler is not None:
            self._scheduler.remove_all_jobs()
        await self._dispatcher.drain()
        self._wanted.set()
        if self._broadcaster is not None:
            await self._broadcaster.drain()
        for task in (self._dispatching, self._broadcasting):
            if task is not None:
                await task
        async with self._upkeep:  # its threads use the database, which is closed after this
            if self._scheduler is not None:
                self._scheduler.shutdown(wait=False)
                self._scheduler = None
                await asyncio.sleep(0)  # it shuts down in the loop's next turn

    async def _ask_for_a_tick(self) -> None:
        self._wanted.set()

    async def _dispatch(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            if self._stopping:
                return
            await self._logged("dispatch", self._dispatcher.tick)

    async def _broadcast(self) -> None:
        self._broadcast_now()

    def _broadcast_now(self) -> None:
        """Go on with broadcasts beside the reminders, unless that is being done: many take minutes."""
        if self._broadcaster is None or self._stopping or self._loop is None:
            return
        if self._broadcasting is None or self._broadcasting.done():
            work = self._logged("broadcasts", self._broadcaster.tick)
            self._broadcasting = self._loop.create_task(work, name="broadcasts")

    async def _recompute(self) -> None:
        async def work() -> None:
            changed = await asyncio.to_thread(reminder_rows.recompute, self._tools)
            if changed:
                log.info("%s reminders fall at another instant than before", changed)

        await self._one_by_one("recompute", work)

    async def _hourly(self) -> None:
        async def work() -> None:
            await asyncio.to_thread(inbox.clean, self._tools)
            await asyncio.to_thread(asked.forget, self._tools)
            await asyncio.to_thread(upkeep.forget_drafts, self._tools)
            await asyncio.to_thread(upkeep.forget_changes, self._tools)
            last: int | None = 0
            while last is not None and not self._stopping:
                last = await asyncio.to_thread(upkeep.roll_plans, self._tools, last)

        await self._one_by_one("hourly", work)

    async def _one_by_one(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        async with self._upkeep:
            if not self._stopping:
                await self._logged(name, work)

    async def _logged(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        """Do a job; one that fails is logged and comes again at its next time, one that lacks the database silently."""
        try:
            await work()
        except Exception as error:
            if not self._outage.noticed(error):
                log.exception("The job %s failed", name)
