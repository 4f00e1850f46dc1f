"""The database in an operator's hands: looked through, moved to another one, backed up and restored."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from bot.failures import StartError, need_writable
from bot.opening import open_store, ring_of
from bot.settings import Settings, sqlite_address, with_driver
from bot.store import backups
from bot.store.copying import Copied, copy
from bot.store.database import Store
from bot.store.engines import read_only
from bot.store.migrate import current, drift, newest
from bot.store.resealing import locked, sealed_with

OF_THE_SETTINGS = "-"
_CHECKSUM_SHOWN = 12

Tell = Callable[[str, int, int], None]


def check(settings: Settings) -> list[str]:
    """Return what is wrong with the database, a line each.

    Raises:
        StartError, StoreError: see `open_store`.
    """
    try:
        with closing(open_store(settings, up_to_date=False)) as store:
            if wrong := _troubles(store):
                return wrong
            if current(store) != newest():
                return ["The database is at another revision than this code: run `stridesmith db upgrade`."]
            return drift(store, strangers=False) + [
                f"{table} has rows that are sealed with a key that is not here ({number}): put it back behind the "
                "others, start every process anew, and run `stridesmith keys rotate`."
                for table, number in locked(store).items()
            ]
    except (DatabaseError, sqlite3.DatabaseError, UnicodeError) as error:
        if make_url(settings.database).get_backend_name() == "sqlite":
            return [f"The database file is damaged ({type(error).__name__}): restore a backup."]
        raise


def move(settings: Settings, source: str, target: str) -> None:
    """Copy everything from one database into another, which is empty, and show what arrived.

    Each is an address, a file, or `-` for the one of the settings.

    Raises:
        StartError: there is nothing at the source.
        StoreError: nothing was copied.
    """
    source, target = (settings.database if given == OF_THE_SETTINGS else given for given in (source, target))
    with closing(_there(source)) as old, closing(Store(_address(target))) as new:
        new.probe()
        with _progress() as tell, _read(old) as engine:
            copied = copy(engine, new, tell)
        _show(copied)
        _say(
            f"Everything is in {new.url.render_as_string(hide_password=True)}, and was read there once more. "
            "Set DATABASE_URL to it. What a bot that ran meanwhile has written to the old one is not in it."
        )


def back_up(settings: Settings, file: Path) -> None:
    """Write a backup and show what is in it.

    Raises:
        StartError: there is no database yet.
        StoreError: see `backups.back_up`.
    """
    with closing(_there(settings.database)) as store:
        with _progress() as tell:
            held = backups.back_up(store, file, tell)
        _show(held)
        _say(
            f"{file} is written and sound; only you may read it. The keys of the data (DATA_KEYS, DATA_KEYS_FILE) are "
            "NOT in it: keep them at another place, nothing can be read without them."
        )


def restore(settings: Settings, file: Path) -> None:
    """Put a backup into the empty database of the settings, and show what arrived.

    Raises:
        StartError: the data directory cannot be written.
        StoreError: see `backups.restore`; nothing was changed.
    """
    if not settings.database_url:
        need_writable(settings.data_dir)
    with closing(Store(settings.database)) as store:
        store.probe()
        with _progress() as tell:
            arrived = backups.restore(file, store, tell)
        _show(arrived)
        older = current(store) != newest()
        _say(
            "Everything is restored and was read once more. "
            + (
                "But a key that it is sealed with is not here: put the keys of that time back before the start."
                if _lacks_keys(settings, store)
                else "The keys that it is sealed with are here."
            )
            + (" It comes from an older version: run `stridesmith db upgrade`." if older else "")
        )


def _lacks_keys(settings: Settings, store: Store) -> bool:
    ring = ring_of(settings)
    return not sealed_with(store) <= set(() if ring is None else ring.fingerprints)


def _troubles(store: Store) -> list[str]:
    """Return what is wrong with an SQLite file; PostgreSQL watches over itself."""
    if store.engine.dialect.name != "sqlite":
        return []
    with store.engine.connect() as connection:
        raw = connection.connection.driver_connection
        return backups.troubles(raw) if isinstance(raw, sqlite3.Connection) else []


def _address(given: str) -> str:
    """Return a database's address, also for the path of an SQLite file."""
    return with_driver(given) if "://" in given else sqlite_address(Path(given))


def _there(given: str) -> Store:
    """Return a database that should be there already.

    Raises:
        StartError: it is an SQLite file, and there is none.
        StoreError: the address cannot be used.
    """
    store = Store(_address(given))
    if store.engine.dialect.name == "sqlite" and not Path(str(store.url.database)).is_file():
        raise StartError(f"There is no database at {store.url.database} yet.")
    if store.engine.dialect.name != "sqlite":
        store.probe()
    return store


@contextmanager
def _read(store: Store) -> Iterator[Engine]:
    """Open a database for reading only."""
    if store.engine.dialect.name != "sqlite":
        yield store.engine
        return
    engine = read_only(Path(str(store.url.database)))
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _progress() -> Iterator[Tell]:
    """Show how far it is, where somebody looks on."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:20}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def tell(table: str, done: int, total: int) -> None:
            bar.update(task, description=table or "comparing", completed=done, total=total)

        yield tell


def _show(tables: Sequence[Copied]) -> None:
    """Print the tables that are not empty, and how many rows there are in all."""
    shown = Table("table", "rows", "checksum", box=None)
    for each in sorted(tables, key=lambda each: each.table):
        if each.rows:
            shown.add_row(each.table, str(each.rows), each.checksum[:_CHECKSUM_SHOWN])
    shown.add_row("all", str(sum(each.rows for each in tables)), "")
    Console(highlight=False, soft_wrap=True).print(shown)


def _say(sentence: str) -> None:
    Console(highlight=False, soft_wrap=True).print(sentence, markup=False)
