"""The engine and its transactions, for SQLite and PostgreSQL alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlmodel import Session

from bot.store.columns import hang_keys
from bot.store.engines import CONNECTIONS, make_engine
from bot.store.sealing import KeyRing


class StoreError(Exception):
    """The database cannot be used; the text says why and what to do, without secrets."""


class Store:
    """One database: `reading()` and `writing()` open its transactions.

    A writing transaction on SQLite takes the write lock at its start: one that began by reading and then
    wants to write would otherwise fail when another thread wrote in between.
    """

    def __init__(
        self, url: str | URL, keys: KeyRing | None = None, *, connections: int = CONNECTIONS
    ) -> None:
        """Prepare the engine; nothing is opened yet. `connections`: at most, on PostgreSQL.

        Without keys, what is sealed can be neither read nor written.

        Raises:
            StoreError: the URL cannot be understood or its driver is missing.
        """
        try:
            self.url = make_url(url)
            self.engine = make_engine(url, connections)
            self.use(keys)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError) as error:
            raise StoreError(
                "DATABASE_URL is not a database address that can be used. Examples: sqlite:///data/stridesmith.sqlite3 "
                "or postgresql://user:password@host/name; leave it empty for an SQLite file in the data directory."
            ) from error

    def use(self, keys: KeyRing | None) -> None:
        """Take other keys than before."""
        hang_keys(self.engine.dialect, keys)
        self.keys = keys

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction that only reads."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a transaction that writes: committed at the end, undone by an exception."""
        engine = self.engine.execution_options(writes=True)
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    def probe(self) -> None:
        """Open the database once.

        Raises:
            StoreError: it cannot be opened, or would destroy what is left of another one.
        """
        self._need_no_leftover()
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError as error:
            original = getattr(error, "orig", None)
            damaged = isinstance(original, sqlite3.DatabaseError) and not isinstance(
                original, sqlite3.OperationalError
            )
            why = (
                "its file is damaged, put it away and restore a backup."
                if damaged
                else "is the address right, the server up and the directory writable?"
            )
            raise StoreError(
                f"The database {self.url.render_as_string(hide_password=True)} cannot be opened: {why}"
            ) from error

    def _need_no_leftover(self) -> None:
        """Refuse an SQLite file that is not there but for its log: a new one in its place would empty the log."""
        if self.engine.dialect.name != "sqlite" or not self.url.database:
            return
        file = Path(self.url.database)
        log = file.with_name(f"{file.name}-wal")
        if log.exists() and not file.exists():
            raise StoreError(
                f"{log} lies there without {file.name}, and may hold the newest data of it; nothing was changed. "
                "Put it beside that file, wherever that is now."
            )

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
