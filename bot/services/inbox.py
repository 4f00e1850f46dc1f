"""Updates are kept before they are acknowledged, so that a crash in between loses none."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from bot.services.tools import Tools
from bot.store.tables import InboxUpdate

KEEP_NUMBERS = timedelta(
    days=8
)  # Telegram forgets undelivered updates after a day; numbers restart after a week


class NotKept(Exception):
    """The database did not take an update: it must not be confirmed yet."""


def keep(tools: Tools, update_id: int, payload: str) -> bool:
    """Keep an update; False when this number is known already.

    Raises:
        NotKept: the database did not take it.
    """
    values = {"update_id": update_id, "received_at": tools.clock.now(), "payload": payload}
    if tools.store.engine.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert
    else:  # loaded only where it is needed: it costs a tenth of a second
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]
    try:
        with tools.store.writing() as session:
            kept = session.execute(
                insert(InboxUpdate)
                .values(**values)
                .on_conflict_do_nothing()
                .returning(col(InboxUpdate.update_id))
            )
            return kept.first() is not None
    except SQLAlchemyError as error:
        raise NotKept from error


def handled(tools: Tools, update_id: int) -> None:
    """Mark an update as handled and forget what was in it."""
    with tools.store.writing() as session:
        session.execute(
            update(InboxUpdate)
            .where(col(InboxUpdate.update_id) == update_id)
            .values(handled_at=tools.clock.now(), payload=None)
        )


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
    """Forget the numbers of updates that were handled long ago; return how many."""
    with tools.store.writing() as session:
        gone = session.execute(
            delete(InboxUpdate).where(col(InboxUpdate.handled_at) < tools.clock.now() - KEEP_NUMBERS)
        )
        return int(gone.rowcount)  # type: ignore[attr-defined]
