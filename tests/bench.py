"""Measures, for people and not for the test run: `python -m tests.bench` prints all figures in one table.

`python -m tests.bench updates`, `memory`, `growth`, `start` or `reminders` measures one of them, with its own options.
Everything runs as real processes against a Telegram on this machine. Other work on the machine shows in the times: read
ratios within a run, and CPU per update.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests import bench_growth, bench_memory, bench_reminders, bench_start, bench_updates
from tests.bench_reminders import CARDS
from tests.bench_table import Line, show
from tests.bench_updates import Size

PARTS = ("updates", "memory", "growth", "start", "reminders")
FULL_SIZES = (1_000, 10_000, 100_000)
REMINDER_SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK_CHATS = 12


def options() -> argparse.ArgumentParser:
    """Return what can be chosen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=PARTS, nargs="?", help="one part only; without it all of them")
    parser.add_argument(
        "--quick", action="store_true", help="as little as possible: whether it measures at all"
    )
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument(
        "--rounds", type=int, default=3, help="updates: how many messages each of 300 chats sends"
    )
    parser.add_argument("--sizes", type=int, nargs="+", help="memory, reminders: how many runners there are")
    parser.add_argument("--days", type=int, default=bench_growth.DAYS, help="growth: how many days are lived")
    parser.add_argument("--runs", type=int, default=3, help="start: how often it is measured")
    parser.add_argument("--due", type=int, help="reminders: how many within the minute")
    parser.add_argument("--minute", type=float, default=60.0, help="reminders: its length in seconds")
    parser.add_argument("--card", choices=CARDS, action="append", help="reminders: all train, or all rest")
    parser.add_argument(
        "--clocks", type=int, nargs="+", default=[1], help="reminders: how many processes share the work"
    )
    parser.add_argument("--rivals-until", type=int, default=10_000, help="reminders: the rivals' most jobs")
    return parser


def updates(chosen: argparse.Namespace, bytecode: Path) -> list[Line]:
    """Measure updates a second beside the echo bots."""
    size = Size(QUICK_CHATS, 1, 4) if chosen.quick else Size(rounds=chosen.rounds)
    ways = bench_updates.WAYS[:1] if chosen.quick else bench_updates.WAYS
    delays = bench_updates.DELAYS[:1] if chosen.quick else bench_updates.DELAYS
    return bench_updates.measure(bytecode, size, (chosen.database or ["sqlite"])[0], ways, delays)


def memory(chosen: argparse.Namespace, bytecode: Path) -> list[Line]:
    """Measure memory by the number of runners."""
    database = (chosen.database or ["sqlite"])[0]
    if chosen.quick:
        return bench_memory.measure(bytecode, [20, 40], QUICK_CHATS, database)
    return bench_memory.measure(bytecode, chosen.sizes or FULL_SIZES, database=database)


def growth(chosen: argparse.Namespace, _bytecode: Path) -> list[Line]:
    """Measure what a runner's year adds to the database."""
    if chosen.quick:
        return bench_growth.measure(["sqlite"], 1, 3, 2)
    return bench_growth.measure(chosen.database or ["sqlite", "postgresql"], days=chosen.days)


def start(chosen: argparse.Namespace, bytecode: Path) -> list[Line]:
    """Measure the start."""
    return bench_start.measure(bytecode, 1 if chosen.quick else chosen.runs)


def reminders(chosen: argparse.Namespace, bytecode: Path) -> list[Line]:
    """Measure reminders due at once: in moderation, as a part of all."""
    due = chosen.due or (20 if chosen.quick else 2_000)
    kinds = chosen.database or ["sqlite"]
    minute, cards = (1.0, CARDS[1:]) if chosen.quick else (0.0, CARDS)
    rows = bench_reminders.run([due], due, kinds, minute, 0, cards, bytecode, chosen.clocks)
    return bench_reminders.lines(rows)


MEASURES: dict[str, Callable[[argparse.Namespace, Path], list[Line]]] = {
    "updates": updates,
    "memory": memory,
    "growth": growth,
    "start": start,
    "reminders": reminders,
}


def main() -> int:
    """Measure, and print the table."""
    chosen = options().parse_args()
    if chosen.what == "reminders" and not chosen.quick:
        _reminders_in_full(chosen)
        return 0
    with tempfile.TemporaryDirectory() as name:  # the libraries are compiled once, whatever is measured
        lines = measured(chosen, Path(name))
    show(lines, f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    return 0


def measured(chosen: argparse.Namespace, bytecode: Path) -> list[Line]:
    """Return the lines of the table."""
    lines = []
    for name in [chosen.what] if chosen.what else PARTS:
        print(f"{name} …", file=sys.stderr, flush=True)
        lines += MEASURES[name](chosen, bytecode)
    return lines


def _reminders_in_full(chosen: argparse.Namespace) -> None:
    """Print the reminders beside their rivals, line by line: with a million runners it takes its time."""
    kinds = chosen.database or ["sqlite", "postgresql"]
    due, sizes = chosen.due or 10_000, chosen.sizes or REMINDER_SIZES
    rows = bench_reminders.run(
        sizes, due, kinds, chosen.minute, chosen.rivals_until, chosen.card or CARDS, clocks=chosen.clocks
    )
    print(bench_reminders.verdict(rows))


if __name__ == "__main__":
    sys.exit(main())
