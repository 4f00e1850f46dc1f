"""The engine and its transactions, for SQLite and PostgreSQL alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlmodel import Session

BUSY_TIMEOUT_SECONDS = 15


class StoreError(Exception):
    """The database cannot be used; the text says why and what to do, without secrets."""


class Store:
    """One database: `reading()` and `writing()` open its transactions.

    A writing transaction on SQLite takes the write lock at its start: one that began by reading and then
    wants to write would otherwise fail when another thread wrote in between.
    """

    def __init__(self, url: str) -> None:
        """Prepare the engine; nothing is opened yet.

        Raises:
            StoreError: the URL cannot be understood or its driver is missing.
        """
        try:
            self.url = make_url(url)
            self.engine = _make_engine(url)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError) as error:
            raise StoreError(
                "DATABASE_URL is not a database address that can be used. Examples: sqlite:///data/stridesmith.sqlite3 "
                "or postgresql://user:password@host/name; leave it empty for an SQLite file in the data directory."
            ) from error

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
            StoreError: it cannot be opened.
        """
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError as error:
            raise StoreError(
                f"The database {self.url.render_as_string(hide_password=True)} cannot be opened: "
                "is the address right, the server up and the directory writable?"
            ) from error

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _make_engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    # What a statement was called with is people's words and names: it stays out of errors, which are logged.
    engine = create_engine(
        parsed,
        hide_parameters=True,
        connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
