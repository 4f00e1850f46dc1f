"""Updates are kept before they are acknowledged, so that a crash in between loses none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, delete, or_, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel, col, select

from bot.services.tools import Tools
from bot.store.tables import ChatClaim, InboxUpdate

KEEP_NUMBERS = timedelta(
    days=8
)  # Telegram forgets undelivered updates after a day; numbers restart after a week

UNHANDLED = timedelta(days=30)  # who was down for longer answers nothing that is so old


class NotKept(Exception):
    """The database did not take an update: it must not be confirmed yet."""


def keep(tools: Tools, update_id: int, payload: str, chat_id: int = 0) -> bool:
    """Keep an update; False when this number is known already.

    Raises:
        NotKept: the database did not take it.
    """
    try:
        with tools.store.writing() as session:
            return add(session, tools.clock.now(), update_id, payload, chat_id)
    except SQLAlchemyError as error:
        raise NotKept from error


def handled(tools: Tools, update_id: int) -> None:
    """Mark an update as handled and forget what was in it, and whose it was."""
    with tools.store.writing() as session:
        put_away(session, tools.clock.now(), update_id)


def add(session: Session, now: datetime, update_id: int, payload: str, chat_id: int) -> bool:
    """Add an update; False when this number is known already."""
    values = {"update_id": update_id, "chat_id": chat_id, "received_at": now, "payload": payload}
    return session.execute(_adding(dialect_of(session)), values).first() is not None


def put_away(session: Session, now: datetime, update_id: int) -> None:
    """Mark an update as handled and forget what was in it, and whose it was."""
    session.execute(_PUT_AWAY, {"number": update_id, "now": now})


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


# These run for every update. Putting a statement together takes longer than running it, so it is done once.
INBOX = SQLModel.metadata.tables["inbox_update"]
_PUT_AWAY = (
    update(INBOX)
    .where(INBOX.c.update_id == bindparam("number"))
    .values(
        handled_at=bindparam("now"), payload=None, chat_id=0
    )  # a handled number says nothing about anybody
)


@cache
def _adding(dialect: str) -> Executable:
    new = inserting(dialect)(INBOX).on_conflict_do_nothing()
    made: Executable = new.returning(INBOX.c.update_id)
    return made


def pending(tools: Tools) -> list[str]:
    """Return what was received and not handled, in the order in which it came."""
    with tools.store.reading() as session:
        rows = session.exec(
            select(InboxUpdate.payload)
            .where(col(InboxUpdate.handled_at).is_(None), col(InboxUpdate.payload).is_not(None))
            .order_by(col(InboxUpdate.update_id))
        )
        return [payload for payload in rows if payload is not None]


def clean(tools: Tools) -> int:
    """Forget the numbers of updates that were handled long ago, and what nobody has handled in all that time.

    Returns how many were forgotten.
    """
    now = tools.clock.now()
    old = now - KEEP_NUMBERS
    with tools.store.writing() as session:
        session.execute(delete(ChatClaim).where(col(ChatClaim.until) < old))  # of processes that died
        gone = session.execute(
            delete(InboxUpdate).where(
                or_(col(InboxUpdate.handled_at) < old, col(InboxUpdate.received_at) < now - UNHANDLED)
            )
        )
        return int(gone.rowcount)  # type: ignore[attr-defined]
