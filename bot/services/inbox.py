"""Updates are kept before they are acknowledged, so that a crash in between loses none."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Text, bindparam, delete, or_, type_coerce, update
from sqlalchemy import select as core_select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel, col, select

from bot.services.tools import Tools
from bot.store.columns import keys_of, open_text
from bot.store.inserting import dialect_of, inserting
from bot.store.sealing import SealError
from bot.store.tables import ChatClaim, InboxUpdate

KEEP_NUMBERS = timedelta(
    days=8
)  # Telegram forgets undelivered updates after a day; numbers restart after a week

UNHANDLED = timedelta(days=30)  # who was down for longer answers nothing that is so old


CANNOT_OPEN = (
    "Update %s cannot be opened with the keys that are here: it stays for the day on which its own is back"
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrived:
    """An update as Telegram sent it, and the chat whose order it belongs to."""

    update_id: int
    payload: str
    chat_id: int = 0


class NotKept(Exception):
    """The database did not take an update: it must not be confirmed yet."""


def keep(tools: Tools, arrived: Sequence[Arrived]) -> set[int]:
    """Keep updates, all of them or, with an error, none; return the numbers that are not handled yet.

    A number that is known already is left as it is. It may come back among the others: when the database died while it
    said that it took it.

    Raises:
        NotKept: the database did not take them.
    """
    now = tools.clock.now()
    rows = [
        {"update_id": each.update_id, "chat_id": each.chat_id, "received_at": now, "payload": each.payload}
        for each in arrived
    ]
    try:
        with tools.store.writing() as session:
            connection = session.connection()
            connection.execute(_adding(dialect_of(session)), rows)
            numbers = [each.update_id for each in arrived]
            return set(connection.execute(_OPEN, {"numbers": numbers}).scalars())
    except SQLAlchemyError as error:
        raise NotKept from error


def handled(tools: Tools, update_ids: Sequence[int]) -> None:
    """Mark updates as handled and forget what was in them, and whose they were."""
    with tools.store.writing() as session:
        now = tools.clock.now()
        session.connection().execute(_PUT_AWAY, [{"number": number, "now": now} for number in update_ids])


def add(session: Session, now: datetime, update_id: int, payload: str, chat_id: int) -> bool:
    """Add an update; False when this number is known already."""
    values = {"update_id": update_id, "chat_id": chat_id, "received_at": now, "payload": payload}
    adding = _adding(dialect_of(session)).returning(INBOX.c.update_id)
    return session.connection().execute(adding, values).first() is not None


def put_away(session: Session, now: datetime, update_id: int) -> None:
    """Mark an update as handled and forget what was in it, and whose it was."""
    session.connection().execute(_PUT_AWAY, {"number": update_id, "now": now})


# These run for every update. Putting a statement together takes longer than running it, so it is done once.
INBOX = SQLModel.metadata.tables["inbox_update"]
SEALED_PAYLOAD = type_coerce(INBOX.c.payload, Text)
_PUT_AWAY = (
    update(INBOX)
    .where(INBOX.c.update_id == bindparam("number"))
    .values(
        handled_at=bindparam("now"), payload=None, chat_id=0
    )  # a handled number says nothing about anybody
)


_OPEN = core_select(INBOX.c.update_id).where(
    INBOX.c.update_id.in_(bindparam("numbers", expanding=True)), INBOX.c.handled_at.is_(None)
)


@cache
def _adding(dialect: str) -> Any:
    return inserting(dialect)(INBOX).on_conflict_do_nothing()


def pending(tools: Tools) -> list[str]:
    """Return what was received and not handled, in the order in which it came.

    What no key here opens stays in the database for the day on which its key is back; the log has its number.
    """
    with tools.store.reading() as session:
        rows = session.execute(
            select(col(InboxUpdate.update_id), SEALED_PAYLOAD)
            .where(col(InboxUpdate.handled_at).is_(None), col(InboxUpdate.payload).is_not(None))
            .order_by(col(InboxUpdate.update_id))
        )
        found = {number: opened(tools, sealed) for number, sealed in rows}
    for number, payload in found.items():
        if payload is None:
            log.warning(CANNOT_OPEN, number)
    return [payload for payload in found.values() if payload is not None]


def opened(tools: Tools, sealed: str) -> str | None:
    """Return what an update says from how it is stored; None where no key here opens it."""
    try:
        return open_text(keys_of(tools.store.engine.dialect), sealed)
    except SealError:
        return None


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
