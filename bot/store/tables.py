"""The tables: one class each, instants in UTC, days as the runner's local dates."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.coach.words import Distance, Level, Mode, Order, Phase, Priority, SessionKind, Variant
from bot.store.columns import UtcDateTime, Word

# An id that SQLite can count up by itself (only INTEGER can) and PostgreSQL holds in eight bytes.
Id = BigInteger().with_variant(Integer, "sqlite")


class SessionState(StrEnum):
    """What became of a planned session."""

    PLANNED = "planned"
    STARTED = "started"
    DONE = "done"
    PARTIAL = "partial"
    SKIPPED = "skipped"
    MISSED = "missed"

    @property
    def open(self) -> bool:
        """Whether the runner can still do it."""
        return self in (SessionState.PLANNED, SessionState.STARTED)

    @property
    def counts(self) -> bool:
        """Whether it was trained, wholly or in part."""
        return self in (SessionState.DONE, SessionState.PARTIAL)


class ReminderKind(StrEnum):
    """The daily reminder, or the same one put off."""

    DAILY = "daily"
    SNOOZE = "snooze"


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


class Runner(SQLModel, table=True):
    """Who is coached: what the first conversation asks, and the switches."""

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    created_at: datetime = Field(sa_type=UtcDateTime)
    name: str = Field(default="", max_length=128)
    level: Level | None = Field(default=None, sa_type=Word(Level))
    mode: Mode = Field(default=Mode.STACK, sa_type=Word(Mode))
    wish: int = 2
    minutes: int = 45
    equipment: list[str] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    complaints: list[str] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    zone: str | None = Field(default=None, max_length=64)
    reminder_time: time | None = None
    rest_day_cards: bool = True
    onboarded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    planned_until: date | None = None
    legs_rest_until: date | None = None


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


class Race(SQLModel, table=True):
    """A race the runner trains for."""

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    runner_id: int = Field(sa_column=runner_key())
    day: date
    distance: Distance = Field(sa_type=Word(Distance))
    priority: Priority = Field(default=Priority.A, sa_type=Word(Priority))


class Chat(SQLModel, table=True):
    """A Telegram chat, and where the talk in it stands.

    `awaiting` is the id of the question whose answer the next message may be; `draft` is an answer that is
    being put together by taps. `applied_update` is the update that changed something last: an update that comes
    again after a crash changes nothing twice.
    """

    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    runner_id: int = Field(sa_column=runner_key(unique=True))
    awaiting: str | None = Field(default=None, max_length=64)
    draft: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    screen_message: int | None = Field(default=None, sa_type=BigInteger)
    applied_update: int | None = Field(default=None, sa_type=BigInteger)
    blocked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PlannedSession(SQLModel, table=True):
    """One strength session on one day: why it is there, and how far the runner has come in it.

    `steps` is the session as it was built when the runner started it, so that it does not change under
    their hands; `position` is the step they are at.
    """

    __tablename__ = "planned_session"
    __table_args__ = (UniqueConstraint("runner_id", "day"),)

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    runner_id: int = Field(sa_column=runner_key())
    day: date
    kind: SessionKind = Field(sa_type=Word(SessionKind))
    phase: Phase = Field(sa_type=Word(Phase))
    deload: bool = False
    state: SessionState = Field(default=SessionState.PLANNED, sa_type=Word(SessionState))
    reason: str = Field(sa_type=Text)
    rules: list[str] = Field(sa_column=Column(JSON, nullable=False))
    run_order: Order = Field(sa_type=Word(Order))
    variant: Variant = Field(default=Variant.FULL, sa_type=Word(Variant))
    steps: list[dict[str, Any]] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    position: int = 0
    moved: bool = False


class SessionLog(SQLModel, table=True):
    """A session that was trained: when, how hard it felt, what hurt."""

    __tablename__ = "session_log"

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    runner_id: int = Field(sa_column=runner_key())
    session_id: int | None = Field(
        default=None,
        sa_column=Column(
            Id, ForeignKey("planned_session.id", ondelete="SET NULL"), unique=True, nullable=True
        ),
    )
    day: date
    kind: SessionKind = Field(sa_type=Word(SessionKind))
    started_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    rpe: float | None = None
    pain: str | None = Field(default=None, max_length=32)
    pain_note: str | None = Field(default=None, sa_type=Text)


class ExerciseLog(SQLModel, table=True):
    """What was done of one step of a session: sets of repetitions or seconds (a side), and the load in kg.

    `low` and `high` are what was asked for.
    """

    __tablename__ = "exercise_log"
    __table_args__ = (UniqueConstraint("log_id", "step"),)

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    log_id: int = Field(
        sa_column=Column(Id, ForeignKey("session_log.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    step: int
    exercise: str = Field(max_length=64)
    sets: int
    reps: int | None = None
    seconds: int | None = None
    low: int
    high: int
    kg: float | None = None
    per_side: bool = False
    deload: bool = False
    logged_at: datetime = Field(sa_type=UtcDateTime)


class Reminder(SQLModel, table=True):
    """When to write to a runner next.

    `zone` and `local_time` are the source, `local_day` the day that is reminded of, `remind_at` the
    nominal instant, `due_at` when to look next (NULL: off). A claim moves `due_at` on and sets `token`;
    who changes the time clears the token, so that a send in flight cannot finish over it.
    """

    __table_args__ = (
        UniqueConstraint("runner_id", "kind"),
        Index("ix_reminder_due_at", "due_at"),
    )

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    runner_id: int = Field(sa_column=runner_key())
    chat_id: int = Field(sa_type=BigInteger)
    kind: ReminderKind = Field(sa_type=Word(ReminderKind))
    zone: str = Field(max_length=64)
    local_time: time
    local_day: date
    remind_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    token: str | None = Field(default=None, max_length=32)
    attempts: int = 0
    last_day: date | None = None
    last_message: int | None = Field(default=None, sa_type=BigInteger)
    off_because: str | None = Field(default=None, max_length=64)


class UnansweredQuestion(SQLModel, table=True):
    """A question that the content did not answer, kept for the operator without who asked it."""

    __tablename__ = "unanswered_question"

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    asked_at: datetime = Field(sa_type=UtcDateTime)
    text: str = Field(sa_type=Text)
    nearest: str | None = Field(default=None, max_length=64)


class InboxUpdate(SQLModel, table=True):
    """An update as Telegram sent it, kept until it is handled; afterwards only its number stays for a while."""

    __tablename__ = "inbox_update"

    update_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    received_at: datetime = Field(sa_type=UtcDateTime)
    payload: str | None = Field(default=None, sa_type=Text)
    handled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
