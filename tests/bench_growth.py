"""`python -m tests.bench growth`: how many bytes a runner's year leaves in the database.

A few runners live a year day by day with a clock that is moved: each is reminded, looks at the day, trains every step
of every session with effort and the answer about pain, asks a question a week; every update passes the inbox, and the
hourly jobs tidy up once a day. What counts is what the days after the first eleven weeks add: by then as much is
forgotten each day as is kept for a while.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text, update

from bot.clock import FrozenClock, MovableClock
from bot.coach.words import Variant
from bot.library import load_library
from bot.library.objects import Library
from bot.services import asked, inbox, next_run, plans, reminders, sessions, talk, upkeep
from bot.services.tools import Tools
from bot.settings import PROJECT_FOLDER
from bot.store.database import Store
from bot.store.migrate import upgrade
from bot.store.tables import Runner
from bot.understanding.door import Understanding
from tests.bench_reminders import places
from tests.bench_table import Line
from tests.bench_updates import Phones
from tests.crowd import crowd
from tests.databases import KEYS

DAYS = 56
SETTLED = 77
KB_TARGET = 500.0
_BEGIN = datetime(2026, 1, 5, 6, 30, tzinfo=UTC)
_QUESTIONS = (
    "should I lift before or after my run?",
    "how sore is normal?",
    "do I need protein after a session?",
    "which shoes should I lift in?",
)


@dataclass
class Life:
    """Some runners' year."""

    tools: Tools
    clock: MovableClock
    chats: Sequence[int]
    dice: random.Random = field(default_factory=lambda: random.Random(6))
    trained: int = 0

    def day(self, number: int) -> None:
        """Live one day."""
        self.clock.move_to(_BEGIN + timedelta(days=number))
        inbox.clean(self.tools)
        asked.forget(self.tools)
        last: int | None = 0
        while last is not None:
            last = upkeep.roll_plans(self.tools, last)
        self._remind()
        phones = Phones(self.chats, self.clock.now())
        phones._numbers = iter(range(number * 1_000_000, (number + 1) * 1_000_000))
        updates = iter([update for _ in range(40) for update in phones.says("/today and some words")])
        for chat in self.chats:
            self._live(chat, number, [next(updates) for _ in range(40)])

    def _remind(self) -> None:
        self.clock.move_to(self.clock.now() + timedelta(minutes=31))
        while claimed := reminders.claim(self.tools):
            views = reminders.compose_all(self.tools, claimed)
            told = [
                each
                for each, view in zip(claimed, views, strict=True)
                if not isinstance(view, reminders.Nothing)
            ]
            reminders.sent_all(self.tools, [(each, self.dice.randrange(10**6)) for each in told])

    def _live(self, chat: int, number: int, updates: list[dict[str, object]]) -> None:
        self._received(updates, chat)
        day = plans.today(self.tools, chat)
        if next_run.standing(self.tools, chat).due is not None:
            self._received(updates, chat)
            next_run.answer(self.tools, chat, next_run.standing(self.tools, chat).due or day.day, "yy0", 1)
        if number % 7 == chat % 7:
            self._received(updates, chat)
            talk.hear(self.tools, chat, self.dice.choice(_QUESTIONS), 2)
        if day.session is not None and day.session.open and self.dice.random() < 0.9:
            self._train(chat, day.day, updates)

    def _train(self, chat: int, day: date, updates: list[dict[str, object]]) -> None:
        view = sessions.start(self.tools, chat, day, Variant.FULL)
        while isinstance(view, sessions.StepView):
            self._received(updates, chat)
            view = sessions.done(self.tools, chat, day, view.position)
        self._received(updates, chat)
        sessions.effort(self.tools, chat, day, 7.0)
        sessions.pain(self.tools, chat, day, "none")
        self.trained += 1

    def _received(self, updates: list[dict[str, object]], chat: int) -> None:
        """Pass an update through the inbox."""
        update_ = updates.pop()
        number = int(str(update_["update_id"]))
        inbox.keep(self.tools, [inbox.Arrived(number, json.dumps(update_), chat)])
        inbox.handled(self.tools, [number])


def measure(kinds: Sequence[str], runners: int = 6, days: int = DAYS, settled: int = SETTLED) -> list[Line]:
    """Live the year on each kind of database and return the lines of the table."""
    library = load_library(PROJECT_FOLDER / "content")
    lines = []
    with places(kinds) as (_, url):
        for kind in kinds:
            store = Store(url(kind), KEYS)
            upgrade(store)
            life = _begin(store, library, runners)
            for number in range(settled):
                life.day(number)
            before, life.trained = _bytes(store), 0
            for number in range(settled, settled + days):
                life.day(number)
            kb = (_bytes(store) - before) / runners / days * 365 / 1024
            note = f"{life.trained / runners / days * 7:.1f} sessions a week, over {days} days"
            lines.append(Line("database by runner and year", kind, kb, "kB", most=KB_TARGET, note=note))
            store.close()
    return lines


def _begin(store: Store, library: Library, runners: int) -> Life:
    clock = MovableClock(FrozenClock(_BEGIN))
    tools = Tools(store, clock, library, Understanding(library))
    chats = crowd(store, runners, _BEGIN + timedelta(minutes=30), days_planned=False, zone="Etc/GMT")
    with store.writing() as session:
        fresh = {"planned_until": None, "created_at": _BEGIN, "onboarded_at": _BEGIN, "wish": 3}
        session.execute(update(Runner).values(fresh), execution_options={"synchronize_session": False})
    return Life(tools, clock, chats)


def _bytes(store: Store) -> int:
    """Return what the tables and their indexes take, without what is only free space in the files."""
    if store.engine.dialect.name == "sqlite":
        raw = store.engine.raw_connection()
        try:
            raw.execute("VACUUM")  # type: ignore[attr-defined]
            pages = raw.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[attr-defined]
            size = raw.execute("PRAGMA page_size").fetchone()[0]  # type: ignore[attr-defined]
        finally:
            raw.close()
        return int(pages * size)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM FULL"))
        found = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        return int(found)
