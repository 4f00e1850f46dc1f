"""Who is coached, what they run, and the chat with them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.coach.words import Distance, Level, Mode, Priority, Unit
from bot.store.columns import SealedJson, SealedText, UtcDateTime, Word
from bot.store.tables.base import Id, runner_key


class Runner(SQLModel, table=True):
    """Who is coached: what the first conversation asks, and the switches.

    `figure` is which figure the drawings show them (shape and skin), empty for any. While sessions rest after a sign,
    `all_rests` says that it is all of them until it is cleared, not only those for the legs (see
    `bot.services.resting`).
    """

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    created_at: datetime = Field(sa_type=UtcDateTime)
    name: str = Field(default="", sa_type=SealedText)
    level: Level | None = Field(default=None, sa_type=Word(Level))
    mode: Mode = Field(default=Mode.STACK, sa_type=Word(Mode))
    wish: int = 2
    minutes: int = 45
    equipment: list[str] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    complaints: list[str] | None = Field(default=None, sa_type=SealedJson)
    zone: str | None = Field(default=None, max_length=64)
    reminder_time: time | None = None
    rest_day_cards: bool = True
    reminders: bool = True
    evening_before: bool = False
    unit: Unit = Field(default=Unit.KG, sa_type=Word(Unit))
    half_day_clock: bool = False
    sunday_first: bool = False
    figure: str = Field(default="", sa_type=SealedText)
    onboarded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    planned_until: date | None = None
    legs_rest_until: date | None = None
    all_rests: bool = False
    ask_about_sign_on: date | None = None
    learned_on: date | None = None
    block_start: date | None = None
    feed_digest: str | None = Field(default=None, max_length=64, unique=True, index=True)


def stored_id(runner: Runner) -> int:
    """Return the id of a runner that is in the database.

    Raises:
        ValueError: they are not in it yet.
    """
    if runner.id is None:
        raise ValueError("the runner is not stored yet")
    return runner.id


class RunWeek(SQLModel, table=True):
    """The runner's seven run kinds, from a Monday on."""

    __tablename__ = "run_week"
    __table_args__ = (UniqueConstraint("runner_id", "monday"),)

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    runner_id: int = Field(sa_column=runner_key())
    monday: date
    kinds: list[str] = Field(sa_column=Column(JSON, nullable=False))


class SingleRunWeek(SQLModel, table=True):
    """The runs of one week that is not like the others; `imported` when they come from a calendar."""

    __tablename__ = "single_run_week"
    __table_args__ = (UniqueConstraint("runner_id", "monday", "imported"),)

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    runner_id: int = Field(sa_column=runner_key())
    monday: date
    kinds: list[str] = Field(sa_column=Column(JSON, nullable=False))
    imported: bool = False


class Race(SQLModel, table=True):
    """A race the runner trains for."""

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    runner_id: int = Field(sa_column=runner_key())
    day: date
    distance: Distance = Field(sa_type=Word(Distance))
    priority: Priority = Field(default=Priority.A, sa_type=Word(Priority))
    name: str = Field(default="", sa_type=SealedText)


class Chat(SQLModel, table=True):
    """A Telegram chat, and where the talk in it stands.

    `awaiting` is the id of the question whose answer the next message may be; `draft` is an answer that is
    being put together by taps. `applied_update` is the update that changed something last: an update that comes
    again after a crash changes nothing twice. `draft_seen` is a digest of how the draft was found on the day
    `draft_seen_on`: one that nobody goes on with is forgotten (see `bot.services.upkeep`).
    """

    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    runner_id: int = Field(sa_column=runner_key(unique=True))
    awaiting: str | None = Field(default=None, sa_type=SealedText)
    draft: dict[str, Any] = Field(default_factory=dict, sa_type=SealedJson)
    draft_seen: str | None = Field(default=None, max_length=64)
    draft_seen_on: date | None = None
    screen_message: int | None = Field(default=None, sa_type=BigInteger)
    applied_update: int | None = Field(default=None, sa_type=BigInteger)
    blocked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
