"""What a crash costs: `python -m tests.crash` kills the bot again and again while thousands of reminders are due.

The bot is the real process (`stridesmith run`), Telegram is the loopback Bot API in a process of its own, which
delivers at once and answers 20 ms later. SIGKILL comes at random moments. What counts is what reached the chats: each
must have its reminder, and at most as many may have it twice as were on their way when a process died, without a sound.
Then two processes share the work, and nothing may be lost or doubled. `--hurry` puts the clock ahead at each start
instead of sitting through the leases.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlmodel import col, func, select

from bot.clock import SystemClock
from bot.local import DEFAULT_TOKEN
from bot.reminders.dispatch import SENDS_AT_ONCE
from bot.services.reminders import LEASE
from bot.store.database import Store
from bot.store.migrate import upgrade
from bot.store.tables import Reminder
from tests.crowd import crowd
from tests.databases import KEYS, Cluster, cluster
from tests.process import Shell
from tests.telegram import Telegram, telegram

ANSWER_MS = 20.0
# The last kill comes when this much has arrived: what was in hand comes again only after its lease.
KILLS_UNTIL = 0.85
PATIENCE = 1200.0


@dataclass
class Result:
    """What reached the chats."""

    due: int
    kills: int = 0
    lost: int = 0
    doubled: int = 0
    aloud: int = 0
    seconds: float = 0.0
    shares: list[int] = field(default_factory=list)

    @property
    def in_flight(self) -> int:
        """How many sends can have been on their way in the moments of the kills."""
        return self.kills * SENDS_AT_ONCE

    @property
    def right(self) -> bool:
        """Whether the promise was kept."""
        return not self.lost and not self.aloud and self.doubled <= self.in_flight


@dataclass
class Bots:
    """The bot's processes on one database and one Telegram."""

    shell: Shell
    ahead: timedelta
    starts: int = 0
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, command: str = "run") -> subprocess.Popen[bytes]:
        """Start one more."""
        words = [sys.executable, "-m", "bot", command]
        if self.ahead:
            words = [
                sys.executable,
                "-m",
                "tests.later",
                str(self.ahead.total_seconds() * self.starts),
                command,
            ]
        with (self.shell.cwd / "log.txt").open("ab") as log:
            process = subprocess.Popen(words, cwd=self.shell.cwd, env=self.shell.environment, stderr=log)
        self.starts += 1
        self.running.append(process)
        return process

    def kill(self) -> None:
        """End all as if the power had gone."""
        for process in self.running:
            assert process.poll() is None, (self.shell.cwd / "log.txt").read_text()[-3000:]
            process.kill()
            process.wait()
        self.running.clear()

    def stop(self) -> None:
        """End all in peace."""
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(timeout=60)
        self.running.clear()


@contextlib.contextmanager
def stage(
    folder: Path, bytecode: Path, url: str, due: int, *, hurry: bool
) -> Iterator[tuple[Store, Telegram, Bots]]:
    """Build it all up: a crowd in a database, a Telegram, no bot yet."""
    folder.mkdir(parents=True)
    store = Store(url, KEYS)
    upgrade(store)
    crowd(store, due, SystemClock().now() - timedelta(seconds=30))
    with telegram(folder, due, answer_ms=ANSWER_MS) as chats:
        settings = {
            "BOT_TOKEN": DEFAULT_TOKEN,
            "TELEGRAM_API_URL": chats.url.rstrip("/"),
            "DATABASE_URL": url,
            "SENDS_PER_SECOND": "100000",
        }
        bots = Bots(
            Shell(folder, bytecode, settings), LEASE + timedelta(seconds=5) if hurry else timedelta(0)
        )
        try:
            yield store, chats, bots
        finally:
            for process in bots.running:
                process.kill()
                process.wait()
            store.close()


