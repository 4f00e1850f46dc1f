"""Which keys the database is sealed with."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class SealingKey(SQLModel, table=True):
    """A key that sealed rows may need, by its fingerprint: a database is opened with all of them or not at all."""

    __tablename__ = "sealing_key"

    fingerprint: str = Field(max_length=8, primary_key=True)
