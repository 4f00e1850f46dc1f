"""`python -m tests.bench start`: how the bot comes up, and what a newcomer's first talk needs.

Each figure is of a fresh process against the loopback Bot API on this machine. Other work on the machine shows in
the times, so the best and the median of several runs are printed.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.clock import MovableClock
from bot.local import DEFAULT_TOKEN, LocalTelegram
from tests.bench_table import Line
from tests.phone import Phone, until
from tests.process import Shell, query
from tests.weighing import PEAK, cpu_seconds, memory

TARGET_SECONDS, TARGET_MB = 2.0, 150.0
JOURNEY = (
    "/start",
    "tue intervals, wed easy, thu tempo, sun long",
    "q:runs:ok",
    "on and off",
    "dumbbells and bands",
    "no race",
    "nothing",
    "7:00",
    "London",
    "/today",
    "/week",
    "how sore is normal?",
    "is it better to lift before a run or after it?",
    "my knee hurts when I squat",
    "/plan",
    "/settings",
)


@dataclass(frozen=True)
class Figures:
    """One process: seconds from its start to the first getUpdates, and its memory (MB) then and later.

    `first_seconds` is of the process before it, the first one in its data directory.
    """

    first_seconds: float
    seconds: float
    cpu_seconds: float
    start_mb: float
    journey_mb: float
    peak_mb: float


async def measure_start(folder: Path, bytecode: Path) -> Figures:
    """Start the bot twice on a database that is there; let a newcomer go through everything the second time."""
    async with _started(folder, bytecode) as (first_seconds, _, _):
        pass
    async with _started(folder, bytecode) as (seconds, process, local), aiohttp.ClientSession() as http:
        cpu, start_mb = cpu_seconds(process.pid), memory(process.pid)
        await _journey(local, http, folder / "data" / "stridesmith.sqlite3")
        journey_mb, peak_mb = memory(process.pid), memory(process.pid, PEAK)
    return Figures(first_seconds, seconds, cpu, start_mb, journey_mb, peak_mb)


@asynccontextmanager
async def _started(
    folder: Path, bytecode: Path
) -> AsyncIterator[tuple[float, subprocess.Popen[bytes], LocalTelegram]]:
    """Run the bot with a Telegram of its own until the block ends; the seconds until it polls."""
    local = LocalTelegram(MovableClock())
    await local.start()
    settings = {
        "BOT_TOKEN": DEFAULT_TOKEN,
        "TELEGRAM_API_URL": local.page_url.rstrip("/"),
        "LOG_LEVEL": "INFO",
    }
    shell = Shell(folder, bytecode, settings)
    environment = {name: value for name, value in shell.environment.items() if name != "PYTHONWARNINGS"}
    began = time.monotonic()
    process = subprocess.Popen(  # noqa: ASYNC220 - it is what is measured
        [*shell.command, "run"], cwd=folder, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        await until(lambda: local._feed._poll is not None, "the bot does not poll")
        yield time.monotonic() - began, process, local
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait)
        await local.stop()


async def _journey(local: LocalTelegram, http: aiohttp.ClientSession, database: Path) -> None:
    async def settled() -> None:
        def idle() -> bool:
            return not local.waiting_updates and not query(
                database, "SELECT 1 FROM inbox_update WHERE handled_at IS NULL"
            )

        await until(idle, "the bot is still busy")

    phone = Phone(http, local.page_url, settled)
    for step in JOURNEY:
        if step.startswith("q:"):
            await phone.press((await phone.keyboard_message())["message_id"], step)
        else:
            await phone.say(step)


def measure(bytecode: Path, runs: int = 3) -> list[Line]:
    """Measure several times and return the best as lines of the table, with the median beside it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = []
        for number in range(runs + 1):
            # A database for each: another Telegram begins to count its updates anew.
            work = folder / str(number)
            work.mkdir()
            Shell(work, bytecode).run("db", "upgrade")
            figures.append(asyncio.run(measure_start(work, bytecode)))
        del figures[0]  # it compiled the libraries
    rows = [
        ("to the first getUpdates", "s", [each.seconds for each in figures], TARGET_SECONDS),
        ("the very first time", "s", [each.first_seconds for each in figures], None),
        ("processor until then", "s", [each.cpu_seconds for each in figures], None),
        ("resident then", "MB", [each.start_mb for each in figures], TARGET_MB),
        ("resident after a newcomer's first talk", "MB", [each.journey_mb for each in figures], TARGET_MB),
        ("resident at most", "MB", [each.peak_mb for each in figures], TARGET_MB),
    ]
    return [
        Line("start", what, min(values), unit, most=most, note=f"median {statistics.median(values):.2f}")
        for what, unit, values, most in rows
    ]
