"""A bot that has grown: rows in every table, and a crowd."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text

from bot.store import portable
from bot.store.database import Store
from bot.store.migrate import current
from tests.crowd import crowd
from tests.store import rows

DUE = datetime(2026, 11, 21, 7, tzinfo=UTC)
CROWD = 50

Contents = dict[str, list[portable.Row]]


def grow(store: Store) -> Contents:
    """Fill a migrated database; return what is in it."""
    with store.engine.execution_options(writes=True).begin() as connection:
        rows.fill(connection, current(store) or "")
    crowd(store, CROWD, DUE)
    return contents(store)


def contents(store: Store) -> Contents:
    """Return every table's rows as they are stored, sealed or not."""
    with store.engine.begin() as connection:
        portable.settle(connection)
        return {
            shape.table: sorted(portable.read(connection, shape), key=repr)
            for shape in portable.shapes(connection)
        }


def run(store: Store, *statements: str) -> None:
    """Change something by hand."""
    with store.engine.execution_options(writes=True).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
