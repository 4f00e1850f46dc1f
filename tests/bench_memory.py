"""`python -m tests.bench memory`: what the process needs with a thousand runners and with a hundred thousand.

Each size is a fresh database and a fresh process. 300 chats ask for their day and a question, reminders of all of them
are due at once, and then they train; what counts is what the process had at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.store.database import Store
from tests.bench_reminders import places, set_due
from tests.bench_table import Line
from tests.bench_updates import PATIENCE, QUESTION, Phones, Runner, stridesmith
from tests.crowd import FIRST_CHAT, crowd, multiply
from tests.databases import KEYS
from tests.weighing import PEAK, memory

MB_TARGET = 200.0
FLAT_TARGET = 1.1  # how many times as much memory the most runners may need as the fewest
_FAR = timedelta(hours=20)


def measure(bytecode: Path, sizes: Sequence[int], chats: int = 300, database: str = "sqlite") -> list[Line]:
    """Measure each size and return the lines of the table."""
    found: dict[int, float] = {}
    with places([database]) as (folder, url):
        for size in sizes:
            here = url(database)

            def crowded(store: Store, size: int = size) -> None:
                now = SystemClock().now()
                crowd(store, chats, now + timedelta(hours=2))
                (pattern,) = crowd(store, 1, now + _FAR, first=chats, days_planned=False)
                multiply(store, pattern, size - chats - 1)

            with stridesmith(folder / str(size), bytecode, here, "polling", crowded) as runner:
                _live(runner, here, chats)
                found[size] = memory(runner.process.pid, PEAK)
    lines = [
        Line("memory by runners", f"{size:,} runners in the database", mb, "MB", most=MB_TARGET)
        for size, mb in found.items()
    ]
    growth = found[max(found)] / found[min(found)]
    return [
        *lines,
        Line("memory by runners", "the most beside the fewest", growth, "times", most=FLAT_TARGET),
    ]


def _live(runner: Runner, url: str, chats: int) -> None:
    phones = Phones([FIRST_CHAT + number for number in range(chats)])
    runner.send(phones.says("/today"))
    runner.send(phones.says(QUESTION))
    before = runner.bench.ask("figures")["answers"]
    store = Store(url, KEYS)
    set_due(store, chats, [SystemClock().now() - timedelta(seconds=1)] * chats)
    store.close()
    runner.bench.wait(lambda now: now["answers"] >= before + chats, PATIENCE, runner.alive)
    screens = runner.bench.ask("keyboards")
    _, keyboard = screens[str(phones.chats[0])]
    data = [button["callback_data"] for row in keyboard["inline_keyboard"] for button in row]
    runner.send(phones.taps(next(each for each in data if each.startswith("t:go:")), screens))
