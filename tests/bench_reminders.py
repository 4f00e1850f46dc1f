"""`python -m tests.bench reminders`: thousands of reminders due in one minute, beside what others do for it.

Ours is the real process (`stridesmith run`, or several of `stridesmith clock`) with the budget off, the loopback Bot
API is a process of its own. The rivals, one APScheduler job for each runner and python-telegram-bot's JobQueue, send
the same text to the same Bot API from processes of their own. Everything shares this machine's cores, so read ratios
and not digits.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import bindparam, update
from sqlmodel import col, func, select

from bot.clock import FrozenClock, SystemClock
from bot.local import DEFAULT_TOKEN
from bot.services import reminders
from bot.services.schedule import zone_of
from bot.services.tools import Tools
from bot.store.database import Store
from bot.store.migrate import upgrade
from bot.store.tables import Reminder
from tests.addressed import addressed
from tests.bench_table import Line
from tests.crash import Bots
from tests.crowd import FIRST_CHAT, crowd, multiply
from tests.databases import KEYS, cluster
from tests.process import Shell
from tests.telegram import Delivery, Telegram, telegram
from tests.weighing import PEAK, cpu_seconds, memory

CARDS = ("session", "rest")
SENDS_TARGET, MB_TARGET, FLAT_TARGET = 1000.0, 150.0, 2.0
IDLE_TICKS = 300
PATIENCE = 900.0
LEAD = 5.0  # seconds: as long as it takes to write that they are due


@dataclass(slots=True)
class Figures:
    """What was measured; seconds, but `idle_us` microseconds a look when nothing is due and `mb` at the most."""

    name: str
    runners: int
    due: int
    setup: float = 0.0
    claims: float | None = None
    idle_us: float | None = None
    sends: float = 0.0
    cpu_ms: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    mb: float = 0.0
    arrived: int = 0


def table(rows: Sequence[Figures]) -> str:
    """Return the figures as a table."""
    head = (
        f"{'':36}{'runners':>9}{'due':>7}{'arrived':>8}{'set up s':>9}{'claims/s':>9}{'idle us':>8}{'sends/s':>8}"
        f"{'cpu ms':>7}{'p50 s':>7}{'p99 s':>7}{'MB':>6}"
    )
    lines = [head]
    for each in rows:
        claims = "" if each.claims is None else f"{each.claims:.0f}"
        idle = "" if each.idle_us is None else f"{each.idle_us:.0f}"
        lines.append(
            f"{each.name:36}{each.runners:9}{each.due:7}{each.arrived:8}{each.setup:9.1f}{claims:>9}{idle:>8}"
            f"{each.sends:8.0f}{each.cpu_ms:7.2f}{each.p50:7.2f}{each.p99:7.2f}{each.mb:6.0f}"
        )
    return "\n".join(lines)


# --- ours


def ours(
    folder: Path,
    bytecode: Path,
    name: str,
    url: str,
    runners: int,
    due: int,
    minute: float,
    *,
    training: bool,
    clocks: int = 1,
) -> Figures:
    """Measure this bot: claims, idle looks, a burst, and what is due evenly within `minute` seconds.

    With more than one of `clocks`, as many processes share the work. All are `training` on the day, whose session is
    built in three lengths for its card, or all rest.
    """
    figures = Figures(name, runners, due)
    store = Store(url, KEYS)
    upgrade(store)
    began = time.perf_counter()
    now = SystemClock().now()
    crowd(store, due, now - timedelta(minutes=1), days_planned=training)
    if runners > due:
        (pattern,) = crowd(store, 1, now + timedelta(hours=20), first=due, days_planned=False)
        multiply(store, pattern, runners - due - 1)
    figures.setup = time.perf_counter() - began
    _measure_claims(store, figures)
    folder.mkdir(parents=True)
    with telegram(folder, due) as chats:
        settings = {
            "BOT_TOKEN": DEFAULT_TOKEN,
            "TELEGRAM_API_URL": chats.url.rstrip("/"),
            "DATABASE_URL": url,
            "SENDS_PER_SECOND": "1000000",
            "LOG_LEVEL": "INFO",
        }
        bots = Bots(Shell(folder, bytecode, settings), timedelta(0))
        try:
            _burst(store, chats, bots, figures, clocks)
            if minute:
                _minute(store, chats, figures, minute)
            figures.mb = max(memory(each.pid, PEAK) for each in bots.running)
        finally:
            bots.kill()
            store.close()
    return figures


def _measure_claims(store: Store, figures: Figures) -> None:
    tools = Tools(store, FrozenClock(SystemClock().now()), None, None)  # type: ignore[arg-type]
    began = time.perf_counter()
    while reminders.claim(tools):
        pass
    figures.claims = figures.due / (time.perf_counter() - began)
    looks = []
    for _ in range(IDLE_TICKS):
        began = time.perf_counter()
        reminders.claim(tools)
        looks.append(time.perf_counter() - began)
    figures.idle_us = statistics.median(looks) * 1e6


def _burst(store: Store, chats: Telegram, bots: Bots, figures: Figures, clocks: int) -> None:
    """All at once: how many a second leave."""
    set_due(store, figures.due, [SystemClock().now() - timedelta(seconds=1)] * figures.due)
    for _ in range(clocks):
        bots.start("run" if clocks == 1 else "clock")

    def used() -> float:
        return sum(cpu_seconds(each.pid) for each in bots.running)

    _until(lambda: chats.count() > 0)
    before, first = used(), chats.count()
    _until(lambda: chats.count() >= figures.due)
    figures.cpu_ms = (used() - before) / max(1, figures.due - first) * 1000
    instants = sorted(each.at for messages in chats.deliveries().values() for each in messages)
    figures.sends = (len(instants) - 1) / max(instants[-1] - instants[0], 1e-9)
    figures.arrived = len(chats.deliveries())
    _until(lambda: not _open(store))


def _minute(store: Store, chats: Telegram, figures: Figures, seconds: float) -> None:
    """Evenly within a minute: how long after its instant each arrives."""
    begin = SystemClock().now() + timedelta(seconds=LEAD)
    begin_monotonic = time.monotonic() + LEAD
    gap = seconds / figures.due
    set_due(store, figures.due, [begin + timedelta(seconds=gap * number) for number in range(figures.due)])
    _until(lambda: chats.count() >= 2 * figures.due)
    lags = sorted(
        messages[-1].at - (begin_monotonic + gap * (chat - FIRST_CHAT))
        for chat, messages in chats.deliveries().items()
    )
    figures.p50, figures.p99 = lags[len(lags) // 2], lags[int(len(lags) * 0.99)]


def set_due(store: Store, due: int, instants: Sequence[object]) -> None:
    """Let the first reminders be due anew, as on another day."""
    with store.reading() as session:
        mine = col(Reminder.chat_id).between(FIRST_CHAT, FIRST_CHAT + due - 1)
        ids = session.exec(select(Reminder.id).where(mine).order_by(col(Reminder.chat_id))).all()
        zone = session.get_one(Reminder, ids[0]).zone
    today = SystemClock().now().astimezone(zone_of(zone)).date()
    rows = [
        {
            "row": ids[number],
            "due_at": instants[number],
            "remind_at": instants[number],
            "token": None,
            "attempts": 0,
            "last_day": None,
            "local_day": today,
        }
        for number in range(due)
    ]
    with store.writing() as session:
        session.connection().execute(
            update(Reminder.__table__)  # type: ignore[attr-defined]
            .where(Reminder.__table__.c.id == bindparam("row"))  # type: ignore[attr-defined]
            .values({name: bindparam(name) for name in rows[0] if name != "row"}),
            rows,
        )


def _open(store: Store) -> int:
    with store.reading() as session:
        return session.exec(select(func.count()).where(col(Reminder.token).is_not(None))).one()


def _until(true: Callable[[], bool]) -> None:
    """Wait; what a look costs grows with the table, and is not to be seen in the figures."""
    deadline = time.monotonic() + PATIENCE
    while True:
        began = time.monotonic()
        if true():
            return
        assert began < deadline, "it does not get through"
        time.sleep(max(0.05, 20 * (time.monotonic() - began)))


# --- the others


def rival(folder: Path, name: str, kind: str, url: str, runners: int, due: int, minute: float) -> Figures:
    """Measure a rival: it says itself how long it took to be set up, Telegram says what arrived when."""
    folder.mkdir(parents=True)
    figures = Figures(name, runners, due)
    with telegram(folder, due) as chats:
        options = [kind, url, chats.url, str(runners), str(due), str(minute)]
        with addressed("tests.bench_rivals", *options) as (line, process):
            ready = json.loads(line)
            figures.setup = ready["setup"]
            _until(lambda: chats.count() >= due or process.poll() is not None)
            figures.mb = memory(process.pid, PEAK)
        arrived: list[Delivery] = [each for messages in chats.deliveries().values() for each in messages]
    figures.arrived = len(arrived)
    instants = sorted(each.at for each in arrived)
    figures.sends = (len(instants) - 1) / max(instants[-1] - instants[0], 1e-9)
    gap = minute / due
    lags = sorted(each.at - (ready["begin"] + gap * (each.chat - FIRST_CHAT)) for each in arrived)
    figures.p50, figures.p99 = lags[len(lags) // 2], lags[int(len(lags) * 0.99)]
    return figures


@contextlib.contextmanager
def places(kinds: Sequence[str]) -> Iterator[tuple[Path, Callable[[str], str]]]:
    """Return a folder, and what makes addresses of empty databases."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        server = stack.enter_context(cluster()) if "postgresql" in kinds else None
        made: list[str] = []

        def url(kind: str) -> str:
            made.append(kind)
            if kind == "postgresql" and server is not None:
                return server.url(server.empty())
            return f"sqlite:///{folder / f'{len(made)}.sqlite3'}"

        yield folder, url


