"""What every table shares: the id, and the key that points at a runner."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Integer

# An id that SQLite can count up by itself (only INTEGER can) and PostgreSQL holds in eight bytes.
Id = BigInteger().with_variant(Integer, "sqlite")


def runner_key(*, unique: bool = False) -> Any:
    """Return a column that points at a runner and goes when the runner goes."""
    return Column(
        "runner_id",
        Id,
        ForeignKey("runner.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
        unique=unique,
    )
