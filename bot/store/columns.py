"""Column types: some refuse what would be read back wrongly, some seal what nobody else shall read."""

# ruff: noqa: ARG002 - the dialect is SQLAlchemy's to hand over and of no use here

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnClause, ColumnElement, DateTime, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.operators import OperatorType, eq, is_, is_not, ne
from sqlalchemy.types import TypeDecorator

from bot.store.sealing import KeyRing, SealError

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, aware and in UTC on both sides.

    SQLite drops the zone, so a naive value could be anything: it is refused.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store in UTC.

        Raises:
            ValueError: the value has no zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back that SQLite dropped."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[E], Generic[E]):
    """One word of an enumeration, stored as text so that a new word needs no migration."""

    impl = String(32)
    cache_ok = True

    def __init__(self, words: type[E]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        """Store the word's text."""
        return None if value is None else self.words(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> E | None:
        """Read the word back as the enumeration's member."""
        return None if value is None else self.words(value)


_RING = "stridesmith_keys"
EMPTY = ("", "{}")  # says nothing about anybody: no use in sealing it


def hang_keys(dialect: Dialect, keys: KeyRing | None) -> None:
    """Give an engine's dialect the keys: it comes along to every column, as with SQLAlchemy's own JSON serializer."""
    setattr(dialect, _RING, keys)


def keys_of(dialect: Dialect) -> KeyRing:
    """Return the keys of an engine.

    Raises:
        SealError: it was opened without.
    """
    keys: KeyRing | None = getattr(dialect, _RING, None)
    if keys is None:
        raise SealError(
            "The database was opened without keys: sealed columns can be neither read nor written."
        )
    return keys


def seal_text(keys: KeyRing, text: str) -> str:
    """Return a column's text as it is stored."""
    return text if text in EMPTY else keys.seal(text)


def open_text(keys: KeyRing, stored: str) -> str:
    """Return a column's text from what is stored.

    Raises:
        SealError: see `KeyRing.open`.
    """
    return stored if stored in EMPTY else keys.open(stored)


def as_json(value: object) -> str:
    """Return a value as the JSON that is sealed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _NotInSql(TypeDecorator.Comparator[Any]):
    """Refuses what can only be wrong: the same text is sealed differently each time, so nothing equals or sorts.

    Operators, that is. A bare `order_by(column)`, `group_by(column)`, `distinct()` or `max(column)` calls none and
    cannot be refused here: whoever writes a query sees to that.
    """

    def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
        """Let only `IS NULL` and its opposite through, and SQLAlchemy's own look whether a column is another.

        Raises:
            TypeError: another comparison.
        """
        itself = op in (eq, ne) and all(isinstance(each, ColumnClause) for each in other)
        if op not in (is_, is_not) and not itself:
            raise TypeError("a sealed column can be neither compared nor sorted by in the database")
        return super().operate(op, *other, **kwargs)


class Sealed(TypeDecorator[T], Generic[T]):
    """A value that is stored as sealed text (see `bot.store.sealing`); NULL stays NULL."""

    impl = Text
    cache_ok = True
    comparator_factory = _NotInSql

    def pack(self, value: T) -> str:
        """Return a value's text."""
        raise NotImplementedError

    def unpack(self, text: str) -> T:
        """Return the value of a text."""
        raise NotImplementedError

    def process_bind_param(self, value: T | None, dialect: Dialect) -> str | None:
        """Seal.

        Raises:
            SealError: there are no keys.
        """
        return None if value is None else seal_text(keys_of(dialect), self.pack(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> T | None:
        """Open.

        Raises:
            SealError: the value's key is not there, or the value was changed.
        """
        return None if value is None else self.unpack(open_text(keys_of(dialect), value))


class SealedText(Sealed[str]):
    """Words that are nobody else's business."""

    cache_ok = True

    def pack(self, value: str) -> str:
        """Return it as it is."""
        return value

    def unpack(self, text: str) -> str:
        """Return it as it is."""
        return text


class SealedJson(Sealed[Any]):
    """Anything that JSON can hold; None is NULL."""

    cache_ok = True

    def pack(self, value: Any) -> str:
        """Return it as JSON."""
        return as_json(value)

    def unpack(self, text: str) -> Any:
        """Read the JSON."""
        return json.loads(text)


class SealedWord(Sealed[E], Generic[E]):
    """One word of an enumeration that nobody else shall read."""

    cache_ok = True

    def __init__(self, words: type[E]) -> None:
        super().__init__()
        self.words = words

    def pack(self, value: E) -> str:
        """Return the word's text."""
        return self.words(value).value

    def unpack(self, text: str) -> E:
        """Return the enumeration's member."""
        return self.words(text)
