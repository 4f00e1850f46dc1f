"""The bot as a process whose clock is moved from outside: orders come as JSON lines, each is answered by one.

It is what `stridesmith run` puts together, but for the clock, the pace of sending and the pauses that Telegram asks
for, which nobody sits through.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import text

from bot.app import StridesmithBot, assemble, open_desk, open_tools
from bot.chat.desk import Desk
from bot.chat.redaction import set_up_logging
from bot.chat.sending import Budget
from bot.clock import FrozenClock, MovableClock
from bot.opening import open_store
from bot.settings import Settings

_WAITING = text("SELECT 1 FROM inbox_update WHERE handled_at IS NULL AND payload IS NOT NULL LIMIT 1")
LOOK_SECONDS = 0.001


class HastyLoop(asyncio.SelectorEventLoop):
    """An event loop whose seconds can be skipped."""

    skipped = 0.0

    def time(self) -> float:
        """Return the loop's seconds."""
        return super().time() + self.skipped


class Child:
    """Carries out the orders; several may be under way at once."""

    def __init__(self, settings: Settings, began: datetime) -> None:
        self._settings = settings
        self._clock = MovableClock(FrozenClock(began))
        self._desk = open_desk(settings, open_tools(settings, self._clock))
        self._bot: StridesmithBot | None = None

    @property
    def orders(self) -> dict[str, Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]]:
        """What can be ordered."""
        return {
            "move": self.move,
            "settle": self.settle,
            "skip": self.skip,
            "hourly": self.hourly,
            "daily": self.daily,
            "up": self.up,
            "down": self.down,
            "weigh": self.weigh,
        }

    async def move(self, order: dict[str, Any]) -> dict[str, Any]:
        """Move the clock, and wait until everything that is due by then is done."""
        self._clock.move_to(datetime.fromisoformat(order["at"]))
        return await self.settle(order)

    async def settle(self, _order: dict[str, Any]) -> dict[str, Any]:
        """Wait until nothing is in hand; what waits at Telegram is for the other side to look at."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self._hurry()
            if not self._busy():
                return {}

    async def skip(self, order: dict[str, Any]) -> dict[str, Any]:
        """Let seconds of the loop pass: an answer that does not come is waited for no longer."""
        _loop().skipped += float(order["seconds"])
        return {}

    async def hourly(self, _order: dict[str, Any]) -> dict[str, Any]:
        """Do what the clockwork does every hour."""
        if self._bot is not None:
            await self._bot.clockwork._hourly()
        return {}

    async def daily(self, _order: dict[str, Any]) -> dict[str, Any]:
        """Do what the clockwork does every day."""
        if self._bot is not None:
            await self._bot.clockwork._recompute()
        return {}

    async def up(self, _order: dict[str, Any]) -> dict[str, Any]:
        """Assemble the bot and start it."""
        store = open_store(self._settings)
        self._desk.tools.store.close()
        tools = replace(self._desk.tools, store=store)
        self._desk = replace(self._desk, tools=tools, budget=Budget(1000, chat_seconds=0.0))
        self._bot = _assembled(self._desk, self._settings)
        await self._bot.start()
        return {}

    async def down(self, _order: dict[str, Any]) -> dict[str, Any]:
        """Stop it, whatever it has in hand."""
        if self._bot is not None:
            bot, self._bot = self._bot, None
            stopping = asyncio.create_task(bot.stop())
            while not stopping.done():
                _loop().skipped += bot.desk.budget.paused_seconds
                await asyncio.sleep(LOOK_SECONDS)
            await stopping
            self._clock._listeners.remove(bot.clockwork.wake)
        return {}

    async def weigh(self, _order: dict[str, Any]) -> dict[str, Any]:
        """Count the objects that are alive."""
        gc.collect()
        return {"objects": len(gc.get_objects())}

    def _hurry(self) -> None:
        """Nobody sits through a pause that Telegram asks for."""
        if self._bot is not None:
            _loop().skipped += self._bot.desk.budget.paused_seconds

    def _busy(self) -> bool:
        if self._bot is None:
            return False
        clockwork = self._bot.clockwork
        if clockwork._wanted.is_set() or clockwork._dispatcher._ticking.locked():
            return True
        if clockwork._dispatcher._notebook._written._writer is not None or self._bot.processor._in_hand:
            return True
        with self._desk.tools.store.engine.connect() as connection:
            return connection.execute(_WAITING).first() is not None


def _assembled(desk: Desk, settings: Settings) -> StridesmithBot:
    return assemble(desk, settings.bot_token.get_secret_value(), settings.telegram_api_url.rstrip("/"))


def _loop() -> HastyLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, HastyLoop)
    return loop


async def _work(child: Child) -> None:
    """Read orders until the other side is gone."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    under_way: set[asyncio.Task[None]] = set()

    async def carry_out(order: dict[str, Any]) -> None:
        try:
            answer = await child.orders[order["do"]](order)
        except Exception as error:  # whoever ordered it would wait for ever
            print(json.dumps({"id": order["id"], "error": repr(error)}), flush=True)
            raise
        print(json.dumps({"id": order["id"], **answer}), flush=True)

    while line := await reader.readline():
        task = asyncio.create_task(carry_out(json.loads(line)))
        under_way.add(task)
        task.add_done_callback(_done(under_way))
    await child.down({})


def _done(under_way: set[asyncio.Task[None]]) -> Callable[[asyncio.Task[None]], None]:
    def done(task: asyncio.Task[None]) -> None:
        under_way.discard(task)
        task.result()  # an order that fails is logged by the loop

    return done


def main() -> None:
    """Open the database and wait for orders; the clock begins at the instant on the command line."""
    settings = Settings(_env_file=None)
    set_up_logging(settings.log_level, settings.bot_token.get_secret_value())
    child = Child(settings, datetime.fromisoformat(sys.argv[1]))
    with asyncio.Runner(loop_factory=HastyLoop) as runner:
        runner.run(_work(child))


if __name__ == "__main__":
    main()
