"""What was overwritten is wiped from the files, too: databases only mark the place of an old row as free."""

from __future__ import annotations

import logging
import sqlite3

from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from bot.store.database import Store
from bot.store.resealing import sealed_columns

log = logging.getLogger(__name__)


def scrub(store: Store) -> bool:
    """Write the tables with sealed columns anew, without what stood there before; return whether all of it is gone.

    A database that has no room for it, or is too busy, keeps working; the log says what is left to do.
    """
    try:
        left = None if _wiped(store) else "busy"
    except (SQLAlchemyError, sqlite3.Error) as error:
        left = type(error).__name__
    if left:
        log.warning(
            "Old values may still lie in free pages of the database (%s): `stridesmith keys rotate` wipes them when it "
            "is quiet",
            left,
        )
    return left is None


def _wiped(store: Store) -> bool:
    return _sqlite(store) if store.engine.dialect.name == "sqlite" else _postgresql(store)


def _sqlite(store: Store) -> bool:
    with store.engine.connect() as connection:
        raw = connection.connection.driver_connection
        if raw is None:
            return False
        connection.rollback()  # VACUUM stands outside of any transaction
        raw.execute("VACUUM")
        # Its pages are in the file only then; somebody who reads just now keeps the old ones there.
        (busy, *_) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy


def _postgresql(store: Store) -> bool:
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            connection.execute(text("SET statement_timeout = 0"))
            there = set(inspect(connection).get_table_names())
            for table in sealed_columns():
                if table.name in there:
                    connection.execute(text(f'VACUUM FULL "{table.name}"'))
        finally:
            connection.invalidate()  # the timeout was this connection's
    return True
