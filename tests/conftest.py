"""What the tests share: the real content, a real database, and the bot against the loopback Bot API."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import StridesmithBot, assemble
from bot.chat.desk import Desk
from bot.chat.messages import Messages
from bot.chat.sending import Budget
from bot.clock import FrozenClock, MovableClock
from bot.library import Library, load_library
from bot.local import DEFAULT_TOKEN, LocalTelegram
from bot.services import reminders
from bot.services.tools import Tools
from bot.settings import PROJECT_FOLDER, Settings
from bot.store import engines
from bot.store.database import Store
from bot.store.migrate import upgrade
from bot.understanding.door import Understanding
from tests import leaks
from tests.databases import KEY, KEYS, Cluster, cluster, sqlite_copy
from tests.phone import Phone, until

CONTENT = PROJECT_FOLDER / "content"
# A Friday morning, in winter time on both sides of the Atlantic.
START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
Make = Callable[..., Settings]


def pytest_configure(config: pytest.Config) -> None:
    """Let no test write into a log what must not be there."""
    leaks.install(config)


@pytest.fixture(scope="session", autouse=True)
def _keys() -> Iterator[None]:
    """A store that a test opens by its address alone has the tests' key."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store.__init__, "__defaults__", (KEYS,))
        yield


@pytest.fixture(scope="session")
def library() -> Library:
    """The real content."""
    return load_library(CONTENT)


@pytest.fixture(scope="session")
def understanding(library: Library) -> Understanding:
    """The real understanding of it."""
    return Understanding(library)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("store") / "empty.sqlite3"
    store = Store(f"sqlite:///{path}")
    upgrade(store)
    store.close()
    return path


@pytest.fixture
def clock() -> MovableClock:
    """A clock that stands still until it is moved."""
    return MovableClock(FrozenClock(START))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server for this process's tests."""
    with cluster(durable=False) as server:
        yield server


@pytest.fixture
def database(tmp_path: Path, empty_database: Path) -> Iterator[str]:
    """The address of a migrated database of the test's own; some rooms take PostgreSQL, too."""
    with sqlite_copy(empty_database, tmp_path) as url:
        yield url


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """A database of the test's own."""
    store = Store(database)
    yield store
    store.close()


@pytest.fixture
def tools(store: Store, clock: MovableClock, library: Library, understanding: Understanding) -> Tools:
    """What the services are handed."""
    return Tools(store, clock, library, understanding)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that know nothing of the machine's own."""
    return Settings(_env_file=None, data_dir=tmp_path, data_keys=KEY)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Settings with a data directory of the test's own, and no keys unless it says so."""

    def settings(**said: str) -> Settings:
        return Settings(_env_file=None, data_dir=tmp_path / "data", **said)

    return settings


@pytest.fixture
def untidy(monkeypatch: pytest.MonkeyPatch) -> None:
    """An SQLite that leaves what is deleted where it was, as it does by itself; else nothing would need wiping."""
    kept = (each for each in engines.PRAGMAS if not each.startswith("secure_delete"))
    monkeypatch.setattr(engines, "PRAGMAS", (*kept, "secure_delete=OFF"))


@dataclass
class Stage:
    """The bot on a Telegram of its own, and the phones that talk to it."""

    local: LocalTelegram
    bot: StridesmithBot
    http: aiohttp.ClientSession
    clock: MovableClock
    about: dict[str, Any] = field(default_factory=dict)
    _watch: sqlite3.Connection | None = None

    @property
    def tools(self) -> Tools:
        """The present bot's tools."""
        return self.bot.desk.tools

    def phone(self, chat_id: int = 1001, name: str = "Robin") -> Phone:
        """Return another runner's phone."""
        return Phone(self.http, self.local.page_url, self.settled, chat_id, name)

    async def settled(self) -> None:
        """Wait until every update was fetched and handled and nothing is due."""

        def idle() -> bool:
            return (
                not self.local.waiting_updates
                and not self._in_hand()
                and not reminders.count_open(self.tools)
            )

        await until(idle, "the bot is still busy")

    def _in_hand(self) -> bool:
        """Whether an update is kept and not handled; asked every few milliseconds, so without the ORM."""
        query = "SELECT 1 FROM inbox_update WHERE handled_at IS NULL AND payload IS NOT NULL LIMIT 1"
        if self.tools.store.engine.dialect.name != "sqlite":
            with self.tools.store.engine.connect() as connection:
                return connection.exec_driver_sql(query).first() is not None
        if self._watch is None:
            self._watch = sqlite3.connect(str(self.tools.store.url.database), isolation_level=None)
        return self._watch.execute(query).fetchone() is not None

    def close(self) -> None:
        """Close what the stage itself has opened."""
        if self._watch is not None:
            self._watch.close()

    def another_bot(self) -> StridesmithBot:
        """Return a new bot on the same database, as another process would open it; it is not started."""
        old = self.tools
        store = Store(old.store.url.render_as_string(hide_password=False), old.store.keys)
        return make_bot(self.local, replace(old, store=store), **self.about)

    async def restart(self) -> None:
        """Stop the bot and start another one on the same database."""
        await self.bot.stop()
        self.bot = self.another_bot()
        await self.bot.start()


@cache
def messages() -> Messages:
    """The bot's words, compiled once for all tests: they do not change."""
    return Messages(CONTENT / "messages" / "en")


def make_bot(local: LocalTelegram, tools: Tools, **about: Any) -> StridesmithBot:
    """Return the unmodified bot, pointed at the loopback Bot API; `about` is what the desk has from the settings."""
    # The budget has tests of its own; here it would only make a reminder wait for a quiet second of real time.
    desk = Desk(tools, messages(), Budget(1000, chat_seconds=0.0), **about)
    return assemble(desk, DEFAULT_TOKEN, local.api_url.removesuffix("/bot"))


@asynccontextmanager
async def staged(tools: Tools, clock: MovableClock, **about: Any) -> AsyncIterator[Stage]:
    """Run the bot against a loopback Bot API for as long as the block lasts."""
    local = LocalTelegram(clock)
    await local.start()
    try:
        async with aiohttp.ClientSession() as http:
            stage = Stage(local, make_bot(local, tools, **about), http, clock, about)
            try:
                await stage.bot.start()
                yield stage
            finally:
                await stage.bot.stop()
                stage.close()
    finally:
        await local.stop()


@pytest.fixture
def about() -> dict[str, Any]:
    """What the desk has from the settings; a file of tests may say it differently."""
    return {}


@pytest.fixture
async def stage(tools: Tools, clock: MovableClock, about: dict[str, Any]) -> AsyncIterator[Stage]:
    """The bot on a Telegram of its own."""
    async with staged(tools, clock, **about) as stage:
        yield stage


@pytest.fixture
def phone(stage: Stage) -> Phone:
    """A newcomer's phone."""
    return stage.phone()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one the test says that it was skipped, and in CI it fails."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        reason = "there is no Chromium on this machine (apt-get install chromium)"
        if os.environ.get("STRIDESMITH_NEEDS_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found
