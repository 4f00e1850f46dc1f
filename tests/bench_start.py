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
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.clock import MovableClock
from bot.local import DEFAULT_TOKEN, LocalTelegram
from tests.bench_table import Line
from tests.phone import Phone, until
from tests.process import Shell, query

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
    """One process: seconds from its start to the first getUpdates, and its memory (MB) then and later."""

    seconds: float
    cpu_seconds: float
    start_mb: float
    journey_mb: float
    peak_mb: float


def memory(process: subprocess.Popen[bytes], field: str) -> float:
    """Return a line of /proc/<pid>/status in MB: VmRSS is the resident memory, VmHWM the most there was of it."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == field:
            return int(value.split()[0]) / 1024
    raise KeyError(field)


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """Return the processor time that a process has used, which other work on the machine does not lengthen much."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


async def measure_start(folder: Path, bytecode: Path) -> Figures:
    """Start the bot once on a database that is there, let a newcomer go through everything, and stop it."""
    local = LocalTelegram(MovableClock())
    await local.start()
    shell = Shell(
        folder, bytecode, {"BOT_TOKEN": DEFAULT_TOKEN, "TELEGRAM_API_URL": local.page_url.rstrip("/")}
    )
    environment = {name: value for name, value in shell.environment.items() if name != "PYTHONWARNINGS"}
    began = time.monotonic()
    process = subprocess.Popen(  # noqa: ASYNC220 - it is what is measured
        [*shell.command, "run"], cwd=folder, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        async with aiohttp.ClientSession() as http:
            await until(lambda: local._feed._poll is not None, "the bot does not poll")
            seconds = time.monotonic() - began
            cpu, start_mb = cpu_seconds(process), memory(process, "VmRSS")
            await _journey(local, http, folder / "data" / "stridesmith.sqlite3")
            return Figures(seconds, cpu, start_mb, memory(process, "VmRSS"), memory(process, "VmHWM"))
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
        ("processor until then", "s", [each.cpu_seconds for each in figures], None),
        ("resident then", "MB", [each.start_mb for each in figures], TARGET_MB),
        ("resident after a newcomer's first talk", "MB", [each.journey_mb for each in figures], TARGET_MB),
        ("resident at most", "MB", [each.peak_mb for each in figures], TARGET_MB),
    ]
    return [
        Line("start", what, min(values), unit, most=most, note=f"median {statistics.median(values):.2f}")
        for what, unit, values, most in rows
    ]
