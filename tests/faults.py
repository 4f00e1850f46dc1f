"""What trouble costs: `python -m tests.faults` sends reminders while 1 % and then 30 % of the sends meet a fault.

The dispatcher, the database and the HTTP are real; Telegram is the loopback Bot API. Nothing may be lost. Nothing may
arrive twice but where nobody can know whether it arrived (an error of the server, a connection that breaks, an answer
that does not come): each of those is counted, and what is sent again makes no sound.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import random
import socket
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg
from sqlalchemy import event
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlmodel import col, func, select
from telegram.request import RequestData

from bot.chat.messages import Messages
from bot.clock import FrozenClock, MovableClock
from bot.library import Library, load_library
from bot.local import LocalTelegram
from bot.reminders.dispatch import Dispatcher
from bot.reminders.jobs import EVERY_SECONDS
from bot.services.tools import Tools
from bot.settings import PROJECT_FOLDER
from bot.store import engines
from bot.store.database import Store
from bot.store.migrate import upgrade
from bot.store.tables import Reminder
from bot.understanding.door import Understanding
from tests.crowd import FIRST_CHAT, crowd
from tests.databases import KEYS, KINDS, cluster
from tests.reminders.office import Door, Office, opened

DUE = datetime(2026, 11, 21, 7, tzinfo=UTC)
BEAT = timedelta(seconds=EVERY_SECONDS)
LONGEST = timedelta(
    hours=4
)  # on the bot's clock: an hour back and the two after which a reminder is too late
ANSWER_SECONDS = 0.4  # a late answer is one that takes longer; a good one takes some milliseconds
LOCK_SECONDS = 0.05
CONTENT = PROJECT_FOLDER / "content"


class HastyLoop(asyncio.SelectorEventLoop):
    """An event loop whose seconds can be skipped: nobody sits through a pause that Telegram asks for."""

    skipped = 0.0

    def time(self) -> float:
        """Return the loop's seconds."""
        return super().time() + self.skipped


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of trouble: an order for the loopback Bot API, or else something done while a send leaves."""

    name: str
    order: dict[str, object] | None = None
    knowable: bool = True
    """Whether it is certain that the message did not arrive, or that it did."""


FAULTS = (
    Fault("429 with retry_after", {"kind": "429", "retry_after": 5}),
    Fault("403 blocked", {"kind": "403"}),
    Fault("500 as JSON", {"kind": "500"}, knowable=False),
    Fault("500 as HTML", {"kind": "500-html"}, knowable=False),
    Fault("502 as HTML", {"kind": "502"}, knowable=False),
    Fault("dropped before delivery", {"kind": "drop"}, knowable=False),
    Fault("dropped after delivery", {"kind": "drop-after"}, knowable=False),
    Fault("late answer, delivered", {"kind": "slow", "seconds": 3600}, knowable=False),
    Fault("connection refused"),
    Fault("database locked"),
    Fault("disk full"),
    Fault("clock back an hour"),
)


@dataclass(slots=True)
class Result:
    """What became of the reminders; `hits` is how many sends met the fault, `unknown` what the bot counted."""

    due: int
    hits: int = 0
    lost: int = 0
    blocked: int = 0
    doubled: int = 0
    aloud: int = 0
    unknown: int = 0
    retried: int = 0
    failed: int = 0
    minutes: float = 0.0
    seconds: float = 0.0

    def right(self, fault: Fault) -> bool:
        """Whether the promise was kept."""
        unknowable = 0 if fault.knowable else self.unknown
        return not self.lost and not self.aloud and self.doubled <= unknowable and self.unknown <= self.hits


class Gate(Door):
    """A way to the Bot API that does something to some sends as they leave."""

    def __init__(self, read_seconds: float) -> None:
        super().__init__(read_seconds)
        self.trouble: Callable[[str], str] | None = None
        self.chance = random.Random(1)
        self.rate = 0.0
        self.hits = 0

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        if url.endswith("/sendMessage") and self.trouble is not None and self.chance.random() < self.rate:
            self.hits += 1
            url = self.trouble(url)
        return await super().do_request(url, method, request_data, *args, **kwargs)


@dataclass
class Trial:
    """One kind of trouble at one rate on one database."""

    fault: Fault
    rate: float
    due: int
    office: Office
    clock: MovableClock
    furthest: datetime = DUE
    closing: list[Callable[[], None]] = field(default_factory=list)

    @property
    def store(self) -> Store:
        """The bot's database."""
        return self.office.tools.store

    def trouble(self) -> Callable[[str], str] | None:
        """Return what is done to a send that meets the fault, None where the loopback Bot API does it."""
        match self.fault.name:
            case "connection refused":
                return self._nobody_there
            case "database locked":
                return self._lock
            case "disk full":
                return self._fill_disk()
            case "clock back an hour":
                return self._turn_back
        return None

    def _nobody_there(self, url: str) -> str:
        """Send it to a port at which nobody listens."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            return f"http://127.0.0.1:{free.getsockname()[1]}/{url.partition('//')[2].partition('/')[2]}"

    def _lock(self, url: str) -> str:
        """Hold the database while the message is on its way: the bot cannot note it for a while."""
        if self.store.engine.dialect.name == "sqlite":
            other: Any = sqlite3.connect(
                str(self.store.url.database), isolation_level=None, check_same_thread=False, timeout=0
            )
            with contextlib.suppress(sqlite3.OperationalError):  # somebody writes in this moment: later, then
                other.execute("BEGIN IMMEDIATE")
        else:
            url_of = self.store.url.set(drivername="postgresql").difference_update_query(["options"])
            other = psycopg.connect(url_of.render_as_string(hide_password=False))
            with contextlib.suppress(psycopg.errors.LockNotAvailable):
                other.execute("SET lock_timeout = '10ms'")
                other.execute("LOCK TABLE reminder, chat IN EXCLUSIVE MODE")
        asyncio.get_running_loop().call_later(6 * LOCK_SECONDS, other.close)
        return url

    def _fill_disk(self) -> Callable[[str], str]:
        """Let a commit fail as it does when the disk is full, once for each send that meets it."""
        full = [0]
        lite = self.store.engine.dialect.name == "sqlite"
        error: Exception = (
            sqlite3.OperationalError("database or disk is full")
            if lite
            else psycopg.errors.DiskFull("no space left on device")
        )

        def commit(_connection: object) -> None:
            if full[0]:
                full[0] -= 1
                raise OperationalError("COMMIT", {}, error)

        def fill(url: str) -> str:
            full[0] += 1
            return url

        event.listen(self.store.engine, "commit", commit)
        self.closing.append(lambda: event.remove(self.store.engine, "commit", commit))
        return fill

    def _turn_back(self, url: str) -> str:
        """Turn the clock back, unless it is back already."""
        self.furthest = max(self.furthest, self.clock.now())
        if self.clock.now() == self.furthest:
            self.clock.advance(-timedelta(hours=1))
        return url

    # --- the run

    async def run(self) -> Result:
        """Send until everything is settled, and judge by what stands in the chats."""
        began = time.perf_counter()
        for number in range(self.due):
            await self.office.open_chat(FIRST_CHAT + number)
        if self.fault.order is not None:
            await self.office.fault(probability=self.rate, seed=1, **self.fault.order)  # type: ignore[arg-type]
        gate = Gate(ANSWER_SECONDS if self.fault.order and self.fault.order["kind"] == "slow" else 25.0)
        gate.rate, gate.trouble = self.rate, self.trouble()
        dispatcher = await self.office.with_own_door(gate)
        failed_ticks = await self._drive(dispatcher)
        for close in self.closing:
            close()
        hits = gate.hits if self.fault.order is None else self.office.local._faults.listed()[0]["hits"]
        result = Result(
            due=self.due,
            hits=hits,
            blocked=dispatcher.counters.blocked,
            unknown=dispatcher.counters.unknown,
            retried=dispatcher.counters.retried,
            failed=dispatcher.counters.failed + failed_ticks,
            minutes=(self.clock.now() - DUE).total_seconds() / 60,
            seconds=time.perf_counter() - began,
        )
        return self._judge(result)

    async def _drive(self, dispatcher: Dispatcher) -> int:
        """Tick as the clockwork does; return how many ticks failed."""
        failed, loop = 0, asyncio.get_running_loop()
        self.clock.move_to(DUE)
        while self._left() and self.clock.now() < DUE + LONGEST:
            try:
                await dispatcher.tick()
            except SQLAlchemyError:
                failed += 1
            if isinstance(loop, HastyLoop):
                loop.skipped += dispatcher._budget.paused_seconds
            due = self._next_due()
            self.clock.advance(BEAT if due is None else max(BEAT, due - self.clock.now()))
        return failed

    def _left(self) -> int:
        with self.store.reading() as session:
            query = select(func.count()).where(
                col(Reminder.last_day).is_(None), col(Reminder.due_at).is_not(None)
            )
            return session.exec(query).one()

    def _next_due(self) -> datetime | None:
        with self.store.reading() as session:
            query = select(func.min(Reminder.due_at)).where(col(Reminder.last_day).is_(None))
            return session.exec(query).one()

    def _judge(self, result: Result) -> Result:
        state = self.office.local._state
        for number in range(self.due):
            chat = FIRST_CHAT + number
            messages = sorted(state.messages.get(chat, {}))
            result.lost += not messages
            result.doubled += max(0, len(messages) - 1)
            result.aloud += sum((chat, message) not in state.silent for message in messages[1:])
        result.lost -= result.blocked
        return result


@contextlib.contextmanager
def quick_to_give_up(fault: Fault) -> Iterator[None]:
    """Let the bot wait for a lock for some milliseconds, so that "locked" is what it really meets."""
    if fault.name != "database locked":
        yield
        return
    with mock.patch.object(engines, "BUSY_TIMEOUT_SECONDS", LOCK_SECONDS):
        yield


def address(url: str, fault: Fault) -> str:
    """Return a database's address, for the locked one with PostgreSQL's patience as short as SQLite's."""
    if fault.name != "database locked" or url.startswith("sqlite"):
        return url
    return f"{url}&options=-c%20lock_timeout%3D{LOCK_SECONDS * 1000:.0f}"