def run(
    sizes: Sequence[int],
    due: int,
    kinds: Sequence[str],
    minute: float,
    most_rival: int,
    cards: Sequence[str] = CARDS,
    bytecode: Path | None = None,
    clocks: Sequence[int] = (1,),
) -> list[Figures]:
    """Measure everything; print each line as it comes."""
    rows: list[Figures] = []

    def told(figures: Figures) -> None:
        rows.append(figures)
        print(table([figures]).splitlines()[-1], flush=True)

    print(table([]))
    with places(kinds) as (folder, url):
        for kind in kinds:
            for size in sizes:
                for card, processes in itertools.product(cards, clocks):
                    here, many = folder / f"ours-{kind}-{size}-{card}-{processes}", min(due, size)
                    name, training = f"ours, {kind}, {card}", card == "session"
                    if processes > 1:
                        name += f", {processes} clocks"
                    told(
                        ours(
                            here,
                            bytecode or folder / "bytecode",
                            name,
                            url(kind),
                            size,
                            many,
                            minute,
                            training=training,
                            clocks=processes,
                        )
                    )
        for size in (each for each in sizes if each <= most_rival):
            for kind in kinds:
                here = folder / f"aps-{kind}-{size}"
                name = f"APScheduler, {kind}"
                told(rival(here, name, "apscheduler", url(kind), size, min(due, size), minute))
            told(rival(folder / f"ptb-{size}", "PTB JobQueue", "jobqueue", "", size, min(due, size), minute))
    return rows


def lines(rows: Sequence[Figures]) -> list[Line]:
    """Return what was measured of ours as lines with their targets."""
    return [
        Line(
            "reminders due at once",
            each.name.removeprefix("ours, "),
            each.sends,
            "sends/s",
            least=SENDS_TARGET,
            note=f"{each.cpu_ms:.2f} ms CPU each, {each.claims or 0:.0f} claims/s, {each.mb:.0f} MB at most",
        )
        for each in rows
        if each.name.startswith("ours")
    ]


def verdict(rows: Sequence[Figures]) -> str:
    """Return how the figures stand to the targets."""
    mine = [each for each in rows if each.name.startswith("ours")]
    lines = []
    for name in dict.fromkeys(each.name for each in mine):
        group = [each for each in mine if each.name == name]
        looks = [each.idle_us or 0.0 for each in group]
        lines.append(
            f"{name}: {min(each.sends for each in group):.0f} sends/s (at least {SENDS_TARGET:.0f}), "
            f"an idle look {max(looks) / min(looks):.1f} times as long at most (at most {FLAT_TARGET:.0f}), "
            f"{max(each.mb for each in group):.0f} MB (below {MB_TARGET:.0f})"
        )
    return "\n".join(lines)
