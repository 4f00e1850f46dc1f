"""What was overwritten is wiped from the files, too: databases only mark the place of an old row as free."""

from __future__ import annotations

import logging

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.store.database import Store
from bot.store.resealing import sealed_columns

log = logging.getLogger(__name__)


def scrub(store: Store) -> None:
    """Write the tables with sealed columns anew, without what stood there before.

    A database that has no room for it, or is too busy, keeps working; the log says what is left to do.
    """
    try:
        if store.engine.dialect.name == "sqlite":
            _sqlite(store)
        else:
            _postgresql(store)
    except SQLAlchemyError as error:
        log.warning(
            "Old values may still lie in free pages of the database (%s): VACUUM it when there is time",
            type(error).__name__,
        )


def _sqlite(store: Store) -> None:
    with store.engine.connect() as connection:
        raw = connection.connection.driver_connection
        if raw is None:
            return
        connection.rollback()  # VACUUM stands outside of any transaction
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # its pages are in the file only then


def _postgresql(store: Store) -> None:
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        for table in sealed_columns():
            connection.execute(text(f'VACUUM FULL "{table.name}"'))
        connection.invalidate()  # the timeout was this connection's
