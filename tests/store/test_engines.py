"""What PostgreSQL is told: how long anything may wait, how many connections, and who it is."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from bot.services.away import is_away
from bot.settings import Settings
from bot.store import engines
from bot.store.database import Store, StoreError
from bot.store.tables import InboxUpdate
from tests.databases import KEYS, only_postgresql, only_sqlite

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def shown(store: Store, *names: str) -> list[str]:
    with store.engine.connect() as connection:
        return [connection.execute(text(f"SHOW {name}")).scalar_one() for name in names]


@only_postgresql
def test_nothing_waits_for_ever(store: Store) -> None:
    limits = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    assert shown(store, *limits) == ["30s", "10s", "1min"]
    assert shown(store, "application_name") == ["stridesmith"]
    store.close()
    assert shown(store, *limits) == ["30s", "10s", "1min"], "on every connection"


@only_postgresql
def test_what_the_operator_says_goes_before(store: Store) -> None:
    url = store.url.render_as_string(hide_password=False)
    theirs = f"{url}&options=-c%20statement_timeout%3D7s&application_name=worker"
    with closing(Store(theirs, KEYS)) as other:
        assert shown(other, "statement_timeout", "lock_timeout", "application_name") == [
            "7s",
            "10s",
            "worker",
        ]
    with store.engine.begin() as connection:
        connection.execute(
            text("ALTER ROLE postgres IN DATABASE " + str(store.url.database) + " SET lock_timeout = '3s'")
        )
    store.close()
    assert shown(store, "lock_timeout") == ["3s"]


@only_postgresql
def test_a_statement_that_takes_too_long_is_broken_off(store: Store) -> None:
    with store.engine.connect() as connection:
        connection.execute(text("SET statement_timeout = 50"))
        with pytest.raises(OperationalError, match="statement timeout") as raised:
            connection.execute(text("SELECT pg_sleep(60)"))
    assert not is_away(raised.value), "waiting is of no use"


def hang_up(store: Store, number: int) -> None:
    """Let the server close a connection."""
    url = store.url.render_as_string(hide_password=False)
    with closing(Store(url, KEYS)) as other, other.writing() as session:
        session.connection().execute(text(f"SELECT pg_terminate_backend({number}, 5000)"))


@only_postgresql
def test_a_connection_that_the_server_has_closed_is_opened_anew(store: Store) -> None:
    with store.engine.connect() as connection:
        number = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    hang_up(store, number)
    with store.reading() as session:
        assert session.connection().execute(text("SELECT pg_backend_pid()")).scalar_one() != number


@only_postgresql
def test_one_that_is_closed_in_the_middle_says_that_the_database_is_away(store: Store) -> None:
    with store.engine.connect() as connection:
        number = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        hang_up(store, number)
        with pytest.raises(OperationalError) as raised:
            connection.execute(text("SELECT 1"))
    assert is_away(raised.value)


@only_postgresql
def test_there_are_no_more_connections_than_the_settings_say(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_POOL_SECONDS", 0.05)
    with (
        closing(Store(store.url.render_as_string(hide_password=False), KEYS, connections=2)) as small,
        small.engine.connect(),
        small.engine.connect(),
        pytest.raises(NoConnection),
    ):
        small.engine.connect()


def test_the_settings_and_the_engine_agree_about_connections() -> None:
    assert Settings(_env_file=None).database_connections == engines.CONNECTIONS


def test_a_server_that_is_not_there_is_away_and_said_to_be_soon() -> None:
    with closing(Store("postgresql+psycopg://robin@127.0.0.1:1/none", KEYS)) as store:
        began = time.perf_counter()
        with pytest.raises(OperationalError) as raised:
            store.engine.connect()
        assert time.perf_counter() - began < 10
    assert is_away(raised.value)


@only_sqlite
def test_what_is_deleted_is_gone_from_the_file_however_sqlite_was_built(store: Store) -> None:
    with closing(_built_otherwise(str(store.url))) as other:
        with other.writing() as session:
            session.add_all(
                InboxUpdate(update_id=number, received_at=AT, payload="x" * 900) for number in range(50)
            )
        sealed = f"{KEYS.newest}:".encode()
        assert _times(other, sealed) == 50
        with other.writing() as session:
            session.execute(delete(InboxUpdate))
        assert _times(other, sealed) == 0


def _built_otherwise(url: str) -> Store:
    """Return a store on an SQLite that leaves what is deleted where it was."""
    made = Store(url, KEYS)
    tidy = list(made.engine.pool.dispatch.connect)

    def untidy(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA secure_delete=OFF")

    event.listen(made.engine, "connect", untidy, insert=True)
    assert list(made.engine.pool.dispatch.connect) == [untidy, *tidy], "before our own words"
    return made


def _times(store: Store, what: bytes) -> int:
    """Return how often something stands in the file."""
    with store.engine.connect() as connection:
        connection.rollback()
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(str(store.url.database)).read_bytes().count(what)


def test_a_new_file_does_not_take_the_place_of_one_whose_log_is_left(tmp_path: Path) -> None:
    """SQLite would empty the log, which may hold what was written last."""
    file, log = tmp_path / "data.sqlite3", tmp_path / "data.sqlite3-wal"
    log.write_bytes(b"the last hour")
    with (
        closing(Store(f"sqlite:///{file}", KEYS)) as store,
        pytest.raises(StoreError, match="lies there without") as raised,
    ):
        store.probe()
    assert "\n" not in str(raised.value)
    assert log.read_bytes() == b"the last hour"
    assert not file.exists()
    log.unlink()
    with closing(Store(f"sqlite:///{file}", KEYS)) as store:
        store.probe()


@only_sqlite
def test_a_locked_file_is_not_away(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_SECONDS", 0.01)
    with (
        closing(Store(str(store.url), KEYS)) as other,
        store.writing() as mine,
        other.writing() as theirs,
    ):
        mine.connection()
        with pytest.raises(OperationalError) as raised:
            theirs.connection()
    assert not is_away(raised.value)
