"""Rows in one form for both kinds of databases: as SQLite keeps them, texts and numbers that nothing has interpreted.

An instant is `2026-11-20 09:30:15.123456` in UTC, JSON is its text, a truth 0 or 1. So nothing is lost between the two,
what is sealed stays sealed, and the same row has the same form wherever it is read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import Enum, auto
from hashlib import blake2b
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Time,
    text,
)
from sqlalchemy.types import TypeEngine

Row = tuple[Any, ...]

ROWS_AT_ONCE = 5_000
_DIGEST_BYTES = 16
_INSTANT, _TIME = "%Y-%m-%d %H:%M:%S.%f", "%H:%M:%S.%f"
_INSTANT_LENGTH, _TIME_LENGTH = 26, 15


class Kind(Enum):
    """What a column holds."""

    INSTANT = auto()
    DAY = auto()
    TIME = auto()
    TRUTH = auto()
    JSON = auto()
    REAL = auto()
    WHOLE = auto()
    TEXT = auto()
    BYTES = auto()


# The more special before the more general.
_KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (DateTime, Kind.INSTANT),
    (Date, Kind.DAY),
    (Time, Kind.TIME),
    (Boolean, Kind.TRUTH),
    (JSON, Kind.JSON),
    (Integer, Kind.WHOLE),
    (Float, Kind.REAL),
    (Numeric, Kind.REAL),
    (String, Kind.TEXT),
    (LargeBinary, Kind.BYTES),
)
_FROM_POSTGRESQL = {
    Kind.INSTANT: "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    Kind.DAY: "to_char({}, 'YYYY-MM-DD')",
    Kind.TIME: "to_char({}, 'HH24:MI:SS.US')",
    Kind.TRUTH: "{}::int",
    Kind.JSON: "{}::text",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's name and its columns, by name."""

    table: str
    columns: tuple[tuple[str, Kind], ...]


class UnknownType(Exception):
    """A column has a type that the bot's tables do not have; the text says which."""


def shapes(connection: Connection, only: Iterable[str] | None = None) -> list[Shape]:
    """Return the tables as the database has them, each behind those that it points at.

    Raises:
        UnknownType: a column has a type that cannot be carried over.
    """
    found = MetaData()
    found.reflect(connection, only=None if only is None else list(only))
    return [
        Shape(
            table.name,
            tuple(
                sorted((column.name, _kind(table.name, column.name, column.type)) for column in table.columns)
            ),
        )
        for table in found.sorted_tables
        if table.name != "alembic_version"
    ]


def settle(connection: Connection) -> None:
    """Prepare a transaction that reads or writes whole tables, which takes longer than the bot's own may."""
    if connection.dialect.name == "postgresql":
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(text(f"SET LOCAL {limit} = 0"))
        connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))


def count(connection: Connection, table: str) -> int:
    """Return how many rows a table has."""
    statement = f"SELECT count(*) FROM {_quoted(connection, table)}"  # noqa: S608 - the database's own name of it
    return int(connection.exec_driver_sql(statement).scalar_one())


def read(connection: Connection, shape: Shape) -> Iterator[Row]:
    """Yield a table's rows, in no order, without holding them all."""
    if connection.dialect.name == "sqlite":
        return _read_sqlite(connection, shape)
    return _read_postgresql(connection, shape)


def write(connection: Connection, shape: Shape, rows: Iterable[Row]) -> None:
    """Add rows to a table."""
    names = ", ".join(_quoted(connection, name) for name, _ in shape.columns)
    table = _quoted(connection, shape.table)
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        places = ", ".join("?" * len(shape.columns))
        raw.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608 - names of our own
        return
    with raw.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as lines:
        for row in rows:
            lines.write_row(row)


def checksum(rows: Iterable[Row]) -> tuple[int, str]:
    """Return how many rows there are, and a sum over them that does not depend on their order."""
    number = total = 0
    for row in rows:
        number += 1
        digest = blake2b(repr(row).encode("utf-8", "backslashreplace"), digest_size=_DIGEST_BYTES).digest()
        total += int.from_bytes(digest)
    return number, f"{total % 2 ** (8 * _DIGEST_BYTES):0{2 * _DIGEST_BYTES}x}"


def count_on(connection: Connection, shape: Shape) -> None:
    """Let the database give the next row an id behind those that are there; SQLite does so by itself."""
    if connection.dialect.name != "postgresql" or ("id", Kind.WHOLE) not in shape.columns:
        return
    table = _quoted(connection, shape.table)
    name = connection.execute(text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table}).scalar()
    if name is not None:
        newest = f"SELECT max(id) FROM {table}"  # noqa: S608 - a name of our own
        connection.execute(
            text(f"SELECT setval(:name, coalesce(({newest}), 1), ({newest}) IS NOT NULL)"), {"name": name}
        )


def _read_sqlite(connection: Connection, shape: Shape) -> Iterator[Row]:
    raw: Any = connection.connection.driver_connection
    names = ", ".join(_quoted(connection, name) for name, _ in shape.columns)
    cursor: sqlite3.Cursor = raw.cursor()
    cursor.execute(f"SELECT {names} FROM {_quoted(connection, shape.table)}")  # noqa: S608 - names of our own
    timed = [
        (index, kind) for index, (_, kind) in enumerate(shape.columns) if kind in (Kind.INSTANT, Kind.TIME)
    ]
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        for row in rows:
            yield _in_full(row, timed)


def _read_postgresql(connection: Connection, shape: Shape) -> Iterator[Row]:
    raw: Any = connection.connection.driver_connection
    names = ", ".join(
        _FROM_POSTGRESQL.get(kind, "{}").format(_quoted(connection, name)) for name, kind in shape.columns
    )
    with raw.cursor(name="rows") as cursor:
        cursor.itersize = ROWS_AT_ONCE
        cursor.execute(f"SELECT {names} FROM {_quoted(connection, shape.table)}")  # noqa: S608 - names of our own
        yield from cursor


def _in_full(row: Row, timed: Sequence[tuple[int, Kind]]) -> Row:
    """Return a row with its times in full: one that was written by hand may lack the microseconds."""
    for index, kind in timed:
        value = row[index]
        if value is None or len(value) == (_INSTANT_LENGTH if kind is Kind.INSTANT else _TIME_LENGTH):
            continue
        full = (
            datetime.fromisoformat(value).strftime(_INSTANT)
            if kind is Kind.INSTANT
            else time.fromisoformat(value).strftime(_TIME)
        )
        row = (*row[:index], full, *row[index + 1 :])
    return row


def _kind(table: str, column: str, type_: TypeEngine[Any]) -> Kind:
    for base, kind in _KINDS:
        if isinstance(type_, base):
            return kind
    raise UnknownType(f"the column “{table}.{column}” is of a type that the bot has none of")


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
