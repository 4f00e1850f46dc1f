"""What must hold when the month is over: nothing half-finished or left of the deleted, whole plans, flat memory."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import func, or_, select, text
from sqlmodel import SQLModel

from bot.services.tools import Tools
from bot.store.database import Store
from bot.store.tables import Runner
from tests.play.checks import Checks, Errors, Finding
from tests.play.scene import FIRST_CHAT
from tests.soaking import rows
from tests.soaking.phones import Phones

MOST_GROWTH = 0.6  # MB a day
_CHATS = ("chat_id", "chat")
# A send that met a fault ends in one of these; what the runner wanted is done, and they see it at their next tap.
_OF_FAULTS = ("telegram.error.", "telegram.request.BaseRequest: Can not load", "bot.chat.http.NotSent")


def unfinished(store: Store) -> list[str]:
    """Return what is half-finished or broken in the database."""
    found = []
    if left := rows.waiting(store):
        found.append(f"{left} updates are left in the inbox")
    with store.engine.connect() as connection:
        twice = "SELECT runner_id, day FROM planned_session GROUP BY runner_id, day HAVING count(*) > 1"
        found += [f"two sessions on a day: {each}" for each in connection.execute(text(twice)).all()]
        if store.engine.dialect.name == "sqlite":
            said = connection.execute(text("PRAGMA integrity_check")).scalar_one()
            if said != "ok":
                found.append(f"integrity check: {said}")
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            found += [f"a row points at nothing: {each}" for each in broken]
        else:
            found += _orphans(store)
    return found


def _orphans(store: Store) -> list[str]:
    found = []
    with store.engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            for key in table.foreign_keys:
                there = select(key.column)
                query = select(func.count()).where(key.parent.is_not(None), key.parent.not_in(there))
                if number := connection.execute(query).scalar_one():
                    found.append(f"{number} rows of {table.name} point at nothing")
    return found


def left_of(store: Store, removed: Iterable[tuple[int, int]], present: set[int]) -> list[str]:
    """Return where rows of deleted runners (id and chat) are left; `present` are chats that came back."""
    found = []
    with store.engine.connect() as connection:
        reused = set(connection.execute(select(SQLModel.metadata.tables["runner"].c.id)).scalars())
        for runner, chat in removed:
            for table in SQLModel.metadata.sorted_tables:
                mine = [
                    key.parent == runner
                    for key in table.foreign_keys
                    if key.column.table.name == Runner.__tablename__ and runner not in reused
                ]
                if chat not in present:
                    mine += [table.c[name] == chat for name in _CHATS if name in table.c]
                    mine += [table.c.id == chat] if table.name == "chat" else []
                if not mine:
                    continue
                query = select(func.count()).select_from(table).where(or_(*mine))
                if number := connection.execute(query).scalar_one():
                    found.append(f"{number} rows of {table.name} are left of runner {runner}, chat {chat}")
    return found


class _EachTime(Checks):
    """Checks a plan whether it was seen before or not: what it is made of is another program's database."""

    def _plan_rows(self, who: int) -> object:
        return object()


class Plans:
    """Looks at runners' plans: they break no hard rule and have no session in a pause."""

    def __init__(self, tools: Tools, phones: Phones) -> None:
        phones.lend(tools)
        self._checks = _EachTime(phones, Errors())
        self.broken: list[str] = []

    @property
    def looked(self) -> int:
        """How many were looked at."""
        return self._checks.counts["plans checked"]

    def look(self, chats: Iterable[int]) -> None:
        """Look at the plans of some chats' runners."""
        for chat in chats:
            try:
                self._checks.plan(chat - FIRST_CHAT)
            except Finding as finding:
                self.broken.append(str(finding))


def errors_logged(log: Path) -> list[str]:
    """Return what was logged at ERROR or above, but for what Telegram's own faults lead to."""
    text_of = log.read_text(encoding="utf-8") if log.is_file() else ""
    entries = re.split(r"^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)", text_of, flags=re.MULTILINE)
    bad = [each for each in entries if re.match(r"\S+ \S+ (ERROR|CRITICAL) ", each)]
    return [each.strip()[:2000] for each in bad if not any(known in each for known in _OF_FAULTS)]
