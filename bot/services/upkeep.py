"""What is done for nobody in particular: plans brought forward before they are looked at, old drafts forgotten."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Text, delete, or_, type_coerce, update
from sqlalchemy import select as stored
from sqlmodel import Session, col, select

from bot.services.plan_rows import DAYS
from bot.services.planning import WEEKS_AHEAD, roll
from bot.services.tools import Tools
from bot.store.tables import Chat, PlanChange, Runner

KEPT_DRAFTS = timedelta(days=7)
KEPT_CHANGES = timedelta(days=60)
_CHATS_AT_ONCE = 500
# The week's change comes first at UTC+14: whoever is planned this far from today's UTC date is behind nowhere.
_FAR_ENOUGH = timedelta(days=WEEKS_AHEAD * DAYS + 1)


def roll_plans(tools: Tools, after_id: int = 0, limit: int = 20) -> int | None:
    """Bring some runners' plans forward, by id; return the last id that was looked at, None after the last runner.

    Each has a transaction of their own: solving takes its time, and nobody should wait for the others' weeks.
    """
    horizon = tools.clock.now().date() + _FAR_ENOUGH
    with tools.store.reading() as session:
        ids = session.exec(
            select(Runner.id)
            .where(
                col(Runner.id) > after_id,
                col(Runner.onboarded_at).is_not(None),
                col(Runner.planned_until).is_(None) | (col(Runner.planned_until) < horizon),
            )
            .order_by(col(Runner.id))
            .limit(limit)
        ).all()
    for id_ in ids:
        with tools.store.writing() as session:
            runner = session.get(Runner, id_)
            if runner is not None:
                roll(session, tools, runner)
    return ids[-1] if ids else None


def forget_drafts(tools: Tools) -> int:
    """Forget answers that were begun and for a week not gone on with; return how many chats had one.

    The first questions wait for as long as it takes: who comes back to them goes on where they were.
    """
    today, gone, last = tools.clock.now().date(), 0, 0
    while True:
        with tools.store.writing() as session:
            begun = _begun(session, last)
            if not begun:
                return gone
            old = [
                each.chat
                for each in begun
                if each.seen_on is not None and today - each.seen_on >= KEPT_DRAFTS
            ]
            session.execute(
                update(Chat)
                .where(col(Chat.id).in_(old))
                .values(draft={}, awaiting=None, draft_seen=None, draft_seen_on=None)
            )
            for each in begun:
                if each.seen_on is None:
                    mine = update(Chat).where(col(Chat.id) == each.chat)
                    session.execute(mine.values(draft_seen=each.digest, draft_seen_on=today))
            gone, last = gone + len(old), begun[-1].chat


def forget_changes(tools: Tools) -> int:
    """Forget how the plan was before changes that are too old to be taken back; return how many."""
    with tools.store.writing() as session:
        done = session.execute(
            delete(PlanChange).where(col(PlanChange.made_at) < tools.clock.now() - KEPT_CHANGES)
        )
        return int(done.rowcount)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class _Begun:
    """Something that a chat has begun, and since when it has been as it is; None when it was not seen before."""

    chat: int
    digest: str
    seen_on: date | None


def _begun(session: Session, after_id: int) -> list[_Begun]:
    """Return what some chats have begun, compared as it is stored: what was changed is sealed anew, so it differs."""
    draft, awaiting = type_coerce(col(Chat.draft), Text()), type_coerce(col(Chat.awaiting), Text())
    rows = session.execute(
        stored(col(Chat.id), draft, awaiting, col(Chat.draft_seen), col(Chat.draft_seen_on))
        .join(Runner, col(Runner.id) == Chat.runner_id)
        .where(
            col(Chat.id) > after_id,
            or_(draft != "{}", awaiting.is_not(None)),
            col(Runner.onboarded_at).is_not(None),
        )
        .order_by(col(Chat.id))
        .limit(_CHATS_AT_ONCE)
        .with_for_update(of=Chat)
    )
    found = []
    for chat, kept, waits_for, seen, seen_on in rows:
        digest = hashlib.sha256(f"{kept} {waits_for}".encode()).hexdigest()
        found.append(_Begun(chat, digest, seen_on if seen == digest else None))
    return found