def killed(
    folder: Path, bytecode: Path, url: str, due: int, kills: int, *, hurry: bool, seed: int = 1
) -> Result:
    """Kill the bot so many times while it works through what is due, and let it finish."""
    chance = random.Random(seed)
    moments = sorted(chance.sample(range(1, max(kills + 1, int(due * KILLS_UNTIL))), kills))
    began = time.monotonic()
    with stage(folder, bytecode, url, due, hurry=hurry) as (store, chats, bots):
        bots.start()
        for moment in moments:
            _until(lambda moment=moment: chats.count() >= moment, bots, look=0.005)  # type: ignore[misc]
            time.sleep(chance.uniform(0, ANSWER_MS / 1000))
            bots.kill()
            bots.start()
        _until(lambda: not _left(store), bots)
        bots.stop()
        return _judge(Result(due, kills, seconds=time.monotonic() - began), chats)


def shared(folder: Path, bytecode: Path, url: str, due: int, processes: int = 2) -> Result:
    """Let several processes share the work."""
    began = time.monotonic()
    with stage(folder, bytecode, url, due, hurry=False) as (store, chats, bots):
        for _ in range(processes):
            bots.start()
        _until(lambda: not _left(store), bots)
        bots.stop()
        return _judge(Result(due, seconds=time.monotonic() - began), chats)


def _until(true: Callable[[], bool], bots: Bots, look: float = 0.1) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        for process in bots.running:
            assert process.poll() is None, (bots.shell.cwd / "log.txt").read_text()[-3000:]
        assert time.monotonic() < deadline, "the bot does not get through"
        time.sleep(look)


def _left(store: Store) -> int:
    """Return how many reminders are not noted as sent yet."""
    with store.reading() as session:
        query = select(func.count()).select_from(Reminder).where(col(Reminder.last_day).is_(None))
        return session.exec(query).one()


def _judge(result: Result, chats: Telegram) -> Result:
    arrived = chats.deliveries()
    result.lost = result.due - len(arrived)
    for messages in arrived.values():
        result.doubled += len(messages) - 1
        result.aloud += sum(not message.silent for message in messages[1:])
    return result


def table(rows: list[tuple[str, Result]]) -> str:
    """Return the results as a table."""
    lines = [
        f"{'':28}{'due':>7}{'kills':>7}{'lost':>6}{'doubled':>9}{'at most':>9}{'aloud':>7}{'seconds':>9}"
    ]
    lines += [
        f"{name:28}{each.due:7}{each.kills:7}{each.lost:6}{each.doubled:9}{each.in_flight:9}{each.aloud:7}"
        f"{each.seconds:9.0f}  {'ok' if each.right else 'WRONG'}"
        for name, each in rows
    ]
    return "\n".join(lines)


def run(due: int, kills: int, kinds: list[str], *, hurry: bool, seed: int) -> list[tuple[str, Result]]:
    """Run every case on every kind of database."""
    rows: list[tuple[str, Result]] = []
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server: Cluster | None = stack.enter_context(cluster()) if "postgresql" in kinds else None

        def url(kind: str, name: str) -> str:
            if server is not None and kind == "postgresql":
                return server.url(server.empty())
            return f"sqlite:///{folder / f'{name}.sqlite3'}"

        for kind in kinds:
            bytecode = folder / "bytecode"
            result = killed(
                folder / f"{kind}-k", bytecode, url(kind, "k"), due, kills, hurry=hurry, seed=seed
            )
            rows.append((f"killed, {kind}", result))
            print(table(rows[-1:]), flush=True)
            rows.append((f"two at once, {kind}", shared(folder / f"{kind}-s", bytecode, url(kind, "s"), due)))
            print(table(rows[-1:]), flush=True)
    return rows


def main() -> int:
    """Run all and print a table; exit status 1 when the promise was broken."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--due", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hurry", action="store_true")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    chosen = parser.parse_args()
    kinds = chosen.database or ["sqlite", "postgresql"]
    rows = run(chosen.due, chosen.kills, kinds, hurry=chosen.hurry, seed=chosen.seed)
    print(table(rows))
    return 0 if all(result.right for _, result in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
