"""`python -m tests.bench updates`: this bot's updates a second, beside echo bots that do nothing else.

Each bot is a process of its own, and so is the Telegram before it, on the same machine and in the same run: read
ratios, and CPU per update. 300 runners who have a plan send /today, tap Done in a session, and ask a question; the
echo bots send back a text. Ours edits the last screen's buttons away too, which is a second call for each /today.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.local import DEFAULT_TOKEN
from bot.settings import PROJECT_FOLDER
from bot.store.database import Store
from bot.store.migrate import upgrade
from tests.bench_reminders import places
from tests.bench_table import Line
from tests.bench_telegram import Bench, Json, bench_telegram
from tests.crowd import FIRST_CHAT, crowd
from tests.databases import KEYS
from tests.process import Shell
from tests.web.hall import free_port
from tests.weighing import PEAK, cpu_seconds, memory

QUESTION = "should I lift before or after my run?"
KINDS = ("/today", "a logged set", "a question")
WAYS = ("polling", "webhook")
DELAYS = (0.0, 0.05)
MB_TARGET, DELAYED_TARGET = 200.0, 300.0
PATIENCE = 240.0
QUIET = 0.4  # seconds without a call: whatever follows an answer is done, too
_GAP = timedelta(seconds=6)  # between the messages of a chat, so that nobody is told to slow down


@dataclass(frozen=True, slots=True)
class Size:
    """How much is sent: `rounds` messages by each chat, and `slow` by whoever handles one at a time."""

    chats: int = 300
    rounds: int = 4
    slow: int = 60


@dataclass(slots=True)
class Cell:
    """Updates a second and CPU (ms) for each, and how many calls one makes."""

    who: str
    kind: str
    way: str
    delay: float
    rate: float
    cpu_ms: float
    calls: float


@dataclass
class Phones:
    """Makes the updates of many chats, in their order."""

    chats: Sequence[int]
    began: datetime = field(default_factory=lambda: SystemClock().now() - timedelta(hours=3))
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _rounds: int = 0

    def says(self, text: str) -> list[Json]:
        """Return one message of each chat."""
        self._rounds += 1
        at = int((self.began + self._rounds * _GAP).timestamp())
        entities = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text[0] == "/" else []
        return [
            self._update(
                "message",
                {"message_id": 1_000_000 + self._rounds, "date": at, "text": text, "entities": entities},
                chat,
            )
            for chat in self.chats
        ]

    def taps(self, data: str, screens: dict[str, Any]) -> list[Json]:
        """Return one tap of each chat on its last message."""
        updates = []
        for chat in self.chats:
            number, keyboard = screens[str(chat)]
            message = {
                "message_id": number,
                "date": int(self.began.timestamp()),
                "chat": _who(chat),
                "photo": [{"file_id": "photo", "file_unique_id": "photo", "width": 800, "height": 600}],
                "reply_markup": keyboard,
            }
            tap = {"id": str(next(self._numbers)), "chat_instance": "1", "data": data, "message": message}
            updates.append(self._update("callback_query", tap, chat))
        return updates

    def _update(self, kind: str, content: Json, chat: int) -> Json:
        person = {"id": chat, "is_bot": False, "first_name": "Robin", "language_code": "en"}
        if kind == "message":
            content = content | {"chat": _who(chat)}
        return {"update_id": 1000 + next(self._numbers), kind: content | {"from": person}}


def _who(chat: int) -> Json:
    return {"id": chat, "type": "private", "first_name": "Robin"}


@dataclass
class Runner:
    """A bot that runs, before its Telegram."""

    who: str
    way: str
    process: subprocess.Popen[bytes]
    bench: Bench
    cells: list[Cell] = field(default_factory=list)

    def send(self, updates: Sequence[Json]) -> tuple[float, float, Json]:
        """Hand out updates; return the seconds and CPU seconds until nothing is done any more, and the figures."""
        before = self.bench.ask("figures")
        used, began = cpu_seconds(self.process.pid), time.monotonic()
        self.bench.ask("updates", updates=list(updates))
        many = before["answers"] + len(updates)
        self.bench.wait(lambda now: now["answers"] >= many, PATIENCE, self.alive)
        figures = self.bench.wait(lambda now: time.monotonic() - now["last"] > QUIET, PATIENCE, self.alive)
        return figures["last"] - began, cpu_seconds(self.process.pid) - used, figures

    def measure(self, kind: str, delay: float, updates: Sequence[Json]) -> None:
        """Add a cell of the table."""
        self.bench.ask("reset", delay=delay)
        seconds, used, figures = self.send(updates)
        calls = sum(figures["calls"].values()) / len(updates)
        many = len(updates)
        cell = Cell(self.who, kind, self.way, delay, many / seconds, used / many * 1000, calls)
        self.cells.append(cell)

    def alive(self) -> bool:
        """Tell whether the process still runs."""
        return self.process.poll() is None


@contextmanager
def running(who: str, way: str, bench: Bench, command: Sequence[str], **where: Any) -> Iterator[Runner]:
    """Run a bot until the block ends, once it listens."""
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, **where)
    runner = Runner(who, way, process, bench)
    try:
        bench.wait(lambda now: bool(now["listens"]), PATIENCE, runner.alive)
        yield runner
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def stridesmith(
    folder: Path, bytecode: Path, url: str, way: str, crowded: Callable[[Store], None]
) -> Iterator[Runner]:
    """Run this bot until the block ends, on a database that `crowded` fills."""
    folder.mkdir(parents=True)
    store = Store(url, KEYS)
    upgrade(store)
    crowded(store)
    store.close()
    with bench_telegram() as bench:
        settings = {
            "BOT_TOKEN": DEFAULT_TOKEN,
            "TELEGRAM_API_URL": bench.url,
            "DATABASE_URL": url,
            "SENDS_PER_SECOND": "1000000",
            "LOG_LEVEL": "INFO",
        }
        if way == "webhook":
            port = free_port()
            settings |= {
                "PUBLIC_URL": f"http://127.0.0.1:{port}",
                "BIND_ADDRESS": "127.0.0.1",
                "PORT": str(port),
            }
        shell = Shell(folder, bytecode, settings)
        environment = {name: value for name, value in shell.environment.items() if name != "PYTHONWARNINGS"}
        command = [*shell.command, "run" if way == "polling" else "web"]
        with running("Stridesmith", way, bench, command, cwd=folder, env=environment) as runner:
            yield runner


def ours(
    folder: Path, bytecode: Path, url: str, way: str, size: Size, delays: Sequence[float]
) -> tuple[list[Cell], float]:
    """Measure this bot; return what was measured and the most memory (MB) it had."""
    due = SystemClock().now() + timedelta(hours=2)
    chats = [FIRST_CHAT + number for number in range(size.chats)]

    def crowded(store: Store) -> None:
        crowd(store, size.chats, due)

    with stridesmith(folder, bytecode, url, way, crowded) as runner:
        drive(runner, Phones(chats), size, delays)
        return runner.cells, memory(runner.process.pid, PEAK)


def drive(runner: Runner, phones: Phones, size: Size, delays: Sequence[float]) -> None:
    """Let everybody say and tap everything; what is drawn or loaded once is not measured."""
    first = Phones(phones.chats[:1], phones.began - timedelta(hours=1), phones._numbers)
    runner.send(first.says("/today"))
    (button,) = _buttons(runner.bench, phones.chats[0], "t:go:")[:1]
    day = button.split(":")[2]
    runner.send(first.taps(button, runner.bench.ask("keyboards")))
    step = 0
    while _buttons(runner.bench, phones.chats[0], f"s:done:{day}:{step}"):  # draws each picture, once
        runner.send(first.taps(f"s:done:{day}:{step}", runner.bench.ask("keyboards")))
        step += 1
    phones = Phones(phones.chats[1:], phones.began, phones._numbers)
    runner.send(phones.says("/today"))
    runner.send(phones.says(QUESTION))
    for delay in delays:
        runner.measure("/today", delay, _rounds(size.rounds, lambda _: phones.says("/today")))
        runner.measure("a question", delay, _rounds(size.rounds, lambda _: phones.says(QUESTION)))
    runner.bench.ask("reset", delay=0.0)
    runner.send(phones.says("/today"))
    runner.send(phones.taps(button, runner.bench.ask("keyboards")))
    screens, each = runner.bench.ask("keyboards"), max(1, min(size.rounds, step // len(delays)))
    for number, delay in enumerate(delays):
        begin = number * each
        taps = _rounds(each, lambda at: phones.taps(f"s:done:{day}:{begin + at}", screens))  # noqa: B023
        runner.measure("a logged set", delay, taps)


def _rounds(rounds: int, make: Callable[[int], list[Json]]) -> list[Json]:
    return [update for number in range(rounds) for update in make(number)]


def _buttons(bench: Bench, chat: int, begin: str) -> list[str]:
    """Return the data of the buttons of a chat's last screen that begin so."""
    _, keyboard = bench.ask("keyboards").get(str(chat), (0, {"inline_keyboard": []}))
    data = [button["callback_data"] for row in keyboard["inline_keyboard"] for button in row]
    return [each for each in data if each.startswith(begin)]


