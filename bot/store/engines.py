"""Engines for SQLite and PostgreSQL: how long anything may wait, and how many connections there are."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

BUSY_TIMEOUT_SECONDS = 15

# A process uses as many at once as it has threads for the database: four more than processors, 32 at most. PostgreSQL
# allows 100 altogether if nobody changed that, small hosted ones 20: room for two processes and the operator.
CONNECTIONS = 8

# What an operator sets for the server, the database, the role or in the address goes before these.
_LIMITS = {
    # The bot's statements take milliseconds. One that takes so long waits for something that does not come, and holds
    # one of the few connections meanwhile; the chat then hears that something went wrong.
    "statement_timeout": "30s",
    # Whoever holds a row does so for milliseconds; behind a stuck one, chats should not queue up one after the other.
    "lock_timeout": "10s",
    # A process that froze in the middle of a transaction would keep its locks, and old rows from being cleared away.
    "idle_in_transaction_session_timeout": "60s",
}
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "secure_delete=ON",  # what is deleted is overwritten, however SQLite was built
)
_SET_LIMITS = (
    "SELECT set_config(wanted.name, wanted.value, false) "
    "FROM pg_settings JOIN unnest(%s::text[], %s::text[]) AS wanted (name, value) USING (name) WHERE source = 'default'"
)
# Parameters of libpq; the address's own go before these, too.
_WAY = {
    # Without it a server that does not answer at all is waited for as long as the system likes: two minutes.
    "connect_timeout": "3",
    # Shown in pg_stat_activity: who it is that holds a lock.
    "fallback_application_name": "stridesmith",
    # A server that vanished (its machine went down, a firewall forgot the connection) says no goodbye: without these
    # a thread waits for its answer for a quarter of an hour.
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
# Half an hour: firewalls and poolers cut what lives longer, and a server that fails over is found again by its name.
_RECYCLE_SECONDS = 1800
# For a connection of the pool; longer, and more chats wait than will be answered in time.
_POOL_SECONDS = 10


def make_engine(url: str | URL, connections: int = CONNECTIONS) -> Engine:
    """Return the engine for a database's address; nothing is opened yet. `connections`: at most, on PostgreSQL.

    Raises:
        ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError: the address cannot be understood, or its
            driver is missing.
    """
    parsed = make_url(url)
    return _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed, connections)


def read_only(path: Path) -> Engine:
    """Return an engine that only reads an SQLite file, which has to be there: a look at it makes no file."""
    address = f"{path.resolve().as_uri()}?mode=ro"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_SECONDS)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _postgresql(url: URL, connections: int) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={name: value for name, value in _WAY.items() if name not in url.query},
        pool_size=connections,
        max_overflow=0,  # a bound that an operator can reckon with
        pool_timeout=_POOL_SECONDS,
        pool_pre_ping=True,  # one that the server has closed meanwhile is opened anew, and nobody notices
        pool_recycle=_RECYCLE_SECONDS,
        pool_use_lifo=True,  # what a busy hour has opened lies still afterwards
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # By a statement and not among the start-up parameters: some poolers refuse those.
        connection.autocommit = True
        connection.execute(_SET_LIMITS, (list(_LIMITS), list(_LIMITS.values())))
        connection.autocommit = False

    return engine


def _sqlite(url: URL) -> Engine:
    # What a statement was called with is people's words and names: it stays out of errors, which are logged.
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
