"""Wiping what was overwritten: told when it cannot be done, and nothing else is disturbed by it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import Column, Table, text
from sqlalchemy.exc import OperationalError

from bot.store import engines, scrubbing
from bot.store.database import Store
from bot.store.scrubbing import scrub
from tests.databases import KEYS, only_postgresql, only_sqlite

LEFT = "Old values may still lie in free pages of the database"


@pytest.fixture
def other(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """Another connection to the same file; nobody waits long for it."""
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_SECONDS", 0.05)
    with closing(sqlite3.connect(str(store.url.database), isolation_level=None)) as connection:
        yield connection


def test_a_database_at_rest_is_wiped(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    assert scrub(store)
    assert caplog.text == ""


@only_sqlite
@pytest.mark.parametrize("begin", ["BEGIN IMMEDIATE", "BEGIN"])
def test_whoever_writes_or_reads_just_now_keeps_it_from_being_wiped_and_that_is_told(
    store: Store, other: sqlite3.Connection, begin: str, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(Store(str(store.url), KEYS)) as impatient:
        other.execute(begin)
        other.execute("SELECT * FROM runner").fetchall()
        assert not scrub(impatient)
        assert LEFT in caplog.text
        other.execute("ROLLBACK")
        assert scrub(impatient)


@only_postgresql
def test_one_that_fails_leaves_no_connection_without_its_limits(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> dict[Table, list[Column[Any]]]:
        raise OperationalError("VACUUM", {}, Exception("no room"))

    monkeypatch.setattr(scrubbing, "sealed_columns", broken)
    assert not scrub(store)
    assert LEFT in caplog.text
    with store.engine.connect() as connection:
        assert connection.execute(text("SHOW statement_timeout")).scalar_one() == "30s"
