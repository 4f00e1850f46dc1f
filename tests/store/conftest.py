"""Here the database matters: each test runs on both kinds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import Store
from tests.databases import KEYS, KINDS, Cluster, database

__all__ = ["database"]


@pytest.fixture(params=KINDS)
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database with nothing in it, of each kind in turn."""
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path / 'bare.sqlite3'}", KEYS)
        yield store
        store.close()
        return
    server: Cluster = request.getfixturevalue("postgres")
    name = server.empty()
    store = Store(server.url(name), KEYS)
    yield store
    store.close()
    server.drop(name)
