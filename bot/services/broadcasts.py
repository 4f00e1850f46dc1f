"""A message of the operator to everybody: written, confirmed, sent one by one, and gone on with after a crash.

Before each send its delivery is claimed in the database, and afterwards it says what became of it. A claim that was
left behind by a crash, or whose send may have arrived, is taken up once more, silently, and then never again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, update
from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import Select

from bot.services.tools import Tools
from bot.store.inserting import dialect_of, inserting
from bot.store.tables import Broadcast, BroadcastDelivery, Chat, Runner

LONGEST_TEXT = 3500  # what is around it and the signs that are escaped fit beside it
BATCH = 20
LEASE = timedelta(minutes=2)
MOST_TRIES = 2
_A_MOMENT = timedelta(minutes=10)
_CLAIM = "@"  # an open claim is its try, this sign, and when it was made in seconds of the epoch


class Outcome(StrEnum):
    """What became of one runner's message."""

    SENT = "sent"
    BLOCKED = "blocked"
    REFUSED = "refused"
    UNKNOWN = "unknown"  # may have arrived


class Progress(StrEnum):
    """How far a broadcast is."""

    DRAFT = "draft"
    ON_ITS_WAY = "on-its-way"
    FINISHED = "finished"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class BroadcastView:
    """A broadcast, and how many runners it reached; `left` are those that it has still to reach, or never will.

    `screen` is the chat and the message in which it was confirmed, where that is to be told how it ended.
    """

    id: int
    text: str
    progress: Progress
    sent: int
    blocked: int
    unsure: int
    refused: int
    left: int
    screen: tuple[int, int] | None = None

    @property
    def unreachable(self) -> int:
        """How many did not get it."""
        return self.blocked + self.refused


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that this process has taken to send; `claim` is its mark, `tries` counts this one."""

    broadcast_id: int
    runner_id: int
    chat_id: int
    text: str
    claim: str
    tries: int


def draft(tools: Tools, text: str) -> BroadcastView:
    """Keep a text to be confirmed; the same text of a moment ago is the same draft.

    Raises:
        ValueError: there is no text, or too much of it.
    """
    text = text.strip()
    if not 0 < len(text) <= LONGEST_TEXT:
        raise ValueError(f"a broadcast has 1 to {LONGEST_TEXT} characters")
    now = tools.clock.now()
    with tools.store.writing() as session:
        row = session.exec(
            select(Broadcast).where(
                col(Broadcast.text) == text,
                col(Broadcast.confirmed_at).is_(None),
                col(Broadcast.finished_at).is_(None),
                col(Broadcast.made_at) > now - _A_MOMENT,
            )
        ).first()
        if row is None:
            row = Broadcast(made_at=now, text=text)
            session.add(row)
            session.flush()
        return _view(session, row, now)


def confirm(tools: Tools, number: int, screen: tuple[int, int] | None = None) -> BroadcastView | None:
    """Let a draft leave; None when it was thrown away. One that is on its way stays as it is.

    `screen` is the chat and the message that will be told how it ended.
    """
    now = tools.clock.now()
    with tools.store.writing() as session:
        row = session.get(Broadcast, number, with_for_update=True)
        if row is None:
            return None
        if row.confirmed_at is None and row.finished_at is None:
            row.confirmed_at = now
            row.screen_chat, row.screen_message = screen or (None, None)
        return _view(session, row, now)


def stop(tools: Tools, number: int) -> BroadcastView | None:
    """Throw a draft away (None), or send no more of a broadcast that is on its way."""
    now = tools.clock.now()
    with tools.store.writing() as session:
        row = session.get(Broadcast, number, with_for_update=True)
        if row is None:
            return None
        if row.confirmed_at is None:
            session.delete(row)
            return None
        row.finished_at = row.finished_at or now
        row.screen_chat = row.screen_message = None
        return _view(session, row, now)


def leave(tools: Tools, chat_id: int, message_id: int) -> None:
    """Hear that a message shows something else now: it is not the place any more to tell how a broadcast ended."""
    with tools.store.writing() as session:
        session.execute(
            update(Broadcast)
            .where(col(Broadcast.screen_chat) == chat_id, col(Broadcast.screen_message) == message_id)
            .values(screen_chat=None, screen_message=None)
        )


def show(tools: Tools, number: int | None = None) -> BroadcastView | None:
    """Return a broadcast, or the latest one that was confirmed; None when there is none."""
    with tools.store.reading() as session:
        if number is not None:
            row = session.get(Broadcast, number)
        else:
            row = session.exec(
                select(Broadcast)
                .where(col(Broadcast.confirmed_at).is_not(None))
                .order_by(col(Broadcast.id).desc())
            ).first()
        return None if row is None else _view(session, row, tools.clock.now())


def waiting(tools: Tools) -> bool:
    """Tell whether a broadcast is on its way; asked often, so without a lock."""
    with tools.store.reading() as session:
        confirmed = select(Broadcast.id).where(
            col(Broadcast.confirmed_at).is_not(None), col(Broadcast.finished_at).is_(None)
        )
        return session.exec(confirmed.limit(1)).first() is not None


def claim(tools: Tools, limit: int = BATCH) -> list[Delivery]:
    """Take some messages of the oldest broadcast that is on its way; no other process sends them then."""
    now = tools.clock.now()
    with tools.store.writing() as session:
        row = _under_way(session)
        if row is None or row.id is None:
            return []
        taken = _again(session, row, now, limit)
        for runner_id, chat_id in session.exec(_left(row, row.confirmed_at or now).limit(limit - len(taken))):
            mark = _mark(1, now)
            if _insert(session, row.id, runner_id, mark):
                taken.append(Delivery(row.id, runner_id, chat_id, row.text, mark, 1))
        return taken


def note(tools: Tools, delivery: Delivery, outcome: Outcome) -> None:
    """Say what became of a message, unless another process has taken it up since."""
    with tools.store.writing() as session:
        session.execute(update(BroadcastDelivery).where(*_mine(delivery)).values(outcome=outcome.value))


def put_back(tools: Tools, deliveries: Sequence[Delivery]) -> None:
    """Give back what was certainly not sent: the try does not count."""
    with tools.store.writing() as session:
        for each in deliveries:
            if each.tries == 1:
                session.exec(delete(BroadcastDelivery).where(*_mine(each)))
            else:
                again = f"{each.tries - 1}{_CLAIM}0"
                session.execute(update(BroadcastDelivery).where(*_mine(each)).values(outcome=again))


def finish(tools: Tools) -> BroadcastView | None:
    """Close the broadcast under way when nobody is left and no claim is open; return it then, this once."""
    now = tools.clock.now()
    with tools.store.writing() as session:
        row = _under_way(session)
        if row is None or session.exec(_left(row, row.confirmed_at or now).limit(1)).first() is not None:
            return None
        claims = select(BroadcastDelivery.runner_id).where(
            col(BroadcastDelivery.broadcast_id) == row.id, col(BroadcastDelivery.outcome).contains(_CLAIM)
        )
        if session.exec(claims).first() is not None:
            return None
        row.finished_at = now
        done = _view(session, row, now)
        row.screen_chat = row.screen_message = None  # nobody's chat is kept for longer than it is needed
        return done


def _under_way(session: Session) -> Broadcast | None:
    return session.exec(
        select(Broadcast)
        .where(col(Broadcast.confirmed_at).is_not(None), col(Broadcast.finished_at).is_(None))
        .order_by(col(Broadcast.id))
        .limit(1)
        .with_for_update()  # two processes take their batches one after the other
    ).first()


def _left(row: Broadcast, confirmed_at: datetime) -> Select[int, int]:
    """Whoever can be written to, was here when it was confirmed, and has no delivery yet."""
    reached = select(BroadcastDelivery.runner_id).where(col(BroadcastDelivery.broadcast_id) == row.id)
    return (
        select(col(Chat.runner_id), col(Chat.id))
        .join(Runner)
        .where(
            col(Chat.blocked_at).is_(None),
            col(Runner.created_at) <= confirmed_at,
            col(Chat.runner_id).not_in(reached),
        )
        .order_by(col(Chat.runner_id))
    )


def _again(session: Session, row: Broadcast, now: datetime, limit: int) -> list[Delivery]:
    """Take up claims whose lease is over; what was tried twice may have arrived and is left alone."""
    found = session.exec(
        select(BroadcastDelivery, Chat.id, Chat.blocked_at)
        .join(Chat, col(Chat.runner_id) == col(BroadcastDelivery.runner_id))
        .where(col(BroadcastDelivery.broadcast_id) == row.id, col(BroadcastDelivery.outcome).contains(_CLAIM))
        .limit(limit)
    ).all()
    taken = []
    for delivery, chat_id, blocked_at in found:
        tries, _, seconds = delivery.outcome.partition(_CLAIM)
        if int(seconds) > (now - LEASE).timestamp():
            continue
        if blocked_at is not None:
            delivery.outcome = Outcome.BLOCKED.value
        elif int(tries) >= MOST_TRIES:
            delivery.outcome = Outcome.UNKNOWN.value
        else:
            delivery.outcome = _mark(int(tries) + 1, now)
            taken.append(
                Delivery(
                    delivery.broadcast_id,
                    delivery.runner_id,
                    chat_id,
                    row.text,
                    delivery.outcome,
                    int(tries) + 1,
                )
            )
    return taken


def _insert(session: Session, broadcast_id: int, runner_id: int, mark: str) -> bool:
    new = (
        inserting(dialect_of(session))(BroadcastDelivery)
        .values(broadcast_id=broadcast_id, runner_id=runner_id, outcome=mark)
        .on_conflict_do_nothing()
        .returning(col(BroadcastDelivery.runner_id))
    )
    return session.execute(new).first() is not None


def _mine(delivery: Delivery) -> tuple[ColumnElement[bool], ...]:
    return (
        col(BroadcastDelivery.broadcast_id) == delivery.broadcast_id,
        col(BroadcastDelivery.runner_id) == delivery.runner_id,
        col(BroadcastDelivery.outcome) == delivery.claim,
    )


def _mark(tries: int, now: datetime) -> str:
    return f"{tries}{_CLAIM}{int(now.timestamp())}"


def _view(session: Session, row: Broadcast, now: datetime) -> BroadcastView:
    if row.id is None:
        raise ValueError("the broadcast is not stored yet")
    counted = session.exec(
        select(BroadcastDelivery.outcome, func.count())
        .where(col(BroadcastDelivery.broadcast_id) == row.id)
        .group_by(col(BroadcastDelivery.outcome))
    ).all()
    outcomes = {outcome: int(number) for outcome, number in counted}
    claimed = sum(number for outcome, number in outcomes.items() if _CLAIM in outcome)
    waiting = session.exec(
        select(func.count()).select_from(_left(row, row.confirmed_at or now).order_by(None).subquery())
    ).one()
    left = int(waiting) + claimed
    return BroadcastView(
        id=row.id,
        text=row.text,
        progress=_progress(row, left),
        sent=outcomes.get(Outcome.SENT, 0),
        blocked=outcomes.get(Outcome.BLOCKED, 0),
        unsure=outcomes.get(Outcome.UNKNOWN, 0),
        refused=outcomes.get(Outcome.REFUSED, 0),
        left=left,
        screen=None
        if row.screen_chat is None or row.screen_message is None
        else (row.screen_chat, row.screen_message),
    )


def _progress(row: Broadcast, left: int) -> Progress:
    if row.confirmed_at is None:
        return Progress.DRAFT
    if row.finished_at is None:
        return Progress.ON_ITS_WAY
    return Progress.STOPPED if left else Progress.FINISHED