def echo(kind: str, way: str, size: Size, delays: Sequence[float]) -> tuple[list[Cell], float]:
    """Measure an echo bot; return what was measured and the most memory (MB) it had."""
    name = {"ptb": "PTB echo", "aiogram": "aiogram echo"}[kind]
    with bench_telegram() as bench:
        port = 0 if way == "polling" else free_port()
        command = [sys.executable, "-m", "tests.bench_echo", kind, bench.url, str(port)]
        with running(name, way, bench, command, cwd=PROJECT_FOLDER) as runner:
            phones = Phones([FIRST_CHAT + number for number in range(size.chats)])
            runner.send(phones.says("/today"))
            for delay in delays:
                updates = _rounds(size.rounds, lambda _: phones.says("/today"))
                runner.measure("echo", delay, updates[: size.slow] if kind == "ptb" and delay else updates)
            return runner.cells, memory(runner.process.pid, PEAK)


def measure(
    bytecode: Path,
    size: Size,
    database: str = "sqlite",
    ways: Sequence[str] = WAYS,
    delays: Sequence[float] = DELAYS,
) -> list[Line]:
    """Measure all bots and return the lines of the table."""
    cells: list[Cell] = []
    most: dict[str, float] = {}
    with places([database]) as (folder, url):
        for way in ways:
            measured = [echo(kind, way, size, delays) for kind in ("ptb", "aiogram")]
            measured.append(ours(folder / way, bytecode, url(database), way, size, delays))
            for found, mb in measured:
                cells += found
                most[found[0].who] = max(mb, most.get(found[0].who, 0.0))
    return lines(cells, most)


def lines(cells: Sequence[Cell], most: dict[str, float]) -> list[Line]:
    """Return what was measured as lines with their targets."""
    echoes = {(each.way, each.delay): each.rate for each in cells if each.who == "PTB echo"}
    made = []
    for each in sorted(cells, key=lambda cell: (cell.way, cell.delay)):
        least = None
        if each.who == "Stridesmith" and each.kind == "/today":
            least = DELAYED_TARGET if each.delay else echoes.get((each.way, each.delay))
        made.append(
            Line(
                f"{each.way}, {each.delay * 1000:.0f} ms",
                f"{each.who}: {each.kind}",
                each.rate,
                "updates/s",
                least=least,
                note=f"{each.cpu_ms:.2f} ms CPU and {each.calls:.1f} calls each",
            )
        )
    for who, mb in most.items():
        target = MB_TARGET if who == "Stridesmith" else None
        made.append(Line("memory under this load", who, mb, "MB", most=target))
    return made
