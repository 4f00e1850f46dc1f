"""Inserting where a row may be there already, in each kind of database's own words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel import Session


def dialect_of(session: Session) -> str:
    """Return the name of the database's kind."""
    return session.get_bind().dialect.name


def inserting(dialect: str) -> Callable[..., Any]:
    """Return a kind of database's own `insert`, which knows what to do about a key that is there already."""
    if dialect == "sqlite":
        from sqlalchemy.dialects.sqlite import insert

        return insert
    # Loaded only where it is needed: it costs a tenth of a second.
    from sqlalchemy.dialects import postgresql

    return postgresql.insert
