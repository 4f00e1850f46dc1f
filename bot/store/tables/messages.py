"""What goes in and out: updates, reminders, questions, pictures, broadcasts, and what is counted of them."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.store.columns import SealedJson, SealedText, UtcDateTime, Word
from bot.store.tables.base import Id, runner_key


class InboxUpdate(SQLModel, table=True):
    """An update as Telegram sent it, kept until it is handled; afterwards only its number stays for a while.

    `chat_id` is whose order it belongs to (0: nobody's).
    """

    __tablename__ = "inbox_update"
    __table_args__ = (
        Index(
            "ix_inbox_update_waiting",
            "chat_id",
            "update_id",
            # On PostgreSQL as well, by the migration: to say so here would load that dialect at every start.
            sqlite_where=text("handled_at IS NULL"),
        ),
    )

    update_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    chat_id: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    received_at: datetime = Field(sa_type=UtcDateTime)
    payload: str | None = Field(default=None, sa_type=SealedText)
    handled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ChatClaim(SQLModel, table=True):
    """Which process handles a chat's updates, and until when unless it says that it is still at it."""

    __tablename__ = "chat_claim"

    chat_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    holder: str = Field(max_length=32, index=True)
    until: datetime = Field(sa_type=UtcDateTime)


class ReminderKind(StrEnum):
    """The daily reminder, or the same one put off."""

    DAILY = "daily"
    SNOOZE = "snooze"


class Reminder(SQLModel, table=True):
    """When to write to a runner next.

    `zone`, `local_time` and `days_ahead` (1: on the evening before) are the source, `local_day` the day that is
    reminded of, `remind_at` the nominal instant, `due_at` when to look next (NULL: off). A claim moves `due_at`
    on and sets `token`; who changes the time clears the token, so that a send in flight cannot finish over it.
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
    days_ahead: int = 0
    local_day: date
    remind_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    token: str | None = Field(default=None, max_length=32)
    attempts: int = 0
    last_day: date | None = None
    last_message: int | None = Field(default=None, sa_type=BigInteger)
    off_because: str | None = Field(default=None, max_length=64)


class Verdict(StrEnum):
    """What the runner thought of an answer."""

    UP = "up"
    DOWN = "down"
    OTHER = "other"  # not what was asked


class AskedQuestion(SQLModel, table=True):
    """A question as it was typed, and what it got: what the operator learns from.

    `zone` is how sure the understanding was, `topics` the entries in their order, `topic` the one that was shown.
    The runner is known only until the question is judged, or at once forgotten where nothing answers it.
    """

    __tablename__ = "asked_question"

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    runner_id: int | None = Field(
        default=None,
        sa_column=Column(Id, ForeignKey("runner.id", ondelete="SET NULL"), nullable=True, index=True),
    )
    asked_at: datetime = Field(sa_type=UtcDateTime, index=True)
    text: str = Field(sa_type=SealedText)
    zone: str = Field(max_length=16)
    topics: list[str] = Field(sa_type=SealedJson)
    topic: str | None = Field(default=None, sa_type=SealedText)
    verdict: Verdict | None = Field(default=None, sa_type=Word(Verdict))
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SentPicture(SQLModel, table=True):
    """A picture that Telegram keeps already: its content's digest, and the file's id for one bot."""

    __tablename__ = "sent_picture"

    digest: str = Field(max_length=64, primary_key=True)
    bot_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    file_id: str = Field(max_length=255)


class Broadcast(SQLModel, table=True):
    """A message of the operator to everybody, as its plain text; it leaves once it is confirmed.

    `screen_chat` and `screen_message` are where it was confirmed, until that message has been told how it ended.
    """

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True))
    made_at: datetime = Field(sa_type=UtcDateTime)
    text: str = Field(sa_type=Text)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    screen_chat: int | None = Field(default=None, sa_type=BigInteger)
    screen_message: int | None = Field(default=None, sa_type=BigInteger)


class BroadcastDelivery(SQLModel, table=True):
    """Who got a broadcast already, so that one that was broken off goes on where it was."""

    __tablename__ = "broadcast_delivery"

    broadcast_id: int = Field(
        sa_column=Column(Id, ForeignKey("broadcast.id", ondelete="CASCADE"), primary_key=True)
    )
    runner_id: int = Field(
        sa_column=Column(Id, ForeignKey("runner.id", ondelete="CASCADE"), primary_key=True, index=True)
    )
    outcome: str = Field(max_length=16)


class Tally(SQLModel, table=True):
    """A counter of one day (UTC), of all processes together."""

    day: date = Field(primary_key=True)
    name: str = Field(max_length=32, primary_key=True)
    amount: int = Field(default=0, sa_type=BigInteger)
