"""What bends the plan: pauses, days off, and changes that can be taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.coach.pauses import PauseReason
from bot.store.columns import SealedJson, SealedWord, UtcDateTime
from bot.store.tables.base import Id, runner_key


class Pause(SQLModel, table=True):
    """Days without training; `last` None: until further notice. `things` is what is at hand meanwhile."""

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    runner_id: int = Field(sa_column=runner_key())
    reason: PauseReason = Field(sa_type=SealedWord(PauseReason))
    first: date
    last: date | None = None
    trains: bool = False
    things: list[str] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    told_at: datetime = Field(sa_type=UtcDateTime)


class DayOff(SQLModel, table=True):
    """A single day on which the runner has no time to lift."""

    __tablename__ = "day_off"
    __table_args__ = (UniqueConstraint("runner_id", "day"),)

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    runner_id: int = Field(sa_column=runner_key())
    day: date


class PlanChange(SQLModel, table=True):
    """A change of the plan that can be taken back: what stood there before, as rows by table."""

    __tablename__ = "plan_change"

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    runner_id: int = Field(sa_column=runner_key())
    made_at: datetime = Field(sa_type=UtcDateTime)
    what: str = Field(max_length=32)
    before: dict[str, Any] = Field(sa_type=SealedJson)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