@contextlib.asynccontextmanager
async def trial(
    fault: Fault, rate: float, due: int, url: str, library: Library, understanding: Understanding
) -> AsyncIterator[Trial]:
    """Build it up on a migrated database."""
    clock = MovableClock(FrozenClock(DUE))
    with quick_to_give_up(fault):
        store = Store(address(url, fault), KEYS)
    crowd(store, due, DUE, zone="UTC")
    tools = Tools(store, clock, library, understanding)
    async with opened(tools, Messages(CONTENT / "messages" / "en"), LocalTelegram(clock)) as office:
        yield Trial(fault, rate, due, office, clock)
    store.close()


def run(
    fault: Fault, rate: float, due: int, url: str, library: Library, understanding: Understanding
) -> Result:
    """Run one trial in a loop of its own."""

    async def work() -> Result:
        async with trial(fault, rate, due, url, library, understanding) as made:
            return await made.run()

    with asyncio.Runner(loop_factory=HastyLoop) as runner:
        return runner.run(work())


def table(rows: list[tuple[str, float, Fault, Result]]) -> str:
    """Return the results as a table."""
    names = ("due", "hits", "lost", "doubled", "aloud", "unknown", "blocked", "retried", "failed")
    lines = [
        f"{'':12}{'':26}{'rate':>5}" + "".join(f"{name:>8}" for name in names) + f"{'minutes':>9}{'s':>5}"
    ]
    for kind, rate, fault, each in rows:
        figures = "".join(f"{getattr(each, name):8}" for name in names)
        verdict = "ok" if each.right(fault) else "WRONG"
        lines.append(
            f"{kind:12}{fault.name:26}{rate:5.0%}{figures}{each.minutes:9.1f}{each.seconds:5.0f}  {verdict}"
        )
    return "\n".join(lines)


def main() -> int:
    """Run all and print a table; exit status 1 when the promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--due", type=int, default=1000)
    parser.add_argument("--database", choices=KINDS, action="append")
    parser.add_argument("--fault", help="only those whose name has this in it", default="")
    chosen = parser.parse_args()
    logging.disable(logging.CRITICAL)
    library = load_library(CONTENT)
    understanding = Understanding(library)
    rows: list[tuple[str, float, Fault, Result]] = []
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        kinds = chosen.database or KINDS
        server = stack.enter_context(cluster()) if "postgresql" in kinds else None
        print(table([]))
        for kind in kinds:
            for fault in (each for each in FAULTS if chosen.fault in each.name):
                for rate in (0.01, 0.30):
                    url = f"sqlite:///{Path(folder) / f'{len(rows)}.sqlite3'}"
                    if kind == "sqlite":
                        store = Store(url, KEYS)
                        upgrade(store)
                        store.close()
                    elif server is not None:
                        url = server.url(server.migrated())
                    rows.append(
                        (kind, rate, fault, run(fault, rate, chosen.due, url, library, understanding))
                    )
                    print(table(rows[-1:]).splitlines()[-1], flush=True)
    return 0 if all(result.right(fault) for _, _, fault, result in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
