"""A month of a thousand runners in minutes: `python -m tests.soak`.

The bot runs in a process of its own with its real dispatcher, jobs and chats; Telegram is the loopback Bot API over
HTTP. The clock jumps from due reminder to due reminder. Runners in thirty zones (the weeks hold most of the year's
clock changes) train, log, ask, put off, move, pause, block, delete and change their minds; messages meet faults,
Telegram goes dark, the bot is stopped for hours, restarted and killed in the middle of its work. What reached the chats
is judged by the wall clock and what the runners had told; prints a table, and ends with status 1 where something is
wrong. A seed plays the same month again, but for what the machine's own pace decides.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from bot.clock import FrozenClock, MovableClock
from bot.library import load_library
from bot.local import DEFAULT_TOKEN, LocalTelegram
from bot.opening import open_store
from bot.services.schedule import use_packaged_zones
from bot.services.tools import Tools
from bot.settings import Settings
from bot.understanding.door import Understanding
from tests.conftest import CONTENT
from tests.databases import KINDS, cluster
from tests.process import Shell
from tests.soaking import ending, rows
from tests.soaking.ending import Plans
from tests.soaking.far import FarBot
from tests.soaking.judge import Judge
from tests.soaking.month import Month
from tests.soaking.phones import Phones
from tests.soaking.weight import growth

BEGINS = datetime(
    2027, 3, 8, tzinfo=UTC
)  # until 8 April: the clocks change in America, Europe, the East and the South
SHOWN = 40


@dataclass(frozen=True)
class Report:
    """How it went."""

    counts: dict[str, int]
    told: dict[str, int]
    violations: list[str]
    plans: int
    late: Sequence[float]
    grew: float
    starts: int
    seconds: float

    def table(self) -> str:
        """Return it as a table."""
        lines = [f"{name:36}{number:10,}" for name, number in {**self.counts, **self.told}.items()]
        lines += [
            f"{'plans checked':36}{self.plans:10,}",
            f"{'most minutes late':36}{max(self.late, default=0):10.0f}",
            f"{'starts of a process':36}{self.starts:10}",
            f"{'memory growth after warm-up, MB/day':36}{self.grew:10.2f}",
            f"{'seconds':36}{self.seconds:10.0f}",
            f"{'VIOLATIONS':36}{len(self.violations):10}",
        ]
        return "\n".join([*lines, *self.violations[:SHOWN]])


@contextlib.asynccontextmanager
async def staged(
    folder: Path, url: str, runners: int, begins: datetime, days: float, seed: int, faults: float
) -> AsyncIterator[Month]:
    """Open a Telegram and a database, and end the bot's process afterwards."""
    use_packaged_zones()
    clock = MovableClock(FrozenClock(begins))
    local = LocalTelegram(clock, store=folder / "telegram.sqlite3")  # which makes the folder
    await local.start()
    values = _environment(folder, url, local)
    named: dict[str, Any] = {name.lower(): value for name, value in values.items()}
    settings = Settings(_env_file=None, **named)
    bot = FarBot(Shell(folder, folder.parent / "bytecode", values))
    store = open_store(settings)
    try:
        library = load_library(CONTENT)
        phones = Phones(local, runners)
        plans = Plans(Tools(store, clock, library, Understanding(library)), phones)
        ends = begins + timedelta(days=days)
        yield Month(local, clock, bot, store, phones, Judge(store), plans, seed, faults, begins, ends)
    finally:
        await bot.kill()
        store.close()
        await local.stop()


async def soak(
    folder: Path,
    url: str,
    *,
    runners: int,
    days: float,
    seed: int = 1,
    faults: float = 0.03,
    begins: datetime = BEGINS,
    tell: Callable[[str], None] = lambda _line: None,
) -> Report:
    """Play it and look closely afterwards; `tell` hears a line each day."""
    began = time.perf_counter()
    async with staged(folder, url, runners, begins, days, seed, faults) as month:
        month.tell = tell
        await month.play()
        await month.bot.stop()
        month.plans.look(month.phones.ids)
        return Report(
            counts=dict(sorted(month.judge.counts.items())),
            told=dict(sorted(month.counts.items())),
            violations=_violations(month),
            plans=month.plans.looked,
            late=month.judge.late,
            grew=growth(month.weights),
            starts=month.bot.starts,
            seconds=time.perf_counter() - began,
        )


def _violations(month: Month) -> list[str]:
    grew = growth(month.weights)
    present = set(rows.told(month.store, month.phones.ids))
    return [
        *month.judge.violations,
        *ending.unfinished(month.store),
        *ending.left_of(month.store, month.removed, present),
        *month.plans.broken,
        *ending.errors_logged(month.bot.log),
        *([f"memory grows by {grew:.2f} MB a day"] if grew > ending.MOST_GROWTH else []),
    ]


def _environment(folder: Path, url: str, local: LocalTelegram) -> dict[str, str]:
    folder.mkdir(parents=True, exist_ok=True)
    return {
        "BOT_TOKEN": DEFAULT_TOKEN,
        "TELEGRAM_API_URL": local.page_url.rstrip("/"),
        "DATABASE_URL": url,
        "DATA_DIR": str(folder / "data"),
        "DATA_KEYS": Fernet.generate_key().decode(),
        "LOG_LEVEL": "WARNING",
    }


def _tell(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    """Play a month as the options say; return the process's status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runners", type=int, default=1000)
    parser.add_argument("--days", type=float, default=31)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    parser.add_argument("--faults", type=float, default=0.03, help="how many of the reminders meet a fault")
    parser.add_argument("--begins", type=datetime.fromisoformat, default=BEGINS, help="an instant in UTC")
    parser.add_argument("--folder", type=Path, help="keep the databases and the log there")
    chosen = parser.parse_args()
    logging.disable(logging.ERROR)
    with contextlib.ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-")))
        folder = folder.resolve()
        url = f"sqlite:///{folder / 'run' / 'soak.sqlite3'}"
        if chosen.database == "postgresql":
            server = stack.enter_context(cluster())
            url = server.url(server.empty())
        report = asyncio.run(
            soak(
                folder / "run",
                url,
                runners=chosen.runners,
                days=chosen.days,
                seed=chosen.seed,
                faults=chosen.faults,
                begins=chosen.begins.replace(tzinfo=UTC),
                tell=_tell,
            )
        )
        print(report.table())
    return 1 if report.violations else 0


if __name__ == "__main__":
    sys.exit(main())
