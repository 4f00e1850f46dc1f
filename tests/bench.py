"""Measures, for people and not for the test run: `python -m tests.bench start` prints how the bot comes up.

Each figure is of a fresh process against the loopback Bot API on this machine. Other work on the machine shows in
the times, so the best and the median of several runs are printed.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.clock import MovableClock
from bot.local import DEFAULT_TOKEN, LocalTelegram
from tests.bench_reminders import CARDS, run, verdict
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


def print_start(runs: int) -> None:
    """Measure several times and print a table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = []
        for number in range(runs + 1):
            # A database for each: another Telegram begins to count its updates anew.
            work = folder / str(number)
            work.mkdir()
            Shell(work, folder / "bytecode").run("db", "upgrade")
            figures.append(asyncio.run(measure_start(work, folder / "bytecode")))
        del figures[0]  # it compiled the libraries
    rows = [
        ("seconds to the first getUpdates", [each.seconds for each in figures], TARGET_SECONDS),
        ("processor seconds until then", [each.cpu_seconds for each in figures], None),
        ("MB resident then", [each.start_mb for each in figures], TARGET_MB),
        ("MB resident after a newcomer's first talk", [each.journey_mb for each in figures], TARGET_MB),
        ("MB resident at most", [each.peak_mb for each in figures], TARGET_MB),
    ]
    print(f"{'':46}{'best':>8}{'median':>8}{'target':>8}")
    for what, values, target in rows:
        goal = "" if target is None else f"< {target:g}"
        print(f"{what:46}{min(values):8.2f}{statistics.median(values):8.2f}{goal:>8}")


def main() -> int:
    """Run a measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["start", "reminders"])
    parser.add_argument("--runs", type=int, default=5, help="how often the start is measured")
    sizes = parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    sizes.help = "how many runners there are"
    parser.add_argument("--due", type=int, default=10_000, help="how many are reminded within the minute")
    parser.add_argument("--minute", type=float, default=60.0, help="its length in seconds")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--card", choices=CARDS, action="append", help="what is sent: all train, or all rest")
    parser.add_argument("--rivals-until", type=int, default=10_000, help="the rivals' most jobs")
    chosen = parser.parse_args()
    if chosen.what == "start":
        print_start(chosen.runs)
        return 0
    kinds = chosen.database or ["sqlite", "postgresql"]
    cards = chosen.card or CARDS
    print(verdict(run(chosen.sizes, chosen.due, kinds, chosen.minute, chosen.rivals_until, cards)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
