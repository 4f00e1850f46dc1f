"""Alembic's entry: runs the migrations over the connection that it is handed."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator
from sqlmodel.sql.sqltypes import AutoString

from bot.store import tables
from bot.store.columns import Sealed, UtcDateTime


def plain(kind: str, thing: Any, _autogenerate: Any) -> str | Literal[False]:
    """Write database types into migrations, not our own classes: these may change, a migration may not."""
    if kind != "type":
        return False
    if isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(thing, Sealed):
        return "sa.Text()"
    if isinstance(thing, AutoString) or (isinstance(thing, TypeDecorator) and hasattr(thing, "words")):
        return f"sa.String(length={getattr(thing, 'length', None) or 32})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.Runner.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=plain,
)
with context.begin_transaction():
    context.run_migrations()
