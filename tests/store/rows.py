"""Rows for every table of whatever revision, made from the shape that the database itself tells of."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, inspect
from sqlmodel import SQLModel

from bot.store import portable
from bot.store.columns import Sealed, SealedJson
from bot.store.portable import Kind, Row, Shape
from tests.databases import KEYS, opened

MANY = 3  # the last one has nothing wherever it may have nothing
SEALED_SINCE = "0004"
_FIRST = datetime(2026, 11, 20, 9, 30, 15, 123456, tzinfo=UTC)
# What a migration looks at: a question that nothing answered is what the first revision kept.
_GIVEN = {("asked_question", "zone"): "none"}


def fill(connection: Connection, revision: str) -> None:
    """Put rows into every table that is empty."""
    portable.settle(connection)
    for shape in portable.shapes(connection):
        if not portable.count(connection, shape.table):
            portable.write(connection, shape, rows_of(connection, shape, revision))
            portable.count_on(connection, shape)


def held(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Return every table's rows as they are meant: opened, JSON as what it says, in an order of their own."""
    portable.settle(connection)
    found = {}
    for shape in portable.shapes(connection):
        rows = [
            {name: _meant(value, kind) for (name, kind), value in zip(shape.columns, row, strict=True)}
            for row in portable.read(connection, shape)
        ]
        found[shape.table] = sorted(rows, key=repr)
    return found


def common(
    before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return what both can hold of each: the tables that both have, with the columns that both have."""
    sides: tuple[dict[str, list[str]], dict[str, list[str]]] = ({}, {})
    for table in before.keys() & after.keys():
        names = set.intersection(*(set(rows[0]) for rows in (before[table], after[table]) if rows))
        for side, rows in zip(sides, (before[table], after[table]), strict=True):
            side[table] = sorted(repr({name: row[name] for name in sorted(names)}) for row in rows)
    return sides


def rows_of(connection: Connection, shape: Shape, revision: str) -> list[Row]:
    """Return rows for a table as it is at a revision."""
    looked = inspect(connection)
    columns = {each["name"]: each for each in looked.get_columns(shape.table)}
    keys = {
        name: number
        for key in looked.get_foreign_keys(shape.table)
        for number, name in enumerate(key["constrained_columns"])
    }
    primary = looked.get_pk_constraint(shape.table)["constrained_columns"]

    def value(name: str, kind: Kind, index: int) -> Any:
        if (shape.table, name) in _GIVEN:
            return _GIVEN[shape.table, name]
        if name in keys or name in primary:
            return index + 1 if kind is Kind.WHOLE else _value(name, kind, index, columns[name]["type"])
        if index == MANY - 1 and columns[name]["nullable"]:
            return None
        return _sealed(shape.table, name, revision, index) or _value(name, kind, index, columns[name]["type"])

    return [tuple(value(name, kind, index) for name, kind in shape.columns) for index in range(MANY)]


def _sealed(table: str, column: str, revision: str, index: int) -> str | None:
    """Return a sealed value where the tables have a sealed column by now."""
    known = SQLModel.metadata.tables.get(table)
    if revision < SEALED_SINCE or known is None or column not in known.c:
        return None
    type_ = known.c[column].type
    if not isinstance(type_, Sealed):
        return None
    if not isinstance(type_, SealedJson):
        return KEYS.seal(f"{column} {index}")
    return KEYS.seal(json.dumps(bool(index % 2) if _is_truth(table, column) else [column, index]))


def _is_truth(table: str, column: str) -> bool:
    """Tell whether the tables mean yes or no by a column that is sealed."""
    classes = (mapper.class_ for mapper in SQLModel._sa_registry.mappers)
    fields = next(each.model_fields for each in classes if each.__tablename__ == table)
    return fields[column].annotation in (bool, bool | None)


def _value(name: str, kind: Kind, index: int, type_: Any) -> Any:
    at = _FIRST + timedelta(days=index, microseconds=index)
    match kind:
        case Kind.INSTANT:
            return at.strftime("%Y-%m-%d %H:%M:%S.%f")
        case Kind.DAY:
            return at.date().isoformat()
        case Kind.TIME:
            return at.strftime("%H:%M:%S.%f")
        case Kind.TRUTH:
            return index % 2
        case Kind.JSON:
            return json.dumps([name, {"knée 🦵": index + 0.5, "none": None}])
        case Kind.REAL:
            return index + 0.1
        case Kind.WHOLE:
            return 2**31 * 3 + index if str(type_).startswith("BIGINT") else index + 7
        case Kind.TEXT:
            return f"{index} {name} Zoë’s 🦵"[: type_.length or 100]
        case Kind.BYTES:
            return bytes([index])


def _meant(value: Any, kind: Kind) -> Any:
    if value is None:
        return None
    if kind is Kind.TRUTH:
        return bool(value)
    value = opened(value)
    if kind in (Kind.JSON, Kind.TEXT) and (kind is Kind.JSON or value[:1] in "[{tf"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
