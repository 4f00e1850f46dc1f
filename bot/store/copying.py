"""Moves everything from one database into another, of whichever kinds: all of it, or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from bot.store import portable
from bot.store.database import Store, StoreError
from bot.store.migrate import UnknownRevision, bring, revision_of
from bot.store.portable import Row, Shape

# The fingerprints of the keys that rows are sealed with.
_KEYS = "sealing_key"
# Filled by whoever opens a new database, before there is anybody's data in it.
_OF_NOBODY = {"alembic_version", _KEYS}

Progress = Callable[[str, int, int], None]
"""Told every few thousand rows: the table, how many rows are written, how many there are in all tables."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A table of the copy: its rows, and the sum over them that is the same on both sides."""

    table: str
    rows: int
    checksum: str


class CopyError(StoreError):
    """Nothing was copied, and the target is as it was; the text says why, without anybody's data."""


class _Differs(Exception):
    """The two sides are not alike; the text says where."""


def copy(source: Engine, target: Store, progress: Progress = lambda *_: None) -> list[Copied]:
    """Copy all tables into an empty database, which is brought to the source's revision.

    The source is seen as it was at one instant, whoever writes to it meanwhile. Rows are carried over as they are:
    what is sealed needs the same keys afterwards. Both sides are read anew before the target keeps anything.

    Raises:
        CopyError: the source is no database of this bot or of a newer version, the target is not empty, or what
            arrived is not what was there.
    """
    place = ["opening the two databases"]
    errors: tuple[type[Exception], ...] = (
        SQLAlchemyError,
        source.dialect.loaded_dbapi.Error,
        target.engine.dialect.loaded_dbapi.Error,
        sqlite3.Error,
        ValueError,
    )
    try:
        with _snapshot(source) as old, target.engine.execution_options(writes=True).begin() as new:
            portable.settle(new)
            place[0] = "bringing the target to the same revision"
            shapes = _prepared(old, new)
            _carry(old, new, shapes, progress, place)
            place[0] = "comparing the two sides"
            return [_compared(old, new, shape) for shape in shapes]
    except UnknownRevision as error:
        raise CopyError(
            "Nothing was copied: the data comes from a newer version of this bot. Install that version first."
        ) from error
    except (_Differs, portable.UnknownType) as error:
        raise CopyError(f"Nothing was copied, and the target is as it was: {error}.") from error
    except errors as error:
        raise CopyError(
            f"Nothing was copied, and the target is as it was: {place[0]} failed ({_why(error)})."
        ) from error


def survey(source: Engine) -> list[Copied]:
    """Return what a database holds.

    Raises:
        SQLAlchemyError: it cannot be read.
    """
    with _snapshot(source) as connection:
        return [
            Copied(shape.table, *portable.checksum(portable.read(connection, shape)))
            for shape in portable.shapes(connection)
        ]


@contextmanager
def _snapshot(source: Engine) -> Iterator[Connection]:
    """Open a transaction that sees one instant: SQLite's do anyway."""
    if source.dialect.name == "postgresql":
        source = source.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with source.begin() as connection:
        portable.settle(connection)
        yield connection


def _prepared(old: Connection, new: Connection) -> list[Shape]:
    """Return the tables to copy, once they are the same and empty on the other side."""
    revision = revision_of(old)
    if revision is None:
        raise _Differs("there is no data of this bot to copy")
    _need_empty(new)
    bring(new, revision)
    wanted = portable.shapes(new)
    there = set(inspect(old).get_table_names())
    names = [shape.table for shape in wanted]
    if missing := [name for name in names if name not in there]:
        raise _Differs(
            f"the data to copy has no table “{missing[0]}”, which its revision {revision} should have"
        )
    # What else lies there (a replication tool's own tables) is nobody's business.
    found = {shape.table: shape for shape in portable.shapes(old, names)}
    for shape in wanted:
        if found[shape.table] != shape:
            raise _Differs(
                f"the table “{shape.table}” is not as revision {revision} has it; see `stridesmith db check`"
            )
    return wanted


def _need_empty(connection: Connection) -> None:
    names = set(inspect(connection).get_table_names())
    ours = "alembic_version" in names
    for name in sorted(names - _OF_NOBODY):
        if not ours or portable.count(connection, name):
            raise _Differs(f"the target is not empty, there is something in the table “{name}”")
    if _KEYS in names:  # those that a start has noted; what comes brings its own
        connection.exec_driver_sql(f"DELETE FROM {_KEYS}")  # noqa: S608 - a name of our own


def _carry(
    old: Connection, new: Connection, shapes: Iterable[Shape], progress: Progress, place: list[str]
) -> None:
    shapes = list(shapes)
    total = sum(portable.count(old, shape.table) for shape in shapes)
    done = 0

    def counted(shape: Shape) -> Iterator[Row]:
        nonlocal done
        for row in portable.read(old, shape):
            yield row
            done += 1
            if done % portable.ROWS_AT_ONCE == 0:
                progress(shape.table, done, total)

    for shape in shapes:
        place[0] = f"the table “{shape.table}”"
        progress(shape.table, done, total)
        portable.write(new, shape, counted(shape))
        portable.count_on(new, shape)
    progress("", done, total)


def _compared(old: Connection, new: Connection, shape: Shape) -> Copied:
    before, after = (portable.checksum(portable.read(side, shape)) for side in (old, new))
    if before != after:
        raise _Differs(
            f"the table “{shape.table}” did not arrive as it was ({before[0]} rows, then {after[0]})"
        )
    return Copied(shape.table, *after)


def _why(error: Exception) -> str:
    """Return what went wrong without what the server repeats of the data: only the kind of the error."""
    return type(getattr(error, "orig", None) or error).__name__
