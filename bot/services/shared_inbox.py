"""The inbox as a queue of several processes: each chat is claimed by one of them, for as long as it says so.

A claim is given back in the transaction that sees that nothing waits for it, behind a lock on its row; who stores an
update claims the chat after storing it. So one of the two always sees the other: no update is left lying, and none is
taken twice. The claim of a process that died ends by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Executable, bindparam, delete, exists, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel, col

from bot.services.inbox import INBOX, SEALED_PAYLOAD, NotKept, add, opened, put_away
from bot.services.tools import Tools
from bot.store.inserting import dialect_of, inserting
from bot.store.tables import ChatClaim, InboxUpdate

LEASE = timedelta(seconds=30)
CHATS_AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that was not handled yet, as Telegram sent it; None: no key here opens it."""

    update_id: int
    payload: str | None


def receive(tools: Tools, holder: str, update_id: int, payload: str, chat_id: int) -> list[Waiting] | None:
    """Keep an update; return what the holder has to handle in its chat now, None for a number that is known.

    Nothing is to be handled where another process has the chat: that one takes the update, too. A number that is known
    and not handled comes back: the database may have died while it said that it took it.

    Raises:
        NotKept: the database did not take it.
    """
    with _written(tools) as session:
        now = tools.clock.now()
        new = add(session, now, update_id, payload, chat_id)
        claimed = _claimed(session, now, holder, chat_id)
        waiting = _waiting_or_given_back(tools, session, chat_id) if claimed else []
        return waiting or ([] if new else None)


def handled(tools: Tools, holder: str, update_id: int, chat_id: int, *, last: bool) -> list[Waiting]:
    """Put an update away; return what came for its chat meanwhile, and give the chat back where nothing did.

    `last` tells that the holder has nothing more of this chat in hand; otherwise nothing is looked for.

    Raises:
        NotKept: the database did not take it.
    """
    with _written(tools) as session:
        put_away(session, tools.clock.now(), update_id)
        if not last or not _locked(session, holder, chat_id):
            return []
        return _waiting_or_given_back(tools, session, chat_id)


def abandoned(tools: Tools, beside: Collection[int] = ()) -> list[int]:
    """Return chats in which something waits, and that nobody has, or somebody who was not heard of for too long.

    `beside`: the numbers of updates that do not count.
    """
    held = exists().where(
        col(ChatClaim.chat_id) == InboxUpdate.chat_id, col(ChatClaim.until) > tools.clock.now()
    )
    with _mended(), tools.store.reading() as session:
        rows = session.execute(
            select(col(InboxUpdate.chat_id))
            .where(col(InboxUpdate.handled_at).is_(None), col(InboxUpdate.payload).is_not(None), ~held)
            .where(col(InboxUpdate.update_id).not_in(beside))
            .distinct()
            .limit(CHATS_AT_A_TIME)
        )
        return list(rows.scalars())


def take_over(tools: Tools, holder: str, chat_id: int) -> list[Waiting]:
    """Claim a chat; return what waits in it, nothing where somebody else was faster.

    Raises:
        NotKept: the database did not take it.
    """
    with _written(tools) as session:
        if not _claimed(session, tools.clock.now(), holder, chat_id):
            return []
        return _waiting_or_given_back(tools, session, chat_id)


def renew(tools: Tools, holder: str) -> int:
    """Say that a holder is still at it; return how many chats it has.

    Raises:
        NotKept: the database did not take it.
    """
    with _written(tools) as session:
        mine = update(ChatClaim).where(col(ChatClaim.holder) == holder)
        done = session.execute(mine.values(until=tools.clock.now() + LEASE))
        return int(done.rowcount)  # type: ignore[attr-defined]


def give_back(tools: Tools, holder: str) -> None:
    """Leave all chats to the others, with whatever still waits in them.

    Raises:
        NotKept: the database did not take it.
    """
    with _written(tools) as session:
        session.execute(delete(ChatClaim).where(col(ChatClaim.holder) == holder))


@contextmanager
def _mended() -> Iterator[None]:
    """Make the database's own errors into the one that the callers know."""
    try:
        yield
    except SQLAlchemyError as error:
        raise NotKept from error


@contextmanager
def _written(tools: Tools) -> Iterator[Session]:
    with _mended(), tools.store.writing() as session:
        yield session


def _claimed(session: Session, now: datetime, holder: str, chat_id: int) -> bool:
    """Claim a chat; False when somebody else has it."""
    values = {"chat_id": chat_id, "holder": holder, "until": now + LEASE, "now": now, "me": holder}
    return session.execute(_claiming(dialect_of(session)), values).first() is not None


def _locked(session: Session, holder: str, chat_id: int) -> bool:
    """Keep others from claiming a chat until the transaction ends; False when it is another's by now."""
    return session.execute(_LOCK, {"chat": chat_id}).scalar() == holder


def _waiting_or_given_back(tools: Tools, session: Session, chat_id: int) -> list[Waiting]:
    """Return what waits in a chat that is claimed; where nothing does that can be handled, give it back."""
    waiting = _waiting(tools, session, chat_id)
    if all(each.payload is None for each in waiting):
        session.execute(_GIVE_BACK, {"chat": chat_id})
    return waiting


def _waiting(tools: Tools, session: Session, chat_id: int) -> list[Waiting]:
    rows = session.execute(_WAITING, {"chat": chat_id})
    return [Waiting(number, opened(tools, sealed)) for number, sealed in rows]


# Made once, as they run for every update.
_CLAIM = SQLModel.metadata.tables["chat_claim"]
_LOCK = select(_CLAIM.c.holder).where(_CLAIM.c.chat_id == bindparam("chat")).with_for_update()
_GIVE_BACK = delete(_CLAIM).where(_CLAIM.c.chat_id == bindparam("chat"))
_WAITING = (
    select(INBOX.c.update_id, SEALED_PAYLOAD)
    .where(INBOX.c.chat_id == bindparam("chat"), INBOX.c.handled_at.is_(None), INBOX.c.payload.is_not(None))
    .order_by(INBOX.c.update_id)
)


@cache
def _claiming(dialect: str) -> Executable:
    new = inserting(dialect)(_CLAIM).values(
        chat_id=bindparam("chat_id"), holder=bindparam("holder"), until=bindparam("until")
    )
    free = or_(_CLAIM.c.until <= bindparam("now"), _CLAIM.c.holder == bindparam("me"))
    mine = new.on_conflict_do_update(
        index_elements=["chat_id"],
        set_={"holder": new.excluded.holder, "until": new.excluded.until},
        where=free,
    )
    made: Executable = mine.returning(_CLAIM.c.chat_id)
    return made
