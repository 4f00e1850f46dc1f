"""The plan, and what was trained of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.coach.benchmarks import Benchmark
from bot.coach.next_run import Place, Where
from bot.coach.words import Order, Phase, SessionKind, Variant
from bot.store.columns import SealedJson, SealedText, SealedWord, UtcDateTime, Word
from bot.store.tables.base import Id, runner_key


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
    reason: str = Field(sa_type=SealedText)
    rules: list[str] = Field(sa_column=Column(JSON, nullable=False))
    run_order: Order = Field(sa_type=Word(Order))
    variant: Variant = Field(default=Variant.FULL, sa_type=Word(Variant))
    steps: list[dict[str, Any]] | None = Field(default=None, sa_type=SealedJson)
    position: int = 0
    moved: bool = False
    skip_reason: str | None = Field(default=None, sa_type=SealedText)
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


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
    pain: str | None = Field(default=None, sa_type=SealedText)
    pain_note: str | None = Field(default=None, sa_type=SealedText)


class ExerciseLog(SQLModel, table=True):
    """What was done of one step of a session: sets of repetitions or seconds (a side), and the load in kg.

    `low` and `high` are what was asked for; `left` and `right` are given where the sides differed.
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
    left: int | None = None
    right: int | None = None
    rpe: float | None = None
    low: int
    high: int
    kg: float | None = None
    per_side: bool = False
    deload: bool = False
    logged_at: datetime = Field(sa_type=UtcDateTime)


class BenchmarkResult(SQLModel, table=True):
    """One test: repetitions or seconds, left and right; `right` None where both legs work together."""

    __tablename__ = "benchmark_result"
    __table_args__ = (UniqueConstraint("runner_id", "benchmark", "day"),)

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    runner_id: int = Field(sa_column=runner_key())
    benchmark: Benchmark = Field(sa_type=Word(Benchmark))
    day: date
    left: int
    right: int | None = None


class NextRunCheck(SQLModel, table=True):
    """The three questions about the run after a leg session (`day`); no answer yet where `answered_at` is None.

    What stopped because of it pauses until `cleared_on`.
    """

    __tablename__ = "next_run_check"
    __table_args__ = (UniqueConstraint("runner_id", "day"),)

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    runner_id: int = Field(sa_column=runner_key())
    day: date
    ran_easily: bool | None = Field(default=None, sa_type=SealedJson)
    stride_normal: bool | None = Field(default=None, sa_type=SealedJson)
    felt: Where | None = Field(default=None, sa_type=SealedWord(Where))
    sharp: bool = Field(default=False, sa_type=SealedJson)
    place: Place | None = Field(default=None, sa_type=SealedWord(Place))
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cleared_on: date | None = None
