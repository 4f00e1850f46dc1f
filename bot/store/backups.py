"""Backups: one SQLite file, whichever kind of database the bot works on, and the way back."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError

from bot.store.copying import Copied, Progress, copy, survey
from bot.store.database import Store, StoreError
from bot.store.engines import read_only

_MAGIC = b"SQLite format 3\x00"
_OWNER_ONLY = 0o600


def back_up(store: Store, file: Path, progress: Progress = lambda *_: None) -> list[Copied]:
    """Write everything into a new file that only its owner may read, while the bot goes on; return what is in it.

    Raises:
        StoreError: the file is there already or cannot be written, or the database cannot be read.
    """
    # Under its own name there is only what is whole: a part that a kill left behind is nobody's backup.
    part = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    try:
        if file.exists():
            raise FileExistsError
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ONLY))
        held = _written(store, part, progress)
        _name(part, file)
    except FileExistsError as error:
        raise StoreError(f"{file} is there already: nothing was overwritten. Choose another name.") from error
    except OSError as error:
        raise StoreError(f"{file} cannot be written ({error.strerror}).") from error
    except (sqlite3.Error, SQLAlchemyError) as error:
        why = error if isinstance(error, sqlite3.Error) else type(error).__name__
        raise StoreError(f"The backup could not be written ({why}); {file} was not made.") from error
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            part.with_name(part.name + end).unlink(missing_ok=True)
    return held


def restore(file: Path, target: Store, progress: Progress = lambda *_: None) -> list[Copied]:
    """Put what is in a backup into an empty database; return what arrived.

    Raises:
        StoreError: the file is no backup or is damaged; nothing was changed.
        CopyError: see `copying.copy`.
    """
    _need_backup(file)
    source = read_only(file)
    try:
        return copy(source, target, progress)
    finally:
        source.dispose()


def troubles(connection: sqlite3.Connection) -> list[str]:
    """Return what is wrong with an SQLite file: its pages, its indexes, and rows that point at none."""
    # As digits: where pages are damaged, what it finds may be no text.
    found = [
        bytes.fromhex(line).decode(errors="replace")
        for (line,) in connection.execute("SELECT hex(integrity_check) FROM pragma_integrity_check")
    ]
    if found == ["ok"]:
        found = []
    orphans = connection.execute(
        'SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2'
    ).fetchall()
    return found + [
        f"{number} rows of {table} point at nothing in {parent}" for table, parent, number in orphans
    ]


def _written(store: Store, part: Path, progress: Progress) -> list[Copied]:
    if store.engine.dialect.name == "sqlite":
        _copy_pages(Path(str(store.url.database)), part)
        held = None
    else:
        target = Store(URL.create("sqlite", database=str(part)))
        try:
            held = copy(store.engine, target, progress)
        finally:
            target.close()
    with closing(sqlite3.connect(part, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        if wrong := troubles(connection):
            raise StoreError(
                f"The backup is not sound ({wrong[0]}): it was thrown away. See `stridesmith db check`."
            )
    arrived = _survey(part)
    if held is not None and sorted(held, key=str) != sorted(arrived, key=str):
        raise StoreError("The backup does not hold what was written: it was thrown away. Try again.")
    return arrived


def _survey(part: Path) -> list[Copied]:
    source = read_only(part)
    try:
        return survey(source)
    finally:
        source.dispose()


def _copy_pages(database: Path, part: Path) -> None:
    """Copy page by page what was committed at one instant; in WAL mode that holds nobody up."""
    address = f"{database.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as source, closing(sqlite3.connect(part)) as target:
        # All in one step: in several, each write of the bot in between would begin it anew.
        source.backup(target, pages=-1)


def _need_backup(file: Path) -> None:
    try:
        with file.open("rb") as opened:
            head = opened.read(len(_MAGIC))
    except OSError as error:
        raise StoreError(f"{file} cannot be read ({error.strerror}); nothing was changed.") from error
    if head != _MAGIC:
        raise StoreError(f"{file} is no backup of this bot; nothing was changed.")
    source = read_only(file)
    try:
        with source.connect() as connection:
            raw = connection.connection.driver_connection
            wrong = troubles(raw) if isinstance(raw, sqlite3.Connection) else ["no SQLite"]
    except (SQLAlchemyError, sqlite3.Error, UnicodeError) as error:  # a damaged name may be no text
        raise StoreError(f"{file} is damaged; nothing was changed. Take an older backup.") from error
    finally:
        source.dispose()
    if wrong:
        raise StoreError(f"{file} is damaged; nothing was changed. Take an older backup.")


def _name(part: Path, file: Path) -> None:
    """Give a whole backup its name, unless there is something of that name by now."""
    try:
        os.link(part, file)
    except FileExistsError:
        raise
    except OSError:  # a disk that knows no links
        if file.exists():
            raise FileExistsError from None
        part.rename(file)
