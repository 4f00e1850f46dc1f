"""The private feed: a link that only its owner knows, of which no more than a digest is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from sqlmodel import col, select

from bot.services import runners
from bot.services.calendar.file import plan_file
from bot.services.tools import Tools
from bot.store.tables import Runner, SingleRunWeek

TOKEN_BYTES = 32
_LONGEST_TOKEN = 128


@dataclass(frozen=True, slots=True)
class CalendarView:
    """What a runner has set up: a link, and weeks that came from a calendar."""

    linked: bool
    imported_weeks: int


def view(tools: Tools, chat_id: int) -> CalendarView:
    """Return what a runner has set up.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.reading() as session:
        _, runner = runners.need(session, chat_id)
        weeks = session.exec(
            select(SingleRunWeek.id).where(
                col(SingleRunWeek.runner_id) == runner.id, col(SingleRunWeek.imported).is_(True)
            )
        ).all()
        return CalendarView(linked=runner.feed_digest is not None, imported_weeks=len(weeks))


def file(tools: Tools, chat_id: int) -> bytes:
    """Return a runner's plan as a file.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        return plan_file(session, tools, runner)


def new_token(tools: Tools, chat_id: int) -> str:
    """Make a new secret and return it, this once; the one before it is worth nothing from now on.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        runner.feed_digest = digest(token)
    return token


def revoke(tools: Tools, chat_id: int) -> None:
    """Make the link worth nothing.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        runner.feed_digest = None


def feed(tools: Tools, token: str) -> bytes | None:
    """Return the plan that a secret opens, None when it opens none.

    It is looked up by its digest: how long that takes tells nothing about secrets that are near. Whoever only guesses
    never holds the database up: it is written to for a secret that opens a plan alone.
    """
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    wanted = digest(token)
    mine = select(Runner.id).where(col(Runner.feed_digest) == wanted)
    with tools.store.reading() as session:
        if session.exec(mine).first() is None:
            return None
    with tools.store.writing() as session:
        runner = session.exec(select(Runner).where(col(Runner.feed_digest) == wanted)).first()
        if runner is None or not hmac.compare_digest(runner.feed_digest or "", wanted):
            return None
        return plan_file(session, tools, runner)


def digest(token: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()
